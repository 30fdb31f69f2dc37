"""Every choice of many states at once: what it leaves, and where it leads."""

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from game.analysis.bounds import Node
from game.analysis.boxes import boxes
from game.analysis.compile import NOWHERE, Row
from game.analysis.index import Cells
from game.analysis.live import Graph, Way
from game.analysis.part import SIDE, Part, Sparse, changed
from game.analysis.store import Layout, Store
from game.analysis.terms import Column, holds
from game.story.model import HERE

P = TypeVar("P", bound=Part)


class Hop(NamedTuple, Generic[P]):
    """Where one choice takes some states of a node: `to` is None where nothing holds."""

    arm: int
    part: P
    """What becomes of the states, as they arrive."""
    to: Node | None
    here: bool


class Stride(NamedTuple, Generic[P]):
    """One choice of some states of a node: what it leaves, and with `way` those that go that way."""

    arm: int
    way: Way | None
    part: P


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
    def one(columns: Mapping[str, Column]) -> Sparse:
        """A single state."""
        point = int(columns["autonomy"]) * SIDE + int(columns["connection"])
        return Sparse(columns, 1, np.zeros(1, np.intp), np.array([point]), None)

    def expand(self, node: Node, part: P, to: str | None = None) -> Iterator[Hop[P]]:
        """Everything that every state of `part` can do; with `to` only what leads to that place."""
        for step in self.walk(node, part):
            if step.way is None:
                continue
            if to not in (None, node.place if step.way.to == HERE else step.way.to):
                continue
            if step.way.to == NOWHERE:
                yield Hop(step.arm, step.part, None, False)
                continue
            for arrived in step.part.change(step.way.arrival):
                yield from self.land(step.arm, node, step.way.to, arrived)

    def walk(self, node: Node, part: P) -> Iterator[Stride[P]]:
        """Every choice of every state of `part`, step by step: what it leaves, then each way on."""
        for number, arm in enumerate(self.graph.arms[node]):
            open_ = part.where(arm.when)
            for after in open_.change(arm.rows) if open_ is not None else ():
                left: P | None = after.mark(arm.mark)
                assert left is not None
                yield Stride(number, None, left)
                for way in arm.ways:
                    taken, left = left.split(way.when)
                    if taken is not None:
                        yield Stride(number, way, taken if way.to == HERE else taken.mark(way.seen))
                    if left is None:
                        break

    def land(self, number: int, node: Node, to: str, part: P) -> Iterator[Hop[P]]:
        """Sort states to their nodes by the counters that are folded."""
        stays = to == HERE
        place = node.place if stays else to
        if not self.graph.tables.places[place].moves:
            yield Hop(number, part, Node(place), stays)
            return
        sorted_: list[tuple[tuple[int, ...], P]] = [((), part)]
        for name in self.folded:
            split: list[tuple[tuple[int, ...], P]] = []
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
            yield Hop(number, some, Node(place, fold), stays)


def applied(rows: tuple[Row, ...], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns after `rows`: every `when` is judged before the first is applied."""
    after = dict(columns)
    for row, fires in [(row, holds(row.when, columns)) for row in rows]:
        for op in row.ops if fires is not False else ():
            after[op.name] = changed(op, after.get(op.name), fires)
    return after
