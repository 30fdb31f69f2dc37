"""Every reachable state, node by node in an order in which choices lead forward.

A node is expanded once, with all its states at a time, by whole-array forms of the rules (see `part`). Nodes
that lead back to each other are taken together, by layers of equal distance from the first page. What is kept
is which states there are and how far each is; where a choice leads is worked out again when it is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget as Budget
from game.analysis.budget import Crowd as Crowd
from game.analysis.budget import OutOfBudgetError as OutOfBudgetError
from game.analysis.budget import TooWideError as TooWideError
from game.analysis.dense import Dense
from game.analysis.expand import Expander
from game.analysis.index import FAR, NEVER, Arrivals, Cell, Cells, Index, Ints, Near
from game.analysis.live import Graph
from game.analysis.part import Rows, Sparse
from game.analysis.store import Store as Store
from game.analysis.terms import Column
from game.story.growing import growing

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

    def part(self, node: Node) -> Sparse:
        """All states of `node`."""
        return self.expander.stores[node].part(self.cells[node].cells)

    def columns(self, node: Node) -> Mapping[str, Column]:
        """The columns of all states of `node`."""
        return self.part(node).columns


@growing()
def reach(graph: Graph, budget: Budget) -> Reach:
    """Explore `graph` to its end.

    Raises `TooWideError` where a key would not fit, `OutOfBudgetError` when `budget` is spent.
    """
    search = _Search(graph, budget)
    try:
        return search.run()
    except OutOfBudgetError as error:
        error.crowd = crowd(search.reach, search.unsettled())
        raise


def crowd(reach: Reach, unsettled: Mapping[Node, Cells]) -> Crowd | None:
    """What multiplies the states of the node that has most of them, of those known and those `unsettled`."""
    known = {node: len(cell) for node, cell in reach.cells.items()}
    known |= {node: len(cells) for node, cells in unsettled.items()}
    if not known:
        return None
    node = max(known, key=known.__getitem__)
    store = reach.expander.stores[node]
    cells = unsettled[node] if node in unsettled else reach.cells[node].cells
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
        self.inside: dict[Node, Index] = {}
        """The states found so far of the nodes that lead back to each other and are now gone through."""
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

    def unsettled(self) -> dict[Node, Cells]:
        """The states found so far of the nodes that are not gone through to the end."""
        found = {node: arrivals.take()[0] for node, arrivals in self.waiting.items()}
        found |= {node: np.concatenate(index.runs) for node, index in self.inside.items() if index.runs}
        return found

    def arrivals(self, node: Node) -> Arrivals:
        found = self.waiting.get(node)
        if found is None:
            found = self.waiting[node] = Arrivals(self.stores[node].area)
        return found

    def put(self, node: Node, cells: Cells, depths: Ints) -> None:
        arrivals = self.arrivals(node)
        self.held -= arrivals.nbytes
        arrivals.add(cells, depths, len(self.stores[node].gids))
        self.held += arrivals.nbytes

    def put_planes(self, node: Node, part: Dense, near: Near) -> None:
        """Take in planes; `near` is how near each state is."""
        shift, arrivals = self.stores[node].shift(part), self.arrivals(node)
        self.held -= arrivals.nbytes
        groups = len(self.stores[node].gids)
        table = arrivals.table(groups)
        if table is not None:
            shift.carry(near, np.maximum, table)
        else:
            arrivals.add(shift.cells(part.mask), FAR - near[:, :-1][part.mask].astype(np.int32), groups)
        self.held += arrivals.nbytes

    def take(self, node: Node) -> tuple[Cells, Ints]:
        arrivals = self.waiting.pop(node)
        self.held -= arrivals.nbytes
        return arrivals.take()

    def keep(self, node: Node, cells: Cells | NDArray[np.bool_], depths: Ints | Near) -> None:
        cell = self.reach.cells[node] = Cell(cells, depths, self.stores[node].room)
        self.held += cell.nbytes

    def at_once(self, node: Node) -> None:
        """Expand all states of a node that nothing after it leads back to."""
        near = self.waiting[node].planes(len(self.stores[node].gids))
        if near is not None:
            self.by_planes(node, near)
            return
        cells, depths = self.take(node)
        self.keep(node, cells, depths)
        for first in range(0, len(cells), CHUNK):
            some, depth = cells[first : first + CHUNK], depths[first : first + CHUNK]
            for to, there, rows in self.expand(node, some, depth):
                self.put(to, there, (depth if rows is None else depth[rows]) + 1)

    def by_planes(self, node: Node, near: Near) -> None:
        """The same with planes, (groups, area) of how near each state is."""
        self.held -= self.waiting.pop(node).nbytes
        reach_, store = self.reach, self.stores[node]
        known = near > 0
        self.keep(node, known, FAR - near[known])
        ends = not reach_.graph.tables.places[node.place].moves
        step = max(1, CHUNK // store.area)
        for first in range(0, len(near), step):
            some = known[first : first + step]
            reach_.states += int(np.count_nonzero(some))
            self.budget.check(reach_.states, len(self.waiting), self.held)
            if ends:
                continue
            above = first * store.area
            whole, closed = store.planes(first, some), some
            ahead = near[first : first + step] - np.uint16(1)
            for hop in self.expander.expand(node, whole):
                part = hop.part
                if part.mask is whole.mask:
                    closed = np.zeros_like(some)
                elif closed.any():
                    closed = closed.copy()
                    closed[part.origin] &= ~part.mask
                led = part.values(ahead)
                nearest = int(led.argmax())
                group, place = divmod(nearest, store.area + 1)
                depth = FAR - 1 - int(led[group, place])
                if depth < reach_.opened.get((node, hop.arm), (NEVER,))[0]:
                    cell = above + int(part.origin[group]) * store.area + place
                    reach_.opened[node, hop.arm] = (depth, cell)
                if hop.to is None:
                    self.lose(node, hop.arm, part.cells + above)
                else:
                    self.put_planes(hop.to, part, led)
            if closed.any():
                self.close(node, np.flatnonzero(closed) + above)

    def lose(self, node: Node, arm: int, cells: Cells) -> None:
        """Note cells from which a choice leads nowhere."""
        lost = self.reach.nowhere.setdefault(node, {})
        lost[arm] = np.concatenate((lost.get(arm, cells[:0]), cells))

    def close(self, node: Node, cells: Cells) -> None:
        """Note cells in which no choice is open."""
        stuck = self.reach.stuck
        stuck[node] = np.concatenate((stuck.get(node, cells[:0]), cells))

    def by_layers(self, group: tuple[Node, ...]) -> None:
        """Expand the states of nodes that lead back to each other, the nearest first."""
        layers: dict[int, dict[Node, list[Cells]]] = {}
        found: dict[Node, list[int]] = {}
        for node in group:
            if node in self.waiting:
                cells, depths = self.take(node)
                for depth in np.unique(depths).tolist():
                    layers.setdefault(depth, {})[node] = [cells[depths == depth]]
        inside = self.inside = {node: Index(self.stores[node].area) for node in group if node in self.stores}
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
        self.inside = {}

    def expand(self, node: Node, cells: Cells, depths: Ints) -> Iterator[tuple[Node, Cells, Rows | None]]:
        """Where every choice leads from some states: node, cells, rows; and note what is open."""
        reach_ = self.reach
        reach_.states += len(cells)
        self.budget.check(reach_.states, len(self.waiting), self.held)
        part = self.stores[node].part(cells)
        closed = np.ones(part.size, np.bool_)
        for hop in self.expander.expand(node, part):
            some = hop.part.rows
            rows = slice(None) if some is None else some
            closed[rows] = False
            near = depths[rows]
            nearest = int(near.argmin())
            if int(near[nearest]) < reach_.opened.get((node, hop.arm), (NEVER,))[0]:
                row = nearest if some is None else some[nearest]
                reach_.opened[node, hop.arm] = (int(near[nearest]), int(cells[row]))
            if hop.to is None:
                self.lose(node, hop.arm, cells[rows])
            else:
                yield hop.to, self.stores[hop.to].cells(hop.part), some
        if closed.any() and reach_.graph.tables.places[node.place].moves:
            self.close(node, cells[closed])
