"""How likely everything is: the mass of every reader, spread forward; the odds of every outcome, drawn back.

Nodes are taken in an order in which choices lead forward. Where nodes lead back to each other, `solve` takes
their states apart further: most of such a tangle still has an order, and only true cycles are iterated, until
the mass left inside is below a bound that is reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.index import Ints
from game.analysis.links import Group, Link, Links, Piece
from game.analysis.part import Rows
from game.analysis.readers import UNIFORM, Policy, policy
from game.analysis.solve import Tangle, inside
from game.analysis.terms import is_outcome, outcome_codes
from game.story.condition import OUTCOMES
from game.story.model import HERE

Floats = NDArray[np.float64]
Goods = Mapping[Node, NDArray[np.bool_] | None]
"""Node -> which of its states something is true of; None for all of them."""
_SPARSE = 8
STATE, EDGE, _NUMBER = 32, 64, 8
"""Bytes for each state and each edge of a loop while it is settled, and for each number held of one."""


@dataclass
class Odds:
    """What readers may expect. Masses are expected numbers of visits; at an ending, its probability."""

    endings: dict[str, dict[str, float]]
    """Reader -> ending -> probability."""
    outcomes: dict[str, dict[str, float]]
    """Reader -> outcome -> probability."""
    never: dict[str, float]
    """Reader -> the probability of never reaching an ending: stuck, lost, or in a loop without a way out."""
    residual: dict[str, float]
    """Reader -> the most that any of the above can be off by."""
    density: NDArray[np.float64]
    """Where the uniform reader ends: outcome, autonomy, connection -> probability (6, 101, 101)."""
    ending_outcomes: dict[str, dict[str, float]] = field(default_factory=dict)
    """Ending -> outcome -> probability, for the uniform reader."""
    traffic: dict[str, float] = field(default_factory=dict)
    """``scene.choice`` -> how often the uniform reader is expected to take it."""
    ways: dict[tuple[str, str], float] = field(default_factory=dict)
    """(``scene.choice``, a place or ``"here"``) -> how often the uniform reader goes that way."""
    visits: dict[str, float] = field(default_factory=dict)
    """Scene or ending -> how often the uniform reader is expected to arrive there."""

    @classmethod
    def of(cls, links: Links, readers: tuple[str, ...]) -> "Odds":
        """Odds of `readers` of whom nobody has come anywhere yet."""
        return cls(
            {reader: dict.fromkeys(links.reach.graph.tables.story.endings, 0.0) for reader in readers},
            {reader: dict.fromkeys(OUTCOMES, 0.0) for reader in readers},
            {},
            dict.fromkeys(readers, 0.0),
            np.zeros((6, 101, 101)),
        )

    def join(self, others: "Odds") -> None:
        """Take in what `others` says of readers that are not known here."""
        self.endings |= others.endings
        self.outcomes |= others.outcomes
        self.never |= others.never
        self.residual |= others.residual


def ends(links: Links, budget: Budget) -> Goods:
    """The states from which some ending can be reached."""
    places = links.reach.graph.tables.places
    goals = {node: None for node in links.reach.cells if not places[node.place].moves}
    return leading_to(links, goals, budget)


def leading_to(links: Links, goals: Mapping[Node, Rows | None], budget: Budget) -> Goods:
    """For each node the states from which one of `goals`, rows by node, can be reached; None for all."""
    found: dict[Node, NDArray[np.bool_] | None] = {}
    reach = links.reach
    for group, _ in links.backward(budget):
        for node in group:
            if node in goals and goals[node] is None:
                found[node] = None
                continue
            found[node] = here = np.zeros(len(reach.cells[node]), np.bool_)
            if node in goals:
                here[goals[node]] = True
        inside = links.loops(group)
        if not inside and (found[group[0]] is None or _sure(links, group[0], found)):
            found[group[0]] = None
            continue
        pieces = links.whole(group, budget, 0, 0) if inside else links.pieces(group[0])
        again = True
        while again:
            again = False
            for piece in pieces:
                whole = found[piece.node]
                assert whole is not None
                mine = whole[piece.span]
                for link in piece.links:
                    if mine.all():
                        break
                    there = found[link.to]
                    rows = slice(None) if link.rows is None else link.rows
                    gained = (there is None or there[link.targets]) & ~mine[rows]
                    if gained.any():
                        mine[rows] |= gained
                        again = inside
        for node in group:
            whole = found[node]
            if whole is not None and whole.all():
                found[node] = None
    return found


def _sure(links: Links, node: Node, found: Goods) -> bool:
    """Whether every state of `node` leads somewhere, and only to nodes of which all states are good."""
    reach = links.reach
    if node in reach.stuck or node in reach.nowhere or not reach.graph.after[node]:
        return False
    return all(found.get(to, False) is None for to in reach.graph.after[node] if to in reach.cells)


def odds_of(links: Links, readers: tuple[str, ...], ending: Goods, budget: Budget) -> Odds:
    """Spread the mass of `readers` from the first page; `ending` is what `ends` found."""
    found = Odds.of(links, readers)
    for _ in _Spread(links, readers, ending, budget, found).run():
        pass
    for reader in readers:
        found.never[reader] = max(0.0, 1.0 - sum(found.endings[reader].values()))
    return found


def visits_of(links: Links, ending: Goods, budget: Budget) -> dict[Node, NDArray[np.float64]]:
    """How often the uniform reader is expected in each state of a scene."""
    found = {node: np.zeros(len(cell)) for node, cell in links.reach.cells.items()}
    for piece, mass in _Spread(links, (UNIFORM,), ending, budget, Odds.of(links, (UNIFORM,))).run():
        found[piece.node][piece.span] = mass[0]
    return found


class _Spread:
    """Mass on its way through the story, held only where it has arrived and not gone on."""

    def __init__(
        self, links: Links, readers: tuple[str, ...], ending: Goods, budget: Budget, found: Odds
    ) -> None:
        self.links, self.readers, self.ending, self.budget, self.found = links, readers, ending, budget, found
        self.graph = links.reach.graph
        self.waiting: dict[Node, Floats] = {}

    def run(self) -> Iterator[tuple[Piece, Floats]]:
        """Each piece, and what mass goes on from it, (readers, states)."""
        reach = self.links.reach
        start, cell = reach.start
        self.at(start)[:, self.links.rows(start, np.array([cell]))] = 1.0
        self.found.visits[start.place] = 1.0
        for group in self.links.forward(self.budget):
            if not self.graph.tables.places[group[0].place].moves:
                self.close(group[0])
            elif self.links.loops(group):
                yield from self.settle(group)
            else:
                mass = self.waiting.pop(group[0])
                for piece in self.links.pieces(group[0]):
                    self.send(piece, policy(self.graph, piece, self.readers), mass[:, piece.span], ())
                    yield piece, mass[:, piece.span]
            waiting = sum(mass.nbytes for mass in self.waiting.values())
            self.budget.check(reach.states, held=reach.held + waiting)

    def at(self, node: Node) -> Floats:
        """The mass that has arrived at the states of `node`, (readers, states)."""
        found = self.waiting.get(node)
        if found is None:
            found = self.waiting[node] = np.zeros((len(self.readers), len(self.links.reach.cells[node])))
        return found

    def send(self, piece: Piece, policy_: Policy, mass: Floats, inside: Group) -> None:
        """Send mass, (readers, states of the piece), on; what stays `inside` is only counted."""
        split = policy_.split(mass)
        for link in piece.links:
            moved = split.taking(link.arm, slice(None) if link.rows is None else link.rows)
            if link.to not in inside:
                _add(self.at(link.to), link.targets, moved)
            if self.readers[0] == UNIFORM:
                self.count(piece.node, link, float(moved[0].sum()))

    def count(self, node: Node, link: Link, total: float) -> None:
        found = self.found
        name = self.links.name(node, link.arm)
        found.traffic[name] = found.traffic.get(name, 0.0) + total
        way = (name, HERE if link.here else link.to.place)
        found.ways[way] = found.ways.get(way, 0.0) + total
        if not link.here:
            found.visits[link.to.place] = found.visits.get(link.to.place, 0.0) + total

    def settle(self, group: Group) -> Iterator[tuple[Piece, Floats]]:
        """Spread the mass that comes into nodes that lead back to each other until none is left inside."""
        many = len(self.readers)
        arms = max(len(self.graph.arms[node]) for node in group)
        a_state = STATE + many * (4 * _NUMBER + arms)
        pieces = self.links.whole(group, self.budget, a_state, EDGE + 2 * many * _NUMBER)
        policies = [policy(self.graph, piece, self.readers) for piece in pieces]
        visits = np.concatenate([self.at(node) for node in group], axis=1)
        for node in group:
            del self.waiting[node]
        tangle = Tangle.of(group, pieces)
        if tangle.source.size:
            by_piece = dict(zip(map(id, pieces), policies, strict=True))
            weights = np.concatenate(
                [
                    by_piece[id(piece)].weights(link.arm, slice(None) if link.rows is None else link.rows)
                    for piece, link in inside(group, pieces)
                ],
                axis=1,
            )
            good = good_in(self.links, group, self.ending)
            settled, left = tangle.forward(weights.T, visits.T, good, self.budget)
            visits = settled.T
            for reader, some in zip(self.readers, left, strict=True):
                self.found.residual[reader] += float(some)
        for piece, policy_ in zip(pieces, policies, strict=True):
            mass = visits[:, tangle.span[piece.node]][:, piece.span]
            self.send(piece, policy_, mass, group)
            yield piece, mass

    def close(self, node: Node) -> None:
        """Read the mass that came to rest at an ending."""
        columns, mass = self.links.reach.columns(node), self.waiting.pop(node)
        codes = np.broadcast_to(outcome_codes(columns, self.graph.tables.others), mass.shape[1:])
        found = self.found
        for reader, here in zip(self.readers, mass, strict=True):
            found.endings[reader][node.place] = float(here.sum())
            by_outcome = dict(zip(OUTCOMES, map(float, np.bincount(codes, here, len(OUTCOMES))), strict=True))
            for name, share in by_outcome.items():
                found.outcomes[reader][name] += share
            if reader == UNIFORM:
                found.ending_outcomes[node.place] = by_outcome
                plane = (codes, np.asarray(columns["autonomy"]), np.asarray(columns["connection"]))
                np.add.at(found.density, plane, here)


def _add(there: Floats, targets: Ints, moved: Floats) -> None:
    """Add what each reader moves, (readers, edges), to the states that it is moved to."""
    low, high = int(targets.min()), int(targets.max()) + 1
    if high - low > _SPARSE * len(targets):
        for to, some in zip(there, moved, strict=True):
            np.add.at(to, targets, some)
        return
    near = (targets - low).astype(np.intp)
    for to, some in zip(there[:, low:high], moved, strict=True):
        to += np.bincount(near, some, high - low)


def good_in(links: Links, group: Group, good: Goods) -> NDArray[np.bool_]:
    """For each state of `group`, one node after another, whether it is good."""
    found = []
    for node in group:
        some = good[node]
        found.append(np.ones(len(links.reach.cells[node]), np.bool_) if some is None else some)
    return np.concatenate(found)


def values_of(
    links: Links, names: Sequence[str], ending: Goods, budget: Budget
) -> Iterator[tuple[list[Piece], Mapping[Node, Floats]]]:
    """Group by group, the last first, what the uniform reader may expect there and wherever choices lead.

    The pieces of the group, and by node the probability of each of `names`, outcomes or endings, in each
    state: (states, names). What is yielded is good until the next is asked for.
    """
    reach = links.reach
    graph = reach.graph
    values: dict[Node, Floats] = {}
    for group, spent in links.backward(budget):
        here = {node: np.zeros((len(reach.cells[node]), len(names))) for node in group}
        values |= here
        if not graph.tables.places[group[0].place].moves:
            (node,) = group
            codes = outcome_codes(reach.columns(node), graph.tables.others)
            for number, name in enumerate(names):
                here[node][:, number] = is_outcome(codes, name) if name in OUTCOMES else name == node.place
        loops = links.loops(group)
        a_state = STATE + 3 * len(names) * _NUMBER
        pieces = links.whole(group, budget, a_state, EDGE) if loops else list(links.pieces(group[0]))
        for piece in pieces:
            _gain(piece, here[piece.node][piece.span], values, group)
        tangle = Tangle.of(group, pieces) if loops else None
        if tangle is not None and tangle.source.size:
            weights = np.concatenate(
                [
                    1.0 / piece.open_count[slice(None) if link.rows is None else link.rows]
                    for piece, link in inside(group, pieces)
                ]
            )
            gains = np.concatenate([here[node] for node in group])
            solved = tangle.backward(weights, gains, good_in(links, group, ending), budget)
            for node, span in tangle.span.items():
                values[node] = solved[span]
        budget.check(reach.states, held=reach.held + sum(some.nbytes for some in values.values()))
        yield pieces, values
        for node in spent:
            del values[node]


def _gain(piece: Piece, mine: Floats, values: Mapping[Node, Floats], group: Group) -> None:
    """Draw back to the states of `piece` what comes of choices that lead out of `group`."""
    if not piece.links:
        return
    for link in piece.links:
        if link.to not in group:
            gained = values[link.to][link.targets]
            if link.rows is None:
                mine += gained
            else:
                mine[link.rows] += gained
    mine /= np.maximum(piece.open_count, 1)[:, None]
