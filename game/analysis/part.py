"""Many states at once, on their way through a choice.

States that agree in everything but autonomy and connection form a *group*. What happens is worked out once a
group; each state itself is only a group and a point of the plane, and an effect moves points by a table.
What the states are is held in one of two forms: listed one by one here, or as whole planes (see `dense`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from game.analysis.compile import Op, Row
from game.analysis.terms import Column, Term, Truths, holds, reads

Rows = NDArray[np.intp] | NDArray[np.int32]
Points = NDArray[np.intp]
Counts = NDArray[np.unsignedinteger[Any]]
"""How many choices are open, or alike: as wide as it takes."""
Groups = Mapping[str, Column]

PLANE = ("autonomy", "connection")
SIDE = 101
"""A point of the plane is ``autonomy * SIDE + connection``."""
_AUTONOMY = np.repeat(np.arange(SIDE, dtype=np.uint8), SIDE)
_CONNECTION = np.tile(np.arange(SIDE, dtype=np.uint8), SIDE)


class States(Mapping[str, Column]):
    """The columns of states, made when they are asked for: those of groups as `of` spreads them."""

    def __init__(self, groups: Groups, of: Any, points: Points) -> None:
        self._groups, self._of, self._points = groups, of, points

    def __getitem__(self, name: str) -> Column:
        if name == "autonomy":
            return _AUTONOMY[self._points]
        if name == "connection":
            return _CONNECTION[self._points]
        column = self._groups[name]
        return column if isinstance(column, int) else column[self._of]

    def __contains__(self, name: object) -> bool:
        return name in PLANE or name in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter((*PLANE, *self._groups))

    def __len__(self) -> int:
        return len(PLANE) + len(self._groups)


Changes = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]
"""The keys of the changes (see `Op`) of autonomy, and of connection."""


@dataclass(eq=False)
class Part(ABC):
    """Some of the states of a node, on their way."""

    groups: Groups
    """The columns of the groups, autonomy and connection left out."""
    many: int
    """How many groups there are."""

    @property
    @abstractmethod
    def columns(self) -> States:
        """The columns of the states."""

    @abstractmethod
    def write(self, column: Column, into: NDArray[Any]) -> None:
        """Put the values of a column where these states stand in `into`, of all states of the node."""

    @abstractmethod
    def of_groups(self, truth: NDArray[np.bool_]) -> Self | None:
        """Those whose group `truth` names; None where there are none."""

    @abstractmethod
    def of_states(self, truth: NDArray[np.bool_]) -> Self | None:
        """Those that `truth`, of all states, names; None where there are none."""

    @abstractmethod
    def _moved(self, changes: Changes) -> Self:
        """All of them, moved in the plane."""

    def split(self, term: Term) -> tuple[Self | None, Self | None]:
        """Those for which `term` holds, and the others; None where there are none."""
        if _sees_plane(term):
            truth = holds(term, self.columns)
            if not isinstance(truth, bool):
                return self.of_states(truth), self.of_states(~truth)
        else:
            truth = holds(term, self.groups)
            if not isinstance(truth, bool):
                return self.of_groups(truth), self.of_groups(~truth)
        return (self, None) if truth else (None, self)

    def where(self, term: Term) -> Self | None:
        """Those for which `term` holds; None where there are none."""
        if _sees_plane(term):
            truth = holds(term, self.columns)
            if not isinstance(truth, bool):
                return self.of_states(truth)
        else:
            truth = holds(term, self.groups)
            if not isinstance(truth, bool):
                return self.of_groups(truth)
        return self if truth else None

    def mark(self, mark: str) -> Self:
        """The same with `mark` made, where one is given."""
        return replace(self, groups={**self.groups, mark: 1}) if mark else self

    def _columns_of(self, kept: Rows) -> Groups:
        return {
            name: column if isinstance(column, int) else column[kept] for name, column in self.groups.items()
        }

    def change(self, rows: tuple[Row, ...]) -> list[Self]:
        """All of them after `rows`: every `when` is judged before the first is applied.

        Where rows fire for some states only, those come apart if their points move or they cannot be told by
        their groups.
        """
        if not rows:
            return [self]
        whole: list[tuple[Self, list[Truths]]] = [(self, [])]
        for row in rows:
            apart = _sees_plane(row.when) or any(op.name in PLANE for op in row.ops)
            following: list[tuple[Self, list[Truths]]] = []
            for part, fired in whole:
                truth = None if apart else holds(row.when, part.groups)
                if truth is not None:
                    following.append((part, [*fired, truth]))
                    continue
                for half, fires in zip(part.split(row.when), (True, False), strict=True):
                    if half is part:
                        following.append((part, [*fired, fires]))
                    elif half is not None:
                        # Truths of groups are asked again of the groups that are left.
                        again = [
                            old if isinstance(old, bool) else holds(before.when, half.groups)
                            for old, before in zip(fired, rows, strict=False)
                        ]
                        following.append((half, [*again, fires]))
            whole = following
        return [part._after(rows, fired) for part, fired in whole]

    def _after(self, rows: tuple[Row, ...], fired: list[Truths]) -> Self:
        groups = dict(self.groups)
        moves: tuple[list[Op], list[Op]] = ([], [])
        for row, fires in zip(rows, fired, strict=True):
            if fires is False:
                continue
            for op in row.ops:
                if op.name in PLANE:
                    moves[PLANE.index(op.name)].append(op)
                else:
                    groups[op.name] = changed(op, groups.get(op.name), fires)
        if not any(moves):
            return replace(self, groups=groups)
        return replace(self, groups=groups)._moved((_keys(moves[0]), _keys(moves[1])))


@dataclass(eq=False)
class Sparse(Part):
    """States that are listed one by one."""

    of: Rows
    """State -> its group; never less than that of the state before."""
    points: Points
    rows: Rows | None
    """Which of the states of the node these are; None for all of them, in order."""

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.points)

    @property
    def sizes(self) -> NDArray[np.intp]:
        """How many states each group has."""
        return np.diff(np.searchsorted(self.of, np.arange(self.many + 1)))

    @property
    def columns(self) -> States:
        """The columns of the states."""
        return States(self.groups, self.of, self.points)

    def write(self, column: Column, into: NDArray[Any]) -> None:
        """Put the values of a column where these states stand in `into`, of all states of the node."""
        into[slice(None) if self.rows is None else self.rows] = column

    def of_states(self, truth: NDArray[np.bool_]) -> Self | None:
        """Those that `truth`, of all states, names; None where there are none."""
        rows = np.flatnonzero(truth)
        if len(rows) == self.size:
            return self
        return self.take(rows) if len(rows) else None

    def of_groups(self, truth: NDArray[np.bool_]) -> Self | None:
        """Those whose group `truth` names; None where there are none."""
        kept = np.flatnonzero(truth)
        if len(kept) == self.many:
            return self
        sizes = self.sizes
        rows = np.flatnonzero(np.repeat(truth, sizes))
        if not len(rows):
            return None
        of = np.repeat(np.arange(len(kept)), sizes[kept])
        groups = self._columns_of(kept)
        return replace(
            self, groups=groups, many=len(kept), of=of, points=self.points[rows], rows=self._named(rows)
        )

    def _named(self, rows: Rows) -> Rows:
        return rows if self.rows is None else self.rows[rows]

    def take(self, rows: Rows | None) -> Self:
        """Some of them, by their place among these; all where that is None."""
        if rows is None:
            return self
        return replace(self, of=self.of[rows], points=self.points[rows], rows=self._named(rows))

    def _moved(self, changes: Changes) -> Self:
        return replace(self, points=moved(changes)[self.points])


def changed(op: Op, old: Column | None, fires: Truths) -> Column:
    """A column after `op`, where it `fires`.

    `old` is missing where no future can tell the values before apart, so that any of them stands for all.
    """
    before: Column = 0 if old is None else old
    new: Column
    if op.constant is not None:
        new = op.constant
    else:
        new = int(op.table[before]) if isinstance(before, int) else op.table[before]
    if fires is True:
        return new
    return np.where(fires, np.asarray(new, np.uint8), np.asarray(before, np.uint8))


def _keys(ops: list[Op]) -> tuple[tuple[str, int], ...]:
    return tuple(op.key for op in ops)


@lru_cache(maxsize=1024)
def moved(changes: Changes) -> Points:
    """Point -> point after these changes, one after another."""
    ends: list[Points] = []
    for keys in changes:
        values = np.arange(SIDE, dtype=np.uint8)
        for key in keys:
            values = Op("", key).table[values]
        ends.append(values.astype(np.intp))
    return (ends[0][:, None] * SIDE + ends[1][None, :]).ravel()


@lru_cache(maxsize=65536)
def _sees_plane(term: Term) -> bool:
    return not reads(term).keys().isdisjoint(PLANE)
