"""What each variable may be at each node, by sets of values: never too small, sometimes too large.

A node is a place together with the values of the counters that are *folded* into it, so that week 3 and week
9 of one scene are two nodes with their own ranges. Quick, and sound for every reading: it gives the
exploration its graph, and says what is still certain when exploring would not fit its budget.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from heapq import heappop, heappush
from itertools import product
from operator import or_
from typing import NamedTuple

from game.analysis.compile import NOWHERE, Move, Row, Tables
from game.analysis.judging import allowed, judge
from game.analysis.order import components
from game.analysis.terms import Every, Flag, Linear, Not, Term, negate, reads, values_of
from game.story.model import HERE

PATIENCE = 8
"""How often a node's ranges may grow before what is still growing is let go."""


class May(dict[str, int]):
    """Variable -> the set of values that it may have, as bits.

    Only what differs from `rest` is held: most of the flags of a long story have not been touched at most of
    its places, or are never asked for again.
    """

    def __init__(self, rest: Mapping[str, int], values: Mapping[str, int]) -> None:
        super().__init__(values)
        self.rest = rest

    def __missing__(self, name: str) -> int:
        return self.rest[name]

    def __contains__(self, name: object) -> bool:
        return name in self.rest

    def but(self, name: str, values: int) -> "May":
        """The same, but for one variable."""
        other = May(self.rest, self)
        other[name] = values
        return other


class Node(NamedTuple):
    """A scene or ending, told apart by its folded counters (none at an ending)."""

    place: str
    fold: tuple[int, ...] = ()


class TooManyNodesError(Exception):
    """The counters that are folded make more nodes than is allowed."""

    def __init__(self, values: Mapping[str, int]) -> None:
        super().__init__("too many nodes")
        self.values = values
        """How many values each folded counter was met with."""


class Flow(NamedTuple):
    """What one exit of one move may do, and the nodes it may reach.

    The ranges are those that its condition is judged on, those where it holds, and those before the arrival.
    """

    move: int
    exit: int
    judged: May
    after: May
    arriving: May
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Bounds:
    """Every node that may be reached, with its ranges."""

    folded: tuple[str, ...]
    may: Mapping[Node, May]
    start: tuple[Node, ...]


def bounds(
    tables: Tables,
    folded: tuple[str, ...],
    tracked: frozenset[str],
    limit: int,
    asked: Mapping[str, frozenset[str]],
    pause: Callable[[], None] = lambda: None,
) -> Bounds:
    """The nodes and ranges of a story.

    Variables outside `tracked` keep their widest range, and flags are forgotten where nothing asks for them
    any more; `asked` by place for what is read beyond the story itself. Raises `TooManyNodesError` past
    `limit` nodes. `pause` is called now and then, and may raise.
    """
    return _Spread(tables, folded, tracked, limit, asked, pause).run()


class _Spread:
    def __init__(
        self,
        tables: Tables,
        folded: tuple[str, ...],
        tracked: frozenset[str],
        limit: int,
        asked: Mapping[str, frozenset[str]],
        pause: Callable[[], None],
    ) -> None:
        self.tables, self.folded, self.tracked, self.limit = tables, folded, tracked, limit
        self.pause = pause
        self.rank, self.bits, self.ahead = _ahead(tables, asked)
        self.may: dict[Node, May] = {}
        self.waiting: list[tuple[int, Node]] = []
        self.queued: set[Node] = set()
        self.visits: dict[Node, int] = {}

    def run(self) -> Bounds:
        tables = self.tables
        rest = {
            name: 1 << tables.initial[name] if name in self.tracked else (1 << tables.sizes[name]) - 1
            for name in tables.read
        }
        place = tables.story.header.start
        start = self.land(place, applied(May(rest, {}), tables.places[place].arrival, self.tracked))
        while self.waiting:
            _, node = heappop(self.waiting)
            self.pause()
            self.queued.discard(node)
            self.visits[node] = self.visits.get(node, 0) + 1
            for flow in flows(tables, self.folded, self.tracked, node, self.may[node]):
                move = tables.places[node.place].moves[flow.move]
                to = move.exits[flow.exit].to
                if to == HERE:
                    self.land(node.place, flow.after)
                elif to != NOWHERE:
                    arrival = tables.places[to].arrival
                    self.land(to, applied(flow.arriving, arrival, self.tracked))
        return Bounds(self.folded, self.may, start)

    def land(self, place: str, may: May) -> tuple[Node, ...]:
        ahead, bits, rest = self.ahead[place], self.bits, may.rest
        kept = {
            name: values
            for name, values in may.items()
            if values != rest[name] and (name not in bits or bits[name] & ahead)
        }
        nodes = nodes_of(self.tables, self.folded, place, may)
        for node in nodes:
            narrowed = May(rest, kept)
            narrowed.update((name, 1 << value) for name, value in zip(self.folded, node.fold, strict=False))
            known = self.may.get(node)
            if known is None:
                self.may[node] = narrowed
                if len(self.may) > self.limit:
                    raise TooManyNodesError(self.spread())
            else:
                names = dict.fromkeys((*known, *narrowed))
                if not any(narrowed[name] & ~known[name] for name in names):
                    continue
                joined = May(rest, {name: known[name] | narrowed[name] for name in names})
                patient = self.visits.get(node, 0) < PATIENCE
                self.may[node] = joined if patient else self.widened(known, joined)
            if node not in self.queued:
                self.queued.add(node)
                heappush(self.waiting, (self.rank[place], node))
        return nodes

    def widened(self, known: May, joined: May) -> May:
        """`joined`, with what a loop still pushes up or down let go as far as it can."""
        wider = May(joined.rest, joined)
        for name, values in joined.items():
            size = self.tables.sizes[name]
            if size > 2 and values != known[name]:
                low = (values & -values).bit_length() - 1
                if low < (known[name] & -known[name]).bit_length() - 1:
                    low = 0
                high = values.bit_length()
                if high > known[name].bit_length():
                    high = size
                wider[name] = (1 << high) - (1 << low)
        return wider

    def spread(self) -> dict[str, int]:
        folds = [node.fold for node in self.may if node.fold]
        return {name: len({fold[i] for fold in folds}) for i, name in enumerate(self.folded)}


def _ahead(
    tables: Tables, asked: Mapping[str, frozenset[str]]
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """What is still asked for ahead of each place.

    The places in an order in which choices lead forward, a bit for each flag, and by place the bits of those
    that are read there or later.
    """
    after: dict[str, list[str]] = {}
    read: dict[str, int] = {}
    bits = {name: 1 << number for number, name in enumerate(n for n in tables.read if tables.sizes[n] == 2)}
    for place in tables.places.values():
        leading = [exit_.to for move in place.moves for exit_ in move.exits if exit_.to in tables.places]
        after[place.id] = list(dict.fromkeys(leading))
        terms = {row.when for row in place.arrival}
        for move in place.moves:
            terms |= {move.when, *(row.when for row in move.rows), *(exit_.when for exit_ in move.exits)}
        names = {*asked.get(place.id, ()), *(name for term in terms for name in reads(term))}
        read[place.id] = reduce(or_, (bits.get(name, 0) for name in names), 0)
    groups = components([tables.story.header.start, *after], after)
    ahead: dict[str, int] = {}
    for group in reversed(groups):
        later = (ahead.get(to, 0) for name in group for to in after[name])
        ahead |= dict.fromkeys(group, reduce(or_, later, reduce(or_, (read[name] for name in group))))
    return {name: number for number, group in enumerate(groups) for name in group}, bits, ahead


def nodes_of(tables: Tables, folded: tuple[str, ...], place: str, may: May) -> tuple[Node, ...]:
    """The nodes of `place` that these ranges allow."""
    if not tables.places[place].moves:
        return (Node(place),)
    return tuple(Node(place, fold) for fold in product(*(values_of(may[name]) for name in folded)))


def flows(
    tables: Tables, folded: tuple[str, ...], tracked: frozenset[str], node: Node, may: May
) -> Iterable[Flow]:
    """Everything that may happen next at `node`."""
    place = tables.places[node.place]
    for number, move in enumerate(place.moves):
        after = after_move(move, may, tracked)
        if after is None:
            continue
        for position, exit_ in enumerate(move.exits):
            answer = judge(exit_.when, after)
            if answer is not False:
                taken = narrow(exit_.when, after, tracked)
                arriving = marked(taken, place.mark, exit_.to not in (HERE, NOWHERE))
                nodes: tuple[Node, ...] = ()
                if exit_.to == HERE:
                    nodes = nodes_of(tables, folded, node.place, taken)
                elif exit_.to != NOWHERE:
                    arrived = applied(arriving, tables.places[exit_.to].arrival, tracked)
                    nodes = nodes_of(tables, folded, exit_.to, arrived)
                yield Flow(number, position, after, taken, arriving, nodes)
            if answer is True:
                break
            after = narrow(negate(exit_.when), after, tracked)


def after_move(move: Move, may: May, tracked: frozenset[str]) -> May | None:
    """The ranges after a move's effects and mark; None if it is never open."""
    if judge(move.when, may) is False:
        return None
    after = applied(narrow(move.when, may, tracked), move.rows, tracked)
    return marked(after, move.mark)


def marked(may: May, mark: str, made: bool = True) -> May:
    """`may` with a mark made, where it is one that anybody reads."""
    return may.but(mark, 0b10) if made and mark in may else may


def applied(may: May, rows: Iterable[Row], tracked: frozenset[str]) -> May:
    """The ranges after `rows`: every `when` is judged before the first is applied."""
    after = May(may.rest, may)
    for row, fires in [(row, judge(row.when, may)) for row in rows]:
        if fires is False:
            continue
        for op in row.ops:
            if op.name in tracked:
                moved = op.image(after[op.name])
                after[op.name] = moved if fires else after[op.name] | moved
    return after


def narrow(term: Term, may: May, tracked: frozenset[str]) -> May:
    """`may` without values for which `term` cannot hold (where that is easily seen)."""
    match term:
        case Flag(name) if name in tracked:
            return may.but(name, may[name] & 0b10 or may[name])
        case Not(Flag(name)) if name in tracked:
            return may.but(name, may[name] & 0b01 or may[name])
        case Every(terms):
            for inner in terms:
                may = narrow(inner, may, tracked)
            return may
        case Linear(((str(name), _),)) | Not(Linear(((str(name), _),))) if name in tracked:
            return may.but(name, allowed(term, may, name) or may[name])
    return may
