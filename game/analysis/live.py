"""What can still matter at each node: for every variable, the differences that some future can tell apart.

A cut at n parts the values below n from the rest. What a condition reads makes cuts; going backward through a
change of a variable, which always keeps the order of values, each cut becomes one cut or none. A variable
without cuts is dead. Autonomy and connection are always alive, value by value: the ending reads both.

What comes out is the graph that is explored: every choice with its conditions decided as far as the ranges
decide them, and without the effects that no future can see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from game.analysis.bounds import Bounds, Flow, May, Node, flows
from game.analysis.compile import Op, Place, Row, Tables
from game.analysis.judging import simplify
from game.analysis.order import components
from game.analysis.terms import FALSE, FULL, OTHERS_LOW, TRUE, Term, reads
from game.story.model import HERE

Cuts = dict[str, int]
PLANE = ("autonomy", "connection")
ALL = FULL & ~1


class Way(NamedTuple):
    """Where a choice leads if `when` holds and no way before it did; `nodes` are what it may reach."""

    when: Term
    to: str
    arrival: tuple[Row, ...]
    seen: str
    nodes: tuple[Node, ...]


class Arm(NamedTuple):
    """A choice as it may be made at one node."""

    move: int
    when: Term
    rows: tuple[Row, ...]
    mark: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Reads:
    """Differences to keep apart beyond what the story itself needs, as cuts by place.

    `at` is read on every state of a place, `after` on what a move (by its mark) leaves, before the reader
    goes on.
    """

    at: Mapping[str, Cuts] = field(default_factory=dict)
    after: Mapping[str, Cuts] = field(default_factory=dict)
    everything: bool = False
    """Keep every variable apart everywhere, value by value."""

    def asked(self, place: Place) -> frozenset[str]:
        """The variables that are read at `place`, or on what its moves leave."""
        return frozenset(self.at.get(place.id, ())).union(*(self.after.get(m.mark, ()) for m in place.moves))


@dataclass(frozen=True)
class Graph:
    """The nodes of a story, what is alive at each, and its choices."""

    tables: Tables
    bounds: Bounds
    live: Mapping[Node, Cuts]
    arms: Mapping[Node, tuple[Arm, ...]]

    @cached_property
    def after(self) -> Mapping[Node, frozenset[Node]]:
        """The nodes to which the choices of each may lead."""
        return {
            node: frozenset(to for arm in arms for way in arm.ways for to in way.nodes)
            for node, arms in self.arms.items()
        }

    @cached_property
    def components(self) -> list[tuple[Node, ...]]:
        """The nodes in an order in which choices lead forward; those that lead to each other together."""
        return components(self.live, {node: sorted(after) for node, after in self.after.items()})


def graph_of(tables: Tables, bounds: Bounds, tracked: frozenset[str], extra: Reads | None = None) -> Graph:
    """What matters where, from the ranges of `bounds`."""
    return _Backward(tables, bounds, tracked, extra or Reads()).graph()


class _Backward:
    def __init__(self, tables: Tables, bounds: Bounds, tracked: frozenset[str], extra: Reads) -> None:
        self.tables, self.bounds, self.extra = tables, bounds, extra
        self.everything = dict.fromkeys(tables.read, ALL) if extra.everything else {}
        self.always = dict.fromkeys((*PLANE, *bounds.folded), ALL) | self.everything
        self.flows: dict[Node, dict[int, list[Flow]]] = {}
        self.sources: dict[Node, set[Node]] = {node: set() for node in bounds.may}
        self.targets: dict[Node, list[Node]] = {}
        for node, may in bounds.may.items():
            by_move = self.flows[node] = {}
            for flow in flows(tables, bounds.folded, tracked, node, may):
                by_move.setdefault(flow.move, []).append(flow)
                for target in flow.nodes:
                    self.sources[target].add(node)
            leading = (target for found in by_move.values() for flow in found for target in flow.nodes)
            self.targets[node] = list(dict.fromkeys(leading))
        self.live: dict[Node, Cuts] = {node: {} for node in bounds.may}

    def graph(self) -> Graph:
        groups = components(self.bounds.may, self.targets)
        rank = {node: -number for number, group in enumerate(groups) for node in group}
        waiting = [(rank[node], node) for node in self.bounds.may]
        heapify(waiting)
        queued = set(self.bounds.may)
        arms: dict[Node, tuple[Arm, ...]] = {}
        while waiting:
            _, node = heappop(waiting)
            queued.discard(node)
            need, arms[node] = self.look(node)
            if need != self.live[node]:
                self.live[node] = need
                for source in self.sources[node] - queued:
                    queued.add(source)
                    heappush(waiting, (rank[source], source))
        return Graph(self.tables, self.bounds, self.live, {node: arms[node] for node in self.bounds.may})

    def look(self, node: Node) -> tuple[Cuts, tuple[Arm, ...]]:
        place = self.tables.places[node.place]
        need: Cuts = dict(self.always)
        if not place.moves:
            need = dict.fromkeys(PLANE, ALL) | self.everything
            _add(need, dict.fromkeys(self.tables.others, 1 << OTHERS_LOW))
        _add(need, self.extra.at.get(place.id, {}))
        arms = []
        for number, found in self.flows[node].items():
            move = place.moves[number]
            ways, after = self.ways(node, found)
            # The two meters are looked at here too: readers choose by what a choice does to them at once.
            _add(after, self.always)
            _add(after, self.extra.after.get(move.mark, {}))
            marked = move.mark in after
            after.pop(move.mark, None)
            may = self.bounds.may[node]
            before, rows = _back(after, move.rows, may)
            when = simplify(move.when, may)
            _add(before, reads(when))
            _add(need, before)
            arms.append(Arm(number, when, rows, move.mark if marked else "", ways))
        return need, tuple(arms)

    def ways(self, node: Node, found: Iterable[Flow]) -> tuple[tuple[Way, ...], Cuts]:
        """The ways on of one choice, and what must be known after its effects."""
        place = self.tables.places[node.place]
        ways: list[Way] = []
        need: Cuts = {}
        for flow in found:
            exit_ = place.moves[flow.move].exits[flow.exit]
            when = simplify(exit_.when, flow.judged)
            wanted: Cuts = {}
            for target in flow.nodes:
                may = self.bounds.may[target]
                for name, cuts in self.live[target].items():
                    if name in self.always or _many(may[name]):
                        wanted[name] = wanted.get(name, 0) | cuts
            arrival: tuple[Row, ...] = ()
            seen = ""
            if exit_.to != HERE and flow.nodes:
                wanted, arrival = _back(wanted, self.tables.places[exit_.to].arrival, flow.arriving)
                seen = place.mark if place.mark in wanted else ""
                wanted.pop(place.mark, None)
            _add(need, wanted)
            _add(need, reads(when))
            ways.append(Way(when, exit_.to, arrival, seen, flow.nodes))
        return tuple(ways), need


def _many(values: int) -> bool:
    """Whether there is more than one value: what is always the same need not be remembered."""
    return values & (values - 1) != 0


def _add(cuts: Cuts, more: Mapping[str, int]) -> None:
    for name, bits in more.items():
        cuts[name] = cuts.get(name, 0) | bits


def _back(cuts: Cuts, rows: tuple[Row, ...], may: May) -> tuple[Cuts, tuple[Row, ...]]:
    """The cuts before `rows`, and the rows without what nobody sees."""
    need = dict(cuts)
    kept: list[Row] = []
    conditions: Cuts = {}
    for row in reversed(rows):
        when = simplify(row.when, may)
        sure = when == TRUE
        ops: list[Op] = []
        if when != FALSE:
            for op in reversed(row.ops):
                if op.name in need:
                    ops.append(op)
                    pulled = op.pull(need[op.name]) | (0 if sure else need[op.name])
                    need[op.name] = pulled
                    if not pulled:
                        del need[op.name]
        if ops:
            _add(conditions, reads(when))
            kept.append(Row(when, tuple(reversed(ops))))
    _add(need, conditions)
    return need, tuple(reversed(kept))
