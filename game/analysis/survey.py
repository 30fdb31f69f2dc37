"""One story explored: what is reachable, how likely it is, and what each state can still become."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.compile import Tables, compile_story
from game.analysis.explore import Reach, reach
from game.analysis.graphs import graph
from game.analysis.links import Links, links_of
from game.analysis.live import Graph, Reads
from game.analysis.odds import Floats, Odds, ends, odds_of, values_of
from game.analysis.part import PLANE, Rows
from game.analysis.readers import CANDID, READERS, TRUST, candid_reads, candid_sees
from game.analysis.terms import outcome_codes
from game.narrative.state import NOTHING, State
from game.story.condition import OUTCOMES
from game.story.model import Story

Progress = Callable[[int, int], None]
LITTLE_MORE = 1.5
"""How many times as many classes of trust the candid reader may ask for in the exploration of all."""


@dataclass
class Survey:
    """A story explored to the end. Everything here is exact."""

    tables: Tables
    reach: Reach
    links: Links
    ending: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """For each state whether some ending can be reached from it."""
    budget: Budget
    odds: Odds = field(init=False)

    def weigh(self, readers: tuple[str, ...]) -> Odds:
        """The odds of `readers`."""
        return odds_of(self.links, readers, self.ending, self.budget)

    @cached_property
    def values(self) -> Floats:
        """For each state the probability of each of `OUTCOMES`, for the uniform reader."""
        return values_of(self.links, self.ending, self.budget)

    def witnesses(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """All that can be met, with a shortest way to it: ("place" | "choice" | "outcome", name, path).

        A choice is met where it is open; the path stops before it.
        """
        best: dict[tuple[str, str], tuple[int, Node, int]] = {}

        def met(kind: str, name: str, node: Node, rows: NDArray[np.integer[Any]] | None = None) -> None:
            row = self.links.nearest(node, rows)
            depth = int(self.reach.cells[node].depth[row])
            if depth < best.get((kind, name), (1 << 30,))[0]:
                best[kind, name] = (depth, node, row)

        for node, links in self.links.out.items():
            met("place", node.place, node)
            for link in links:
                met("choice", self.links.name(node, link.arm), node, link.rows)
            for arm, rows in self.links.nowhere[node].items():
                met("choice", self.links.name(node, arm), node, rows)
            if not self.tables.places[node.place].moves:
                codes = outcome_codes(self.reach.columns(node), self.tables.others)
                codes = np.broadcast_to(codes, self.reach.cells[node].depth.shape)
                for code in np.unique(codes):
                    met("outcome", OUTCOMES[code], node, np.flatnonzero(codes == code))
        for (kind, name), (_, node, row) in best.items():
            yield kind, name, self.links.path(node, row)

    @cached_property
    def ranges(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Scene or ending -> meter or counter -> its least and its greatest value there.

        Exact, and only of numbers that are told apart value by value there: autonomy and connection always.
        """
        found: dict[str, dict[str, tuple[int, int]]] = {}
        blurred: set[tuple[str, str]] = set()
        for node in self.reach.cells:
            here = found.setdefault(node.place, {})
            layout = self.reach.expander.stores[node].layout
            blurred |= {(node.place, slot.name) for slot in layout.slots if slot.decode is not None}
            known = {*PLANE, *layout.constants, *(slot.name for slot in layout.slots)}
            columns = self.reach.columns(node)
            for name in known:
                if self.tables.sizes[name] > 2:
                    values = np.asarray(columns[name])
                    low, high = here.get(name, (101, -1))
                    here[name] = (min(low, int(values.min())), max(high, int(values.max())))
        # A counter that is dead at one of the nodes of a place is not known there.
        for node in self.reach.cells:
            layout = self.reach.expander.stores[node].layout
            known = {*PLANE, *layout.constants, *(slot.name for slot in layout.slots)}
            blurred |= {(node.place, name) for name in found[node.place].keys() - known}
        return {
            place: {name: ends for name, ends in here.items() if (place, name) not in blurred}
            for place, here in found.items()
        }

    def stuck(self) -> dict[Node, Rows]:
        """The states of scenes in which no choice is open."""
        found = {
            node: np.flatnonzero(count == 0)
            for node, count in self.links.open_count.items()
            if self.tables.places[node.place].moves
        }
        return {node: rows for node, rows in found.items() if len(rows)}

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
        whole = self.reach.cells[node].part
        rows = np.flatnonzero((whole.of == (-1 if gid is None else gid)) & (whole.points == part.points[0]))
        if not len(rows):
            raise KeyError(state)
        return node, int(rows[0])

    def prospects(self, state: State) -> Mapping[str, float]:
        """The probability of each outcome for a uniform reader who stands at `state`."""
        node, row = self.find(state)
        return dict(zip(OUTCOMES, map(float, self.values[self.links.offset[node] + row]), strict=True))


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
    """Explore every reachable state of `story` and weigh `readers`, the uniform one first.

    The candid reader is left out where she would need more than there is. Raises `TooWideError` or
    `OutOfBudgetError` when it cannot be done.
    """
    if extra and extra.everything:
        tables = compile_story(story, before, every_variable=True)
        survey = _survey(graph(tables, extra, pause=budget.check), budget)
        survey.odds = survey.weigh(readers)
        return survey
    plain = graph(compile_story(story, before), extra, pause=budget.check)
    with_trust = compile_story(story, before, extra=candid_sees(story))
    sees = candid_reads(with_trust)
    if not sees.at or CANDID not in readers:
        survey = _survey(plain, budget)
        survey.odds = survey.weigh(readers)
        return survey
    # Only the candid reader looks at trust itself: where that asks for little more, one exploration does for
    # everything, else she has one of her own.
    candid = graph(with_trust, sees, plain.bounds.folded, budget.check)
    if _classes(candid) <= LITTLE_MORE * _classes(plain):
        survey = _survey(candid, budget)
        survey.odds = survey.weigh(readers)
        return survey
    survey = _survey(plain, budget)
    survey.odds = survey.weigh(tuple(reader for reader in readers if reader != CANDID))
    try:
        odds = _survey(candid, budget).weigh((CANDID,))
    except (OutOfBudgetError, TooWideError):
        return survey
    survey.odds.endings |= odds.endings
    survey.odds.outcomes |= odds.outcomes
    survey.odds.never |= odds.never
    survey.odds.residual |= odds.residual
    return survey


def _classes(graph_: Graph) -> int:
    """How many classes of trust are told apart, over all nodes."""
    return sum(live.get(TRUST, 0).bit_count() + 1 for live in graph_.live.values())


def _survey(graph_: Graph, budget: Budget) -> Survey:
    found = reach(graph_, budget)
    links = links_of(found)
    return Survey(graph_.tables, found, links, ends(links, budget), budget)
