"""How likely everything is: the mass of every reader, spread forward from the first page.

Nodes are taken in an order in which choices lead forward. Where nodes lead back to each other, `solve` takes
their states apart further: most of such a tangle still has an order, and only true cycles are iterated, until
the mass left inside is below a bound that is reported. Where most cells of a node are taken its mass moves as
planes, else state by state.
"""

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import Budget
from game.analysis.index import Cells, Ints
from game.analysis.links import Group, Links, Piece
from game.analysis.odds import EDGE, LEAST, NUMBER, STATE, Floats, Goods, Odds, good_in
from game.analysis.readers import UNIFORM, Policy, policy
from game.analysis.solve import Tangle, inside
from game.analysis.terms import outcome_codes
from game.story.condition import OUTCOMES
from game.story.model import HERE

_SPARSE = 8


def odds_of(links: Links, readers: tuple[str, ...], ending: Goods, budget: Budget) -> Odds:
    """Spread the mass of `readers` from the first page; `ending` is what `ends` found."""
    found = Odds.of(links, readers)
    _Spread(links, readers, ending, budget, found).run()
    return found


def visits_of(links: Links, ending: Goods, budget: Budget) -> dict[Node, Floats]:
    """How often the uniform reader is expected in each state of a scene."""
    found = {node: np.zeros(len(cell)) for node, cell in links.reach.cells.items()}
    spread = _Spread(links, (UNIFORM,), ending, budget, Odds.of(links, (UNIFORM,)))
    spread.visits = found
    spread.run()
    return found


class _Spread:
    """Mass on its way through the story, held only where it has arrived and not gone on."""

    def __init__(
        self, links: Links, readers: tuple[str, ...], ending: Goods, budget: Budget, found: Odds
    ) -> None:
        self.links, self.readers, self.ending, self.budget, self.found = links, readers, ending, budget, found
        self.reach = links.reach
        self.graph = links.reach.graph
        self.stores = links.reach.expander.stores
        self.waiting: dict[Node, Floats] = {}
        """The mass that has arrived at each state of a node, (readers, states)."""
        self.planes: dict[Node, Floats] = {}
        """What has arrived beside it as planes, (readers, groups, area)."""
        self.visits: dict[Node, Floats] | None = None
        """How much mass of the first reader goes on from each state of a scene, where that is asked for."""

    def run(self) -> None:
        """Spread all of it."""
        start, cell = self.reach.start
        self.at(start)[:, self.links.rows(start, np.array([cell]))] = 1.0
        self.found.visits[start.place] = 1.0
        for group in self.links.forward(self.budget):
            node = group[0]
            if not self.graph.tables.places[node.place].moves:
                self.close(node)
            elif self.links.loops(group):
                self.settle(group)
            elif self.reach.cells[node].crowded:
                self.by_planes(node)
            else:
                self.by_states(node)
            waiting = sum(mass.nbytes for mass in (*self.waiting.values(), *self.planes.values()))
            self.budget.check(self.reach.states, held=self.reach.held + waiting)

    def at(self, node: Node) -> Floats:
        """The mass that has arrived at the states of `node`, (readers, states), to be added to."""
        found = self.waiting.get(node)
        if found is None:
            found = self.waiting[node] = np.zeros((len(self.readers), len(self.reach.cells[node])))
        return found

    def planes_at(self, node: Node) -> Floats:
        """The same as planes, (readers, groups, area)."""
        found = self.planes.get(node)
        if found is None:
            shape = self.reach.cells[node].room // self.stores[node].area, self.stores[node].area
            found = self.planes[node] = np.zeros((len(self.readers), *shape))
        return found

    def take(self, node: Node) -> Floats:
        """All that has arrived at the states of `node`, (readers, states)."""
        found = self.at(node)
        planes = self.planes.pop(node, None)
        if planes is not None:
            found += planes.reshape(len(found), -1)[:, self.reach.cells[node].cells]
        return self.waiting.pop(node)

    def by_states(self, node: Node) -> None:
        mass = self.take(node)
        if self.visits is not None:
            self.visits[node] = mass[0]
        for piece in self.links.pieces(node):
            policy_ = policy(self.graph, node, piece.part, piece.open_count, self.readers)
            self.send(piece, policy_, mass[:, piece.span], ())

    def by_planes(self, node: Node) -> None:
        mass = self.planes_at(node)
        rows = self.waiting.pop(node, None)
        if rows is not None:
            mass.reshape(len(mass), -1)[:, self.reach.cells[node].cells] += rows
        del self.planes[node]
        if self.visits is not None:
            self.visits[node] = mass[0][self.reach.cells[node].planes(self.stores[node].area)]
        for sheet in self.links.sheets(node):
            split = policy(self.graph, node, sheet.whole, sheet.open_count, self.readers).split(
                mass[:, sheet.span]
            )
            going: tuple[int, Floats] | None = None
            for hop in sheet.hops:
                if hop.to is None:
                    continue
                if going is None or going[0] != hop.arm:
                    going = hop.arm, split.taking(hop.arm)
                moved = [hop.part.values(planes) for planes in going[1]]
                if self.readers[0] == UNIFORM:
                    self.count(node, hop.arm, hop.to, hop.here, float(moved[0].sum()))
                shift = self.stores[hop.to].shift(hop.part)
                if self.reach.cells[hop.to].crowded:
                    for one, into in zip(moved, self.planes_at(hop.to), strict=True):
                        shift.carry(one, np.add, into)
                else:
                    targets = self.links.ranks(hop.to).rows(shift.cells(hop.part.mask))
                    listed = np.stack([one[:, :-1][hop.part.mask] for one in moved])
                    _add(self.at(hop.to), targets, listed)

    def send(self, piece: Piece, policy_: Policy, mass: Floats, inside: Group) -> None:
        """Send mass, (readers, states of the piece), on; what stays `inside` is only counted."""
        split = policy_.split(mass)
        for link in piece.links:
            moved = split.taking(link.arm, slice(None) if link.rows is None else link.rows)
            if link.to not in inside:
                _add(self.at(link.to), link.targets, moved)
            if self.readers[0] == UNIFORM:
                self.count(piece.node, link.arm, link.to, link.here, float(moved[0].sum()))

    def count(self, node: Node, arm: int, to: Node, here: bool, total: float) -> None:
        """Note that the uniform reader is expected to go so often from `node` by `arm`."""
        found, total = self.found, max(total, LEAST)
        name = self.links.name(node, arm)
        found.traffic[name] = found.traffic.get(name, 0.0) + total
        way = (name, HERE if here else to.place)
        found.ways[way] = found.ways.get(way, 0.0) + total
        if not here:
            found.visits[to.place] = found.visits.get(to.place, 0.0) + total

    def settle(self, group: Group) -> None:
        """Spread the mass that comes into nodes that lead back to each other until none is left inside."""
        many = len(self.readers)
        arms = max(len(self.graph.arms[node]) for node in group)
        a_state = STATE + many * (4 * NUMBER + arms)
        pieces = self.links.whole(group, self.budget, a_state, EDGE + 2 * many * NUMBER)
        policies = [
            policy(self.graph, piece.node, piece.part, piece.open_count, self.readers) for piece in pieces
        ]
        visits = np.concatenate([self.take(node) for node in group], axis=1)
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
            if self.visits is not None:
                self.visits[piece.node][piece.span] = mass[0]

    def close(self, node: Node) -> None:
        """Read the mass that came to rest at an ending."""
        columns, mass = self.reach.columns(node), self.take(node)
        codes = np.broadcast_to(outcome_codes(columns, self.graph.tables.others), mass.shape[1:])
        met = np.unique(codes)
        found = self.found
        for reader, here in zip(self.readers, mass, strict=True):
            found.endings[reader][node.place] = max(float(here.sum()), LEAST)
            shares = np.bincount(codes, here, len(OUTCOMES))
            shares[met] = np.maximum(shares[met], LEAST)
            by_outcome = dict(zip(OUTCOMES, map(float, shares), strict=True))
            for name, share in by_outcome.items():
                found.outcomes[reader][name] += share
            if reader == UNIFORM:
                found.ending_outcomes[node.place] = by_outcome
                plane = (codes, np.asarray(columns["autonomy"]), np.asarray(columns["connection"]))
                np.add.at(found.density, plane, here)


def _add(there: Floats, targets: Ints | Cells, moved: Floats) -> None:
    """Add what each reader moves, (readers, edges), to the states that it is moved to."""
    low, high = int(targets.min()), int(targets.max()) + 1
    if high - low > _SPARSE * len(targets):
        for to, some in zip(there, moved, strict=True):
            np.add.at(to, targets, some)
        return
    near = (targets - low).astype(np.intp)
    for to, some in zip(there[:, low:high], moved, strict=True):
        to += np.bincount(near, some, high - low)
