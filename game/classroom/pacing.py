"""Where a class comes into a story, which pages it talks through in full, and how long all of it takes.

A lesson has so many minutes for the story (`STORY`). A story that is longer is begun at the earliest chapter
from which it fits with a few talks, or with one where those would leave little to choose, and what came
before is told (`road`). Then as many pages are talked through as there is time for, those on which most
hangs, spread over the way.

What hangs on a page is known exactly (`narrative.foresight.Sways`), by another process: `command` says how it
is asked, `heard` reads what it says. Until then, and where it cannot be known, the story's own questions to a
class decide. What lies on a class's way is found by reading the story by chance a number of times.
"""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple

import msgspec

from game.classroom.road import Road, heading, pages, readings, recap, roads
from game.narrative import rules
from game.narrative.foresight import Sways
from game.narrative.markup import plain
from game.narrative.playthrough import Playthrough
from game.narrative.prose import ending_text, line, paragraphs
from game.narrative.state import State
from game.story.model import HERE, Story

LESSONS: Final = (25, 45, 90)
"""The lengths of a class, in minutes; 90 is two lessons of 45."""
STORY: Final[Mapping[int, int]] = {25: 11, 45: 18, 90: 53}
"""Minutes of each that are the story's. The rest goes to the ground rules, joining and the debrief."""

FULL_MINUTES: Final = 4.0
"""A page in full beside reading it: vote, talk, vote, reveal, a voice for each side, consequence."""
QUICK_MINUTES: Final = 0.7
"""A page with one quick vote, beside reading it."""
WORDS_A_MINUTE: Final = 180
"""What a class reads from a wall: one voice aloud, or all of them silently until the last is done."""

# Talks that there must be time for, or the class begins later; and talks after which no more are proposed.
_LEAST: Final = {25: 1, 45: 2, 90: 4}
# Pages with something to choose that a class must still come to.
_PAGES: Final = {25: 1, 45: 3, 90: 3}
_MOST: Final = {25: 2, 45: 4, 90: 8}
# What a question of the story's own is worth, as a distance of odds; and any page, while that is not known.
_TALK = 0.1
_UNKNOWN = 0.01
# A stretch has its talk when so many readings of all meet one in it.
_MET = 0.75


class Met(NamedTuple):
    """A page with something to choose, as readings by chance come to it."""

    chapter: str
    """The chapter that it stands in."""
    place: float
    """After how many choices, on average."""
    often: float
    """How many times a reading chooses there."""
    choices: tuple[str, ...]
    """The words of all that readings find open there, plain, in the order of the page."""


class Beginning(NamedTuple):
    """A chapter at which a class can come in."""

    chapter: str
    """As it is headed; empty where the story begins without one."""
    road: tuple[str, ...]
    """The choices that are told and not voted on; none where it begins with the story."""
    often: float
    """The part of all readings by chance that come there, for a chapter may have more than one first page; 0
    for a page that is none."""
    met: Mapping[str, Met]
    """What there is to choose from here on: scene -> how it is met, in order of play."""
    reading: float
    """Minutes to read all of it to an ending, with what is told before."""


class Point(NamedTuple):
    """A page where there is something to choose, in the order in which readings come to it."""

    scene: str
    chapter: str
    choices: tuple[str, ...]
    """What there is to choose, in the words of the page."""
    talk: str | None
    """The story's own question to a class."""
    often: float
    """How many times a reading by chance chooses there."""
    full: bool
    """Whether it is proposed to be talked through in full."""


class Plan(NamedTuple):
    """A proposal, or what the teacher made of it."""

    beginning: Beginning
    points: tuple[Point, ...]
    lesson: int
    """Minutes that there are."""

    @property
    def full(self) -> tuple[str, ...]:
        """The scenes that are talked through in full."""
        return tuple(point.scene for point in self.points if point.full)

    @property
    def minutes(self) -> float:
        """Minutes that all of it takes, by an estimate, if the story is played to an ending."""
        return self.lesson - STORY[self.lesson] + _story_minutes(self.beginning, self.full)

    def choosing(self, full: Collection[str]) -> "Plan":
        """The same with other scenes in full."""
        return self._replace(points=tuple(point._replace(full=point.scene in full) for point in self.points))

    @property
    def told(self) -> str:
        """How long it takes, and where the class comes in, in a sentence or two."""
        story = round(_story_minutes(self.beginning, self.full))
        around = self.lesson - STORY[self.lesson]
        told = f"About {story + around} minutes: {story} for the story, to an ending, and {around} around it."
        if self.beginning.road:
            told += f" The class comes in at “{self.beginning.chapter}” and is told what came before."
        if story <= STORY[self.lesson]:
            return told
        return f"{told} There are {self.lesson}: begin later, talk over fewer, or stop before the ending."


def beginnings(story: Story) -> tuple[Beginning, ...]:
    """The story's own, then every first page of a chapter that readings by chance come to, then the pages of
    the last chapter. Takes a second."""
    start = rules.begin(story)
    scene = story.scenes[start.scene]
    first = plain(line(story, scene.chapter, start)) if scene.chapter else ""
    chapters = (Road(first, (), start, 1.0), *roads(story, start))
    # Where even the last chapter is too long, a class comes in on one of its pages.
    late = [road._replace(often=0.0) for road in pages(story, chapters[-1])]
    return tuple(_beginning(story, road) for road in (*chapters, *late))


def _beginning(story: Story, road: Road) -> Beginning:
    play = Playthrough(story)
    for choice in road.choices:
        play.choose(choice)
    words = sum(map(_words, recap(play, play.moments[0], play.now))) if road.choices else 0
    places: dict[str, list[int]] = {}
    chapters: dict[str, str] = {}
    offers: dict[str, dict[str, str]] = {}
    read = []
    for steps in readings(story, road.state):
        here, inside, seen = road.state, road.chapter, _words_of_page(story, road.state)
        for at, step in enumerate(steps):
            choices = rules.open_choices(story, here)
            if len(choices) > 1:
                places.setdefault(here.scene, []).append(at)
                chapters.setdefault(here.scene, inside)
                offered = offers.setdefault(here.scene, {})
                for open_ in choices:
                    if open_.id not in offered:
                        offered[open_.id] = plain(line(story, open_.text, here))
            seen += sum(_words(choice.text) for choice in choices)
            seen += sum(map(_words, paragraphs(story, step.choice.reply, step.after)))
            seen += _words_of_page(story, step.state) if step.to != HERE else 0
            inside = heading(story, step) or inside
            here = step.state
        read.append(seen)
    met = {
        scene: Met(
            chapters[scene],
            fmean(at),
            len(at) / len(read),
            tuple(
                offers[scene][choice.id]
                for choice in story.scenes[scene].choices
                if choice.id in offers[scene]
            ),
        )
        for scene, at in places.items()
    }
    in_order = dict(sorted(met.items(), key=lambda one: one[1].place))
    minutes = (words + fmean(read)) / WORDS_A_MINUTE
    return Beginning(road.chapter, road.choices, road.often, in_order, minutes)


def _words_of_page(story: Story, state: State) -> int:
    ending = rules.ending_of(story, state)
    shown = (
        ending_text(story, ending, state)
        if ending
        else paragraphs(story, story.scenes[state.scene].text, state)
    )
    return sum(map(_words, shown))


def _words(text: str) -> int:
    return len(text.split())


def propose(story: Story, found: Sequence[Beginning], lesson: int, sways: Sways | None = None) -> Plan:
    """The plan of a lesson of 25, 45 or 90 minutes: it fits wherever one of the beginnings `found` does."""
    among = [one for one in found if len(one.met) >= _PAGES[lesson]] or found[:1]
    fits = (
        one
        for talks in (_LEAST[lesson], 1)
        for one in among
        if _story_minutes(one, ()) + talks * (FULL_MINUTES - QUICK_MINUTES) <= STORY[lesson]
    )
    return planned(story, next(fits, among[-1]), lesson, sways)


def planned(story: Story, beginning: Beginning, lesson: int, sways: Sways | None = None) -> Plan:
    """The plan from one beginning on: as many talks as there is time for, and one in any case.

    The way through the story is cut into as many stretches as there are talks, and in each the page is taken
    on which most hangs; where ways part there, one on each, so that every class comes by one.
    """
    worth = {
        scene: (sways.scenes[scene].far if sways and scene in sways.scenes else _UNKNOWN)
        + (_TALK if story.scenes[scene].talk else 0.0)
        for scene in beginning.met
    }
    proposed = (_talked_over(beginning, many, worth) for many in range(_MOST[lesson], 0, -1))
    fits = (full for full in proposed if _story_minutes(beginning, full) <= STORY[lesson])
    full = next(fits, _best(beginning, worth))
    points = tuple(_point(story, scene, met, scene in full) for scene, met in beginning.met.items())
    return Plan(beginning, points, lesson)


def _talked_over(beginning: Beginning, many: int, worth: Mapping[str, float]) -> set[str]:
    met = beginning.met
    end = max((one.place for one in met.values()), default=0.0)
    full: set[str] = set()
    for stretch in range(many):
        among = [
            scene
            for scene, one in met.items()
            if min(int(one.place / (end or 1.0) * many), many - 1) == stretch
        ]
        covered = 0.0
        for scene in sorted(among, key=lambda scene: -worth[scene]):
            if covered >= _MET or not worth[scene]:
                break
            full.add(scene)
            covered += met[scene].often
    return full


def _best(beginning: Beginning, worth: Mapping[str, float]) -> set[str]:
    """The one page to talk over where there is time for no more."""
    met = beginning.met
    return {max(worth, key=lambda scene: worth[scene] * min(met[scene].often, 1.0))} if worth else set()


def _story_minutes(beginning: Beginning, full: Iterable[str]) -> float:
    """Minutes of the story to an ending; a page that it comes back to is talked through once."""
    talked = sum(min(beginning.met[scene].often, 1.0) for scene in full)
    votes = sum(one.often for one in beginning.met.values())
    return beginning.reading + talked * FULL_MINUTES + (votes - talked) * QUICK_MINUTES


def _point(story: Story, scene_id: str, met: Met, full: bool) -> Point:
    scene = story.scenes[scene_id]
    # The question as nobody in particular comes to it.
    talk = plain(line(story, scene.talk, rules.begin(story))) if scene.talk else None
    return Point(scene_id, met.chapter, met.choices, talk, met.often, full)


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
