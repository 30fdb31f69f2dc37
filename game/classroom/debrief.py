"""What a class leaves to talk about: where it was most split, who moved, what was close, what is still open.

Everything is an aggregate of closed rounds. Nothing here suppresses a small count: what leaves the room does
that where it is written.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

from game.classroom.ballots import NONE, PASS, Round
from game.classroom.road import readings
from game.classroom.state import ClassState
from game.narrative import rules
from game.narrative.foresight import Fork, Prospect
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Playthrough

NO_VOTES = "No vote was counted on this path."
NOBODY_PLACED = "Nobody placed it before the map was shown."

# A vote is close where so small a part of the ballots, or so few, would have changed it.
_CLOSE = 0.15
_FEW = 2


class Movement(NamedTuple):
    """Of the phones that voted twice: how many chose something else the second time."""

    moved: int
    both: int


class Other(NamedTuple):
    """What a close vote did not choose: the choice, its words, and what it could have led to, if known."""

    choice: str
    said: str
    prospect: Prospect | None
    far: float
    """How far the odds lie from those of what was done, 0..1; 0 where they are not known."""


class Close(NamedTuple):
    """A close vote, and what else it could have been."""

    round: Round
    here: Prospect | None
    """What could come at that page, if known."""
    others: tuple[Other, ...]


class Reach(NamedTuple):
    """An ending that was not reached, and the last page of the path from which it still could be."""

    ending: str
    page: Moment
    after: Moment
    """What was chosen on that page."""


def played(history: Sequence[Round]) -> tuple[Round, ...]:
    """The rounds that the path of the class still holds: those that a rewind left are out."""
    return tuple(one for one in history if not one.left)


def told_before(chapters: Sequence[str]) -> str:
    """A sentence on what was told and not voted on: all that lies before these chapters, at least one."""
    as_far = ", and later ".join(f"as far as “{chapter}”" for chapter in chapters)
    return f"The story was told to you {as_far}."


def asked(chapter: str, talk: str | None) -> str:
    """What a vote is remembered by: its chapter, and the question that was talked over."""
    return ": ".join(filter(None, (chapter, talk))) or "A choice"


def ending_told(play: Playthrough, ending: str) -> str:
    """An ending to whoever has the guide: its title, and its hint if it has one, plain."""
    one = play.story.endings[ending]
    return f"{plain(one.title)} (“{plain(one.hint).removesuffix('.')}”)" if one.hint else plain(one.title)


def by_people(letter: str, reason: str) -> str:
    """That a choice was settled by talk, and why, if a reason was given."""
    if not reason:
        return f"The class talked it over and did {letter}."
    said = reason.strip(' “”"')
    stop = "" if said.endswith((".", "?", "!", "…")) else "."
    return f"The class talked it over and did {letter}: “{said[:1].upper()}{said[1:]}{stop}”"


def voted(history: Iterable[Round]) -> frozenset[int]:
    """The moments to which votes led, by their numbers."""
    return frozenset(one.led_to for one in history)


def split(one: Round) -> float | None:
    """How split a vote was, 0..1: its entropy over the most that it could have; None if nobody voted.

    0 is one voice, 1 the same number for every choice. Passes are not counted.
    """
    vote = one.last
    if vote is None or vote.declared is not None or not any(vote.counts.values()) or len(vote.counts) < 2:
        return None
    total = sum(vote.counts.values())
    parts = [count / total for count in vote.counts.values() if count]
    return -sum(part * log(part) for part in parts) / log(len(vote.counts))


def movement(one: Round) -> Movement:
    """Who moved between the two votes; hands move unseen."""
    both = moved = 0
    for before, row in one.moved.items():
        for after, count in row.items():
            if before not in (NONE, PASS) and after not in (NONE, PASS):
                both += count
                moved += count if before != after else 0
    return Movement(moved, both)


def close_votes(
    play: Playthrough, history: Sequence[Round], forks: Sequence[Fork] | None
) -> tuple[Close, ...]:
    """The close votes of the path, in order of play; `forks` has one for every page of it but the last."""
    at = {moment.n: index for index, moment in enumerate(play.path)}
    found = []
    for one in played(history):
        near = _near(one)
        if near and one.page in at:
            fork = forks[at[one.page]] if forks is not None else None
            texts = {option.id: option.text for option in one.options}
            roads = fork.roads if fork else {}
            done = roads.get(one.choice)
            others = tuple(
                Other(choice, texts[choice], roads.get(choice), _far(done, roads.get(choice)))
                for choice in near
            )
            found.append(Close(one, fork.here if fork else None, others))
    return tuple(found)


def likeliest(play: Playthrough, page: int, choice: str) -> tuple[str, float] | None:
    """The ending to which `choice` on the page of that moment leads most often, if the rest is left to
    chance, and its part of the readings that end; None where none does."""
    story = play.story
    state = next(moment.state for moment in play.path if moment.n == page)
    made = next((one for one in rules.open_choices(story, state) if one.id == choice), None)
    step = rules.attempt(story, state, made) if made is not None else None
    if step is None:
        return None
    scenes = (reading[-1].state.scene if reading else step.to for reading in readings(story, step.state))
    ends = Counter(scene for scene in scenes if scene in story.endings)
    if not ends:
        return None
    ((ending, many),) = ends.most_common(1)
    return ending, many / ends.total()


def _far(one: Prospect | None, other: Prospect | None) -> float:
    """The total variation distance of two odds."""
    if one is None or other is None:
        return 0.0
    names = one.odds.keys() | other.odds.keys()
    return sum(abs(one.odds.get(name, 0.0) - other.odds.get(name, 0.0)) for name in names) / 2


def _near(one: Round) -> list[str]:
    """What had almost as many as what was done, or more: a tie, or a vote that was overruled."""
    vote = one.last
    if vote is None or not sum(vote.counts.values()):
        return []
    least = vote.counts.get(one.choice, 0) - max(_FEW, _CLOSE * sum(vote.counts.values()))
    return [
        choice for choice, count in vote.counts.items() if choice != one.choice and count and count >= least
    ]


def reach_of(room: ClassState, forks: Sequence[Fork]) -> tuple[tuple[Reach, ...], tuple[Reach, ...]]:
    """The endings that a rewind could still lead to: those for which the class would vote anew, its votes
    before pages that it turned; and those that lie before where the story was told."""
    found = in_reach(room.playthrough, forks)
    told = {room.playthrough.path[place].n for place in room.passed_over}
    own = [reach for reach in found if reach.after.n not in told]
    votes = voted(room.history)
    own.sort(key=lambda reach: reach.after.n not in votes)
    return tuple(own), tuple(reach for reach in found if reach.after.n in told)


def in_reach(play: Playthrough, forks: Sequence[Fork]) -> tuple[Reach, ...]:
    """The endings that a rewind could still lead to, the shortest way back first.

    `forks` has one for every page of the path but the last.
    """
    here = play.now.scene
    last: dict[str, int] = {}
    for index, fork in enumerate(forks):
        for ending in fork.here.endings:
            last[ending] = index
    path = play.path
    return tuple(
        Reach(ending, path[index], path[index + 1])
        for ending, index in sorted(last.items(), key=lambda pair: -pair[1])
        if ending != here
    )
