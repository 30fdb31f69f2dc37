"""Every reachable state, by layers of equal distance from the first page, and every edge between them.

A layer is expanded node by node, choice by choice, with whole-array forms of the rules (see `part`); where a
choice leads is found in the index of the node that it leads to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget as Budget
from game.analysis.budget import Crowd as Crowd
from game.analysis.budget import OutOfBudgetError as OutOfBudgetError
from game.analysis.budget import TooWideError as TooWideError
from game.analysis.expand import Expander
from game.analysis.index import Cells, Ints
from game.analysis.live import Graph
from game.analysis.part import Part, Points
from game.analysis.store import Store as Store
from game.analysis.terms import Column

CHUNK = 1 << 16


class Link(NamedTuple):
    """One choice of a node, into one other: `rows` of the node (None for all of them) go to `targets`."""

    arm: int
    rows: Ints | None
    to: Node
    targets: Ints
    here: bool


@dataclass
class Cell:
    """The states of one node, in the order in which they were found."""

    part: Part
    depth: NDArray[np.uint16]
    """How many choices each is from the first page."""

    def __len__(self) -> int:
        return self.part.size


@dataclass
class Reach:
    """Every reachable state of a graph, and where each choice takes it."""

    graph: Graph
    expander: Expander
    start: Node
    """The node of the first page, which is its first state."""
    cells: dict[Node, Cell] = field(default_factory=dict)
    out: dict[Node, tuple[Link, ...]] = field(default_factory=dict)
    open_count: dict[Node, NDArray[np.uint8]] = field(default_factory=dict)
    """How many choices are open in each state."""
    nowhere: dict[Node, dict[int, Ints]] = field(default_factory=dict)
    """By arm, the rows from which that choice leads nowhere."""

    @property
    def states(self) -> int:
        """How many states there are."""
        return sum(map(len, self.cells.values()))

    def columns(self, node: Node) -> Mapping[str, Column]:
        """The columns of all states of `node`."""
        return self.cells[node].part.columns


def reach(graph: Graph, budget: Budget) -> Reach:
    """Explore `graph` to its end.

    Raises `TooWideError` where a key would not fit, `OutOfBudgetError` when `budget` is spent.
    """
    search = _Search(graph, budget)
    try:
        return search.run()
    except OutOfBudgetError as error:
        error.crowd = search.crowd()
        raise


_Edges = tuple[Ints, Ints]


class _Search:
    def __init__(self, graph: Graph, budget: Budget) -> None:
        self.budget = budget
        self.expander = Expander(graph)
        self.stores = self.expander.stores
        self.links: dict[Node, dict[tuple[int, Node, bool], list[_Edges]]] = {}
        self.nowhere: dict[Node, dict[int, list[Ints]]] = {}
        self.counts: dict[Node, list[NDArray[np.uint8]]] = {}
        self.found = 0

    def run(self) -> Reach:
        start, cells = self.expander.start()
        layer = {start: self.stores[start].index.add([cells], 1)}
        depth = 0
        while layer:
            for node in layer:
                self.stores[node].depths.append(depth)
            layer = self.step(layer)
            depth += 1
        return self.result(start)

    def crowd(self) -> Crowd | None:
        """What multiplies the states of the node that has most of them."""
        node = max(self.stores, key=lambda node: self.stores[node].index.size)
        store = self.stores[node]
        if not store.index.size:
            return None
        cells = np.concatenate(store.index.runs)
        gid = cells // store.index.area
        places = cells - gid * store.index.area
        keys = np.fromiter(store.gids, np.uint64, len(store.gids))
        factors: dict[str, float] = {}
        for slot in store.layout.slots:
            without = keys & ~np.uint64((1 << slot.width) - 1 << slot.shift)
            _, alike = np.unique(without, return_inverse=True)
            fewer = np.sort(alike[gid] * store.index.area + places)
            factors[slot.name] = len(cells) / (1 + int(np.count_nonzero(np.diff(fewer))))
        return Crowd(node.place, factors)

    def step(self, layer: dict[Node, Cells]) -> dict[Node, Cells]:
        """Expand a layer; the states that nobody had found, by node."""
        landed: dict[Node, list[tuple[Node, tuple[int, Node, bool], Ints, Cells]]] = {}
        waiting = sum(map(len, layer.values()))
        self.found += waiting
        for node, fresh in layer.items():
            store = self.stores[node]
            base = store.index.size - len(fresh)
            for first in range(0, len(fresh), CHUNK):
                self.budget.check(self.found, waiting)
                part = store.part(fresh[first : first + CHUNK])
                count = np.zeros(part.size, np.uint8)
                for hop in self.expander.expand(node, part):
                    rows = np.arange(part.size) if hop.rows is None else hop.rows
                    count[rows] += 1
                    rows = (rows + (base + first)).astype(np.int32)
                    if hop.to is None:
                        self.nowhere.setdefault(node, {}).setdefault(hop.arm, []).append(rows)
                    else:
                        key = (hop.arm, hop.to, hop.here)
                        landed.setdefault(hop.to, []).append((node, key, rows, hop.cells))
                self.counts.setdefault(node, []).append(count)
        following: dict[Node, Cells] = {}
        for to, hops in landed.items():
            store = self.stores[to]
            fresh = store.index.add([cells for *_, cells in hops], len(store.gids))
            if len(fresh):
                following[to] = fresh
            for node, key, rows, cells in hops:
                edges = self.links.setdefault(node, {}).setdefault(key, [])
                edges.append((rows, store.index.rows(cells)))
        return following

    def result(self, start: Node) -> Reach:
        reach_ = Reach(self.expander.graph, self.expander, start)
        for store in self.stores.values():
            store.index.close()
        # What is put together is let go of at once: this is where most memory is held.
        for node, counts in self.counts.items():
            store = self.stores[node]
            runs = store.index.runs
            reach_.cells[node] = Cell(
                _whole(store, runs), np.repeat(np.array(store.depths, np.uint16), list(map(len, runs)))
            )
            reach_.open_count[node] = np.concatenate(counts)
            links = self.links.pop(node, {})
            reach_.out[node] = tuple(_linked(key, links.pop(key), store.index.size) for key in list(links))
            lost = self.nowhere.get(node, {})
            reach_.nowhere[node] = {arm: np.concatenate(rows) for arm, rows in lost.items()}
        return reach_


def _whole(store: Store, runs: list[Cells]) -> Part:
    """All states of a node."""
    cells = np.concatenate(runs)
    gid = cells // store.index.area
    points: Points = store.points[cells - gid * store.index.area]
    groups = store.columns(np.arange(len(store.gids)))
    return Part(groups, len(store.gids), gid.astype(np.int32), points, None)


def _linked(key: tuple[int, Node, bool], edges: list[_Edges], size: int) -> Link:
    arm, to, here = key
    rows = np.concatenate([some for some, _ in edges])
    targets = np.concatenate([some for _, some in edges])
    if len(rows) < size:
        return Link(arm, rows, to, targets, here)
    whole = np.empty_like(targets)
    whole[rows] = targets
    return Link(arm, None, to, whole, here)
