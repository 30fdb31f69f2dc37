"""States that lead back to each other: their expected visits, and the odds of what comes after.

Self-loops are summed in closed form. What remains is peeled from the front (or the back) as long as some
state has nothing unsettled before (or after) it, which settles all of it when there is no true cycle. Cycles
are iterated until what is still on its way is below `RESIDUAL`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.explore import Budget

Floats = NDArray[np.float64]
RESIDUAL = 1e-12
"""The mass that may be left inside a cycle when it counts as settled."""


@dataclass
class Tangle:
    """Some nodes and the edges between their states, numbered from 0."""

    local: Mapping[Node, int]
    inside: Sequence[tuple[Node, Any]]
    size: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]

    def numbers(self, offset: Mapping[Node, int]) -> NDArray[np.int64]:
        """The number in the whole story of each state, given those of the nodes."""
        ends = [*list(self.local.values())[1:], self.size]
        return np.concatenate(
            [
                np.arange(offset[node], offset[node] + end - start)
                for (node, start), end in zip(self.local.items(), ends, strict=True)
            ]
        )

    @cached_property
    def _loops(self) -> NDArray[np.bool_]:
        return np.equal(self.source, self.target)

    def _stays(self, weights: Floats, open_end: NDArray[np.bool_]) -> Floats:
        """Expected visits for each arrival, counting self-loops; 0 where nobody ever gets out."""
        again = np.bincount(self.source[self._loops], weights[self._loops], self.size)
        return np.where(open_end, 1.0 / np.maximum(1.0 - again, 1e-300), 0.0)

    def forward(
        self, weights: Floats, inflow: Floats, open_end: NDArray[np.bool_], budget: Budget
    ) -> tuple[Floats, float]:
        """Expected visits to each state, and the mass that is left inside.

        `weights` are the chances of the edges, `inflow` is the mass that arrives from outside, and `open_end`
        tells states from which some ending can be reached; mass that gets into others stays there.
        """
        stays = self._stays(weights, open_end)
        keep = ~self._loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep]
        visits = inflow.copy()
        done = _peel(
            source,
            target,
            self.size,
            lambda edges, front: _push(visits, stays, front, edges, source, target, chance),
        )
        left = ~done
        if not left.any():
            return visits, 0.0
        among = left[source]
        source, target, chance = source[among], target[among], chance[among]
        moving = np.where(left, visits, 0.0)
        settled = np.zeros(self.size)
        while True:
            moving *= stays
            settled += moving
            moving = np.bincount(target, moving[source] * chance, self.size)
            inside = float(moving[open_end].sum())
            if inside < RESIDUAL:
                break
            budget.check()
        return np.where(left, settled, visits), inside

    def backward(self, weights: Floats, gains: Floats, open_end: NDArray[np.bool_], budget: Budget) -> Floats:
        """The odds at each state, (states, outcomes), from `gains`, what its edges to outside bring it."""
        stays = self._stays(weights, open_end)
        keep = ~self._loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep]
        values = gains.copy()

        def pull(edges: NDArray[np.int64], front: NDArray[np.int64]) -> None:
            values[front] *= stays[front, None]
            for column in values.T:
                np.add.at(column, source[edges], column[target[edges]] * chance[edges])

        done = _peel(target, source, self.size, pull)
        left = ~done
        if not left.any():
            return values
        among = left[target] & left[source]
        source, target, chance = source[among], target[among], chance[among]
        known = np.where(left[:, None], values, 0.0)
        now = known * stays[:, None]
        alive = np.where(left & open_end, 1.0, 0.0)
        while float(alive.max()) >= RESIDUAL:
            budget.check()
            alive = np.bincount(source, alive[target] * chance, self.size) * stays
            now = np.stack(
                [
                    (known[:, i] + np.bincount(source, now[target, i] * chance, self.size)) * stays
                    for i in range(now.shape[1])
                ],
                axis=1,
            )
        return np.where(left[:, None], now, values)


def _push(
    visits: Floats,
    stays: Floats,
    front: NDArray[np.int64],
    edges: NDArray[np.int64],
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    chance: Floats,
) -> None:
    visits[front] *= stays[front]
    np.add.at(visits, target[edges], visits[source[edges]] * chance[edges])


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
