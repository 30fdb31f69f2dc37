"""The graph to explore: which counters are folded into its nodes."""

from game.analysis.bounds import TooManyNodesError, bounds
from game.analysis.compile import Tables
from game.analysis.live import Graph, Reads, graph_of

NODES_A_PLACE = 12
"""How many nodes the folded counters may make of a scene, on the average: more cost more than they save."""


def graph(tables: Tables, extra: Reads | None = None) -> Graph:
    """The graph to explore, with as many counters folded into its nodes as pays."""
    tracked = tables.read - frozenset(tables.story.meters)
    folded = () if extra and extra.everything else tuple(n for n in tables.story.counters if n in tables.read)
    limit = 200 + NODES_A_PLACE * len(tables.places)
    while True:
        try:
            return graph_of(tables, bounds(tables, folded, tracked, limit), tracked, extra)
        except TooManyNodesError as error:
            widest = max(folded, key=error.values.__getitem__)
            folded = tuple(name for name in folded if name != widest)
            limit = max(limit, 2 * len(tables.places)) if folded else len(tables.places)
