"""The way a reading went across the plane of autonomy and connection, and the same told in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from game.debrief.sentences import sentences
from game.narrative.markup import plain
from game.narrative.outcome import OTHERS_OWN, leans
from game.narrative.playthrough import Moment, Playthrough

# A change of at least a nudge and a half, both meters together, is a turn; a map names few of them.
_LEAST_TURN = 6
_MOST_TURNS = 4

# What a region is called in the words of the book.
REGIONS = {
    "interdependence": "close, and your own",
    "lopsided": "yours, at their cost",
    "dependency": "close, not your own",
    "isolation": "your own, not close",
    "adrift": "neither",
    "unsettled": "in between, not settled",
}

_BEGAN = {
    "interdependence": "You began close, and your own.",
    "lopsided": "You began close and your own, at somebody else’s cost.",
    "dependency": "You began close, not your own.",
    "isolation": "You began on your own side, not close.",
    "adrift": "You began neither close nor your own.",
    "unsettled": "You began where nothing is decided.",
}
_ENDED = {
    "interdependence": "It ended close, and your own",
    "lopsided": "It ended close and your own, at their cost",
    "dependency": "It ended close, not your own",
    "isolation": "It ended your own, not close",
    "adrift": "It ended neither close nor your own",
    "unsettled": "It ended in between, not settled",
}


@dataclass(frozen=True)
class Point:
    """Where a reader stood once a choice had done everything it did; meters 0..100.

    `n` numbers the moment, `said` is the choice that led to it, empty on the first page.
    """

    n: int
    autonomy: int
    connection: int
    region: str
    said: str


@dataclass(frozen=True)
class Path:
    """The points of one reading in order.

    `turns` are indices into `points`, ascending: where it moved most. `told` is the whole of it in
    sentences without a number, for whoever does not look at the drawing.
    """

    points: tuple[Point, ...]
    turns: tuple[int, ...]
    told: tuple[str, ...]
    other: tuple[tuple[int, int], ...] = ()
    """Where the other stood at each point, (their autonomy, connection), if the story keeps it of anybody."""
    other_name: str = ""


class Stretch(NamedTuple):
    """A part of a path, from one index of `points` to another."""

    told: bool
    first: int
    last: int


def stretches(many: int, told: Collection[int]) -> tuple[Stretch, ...]:
    """A path of `many` points in stretches, each from the last point of the one before; `told` are the
    indices of the points to which nobody chose the way."""
    groups = [(by, list(run)) for by, run in groupby(range(1, many), key=lambda at: at in told)]
    return tuple(Stretch(by, run[0] - 1, run[-1]) for by, run in groups) or (Stretch(False, 0, 0),)


def path_of(playthrough: Playthrough, own: Collection[int] | None = None) -> Path:
    """The path of the present reading, whether or not it has ended.

    With `own`, numbers of moments, only a choice that led to one of these is a turn.
    """
    points = tuple(_point(moment) for moment in playthrough.path)
    turns = _turns(points, own)
    told = _told(points, turns, leans(playthrough.now.state.values))
    return Path(points, turns, told, *_other(playthrough))


def _other(playthrough: Playthrough) -> tuple[tuple[tuple[int, int], ...], str]:
    """The way of the other whose autonomy was lowest in the end, and their name."""
    values = playthrough.now.state.values
    meters = [name for name in playthrough.story.meters if name.endswith(OTHERS_OWN)]
    if not meters:
        return (), ""
    meter = min(meters, key=lambda name: values[name])
    states = [moment.state.values for moment in playthrough.path]
    person = playthrough.story.cast.get(meter.removesuffix(OTHERS_OWN))
    return tuple((state[meter], state["connection"]) for state in states), person.name if person else ""


def _point(moment: Moment) -> Point:
    values = moment.state.values
    return Point(moment.n, values["autonomy"], values["connection"], moment.state.outcome, plain(moment.said))


def _turns(points: Sequence[Point], own: Collection[int] | None) -> tuple[int, ...]:
    sizes = {
        index: abs(after.autonomy - before.autonomy) + abs(after.connection - before.connection)
        for index, (before, after) in enumerate(pairwise(points), start=1)
        if own is None or after.n in own
    }
    largest = sorted(sizes, key=lambda index: sizes[index], reverse=True)[:_MOST_TURNS]
    return tuple(sorted(index for index in largest if sizes[index] >= _LEAST_TURN))


def _told(points: Sequence[Point], turns: Sequence[int], by_a_hair: bool) -> tuple[str, ...]:
    first, last = points[0], points[-1]
    told = [_began(first)]
    region = first.region
    said: set[str] = set()
    for index in turns:
        point = points[index]
        again = " once more" if point.said in said else ""
        said.add(point.said)
        sentence = f"After “{bare(point.said)}”{again} you were {_direction(points[index - 1], point)}"
        # Where the way led is told with the turns, unless the end says it anyway.
        if point.region != region and point is not last:
            sentence += f"; the map calls that {REGIONS[point.region]}"
            region = point.region
        told.append(f"{sentence}.")
    if not turns and len(points) > 1:
        told.append("It went by small steps, none much larger than another.")
    told.append(f"{_ENDED[last.region]}{', by a hair' if by_a_hair else ''}.")
    return tuple(told)


def _began(point: Point) -> str:
    if max(abs(point.autonomy - 50), abs(point.connection - 50)) <= 8:
        return "You began near the middle of the map."
    return _BEGAN[point.region]


def _direction(before: Point, after: Point) -> str:
    """The way from one point to another, in words; a change much smaller than the other is left out."""
    closer, freer = after.connection - before.connection, after.autonomy - before.autonomy
    words = []
    if abs(closer) * 3 >= abs(freer):
        words.append("closer" if closer > 0 else "less close")
    if abs(freer) * 3 >= abs(closer):
        words.append("more your own" if freer > 0 else "less your own")
    joint = ", and " if (closer > 0) == (freer > 0) else ", but "
    return joint.join(words)


def bare(said: str) -> str:
    """A choice to stand in quotation marks: its first sentence, no full stop, its own marks made single."""
    text = sentences(said)[0].removesuffix(".") if said else ""
    if text.startswith(('"', "“")) and text.endswith(('"', "”")) and text.count('"') in (0, 2):
        text = text[1:-1].removesuffix(".")
    if text.startswith("‘") and text.endswith("’") and text.count("‘") == 1:
        text = text[1:-1].removesuffix(".")
    opened = False
    out = []
    for character in text:
        if character == '"':
            out.append("’" if opened else "‘")
            opened = not opened
        else:
            out.append({"“": "‘", "”": "’"}.get(character, character))
    return "".join(out)
