"""Which states of a node there are, each by its cell: as they come in, once all are known, and their rows.

A state's cell is its group times the area of the node, plus its place in the plane of the node. As long as
there are not too many cells, a table with an entry for each is quickest; beyond, cells are kept in order.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]
Ints = NDArray[np.int32]

DENSE = 1 << 26
"""Cells for which a node may keep a table; beyond, its states are searched for."""
NEVER = np.iinfo(np.int32).max


class Arrivals:
    """States that come in from elsewhere, each with the fewest choices after which it does."""

    def __init__(self) -> None:
        self._table: Ints | None = np.empty(0, np.int32)
        self._cells: list[Cells] = []
        self._depths: list[Ints] = []

    def add(self, cells: Cells, depths: Ints, room: int) -> None:
        """Take in cells, all below `room`."""
        if self._table is not None and room > DENSE:
            # A table of what came in so far would be mostly empty.
            known = np.flatnonzero(self._table != NEVER)
            self._cells.append(known)
            self._depths.append(self._table[known])
            self._table = None
        if self._table is None:
            self._cells.append(cells)
            self._depths.append(depths)
            return
        if room > len(self._table):
            grown = np.full(max(room, min(DENSE, len(self._table) * 3 // 2)), NEVER, np.int32)
            grown[: len(self._table)] = self._table
            self._table = grown
        np.minimum.at(self._table, cells, depths)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        if self._table is not None:
            return self._table.nbytes
        return sum(cells.nbytes + cells.nbytes // 2 for cells in self._cells)

    def take(self) -> tuple[Cells, Ints]:
        """All of them, each once, in order."""
        if self._table is not None:
            cells = np.flatnonzero(self._table != NEVER)
            return cells, self._table[cells]
        every, depths = np.concatenate(self._cells), np.concatenate(self._depths)
        order = np.lexsort((depths, every))
        every, depths = every[order], depths[order]
        first = _first(every)
        return every[first], depths[first]


class Index:
    """The states of one node, found one layer after another."""

    def __init__(self, area: int) -> None:
        self.area = area
        self.size = 0
        self.runs: list[Cells] = []
        """The cells found by each call of `add`, in order."""
        self._known: NDArray[np.bool_] | None = np.zeros(0, np.bool_)

    def add(self, cells: list[Cells], groups: int) -> Cells:
        """Take in cells, of `groups` groups in all; those that are new, sorted."""
        room = groups * self.area
        if self._known is not None and room > DENSE:
            self._known = None
        if self._known is not None:
            fresh = self._mark(self._known, cells, room)
        else:
            fresh = _distinct(cells)
            for run in self.runs:
                place = np.minimum(np.searchsorted(run, fresh), len(run) - 1)
                fresh = fresh[run[place] != fresh]
        if len(fresh):
            self.runs.append(fresh)
            self.size += len(fresh)
        return fresh

    def _mark(self, known: NDArray[np.bool_], cells: list[Cells], room: int) -> Cells:
        if room > len(known):
            self._known = np.zeros(max(room, min(DENSE, len(known) * 3 // 2)), np.bool_)
            self._known[: len(known)] = known
            known = self._known
        new: list[Cells] = []
        for some in cells:
            unknown = some[~known[some]]
            if len(unknown):
                known[unknown] = True
                new.append(unknown)
        return _distinct(new) if new else np.empty(0, np.int64)


class Cell:
    """The states of one node, once all are known, in the order of their cells; kept small."""

    def __init__(self, cells: Cells, depths: Ints, room: int) -> None:
        self._size = len(cells)
        if room // 8 < cells.nbytes:
            known = np.zeros(room, np.bool_)
            known[cells] = True
            self._cells: NDArray[Any] = np.packbits(known)
            self._packed = True
        else:
            self._cells = cells
            self._packed = False
        self._least = int(depths.min())
        above = depths - self._least
        self._above: NDArray[Any] = above.astype(np.min_scalar_type(int(above.max())))

    def __len__(self) -> int:
        return self._size

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._cells.nbytes + self._above.nbytes

    @property
    def cells(self) -> Cells:
        """The cell of each state."""
        if not self._packed:
            return self._cells
        return np.flatnonzero(np.unpackbits(self._cells).view(np.bool_))

    @property
    def depth(self) -> Ints:
        """How many choices each is from the first page."""
        return self._above.astype(np.int32) + self._least

    def nearest(self, rows: NDArray[np.integer[Any]] | None = None) -> tuple[int, int]:
        """The least distance of its states, or of the given `rows`, and the cell of such a state."""
        depth, cells = self.depth, self.cells
        row = int(depth.argmin()) if rows is None else int(rows[depth[rows].argmin()])
        return int(depth[row]), int(cells[row])

    @property
    def ranks(self) -> "Ranks":
        """From the cells of its states to their rows."""
        return Ranks(self.cells)


class Ranks:
    """From cells to rows."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        room = int(cells[-1]) + 1
        self._table: Ints | None = None
        if room <= DENSE:
            self._table = np.zeros(room, np.int32)
            self._table[cells] = np.arange(len(cells), dtype=np.int32)

    def rows(self, cells: Cells) -> Ints:
        """The rows of cells that are known."""
        if self._table is not None:
            return self._table[cells]
        return np.searchsorted(self._cells, cells).astype(np.int32)


def _distinct(parts: list[Cells]) -> Cells:
    cells = np.sort(np.concatenate(parts) if len(parts) > 1 else parts[0])
    return cells[_first(cells)]


def _first(cells: Cells) -> NDArray[np.bool_]:
    """Which of some cells, in order, stand there for the first time."""
    new = np.ones(len(cells), np.bool_)
    np.not_equal(cells[1:], cells[:-1], out=new[1:])
    return new
