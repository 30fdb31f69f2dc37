"""Turning points and roads not taken, against odds worked out by hand and by the naive explorer."""

import pytest

from game.analysis.explore import Budget
from game.analysis.readers import UNIFORM
from game.analysis.survey import explore
from game.analysis.turns import turning_points
from game.story.load import load

from .stories import HEAD

FORK = (
    HEAD.replace("s0", "a")
    + """
[scene.a]
text = "A."
then = "b"
[[scene.a.choice]]
id = "idle"
text = "Idle."
[[scene.a.choice]]
id = "away"
text = "Away."
to = "far"

[scene.b]
text = "B."
then = "ending"
[[scene.b.choice]]
id = "close"
text = "Close."
effects = { autonomy = 14, connection = 14 }
[[scene.b.choice]]
id = "apart"
text = "Apart."
effects = { autonomy = -14, connection = -14 }
[[scene.b.choice]]
id = "neither"
text = "Neither."

[scene.far]
text = "Far."
then = "ending"

[ending.e]
title = "E"
text = "E."
"""
)


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "fork.toml"
    path.write_text(FORK, encoding="utf-8")
    story = load(path).story
    assert story is not None
    return explore(story, Budget.of(10, 1 << 30), readers=(UNIFORM,))


def test_the_choices_that_moved_the_odds_are_told_in_order(survey):
    first, second = turning_points(survey, ["a.idle", "b.close"])
    assert (first.step, first.scene, first.choice) == (0, "a", "idle")
    # Before: half the readers go far and stay unsettled, the others have a third each.
    assert first.before == pytest.approx({"interdependence": 1 / 6, "adrift": 1 / 6, "unsettled": 4 / 6})
    assert first.after == pytest.approx({"interdependence": 1 / 3, "adrift": 1 / 3, "unsettled": 1 / 3})
    assert first.shift == pytest.approx(1 / 3)
    assert [(road.choice, dict(road.odds)) for road in first.roads] == [("away", {"unsettled": 1.0})]
    assert second.shift == pytest.approx(2 / 3)
    assert {road.choice for road in second.roads} == {"apart", "neither"}


def test_a_choice_that_moves_nothing_is_no_turn(survey):
    (only,) = turning_points(survey, ["a.away", "far.on"])
    assert only.choice == "away"


def test_a_path_that_cannot_be_followed_is_refused(survey):
    with pytest.raises(ValueError, match="step 2 is far"):
        turning_points(survey, ["a.idle", "far.on"])
