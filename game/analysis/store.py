"""The states of one node as they are found: groups by what is alive there, points in a box of the plane."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.boxes import Box, points_of
from game.analysis.budget import TooWideError
from game.analysis.dense import Dense, Shift, drift
from game.analysis.index import Cells
from game.analysis.live import Cuts
from game.analysis.part import PLANE, Sparse
from game.analysis.terms import Column, values_of


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


class Store:
    """What stands where at one node: its groups by their keys, and the points of its box."""

    def __init__(self, layout: Layout, box: Box) -> None:
        self.layout = layout
        self.gids: dict[int, int] = {}
        """Key of a group -> its number."""
        self.box = box
        self.points, self.place = points_of(box)
        self.area = len(self.points)

    @property
    def room(self) -> int:
        """How many cells its groups have."""
        return len(self.gids) * self.area

    def numbers(self, keys: NDArray[np.uint64]) -> NDArray[np.intp]:
        """The numbers of groups that come in; who has none gets one."""
        gids = self.gids
        return np.array([gids.setdefault(key, len(gids)) for key in keys.tolist()], np.intp)

    def cells(self, part: Sparse) -> Cells:
        """The cells of states that come in; their groups get numbers."""
        keys = self.layout.pack(part.groups, part.many)
        many = part.sizes
        used = np.flatnonzero(many)
        cells = self.place[part.points].astype(np.int64)
        cells += np.repeat(self.numbers(keys[used]) * self.area, many[used])
        return cells

    def shift(self, part: Dense) -> Shift:
        """Where the states of planes that come in go; their groups get numbers."""
        gids = self.numbers(self.layout.pack(part.groups, part.many))
        return Shift(gids, drift(part.box, part.path, self.box))

    def planes(self, first: int, known: NDArray[np.bool_]) -> Dense:
        """The states of some groups, from number `first` on: which there are, (groups, area)."""
        alive = np.flatnonzero(known.any(axis=1))
        keys = np.fromiter(islice(self.gids, first, first + len(known)), np.uint64, len(known))
        if len(alive) < len(known):
            keys, known = keys[alive], known[alive]
        return Dense(self.layout.unpack(keys), len(keys), self.box, (), alive, known)

    def part(self, cells: Cells) -> Sparse:
        """States of this node, in the order of their cells."""
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
        return Sparse(self.layout.unpack(keys), len(keys), of, points, None)
