"""Which state leads to which: the edges of what was reached, its order, and the shortest way to anywhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.explore import Link, Reach
from game.analysis.index import Ints
from game.analysis.part import Rows


@dataclass
class Links:
    """The states of a `Reach` as one graph. A state's number is the offset of its node plus its row."""

    reach: Reach
    offset: Mapping[Node, int]

    @property
    def out(self) -> Mapping[Node, tuple[Link, ...]]:
        """The edges out of each node."""
        return self.reach.out

    @property
    def open_count(self) -> Mapping[Node, NDArray[np.uint8]]:
        """How many choices are open in each state."""
        return self.reach.open_count

    @property
    def nowhere(self) -> Mapping[Node, Mapping[int, Rows]]:
        """By arm, the rows from which that choice leads nowhere."""
        return self.reach.nowhere

    def span(self, node: Node) -> slice:
        """The numbers of the states of `node`."""
        return slice(self.offset[node], self.offset[node] + len(self.reach.cells[node]))

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


def links_of(reach: Reach) -> Links:
    """The states of `reach`, numbered."""
    offset: dict[Node, int] = {}
    total = 0
    for node, cell in reach.cells.items():
        offset[node] = total
        total += len(cell)
    return Links(reach, offset)


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
