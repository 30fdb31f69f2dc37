"""The states of one node as they are found: groups by what is alive there, points in a box of the plane."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import TooWideError
from game.analysis.compile import Row
from game.analysis.index import Cells
from game.analysis.live import Cuts, Graph
from game.analysis.part import PLANE, SIDE, Part
from game.analysis.terms import TRUE, Column, values_of


class Slot(NamedTuple):
    """Where a variable stands in the keys of the groups of a node."""

    name: str
    shift: int
    width: int
    decode: NDArray[np.uint8] | None
    """Class -> its smallest value; None where every value is a class of its own."""
    encode: NDArray[np.uint64]
    """Value -> its class, already in place."""


class Layout:
    """How the groups of one node are packed into keys: what is alive there, values by their classes."""

    def __init__(self, node: Node, live: Cuts, may: Mapping[str, int], order: Mapping[str, int]) -> None:
        self.node = node
        self.constants: dict[str, int] = {}
        self.slots: list[Slot] = []
        shift = 0
        for name in sorted(live.keys() - PLANE, key=order.__getitem__, reverse=True):
            values = may[name]
            if values & (values - 1) == 0:
                self.constants[name] = values.bit_length() - 1
                continue
            top = values.bit_length() - 1
            cuts = [cut for cut in values_of(live[name] & ((1 << top + 1) - 1)) if cut]
            ranks = np.searchsorted(cuts, np.arange(128), side="right").astype(np.uint64)
            width = len(cuts).bit_length()
            unused = [0] * ((1 << width) - len(cuts) - 1)
            decode = None if len(cuts) == top else np.array([0, *cuts, *unused], np.uint8)
            self.slots.append(Slot(name, shift, width, decode, ranks << np.uint64(shift)))
            shift += width
        if shift > 64:
            raise TooWideError(node, shift)

    def unpack(self, keys: NDArray[np.uint64]) -> dict[str, Column]:
        """The columns of some groups."""
        columns: dict[str, Column] = dict(self.constants)
        for slot in self.slots:
            inner = (keys >> np.uint64(slot.shift) & np.uint64((1 << slot.width) - 1)).astype(np.uint8)
            columns[slot.name] = inner if slot.decode is None else slot.decode[inner]
        return columns

    def pack(self, columns: Mapping[str, Column], size: int) -> NDArray[np.uint64]:
        """The keys of `size` groups."""
        keys = np.zeros(size, np.uint64)
        for slot in self.slots:
            keys |= slot.encode[columns[slot.name]]
        return keys


class Box(NamedTuple):
    """The part of the plane in which the states of a node may stand; all four ends belong to it."""

    least_autonomy: int
    most_autonomy: int
    least_connection: int
    most_connection: int

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
                                found[target] = Box(0, 100, 0, 100)
                            waiting.append(target)
    return found


_PATIENCE = 200


# A story of many scenes has as many boxes: what is kept for each is as narrow as it can be.
_Narrow = NDArray[np.int16]


@lru_cache(maxsize=512)
def _points(box: Box) -> tuple[_Narrow, _Narrow]:
    """The points of a box in order, and for each point of the plane its place among them."""
    across = np.arange(box.least_connection, box.most_connection + 1)
    points = (np.arange(box.least_autonomy, box.most_autonomy + 1)[:, None] * SIDE + across).ravel()
    place = np.full(SIDE * SIDE, -1, np.int16)
    place[points] = np.arange(len(points))
    return points.astype(np.int16), place


class Store:
    """What stands where at one node: its groups by their keys, and the points of its box."""

    def __init__(self, layout: Layout, box: Box) -> None:
        self.layout = layout
        self.gids: dict[int, int] = {}
        """Key of a group -> its number."""
        self.points, self.place = _points(box)
        self.area = len(self.points)

    @property
    def room(self) -> int:
        """How many cells its groups have."""
        return len(self.gids) * self.area

    def cells(self, part: Part) -> Cells:
        """The cells of states that come in; their groups get numbers."""
        keys = self.layout.pack(part.groups, part.many)
        many = part.sizes
        used = np.flatnonzero(many)
        gids = self.gids
        numbers = [gids.setdefault(key, len(gids)) for key in keys[used].tolist()]
        cells = self.place[part.points].astype(np.int64)
        cells += np.repeat(np.array(numbers) * self.area, many[used])
        return cells

    def part(self, cells: Cells) -> Part:
        """States of this node, in the order of their cells, as a `Part`."""
        first, last = int(cells[0]) // self.area, int(cells[-1]) // self.area + 1
        keys = np.fromiter(islice(self.gids, first, last), np.uint64, last - first)
        if last - first <= len(cells):
            many = np.diff(np.searchsorted(cells, np.arange(first, last + 1) * self.area))
            of = np.repeat(np.arange(last - first), many)
            places = cells - np.repeat(np.arange(first, last) * self.area, many)
        else:
            gids, of = np.unique(cells // self.area, return_inverse=True)
            places = cells - gids[of] * self.area
            keys = keys[gids - first]
        points = self.points[places].astype(np.intp)
        return Part(self.layout.unpack(keys), len(keys), of, points, None)
