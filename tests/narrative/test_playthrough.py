"""One reading, as a screen or a plain line would ask for it."""

from pathlib import Path

import pytest

from game.narrative.playthrough import Moment, Option, Playthrough
from game.story.load import load
from game.story.model import Story

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


@pytest.fixture(scope="module")
def kettle() -> Story:
    story, diagnostics = load(KETTLE)
    assert story is not None, diagnostics
    return story


def test_a_choice_that_stays_keeps_the_page_and_brings_a_reply(kettle: Story) -> None:
    reading = Playthrough(kettle)
    first = reading.now
    moment = reading.choose("look")
    assert moment.stayed
    assert moment.text == first.text
    assert moment.reply
    assert moment.said == "Look over."
    assert reading.heading(first) == reading.chapter == "Monday"
    assert reading.heading(moment) == ""


def test_a_visit_is_the_arrival_and_what_stayed_since(kettle: Story) -> None:
    reading = Playthrough(kettle)
    first = reading.now
    assert reading.visit == (first, ())
    looked = reading.choose("look")
    again = reading.choose("look")
    assert reading.visit == (first, (looked, again))
    poured = reading.choose("pour")
    assert reading.visit == (poured, ())


def test_what_was_tried_here_is_told_of_every_branch_and_of_no_other_page(kettle: Story) -> None:
    reading = Playthrough(kettle)
    start = reading.now
    reading.choose("look")
    reading.choose("pour")
    reading.rewind(start)
    assert reading.tried == {"look"}
    reading.choose("half")
    reading.rewind(start)
    assert reading.tried == {"look", "half"}


def test_only_a_noted_scene_has_a_summary(kettle: Story) -> None:
    reading = Playthrough(kettle)
    night = reading.choose("half")
    assert reading.summary(night) == "In the night Wren scalds her hand, not badly."
    assert reading.summary(reading.moments[0]) is None


def test_text_is_judged_on_arrival_and_kept(kettle: Story) -> None:
    reading = Playthrough(kettle)
    first = reading.now
    reading.choose("look")
    reading.rewind(first)
    assert reading.now is first
    assert "raining" not in " ".join(first.text)


def test_going_back_and_choosing_otherwise_is_a_branch(kettle: Story) -> None:
    reading = Playthrough(kettle)
    start = reading.now
    looked = reading.choose("look")
    reading.rewind(start)
    poured = reading.choose("pour")
    assert [m.n for m in reading.path] == [0, poured.n]
    assert (looked.parent, poured.parent) == (0, 0)
    reading.rewind(looked)
    assert reading.path == (start, looked)


def test_chapters_are_those_reached_on_any_branch(kettle: Story) -> None:
    reading = Playthrough(kettle)
    start = reading.now
    while reading.ending is None:
        reading.choose(next(option.id for option in reading.options if option.struck is None))
    reached = dict(reading.chapters())
    reading.rewind(start)
    assert dict(reading.chapters()) == reached
    assert reached["Monday"] is start
    assert all(isinstance(moment, Moment) for moment in reached.values())
    assert len(reached) >= 2


def test_an_ending_offers_nothing_more(kettle: Story) -> None:
    reading = Playthrough(kettle)
    while reading.ending is None:
        reading.choose(next(option.id for option in reading.options if option.struck is None))
    assert reading.options == ()
    assert reading.now.text
    assert reading.now.scene == reading.ending.id


def test_a_struck_choice_says_why(kettle: Story) -> None:
    struck = {option for scene in _every_page(kettle) for option in scene if option.struck is not None}
    assert struck
    assert all(option.text and option.struck for option in struck)


def _every_page(story: Story) -> list[tuple[Option, ...]]:
    """The options of every page within five choices of the first."""
    pages: list[tuple[Option, ...]] = []
    reading = Playthrough(story)
    level = [reading.now]
    for _ in range(5):
        following: list[Moment] = []
        for moment in level:
            reading.rewind(moment)
            pages.append(reading.options)
            for option in reading.options:
                if option.struck is None:
                    reading.rewind(moment)
                    following.append(reading.choose(option.id))
        level = following
    return pages
