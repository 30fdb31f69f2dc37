"""What a class is told instead of voting on it: the road to a later chapter, and a word of what came before.

A road is one that readers take: of a number of readings by chance, the one whose meters are in the middle of
all that come to the chapter, so that it leans to no ending more than it must.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

from game.narrative import rules
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Playthrough
from game.narrative.prose import line, paragraphs
from game.narrative.state import State
from game.story.model import Story

READINGS = 60
"""Readings by chance that are looked at."""
STEPS = 500
"""Choices after which a reading is given up."""

_METERS = ("autonomy", "connection")
# Choices that a class is told of at most, and what a flag weighs beside meters.
_QUOTED = 6
_FLAG = 14


class Road(NamedTuple):
    """A way to the first page of a chapter."""

    chapter: str
    """As it is headed there, plain."""
    choices: tuple[str, ...]
    """The ids of the choices that lead there, in order; at least one."""
    state: State
    """Where they lead."""
    often: float
    """The part of all readings that come to this page."""


def readings(story: Story, state: State) -> Iterator[tuple[rules.Step, ...]]:
    """`READINGS` readings by chance on from `state`, each as its steps. The same readings every time."""
    rng = random.Random(story.digest)
    for _ in range(READINGS):
        here = state
        steps: list[rules.Step] = []
        while len(steps) < STEPS and (choices := rules.open_choices(story, here)):
            if (step := rules.attempt(story, here, rng.choice(choices))) is None:
                break
            steps.append(step)
            here = step.state
        yield tuple(steps)


def roads(story: Story, state: State) -> tuple[Road, ...]:
    """A road from `state` to every first page of a chapter, in the order in which readings come to them.

    A chapter that may open with one page or another has a road to each.
    """
    return _roads(story, state, lambda step: heading(story, step))


def pages(story: Story, road: Road) -> tuple[Road, ...]:
    """Roads that go on from `road` to the later pages of its chapter where there is something to choose."""

    def inside(step: rules.Step) -> str | None:
        if heading(story, step):
            return None
        goes_on = step.to in story.scenes and len(rules.open_choices(story, step.state)) > 1
        return road.chapter if goes_on else ""

    further = _roads(story, road.state, inside)
    return tuple(one._replace(choices=road.choices + one.choices) for one in further)


def _roads(story: Story, state: State, called: Callable[[rules.Step], str | None]) -> tuple[Road, ...]:
    """A road to every page that is called something, in the order in which readings come to them; at None a
    reading is followed no further."""
    found: dict[tuple[str, str], list[tuple[int, Road]]] = {}
    for reading in readings(story, state):
        met: set[str] = set()
        for at, step in enumerate(reading):
            name = called(step)
            if name is None:
                break
            if name and step.to not in met:
                met.add(step.to)
                choices = tuple(each.choice.id for each in reading[: at + 1])
                found.setdefault((name, step.to), []).append((at, Road(name, choices, step.state, 0.0)))
    in_order = sorted(found.values(), key=lambda there: fmean(at for at, _ in there))
    return tuple(_middle([road for _, road in there]) for there in in_order)


def leads(story: Story, state: State, choices: Iterable[str]) -> bool:
    """Whether each of `choices`, by its id, is open when its turn comes, and the story goes on after it."""
    for wanted in choices:
        choice = next((one for one in rules.open_choices(story, state) if one.id == wanted), None)
        if choice is None:
            return False
        if (step := rules.attempt(story, state, choice)) is None:
            return False
        state = step.state
    return True


def heading(story: Story, step: rules.Step) -> str:
    """The heading of the chapter that `step` opens, plain, or an empty string."""
    scene = story.scenes.get(step.to)
    return plain(line(story, scene.chapter, step.state)) if scene is not None and scene.chapter else ""


def _middle(among: list[Road]) -> Road:
    """The road that leads nearest to the middle of all."""
    middle = [fmean(road.state.values[meter] for road in among) for meter in _METERS]

    def off(road: Road) -> float:
        return sum(
            (road.state.values[meter] - mean) ** 2 for meter, mean in zip(_METERS, middle, strict=True)
        )

    return min(among, key=off)._replace(often=len(among) / READINGS)


def recap(play: Playthrough, since: Moment, to: Moment) -> tuple[str, ...]:
    """What came between two moments of the path to `to`, by paragraph; emphasis is left as it was written.

    That is what the author wrote for a class that begins at the last chapter of the way, and what was chosen
    in it since. Where nothing is written it is told in the story's own words: where the way begins with the
    story its first page, which says who they are; then the choices that weighed most, a paragraph for each
    chapter.
    """
    path = play.path_to(to)
    path = path[path.index(since) :]
    written = next((moment for moment in reversed(path[1:]) if _written(play.story, moment)), None)
    if written is not None:
        further = _chosen(play, play.heading(written), path[path.index(written) :])
        return (*paragraphs(play.story, play.story.scenes[written.scene].recap, written.state), *further)
    chapter = play.heading(since)
    if since.n:
        return _chosen(play, chapter, path)
    # A noted page is told as those hear it who skip it.
    skip = play.story.scenes[since.scene].skip
    return (*((skip,) if skip else since.text), path[1].said, *_chosen(play, chapter, path[1:]))


def _written(story: Story, moment: Moment) -> bool:
    scene = story.scenes.get(moment.scene)
    return scene is not None and bool(scene.recap)


def _chosen(play: Playthrough, chapter: str, path: Sequence[Moment]) -> tuple[str, ...]:
    """The choices of a path that weighed most, in order of play, by chapter; it begins in `chapter`."""
    pairs = list(pairwise(path))
    most = sorted(pairs, key=lambda pair: -_weight(*pair))[:_QUOTED]
    told: dict[str, list[str]] = {}
    for before, after in pairs:
        chapter = play.heading(before) or chapter
        if (before, after) in most:
            told.setdefault(chapter, []).append(after.said)
    done = (" ".join(said) for said in told.values())
    return tuple(f"{chapter}: {said}" if chapter else said for chapter, said in zip(told, done, strict=True))


def _weight(before: Moment, after: Moment) -> int:
    """How much a choice changed; a flag counts as a turn does."""
    values = before.state.values
    return sum(
        _FLAG if isinstance(value, bool) else abs(value - values[name])
        for name, value in after.state.values.items()
        if value != values[name]
    )
