"""Every reachable state, by layers of equal distance from the first page.

At each node a state is one 64-bit key that holds what is alive there, values by the class they belong to.
Keys live in sorted arrays; a layer is expanded node by node, choice by choice, with whole-array forms of the
rules.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import NOWHERE, Row
from game.analysis.live import Cuts, Graph, Way
from game.analysis.terms import Column, Truths, holds, values_of
from game.story.model import HERE

Keys = NDArray[np.uint64]
Rows = NDArray[np.int64]

CHUNK = 1 << 17
_BYTES_A_STATE = 120
"""What a state costs until its odds are known: key, depth, edges, masses and values; measured."""


class TooWideError(Exception):
    """More is alive at one node than a key has bits."""

    def __init__(self, node: Node, bits: int) -> None:
        super().__init__(f"{node.place} needs {bits} bits")
        self.node = node
        self.bits = bits


class OutOfBudgetError(Exception):
    """Time or memory ran out."""


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
    """Where a variable stands in the keys of a node."""

    name: str
    shift: int
    width: int
    decode: NDArray[np.uint8] | None
    """Class -> its smallest value; None where every value is a class of its own."""
    encode: NDArray[np.uint64]
    """Value -> its class, already in place."""


class Layout:
    """How the states of one node are packed."""

    def __init__(self, node: Node, live: Cuts, may: Mapping[str, int], order: Mapping[str, int]) -> None:
        self.node = node
        self.constants: dict[str, int] = {}
        self.slots: list[Slot] = []
        shift = 0
        for name in sorted(live, key=order.__getitem__, reverse=True):
            values = may[name]
            if values & (values - 1) == 0:
                self.constants[name] = values.bit_length() - 1
                continue
            top = values.bit_length() - 1
            cuts = [cut for cut in values_of(live[name] & ((1 << top + 1) - 1)) if cut]
            ranks = np.searchsorted(cuts, np.arange(128), side="right").astype(np.uint64)
            width = len(cuts).bit_length()
            decode = (
                None
                if len(cuts) == top
                else np.array([0, *cuts] + [0] * ((1 << width) - len(cuts) - 1), np.uint8)
            )
            self.slots.append(Slot(name, shift, width, decode, ranks << np.uint64(shift)))
            shift += width
        if shift > 64:
            raise TooWideError(node, shift)

    def unpack(self, keys: Keys) -> dict[str, Column]:
        """The columns of some states."""
        columns: dict[str, Column] = dict(self.constants)
        for slot in self.slots:
            field = (keys >> np.uint64(slot.shift) & np.uint64((1 << slot.width) - 1)).astype(np.uint8)
            columns[slot.name] = field if slot.decode is None else slot.decode[field]
        return columns

    def pack(self, columns: Mapping[str, Column], size: int) -> Keys:
        """The keys of `size` states."""
        fixed = np.uint64(0)
        keys: Keys | None = None
        for slot in self.slots:
            column = columns[slot.name]
            if isinstance(column, int):
                fixed |= slot.encode[column]
            elif keys is None:
                keys = slot.encode[column]
            else:
                keys |= slot.encode[column]
        if keys is None:
            return np.full(size, fixed, np.uint64)
        return keys | fixed if fixed else keys


class Hop(NamedTuple):
    """Where one choice takes some states of a node: `to` is None where nothing holds."""

    arm: int
    rows: Rows | None
    """Which of the states, in order; None for all of them."""
    to: Node | None
    keys: Keys
    here: bool


class Expander:
    """Applies every choice of a node to many of its states at once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.folded = graph.bounds.folded
        order = {name: i for i, name in enumerate(graph.tables.initial)}
        self.layouts = {
            node: Layout(node, live, graph.bounds.may[node], order) for node, live in graph.live.items()
        }

    def start(self) -> tuple[Node, Keys]:
        """The state on the first page."""
        place = self.graph.tables.places[self.graph.tables.story.header.start]
        columns: Mapping[str, Column] = {
            name: self.graph.tables.initial[name] for name in self.graph.tables.read
        }
        columns = applied(place.arrival, columns)
        (node,) = (Node(place.id, tuple(int(columns[name]) for name in self.folded)),)
        return node, self.layouts[node].pack(columns, 1)

    def expand(self, node: Node, keys: Keys) -> Iterator[Hop]:
        """Everything that every state of `keys` can do."""
        for step in self.walk(node, keys):
            if step.way is None:
                continue
            if step.way.to == NOWHERE:
                yield Hop(step.arm, step.part.rows, None, keys[:0], False)
            else:
                yield from self.land(step.arm, node, step.way.to, step.part.change(step.way.arrival))

    def walk(self, node: Node, keys: Keys) -> Iterator["Stride"]:
        """Every choice of every state of `keys`, step by step: what it leaves, then each way on."""
        columns = self.layouts[node].unpack(keys)
        for number, arm in enumerate(self.graph.arms[node]):
            open_ = holds(arm.when, columns)
            part = Part(columns, len(keys), None).where(open_)
            if not part.size:
                continue
            part = part.change(arm.rows, arm.mark)
            yield Stride(number, None, part)
            for way in arm.ways:
                answer = holds(way.when, part.columns)
                taken = part.where(answer)
                if taken.size:
                    yield Stride(number, way, taken if way.to == HERE else taken.mark(way.seen))
                part = part.where(not answer if isinstance(answer, bool) else ~answer)
                if not part.size:
                    break

    def land(self, number: int, node: Node, to: str, part: "Part") -> Iterator[Hop]:
        """Sort states to their nodes by the counters that are folded."""
        stays = to == HERE
        place = node.place if stays else to
        if not self.graph.tables.places[place].moves:
            yield self.hop(number, Node(place), part, stays)
            return
        groups: list[tuple[tuple[int, ...], Part]] = [((), part)]
        for name in self.folded:
            split: list[tuple[tuple[int, ...], Part]] = []
            for fold, group in groups:
                column = group.columns[name]
                if isinstance(column, int):
                    split.append(((*fold, column), group))
                else:
                    found = np.flatnonzero(np.bincount(column))
                    split += [((*fold, int(value)), group.where(column == value)) for value in found]
            groups = split
        for fold, group in groups:
            yield self.hop(number, Node(place, fold), group, stays)

    def hop(self, number: int, to: Node, part: "Part", here: bool) -> Hop:
        return Hop(number, part.rows, to, self.layouts[to].pack(part.columns, part.size), here)


class Part(NamedTuple):
    """Some of the states of a node, on their way."""

    columns: Mapping[str, Column]
    size: int
    rows: Rows | None

    def where(self, truth: Truths) -> "Part":
        """Those of them for which `truth` holds."""
        if isinstance(truth, bool):
            return self if truth else self._replace(size=0)
        chosen = np.flatnonzero(truth)
        if len(chosen) == self.size:
            return self
        columns = {
            name: column if isinstance(column, int) else column[chosen]
            for name, column in self.columns.items()
        }
        return Part(columns, len(chosen), chosen if self.rows is None else self.rows[chosen])

    def change(self, rows: tuple[Row, ...], mark: str = "") -> "Part":
        """The same after `rows` and, where one is given, with `mark` made."""
        return self._replace(columns=applied(rows, self.columns)).mark(mark) if rows else self.mark(mark)

    def mark(self, mark: str) -> "Part":
        """The same with `mark` made, where one is given."""
        return self._replace(columns={**self.columns, mark: 1}) if mark else self


class Stride(NamedTuple):
    """One choice of some states of a node: what it leaves, and with `way` those that go that way."""

    arm: int
    way: Way | None
    part: Part


def applied(rows: tuple[Row, ...], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns after `rows`: every `when` is judged before the first is applied."""
    after = dict(columns)
    fired: list[tuple[Row, Truths]] = [(row, holds(row.when, columns)) for row in rows]
    for row, fires in fired:
        if fires is False:
            continue
        for op in row.ops:
            constant = op.constant
            new: Column
            if constant is not None:
                new = constant
            else:
                old = after[op.name]
                new = int(op.table[old]) if isinstance(old, int) else op.table[old]
            if fires is True:
                after[op.name] = new
            else:
                after[op.name] = np.where(fires, new, after[op.name]).astype(np.uint8, copy=False)
    return after


@dataclass
class Cell:
    """The states of one node: sorted keys, and how many choices each is from the first page."""

    keys: Keys
    depth: NDArray[np.uint16]


@dataclass
class Reach:
    """Every reachable state of a graph."""

    graph: Graph
    expander: Expander
    cells: dict[Node, Cell]

    @property
    def states(self) -> int:
        """How many states there are."""
        return sum(len(cell.keys) for cell in self.cells.values())

    def columns(self, node: Node) -> dict[str, Column]:
        """The columns of all states of `node`."""
        return self.expander.layouts[node].unpack(self.cells[node].keys)


def reach(graph: Graph, budget: Budget) -> Reach:
    """Explore `graph` to its end.

    Raises `TooWideError` where a key would not fit, `OutOfBudgetError` when `budget` is spent.
    """
    expander = Expander(graph)
    node, keys = expander.start()
    runs: dict[Node, list[Keys]] = {}
    depths: dict[Node, list[int]] = {}
    layer = {node: keys}
    depth = found = 0
    while layer:
        for node, keys in layer.items():
            runs.setdefault(node, []).append(keys)
            depths.setdefault(node, []).append(depth)
        waiting = sum(map(len, layer.values()))
        found += waiting
        landed: dict[Node, list[Keys]] = {}
        for node, keys in layer.items():
            for first in range(0, len(keys), CHUNK):
                budget.check(found, waiting)
                for hop in expander.expand(node, keys[first : first + CHUNK]):
                    if hop.to is not None:
                        landed.setdefault(hop.to, []).append(hop.keys)
        layer = {}
        for node, parts in landed.items():
            fresh = _without(_distinct(parts), runs.get(node, []))
            if len(fresh):
                layer[node] = fresh
        depth += 1
    return Reach(graph, expander, {node: _merged(runs[node], depths[node]) for node in runs})


def _distinct(parts: list[Keys]) -> Keys:
    keys = np.sort(np.concatenate(parts) if len(parts) > 1 else parts[0])
    if len(keys) < 2:
        return keys
    new = np.empty(len(keys), np.bool_)
    new[0] = True
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def _without(keys: Keys, runs: list[Keys]) -> Keys:
    for run in runs:
        if not len(keys):
            break
        place = np.searchsorted(run, keys)
        place[place == len(run)] = 0
        keys = keys[run[place] != keys]
    return keys


def _merged(runs: list[Keys], depths: list[int]) -> Cell:
    depth = np.repeat(np.array(depths, np.uint16), [len(run) for run in runs])
    if len(runs) == 1:
        return Cell(runs[0], depth)
    keys = np.concatenate(runs)
    order = np.argsort(keys, kind="stable")
    return Cell(keys[order], depth[order])
