"""States that lead back to each other: their expected visits, and the odds of what comes after.

Self-loops are summed in closed form. What remains is peeled from the front (or the back) as long as some
state has nothing unsettled before (or after) it, which settles all of it when there is no true cycle. Cycles
are iterated until what is still on its way is below `RESIDUAL`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.links import Group, Link, Piece

Floats = NDArray[np.float64]
RESIDUAL = 1e-12
"""The mass that may be left inside a cycle when it counts as settled."""


@dataclass
class Tangle:
    """The states of some nodes, numbered from 0 on, and the edges between them, piece by piece."""

    span: Mapping[Node, slice]
    """The numbers of the states of each node."""
    size: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]

    @classmethod
    def of(cls, group: Group, pieces: Sequence[Piece]) -> "Tangle":
        """The edges of `pieces`, which are all of `group`, inside it and in their order."""
        span: dict[Node, slice] = {}
        sizes = dict.fromkeys(group, 0)
        for piece in pieces:
            sizes[piece.node] += piece.part.size
        size = 0
        for node, many in sizes.items():
            span[node] = slice(size, size + many)
            size += many
        sources, targets = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
        for piece, link in inside(group, pieces):
            rows = np.arange(piece.part.size) if link.rows is None else link.rows
            sources.append((rows + (span[piece.node].start + piece.span.start)).astype(np.int32))
            targets.append(link.targets + np.int32(span[link.to].start))
        return cls(span, size, np.concatenate(sources), np.concatenate(targets))

    @cached_property
    def _loops(self) -> NDArray[np.bool_]:
        return np.equal(self.source, self.target)

    def _stays(self, weights: Floats, open_end: NDArray[np.bool_]) -> Floats:
        """Visits for each arrival, counting self-loops, (states, readers); 0 where nobody gets out."""
        loops = self._loops
        again = [np.bincount(self.source[loops], column[loops], self.size) for column in weights.T]
        return np.where(open_end[:, None], 1.0 / np.maximum(1.0 - np.stack(again, axis=1), 1e-300), 0.0)

    def forward(
        self, weights: Floats, inflow: Floats, open_end: NDArray[np.bool_], budget: Budget
    ) -> tuple[Floats, Floats]:
        """Expected visits to each state, (states, readers), and the mass of each reader left inside.

        `weights` are the chances of the edges, (edges, readers), `inflow` is the mass that arrives from
        outside, and `open_end` tells states from which some ending can be reached; mass that gets into others
        stays there.
        """
        stays = self._stays(weights, open_end)
        keep = ~self._loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep]
        visits = inflow.copy()

        def push(edges: NDArray[np.int64], front: NDArray[np.int64]) -> None:
            visits[front] *= stays[front]
            if len(edges):
                add_rows(visits, target[edges], visits[source[edges]] * chance[edges])

        left = ~_peel(source, target, self.size, push)
        if not left.any():
            return visits, np.zeros(visits.shape[1])
        among = left[source]
        source, target, chance = source[among], target[among], chance[among]
        moving = np.where(left[:, None], visits, 0.0)
        settled = np.zeros_like(moving)
        while True:
            moving *= stays
            settled += moving
            sent = moving[source] * chance
            moving = np.zeros_like(moving)
            if len(source):
                add_rows(moving, target, sent)
            inside = moving[open_end].sum(axis=0)
            if (inside < RESIDUAL).all():
                break
            budget.check()
        return np.where(left[:, None], settled, visits), inside

    def backward(self, weights: Floats, gains: Floats, open_end: NDArray[np.bool_], budget: Budget) -> Floats:
        """The odds at each state, (states, outcomes), from `gains`, what its edges to outside bring it."""
        stays = self._stays(weights[:, None], open_end)
        keep = ~self._loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep, None]
        values = gains.copy()

        def pull(edges: NDArray[np.int64], front: NDArray[np.int64]) -> None:
            values[front] *= stays[front]
            if len(edges):
                add_rows(values, source[edges], values[target[edges]] * chance[edges])

        left = ~_peel(target, source, self.size, pull)
        if not left.any():
            return values
        among = left[target] & left[source]
        source, target, chance = source[among], target[among], chance[among]
        known = np.where(left[:, None], values, 0.0)
        now = known * stays
        alive = np.where((left & open_end)[:, None], 1.0, 0.0)
        while float(alive.max()) >= RESIDUAL:
            budget.check()
            # The last column follows how much can still be on its way.
            gained = np.zeros((self.size, now.shape[1] + 1))
            if len(source):
                add_rows(gained, source, np.concatenate((now, alive), axis=1)[target] * chance)
            now = (known + gained[:, :-1]) * stays
            alive = gained[:, -1:] * stays
        return np.where(left[:, None], now, values)


def inside(group: Group, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Link]]:
    """The links of `pieces` that lead into `group`."""
    return ((piece, link) for piece in pieces for link in piece.links if link.to in group)


def add_rows(to: Floats, targets: NDArray[np.int32], moved: Floats) -> None:
    """Add rows to the rows of `to` that `targets`, not empty, names, some of them more than once."""
    width = to.shape[1]
    low, high = int(targets.min()), int(targets.max()) + 1
    if high - low <= 4 * len(targets):
        cell = (targets - low)[:, None].astype(np.int64) * width + np.arange(width)
        total = np.bincount(cell.ravel(), moved.ravel(), (high - low) * width)
        to[low:high] += total.reshape(-1, width)
        return
    order = np.argsort(targets)
    ordered = targets[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    to[ordered[first]] += np.add.reduceat(moved[order], first, axis=0)


def _peel(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    size: int,
    settle: Any,
) -> NDArray[np.bool_]:
    """Settle states in order as long as one has nothing unsettled before it; return which were settled.

    ``settle(edges, front)`` is called with the states of each front and the edges out of them.
    """
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(size + 1))
    waiting = np.bincount(target, minlength=size)
    done = np.zeros(size, np.bool_)
    front = np.flatnonzero(waiting == 0)
    while len(front):
        counts = first[front + 1] - first[front]
        begin = np.repeat(first[front] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        edges = order[begin + np.arange(int(counts.sum()))]
        settle(edges, front)
        done[front] = True
        reached = np.sort(target[edges])
        np.subtract.at(waiting, reached, 1)
        fresh = reached[waiting[reached] == 0]
        front = fresh[np.concatenate(([True], fresh[1:] != fresh[:-1]))] if len(fresh) else fresh
        front = front.astype(np.int64)
    return done
