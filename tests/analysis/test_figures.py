"""How long a story is, and how much of it is seen."""

import math
from pathlib import Path

import pytest

from game.analysis.figures import figures, minutes, share_seen, words_of, words_read
from game.analysis.texts import texts
from game.narrative.playthrough import Playthrough
from game.story.load import load
from game.story.model import Story

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


@pytest.fixture(scope="module")
def kettle() -> Story:
    story, diagnostics = load(KETTLE)
    assert story is not None, diagnostics
    return story


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("It rains.", 2),
        ("***", 0),
        ("> Dov. I am **not** made\nof biscuit.\n- I do the ~~lid~~.", 11),
        ("{sky}, and {glance} again", 2),
        ("{{braces}} stay", 2),
        ("a — b", 2),
    ],
)
def test_words_are_what_a_reader_sees(text: str, words: int) -> None:
    assert words_of(text) == words


def test_the_parts_make_the_whole(kettle: Story) -> None:
    found = figures(kettle)
    inside = sum(words_of(passage.text) for prose in kettle.words.values() for passage in prose)
    parts = (found.scenes, found.choices, found.endings)
    assert found.words == inside + sum(sum(part.values()) for part in parts) > 500
    assert found.scenes["why"] == 4
    assert found.choices["look.look"] == 2
    assert found.choices["friday.me"] == 1
    assert found.decisions == 14
    assert set(found.endings) == set(kettle.endings)


def test_a_reading_is_counted_page_by_page(kettle: Story) -> None:
    reading = Playthrough(kettle)
    pages = sum(len(paragraph.replace("*", "").split()) for paragraph in reading.now.text)
    assert words_read(reading.path) == pages
    moment = reading.choose("look")
    reply = sum(len(paragraph.split()) for paragraph in moment.reply)
    assert words_read(reading.path) == pages + reply + 2


def test_minutes_follow_the_words() -> None:
    assert math.isclose(minutes(2600), 12.5)


def test_the_share_of_the_text_that_is_seen(kettle: Story) -> None:
    every = {text.path: 1.0 for text in texts(kettle)}
    assert share_seen(kettle, every) == 1.0
    assert share_seen(kettle, {}) == 0.0
    half = dict.fromkeys(every, 0.5)
    assert math.isclose(share_seen(kettle, half), 0.5)
    why = {path: 1.0 for path in every if path[:2] == ("scene", "why") and path[2] == "text"}
    assert math.isclose(share_seen(kettle, why), 4 / figures(kettle).words)
