"""Every reachable state, node by node in an order in which choices lead forward.

A node is expanded once, with all its states at a time, by whole-array forms of the rules (see `part`). Nodes
that lead back to each other are taken together, by layers of equal distance from the first page. What is kept
is which states there are and how far each is; where a choice leads is worked out again when it is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import Budget as Budget
from game.analysis.budget import Crowd as Crowd
from game.analysis.budget import OutOfBudgetError as OutOfBudgetError
from game.analysis.budget import TooWideError as TooWideError
from game.analysis.expand import Expander
from game.analysis.index import NEVER, Arrivals, Cell, Cells, Index, Ints
from game.analysis.live import Graph
from game.analysis.part import Part, Rows
from game.analysis.store import Store as Store
from game.analysis.terms import Column

CHUNK = 1 << 16
"""States that are expanded at once: few enough to stay near the processor."""


@dataclass
class Reach:
    """Every reachable state of a graph."""

    graph: Graph
    expander: Expander
    start: tuple[Node, int]
    """The node and the cell of the first page."""
    cells: dict[Node, Cell] = field(default_factory=dict)
    opened: dict[tuple[Node, int], tuple[int, int]] = field(default_factory=dict)
    """(node, arm) -> the fewest choices after which that choice is open, and the cell of such a state."""
    stuck: dict[Node, Cells] = field(default_factory=dict)
    """The cells of the states of scenes in which no choice is open."""
    nowhere: dict[Node, dict[int, Cells]] = field(default_factory=dict)
    """By arm, the cells from which that choice leads nowhere."""
    states: int = 0
    """How many states there are."""
    held: int = 0
    """Bytes that they take."""

    def part(self, node: Node) -> Part:
        """All states of `node`."""
        return self.expander.stores[node].part(self.cells[node].cells)

    def columns(self, node: Node) -> Mapping[str, Column]:
        """The columns of all states of `node`."""
        return self.part(node).columns


def reach(graph: Graph, budget: Budget) -> Reach:
    """Explore `graph` to its end.

    Raises `TooWideError` where a key would not fit, `OutOfBudgetError` when `budget` is spent.
    """
    search = _Search(graph, budget)
    try:
        return search.run()
    except OutOfBudgetError as error:
        error.crowd = crowd(search.reach, search.waiting)
        raise


def crowd(reach: Reach, waiting: Mapping[Node, Arrivals]) -> Crowd:
    """What multiplies the states of the node that has most of them, of those known and those waiting."""
    arrived = {node: arrivals.take()[0] for node, arrivals in waiting.items()}
    known = {node: len(cell) for node, cell in reach.cells.items()}
    known |= {node: len(cells) for node, cells in arrived.items()}
    node = max(known, key=known.__getitem__)
    store = reach.expander.stores[node]
    cells = arrived[node] if node in arrived else reach.cells[node].cells
    gid = cells // store.area
    places = cells - gid * store.area
    keys = np.fromiter(store.gids, np.uint64, len(store.gids))
    factors: dict[str, float] = {}
    for slot in store.layout.slots:
        without = keys & ~np.uint64((1 << slot.width) - 1 << slot.shift)
        _, alike = np.unique(without, return_inverse=True)
        fewer = np.sort(alike[gid] * store.area + places)
        factors[slot.name] = len(cells) / (1 + int(np.count_nonzero(np.diff(fewer))))
    return Crowd(node.place, factors)


class _Search:
    def __init__(self, graph: Graph, budget: Budget) -> None:
        self.budget = budget
        self.expander = Expander(graph)
        self.stores = self.expander.stores
        start, cells = self.expander.start()
        self.reach = Reach(graph, self.expander, (start, int(cells[0])))
        self.waiting: dict[Node, Arrivals] = {}
        self.held = 0
        self.put(start, cells, np.zeros(1, np.int32))

    def run(self) -> Reach:
        for group in self.reach.graph.components:
            if len(group) > 1 or group[0] in self.reach.graph.after[group[0]]:
                self.by_layers(group)
            elif group[0] in self.waiting:
                self.at_once(group[0])
        self.reach.held = self.held
        return self.reach

    def put(self, node: Node, cells: Cells, depths: Ints) -> None:
        arrivals = self.waiting.setdefault(node, Arrivals())
        self.held -= arrivals.nbytes
        arrivals.add(cells, depths, self.stores[node].room)
        self.held += arrivals.nbytes

    def take(self, node: Node) -> tuple[Cells, Ints]:
        arrivals = self.waiting.pop(node)
        self.held -= arrivals.nbytes
        return arrivals.take()

    def keep(self, node: Node, cells: Cells, depths: Ints) -> None:
        cell = self.reach.cells[node] = Cell(cells, depths, self.stores[node].room)
        self.held += cell.nbytes

    def at_once(self, node: Node) -> None:
        """Expand all states of a node that nothing after it leads back to."""
        cells, depths = self.take(node)
        self.keep(node, cells, depths)
        for first in range(0, len(cells), CHUNK):
            some, depth = cells[first : first + CHUNK], depths[first : first + CHUNK]
            for to, there, rows in self.expand(node, some, depth):
                self.put(to, there, (depth if rows is None else depth[rows]) + 1)

    def by_layers(self, group: tuple[Node, ...]) -> None:
        """Expand the states of nodes that lead back to each other, the nearest first."""
        layers: dict[int, dict[Node, list[Cells]]] = {}
        found: dict[Node, list[int]] = {}
        for node in group:
            if node in self.waiting:
                cells, depths = self.take(node)
                for depth in np.unique(depths).tolist():
                    layers.setdefault(depth, {})[node] = [cells[depths == depth]]
        inside = {node: Index(self.stores[node].area) for node in group if node in self.stores}
        while layers:
            depth = min(layers)
            after: dict[Node, list[Cells]] = layers.get(depth + 1, {})
            for node, arrived in layers.pop(depth).items():
                fresh = inside[node].add(arrived, len(self.stores[node].gids))
                self.held += 4 * fresh.nbytes
                if not len(fresh):
                    continue
                found.setdefault(node, []).append(depth)
                for first in range(0, len(fresh), CHUNK):
                    some = fresh[first : first + CHUNK]
                    depths = np.full(len(some), depth, np.int32)
                    for to, there, _ in self.expand(node, some, depths):
                        if to in inside:
                            after.setdefault(to, []).append(there)
                        else:
                            self.put(to, there, depths[: len(there)] + 1)
            if after:
                layers[depth + 1] = after
        for node, ring in found.items():
            runs = inside[node].runs
            cells = np.concatenate(runs)
            order = np.argsort(cells)
            self.held -= 4 * cells.nbytes
            self.keep(node, cells[order], np.repeat(np.array(ring, np.int32), list(map(len, runs)))[order])

    def expand(self, node: Node, cells: Cells, depths: Ints) -> Iterator[tuple[Node, Cells, Rows | None]]:
        """Where every choice leads from some states: node, cells, rows; and note what is open."""
        reach_ = self.reach
        reach_.states += len(cells)
        self.budget.check(reach_.states, len(self.waiting), self.held)
        part = self.stores[node].part(cells)
        closed = np.ones(part.size, np.bool_)
        for hop in self.expander.expand(node, part):
            rows = slice(None) if hop.rows is None else hop.rows
            closed[rows] = False
            near = depths[rows]
            nearest = int(near.argmin())
            if int(near[nearest]) < reach_.opened.get((node, hop.arm), (NEVER,))[0]:
                row = nearest if hop.rows is None else hop.rows[nearest]
                reach_.opened[node, hop.arm] = (int(near[nearest]), int(cells[row]))
            if hop.to is None:
                lost = reach_.nowhere.setdefault(node, {})
                lost[hop.arm] = np.concatenate((lost.get(hop.arm, cells[:0]), cells[rows]))
            else:
                yield hop.to, hop.cells, hop.rows
        if closed.any() and reach_.graph.tables.places[node.place].moves:
            reach_.stuck[node] = np.concatenate((reach_.stuck.get(node, cells[:0]), cells[closed]))
