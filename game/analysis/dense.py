"""Many states at once, as planes: for each group, which places of the box of its node there are.

Where most places are taken this is much quicker than a list of states. A change of a meter keeps the order of
its values, so it moves every plane alike: a *drift* says from where each place of the box ahead is filled.
Several places may fall together there, and then an operation such as the sum or the greatest joins them. With
v the values of the places, absent ones 0, and f the drift, what arrives at q is

    w[q] = op over all p with f(p) = q of v[p]

The two meters move apart, so only whole rows and columns fall together: these few are joined first, and then
one gather, of the first such p for every q, does the rest.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from game.analysis.boxes import Box, points_of
from game.analysis.part import SIDE, Changes, Part, Points, States, moved
from game.analysis.terms import Column

Mask = NDArray[np.bool_]
Ints = NDArray[np.int32]
Path = tuple[Changes, ...]
_AS_COLUMN = (slice(None), None)


@dataclass(eq=False)
class Dense(Part):
    """States that are held as planes. Every group has at least one."""

    box: Box
    """Where the node stands from which they set out."""
    path: Path
    """How they have moved since."""
    origin: NDArray[np.intp]
    """Group -> its number among the planes from which they set out."""
    mask: Mask
    """Which places of these planes they set out from, (groups, area)."""

    @property
    def columns(self) -> States:
        """The columns of the states, as (groups, area) or what can be spread to it."""
        return States(self.groups, _AS_COLUMN, _points(self.box, self.path))

    def write(self, column: Column, into: NDArray[Any]) -> None:
        """Put the values of a column where these states stand in `into`, of all places of all planes."""
        into[self.origin] = np.where(self.mask, column, into[self.origin])

    def of_states(self, truth: Mask) -> Self | None:
        """Those that `truth`, of all places, names; None where there are none."""
        mask = self.mask & truth
        alive = mask.any(axis=1)
        if alive.all():
            return replace(self, mask=mask)
        return self._kept(np.flatnonzero(alive), mask)

    def of_groups(self, truth: Mask) -> Self | None:
        """Those whose group `truth` names; None where there are none."""
        kept = np.flatnonzero(truth)
        return self if len(kept) == self.many else self._kept(kept, self.mask)

    @property
    def cells(self) -> NDArray[np.intp]:
        """The states one by one: their cells among the planes from which they set out."""
        group, place = np.nonzero(self.mask)
        cells: NDArray[np.intp] = self.origin[group] * self.mask.shape[1] + place
        return cells

    def values(self, planes: NDArray[Any]) -> NDArray[Any]:
        """Of the values of all planes from which they set out, (planes, area), those of these states alone.

        (groups, area + 1): 0 where none stands, and in the last column.
        """
        many, area = self.mask.shape
        found = np.empty((many, area + 1), planes.dtype)
        found[:, area] = 0
        mine = planes if many == len(planes) else planes[self.origin]
        np.multiply(mine, self.mask, out=found[:, :area])
        return found

    def _kept(self, kept: NDArray[np.intp], mask: Mask) -> Self | None:
        if not len(kept):
            return None
        groups = self._columns_of(kept)
        return replace(self, groups=groups, many=len(kept), origin=self.origin[kept], mask=mask[kept])

    def _moved(self, changes: Changes) -> Self:
        return replace(self, path=(*self.path, changes))


class Drift(NamedTuple):
    """Where the places of one box go in another. A row is a value of autonomy, a column one of connection."""

    place: Ints
    """Place -> place."""
    first: Points
    """Place of the other box -> the first place that goes there, or the area of this one where none does."""
    sides: tuple[int, int]
    """How many rows and columns there are."""
    rows: tuple["Joint", ...]
    columns: tuple["Joint", ...]
    """Which rows, and columns, go where another goes already: the second of all, the third, and so on."""


class Joint(NamedTuple):
    """Lines of a plane that are joined to others, as they go where those do."""

    to: Points
    line: Points


class Shift(NamedTuple):
    """Where the states of a `Dense` go."""

    gids: NDArray[np.intp]
    """The number of each of its groups at the node to which they go."""
    drift: Drift

    def carry(self, found: NDArray[Any], op: np.ufunc, into: NDArray[Any]) -> None:
        """Move what `Dense.values` gave to `into`, (groups, area); `op`, for which 0 is neutral, joins it."""
        gids, drift = self.gids, self.drift
        plane = found[:, :-1].reshape(len(found), *drift.sides)
        for to, line in drift.rows:
            plane[:, to] = op(plane[:, to], plane[:, line])
        for to, line in drift.columns:
            plane[:, :, to] = op(plane[:, :, to], plane[:, :, line])
        arrived = found.take(drift.first, axis=1)
        for gid, one in zip(gids.tolist(), arrived, strict=True):
            op(into[gid], one, out=into[gid])

    def cells(self, mask: Mask) -> NDArray[np.intp]:
        """The cells to which the states of `mask` go, one by one."""
        group, place = np.nonzero(mask)
        return self.gids[group] * len(self.drift.first) + self.drift.place[place]


@lru_cache(maxsize=128)
def _points(box: Box, path: Path) -> Points:
    points = points_of(box)[0].astype(np.intp)
    for changes in path:
        points = moved(changes)[points]
    return points


@lru_cache(maxsize=256)
def drift(source: Box, path: Path, target: Box) -> Drift:
    """Where the places of `source` go in `target`, having moved along `path`."""
    points = _points(source, path)
    place = points_of(target)[1][points].astype(np.int32)
    sides = source.sides
    corner = points.reshape(sides)
    rows, first_rows = _lines(corner[:, 0] // SIDE - target.least_autonomy, target.sides[0])
    columns, first_columns = _lines(corner[0] % SIDE - target.least_connection, target.sides[1])
    first = first_rows[:, None] * sides[1] + first_columns
    first[(first_rows < 0)[:, None] | (first_columns < 0)] = len(place)
    return Drift(place, first.ravel(), sides, rows, columns)


def _lines(to: Points, many: int) -> tuple[tuple[Joint, ...], Points]:
    """Of lines that go to some of `many`, in order: what goes where another does, and the first of each.

    Nothing stands in lines that go elsewhere: a box may be wider than what can be reached in it.
    """
    start = np.searchsorted(to, to)
    nth = np.arange(len(to)) - start
    joints = [Joint(start[nth == n], np.flatnonzero(nth == n)) for n in range(1, int(nth.max()) + 1)]
    first = np.full(many, -1)
    inside = (to >= 0) & (to < many)
    first[to[inside]] = start[inside]
    return tuple(joints), first
