"""Turning points: the choices of a reading after which other things could come; and the roads not taken.

How much a choice moved is the total variation distance between the odds of the outcomes before it and after
it, for a reader who leaves every other choice to chance. Those odds are exact, and are told in words.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from game.debrief.odds import UNKNOWN, endings_told, leads, listed, moved
from game.narrative.foresight import Fork, Prospect
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Playthrough
from game.narrative.prose import line

LEAST = 0.10
"""What moves less than this is no turning point."""
MOST = 3
# Sums of many odds are a hair off; what is exactly the least is one.
_HAIR = 1e-9

INTRODUCED = (
    "On every page some ends are likelier than others, if all that follows were left to chance. "
    "These are the choices after which that changed most."
)
NONE = "No one choice of this reading changed by much what could come. It went by small steps."
WORKING = "The map is still being worked out."
TOO_WIDE = "This story is too wide to be known exactly; so nothing is said here of what else could have come."
CHANGED = "The story has been changed since this page was opened, so what else could have come is not known."
LOST = "What else could have come could not be worked out on this computer."


@dataclass(frozen=True)
class Road:
    """A choice that was open and was not made: its words, and in sentences where it could still have led."""

    choice: str
    said: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """A turning point: a choice that was made, in order of play, and what it did to what could come.

    `at` is the index on the path of the moment that it led to, and `page` the moment at which it was made,
    where the reader may stand again. `size` is the distance, 0.1..1.
    """

    at: int
    page: Moment
    said: str
    chapter: str
    size: float
    told: tuple[str, ...]
    until: str
    """The endings that were open until then, in a sentence."""
    roads: tuple[Road, ...]


def distance(before: Prospect, after: Prospect) -> float:
    """The total variation distance of two prospects, 0..1; never ending counts as one more outcome."""
    names = before.odds.keys() | after.odds.keys()
    change = sum(abs(before.odds.get(name, 0.0) - after.odds.get(name, 0.0)) for name in names)
    never = abs(sum(before.odds.values()) - sum(after.odds.values()))
    return (change + never) / 2


def turning_points(
    playthrough: Playthrough, forks: Sequence[Fork], found: Collection[str] = ()
) -> tuple[Turn, ...]:
    """At most three turning points of the present path, in order of play; of equals, the first.

    `forks` has one for every page of the path but the last; the endings in `found` are called by their
    titles, the others by their hints.
    """
    names = called(playthrough, found)
    sizes = {
        index: distance(fork.here, fork.roads[_choice(moment)])
        for index, (moment, fork) in enumerate(zip(playthrough.path[1:], forks, strict=True), 1)
    }
    largest = sorted(sizes, key=lambda index: round(-sizes[index], 9))[:MOST]
    return tuple(
        _turn(playthrough, index, forks[index - 1], sizes[index], names)
        for index in sorted(largest)
        if sizes[index] >= LEAST - _HAIR
    )


def called(playthrough: Playthrough, found: Collection[str]) -> dict[str, str]:
    """Ending -> what it is called, plain: those in `found` by their titles, the others by their hints."""

    def name(ending: str) -> str:
        one = playthrough.story.endings[ending]
        if ending in found:
            return plain(one.title)
        return f"“{plain(one.hint).removesuffix('.')}”" if one.hint else UNKNOWN

    return {ending: name(ending) for ending in playthrough.story.endings}


def _turn(playthrough: Playthrough, index: int, fork: Fork, size: float, names: Mapping[str, str]) -> Turn:
    moment, page = playthrough.path[index], playthrough.path[index - 1]
    made = _choice(moment)
    earlier = reversed(playthrough.path[:index])
    chapter = next((plain(heading) for each in earlier if (heading := playthrough.heading(each))), "")
    ends = listed([names[name] for name in fork.here.endings], "or")
    roads = tuple(
        Road(
            choice,
            _said(playthrough, page, choice),
            (leads(prospect), endings_told(prospect.endings, fork.here.endings, names)),
        )
        for choice, prospect in fork.roads.items()
        if choice != made
    )
    told = moved(fork.here, fork.roads[made])
    return Turn(
        index, page, plain(moment.said), chapter, size, told, f"Until then it could end in {ends}.", roads
    )


def _said(playthrough: Playthrough, page: Moment, choice: str) -> str:
    story = playthrough.story
    return plain(line(story, story.scenes[page.scene].by_id[choice].text, page.state))


def _choice(moment: Moment) -> str:
    assert moment.choice is not None
    return moment.choice.id


def choices(playthrough: Playthrough) -> tuple[str, ...]:
    """The ids of the choices of the present path, as `narrative.foresight.Forks` names it."""
    return tuple(map(_choice, playthrough.path[1:]))
