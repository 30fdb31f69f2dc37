"""What a class leaves, as a document: aggregates alone, and of these only what names nobody."""

from collections.abc import Iterator, Sequence
from statistics import fmean, pstdev

from msgspec.structs import replace

from game.classroom import debrief
from game.classroom.ballots import PASS, Round, Tally
from game.classroom.cells import LEAST, SAID, SMALL, Row, row, table
from game.classroom.report.closing import card, care, questions
from game.classroom.report.document import (
    Block,
    Box,
    Choice,
    Document,
    Heading,
    Items,
    Plane,
    Text,
    Votes,
)
from game.classroom.report.votes import deciding, votes
from game.classroom.room import FEELINGS, Room
from game.classroom.round import Phase
from game.debrief.odds import endings_told, leads, listed
from game.debrief.path import REGIONS, bare, path_of
from game.debrief.turning import called
from game.narrative.foresight import Fork
from game.narrative.markup import plain
from game.narrative.outcome import region

UNDER_WAY = (
    "The class was still under way when this was written. How it left you, and where you placed the end, is "
    "here once it has ended: both may be asked again, and one report could be subtracted from another."
)
FEW_HERE = (
    "Fewer than fifteen voted in this class, so many counts are withheld below: of so few, a count can say "
    "who voted how."
)
STOPPED = "The class stopped before an ending."
FELT_FEW = "With so few of you, it is not told how many said which word."
PLACED_FEW = "Fewer than five placed it beforehand, so it is not told where."
NO_CLOSE = "No vote was close, as far as its counts may be told."
CLOSE = "A few would have changed these. What the other could have led to, with the rest left to chance:"
SPLIT = "How many were for what. The most split comes first."

_MOST_SPLIT = 6
# Predictions are told as a middle and a spread, to the nearest so many.
_GRAIN = 5
# In a small class it is never told that all of them had placed it alike.
_NARROWEST = 10


def document(room: Room, created: str, forks: Sequence[Fork] | str, notes: Sequence[str] = ()) -> Document:
    """The report of a class that began on the day `created`.

    `forks` are those of its path, or the sentence that says why they are not known; `notes` what is to be
    known about the file.
    """
    story = room.story
    ending = room.playthrough.ending
    blocks = [
        *(Text(note) for note in _notes(room, notes)),
        *_map(room),
        Text(SAID, True),
        *votes(room.history),
        *_split(room),
        *_close(room, forks),
        *_reach(room, forks),
        *_feelings(room),
        *_left(room),
        *questions(room.story.debrief.questions if room.story.debrief else ()),
        *card(),
        *care(room.help),
    ]
    return Document(
        f"{plain(story.title)}: {plain(ending.title)}" if ending else plain(story.title),
        f"What a class did with it, on {created}",
        story.header.language,
        tuple(blocks),
        f"{plain(story.title)}, version {story.header.version}. Nothing here is about one pupil.",
    )


def _notes(room: Room, notes: Sequence[str]) -> Iterator[str]:
    yield from notes
    rounds = debrief.played(room.history)
    votes = [sum(vote.counts.values()) + vote.passes for one in rounds if (vote := one.last) is not None]
    if votes and max(votes) < SMALL:
        yield FEW_HERE
    if room.phase is not Phase.OVER:
        yield UNDER_WAY
    if room.playthrough.ending is None:
        yield STOPPED
    if room.told:
        yield debrief.told_before(room.told)


def _map(room: Room) -> Iterator[Block]:
    path = path_of(room.playthrough, debrief.voted(room.history))
    over = room.phase is Phase.OVER
    box = _box(room.predictions) if over else None
    yield Heading("The map")
    ended = room.playthrough.ending is not None
    last = REGIONS[path.points[-1].region]
    yield Text(" ".join(path.told if ended else (*path.told[:-1], f"It stopped at “{last}”.")))
    yield Plane((path,), (), box, room.passed_over)
    if not over:
        return
    if box is None:
        yield Text(PLACED_FEW if room.predictions else debrief.NOBODY_PLACED)
    else:
        where = region((box.left + box.right) // 2, (box.low + box.high) // 2)
        yield Text(
            f"Before the map was shown, you placed the end around “{REGIONS[where]}”: the pale field is the "
            f"middle of what you placed, and how far it spread. It {'was' if ended else 'stood at'} “{last}”."
        )


def _box(points: Sequence[tuple[int, int]]) -> Box | None:
    """Mean and spread of the predictions; None where they are too few."""
    if len(points) < LEAST:
        return None
    sides = []
    for values in ([point[0] for point in points], [point[1] for point in points]):
        reach = max(pstdev(values), _NARROWEST if len(points) < SMALL else _GRAIN)
        sides += [max(0, _grained(fmean(values) - reach)), min(100, _grained(fmean(values) + reach))]
    return Box(*sides)


def _grained(value: float) -> int:
    return round(value / _GRAIN) * _GRAIN


# -- where it was split --------------------------------------------------------------------------------


def _split(room: Room) -> Iterator[Block]:
    found = []
    for one in debrief.played(room.history):
        shown = deciding(one, table(one))
        even = _evened(one, shown)
        if shown is not None and even is not None and (share := debrief.split(even)) is not None:
            found.append((share, _sides(one, shown)))
    if found:
        found.sort(key=lambda pair: -pair[0])
        yield Heading("Where you were split")
        yield Text(SPLIT, True)
        yield Items(tuple(told for _, told in found[:_MOST_SPLIT]))
        if len(found) > _MOST_SPLIT:
            yield Text(f"In {len(found) - _MOST_SPLIT} more you were less split.", True)


def _sides(one: Round, shown: Row) -> str:
    """A vote in a sentence: how many were for what, as far as that is told."""
    sides = [
        f"{'some' if (many := shown.counts[option.id]) is None else many} for “{bare(plain(option.text))}”"
        f"{', which was done' if option.id == one.choice else ''}"
        for option in one.options
        if option.letter is not None and shown.counts[option.id] != 0
    ]
    return ": ".join(filter(None, (plain(one.chapter), "; ".join(sides))))


def _evened(one: Round, shown: Row | None) -> Round | None:
    """The round as if every hidden count were the same: what is made of it says no more than what is told.

    None where too little is told.
    """
    vote = one.last
    if shown is None or shown.total is None or vote is None:
        return None
    hidden = [name for name, many in shown.counts.items() if many is None]
    told = sum(many for many in shown.counts.values() if many is not None)
    if not told and hidden:
        return None
    each = (shown.total - told) // max(1, len(hidden))
    counts = {name: each if many is None else many for name, many in shown.counts.items() if name != PASS}
    return replace(one, first=None, second=Tally(counts, declared=vote.declared))


# -- what else there was -----------------------------------------------------------------------------


def _close(room: Room, forks: Sequence[Fork] | str) -> Iterator[Block]:
    known = None if isinstance(forks, str) else forks
    # A vote of which something is hidden is not said to have been close: that would say how many.
    shown = [(one, deciding(one, table(one))) for one in debrief.played(room.history)]
    rounds = [one for one, vote in shown if vote is not None and vote.told]
    found = debrief.close_votes(room.playthrough, rounds, known)
    yield Heading("It was close")
    yield Text(CLOSE if found else NO_CLOSE, True)
    if found and isinstance(forks, str):
        yield Text(forks)
    names = called(room.playthrough, (room.playthrough.now.scene,))
    lines = []
    for vote in found:
        done = bare(plain(vote.round.done))
        for other in vote.others:
            told = [f"“{bare(plain(other.said))}”, where “{done}” was done."]
            if other.prospect is not None and vote.here is not None:
                told += [
                    leads(other.prospect),
                    endings_told(other.prospect.endings, vote.here.endings, names),
                ]
            lines.append(" ".join(told))
    if lines:
        yield Items(tuple(lines))


def _reach(room: Room, forks: Sequence[Fork] | str) -> Iterator[Block]:
    yield Heading("Still in reach")
    if isinstance(forks, str):
        yield Text(forks)
        return
    play = room.playthrough
    own, before = debrief.reach_of(room, forks)
    if own:
        yield Items(
            tuple(
                f"{debrief.ending_told(play, reach.ending)}: back to where “{bare(plain(reach.after.said))}” "
                "was done"
                for reach in own
            )
        )
    if before:
        told = [debrief.ending_told(play, reach.ending) for reach in before]
        as_far = debrief.told_before(room.told)
        yield Text(f"{as_far} Only before that could it still have come to {listed(told, 'or')}.")
    if not (own or before):
        yield Text("No other ending could have been reached.")


def _feelings(room: Room) -> Iterator[Block]:
    if not room.feelings or room.phase is not Phase.OVER:
        return
    found = row({word: room.feelings.get(word, 0) for word in (*FEELINGS, *room.feelings)})
    words = [word for word, many in found.counts.items() if many != 0]
    yield Heading("How it left you")
    if not any(found.counts.values()) and sum(room.feelings.values()) < SMALL:
        yield Text(FELT_FEW)
        return
    rows = tuple(Choice("", word, (found.counts[word],)) for word in words)
    yield Votes("", ("phones",), rows, brief=True)


def _left(room: Room) -> Iterator[Block]:
    left = [one for one in room.history if one.left]
    if left:
        done = [f"“{bare(plain(one.done))}”" for one in left]
        yield Heading("Taken back")
        yield Text(
            f"You went back, and left what followed from {listed(done)}. These votes are not counted here."
        )
