"""How many choices a reading makes: the fewest, the most, and what is to be expected by chance.

A page that is only turned is no choice: it is gone through at no cost. Words are not counted so: what only
texts ask for is not kept apart here, and to keep it apart takes three to a hundred times as many states.
"""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.index import Ints
from game.analysis.links import Group, Links, Piece
from game.analysis.odds import EDGE, STATE, Goods, Odds, good_in
from game.analysis.solve import Tangle, peel

_FAR = 1 << 30
"""More choices than any reading makes."""


@dataclass(frozen=True)
class Choices:
    """Choices made in a reading that ends; exact."""

    least: int
    mean: float | None
    """Of the uniform reader; None where some of its readings never end."""
    most: int | None
    """None where there is no bound: a loop may be gone round as often as one likes."""


def choices_made(links: Links, ending: Goods, odds: Odds, budget: Budget) -> Choices | None:
    """How many choices readings make from the first page to an ending; None where none ends.

    `ending` is what `ends` found, `odds` are those of the uniform reader. Raises `OutOfBudgetError`.
    """
    places = links.reach.graph.tables.places
    closing = [cell for node, cell in links.reach.cells.items() if not places[node.place].moves]
    if not closing:
        return None
    scenes = links.reach.graph.tables.story.scenes.values()
    turned = frozenset(scene.id for scene in scenes if scene.is_page)
    mean = None
    # However rarely a reading is caught, the mean of all of them is then without bound.
    caught = any(good is not None for good in ending.values())
    if not (caught or links.reach.nowhere):
        mean = sum(count for name, count in odds.traffic.items() if name.partition(".")[0] not in turned)
    least = min(cell.nearest()[0] for cell in closing)
    if turned:
        least = _least(links, turned, budget)
    return Choices(least, mean, _most(links, ending, turned, budget))


def _cost(node: Node, turned: Set[str]) -> np.int32:
    """The choices that whatever is done at a node counts for."""
    return np.int32(node.place not in turned)


def _costs(tangle: Tangle, turned: Set[str]) -> Ints:
    """The same for each state of a tangle."""
    found = np.empty(tangle.size, np.int32)
    for node, span in tangle.span.items():
        found[span] = _cost(node, turned)
    return found


def _least(links: Links, turned: Set[str], budget: Budget) -> int:
    """The fewest choices after which a reading ends, of which it is known that some end."""
    reach = links.reach
    nearest: dict[Node, Ints] = {}
    least = _FAR
    start, cell = reach.start

    def at(node: Node) -> Ints:
        if node not in nearest:
            nearest[node] = np.full(len(reach.cells[node]), _FAR, np.int32)
            if node == start:
                nearest[node][links.rows(node, np.array([cell]))] = 0
        return nearest[node]

    for group in links.forward(budget):
        looped = links.loops(group)
        if not looped and not reach.graph.tables.places[group[0].place].moves:
            least = min(least, int(at(group[0]).min()))
        pieces = links.whole(group, budget, STATE, EDGE) if looped else links.pieces(group[0])
        if looped:
            pieces = list(pieces)
            tangle = Tangle.of(group, pieces)
            costs = _costs(tangle, turned)
            near = np.concatenate([at(node) for node in tangle.span])
            while True:
                before = near.copy()
                np.minimum.at(near, tangle.target, near[tangle.source] + costs[tangle.source])
                budget.check(reach.states, held=reach.held)
                if np.array_equal(before, near):
                    break
            nearest.update((node, near[span]) for node, span in tangle.span.items())
        for piece in pieces:
            here = at(piece.node)[piece.span] + _cost(piece.node, turned)
            for link in piece.links:
                if link.to not in group or not looped:
                    np.minimum.at(at(link.to), link.targets, here if link.rows is None else here[link.rows])
        for node in group:
            nearest.pop(node, None)
        budget.check(reach.states, held=reach.held + sum(some.nbytes for some in nearest.values()))
    return least


def _most(links: Links, ending: Goods, turned: Set[str], budget: Budget) -> int | None:
    """The most choices after which a reading ends; None where there is no bound."""
    reach = links.reach
    farthest: dict[Node, Ints] = {}
    most = 0

    def at(node: Node) -> Ints:
        if node not in farthest:
            farthest[node] = np.zeros(len(reach.cells[node]), np.int32)
        return farthest[node]

    def send(pieces: list[Piece], group: Group) -> None:
        for piece in pieces:
            here = at(piece.node)[piece.span] + _cost(piece.node, turned)
            for link in piece.links:
                if link.to not in group:
                    np.maximum.at(at(link.to), link.targets, here if link.rows is None else here[link.rows])

    for group in links.forward(budget):
        if links.loops(group):
            pieces = links.whole(group, budget, STATE, EDGE)
            if not _through(links, group, pieces, farthest, ending, turned):
                return None
            send(pieces, group)
        elif reach.graph.tables.places[group[0].place].moves:
            for piece in links.pieces(group[0]):
                send([piece], ())
        else:
            most = max(most, int(at(group[0]).max()))
        for node in group:
            farthest.pop(node, None)
        budget.check(reach.states, held=reach.held + sum(some.nbytes for some in farthest.values()))
    return most


def _through(
    links: Links,
    group: Group,
    pieces: list[Piece],
    farthest: dict[Node, Ints],
    ending: Goods,
    turned: Set[str],
) -> bool:
    """Go through nodes that lead back to each other; whether no reader can go round and still end."""
    tangle = Tangle.of(group, pieces)
    # Whoever comes to a state that leads to no ending is not counted, however long it goes on there.
    counts = good_in(links, group, ending)[tangle.target]
    source, target = tangle.source[counts], tangle.target[counts]
    far = np.concatenate(
        [farthest.get(node, np.zeros(len(links.reach.cells[node]), np.int32)) for node in group]
    )

    costs = _costs(tangle, turned)

    def push(edges: Ints, _: Ints) -> None:
        np.maximum.at(far, target[edges], far[source[edges]] + costs[source[edges]])

    if not peel(source, target, tangle.size, push).all():
        return False
    farthest.update((node, far[span]) for node, span in tangle.span.items())
    return True
