"""The graph as a picture: every choice a strand, as wide as the traffic on it. SVG, for light and dark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from textwrap import wrap

from game.analysis.graph import Graph, Node, Strand, share, shortened
from game.analysis.layout import Edge, Layout, Point, layered

KNOT = 3
"""Choices of a scene that may lead to so many places or more are tied together before they part."""
CROWDED = 60
"""Above so many nodes, the names of the choices are left to the notes that a pointer brings up."""

_STYLE = """
.map { --paper: #f7f2e7; --ink: #2a2019; --quiet: #6b5d50; --faint: #ded4c1; --accent: #8c2d19;
  font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif; }
@media (prefers-color-scheme: dark) { .map { --paper: #10151f; --ink: #ddd6c6; --quiet: #8f93a0;
  --faint: #273042; --accent: #e6a84f; } }
@media print { .map { --paper: #fff; --ink: #000; --quiet: #444; --faint: #bbb; --accent: #8c2d19; } }
.map .sheet { fill: var(--paper); }
.map text { fill: var(--ink); text-anchor: middle; }
.map .name { font-size: 14px; }
.map .ending { font-style: italic; font-size: 15px; }
.map .chapter { font-size: 10px; letter-spacing: .22em; text-transform: uppercase; fill: var(--quiet); }
.map .port, .map .aside { font-size: 10px; fill: var(--quiet); }
.map .rule { stroke: var(--ink); stroke-width: .8; }
.map .ground { fill: var(--paper); }
.map .strand { fill: none; stroke: var(--accent); stroke-linecap: round; }
.map .head { fill: var(--accent); }
.map .sometimes { stroke-dasharray: 5 3; }
.map .lost text, .map text.lost { fill: var(--quiet); }
.map .strand.lost { stroke: var(--quiet); stroke-dasharray: 1.5 4; stroke-opacity: .8; }
.map .lost .rule { stroke: var(--quiet); stroke-dasharray: 1.5 3; }
.map .never { font-size: 10px; font-style: italic; fill: var(--accent); }
""".strip()
_LIGHT = dict(re.findall(r"--(\w+): (#\w+)", _STYLE.partition("@media")[0]))
# A viewer that knows no variables leaves out what names one, and takes what stands before it.
STYLE = re.sub(
    r"(fill|stroke): var\(--(\w+)\)",
    lambda found: f"{found[1]}: {_LIGHT[found[2]]}; {found[0]}",
    _STYLE,
)


@dataclass
class _Box:
    """What a node takes up, and where its choices leave it (from its middle)."""

    node: Node
    strands: list[Strand]
    crowded: bool
    lines: list[str] = field(init=False)
    ports: dict[str, float] = field(init=False)
    knot: frozenset[str] = field(init=False)
    """The choices that are tied together below the node."""
    width: float = field(init=False)
    height: float = field(init=False)
    depth: float = field(init=False)
    """The height with the knot below."""

    def __post_init__(self) -> None:
        ending = self.node.kind == "ending"
        self.lines = wrap(self.node.title, 14, break_long_words=False) if ending else [self.node.title]
        size = 15.0 if ending else 14.0
        name = max((_width(line, size) for line in self.lines), default=0.0)
        aside = 0.0 if self.node.visits is None or ending else _width(share(self.node.visits), 10.0) + 8
        choices = list(dict.fromkeys(strand.choice for strand in self.strands))
        widths = [12.0 if self.crowded else max(16.0, _width(_port(choice), 10.0) + 12) for choice in choices]
        total = sum(widths)
        self.ports = {}
        x = -total / 2
        for choice, width in zip(choices, widths, strict=True):
            self.ports[choice] = x + width / 2
            x += width
        self.knot = _tied(self.strands)
        self.width = max(name + 2 * aside, total, 34.0)
        self.height = 14.0 * bool(self.node.chapter) + 18.0 * len(self.lines)
        if ending:
            self.height += 13.0 * (bool(self.node.outcome) + (self.node.visits is not None))
        else:
            self.height += 5.0 if self.crowded or not choices else 18.0
        self.height += 13.0 * (not self.node.reached)
        self.depth = self.height + (30.0 if self.knot else 0.0)


def _tied(strands: list[Strand]) -> frozenset[str]:
    """The choices of one scene that lead to the same `KNOT` or more places, if at least two do."""
    targets: dict[str, tuple[str, ...]] = {}
    for strand in strands:
        if not strand.stays:
            targets[strand.choice] = (*targets.get(strand.choice, ()), strand.target)
    alike: dict[tuple[str, ...], list[str]] = {}
    for choice, places in targets.items():
        if len(places) >= KNOT:
            alike.setdefault(places, []).append(choice)
    most = max(alike.values(), key=len, default=[])
    return frozenset(most) if len(most) > 1 else frozenset()


def svg(graph: Graph) -> str:
    """The graph as one SVG that needs nothing else: text is text, and long texts come as notes."""
    crowded = len(graph.nodes) > CROWDED
    leaving: dict[str, list[Strand]] = {node.id: [] for node in graph.nodes}
    for strand in graph.strands:
        leaving[strand.source].append(strand)
    order = sorted(graph.nodes, key=lambda node: node.id != graph.start)
    boxes = {node.id: _Box(node, leaving[node.id], crowded) for node in order}
    layout = layered(
        {name: (box.width, box.depth) for name, box in boxes.items()},
        [(strand.source, strand.target) for strand in graph.strands],
        frozenset(node.id for node in graph.nodes if node.kind == "ending"),
        (18.0, 34.0) if crowded else (26.0, 44.0),
    )
    margin = 24.0
    width, height = layout.width + 2 * margin, layout.height + 2 * margin
    body = "\n".join(
        [*_strands(graph, boxes, layout), *(_node(boxes[name], at) for name, at in layout.centres.items())]
    )
    label = escape(f"The scenes and choices of {graph.title}")
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{label}">\n'
        f"<style>{STYLE}</style>\n"
        '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerUnits="userSpaceOnUse" '
        'markerWidth="8" markerHeight="8" orient="auto">'
        '<path class="head" d="M0,1 L7,4 L0,7 z"/></marker></defs>\n'
        '<rect class="sheet" width="100%" height="100%"/>\n'
        f'<g transform="translate({margin:.0f} {margin:.0f})">\n{body}\n</g>\n</svg>\n'
    )


# -- nodes ----------------------------------------------------------------------------------------


def _node(box: _Box, at: Point) -> str:
    node, (x, y) = box.node, at
    parts = [f'<g class="{"node" if node.reached else "node lost"}">']
    # The ground keeps strands that pass behind from running through the words.
    parts.append(
        f'<rect class="ground" x="{x - box.width / 2 - 3:.1f}" y="{y - 1:.1f}" width="{box.width + 6:.1f}" '
        f'height="{box.height - (0 if node.kind == "ending" else 2):.1f}" rx="3"/>'
    )
    if node.chapter:
        parts.append(_text(x, y + 9, shortened(node.chapter, 30), "chapter"))
        y += 14
    for line in box.lines:
        parts.append(_text(x, y + 13, line, "ending" if node.kind == "ending" else "name"))
        y += 18
    if node.kind == "ending":
        if node.outcome:
            parts.append(_text(x, y + 8, node.outcome, "aside"))
            y += 13
        if node.visits is not None:
            parts.append(_text(x, y + 8, share(node.visits), "aside"))
            y += 13
    else:
        if node.visits is not None:
            name = _width(node.title, 14.0)
            parts.append(_text(x + name / 2 + 8, y - 5, share(node.visits), "aside", "start"))
        half = max(box.width / 2, 17.0)
        parts.append(f'<path class="rule" d="M{x - half:.1f},{y:.1f} h{2 * half:.1f}"/>')
        y += 5
        if not box.crowded:
            parts += [_text(x + dx, y + 7, _port(choice), "port") for choice, dx in box.ports.items()]
            y += 13 * bool(box.ports)
    if not node.reached:
        parts.append(_text(x, y + 9, "no reader comes here", "never"))
    return "".join([*parts, "</g>"])


def _text(x: float, y: float, text: str, kind: str, anchor: str = "") -> str:
    style = f' style="text-anchor:{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{style}>{escape(text)}</text>'


def _port(choice: str) -> str:
    return shortened(choice.replace("_", " "), 14)


# -- strands --------------------------------------------------------------------------------------


def _strands(graph: Graph, boxes: dict[str, _Box], layout: Layout) -> Iterator[str]:
    together: dict[Edge, list[Strand]] = {}
    for strand in _merged(graph, boxes):
        together.setdefault((strand.source, strand.target), []).append(strand)
    entries = _entries(together, boxes, layout)
    drawn = [strand for beside in together.values() for strand in beside]
    busiest = max([1.0, *(strand.traffic or 0.0 for strand in drawn)])
    # The busiest are drawn last, over the others.
    for strand in sorted(drawn, key=lambda strand: strand.traffic or 0.0):
        edge = (strand.source, strand.target)
        box = boxes[strand.source]
        x, y = layout.centres[strand.source]
        knot = (x, y + box.depth)
        start = knot if strand.choice == "" else (x + box.ports[strand.choice], y + box.height)
        beside = together[edge]
        shift = (beside.index(strand) - (len(beside) - 1) / 2) * 3.0
        if strand.choice in box.knot:
            yield _drawn(strand, _curve([start, knot]), False, busiest)
        elif strand.stays:
            yield _drawn(strand, f"M{start[0] - 1.5:.1f},{start[1] - 1:.1f} a5,5 0 1,0 3,0", False, busiest)
        elif edge in layout.back:
            yield _drawn(strand, _upward(edge, boxes, layout, shift), True, busiest)
        else:
            bends = [(px + shift, py) for px, py in layout.bends[edge]]
            yield _drawn(strand, _curve([start, *bends, entries[edge][beside.index(strand)]]), False, busiest)


def _merged(graph: Graph, boxes: dict[str, _Box]) -> Iterator[Strand]:
    """The strands to draw: of choices tied in a knot, one each into it, and one to each place out of it."""
    seen: set[tuple[str, str]] = set()
    for strand in graph.strands:
        knot = boxes[strand.source].knot
        if strand.choice not in knot:
            yield strand
            continue
        for key, fixed in (
            ("choice", replace(strand, target=strand.source)),
            ("target", replace(strand, choice="")),
        ):
            if (strand.source, f"{key} {getattr(strand, key)}") in seen:
                continue
            seen.add((strand.source, f"{key} {getattr(strand, key)}"))
            alike = [
                other
                for other in boxes[strand.source].strands
                if other.choice in knot and getattr(other, key) == getattr(strand, key)
            ]
            counts = [other.traffic for other in alike if other.traffic is not None]
            yield replace(
                fixed,
                label=strand.label
                if key == "choice"
                else ", ".join(_port(other.choice) for other in alike if other.reached),
                traffic=sum(counts) if counts else None,
                reached=any(other.reached for other in alike),
            )


def _drawn(strand: Strand, path: str, arrow: bool, busiest: float) -> str:
    classes = ["strand"]
    style = ""
    if not strand.reached:
        classes.append("lost")
        style = "stroke-width:1"
    elif strand.traffic is None:
        style = "stroke-width:1.3;stroke-opacity:.7"
        if strand.conditional:
            classes.append("sometimes")
    else:
        weight = strand.traffic / busiest
        style = f"stroke-width:{0.7 + 5.3 * weight:.2f};stroke-opacity:{0.3 + 0.6 * weight**0.5:.2f}"
    to = "" if strand.stays else f" → {strand.target}"
    note = f"{'.'.join(filter(None, (strand.source, strand.choice)))}{to}: {strand.label}"
    if strand.traffic is not None:
        note += f" ({share(strand.traffic)})" if strand.reached else " (no reader goes this way)"
    end = ' marker-end="url(#head)"' if arrow else ""
    title = f"<title>{escape(note)}</title>"
    return f'<path class="{" ".join(classes)}" style="{style}" d="{path}"{end}>{title}</path>'


def _entries(
    together: dict[Edge, list[Strand]], boxes: dict[str, _Box], layout: Layout
) -> dict[Edge, list[Point]]:
    """Where the strands of each edge end on top of their target, beside each other from left to right."""
    arriving: dict[str, list[Edge]] = {}
    for edge in together:
        if edge[0] != edge[1] and edge not in layout.back:
            arriving.setdefault(edge[1], []).append(edge)
    found: dict[Edge, list[Point]] = {}
    for target, edges in arriving.items():
        x, y = layout.centres[target]
        edges.sort(key=lambda edge: (layout.bends[edge] or (layout.centres[edge[0]],))[-1][0])
        count = sum(len(together[edge]) for edge in edges)
        step = min(5.0, boxes[target].width * 0.8 / max(1, count))
        place = x - step * (count - 1) / 2
        for edge in edges:
            found[edge] = [(place + step * i, y - 2) for i in range(len(together[edge]))]
            place += step * len(together[edge])
    return found


def _curve(points: list[Point]) -> str:
    """A line that leaves and arrives upright at every point."""
    (x, y), *rest = points
    path = f"M{x:.1f},{y:.1f}"
    for px, py in rest:
        middle = (y + py) / 2
        path += f" C{x:.1f},{middle:.1f} {px:.1f},{middle:.1f} {px:.1f},{py:.1f}"
        x, y = px, py
    return path


def _upward(edge: Edge, boxes: dict[str, _Box], layout: Layout, shift: float) -> str:
    """A way back: out of one side, up past what lies between, and in again at a side."""
    (source, target), bends = edge, [(x + shift, y) for x, y in layout.bends[edge]]
    (sx, sy), (tx, ty) = layout.centres[source], layout.centres[target]
    out, home = boxes[source].width / 2 + 3, boxes[target].width / 2 + 5
    leave, level = (
        y + 10 + 14 * bool(boxes[name].node.chapter) + shift for name, y in ((source, sy), (target, ty))
    )
    if not bends:
        # From one layer to the next it is a strand like any other, beside the one that leads down.
        top, bottom = (sx + boxes[source].width / 4 + shift, sy - 2), ty + boxes[target].height + 4
        reach = boxes[target].width / 2 - 6
        return _curve([top, (tx + max(-reach, min(reach, (sx - tx) / 8)) + shift, bottom)])
    right = bends[0][0] >= sx
    start = sx + (out if right else -out)
    after = bends[-1][0] >= tx
    end = tx + (home if after else -home)
    # What leaves or comes up under a node goes around it.
    first = max(bends[0][0], start + 14 + shift) if right else min(bends[0][0], start - 14 + shift)
    last = max(bends[-1][0], end + 14 + shift) if after else min(bends[-1][0], end - 14 + shift)
    points = [(first, leave - 12), *bends, (last, level + 12)]
    path = f"M{start:.1f},{leave:.1f} Q{first:.1f},{leave:.1f} {first:.1f},{leave - 12:.1f}"
    path += _curve(points).partition(" ")[2].join((" ", ""))
    return path + f" Q{last:.1f},{level:.1f} {end:.1f},{level:.1f}"


# -- measuring ------------------------------------------------------------------------------------

_NARROW = frozenset("iljtfr.,;:!’‘'|()[] I-")
_WIDE = frozenset("mwMWQOGDH%@—×")


def _width(text: str, size: float) -> float:
    """About how wide `text` is in a book face of `size`; a little more rather than less."""
    ems = sum(0.33 if c in _NARROW else 0.85 if c in _WIDE else 0.66 if c.isupper() else 0.53 for c in text)
    return ems * size
