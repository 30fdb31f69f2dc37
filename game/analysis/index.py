"""Which states of a node have been found: from the cell of a state to its row."""

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]
Ints = NDArray[np.int32]

DENSE = 1 << 26
"""Cells for which a node may keep a table; beyond, its states are searched for."""


class Index:
    """The states of one node, numbered as they are found.

    A state's cell is its group times `area`, plus its place in the plane of the node.
    """

    def __init__(self, area: int) -> None:
        self.area = area
        self.size = 0
        self.runs: list[Cells] = []
        """The cells found by each call of `add`, in order; rows are numbered along them."""
        self._table: Ints | None = np.full(area, -1, np.int32)
        self._starts: list[int] = []

    def add(self, cells: list[Cells], groups: int) -> Cells:
        """Take in cells, of `groups` groups in all; those that are new, sorted."""
        if self._table is not None and groups * self.area > DENSE:
            self._table = None
        if self._table is not None:
            fresh = self._mark(cells, groups)
        else:
            fresh = _distinct(cells)
            for run in self.runs:
                place = np.minimum(np.searchsorted(run, fresh), len(run) - 1)
                fresh = fresh[run[place] != fresh]
        if len(fresh):
            if self._table is not None:
                self._table[fresh] = np.arange(self.size, self.size + len(fresh), dtype=np.int32)
            self.runs.append(fresh)
            self._starts.append(self.size)
            self.size += len(fresh)
        return fresh

    def rows(self, cells: Cells) -> Ints:
        """The rows of cells that have been taken in."""
        if self._table is not None:
            return self._table[cells]
        found = np.full(len(cells), -1, np.int32)
        for run, start in zip(self.runs, self._starts, strict=True):
            place = np.minimum(np.searchsorted(run, cells), len(run) - 1)
            found = np.where(run[place] == cells, (place + start).astype(np.int32), found)
        return found

    def close(self) -> None:
        """Nothing will be added any more, nor asked."""
        self._table = None

    def _mark(self, cells: list[Cells], groups: int) -> Cells:
        table = self._table
        assert table is not None
        if groups * self.area > len(table):
            grown = np.empty(max(groups * self.area, min(DENSE, len(table) * 3 // 2)), np.int32)
            grown[: len(table)] = table
            grown[len(table) :] = -1
            self._table = table = grown
        new: list[Cells] = []
        for some in cells:
            unknown = some[table[some] == -1]
            if len(unknown):
                # Marked as waiting, so that the next piece does not bring them again.
                table[unknown] = -2
                new.append(unknown)
        return _distinct(new) if new else np.empty(0, np.int64)


def _distinct(parts: list[Cells]) -> Cells:
    cells = np.sort(np.concatenate(parts) if len(parts) > 1 else parts[0])
    if len(cells) < 2:
        return cells
    new = np.empty(len(cells), np.bool_)
    new[0] = True
    np.not_equal(cells[1:], cells[:-1], out=new[1:])
    return cells[new]
