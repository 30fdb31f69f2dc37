"""Which states of a node there are, each by its cell: as they come in, once all are known, and their rows.

A state's cell is its group times the area of the node, plus its place in the plane of the node. As long as
there are not too many cells, a table with an entry for each is quickest; beyond, cells are kept in order.
"""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]
Ints = NDArray[np.int32]
Near = NDArray[np.uint16]
"""How near states are: `FAR` less the fewest choices that lead there, and 0 where nothing stands."""

DENSE = 1 << 26
"""Cells for which a node may keep a table; beyond, its states are searched for."""
CROWDED = 8
"""States are gone through as planes where at least one cell in so many is taken."""
NEVER = np.iinfo(np.int32).max
"""More choices than any reading makes."""
FAR = int(np.iinfo(np.uint16).max)
"""From so many choices on, a table cannot tell how near a state is: it is kept in a list."""


class Arrivals:
    """States that come in from elsewhere, each with the fewest choices after which it does."""

    def __init__(self, area: int) -> None:
        self._area = area
        self._table: Near | None = np.zeros((0, area), np.uint16)
        self._cells: list[Cells] = []
        self._depths: list[Ints] = []

    def table(self, groups: int, farthest: int = 0) -> Near | None:
        """How near each cell of so many groups is, (groups or more, area), for changes.

        None past `DENSE`, or once a state has come in that is `FAR`.
        """
        if self._table is None:
            return None
        if groups * self._area > DENSE or farthest >= FAR:
            # A table of what came in so far would be mostly empty, or could not hold what comes.
            cells, depths = self._listed(self._table)
            self._cells, self._depths, self._table = [cells], [depths], None
        elif groups > len(self._table):
            grown = max(groups, min(DENSE // self._area, len(self._table) * 3 // 2))
            known, self._table = self._table, np.zeros((grown, self._area), np.uint16)
            self._table[: len(known)] = known
        return self._table

    def add(self, cells: Cells, depths: Ints, groups: int) -> None:
        """Take in cells of so many groups in all."""
        table = self.table(groups, int(depths.max(initial=0)))
        if table is not None:
            np.maximum.at(table.reshape(-1), cells, (FAR - depths).astype(np.uint16))
        else:
            self._cells.append(cells)
            self._depths.append(depths)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        if self._table is not None:
            return self._table.nbytes
        return sum(cells.nbytes + cells.nbytes // 2 for cells in self._cells)

    def planes(self, groups: int) -> Near | None:
        """The table of so many groups, where it is well filled and has room for one more choice."""
        if self._table is None:
            return None
        near = self._table[:groups]
        return near if np.count_nonzero(near) * CROWDED >= near.size and not (near == 1).any() else None

    def take(self) -> tuple[Cells, Ints]:
        """All of them, each once, in order."""
        if self._table is not None:
            return self._listed(self._table)
        every, depths = np.concatenate(self._cells), np.concatenate(self._depths)
        order = np.lexsort((depths, every))
        every, depths = every[order], depths[order]
        first = _first(every)
        return every[first], depths[first]

    @staticmethod
    def _listed(table: Near) -> tuple[Cells, Ints]:
        cells = np.flatnonzero(table)
        return cells, FAR - table.reshape(-1)[cells].astype(np.int32)


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

    def __init__(self, cells: Cells | NDArray[np.bool_], depths: Ints | Near, room: int) -> None:
        """`cells` are listed, or told by one truth for each cell of all that there are."""
        self._size = len(depths)
        self.room = room
        """How many cells there are, taken or not."""
        self._cells: NDArray[Any]
        self._packed = room // 64 < self._size
        if self._packed:
            known = cells
            if cells.dtype != np.bool_:
                known = np.zeros(room, np.bool_)
                known[cells] = True
            self._cells = np.packbits(known)
        else:
            self._cells = cells if cells.dtype != np.bool_ else np.flatnonzero(cells)
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

    @cached_property
    def crowded(self) -> bool:
        """Whether its states are gone through as planes."""
        return self._packed and self._size * CROWDED >= self.room

    def planes(self, area: int) -> NDArray[np.bool_]:
        """Which cells there are, (groups, area)."""
        if not self._packed:
            known = np.zeros(self.room, np.bool_)
            known[self._cells] = True
        else:
            known = np.unpackbits(self._cells, count=self.room).view(np.bool_)
        return known.reshape(-1, area)

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
