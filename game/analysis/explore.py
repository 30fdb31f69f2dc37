"""Every reachable state, by layers of equal distance from the first page, and every edge between them.

A layer is expanded node by node, choice by choice, with whole-array forms of the rules (see `part`); where a
choice leads is found in the index of the node that it leads to.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import NOWHERE, Row
from game.analysis.index import Cells, Index, Ints
from game.analysis.live import Cuts, Graph, Way
from game.analysis.part import PLANE, SIDE, Part, Points, Rows, changed
from game.analysis.terms import TRUE, Column, holds, values_of
from game.story.model import HERE

CHUNK = 1 << 16
_BYTES_A_STATE = 160
"""What a state costs until its odds are known: cell, depth, edges, masses and values; measured."""


class TooWideError(Exception):
    """More is alive at one node than can be told apart."""

    def __init__(self, node: Node, bits: int) -> None:
        super().__init__(f"{node.place} needs {bits} bits")
        self.node = node
        self.bits = bits


@dataclass(frozen=True)
class Crowd:
    """Where most of the states were found when an exploration was given up, and what makes them many."""

    place: str
    factors: Mapping[str, float]
    """Variable -> how many times as many states there are because its values are kept apart."""


class OutOfBudgetError(Exception):
    """Time or memory ran out."""

    crowd: Crowd | None = None


@dataclass
class Budget:
    """When to stop: `deadline` on `time.monotonic`, and how many states may be held."""

    deadline: float
    states: int
    progress: Callable[[int, int], None] | None = None
    """Called with the number of states found and of those still to be looked at."""

    @classmethod
    def of(cls, seconds: float, memory: int, progress: Callable[[int, int], None] | None = None) -> "Budget":
        """A budget that starts now; `memory` in bytes."""
        return cls(time.monotonic() + seconds, memory // _BYTES_A_STATE, progress)

    def check(self, found: int = 0, waiting: int = 0) -> None:
        """Report, and raise `OutOfBudgetError` when nothing is left."""
        if self.progress is not None:
            self.progress(found, waiting)
        if found > self.states:
            raise OutOfBudgetError(f"more than {self.states:,} states would not fit into the memory allowed")
        if time.monotonic() > self.deadline:
            raise OutOfBudgetError("the time allowed was over")


class Slot(NamedTuple):
    """Where a variable stands in the keys of the groups of a node."""

    name: str
    shift: int
    width: int
    decode: NDArray[np.uint8] | None
    """Class -> its smallest value; None where every value is a class of its own."""
    encode: NDArray[np.uint64]
    """Value -> its class, already in place."""


class Layout:
    """How the groups of one node are packed into keys: what is alive there, values by their classes."""

    def __init__(self, node: Node, live: Cuts, may: Mapping[str, int], order: Mapping[str, int]) -> None:
        self.node = node
        self.constants: dict[str, int] = {}
        self.slots: list[Slot] = []
        shift = 0
        for name in sorted(live.keys() - PLANE, key=order.__getitem__, reverse=True):
            values = may[name]
            if values & (values - 1) == 0:
                self.constants[name] = values.bit_length() - 1
                continue
            top = values.bit_length() - 1
            cuts = [cut for cut in values_of(live[name] & ((1 << top + 1) - 1)) if cut]
            ranks = np.searchsorted(cuts, np.arange(128), side="right").astype(np.uint64)
            width = len(cuts).bit_length()
            unused = [0] * ((1 << width) - len(cuts) - 1)
            decode = None if len(cuts) == top else np.array([0, *cuts, *unused], np.uint8)
            self.slots.append(Slot(name, shift, width, decode, ranks << np.uint64(shift)))
            shift += width
        if shift > 64:
            raise TooWideError(node, shift)

    def unpack(self, keys: NDArray[np.uint64]) -> dict[str, Column]:
        """The columns of some groups."""
        columns: dict[str, Column] = dict(self.constants)
        for slot in self.slots:
            inner = (keys >> np.uint64(slot.shift) & np.uint64((1 << slot.width) - 1)).astype(np.uint8)
            columns[slot.name] = inner if slot.decode is None else slot.decode[inner]
        return columns

    def pack(self, columns: Mapping[str, Column], size: int) -> NDArray[np.uint64]:
        """The keys of `size` groups."""
        keys = np.zeros(size, np.uint64)
        for slot in self.slots:
            keys |= slot.encode[columns[slot.name]]
        return keys


class Box(NamedTuple):
    """The part of the plane in which the states of a node may stand; all four ends belong to it."""

    least_autonomy: int
    most_autonomy: int
    least_connection: int
    most_connection: int

    def join(self, other: "Box") -> "Box":
        """The smallest box around both."""
        low, high = map(min, zip(self, other, strict=True)), map(max, zip(self, other, strict=True))
        (a, _, c, _), (_, b, _, d) = tuple(low), tuple(high)
        return Box(a, b, c, d)

    def after(self, rows: tuple[Row, ...]) -> "Box":
        """The box after `rows`, any of which may or may not fire if it has a condition."""
        box = self
        for row in rows:
            moved = box
            for op in row.ops:
                if op.name in PLANE:
                    first = 2 * PLANE.index(op.name)
                    ends = [int(op.table[moved[first]]), int(op.table[moved[first + 1]])]
                    moved = Box(*moved[:first], *ends, *moved[first + 2 :])
            box = moved if row.when == TRUE else box.join(moved)
        return box


def boxes(graph: Graph) -> dict[Node, Box]:
    """For each node the box in which its states stand; conditions are not asked."""
    tables = graph.tables
    a, c = (tables.initial[name] for name in PLANE)
    start = Box(a, a, c, c).after(tables.places[tables.story.header.start].arrival)
    found = dict.fromkeys(graph.bounds.start, start)
    waiting = list(found)
    visits: dict[Node, int] = {}
    while waiting:
        node = waiting.pop()
        visits[node] = visits.get(node, 0) + 1
        for arm in graph.arms[node]:
            made = found[node].after(arm.rows)
            for way in arm.ways:
                arrived = made.after(way.arrival)
                for target in way.nodes:
                    old = found.get(target)
                    new = arrived if old is None else old.join(arrived)
                    if new != old:
                        # A loop that keeps pushing gets the whole plane at last.
                        found[target] = new if visits.get(target, 0) < _PATIENCE else Box(0, 100, 0, 100)
                        waiting.append(target)
    return found


_PATIENCE = 200


class Store:
    """The states of one node as they are found."""

    def __init__(self, layout: Layout, box: Box) -> None:
        self.layout = layout
        self.gids: dict[int, int] = {}
        """Key of a group -> its number."""
        across = np.arange(box.least_connection, box.most_connection + 1)
        points = (np.arange(box.least_autonomy, box.most_autonomy + 1)[:, None] * SIDE + across).ravel()
        self.points = points.astype(np.uint16)
        self.place = np.full(SIDE * SIDE, -1, np.int64)
        self.place[points] = np.arange(len(points))
        self.index = Index(len(points))
        self.depths: list[int] = []

    def cells(self, part: Part) -> Cells:
        """The cells of states that come in; their groups get numbers."""
        used = np.zeros(part.many, np.bool_)
        used[part.of] = True
        numbers = np.zeros(part.many, np.int64)
        gids = self.gids
        for group, key in zip(
            np.flatnonzero(used).tolist(),
            self.layout.pack(part.groups, part.many)[used].tolist(),
            strict=True,
        ):
            numbers[group] = gids.setdefault(key, len(gids))
        return numbers[part.of] * self.index.area + self.place[part.points]

    def part(self, cells: Cells) -> Part:
        """States of this node, sorted by cell, as a `Part`."""
        area = self.index.area
        gid = cells // area
        points = self.points[cells - gid * area]
        first = np.concatenate(([True], gid[1:] != gid[:-1]))
        of = np.cumsum(first) - 1
        return Part(self.columns(gid[first]), int(of[-1]) + 1, of, points, None)

    def columns(self, gids: Cells) -> dict[str, Column]:
        """The columns of some groups."""
        keys = np.fromiter(self.gids, np.uint64, len(self.gids))
        return self.layout.unpack(keys[gids])


class Hop(NamedTuple):
    """Where one choice takes some states of a node: `to` is None where nothing holds."""

    arm: int
    rows: Rows | None
    """Which of the states, in order; None for all of them."""
    to: Node | None
    cells: Cells
    here: bool


class Stride(NamedTuple):
    """One choice of some states of a node: what it leaves, and with `way` those that go that way."""

    arm: int
    way: Way | None
    part: Part


class Expander:
    """Applies every choice of a node to many of its states at once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.folded = graph.bounds.folded
        order = {name: i for i, name in enumerate(graph.tables.initial)}
        box = boxes(graph)
        self.stores = {
            node: Store(Layout(node, live, graph.bounds.may[node], order), box[node])
            for node, live in graph.live.items()
            if node in box
        }

    def start(self) -> tuple[Node, Cells]:
        """The state on the first page."""
        tables = self.graph.tables
        place = tables.places[tables.story.header.start]
        columns = applied(place.arrival, {name: tables.initial[name] for name in tables.read})
        node = Node(place.id, tuple(int(columns[name]) for name in self.folded))
        return node, self.stores[node].cells(self.one(columns))

    @staticmethod
    def one(columns: Mapping[str, Column]) -> Part:
        """A single state."""
        point = int(columns["autonomy"]) * SIDE + int(columns["connection"])
        return Part(columns, 1, np.zeros(1, np.intp), np.array([point], np.uint16), None)

    def expand(self, node: Node, part: Part) -> Iterator[Hop]:
        """Everything that every state of `part` can do."""
        for step in self.walk(node, part):
            if step.way is None:
                continue
            if step.way.to == NOWHERE:
                yield Hop(step.arm, step.part.rows, None, np.empty(0, np.int64), False)
                continue
            for arrived in step.part.change(step.way.arrival):
                yield from self.land(step.arm, node, step.way.to, arrived)

    def walk(self, node: Node, part: Part) -> Iterator[Stride]:
        """Every choice of every state of `part`, step by step: what it leaves, then each way on."""
        for number, arm in enumerate(self.graph.arms[node]):
            open_ = part.where(arm.when)
            for after in open_.change(arm.rows) if open_ is not None else ():
                left: Part | None = after.mark(arm.mark)
                assert left is not None
                yield Stride(number, None, left)
                for way in arm.ways:
                    taken, left = left.split(way.when)
                    if taken is not None:
                        yield Stride(number, way, taken if way.to == HERE else taken.mark(way.seen))
                    if left is None:
                        break

    def land(self, number: int, node: Node, to: str, part: Part) -> Iterator[Hop]:
        """Sort states to their nodes by the counters that are folded."""
        stays = to == HERE
        place = node.place if stays else to
        if not self.graph.tables.places[place].moves:
            yield self.hop(number, Node(place), part, stays)
            return
        sorted_: list[tuple[tuple[int, ...], Part]] = [((), part)]
        for name in self.folded:
            split: list[tuple[tuple[int, ...], Part]] = []
            for fold, some in sorted_:
                column = some.groups[name]
                if isinstance(column, int):
                    split.append(((*fold, column), some))
                    continue
                for value in np.flatnonzero(np.bincount(column)).tolist():
                    chosen = some.of_groups(column == value)
                    if chosen is not None:
                        split.append(((*fold, value), chosen))
            sorted_ = split
        for fold, some in sorted_:
            yield self.hop(number, Node(place, fold), some, stays)

    def hop(self, number: int, to: Node, part: Part, here: bool) -> Hop:
        return Hop(number, part.rows, to, self.stores[to].cells(part), here)


def applied(rows: tuple[Row, ...], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns after `rows`: every `when` is judged before the first is applied."""
    after = dict(columns)
    for row, fires in [(row, holds(row.when, columns)) for row in rows]:
        for op in row.ops if fires is not False else ():
            after[op.name] = changed(op, after.get(op.name), fires)
    return after


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
