"""The part of the plane in which the states of each node may stand, and the points there are in it."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import Row
from game.analysis.live import Graph
from game.analysis.part import PLANE, SIDE
from game.analysis.terms import TRUE


class Box(NamedTuple):
    """The part of the plane in which the states of a node may stand; all four ends belong to it."""

    least_autonomy: int
    most_autonomy: int
    least_connection: int
    most_connection: int

    @property
    def sides(self) -> tuple[int, int]:
        """How many values of autonomy, and of connection."""
        return self.most_autonomy - self.least_autonomy + 1, self.most_connection - self.least_connection + 1

    def join(self, other: "Box") -> "Box":
        """The smallest box around both."""
        low, high = map(min, zip(self, other, strict=True)), map(max, zip(self, other, strict=True))
        (a, _, c, _), (_, b, _, d) = tuple(low), tuple(high)
        return Box(a, b, c, d)

    def after(self, rows: tuple[Row, ...]) -> "Box":
        """The box after `rows`, any of which may or may not fire if it has a condition."""
        box = self
        for row in rows:
            moved = box
            for op in row.ops:
                if op.name in PLANE:
                    first = 2 * PLANE.index(op.name)
                    ends = [int(op.table[moved[first]]), int(op.table[moved[first + 1]])]
                    moved = Box(*moved[:first], *ends, *moved[first + 2 :])
            box = moved if row.when == TRUE else box.join(moved)
        return box


_PLANE = Box(0, SIDE - 1, 0, SIDE - 1)


def boxes(graph: Graph) -> dict[Node, Box]:
    """For each node the box in which its states stand; conditions are not asked."""
    tables = graph.tables
    a, c = (tables.initial[name] for name in PLANE)
    start = Box(a, a, c, c).after(tables.places[tables.story.header.start].arrival)
    found = dict.fromkeys(graph.bounds.start, start)
    for group in graph.components:
        inside = set(group)
        waiting = [node for node in group if node in found]
        visits: dict[Node, int] = {}
        while waiting:
            node = waiting.pop()
            for arm in graph.arms[node]:
                made = found[node].after(arm.rows)
                for way in arm.ways:
                    arrived = made.after(way.arrival)
                    for target in way.nodes:
                        old = found.get(target)
                        new = arrived if old is None else old.join(arrived)
                        if new == old:
                            continue
                        found[target] = new
                        if target in inside:
                            # A loop that keeps pushing gets the whole plane at last.
                            visits[target] = visits.get(target, 0) + 1
                            if visits[target] > _PATIENCE:
                                found[target] = _PLANE
                            waiting.append(target)
    # Boxes that are nearly the plane are the plane: then what is worked out for one serves for all.
    return {node: _PLANE if 2 * math.prod(box.sides) > SIDE * SIDE else box for node, box in found.items()}


_PATIENCE = 200


# A story of many scenes has as many boxes: what is kept for each is as narrow as it can be.
_Narrow = NDArray[np.int16]


@lru_cache(maxsize=512)
def points_of(box: Box) -> tuple[_Narrow, _Narrow]:
    """The points of a box in order, and for each point of the plane its place among them."""
    across = np.arange(box.least_connection, box.most_connection + 1)
    points = (np.arange(box.least_autonomy, box.most_autonomy + 1)[:, None] * SIDE + across).ravel()
    place = np.full(SIDE * SIDE, -1, np.int16)
    place[points] = np.arange(len(points))
    return points.astype(np.int16), place
