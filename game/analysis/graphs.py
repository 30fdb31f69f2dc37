"""The graph to explore: which counters are folded into its nodes."""

from collections.abc import Callable

from game.analysis.bounds import TooManyNodesError, bounds
from game.analysis.compile import Tables
from game.analysis.live import Graph, Reads, graph_of
from game.story.growing import growing

NODES_A_PLACE = 12
"""How many nodes the folded counters may make of a scene, on the average: more cost more than they save."""

LONG = 30
"""Values of a counter that are never folded once there are too many nodes."""


@growing()
def graph(
    tables: Tables,
    extra: Reads | None = None,
    folded: tuple[str, ...] | None = None,
    pause: Callable[[], None] = lambda: None,
) -> Graph:
    """The graph to explore, with as many counters folded into its nodes as pays, of `folded` if given.

    `pause` is called now and then, and may raise.
    """
    tracked = tables.read - frozenset(tables.story.meters)
    if folded is None:
        folded = tuple(name for name in tables.story.counters if name in tables.read)
    asked: dict[str, frozenset[str]] = {}
    if extra:
        asked = {place.id: extra.asked(place) for place in tables.places.values()}
        if extra.everything:
            folded, asked = (), dict.fromkeys(tables.places, tables.read)
    limit = 200 + NODES_A_PLACE * len(tables.places)
    while True:
        try:
            ranges = bounds(tables, folded, tracked, limit, asked, pause)
            return graph_of(tables, ranges, tracked, extra)
        except TooManyNodesError as error:
            widest = max(folded, key=error.values.__getitem__)
            folded = tuple(name for name in folded if name != widest and error.values[name] <= LONG)
            limit = max(limit, 2 * len(tables.places)) if folded else len(tables.places)
