"""A reading told in a few letters, and found again from them."""

from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from game.debrief.trail import LONGEST, SYMBOLS, TrailError, trail, walk
from game.narrative.playthrough import Playthrough
from game.story.library import Library
from game.story.load import load
from game.story.model import Story
from tests.author.base import KETTLE


@cache
def story(slug: str) -> Story:
    found = load(KETTLE).story if slug == "kettle" else Library().story(slug)
    assert found is not None
    return found


def reading(slug: str, turns: list[int]) -> Playthrough:
    play = Playthrough(story(slug))
    for turn in turns:
        names = [option.id for option in play.options if option.struck is None]
        if not names:
            break
        play.choose(names[turn % len(names)])
    return play


readings = st.builds(
    reading, st.sampled_from(["kettle", "blue-dot"]), st.lists(st.integers(0, 11), min_size=60, max_size=60)
)


@given(readings)
def test_a_code_leads_to_the_same_place_by_the_same_choices(play: Playthrough) -> None:
    code = trail(play)
    assume(code is not None)
    assert code is not None
    again = walk(play.story, code)
    assert [moment.state for moment in again.path] == [moment.state for moment in play.path]
    assert walk(play.story, code.lower().replace("-", " ")).now.state == play.now.state


@given(readings, st.data())
def test_one_wrong_symbol_or_two_changed_over_never_pass(play: Playthrough, data: st.DataObject) -> None:
    code = trail(play)
    assume(code is not None)
    assert code is not None
    symbols = code.replace("-", "")
    place = data.draw(st.integers(0, len(symbols) - 1))
    other = data.draw(st.sampled_from(SYMBOLS.replace(symbols[place], "")))
    with pytest.raises(TrailError):
        walk(play.story, symbols[:place] + other + symbols[place + 1 :])
    place = data.draw(st.integers(0, len(symbols) - 2))
    one, two = symbols[place], symbols[place + 1]
    assume(one != two)
    with pytest.raises(TrailError):
        walk(play.story, symbols[:place] + two + one + symbols[place + 2 :])


@given(st.text(max_size=60))
@example("\x1b[31m")
def test_whatever_is_typed_is_a_reading_or_a_sentence(typed: str) -> None:
    with pytest.raises(TrailError, match=r"\.$") as caught:
        walk(story("kettle"), typed)
    assert str(caught.value).isprintable(), "it goes to a terminal"


def test_a_reading_of_blue_dot_is_short_enough_to_be_read_out() -> None:
    code = trail(reading("blue-dot", [2] * 60))
    assert code is not None
    assert len(code.replace("-", "")) <= 14


def test_there_is_none_before_the_ending_and_none_for_another_story() -> None:
    assert trail(reading("blue-dot", [])) is None
    code = trail(reading("kettle", [1] * 60))
    assert code is not None
    with pytest.raises(TrailError, match="of another story"):
        walk(story("blue-dot"), code)
    with pytest.raises(TrailError, match="“E” is in no trail code"):
        walk(story("kettle"), "KETTLE")
    with pytest.raises(TrailError, match="look at each symbol"):
        walk(story("kettle"), "Z" * (LONGEST + 1))
