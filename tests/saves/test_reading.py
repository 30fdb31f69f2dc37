"""What is chosen is kept, and opens again where it was."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.narrative.rules import ChoiceClosedError
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.story.model import Story
from tests.random_stories import random_story
from tests.saves.walks import facts, journals, reopened, scenes, wander

WALK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@WALK
@given(seed=st.integers(0, 10_000), acts=st.integers(1, 25))
def test_it_opens_again_the_same_after_every_act_of_a_walk(tmp_path: Path, seed: int, acts: int) -> None:
    story = random_story(seed, tmp_path)
    with TemporaryDirectory() as folder:
        bookcase = Bookcase(Home(Path(folder)))
        reading = bookcase.begin(story)
        rng = random.Random(seed)
        for _ in range(acts):
            for _ in wander(reading, rng, 1):
                before = facts(reading)
            reading.close()
            again = reopened(bookcase, story)
            assert facts(again) == before
            assert again.notice == ""
            reading = again
        reading.close()
        assert len(journals(Path(folder))) == 1


def test_the_first_page_is_kept_too(bookcase: Bookcase, kettle: Story) -> None:
    bookcase.begin(kettle).close()
    assert bookcase.latest() == "kettle"
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen"]


def test_nothing_is_resumed_where_nothing_was_begun(bookcase: Bookcase, kettle: Story) -> None:
    assert bookcase.resume(kettle) is None
    assert bookcase.latest() is None


def test_a_closed_choice_is_refused_and_not_written(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as reading:
        reading.choose("look")
        before = journals(bookcase.home.folder)[0].read_bytes()
        with pytest.raises(ChoiceClosedError):
            reading.choose("sister")
        assert journals(bookcase.home.folder)[0].read_bytes() == before


def test_going_back_keeps_the_old_branch_and_reopens_where_one_went(
    bookcase: Bookcase, kettle: Story
) -> None:
    with bookcase.begin(kettle) as reading:
        first = reading.playthrough.now
        reading.choose("sit")
        reading.choose("on")
        reading.rewind(first)
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen"]
        assert [moment.scene for moment in reading.playthrough.moments] == ["kitchen", "night", "note"]
        reading.choose("pour")
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen", "night"]
        assert len(reading.playthrough.moments) == 4


def test_a_choice_that_stays_is_kept_as_staying(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as reading:
        reading.choose("look")
        reading.choose("look")
        reading.choose("sit")
    with reopened(bookcase, kettle) as reading:
        assert [moment.stayed for moment in reading.playthrough.path] == [False, True, True, False]


def test_an_ending_can_be_opened_again(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as reading:
        for choice in ("half", "on", "sign", "you"):
            reading.choose(choice)
        assert reading.playthrough.ending is not None
    with reopened(bookcase, kettle) as reading:
        assert reading.playthrough.ending is kettle.endings["two_cups"]
