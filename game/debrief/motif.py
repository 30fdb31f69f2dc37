"""Lines without a pen: what the screens draw in dots and the export in curves. Two strands, and a course.

From a seed they are an ornament, always the same for the same seed. From the points of a path they tell it:
how far apart they run is how far connection is low, and the less your own a stretch was, the more it is your
strand that bends towards the other.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from math import cos, pi
from random import Random
from typing import NamedTuple

Points = Sequence[tuple[int, int]]
"""(autonomy, connection), each 0..100, in the order of the path; at least one."""

Line = Callable[[float], float]
"""Where a strand runs across the motif, 0..1, at a part 0..1 of its length."""

# What two strands can do for a while: the distance they come to, -1..1. A change of sign crosses.
_TOGETHER, _APART, _HOLD = 0.06, 0.92, 0.5

# How finely a course is drawn, and how far it swings out: 0 for straight lines, .5 for the full curve.
_STEPS, _BEND = 12, 0.4


class Motif(NamedTuple):
    """Your strand and the other's."""

    yours: Line
    other: Line


def motif(of: str | Points) -> Motif:
    """The strands of a seed, such as a story's slug, or of a path."""
    return _from_seed(of) if isinstance(of, str) else _from_path(of)


def _from_seed(seed: str) -> Motif:
    random = Random(f"leeway {seed}")
    beats = random.randint(4, 6)
    distances: list[float] = []
    side = random.choice((-1, 1))
    for beat in range(beats):
        near = beat % 2 == random.randint(0, 3) % 2
        distances.append(side * random.choice((_TOGETHER, _TOGETHER, _HOLD) if near else (_APART, _HOLD)))
        side *= random.choice((-1, 1))
    apart, middle = eased(distances), eased([random.uniform(0.38, 0.62) for _ in range(beats)])

    def reach(part: float) -> float:
        return apart(part) * min(middle(part), 1 - middle(part))

    return Motif(lambda part: middle(part) + reach(part), lambda part: middle(part) - reach(part))


def _from_path(points: Points) -> Motif:
    # Nobody stands at the edges of the plane: what lies between them is given the whole room.
    apart = eased([min(1.0, max(0.03, (88 - connection) / 70)) for _, connection in points])
    own = eased([autonomy / 100 for autonomy, _ in points])

    def yours(part: float) -> float:
        # With autonomy at 100 you keep your line, below; at 0 it is you who goes all the way.
        return 0.5 + apart(part) / 2 + (0.5 - apart(part) / 2) * (2 * own(part) - 1) * 0.9

    return Motif(yours, lambda part: yours(part) - apart(part))


def eased(values: Sequence[float]) -> Line:
    """A smooth way from value to value, level at each, over parts 0..1; `values` has at least one."""
    spans = len(values) - 1

    def at(part: float) -> float:
        if not spans:
            return values[0]
        index = min(int(part * spans), spans - 1)
        turn = (1 - cos(pi * (part * spans - index))) / 2
        return values[index] + (values[index + 1] - values[index]) * turn

    return at


def drifting(places: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """A course through all of `places` in order that turns the way a boat does, as many close places."""
    # Standing still is no movement, and would put a knot into the line.
    course = [place for place, _ in groupby(places)]
    yield course[0]
    for index, (here, there) in enumerate(pairwise(course)):
        before, after = course[max(0, index - 1)], course[min(index + 2, len(course) - 1)]
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            # Catmull and Rom's curve at a lower tension, which keeps it near the straight way.
            way = 3 * part**2 - 2 * part**3
            out = (part - 2 * part**2 + part**3) * _BEND
            into = (part**3 - part**2) * _BEND
            x, y = (
                here[axis]
                + (there[axis] - here[axis]) * way
                + (there[axis] - before[axis]) * out
                + (after[axis] - here[axis]) * into
                for axis in (0, 1)
            )
            yield x, y
