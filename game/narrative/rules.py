"""What happens when you choose. The only place where a rule of the game lives.

Pure functions on an immutable `State`. The order of things is that of the story format, version 1:
effects, marks, reply, destination, leaving, arrival.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from game.narrative.meters import count, respond
from game.narrative.state import NOTHING, State
from game.story.model import ENDING, HERE, Choice, Effect, Ending, Route, Scene, Story


class ChoiceClosedError(ValueError):
    """The choice is not open to this reader now."""


class NoWayOnError(ValueError):
    """No entry of a route holds: a fault of the story, which `leeway check` proves absent."""


class Step(NamedTuple):
    """What one choice did."""

    choice: Choice
    after: State
    """After the effects and marks, before leaving: the reply is judged on it."""
    to: str
    """A scene's or ending's id, or ``"here"``."""
    state: State
    """Where the reader is now: the page that comes next is judged on it."""


def begin(story: Story, before: frozenset[str] = NOTHING) -> State:
    """The state on the first page. `before` holds what finished readings of other stories left."""
    values = {**story.meters, **story.counters, **dict.fromkeys(story.flags, False)}
    return _arrive(story, State(story.header.start, values, before=before))


def ending_of(story: Story, state: State) -> Ending | None:
    """The ending at which `state` stands, or None while the story goes on."""
    return story.endings.get(state.scene)


def is_open(state: State, choice: Choice) -> bool:
    """Whether a choice of the present scene can be made."""
    if choice.once and f"{state.scene}.{choice.id}" in state.taken:
        return False
    return choice.when is None or choice.when.holds(state)


def open_choices(story: Story, state: State) -> tuple[Choice, ...]:
    """The choices that can be made now, in the order of the page; none at an ending."""
    scene = story.scenes.get(state.scene)
    return () if scene is None else tuple(choice for choice in scene.choices if is_open(state, choice))


def struck_choices(story: Story, state: State) -> tuple[Choice, ...]:
    """The choices that are shown struck out with their reason."""
    scene = story.scenes.get(state.scene)
    if scene is None:
        return ()
    return tuple(
        choice
        for choice in scene.choices
        if choice.struck is not None
        and not is_open(state, choice)
        and f"{state.scene}.{choice.id}" not in state.taken
    )


def choose(story: Story, state: State, choice: Choice) -> Step:
    """Make an open choice of the present scene.

    Raises `ChoiceClosedError` if it is not open, `NoWayOnError` if it leads nowhere.
    """
    if not is_open(state, choice):
        raise ChoiceClosedError(f"{state.scene}.{choice.id} is not open")
    scene = story.scenes[state.scene]
    mark = f"{scene.id}.{choice.id}"
    after = State(
        scene.id,
        _applied(story, state, choice.rows),
        state.seen,
        _with(state.chosen, mark),
        _with(state.taken, mark) if choice.once else state.taken,
        state.before,
    )
    to = _destination(story, after, scene, story.route(scene, choice))
    if to == HERE:
        return Step(choice, after, to, after)
    left = State(to, after.values, _with(after.seen, scene.id), after.chosen, after.taken, after.before)
    return Step(choice, after, to, _arrive(story, left))


def attempt(story: Story, state: State, choice: Choice) -> Step | None:
    """What making an open choice would do; None where it leads nowhere, which is a fault of the story."""
    try:
        return choose(story, state, choice)
    except NoWayOnError:
        return None


def _arrive(story: Story, state: State) -> State:
    """`state`, whose scene has just been entered, after the arrival effects of that scene."""
    scene = story.scenes.get(state.scene)
    if scene is None or not scene.rows:
        return state
    values = _applied(story, state, scene.rows)
    return State(state.scene, values, state.seen, state.chosen, state.taken, state.before)


def _with(marks: frozenset[str], mark: str) -> frozenset[str]:
    """`marks` and `mark`; the same set where it is in already, for a long reading keeps every state."""
    return marks if mark in marks else marks | {mark}


def _applied(story: Story, state: State, rows: Iterable[Effect]) -> Mapping[str, int]:
    """The values after `rows`: every `when` is judged before the first row is applied."""
    fired = [row for row in rows if row.when is None or row.when.holds(state)]
    if not fired:
        return state.values
    values = dict(state.values)
    meters = story.meters
    for row in fired:
        for name, change in row.changes:
            values[name] = (respond if name in meters else count)(values[name], change)
        for flag in row.set:
            values[flag] = True
        for flag in row.clear:
            values[flag] = False
    return values


def _destination(story: Story, state: State, scene: Scene, route: Route) -> str:
    for branch in route:
        if branch.when is None or branch.when.holds(state):
            return _ending(story, state, scene) if branch.to == ENDING else branch.to
    raise NoWayOnError(f"no destination of {scene.id} holds")


def _ending(story: Story, state: State, scene: Scene) -> str:
    """The first ending that holds, with the present scene counted as left."""
    left = State(
        state.scene, state.values, _with(state.seen, scene.id), state.chosen, state.taken, state.before
    )
    for ending in story.endings.values():
        if ending.when is None or ending.when.holds(left):
            return ending.id
    raise NoWayOnError("no ending holds")
