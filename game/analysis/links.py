"""Which state leads to which: worked out piece by piece, for whoever walks the nodes forward or backward."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.dense import Dense
from game.analysis.expand import Hop
from game.analysis.explore import CHUNK, Reach
from game.analysis.index import Cells, Ints, Ranks
from game.analysis.part import Counts, Rows, Sparse
from game.story.model import HERE


class Link(NamedTuple):
    """One choice of some states, into one node: `rows` of them (None for all) go to the rows `targets`."""

    arm: int
    rows: Rows | None
    to: Node
    targets: Ints
    here: bool


class Piece(NamedTuple):
    """Some of the states of a node, one after another, and all that can be done in them."""

    node: Node
    span: slice
    """Which of the states of the node these are."""
    part: Sparse
    links: tuple[Link, ...]
    open_count: Counts
    """How many choices are open in each."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        rows = sum(link.rows.nbytes for link in self.links if link.rows is not None)
        targets = sum(link.targets.nbytes for link in self.links)
        return self.part.of.nbytes + self.part.points.nbytes + self.open_count.nbytes + rows + targets


class Sheet(NamedTuple):
    """Some of the planes of a node, one after another, and all that can be done there."""

    node: Node
    span: slice
    """Which of the groups of the node these are."""
    whole: Dense
    hops: list[Hop[Dense]]
    """What each choice makes of them; those that lead nowhere too."""
    open_count: Counts
    """How many choices are open in each, (groups, area)."""


Group = tuple[Node, ...]
KEPT = 1 << 21
"""States whose pieces are kept once worked out, at some fifty bytes each: all of a usual story."""


class Links:
    """The states of a `Reach` as one graph, held as far as somebody is walking through it."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self._ranks: dict[Node, Ranks] = {}
        self._kept: dict[Node, list[Piece]] = {}
        self._room = KEPT
        self._before: dict[tuple[Node, int], tuple[Node, int, int] | None] = {}

    def name(self, node: Node, arm: int) -> str:
        """The choice of `arm` as a path names it: ``scene.choice``."""
        graph = self.reach.graph
        return f"{node.place}.{graph.tables.places[node.place].moves[graph.arms[node][arm].move].id}"

    # -- walking --------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[Group]:
        """The nodes that were reached, in an order in which choices lead forward; loops stand together."""
        cells = self.reach.cells
        kept = (tuple(node for node in group if node in cells) for group in self.reach.graph.components)
        return [group for group in kept if group]

    def forward(self, budget: Budget) -> Iterator[Group]:
        """`groups`, first things first."""
        self._ranks.clear()
        for group in self.groups:
            budget.check(self.reach.states)
            yield group
            for node in group:
                self._ranks.pop(node, None)

    def backward(self, budget: Budget) -> Iterator[tuple[Group, list[Node]]]:
        """`groups`, last things first, each with the nodes that nothing leads to any more after it."""
        self._ranks.clear()
        for group, spent in zip(reversed(self.groups), reversed(self._spent), strict=True):
            budget.check(self.reach.states)
            yield group, spent
            for node in spent:
                self._ranks.pop(node, None)

    @cached_property
    def _spent(self) -> list[list[Node]]:
        """For each group the nodes of which it holds the first that leads to them, or that nothing does."""
        after = self.reach.graph.after
        first: dict[Node, int] = {}
        for number, group in enumerate(self.groups):
            for node in group:
                for to in (*after[node], node):
                    first.setdefault(to, number)
        found: list[list[Node]] = [[] for _ in self.groups]
        for node in self.reach.cells:
            found[first[node]].append(node)
        return found

    def loops(self, group: Group) -> bool:
        """Whether a choice in `group` may lead back into it."""
        return len(group) > 1 or group[0] in self.reach.graph.after[group[0]]

    def ranks(self, node: Node) -> Ranks:
        """The rows of the states of `node`, by their cells."""
        found = self._ranks.get(node)
        if found is None:
            found = self._ranks[node] = self.reach.cells[node].ranks
        return found

    def pieces(self, node: Node) -> Iterator[Piece]:
        """All states of `node` with what can be done in them."""
        if node in self._kept:
            yield from self._kept[node]
            return
        store = self.reach.expander.stores[node]
        cells = self.reach.cells[node].cells
        pieces: list[Piece] = []
        keep = self._room >= len(cells)
        for first in range(0, len(cells), CHUNK):
            part = store.part(cells[first : first + CHUNK])
            piece = self._piece(node, slice(first, first + part.size), part)
            if keep:
                pieces.append(piece)
            yield piece
        # Only what was gone through to its end is whole.
        if keep:
            self._room -= len(cells)
            self._kept[node] = pieces

    def sheets(self, node: Node) -> Iterator[Sheet]:
        """The same as planes."""
        store = self.reach.expander.stores[node]
        known = self.reach.cells[node].planes(store.area)
        step = max(1, CHUNK // store.area)
        for first in range(0, len(known), step):
            some = known[first : first + step]
            if not some.any():
                continue
            whole = store.planes(first, some)
            count = np.zeros(some.shape, self._counting(node))
            hops = list(self.reach.expander.expand(node, whole))
            for hop in hops:
                count[hop.part.origin] += hop.part.mask
            yield Sheet(node, slice(first, first + len(some)), whole, hops, count)

    def whole(self, group: Group, budget: Budget, a_state: int, an_edge: int) -> list[Piece]:
        """All pieces of nodes that lead back to each other, as whoever settles these needs them at once.

        `a_state` and `an_edge`, a choice that leads back into `group`, are the bytes that this takes beside
        them. Raises `OutOfBudgetError` as soon as it is clear that all of it will not fit.
        """
        found: list[Piece] = []
        held = self.reach.held
        for node in group:
            for piece in self.pieces(node):
                edges = sum(len(link.targets) for link in piece.links if link.to in group)
                held += piece.nbytes + a_state * piece.part.size + an_edge * edges
                budget.check(self.reach.states, held=held)
                found.append(piece)
        return found

    def _counting(self, node: Node) -> np.dtype[Any]:
        """What is wide enough to count the choices that are open at `node`."""
        return np.min_scalar_type(len(self.reach.graph.arms[node]))

    def _piece(self, node: Node, span: slice, part: Sparse) -> Piece:
        count = np.zeros(part.size, self._counting(node))
        links: list[Link] = []
        for hop in self.reach.expander.expand(node, part):
            rows = hop.part.rows
            if rows is None:
                count += 1
            else:
                count[rows] += 1
            if hop.to is not None:
                cells = self.reach.expander.stores[hop.to].cells(hop.part)
                links.append(Link(hop.arm, rows, hop.to, self.ranks(hop.to).rows(cells), hop.here))
        return Piece(node, span, part, tuple(links), count)

    # -- single states ----------------------------------------------------------------------------

    def rows(self, node: Node, cells: Cells) -> Ints:
        """The rows of some cells of `node`."""
        return self.reach.cells[node].ranks.rows(cells)

    @cached_property
    def sources(self) -> dict[Node, list[Node]]:
        """For each node those from which a choice may lead to it."""
        found: dict[Node, list[Node]] = {node: [] for node in self.reach.cells}
        for node in self.reach.cells:
            for to in self.reach.graph.after[node]:
                if to in found:
                    found[to].append(node)
        return found

    def path(self, node: Node, cell: int, budget: Budget) -> tuple[str, ...]:
        """A shortest list of choices from the first page to the state at `cell` of `node`.

        Raises `OutOfBudgetError`: each choice is looked for among all states that are as far, and a way may
        be as long as the story.
        """
        path: list[str] = []
        state = node, cell
        while True:
            if state not in self._before:
                budget.check(self.reach.states)
                self._before[state] = self._step_back(*state)
            before = self._before[state]
            if before is None:
                return tuple(reversed(path))
            path.append(self.name(before[0], before[2]))
            state = before[:2]

    def _step_back(self, node: Node, cell: int) -> tuple[Node, int, int] | None:
        """A state from which a choice leads to this one, one choice nearer to the first page: its arm too."""
        reach = self.reach
        depth = int(reach.cells[node].depth[self.rows(node, np.array([cell]))[0]])
        if depth == 0:
            return None
        for source in self.sources[node]:
            at = reach.cells[source]
            cells = at.cells[at.depth == depth - 1]
            if not len(cells):
                continue
            part = reach.expander.stores[source].part(cells)
            for hop in reach.expander.expand(source, part, node.place):
                if hop.to == node:
                    found = np.flatnonzero(reach.expander.stores[node].cells(hop.part) == cell)
                    if len(found):
                        row, rows = int(found[0]), hop.part.rows
                        return source, int(cells[row if rows is None else rows[row]]), hop.arm
        raise AssertionError(f"nothing leads to {node}")

    def arrived(self, node: Node) -> NDArray[np.bool_] | None:
        """Which of the states of `node` are arrived at, and not only stayed in; None for all of them."""
        reach = self.reach
        # Whoever stays may still come from another node of the scene, where a folded counter is different.
        leading = (
            way for source in self.sources[node] for arm in reach.graph.arms[source] for way in arm.ways
        )
        if not any(way.to == HERE and node in way.nodes for way in leading):
            return None
        found = np.zeros(len(reach.cells[node]), np.bool_)
        ranks = reach.cells[node].ranks
        if node == reach.start[0]:
            found[ranks.rows(np.array(reach.start[1:]))] = True
        for source in self.sources[node]:
            for hop in reach.expander.expand(source, reach.part(source), node.place):
                if hop.to == node and not hop.here:
                    found[ranks.rows(reach.expander.stores[node].cells(hop.part))] = True
        return found
