"""Where a reading turned, and where the roads that it did not take can still lead.

The weight of a choice is how far it moved the uniform reader's odds of the six outcomes: the total variation
distance between the odds before it and after it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from game.analysis.survey import Survey
from game.narrative import rules
from game.narrative.state import State

MOST = 3
LEAST_SHIFT = 0.10


class Road(NamedTuple):
    """A choice that was open at a turning point and was not made."""

    choice: str
    """Its id."""
    odds: Mapping[str, float]
    """Outcome -> probability for a uniform reader who takes it; outcomes out of reach are left out."""


class Turn(NamedTuple):
    """A choice that moved the odds."""

    step: int
    """Which choice of the reading it was, from 0."""
    scene: str
    choice: str
    shift: float
    """Total variation distance of the odds before and after, 0 to 1."""
    before: Mapping[str, float]
    after: Mapping[str, float]
    """Outcome -> probability; outcomes out of reach are left out."""
    roads: tuple[Road, ...]


def turning_points(survey: Survey, path: Sequence[str]) -> list[Turn]:
    """The choices of a reading that moved the odds most: at most `MOST`, of at least `LEAST_SHIFT`, in order.

    `path` lists the choices from the first page as ``scene.choice``. Raises `ValueError` where it cannot be
    followed.
    """
    story = survey.tables.story
    state = rules.begin(story, survey.tables.before)
    odds = _odds(survey, state)
    found: list[tuple[Turn, State]] = []
    for step, name in enumerate(path):
        scene, _, choice_id = name.partition(".")
        choice = story.scenes[scene].by_id.get(choice_id) if scene in story.scenes else None
        if scene != state.scene or choice is None:
            raise ValueError(f"step {step + 1} is {name}, at {state.scene}")
        after = rules.choose(story, state, choice).state
        later = _odds(survey, after)
        shift = sum(abs(later.get(name, 0.0) - odds.get(name, 0.0)) for name in {*odds, *later}) / 2
        if shift >= LEAST_SHIFT:
            found.append((Turn(step, scene, choice_id, shift, odds, later, ()), state))
        state, odds = after, later
    largest = sorted(found, key=lambda one: (-one[0].shift, one[0].step))[:MOST]
    in_order = sorted(largest, key=lambda one: one[0].step)
    return [turn._replace(roads=_roads(survey, at, turn.choice)) for turn, at in in_order]


def _roads(survey: Survey, state: State, taken: str) -> tuple[Road, ...]:
    story = survey.tables.story
    roads: list[Road] = []
    for choice in rules.open_choices(story, state):
        if choice.id == taken:
            continue
        try:
            after = rules.choose(story, state, choice).state
        except rules.NoWayOnError:
            continue
        roads.append(Road(choice.id, _odds(survey, after)))
    return tuple(roads)


def _odds(survey: Survey, state: State) -> dict[str, float]:
    return {name: chance for name, chance in survey.prospects(state).items() if chance > 0.0}
