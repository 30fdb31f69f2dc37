"""How likely everything is: the mass of every reader, spread forward; the odds of every outcome, drawn back.

Nodes are taken in an order in which choices lead forward. Where nodes lead back to each other, `solve` takes
their states apart further: most of such a tangle still has an order, and only true cycles are iterated, until
the mass left inside is below a bound that is reported.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.explore import Link
from game.analysis.index import Ints
from game.analysis.links import Links
from game.analysis.part import Rows
from game.analysis.readers import UNIFORM, Policy, policy
from game.analysis.solve import Tangle
from game.analysis.terms import outcome_codes
from game.story.condition import OUTCOMES
from game.story.model import HERE

Floats = NDArray[np.float64]
_PIECE = 1 << 14
_SPARSE = 8


@dataclass
class Odds:
    """What readers may expect. Masses are expected numbers of visits; at an ending, its probability."""

    links: Links
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
    ending_outcomes: dict[str, dict[str, float]]
    """Ending -> outcome -> probability, for the uniform reader."""
    traffic: dict[str, float]
    """``scene.choice`` -> how often the uniform reader is expected to take it."""
    ways: dict[tuple[str, str], float]
    """(``scene.choice``, a place or ``"here"``) -> how often the uniform reader goes that way."""
    visits: dict[str, float]
    """Scene or ending -> how often the uniform reader is expected to arrive there."""


def ends(links: Links, budget: Budget) -> NDArray[np.bool_]:
    """For each state whether some ending can be reached from it."""
    places = links.reach.graph.tables.places
    goals = {node: slice(None) for node in links.reach.cells if not places[node.place].moves}
    return leading_to(links, goals, budget)


def leading_to(links: Links, goals: Mapping[Node, slice | Rows], budget: Budget) -> NDArray[np.bool_]:
    """For each state whether one of `goals`, rows by node, can be reached from it."""
    found = np.zeros(links.reach.states, np.bool_)
    span = {node: links.span(node) for node in links.offset}
    for group in reversed(links.components):
        budget.check(links.reach.states)
        for node in group:
            if node in goals:
                found[span[node]][goals[node]] = True
        again = True
        while again:
            again = False
            for node in group:
                mine = found[span[node]]
                for link in links.out[node]:
                    if mine.all():
                        break
                    good = found[span[link.to]][link.targets]
                    if link.rows is None:
                        gained = good & ~mine
                    else:
                        gained = np.zeros(len(mine), np.bool_)
                        gained[link.rows[good]] = True
                        gained &= ~mine
                    if gained.any():
                        mine |= gained
                        again = True
    return found


def odds_of(links: Links, readers: tuple[str, ...], ending: NDArray[np.bool_], budget: Budget) -> Odds:
    """Spread the mass of `readers` from the first page; `ending` is what `ends` found."""
    reach = links.reach
    mass = np.zeros((len(readers), reach.states))
    mass[:, links.offset[reach.start]] = 1.0
    found = Odds(links, {}, {}, {}, dict.fromkeys(readers, 0.0), np.zeros((6, 101, 101)), {}, {}, {}, {})
    found.visits[reach.start.place] = 1.0
    for group in links.components:
        budget.check(reach.states)
        policies = {node: policy(reach, node, readers) for node in group}
        tangle = _tangle(links, group)
        if tangle is not None:
            _settle(links, tangle, policies, ending, mass, found, budget)
        for node in group:
            split = policies[node].split(mass[:, links.span(node)])
            for link in links.out[node]:
                total = np.zeros(len(readers))
                there = mass[:, links.span(link.to)]
                for part in _parts(len(link.targets)):
                    moved = split.taking(link.arm, part if link.rows is None else link.rows[part])
                    total += moved.sum(axis=1)
                    if link.to not in group:
                        _send(there, link.targets[part], moved)
                if readers[0] == UNIFORM:
                    _count(found, links, node, link, float(total[0]))
    _close(found, mass, readers)
    return found


def _send(there: Floats, targets: Ints, moved: Floats) -> None:
    """Add what each reader moves, (readers, edges), to the states that it is moved to."""
    low, high = int(targets.min()), int(targets.max()) + 1
    if high - low > _SPARSE * len(targets):
        for to, some in zip(there, moved, strict=True):
            np.add.at(to, targets, some)
        return
    near = (targets - low).astype(np.intp)
    for to, some in zip(there[:, low:high], moved, strict=True):
        to += np.bincount(near, some, high - low)


def _parts(size: int) -> Iterator[slice]:
    """`size` rows in pieces that stay in the processor's cache."""
    return (slice(first, first + _PIECE) for first in range(0, size, _PIECE))


def _count(found: Odds, links: Links, node: Node, link: Link, total: float) -> None:
    name = links.name(node, link.arm)
    found.traffic[name] = found.traffic.get(name, 0.0) + total
    way = (name, HERE if link.here else link.to.place)
    found.ways[way] = found.ways.get(way, 0.0) + total
    if not link.here:
        found.visits[link.to.place] = found.visits.get(link.to.place, 0.0) + total


def _close(found: Odds, mass: Floats, readers: tuple[str, ...]) -> None:
    """Read the mass that came to rest at the endings."""
    links = found.links
    tables = links.reach.graph.tables
    for reader, all_of in zip(readers, mass, strict=True):
        endings = dict.fromkeys(tables.story.endings, 0.0)
        outcomes = np.zeros(len(OUTCOMES))
        for name in endings:
            node = Node(name)
            if node not in links.reach.cells:
                continue
            columns = links.reach.columns(node)
            here = all_of[links.span(node)]
            codes = np.broadcast_to(outcome_codes(columns, tables.others), here.shape)
            endings[name] = float(here.sum())
            by_outcome = np.bincount(codes, here, len(OUTCOMES))
            outcomes += by_outcome
            if reader == UNIFORM:
                found.ending_outcomes[name] = dict(zip(OUTCOMES, map(float, by_outcome), strict=True))
                plane = (codes, np.asarray(columns["autonomy"]), np.asarray(columns["connection"]))
                np.add.at(found.density, plane, here)
        found.endings[reader] = endings
        found.outcomes[reader] = dict(zip(OUTCOMES, map(float, outcomes), strict=True))
        found.never[reader] = max(0.0, 1.0 - sum(endings.values()))


def _tangle(links: Links, group: tuple[Node, ...]) -> Tangle | None:
    """The edges inside `group`, or None where there are none."""
    inside = [(node, link) for node in group for link in links.out[node] if link.to in group]
    if not inside:
        return None
    local: dict[Node, int] = {}
    size = 0
    for node in group:
        local[node] = size
        size += len(links.reach.cells[node])
    sources = [
        (np.arange(len(link.targets), dtype=np.int32) if link.rows is None else link.rows) + local[node]
        for node, link in inside
    ]
    targets = [link.targets + local[link.to] for _, link in inside]
    return Tangle(local, inside, size, np.concatenate(sources), np.concatenate(targets))


def _settle(
    links: Links,
    tangle: Tangle,
    policies: Mapping[Node, Policy],
    ending: NDArray[np.bool_],
    mass: Floats,
    found: Odds,
    budget: Budget,
) -> None:
    """Give every state of a tangle its expected visits, from the mass that has come in."""
    numbers = tangle.numbers(links.offset)
    weights = np.concatenate(
        [
            policies[node].weights(link.arm, slice(None) if link.rows is None else link.rows).T
            for node, link in tangle.inside
        ]
    )
    visits, inside = tangle.forward(weights, mass[:, numbers].T, ending[numbers], budget)
    mass[:, numbers] = visits.T
    for reader, left in zip(found.residual, inside, strict=True):
        found.residual[reader] += float(left)


def values_of(links: Links, ending: NDArray[np.bool_], budget: Budget) -> Floats:
    """For each state the probability of each outcome for the uniform reader, (states, 6)."""
    reach = links.reach
    others = reach.graph.tables.others
    return _values(
        links, ending, budget, len(OUTCOMES), lambda node: outcome_codes(reach.columns(node), others)
    )


def endings_of(links: Links, ending: NDArray[np.bool_], budget: Budget) -> Floats:
    """For each state the probability of each ending for the uniform reader, (states, endings)."""
    numbers = {name: number for number, name in enumerate(links.reach.graph.tables.story.endings)}
    return _values(links, ending, budget, len(numbers), lambda node: numbers[node.place])


def _values(
    links: Links,
    ending: NDArray[np.bool_],
    budget: Budget,
    width: int,
    comes_to: Callable[[Node], NDArray[np.integer[Any]] | int],
) -> Floats:
    """For each state how likely each of `width` things is; `comes_to` numbers it at an ending."""
    reach = links.reach
    values = np.zeros((reach.states, width))
    tables = reach.graph.tables
    for group in reversed(links.components):
        budget.check(reach.states)
        for node in group:
            start, size = links.offset[node], len(reach.cells[node])
            if not tables.places[node.place].moves:
                codes = np.broadcast_to(comes_to(node), (size,))
                values[start + np.arange(size), codes] = 1.0
                continue
            here = values[start : start + size]
            for link in links.out[node]:
                if link.to in group:
                    continue
                there = values[links.span(link.to)]
                for part in _parts(len(link.targets)):
                    here[part if link.rows is None else link.rows[part]] += there[link.targets[part]]
            here *= np.repeat(1.0 / np.maximum(links.open_count[node], 1), width).reshape(here.shape)
        tangle = _tangle(links, group)
        if tangle is not None:
            weights = np.concatenate(
                [
                    1.0 / (links.open_count[node] if link.rows is None else links.open_count[node][link.rows])
                    for node, link in tangle.inside
                ]
            )
            numbers = tangle.numbers(links.offset)
            values[numbers] = tangle.backward(weights, values[numbers], ending[numbers], budget)
    return values
