"""Which state leads to which: the edges of what was reached, its order, and the shortest way to anywhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.explore import CHUNK, Budget, Reach, Rows

Ints = NDArray[np.int32]


class Link(NamedTuple):
    """One choice of a node, into one other: `rows` of the node (None for all of them) go to `targets`."""

    arm: int
    rows: Ints | None
    to: Node
    targets: Ints
    here: bool


@dataclass
class Links:
    """Every edge between the states of a `Reach`. A state's number is the offset of its node plus its row."""

    reach: Reach
    offset: Mapping[Node, int]
    out: Mapping[Node, tuple[Link, ...]]
    open_count: Mapping[Node, NDArray[np.uint8]]
    """How many choices are open in each state."""
    nowhere: Mapping[Node, Mapping[int, Rows]]
    """By arm, the rows from which that choice leads nowhere."""
    arrived: Mapping[Node, NDArray[np.bool_]]
    """Whether the state is ever arrived at, and not only stayed in."""

    def name(self, node: Node, arm: int) -> str:
        """The choice of `arm` as a path names it: ``scene.choice``."""
        graph = self.reach.graph
        return f"{node.place}.{graph.tables.places[node.place].moves[graph.arms[node][arm].move].id}"

    @cached_property
    def components(self) -> list[tuple[Node, ...]]:
        """The nodes in an order in which choices lead forward; those that lead to each other together."""
        after = {node: {link.to for link in links} for node, links in self.out.items()}
        return _components(self.out, after)

    @cached_property
    def parents(self) -> tuple[Ints, NDArray[np.uint8]]:
        """For each state the state before it on a shortest way (-1 at the first page), and the arm taken."""
        parent = np.full(self.reach.states, -1, np.int32)
        by = np.zeros(self.reach.states, np.uint8)
        cells = self.reach.cells
        for node, links in self.out.items():
            depth = cells[node].depth
            for link in links:
                near = (depth if link.rows is None else depth[link.rows]) + 1 == cells[link.to].depth[
                    link.targets
                ]
                chosen = np.flatnonzero(near)
                targets = link.targets[chosen] + self.offset[link.to]
                free = parent[targets] < 0
                chosen, targets = chosen[free], targets[free]
                rows = chosen if link.rows is None else link.rows[chosen]
                parent[targets] = rows + self.offset[node]
                by[targets] = link.arm
        return parent, by

    def path(self, node: Node, row: int) -> tuple[str, ...]:
        """A shortest list of choices from the first page to a state."""
        parent, by = self.parents
        path: list[str] = []
        number = self.offset[node] + row
        while parent[number] >= 0:
            before = int(parent[number])
            path.append(self.name(self.node_of(before), int(by[number])))
            number = before
        return tuple(reversed(path))

    @cached_property
    def _starts(self) -> tuple[list[Node], NDArray[np.int64]]:
        nodes = sorted(self.offset, key=self.offset.__getitem__)
        return nodes, np.array([self.offset[node] for node in nodes])

    def node_of(self, number: int) -> Node:
        """The node to which a state belongs."""
        nodes, starts = self._starts
        return nodes[int(np.searchsorted(starts, number, side="right")) - 1]

    def nearest(self, node: Node, rows: NDArray[np.integer[Any]] | None = None) -> int:
        """The row, of `rows` or of all, that is the fewest choices away."""
        depth = self.reach.cells[node].depth
        return int(np.argmin(depth)) if rows is None else int(rows[np.argmin(depth[rows])])


def links_of(reach: Reach, budget: Budget) -> Links:
    """All edges of `reach`; raises `OutOfBudgetError` when `budget` is spent."""
    offset: dict[Node, int] = {}
    total = 0
    for node, cell in reach.cells.items():
        offset[node] = total
        total += len(cell.keys)
    arrived = {node: np.zeros(len(cell.keys), np.bool_) for node, cell in reach.cells.items()}
    first, keys = reach.expander.start()
    arrived[first][np.searchsorted(reach.cells[first].keys, keys)] = True
    out: dict[Node, tuple[Link, ...]] = {}
    count: dict[Node, NDArray[np.uint8]] = {}
    nowhere: dict[Node, Mapping[int, Rows]] = {}
    for node, cell in reach.cells.items():
        count[node] = np.zeros(len(cell.keys), np.uint8)
        lost: dict[int, list[Rows]] = {}
        parts: dict[tuple[int, Node, bool], list[tuple[int, int, Rows | None, Rows]]] = {}
        for start in range(0, len(cell.keys), CHUNK):
            budget.check(total)
            some = cell.keys[start : start + CHUNK]
            for hop in reach.expander.expand(node, some):
                if hop.rows is None:
                    count[node][start : start + len(some)] += 1
                else:
                    count[node][start + hop.rows] += 1
                if hop.to is None:
                    rows = np.arange(len(some)) if hop.rows is None else hop.rows
                    lost.setdefault(hop.arm, []).append(rows + start)
                    continue
                targets = np.searchsorted(reach.cells[hop.to].keys, hop.keys)
                if not hop.here:
                    arrived[hop.to][targets] = True
                parts.setdefault((hop.arm, hop.to, hop.here), []).append(
                    (start, len(some), hop.rows, targets)
                )
        out[node] = tuple(_linked(key, found, len(cell.keys)) for key, found in parts.items())
        nowhere[node] = {arm: np.concatenate(rows) for arm, rows in lost.items()}
    return Links(reach, offset, out, count, nowhere, arrived)


def _linked(key: tuple[int, Node, bool], parts: list[tuple[int, int, Rows | None, Rows]], size: int) -> Link:
    arm, to, here = key
    targets = np.concatenate([part[3] for part in parts]).astype(np.int32)
    if all(part[2] is None for part in parts) and len(targets) == size:
        return Link(arm, None, to, targets, here)
    rows = np.concatenate(
        [start + (np.arange(length) if rows is None else rows) for start, length, rows, _ in parts]
    ).astype(np.int32)
    if len(rows) < size:
        return Link(arm, rows, to, targets, here)
    # Several ways to one node, which together take every state: in the order of the ways, not of the rows.
    whole = np.empty_like(targets)
    whole[rows] = targets
    return Link(arm, None, to, whole, here)


def _components(nodes: Iterable[Node], after: Mapping[Node, set[Node]]) -> list[tuple[Node, ...]]:
    """Strongly connected components, first things first (Tarjan, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[tuple[Node, ...]] = []
    for root in nodes:
        if root in index:
            continue
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(sorted(after[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(sorted(after[target]))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: list[Node] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    found.append(tuple(reversed(group)))
    return found[::-1]
