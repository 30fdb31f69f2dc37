"""What an exploration takes is held against what it may take, loops included."""

import pytest

from game.analysis.budget import Budget, OutOfBudgetError
from game.analysis.readers import READERS
from game.analysis.report import analyse
from game.analysis.survey import explore
from game.story.load import load

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
