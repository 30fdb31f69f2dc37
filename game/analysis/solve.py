"""States that lead back to each other: their expected visits, and the odds of what comes after.

Self-loops are summed in closed form. What remains is peeled from the front (or the back) as long as some
state has nothing unsettled before (or after) it, which settles all of it when there is no true cycle. The
states on cycles are gone through node by node, in the order in which they mostly lead forward; what goes back
is the start of the next round, and a Krylov method finds where the rounds converge to in few of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_PATIENCE = 500
"""Steps of the Krylov method after which it is not trusted to arrive."""


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
    def loops(self) -> NDArray[np.bool_]:
        """Which edges lead from a state to itself."""
        return np.equal(self.source, self.target)

    def _stays(self, weights: Floats, open_end: NDArray[np.bool_]) -> Floats:
        """Visits for each arrival, counting self-loops, (states, readers); 0 where nobody gets out."""
        loops = self.loops
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
        keep = ~self.loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep]
        visits = inflow.copy()

        def push(edges: NDArray[np.int64], front: NDArray[np.int64]) -> None:
            visits[front] *= stays[front]
            if len(edges):
                add_rows(visits, target[edges], visits[source[edges]] * chance[edges])

        left = ~peel(source, target, self.size, push)
        inside = np.zeros(visits.shape[1])
        if left.any():
            core = _Core(self, left)
            for reader in range(visits.shape[1]):
                visits[left, reader], inside[reader] = core.forward(
                    weights[core.edges, reader], visits[left, reader], stays[left, reader], budget
                )
        return visits, inside

    def backward(self, weights: Floats, gains: Floats, open_end: NDArray[np.bool_], budget: Budget) -> Floats:
        """The odds at each state, (states, outcomes), from `gains`, what its edges to outside bring it."""
        stays = self._stays(weights[:, None], open_end)
        keep = ~self.loops
        source, target, chance = self.source[keep], self.target[keep], weights[keep, None]
        values = gains.copy()

        def pull(edges: NDArray[np.int64], front: NDArray[np.int64]) -> None:
            values[front] *= stays[front]
            if len(edges):
                add_rows(values, source[edges], values[target[edges]] * chance[edges])

        left = ~peel(target, source, self.size, pull)
        if left.any():
            core = _Core(self, left)
            values[left] = core.backward(weights[core.edges], values[left], stays[left, 0], budget)
        return values


class _Core:
    """The states of a tangle that are `left`, because of the cycles among them, numbered from 0 on."""

    def __init__(self, tangle: Tangle, left: NDArray[np.bool_]) -> None:
        numbers = np.cumsum(left) - 1
        inner = left[tangle.source] & left[tangle.target] & ~tangle.loops
        self.edges = np.flatnonzero(inner)
        """Which of the edges of the tangle are inside."""
        self.size = int(np.count_nonzero(left))
        self.source = numbers[tangle.source[inner]]
        self.target = numbers[tangle.target[inner]]
        ends = np.concatenate(([0], np.cumsum(left)))[[span.stop for span in tangle.span.values()]]
        node_of = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        ahead = node_of[self.target] > node_of[self.source]
        self.back = np.flatnonzero(~ahead)
        """The edges that lead back, or stay in their node."""
        on = np.flatnonzero(ahead)
        parts = np.searchsorted(node_of[self.source[on]], np.arange(len(ends) + 1))
        starts = np.concatenate(([0], ends[:-1]))
        self.nodes = [
            (slice(int(start), int(end)), on[first:last])
            for start, end, first, last in zip(starts, ends, parts, parts[1:], strict=False)
            if end > start
        ]
        """The states of each node, and its edges that lead on."""

    def forward(self, weights: Floats, inflow: Floats, stays: Floats, budget: Budget) -> tuple[Floats, float]:
        """The expected visits to each state, and how much mass is not accounted for."""
        source, target = self.source, self.target

        def go(mass: Floats) -> tuple[Floats, Floats]:
            visits = mass.copy()
            for span, on in self.nodes:
                visits[span] *= stays[span]
                if len(on):
                    ends = target[on]
                    low = int(ends.min())
                    moved = np.bincount(ends - low, visits[source[on]] * weights[on])
                    visits[low : low + len(moved)] += moved
            back = self.back
            led = visits[source[back]] * weights[back]
            return visits, np.bincount(target[back], led, self.size).astype(np.float64)

        def inside(left: Floats) -> float:
            return float(np.abs(left).sum())

        start = _fixed(lambda mass: go(mass)[1], inflow, inside, budget)
        visits, back = go(start)
        return visits, inside(inflow + back - start)

    def backward(self, weights: Floats, gains: Floats, stays: Floats, budget: Budget) -> Floats:
        """The odds at each state, (states, outcomes), from what each gains by itself."""
        source, target = self.source, self.target
        back = self.back

        def go(values: Floats, gains: Floats) -> Floats:
            found = gains + np.bincount(source[back], values[target[back]] * weights[back], self.size)
            for span, on in reversed(self.nodes):
                if len(on):
                    drawn = np.bincount(source[on] - span.start, found[target[on]] * weights[on])
                    found[span.start : span.start + len(drawn)] += drawn
                found[span] *= stays[span]
            return found

        nothing, once = np.zeros(self.size), np.ones(self.size)
        # An error in one round is passed on in the next; so often, in all, at most.
        rounds = _fixed(lambda one: go(one, nothing), once, lambda left: RESIDUAL * _most(left), budget)
        often = 2 * _most(rounds)
        columns = [
            _fixed(lambda one: go(one, nothing), go(nothing, gain), lambda left: often * _most(left), budget)
            for gain in gains.T
        ]
        return np.stack(columns, axis=1)


def _dot(one: Floats, other: Floats) -> float:
    # Not `@`, whose threads wait for each other longer than they compute.
    return float(np.einsum("i,i->", one, other))


def _most(values: Floats) -> float:
    return float(np.abs(values).max())


def _fixed(
    step: Callable[[Floats], Floats], start: Floats, error: Callable[[Floats], float], budget: Budget
) -> Floats:
    """The fixed point of ``start + step(x)``, `step` being linear, not negative and a contraction.

    By the method of BiCGSTAB, until the `error` that what is left means is below `RESIDUAL`. Where that runs
    into trouble, simple rounds go on from the best that it found; they always arrive.
    """
    x, left = start, step(start)
    best, least = x, error(left)
    shadow, along, by = left, np.zeros_like(left), np.zeros_like(left)
    rho = alpha = omega = 1.0
    for _ in range(_PATIENCE):
        if least < RESIDUAL:
            break
        budget.check()
        before, rho = rho, _dot(shadow, left)
        if not rho or not omega or not before:
            break
        along = left + rho / before * alpha / omega * (along - omega * by)
        by = along - step(along)
        alpha = rho / (_dot(shadow, by) or 1.0)
        half = left - alpha * by
        turned = half - step(half)
        omega = _dot(turned, half) / (_dot(turned, turned) or 1.0)
        x = x + alpha * along + omega * half
        left = half - omega * turned
        now = error(left)
        if not np.isfinite(now):
            break
        if now < least:
            best, least = x, now
    x = best
    while True:
        after = start + step(x)
        if error(after - x) < RESIDUAL:
            return x
        budget.check()
        x = after


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


def peel(
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
