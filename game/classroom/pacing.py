"""Which pages a class talks through in full, and how long all of it takes.

What hangs on a page is known exactly (`narrative.foresight.Sways`), by another process: `command` says how it
is asked, `heard` reads what it says. Until then, and where it cannot be known, the story's own questions to a
class decide. What lies on a class's way is found by reading the story by chance a few times.
"""

import random
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from game.narrative import rules
from game.narrative.foresight import Sways
from game.narrative.markup import plain
from game.narrative.prose import line, paragraphs
from game.story.model import Story

LESSONS = (25, 45, 90)
"""The lengths of a class, in minutes; 90 is two lessons of 45."""

FULL_MINUTES = 4.0
"""A page in full beside reading it: vote, talk, vote, reveal, a voice for each side, consequence."""
QUICK_MINUTES = 0.7
"""A page with one quick vote, beside reading it."""

_TALKS = {25: 2, 45: 4, 90: 8}
# Norms, joining and a word afterwards; feeling, prediction, map, questions and help.
_AROUND = {25: 14.0, 45: 21.0, 90: 30.0}
# What a question of the story's own is worth, as a distance of odds.
_TALK = 0.1
_READINGS = 100
_STEPS = 500
# A stretch has its talk when so many readings of all meet one in it.
_MET = 0.75


class Point(NamedTuple):
    """A page where there is something to choose, in the order in which readings come to it."""

    scene: str
    chapter: str
    begins: str
    """Its first paragraph, or as much of it as a line takes."""
    talk: str | None
    often: float
    """How many times a reading by chance chooses there."""
    far: float | None
    """How far a choice there moves the odds, 0..1; None where that is not known."""
    full: bool
    """Whether it is proposed to be talked through in full."""


class Plan(NamedTuple):
    """A proposal, or what the teacher made of it."""

    points: tuple[Point, ...]
    lesson: int
    """Minutes that there are."""
    minutes: float
    """Minutes that it takes, by a rough estimate, if the story is played to an ending."""

    @property
    def full(self) -> tuple[str, ...]:
        """The scenes that are talked through in full."""
        return tuple(point.scene for point in self.points if point.full)

    def choosing(self, full: Collection[str]) -> "Plan":
        """The same with other scenes in full, and how long that takes."""
        points = tuple(point._replace(full=point.scene in full) for point in self.points)
        more = _talked(points) - _talked(self.points)
        return Plan(points, self.lesson, self.minutes + more * (FULL_MINUTES - QUICK_MINUTES))

    @property
    def told(self) -> str:
        """How long it takes, in a sentence."""
        about = f"About {round(self.minutes)} minutes to an ending"
        if self.minutes <= self.lesson + 2:
            return f"{about}."
        return (
            f"{about}, and there are {self.lesson}: when time is short, go on to the debrief from anywhere."
        )


def propose(story: Story, lesson: int, sways: Sways | None = None) -> Plan:
    """What to talk through in a lesson of 25, 45 or 90 minutes.

    The way through the story is cut into as many stretches as there are talks, and in each the page is taken
    on which most hangs; where ways part there, one on each, so that every class comes by one.
    """
    many = _TALKS[lesson]
    met = _met(story)
    worth = {
        scene: (sways.scenes[scene].far if sways and scene in sways.scenes else 0.0)
        + (_TALK if story.scenes[scene].talk else 0.0)
        for scene in met
    }
    end = max((place for place, _ in met.values()), default=0.0)
    full: set[str] = set()
    for stretch in range(many):
        among = (
            [scene for scene, (place, _) in met.items() if min(int(place / end * many), many - 1) == stretch]
            if end
            else list(met)
        )
        covered = 0.0
        for scene in sorted(among, key=lambda scene: -worth[scene]):
            if covered >= _MET or not worth[scene]:
                break
            full.add(scene)
            covered += met[scene][1]
    return _plan(story, lesson, sways, full, met)


def _plan(
    story: Story, lesson: int, sways: Sways | None, full: Collection[str], met: dict[str, tuple[float, float]]
) -> Plan:
    points = tuple(_point(story, scene, often, sways, scene in full) for scene, (_, often) in met.items())
    votes = sum(point.often for point in points)
    talked = _talked(points)
    minutes = (
        _AROUND[lesson] + story.header.minutes + talked * FULL_MINUTES + (votes - talked) * QUICK_MINUTES
    )
    return Plan(points, lesson, minutes)


def _talked(points: Iterable[Point]) -> float:
    """How many talks a class comes by: a page it comes back to is talked through once."""
    return sum(min(point.often, 1.0) for point in points if point.full)


def _point(story: Story, scene_id: str, often: float, sways: Sways | None, full: bool) -> Point:
    scene = story.scenes[scene_id]
    # The page as nobody in particular comes to it.
    first = rules.begin(story)
    begins = next(iter(paragraphs(story, scene.text, first)), "")
    chapter = line(story, scene.chapter, first) if scene.chapter else ""
    sway = sways.scenes.get(scene_id) if sways else None
    return Point(
        scene_id,
        plain(chapter),
        plain(begins)[:200],
        plain(line(story, scene.talk, first)) if scene.talk else None,
        sway.often if sway else often,
        sway.far if sway else None,
        full,
    )


def _met(story: Story) -> dict[str, tuple[float, float]]:
    """Scene with something to choose -> (its mean place on the way, how often a reading chooses there).

    In the order of the places. The same readings every time.
    """
    rng = random.Random(story.digest)
    places: dict[str, list[int]] = {}
    for _ in range(_READINGS):
        state = rules.begin(story)
        for step in range(_STEPS):
            choices = rules.open_choices(story, state)
            if not choices:
                break
            if len(choices) > 1:
                places.setdefault(state.scene, []).append(step)
            try:
                state = rules.choose(story, state, rng.choice(choices)).state
            except rules.NoWayOnError:
                break
    means = {scene: (sum(at) / len(at), len(at) / _READINGS) for scene, at in places.items()}
    return dict(sorted(means.items(), key=lambda one: one[1][0]))


def command(story: Path, cache: Path) -> list[str]:
    """The command that says on its standard output what hangs on the pages of the story at `story`.

    It takes seconds, a minute at most; start it with `debrief.foreseer.options` and its input closed.
    """
    return [sys.executable, "-P", "-m", "game", "sway", str(story), "--cache", str(cache)]


def heard(output: bytes) -> Sways | None:
    """What it said; None where it said nothing that can be used."""
    try:
        found = msgspec.json.decode(output, type=Sways)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return None if found.because else found
