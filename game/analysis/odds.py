"""How likely everything is, and the odds of every outcome, drawn back from where it happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.graph import LEAST as LEAST
from game.analysis.links import Group, Links, Piece
from game.analysis.part import Rows
from game.analysis.solve import Tangle, inside
from game.analysis.terms import is_outcome, outcome_codes
from game.story.condition import OUTCOMES

Floats = NDArray[np.float64]
Goods = Mapping[Node, NDArray[np.bool_] | None]
"""Node -> which of its states something is true of; None for all of them."""
STATE, EDGE, NUMBER = 32, 64, 8
"""Bytes for each state and each edge of a loop while it is settled, and for each number held of one."""


@dataclass
class Odds:
    """What readers may expect. Masses are expected numbers of visits; at an ending, its probability."""

    endings: dict[str, dict[str, float]]
    """Reader -> ending -> probability."""
    outcomes: dict[str, dict[str, float]]
    """Reader -> outcome -> probability."""
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
            dict.fromkeys(readers, 0.0),
            np.zeros((6, 101, 101)),
        )

    def join(self, others: "Odds") -> None:
        """Take in what `others` says of readers that are not known here."""
        self.endings |= others.endings
        self.outcomes |= others.outcomes
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
        a_state = STATE + 3 * len(names) * NUMBER
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
