"""How long a story is, and how much of it is seen."""

import math
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from game.analysis.compile import compile_story
from game.analysis.figures import figures, minutes, share_seen, words_of
from game.analysis.sample import sample
from game.story.load import load
from game.story.model import Passage, Prose, Story

from .stories import HEAD

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


def test_what_only_a_class_is_told_is_in_no_reading(kettle: Story) -> None:
    recap = Prose((Passage(None, "You are Mo, {lately}."),))
    scenes = dict(kettle.scenes) | {"friday": replace(kettle.scenes["friday"], recap=recap)}
    words = dict(kettle.words) | {"lately": Prose((Passage(None, "of late a kettle"),))}
    assert figures(replace(kettle, scenes=scenes, words=words)) == figures(kettle)


def test_a_reading_is_counted_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    head = (
        HEAD.replace("s0", "one")
        + """
[words]
sky = ["rain {{on}} it"]
[scene.one]
text = "It is *{sky}*, {{so}}.\\n\\nTwo words."
then = "two"
[scene.two]
text = "Here."
[[scene.two.choice]]
id = "go"
text = "Go {sky} now."
reply = "Gone {{away}}."
to = "e"
[ending.e]
title = "Not counted"
text = "The end."
other_voice = "Nor this."
"""
    )
    path.write_text(head, encoding="utf-8")
    story, diagnostics = load(path)
    assert story is not None, diagnostics
    tables = compile_story(story)
    # The page and its turning, the next, the choice, its reply, and the ending.
    assert sample(tables, [], readings=3).words == 3 * [6 + 2 + 2 + 1 + 5 + 2 + 2]


def test_minutes_follow_the_words() -> None:
    assert math.isclose(minutes(2600), 12.5)


def test_the_share_of_the_text_that_is_seen(kettle: Story, tmp_path: Path) -> None:
    shares = [share_seen(kettle, Random(seed)) for seed in range(40)]
    assert all(share is not None and 0.15 < share < 0.75 for share in shares)
    assert len(set(shares)) > 10
    assert share_seen(kettle, Random(3)) == shares[3]


def test_a_story_with_one_way_is_seen_whole(tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    text = (KETTLE / "story.toml").read_text(encoding="utf-8")
    head = text[: text.index("[[menu.look.choice]]")].replace("[words]", "[ignored]")
    head = head[: head.index("[ignored]")].replace('start = "kitchen"', 'start = "one"')
    one = """
[words]
sky = [{ when = "poured", text = "never" }, "rain"]
[scene.one]
text = ["It is {sky}.", { when = "poured", text = "Never seen." }]
then = "two"
[scene.two]
text = "Two words."
[[scene.two.choice]]
text = "End it."
id = "end"
to = "ending"
reply = "Yes."
[ending.end]
title = "End"
text = "The end."
"""
    path.write_text(head + one, encoding="utf-8")
    story, diagnostics = load(path)
    assert story is not None, diagnostics
    # "never", and "Never seen.": three words of thirteen.
    assert figures(story).words == 13
    assert share_seen(story, Random(1)) == pytest.approx(10 / 13)


def test_a_reading_that_cannot_end_has_no_share(kettle: Story) -> None:
    looped = msgspec.structs.replace(kettle, scenes={**kettle.scenes})
    scene = kettle.scenes["friday"]
    back = msgspec.structs.replace(scene.by_id["back"], once=False, when=None)
    looped.scenes["friday"] = msgspec.structs.replace(scene, choices=(back,))
    assert share_seen(looped, Random(1)) is None
