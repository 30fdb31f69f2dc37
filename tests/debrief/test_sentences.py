"""A quotation breaks off at the end of a sentence, and never inside speech."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.debrief.sentences import holding, opening, sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("One. Two? Three.", ["One.", "Two?", "Three."]),
        ("No end here", ["No end here"]),
        ("", []),
        ("Mrs. Tordoff and J. Okafor. Then rain.", ["Mrs. Tordoff and J. Okafor.", "Then rain."]),
        ('"Is it?" says the manager. He coughs.', ['"Is it?" says the manager.', "He coughs."]),
        ('"One. Two," she says. Rain.', ['"One. Two," she says.', "Rain."]),
        ("“One. Two,” she says. Rain.", ["“One. Two,” she says.", "Rain."]),
        ("‘I can’t. I’m sorry.’ Go back.", ["‘I can’t. I’m sorry.’", "Go back."]),
        ("It’s late. It’s the drivers’ room. Rain.", ["It’s late.", "It’s the drivers’ room.", "Rain."]),
        ('She stops. "Well." He looks.', ["She stops.", '"Well."', "He looks."]),
        ("At 13:52. Then e.g. nothing.", ["At 13:52.", "Then e.g. nothing."]),
    ],
)
def test_where_sentences_end(paragraph, expected):
    assert sentences(paragraph) == expected


@given(st.text(alphabet='aB .?!"“”‘’,', max_size=80))
def test_nothing_is_lost(paragraph):
    assert " ".join(" ".join(sentences(paragraph)).split()) == " ".join(paragraph.split())


def test_a_short_opening_takes_the_next_sentence_with_it():
    assert opening("She left. She does not start till two. Rain.") == (
        "She left. She does not start till two. Rain."
    )
    long = "A sentence that is quite long enough to stand for itself on any page at all."
    assert opening(f"{long} Rain.") == long
    assert opening(f"Rain. {'Very ' * 40}long.") == "Rain."


def test_an_opening_does_not_lead_on_to_what_is_not_quoted():
    assert opening("You put it face down. You rang because:") == "You put it face down."
    assert opening("You rang because:") == "You rang because:"


def test_holding_is_the_sentence_of_a_place():
    text = "The first sentence is here, long enough to stand for itself. The second too, as long as that was."
    assert holding(text, 5).startswith("The first")
    assert holding(text, text.index("second")) == "The second too, as long as that was."
