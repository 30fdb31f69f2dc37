"""A layered layout: everything leads down, long ways bend around what they pass, few lines cross.

The usual four steps of a layered drawing: ways back are turned around, nodes get layers, layers are ordered
so that lines cross little, and each layer is spread so that lines run straight.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 24
"""How often the layers are ordered, and spread, from the top and from the bottom."""

Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in the units of the given sizes; x and y grow to the right and down."""

    centres: Mapping[str, Point]
    """Node -> the middle of its top edge."""
    bends: Mapping[Edge, tuple[Point, ...]]
    """Edge -> the points that it passes between its ends, in its own order: above and below a layer."""
    back: frozenset[Edge]
    """The edges that lead up."""
    width: float
    height: float


@dataclass
class _Slot:
    """A node of one layer, or a point at which a long edge passes it."""

    name: str | None
    width: float
    x: float = 0.0


def layered(
    sizes: Mapping[str, Point],
    edges: Iterable[Edge],
    last: frozenset[str] = frozenset(),
    gap: Point = (26.0, 46.0),
) -> Layout:
    """Lay out nodes of `sizes` (width, height), the first of which is on top; those of `last` stand lowest.

    Edges of a node to itself are left out. `gap` is the space between neighbours and between layers.
    """
    unique = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    back = _back(sizes, unique)
    down = list(dict.fromkeys((b, a) if (a, b) in back else (a, b) for a, b in unique))
    rank = _ranks(sizes, down, last)
    depth = max(rank.values(), default=0) + 1
    layers: list[list[_Slot]] = [[] for _ in range(depth)]
    home = {name: _Slot(name, size[0]) for name, size in sizes.items()}
    for name in _depth_first(sizes, down):
        layers[rank[name]].append(home[name])
    above: dict[int, list[_Slot]] = {}
    below: dict[int, list[_Slot]] = {}
    chains: dict[Edge, list[_Slot]] = {}
    for upper, lower in down:
        chain = [home[upper]]
        for layer in range(rank[upper] + 1, rank[lower]):
            chain.append(_Slot(None, 10.0))
            layers[layer].append(chain[-1])
        chain.append(home[lower])
        chains[upper, lower] = chain[1:-1]
        for one, other in pairwise(chain):
            below.setdefault(id(one), []).append(other)
            above.setdefault(id(other), []).append(one)
    _order(layers, above, below)
    _spread(layers, above, below, gap[0])
    return _placed(sizes, layers, rank, unique, back, chains, gap)


def _back(sizes: Mapping[str, Point], edges: Sequence[Edge]) -> frozenset[Edge]:
    """The edges that close a circle, as a walk from the first node meets them."""
    after: dict[str, list[str]] = {name: [] for name in sizes}
    for a, b in edges:
        after[a].append(b)
    found: set[Edge] = set()
    done: set[str] = set()
    for root in sizes:
        if root in done:
            continue
        on_way = {root}
        stack = [(root, iter(after[root]))]
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                on_way.discard(name)
                done.add(name)
            elif following in on_way:
                found.add((name, following))
            elif following not in done:
                on_way.add(following)
                stack.append((following, iter(after[following])))
    return frozenset(found)


def _ranks(sizes: Mapping[str, Point], down: Sequence[Edge], last: frozenset[str]) -> dict[str, int]:
    """The layer of each node: below everything that leads to it, and not further up than it needs to be."""
    before: dict[str, list[str]] = {name: [] for name in sizes}
    after: dict[str, list[str]] = {name: [] for name in sizes}
    for a, b in down:
        before[b].append(a)
        after[a].append(b)
    waiting = {name: len(before[name]) for name in sizes}
    ready = [name for name in sizes if not waiting[name]]
    rank = dict.fromkeys(sizes, 0)
    order: list[str] = []
    while ready:
        name = ready.pop()
        order.append(name)
        for following in after[name]:
            rank[following] = max(rank[following], rank[name] + 1)
            waiting[following] -= 1
            if not waiting[following]:
                ready.append(following)
    led_to: set[str] = set()
    waits = [*sizes][:1]
    while waits:
        name = waits.pop()
        if name not in led_to:
            led_to.add(name)
            waits += after[name]
    fixed = [name for name in sizes if name in led_to or not after[name]]
    lowest = max((rank[name] for name in fixed if name not in last), default=-1) + 1
    for name in last & sizes.keys():
        if not after[name]:
            rank[name] = lowest
    for name in reversed(order):
        # What the first node does not lead to stands just above what it leads to itself.
        if name not in led_to and after[name]:
            rank[name] = min(rank[following] for following in after[name]) - 1
    top = min(rank.values(), default=0)
    return {name: layer - top for name, layer in rank.items()}


def _depth_first(sizes: Mapping[str, Point], down: Sequence[Edge]) -> list[str]:
    after: dict[str, list[str]] = {name: [] for name in sizes}
    for a, b in down:
        after[a].append(b)
    found: dict[str, None] = {}
    for root in sizes:
        stack = [root]
        while stack:
            name = stack.pop()
            if name not in found:
                found[name] = None
                stack.extend(reversed(after[name]))
    return list(found)


_Near = Mapping[int, list[_Slot]]


def _order(layers: list[list[_Slot]], above: _Near, below: _Near) -> None:
    """Order every layer by the middle of its neighbours, and keep the order with the fewest crossings."""
    _number(layers)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, below)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downward = sweep % 2 == 0
        near = above if downward else below
        for layer in layers if downward else reversed(layers):
            layer.sort(key=lambda slot: _middle(near.get(id(slot)), slot.x))
            _number([layer])
        for layer in layers:
            _swap(layer, above, below)
        crossings = _crossings(layers, below)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    layers[:] = best
    _number(layers)


def _number(layers: Iterable[list[_Slot]]) -> None:
    for layer in layers:
        for index, slot in enumerate(layer):
            slot.x = float(index)


def _middle(near: list[_Slot] | None, otherwise: float) -> float:
    return sum(slot.x for slot in near) / len(near) if near else otherwise


def _swap(layer: list[_Slot], above: _Near, below: _Near) -> None:
    """Exchange neighbours where that takes crossings away."""
    for i in range(len(layer) - 1):
        left, right = layer[i], layer[i + 1]
        now = later = 0
        for near in (above, below):
            for a in near.get(id(left), ()):
                for b in near.get(id(right), ()):
                    now += a.x > b.x
                    later += a.x < b.x
        if later < now:
            layer[i], layer[i + 1] = right, left
            left.x, right.x = right.x, left.x


def _crossings(layers: list[list[_Slot]], below: _Near) -> int:
    total = 0
    for layer in layers:
        ends: list[float] = []
        for slot in layer:
            targets = [other.x for other in below.get(id(slot), ())]
            total += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return total


def _spread(layers: list[list[_Slot]], above: _Near, below: _Near, gap: float) -> None:
    """Move every node as near to its neighbours as the order of its layer and the gap allow."""
    for layer in layers:
        x = 0.0
        for slot in layer:
            slot.x = x + slot.width / 2
            x += slot.width + gap
        for slot in layer:
            slot.x -= (x - gap) / 2
    near_of: tuple[_Near, ...] = (above, below)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        for layer in layers if downward else reversed(layers):
            # The last sweeps look both ways, so that what is below is as straight as what is above.
            near = near_of if sweep >= SWEEPS // 2 else (near_of[not downward],)
            _settle(layer, lambda slot, near=near: [o for one in near for o in one.get(id(slot), ())], gap)  # type: ignore[misc]


def _settle(layer: list[_Slot], neighbours: Callable[[_Slot], list[_Slot]], gap: float) -> None:
    """Least squares under the order: wished places are pooled where they would overlap."""
    pools: list[list[float]] = []  # weight, weighted sum, how many slots
    offset = 0.0
    offsets: list[float] = []
    for index, slot in enumerate(layer):
        if index:
            offset += (layer[index - 1].width + slot.width) / 2 + gap
        offsets.append(offset)
        wish = _middle(neighbours(slot), slot.x) - offset
        # A bend that is off its line is seen more than a node that is off its middle.
        weight = 4.0 if slot.name is None else 1.0
        pools.append([weight, weight * wish, 1])
        while len(pools) > 1 and pools[-2][1] / pools[-2][0] > pools[-1][1] / pools[-1][0]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    index = 0
    for weight, total, size in pools:
        for _ in range(int(size)):
            layer[index].x = total / weight + offsets[index]
            index += 1


def _placed(
    sizes: Mapping[str, Point],
    layers: list[list[_Slot]],
    rank: Mapping[str, int],
    edges: Sequence[Edge],
    back: frozenset[Edge],
    chains: Mapping[Edge, list[_Slot]],
    gap: Point,
) -> Layout:
    left = min((slot.x - slot.width / 2 for layer in layers for slot in layer), default=0.0)
    right = max((slot.x + slot.width / 2 for layer in layers for slot in layer), default=0.0)
    heights = [max((sizes[slot.name][1] for slot in layer if slot.name), default=0.0) for layer in layers]
    tops: list[float] = []
    y = 0.0
    for height in heights:
        tops.append(y)
        y += height + gap[1]
    centres = {
        slot.name: (slot.x - left, tops[rank[slot.name]]) for layer in layers for slot in layer if slot.name
    }
    bends: dict[Edge, tuple[Point, ...]] = {}
    for a, b in edges:
        upper, lower = (b, a) if (a, b) in back else (a, b)
        points = tuple(
            (slot.x - left, y)
            for layer, slot in enumerate(chains[upper, lower], rank[upper] + 1)
            for y in (tops[layer], tops[layer] + heights[layer])
        )
        bends[a, b] = tuple(reversed(points)) if (a, b) in back else points
    return Layout(centres, bends, back, right - left, max(0.0, y - gap[1]))
