"""What an exploration takes is held against what it may take, loops included."""

import tracemalloc
from dataclasses import replace

import pytest

from game.analysis.budget import Budget, OutOfBudgetError
from game.analysis.heap import resident
from game.analysis.readers import READERS
from game.analysis.report import analyse
from game.analysis.survey import explore
from game.story.load import load
from tests.benchmarks import branching

from .stories import HEAD

ROUND = (
    HEAD.replace("s0", "a")
    + """
[scene.a]
text = "A."
then = "b"
[[scene.a.choice]]
id = "give"
text = "Give."
effects = { autonomy = -4, connection = 8 }
[[scene.a.choice]]
id = "take"
text = "Take."
effects = { autonomy = 8, connection = -4 }

[scene.b]
text = "B."
then = "a"
[[scene.b.choice]]
id = "on"
text = "On."
[[scene.b.choice]]
id = "out"
text = "Out."
to = "ending"

[ending.over]
title = "Over"
text = "Over."
"""
)


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "round.toml"
    path.write_text(ROUND, encoding="utf-8")
    found = load(path)
    assert found.story is not None, found.diagnostics
    return found.story


def test_a_loop_that_is_settled_at_once_counts_as_held(story):
    survey = explore(story, Budget.of(60, 1 << 30))
    assert survey.reach.states > 1_000
    survey.budget = Budget.of(60, survey.reach.held + 16 * survey.reach.states)
    with pytest.raises(OutOfBudgetError, match="memory"):
        survey.weigh(("uniform",))
    survey.budget = Budget.of(60, 1 << 30)
    assert survey.weigh(("uniform",)).endings == {"uniform": {"over": pytest.approx(1.0)}}


def explored(story, room):
    try:
        return explore(story, Budget.of(60, room))
    except OutOfBudgetError:
        return None


def test_where_only_one_reader_fits_the_others_are_left_out(story):
    every = [explored(story, room) for room in range(100_000, 3_000_000, 100_000)]
    readers = [None if survey is None else tuple(survey.odds.endings) for survey in every]
    assert list(dict.fromkeys(readers)) == [None, (), ("uniform",), READERS]
    alike = [survey.odds.endings["uniform"] for survey in every if survey and survey.odds.endings]
    assert all(odds == alike[0] for odds in alike)


def test_readings_that_were_given_up_may_have_ended_anywhere(story, monkeypatch):
    for module in ("sample", "lockstep"):
        monkeypatch.setattr(f"game.analysis.{module}.LONGEST", 4)
    report = analyse(story, budget_bytes=2_000)
    assert not report.exact
    assert f"more than {report.states:,} states" in report.because
    assert 0 < report.sample.unfinished < report.sample.readings
    assert report.endings["over"].low > 0.3
    assert report.endings["over"].high == pytest.approx(1.0)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A story of 12 million states, with roads back: half a GiB of them."""
    path = tmp_path_factory.mktemp("large") / "branching.toml"
    path.write_text(branching.text(40, back=0.1), encoding="utf-8")
    found = load(path)
    assert found.story is not None, found.diagnostics
    return found.story


def test_a_report_keeps_to_the_memory_it_is_given(large, monkeypatch):
    monkeypatch.setattr("game.analysis.report.AFTERWARDS", 0.5)
    tracemalloc.start()
    try:
        report = analyse(large, 5.0, budget_bytes=8 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What is counted is what grows with the states; beside it there are the tables and one chunk at work.
    assert peak < 20 << 20
    assert not report.exact
    assert report.short == {"memory"}
    assert f"more than {report.states:,} states would not fit into the memory allowed" in report.because


@pytest.mark.skipif(not resident(), reason="the system does not say how much a process takes")
def test_what_the_whole_process_takes_is_held_too(large):
    with pytest.raises(OutOfBudgetError, match="memory"):
        explore(large, replace(Budget.of(60, 1 << 30), whole=resident() + (8 << 20)))


def test_what_there_is_no_time_to_tell_is_said_to_be_left_out(story, monkeypatch):
    monkeypatch.setattr("game.analysis.report.AFTERWARDS", 0.0)
    whole = analyse(story)
    assert ("the range of every number" in whole.unproved, None in whole.witnesses.values()) == (False, False)
    monkeypatch.setattr(Budget, "afterwards", lambda budget, seconds: replace(budget, deadline=0.0))
    report = analyse(story)
    assert report.exact
    assert report.endings == whole.endings
    assert {"the range of every number", "the shortest way to everything"} <= set(report.unproved)
    assert report.ranges == {}
    assert report.witnesses.keys() == whole.witnesses.keys()
    assert report.witnesses["place", "over"] is None
    assert report.unreachable == whole.unreachable
