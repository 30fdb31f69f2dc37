"""One story explored: what is reachable, how likely it is, and what each state can still become."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.compile import Tables, compile_story
from game.analysis.explore import Reach, reach
from game.analysis.graphs import graph
from game.analysis.index import NEVER
from game.analysis.links import Links
from game.analysis.live import Graph, Reads
from game.analysis.odds import Floats, Goods, Odds, ends, values_of
from game.analysis.part import PLANE
from game.analysis.readers import CANDID, READERS, TRUST, UNIFORM, candid_reads, candid_sees
from game.analysis.spread import odds_of
from game.analysis.terms import outcome_codes
from game.narrative.state import NOTHING, State
from game.story.condition import OUTCOMES
from game.story.model import Story

HABITS = 0.5
"""The share of the time that the bot readers may take: conditions that only choose text need the rest."""
RANGES = 0.3
"""The share of the time for what is told beyond the odds that the ranges may take."""
Progress = Callable[[int, int], None]
LITTLE_MORE = 1.5
"""How many times as many classes of trust the candid reader may ask for in the exploration of all."""


@dataclass
class Survey:
    """A story explored to the end. Everything here is exact; `odds` has the readers who could be weighed."""

    tables: Tables
    reach: Reach
    links: Links
    ending: Goods
    """The states from which some ending can be reached."""
    budget: Budget
    closing: Budget = field(default_factory=Budget.endless)
    """For what is told of it beyond the odds: ranges, reasons and shortest ways."""
    skipped: dict[str, None] = field(default_factory=dict)
    """What `closing` was too little for, to be said in a list; ordered."""
    odds: Odds = field(init=False)

    def __post_init__(self) -> None:
        self.odds = Odds.of(self.links, ())

    def weigh(self, readers: tuple[str, ...]) -> Odds:
        """The odds of `readers`. Without the uniform one they may take `HABITS` of the time that is left."""
        share = 1.0 if UNIFORM in readers else HABITS
        return odds_of(self.links, readers, self.ending, self.budget.part(share))

    @cached_property
    def values(self) -> Mapping[Node, Floats]:
        """For each state, by node and row, the probability of each of `OUTCOMES`, then of each ending."""
        names = (*OUTCOMES, *self.tables.story.endings)
        found = values_of(self.links, names, self.ending, Budget.endless())
        return {piece.node: values[piece.node] for pieces, values in found for piece in pieces}

    @cached_property
    def met(self) -> Mapping[tuple[str, str], tuple[Node, int]]:
        """All that can be met, and the node and cell of a state where it is, the fewest choices away.

        The names are ("place" | "choice" | "outcome", name). A choice is met where it is open.
        """
        best: dict[tuple[str, str], tuple[int, Node, int]] = {}

        def met(kind: str, name: str, node: Node, depth: int, cell: int) -> None:
            if depth < best.get((kind, name), (NEVER,))[0]:
                best[kind, name] = (depth, node, cell)

        for node, cell in self.reach.cells.items():
            met("place", node.place, node, *cell.nearest())
        for (node, arm), (depth, at) in self.reach.opened.items():
            met("choice", self.links.name(node, arm), node, depth, at)
        for name in self.tables.story.endings:
            node = Node(name)
            if node in self.reach.cells:
                cell = self.reach.cells[node]
                codes = outcome_codes(self.reach.columns(node), self.tables.others)
                codes = np.broadcast_to(codes, (len(cell),))
                for code in np.unique(codes):
                    met("outcome", OUTCOMES[code], node, *cell.nearest(np.flatnonzero(codes == code)))
        return {key: (node, at) for key, (_, node, at) in best.items()}

    @cached_property
    def witnesses(self) -> "Witnesses":
        """All that can be met, with a shortest way to it; the way to a choice stops before it."""
        return Witnesses(self)

    def way(self, node: Node, cell: int) -> tuple[str, ...] | None:
        """A shortest list of choices to a state; None where `closing` did not suffice."""
        try:
            return self.links.path(node, cell, self.closing)
        except OutOfBudgetError:
            self.skipped["the shortest way to everything"] = None
            return None

    @cached_property
    def ranges(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Scene or ending -> meter or counter -> its least and its greatest value there.

        Exact, and only of numbers that are told apart value by value there: autonomy and connection always.
        Nothing at all where `closing` did not suffice.
        """
        try:
            return self._ranges(self.closing.part(RANGES))
        except OutOfBudgetError:
            self.skipped["the range of every number"] = None
            return {}

    def _ranges(self, budget: Budget) -> dict[str, dict[str, tuple[int, int]]]:
        found: dict[str, dict[str, tuple[int, int]]] = {}
        blurred: set[tuple[str, str]] = set()
        every: dict[str, set[str]] = {}
        for node in self.reach.cells:
            budget.check(self.reach.states)
            here = found.setdefault(node.place, {})
            layout = self.reach.expander.stores[node].layout
            blurred |= {(node.place, slot.name) for slot in layout.slots if slot.decode is not None}
            columns = self.reach.columns(node)
            known = {*PLANE, *layout.constants, *(slot.name for slot in layout.slots)}
            known = {name for name in known if self.tables.sizes[name] > 2}
            for name in known:
                values = columns[name]
                ends = (values, values) if isinstance(values, int) else (int(values.min()), int(values.max()))
                low, high = here.get(name, ends)
                here[name] = (min(low, ends[0]), max(high, ends[1]))
            # A counter that is dead at one of the nodes of a place is not known there.
            every[node.place] = every.get(node.place, known) & known
        return {
            place: {
                name: ends
                for name, ends in here.items()
                if name in every[place] and (place, name) not in blurred
            }
            for place, here in found.items()
        }

    def find(self, state: State) -> tuple[Node, int]:
        """Where `state` stands: its node and row. Raises `KeyError` for one that cannot be reached."""
        columns = {
            name: int(state.values[name]) if name in state.values else int(_marked(state, name))
            for name in self.tables.read
        }
        graph_ = self.reach.graph
        fold = tuple(columns[name] for name in graph_.bounds.folded)
        node = Node(state.scene, fold if self.tables.places[state.scene].moves else ())
        store = self.reach.expander.stores[node]
        part = self.reach.expander.one(columns)
        gid = store.gids.get(int(store.layout.pack(columns, 1)[0]))
        place = int(store.place[part.points[0]])
        if gid is None or place < 0:
            raise KeyError(state)
        cell = gid * store.area + place
        cells = self.reach.cells[node].cells
        row = int(np.searchsorted(cells, cell))
        if row == len(cells) or int(cells[row]) != cell:
            raise KeyError(state)
        return node, row

    def prospects(self, state: State) -> Mapping[str, float]:
        """The probability of each outcome for a uniform reader who stands at `state`.

        Raises `KeyError` for a state that cannot be reached.
        """
        return dict(zip(OUTCOMES, self._odds_from(state), strict=False))

    def ways_to_end(self, state: State) -> Mapping[str, float]:
        """The probability of each ending for a uniform reader who stands at `state`, or `KeyError`."""
        return dict(zip(self.tables.story.endings, self._odds_from(state)[len(OUTCOMES) :], strict=True))

    def _odds_from(self, state: State) -> list[float]:
        node, row = self.find(state)
        return list(map(float, self.values[node][row]))


class Witnesses(Mapping[tuple[str, str], tuple[str, ...] | None]):
    """("place" | "choice" | "outcome", name) -> a shortest list of choices, found when it is asked for.

    None for what is met too, but there was too little time to find the way.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, ...] | None:
        return self._survey.way(*self._survey.met[key])

    def __contains__(self, key: object) -> bool:
        return key in self._survey.met

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._survey.met)

    def __len__(self) -> int:
        return len(self._survey.met)


def _marked(state: State, name: str) -> bool:
    kind, _, of = name.partition(".")
    return of in (state.seen if kind == "seen" else state.chosen)


def explore(
    story: Story,
    budget: Budget,
    before: frozenset[str] = NOTHING,
    extra: Reads | None = None,
    readers: tuple[str, ...] = READERS,
) -> Survey:
    """Explore every reachable state of `story` and weigh the uniform reader, then the others of `readers`.

    Those are left out who would need more than there is. Raises `TooWideError` or `OutOfBudgetError` when not
    every state can be reached.
    """
    if extra and extra.everything:
        tables = compile_story(story, before, every_variable=True)
        return _weighed(graph(tables, extra, pause=budget.check), budget, readers)
    plain = graph(compile_story(story, before), extra, pause=budget.check)
    if not candid_sees(story) or CANDID not in readers:
        return _weighed(plain, budget, readers)
    with_trust = compile_story(story, before, extra=candid_sees(story))
    sees = candid_reads(with_trust)
    if not sees.at:
        return _weighed(plain, budget, readers)
    # Only the candid reader looks at trust itself: where that asks for little more, one exploration does for
    # everything, else she has one of her own.
    candid = graph(with_trust, sees, plain.bounds.folded, budget.check)
    if _classes(candid) <= LITTLE_MORE * _classes(plain):
        return _weighed(candid, budget, readers)
    survey = _weighed(plain, budget, tuple(reader for reader in readers if reader != CANDID))
    with suppress(OutOfBudgetError, TooWideError):
        if UNIFORM in survey.odds.endings:
            survey.odds.join(_survey(candid, budget.beside(survey.reach.held)).weigh((CANDID,)))
    return survey


def _weighed(graph_: Graph, budget: Budget, readers: tuple[str, ...]) -> Survey:
    """A survey with the odds of the uniform reader, and of as many of the others as the budget allows."""
    survey = _survey(graph_, budget)
    bots = tuple(reader for reader in readers if reader != UNIFORM)
    try:
        survey.odds = survey.weigh((UNIFORM,))
        if bots:
            survey.odds.join(survey.weigh(bots))
    except OutOfBudgetError:
        pass
    except KeyboardInterrupt:
        budget.interrupt()
    return survey


def _classes(graph_: Graph) -> int:
    """How many classes of trust are told apart, over all nodes."""
    return sum(live.get(TRUST, 0).bit_count() + 1 for live in graph_.live.values())


def _survey(graph_: Graph, budget: Budget) -> Survey:
    found = reach(graph_, budget)
    links = Links(found)
    return Survey(graph_.tables, found, links, ends(links, budget), budget)
