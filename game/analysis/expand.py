"""Every choice of many states at once: what it leaves, and where it leads."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from game.analysis.bounds import Node
from game.analysis.compile import NOWHERE, Row
from game.analysis.index import Cells
from game.analysis.live import Graph, Way
from game.analysis.part import SIDE, Part, Rows, changed
from game.analysis.store import Layout, Store, boxes
from game.analysis.terms import Column, holds
from game.story.model import HERE


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
        return Part(columns, 1, np.zeros(1, np.intp), np.array([point]), None)

    def expand(self, node: Node, part: Part, to: str | None = None) -> Iterator[Hop]:
        """Everything that every state of `part` can do; with `to` only what leads to that place."""
        for step in self.walk(node, part):
            if step.way is None:
                continue
            if to not in (None, node.place if step.way.to == HERE else step.way.to):
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
