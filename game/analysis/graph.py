"""Scenes and choices as a graph, and the graph in words: Mermaid and DOT. `drawing` makes SVG of it."""

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from game.narrative import markup
from game.narrative.prose import split
from game.story.model import ENDING, HERE, Choice, Scene, Story
from game.story.template import fill

Kind = Literal["scene", "page", "ending"]

LEAST = sys.float_info.min
"""The chance of whatever can happen is at least this, and how often readers go where any does: 0 is kept for
never."""
LABEL = 34
"""Characters of a choice's text that a label shows."""


@dataclass(frozen=True)
class Node:
    """A scene, a page (a scene without choices of its own) or an ending."""

    id: str
    kind: Kind
    title: str
    """What it is called: its id, or the title of an ending."""
    chapter: str = ""
    outcome: str = ""
    """What an ending says it is; empty for everything else, and where it is computed."""
    visits: float | None = None
    """How often a uniform reader is expected to come here; None where that is not known."""
    reached: bool = True
    """Whether any reader can come here."""


@dataclass(frozen=True)
class Strand:
    """One choice on its way to one place; a choice that may lead to three places has three strands."""

    source: str
    target: str
    choice: str
    """The id of the choice."""
    label: str
    """Its text, on one line, without marks."""
    conditional: bool
    """Whether it is not always open, or does not always lead here."""
    traffic: float | None = None
    """How often a uniform reader is expected to go this way; None where that is not known."""
    reached: bool = True
    """Whether any reader can go this way."""

    @property
    def stays(self) -> bool:
        """Whether the choice leads nowhere else."""
        return self.source == self.target


@dataclass(frozen=True)
class Traffic:
    """What an exploration knows of the ways through a story."""

    visits: Mapping[str, float]
    """Scene or ending -> expected visits of the uniform reader; only of those that anybody reaches."""
    ways: Mapping[tuple[str, str], float]
    """(``scene.choice``, where it led) -> how often the uniform reader is expected to go there; only of ways
    that anybody goes. Who is caught where nothing leads to an ending is counted until then."""
    unreached: Collection[str] = ()
    """Scenes, endings and ``scene.choice`` that no reader can reach, proved."""


@dataclass(frozen=True)
class Graph:
    """A whole story as nodes and strands, both in the order of the story."""

    title: str
    start: str
    nodes: tuple[Node, ...]
    strands: tuple[Strand, ...]


def graph_of(story: Story, traffic: Traffic | None = None) -> Graph:
    """The graph of `story`; without `traffic` nothing is known to be out of reach."""
    lost = frozenset(traffic.unreached) if traffic else frozenset()

    def visits(name: str) -> float | None:
        return _counted(traffic.visits.get(name)) if traffic else None

    nodes = [
        Node(
            scene.id,
            "page" if scene.is_page else "scene",
            scene.id,
            one_line(story, scene.chapter or ""),
            "",
            visits(scene.id),
            scene.id not in lost,
        )
        for scene in story.scenes.values()
    ]
    nodes += [
        Node(
            ending.id,
            "ending",
            one_line(story, ending.title),
            "",
            ending.outcome or "",
            visits(ending.id),
            ending.id not in lost,
        )
        for ending in story.endings.values()
    ]
    strands = [strand for scene in story.scenes.values() for strand in _strands(story, scene, traffic, lost)]
    return Graph(story.title, story.header.start, tuple(nodes), tuple(strands))


def _strands(story: Story, scene: Scene, traffic: Traffic | None, lost: frozenset[str]) -> Iterator[Strand]:
    for choice in scene.choices:
        name = f"{scene.id}.{choice.id}"
        targets = _targets(story, scene, choice)
        for target in targets:
            place = scene.id if target == HERE else target
            gone = traffic is None or (name, target) in traffic.ways
            yield Strand(
                scene.id,
                place,
                choice.id,
                one_line(story, choice.text),
                choice.when is not None or choice.once or len(targets) > 1,
                _counted(traffic.ways.get((name, target))) if traffic else None,
                gone and not (lost & {name, scene.id, place}),
            )


def _counted(count: float | None) -> float | None:
    """How often readers come where some do; 0 where nobody does, None where they cannot be counted."""
    if count is None:
        return 0.0
    return count if count > LEAST else None


def _targets(story: Story, scene: Scene, choice: Choice) -> tuple[str, ...]:
    """Everywhere that one choice could lead."""
    found: dict[str, None] = {}
    for branch in story.route(scene, choice):
        found.update(dict.fromkeys(story.endings if branch.to == ENDING else (branch.to,)))
    return tuple(found)


def one_line(story: Story, text: str) -> str:
    """`text` on one line, without marks; for a word stands its last line, which holds where no other does."""

    def last(name: str) -> str:
        return story.words[name][-1].text if story.words[name] else ""

    return " ".join(markup.plain(paragraph) for paragraph in split(fill(text, last)))


def shortened(text: str, length: int = LABEL) -> str:
    """`text`, cut at a word if it is longer than `length` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if text[length - 1] != " " and " " in cut[length // 2 :]:
        cut = cut[: cut.rfind(" ")]
    return cut.rstrip(" ,;:.—–-") + "…"


def share(visits: float) -> str:
    """How often, in words of at most six characters: ``62%``, ``<1%``, or ``×1.4`` for more than once."""
    if visits > 1.0 + 1e-9:
        return f"×{visits:.1f}"
    if 0.0 < visits < 0.005:
        return "<1%"
    return f"{visits:.0%}"


# -- Mermaid --------------------------------------------------------------------------------------

# What Mermaid would read as syntax, HTML or an entity is written as an entity of its own; letters,
# digits, plain punctuation and what is beyond ASCII stand as they are.
_PLAIN = re.compile(r"[^\w .,!?’‘“”'…()/+-]")


def mermaid(graph: Graph) -> str:
    """A Mermaid flowchart, scenes as boxes, endings rounded, what nobody reaches dashed."""
    ids = {node.id: f"n{index}" for index, node in enumerate(graph.nodes)}
    lines = ["---", f"title: {_yaml(graph.title)}", "---", "flowchart TD"]
    for node in graph.nodes:
        label = _label(node.title, node.visits)
        opening, closing = ('(["', '"])') if node.kind == "ending" else ('["', '"]')
        lines.append(f"  {ids[node.id]}{opening}{_entities(label)}{closing}")
    links: list[str] = []
    for number, strand in enumerate(graph.strands):
        label = _entities(_label(shortened(strand.label), strand.traffic))
        arrow = "-.->" if strand.conditional else "-->"
        lines.append(f'  {ids[strand.source]} {arrow}|"{label}"| {ids[strand.target]}')
        if not strand.reached:
            links.append(str(number))
    lost = [ids[node.id] for node in graph.nodes if not node.reached]
    if lost:
        lines += ["  classDef lost stroke-dasharray:4 4,opacity:0.5", f"  class {','.join(lost)} lost"]
    if links:
        lines.append(f"  linkStyle {','.join(links)} opacity:0.4")
    return "\n".join(lines) + "\n"


def _label(text: str, visits: float | None) -> str:
    return text if visits is None else f"{text} ({share(visits)})"


# A label that begins like a list of Markdown is not shown at all.
_LIST = re.compile(r"^(\d+(?=\.)|)([.+-])")


def _entities(text: str) -> str:
    spelled = _PLAIN.sub(lambda character: f"#{ord(character[0])};", text)
    return _LIST.sub(lambda opening: f"{opening[1]}#{ord(opening[2])};", spelled)


def _yaml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# -- DOT ------------------------------------------------------------------------------------------


def dot(graph: Graph) -> str:
    """A DOT digraph for Graphviz; width of a line is traffic, dashed is what nobody reaches."""
    lines = [
        f"digraph {_quoted(graph.title)} {{",
        '  graph [rankdir=TB, fontname="serif"];',
        '  node [shape=plaintext, fontname="serif"];',
        '  edge [fontname="serif", fontsize=10];',
    ]
    for node in graph.nodes:
        attributes = [f"label={_quoted(_label(node.title, node.visits))}"]
        if node.kind == "ending":
            attributes += ["shape=box", "style=rounded" if node.reached else 'style="rounded,dashed"']
        if not node.reached:
            attributes += ['color="gray60"', 'fontcolor="gray60"']
        lines.append(f"  {_quoted(node.id)} [{', '.join(attributes)}];")
    lowest = " ".join(f"{_quoted(node.id)};" for node in graph.nodes if node.kind == "ending")
    lines.append(f"  {{ rank=sink; {lowest} }}")
    for strand in graph.strands:
        attributes = [f"label={_quoted(_label(shortened(strand.label), strand.traffic))}"]
        if strand.traffic is not None:
            attributes.append(f"penwidth={0.5 + 4.5 * min(1.0, strand.traffic):.2f}")
        if not strand.reached:
            attributes += ["style=dashed", 'color="gray60"', 'fontcolor="gray60"']
        elif strand.conditional:
            attributes.append("style=solid" if strand.traffic is not None else "style=dotted")
        lines.append(f"  {_quoted(strand.source)} -> {_quoted(strand.target)} [{', '.join(attributes)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """A DOT string. A backslash is doubled: alone it would be one of Graphviz's escapes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
