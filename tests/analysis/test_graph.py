"""The graph of a story, in words and as a picture."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.analysis.drawing import svg
from game.analysis.graph import (
    Graph,
    Node,
    Strand,
    Traffic,
    dot,
    graph_of,
    mermaid,
    one_line,
    share,
    shortened,
)
from game.analysis.layout import layered
from game.story.load import load
from game.story.model import Story

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"
NASTY = 'a "b" [c](d){e}|f| <g>&amp; #35; \\n `h` %% i; -->|j| end\nk'


@pytest.fixture(scope="module")
def kettle() -> Story:
    story, diagnostics = load(KETTLE)
    assert story is not None, diagnostics
    return story


def nasty(text: str) -> Graph:
    """Everything that an author writes freely, written as `text`."""
    one = " ".join(text.split())
    b = Node("b", "scene", "b", reached=False)
    nodes = (Node("a", "scene", "a", one), b, Node("c", "ending", one))
    ways = (("a", "a", "stay"), ("a", "b", "go"), ("b", "c", "on"))
    strands = tuple(Strand(source, target, choice, one, choice == "go") for source, target, choice in ways)
    return Graph(one, "a", nodes, strands)


# -- what is in it -------------------------------------------------------------------------------------


def test_every_choice_is_a_strand_to_everywhere_it_may_lead(kettle: Story) -> None:
    graph = graph_of(kettle)
    assert [n.id for n in graph.nodes] == [*kettle.scenes, *kettle.endings]
    ways = {(s.source, s.choice, s.target) for s in graph.strands}
    assert ("kitchen", "look", "kitchen") in ways
    assert {w for w in ways if w[0] == "night"} == {("night", "on", "morning"), ("night", "on", "note")}
    assert {w[2] for w in ways if w[1] == "you"} == {"two_cups", "poured_out", "shelf"}
    kinds = {n.id: n.kind for n in graph.nodes}
    assert (kinds["night"], kinds["note"], kinds["shelf"]) == ("page", "scene", "ending")
    conditional = {(s.source, s.choice) for s in graph.strands if s.conditional}
    assert ("morning", "sister") in conditional
    assert ("kitchen", "pour") not in conditional


def test_what_nobody_reaches_is_known_only_from_an_exploration(kettle: Story) -> None:
    assert all(n.reached and n.visits is None for n in graph_of(kettle).nodes)
    ways = {("kitchen.pour", "night"): 0.5, ("night.on", "note"): 0.25}
    traffic = Traffic({"kitchen": 1.0, "note": 0.25}, ways, {"morning", "kitchen.sit"})
    graph = graph_of(kettle, traffic)
    nodes = {n.id: n for n in graph.nodes}
    assert not nodes["morning"].reached
    assert nodes["note"].reached
    assert nodes["note"].visits == 0.25
    strands = {(s.source, s.choice, s.target): s for s in graph.strands}
    assert strands["kitchen", "pour", "night"].reached
    assert not strands["kitchen", "sit", "night"].reached
    assert not strands["night", "on", "morning"].reached


@pytest.mark.parametrize(
    ("visits", "said"), [(0.0, "0%"), (0.001, "<1%"), (0.5, "50%"), (1.0, "100%"), (1.44, "×1.4")]
)
def test_shares_are_said_shortly(visits: float, said: str) -> None:
    assert share(visits) == said


def test_a_word_in_a_label_stands_as_its_last_line(kettle: Story) -> None:
    assert one_line(kettle, "*Ask*: {sky}?\n{{so}}") == "Ask: It rains on the bins? {so}"


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("Take the bags off him.", 40) == "Take the bags off him."
    assert shortened("Take the bags off him, all of them.", 23) == "Take the bags off him…"
    assert len(shortened("x" * 99, 23)) == 23


# -- Mermaid and DOT, held against their grammars --------------------------------------------------------

# The part of Mermaid's flowchart grammar that is used, more strictly than Mermaid takes it: inside quotes
# no character that is syntax anywhere in a flowchart, but entities.
_QUOTED = r'"(?:[\w .,!?’‘“”\'…()/+×<%-]|#\d+;)*"'
_MERMAID = re.compile(
    "|".join(
        (
            rf" *n\d+(?:\[{_QUOTED}\]|\(\[{_QUOTED}\]\))",
            rf" *n\d+ (?:-->|-\.->)\|{_QUOTED}\| n\d+",
            r" *classDef lost [\w:, .-]+",
            r" *class n\d+(?:,n\d+)* lost",
            r" *linkStyle \d+(?:,\d+)* [\w:.]+",
        )
    )
)


def check_mermaid(text: str) -> None:
    opening, title, closing, kind, *lines = text.rstrip("\n").split("\n")
    assert (opening, closing, kind) == ("---", "---", "flowchart TD")
    assert re.fullmatch(r'title: "(?:[^"\\]|\\["\\])*"', title)
    for line in lines:
        assert _MERMAID.fullmatch(line), line


_DOT_TOKEN = re.compile(r'\s*(?:[A-Za-z_]\w*|-?\d+(?:\.\d+)?|"(?:[^"\\]|\\["\\])*"|->|[{}\[\]=,;])')


def check_dot(text: str) -> set[tuple[str, str]]:
    """Parse `text` by the grammar of DOT and return its edges."""
    tokens: list[str] = []
    end = 0
    while text[end:].strip():
        token = _DOT_TOKEN.match(text, end)
        assert token, text[end : end + 40]
        tokens.append(token[0].strip())
        end = token.end()
    edges: set[tuple[str, str]] = set()

    def is_id(token: str) -> bool:
        return token[0] == '"' or token[0].isalnum() or token[0] in "_-"

    def attributes(i: int) -> int:
        if tokens[i] != "[":
            return i
        i += 1
        while tokens[i] != "]":
            assert is_id(tokens[i])
            assert tokens[i + 1] == "="
            assert is_id(tokens[i + 2])
            i += 3
            if tokens[i] == ",":
                i += 1
        return i + 1

    def statements(i: int) -> int:
        while tokens[i] != "}":
            if tokens[i] == "{":
                i = statements(i + 1) + 1
                continue
            assert is_id(tokens[i])
            if tokens[i + 1] == "=":
                i += 3
            elif tokens[i + 1] == "->":
                edges.add((tokens[i].strip('"'), tokens[i + 2].strip('"')))
                i = attributes(i + 3)
            else:
                i = attributes(i + 1)
            assert tokens[i] == ";"
            i += 1
        return i

    assert tokens[0] == "digraph"
    assert is_id(tokens[1])
    assert tokens[2] == "{"
    assert statements(3) == len(tokens) - 1
    return edges


def test_mermaid_and_dot_hold_the_whole_story(kettle: Story) -> None:
    graph = graph_of(kettle)
    check_mermaid(mermaid(graph))
    assert mermaid(graph).count("-->|") + mermaid(graph).count("-.->|") == len(graph.strands)
    assert check_dot(dot(graph)) == {(s.source, s.target) for s in graph.strands}


@given(st.text(min_size=1).filter(str.strip))
def test_whatever_is_written_is_only_text(text: str) -> None:
    for one in (text, NASTY):
        graph = nasty(one)
        check_mermaid(mermaid(graph))
        assert check_dot(dot(graph)) == {("a", "a"), ("a", "b"), ("b", "c")}


# -- the picture -----------------------------------------------------------------------------------------


def drawn(graph: Graph) -> ElementTree.Element:
    return ElementTree.fromstring(svg(graph))


def texts(root: ElementTree.Element, kind: str) -> list[str]:
    return [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text") if t.get("class") == kind]


def test_the_picture_names_every_scene_choice_and_ending(kettle: Story) -> None:
    root = drawn(graph_of(kettle))
    assert sorted(texts(root, "name")) == sorted(kettle.scenes)
    assert sorted(texts(root, "ending")) == sorted(e.title for e in kettle.endings.values())
    assert len(texts(root, "port")) == sum(len(s.choices) for s in kettle.scenes.values())
    assert texts(root, "chapter") == ["Monday", "Wednesday", "Wednesday", "Friday"]
    notes = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "kitchen.pour → night: Get up and pour it." in notes


def test_what_nobody_reaches_is_said_in_words_too(kettle: Story) -> None:
    traffic = Traffic({"kitchen": 1.0}, {("kitchen.pour", "night"): 0.5}, {"morning"})
    root = drawn(graph_of(kettle, traffic))
    assert texts(root, "never") == ["no reader comes here"]
    assert texts(drawn(graph_of(kettle)), "never") == []


def test_the_busier_way_is_the_wider_one() -> None:
    nodes = tuple(Node(n, "scene", n, visits=v) for n, v in (("a", 1.0), ("b", 0.9), ("c", 0.1)))
    strands = (Strand("a", "b", "x", "X.", False, 0.9), Strand("a", "c", "y", "Y.", False, 0.1))
    every = drawn(Graph("t", "a", nodes, strands)).iter("{http://www.w3.org/2000/svg}path")
    paths = [path for path in every if path.get("class") == "strand"]
    widths = [float(re.search(r"stroke-width:([\d.]+)", p.get("style", ""))[1]) for p in paths]  # type: ignore[index]
    assert widths[0] < widths[1]


def test_the_picture_needs_nothing_from_outside_and_no_script(kettle: Story) -> None:
    text = svg(graph_of(kettle))
    outside = re.sub(r'xmlns="[^"]*"', "", text)
    assert "http" not in outside
    assert "<script" not in drawn(nasty("<script>alert(1)</script>")).tag
    assert "<script" not in svg(nasty("<script>alert(1)</script>"))


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_the_picture_is_whole_whatever_is_written(text: str) -> None:
    drawn(nasty(text))


# -- the layout ------------------------------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, tuple[float, float]], list[tuple[str, str]]]:
    names = [f"n{i}" for i in range(draw(st.integers(1, 14)))]
    sizes = {name: (float(draw(st.integers(10, 90))), float(draw(st.integers(10, 40)))) for name in names}
    ends = st.sampled_from(names)
    return sizes, draw(st.lists(st.tuples(ends, ends), max_size=30))


@given(graphs())
def test_nothing_overlaps_and_everything_leads_down_but_the_ways_back(graph) -> None:
    sizes, edges = graph
    layout = layered(sizes, edges)
    assert set(layout.centres) == set(sizes)
    boxes = [
        (x - sizes[n][0] / 2, y, x + sizes[n][0] / 2, y + sizes[n][1]) for n, (x, y) in layout.centres.items()
    ]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -1e-6
        assert right <= layout.width + 1e-6
        assert bottom <= layout.height + 1e-6
        for left2, top2, right2, bottom2 in boxes[i + 1 :]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
    for edge in set(edges):
        if edge[0] == edge[1]:
            assert edge not in layout.bends
            continue
        line = [layout.centres[edge[0]], *layout.bends[edge], layout.centres[edge[1]]]
        heights = [y for _, y in line]
        assert all(a < b for a, b in pairwise(heights)) != (edge in layout.back)
        assert all(a > b for a, b in pairwise(heights)) == (edge in layout.back)


def test_only_a_circle_leads_back_and_the_first_node_is_on_top() -> None:
    sizes = dict.fromkeys("abcde", (30.0, 20.0))
    layout = layered(sizes, [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"), ("e", "d")], frozenset("d"))
    assert layout.back == {("c", "a")}
    level = {name: y for name, (_, y) in layout.centres.items()}
    assert level["a"] < level["b"] < level["c"] < level["d"]
    # Nothing leads to e: it stands just above what it leads to, not at the top.
    assert level["e"] == level["c"]


def test_a_story_without_forks_is_a_straight_line() -> None:
    names = [f"n{i}" for i in range(40)]
    layout = layered(dict.fromkeys(names, (40.0, 20.0)), list(pairwise(names)))
    assert {x for x, _ in layout.centres.values()} == {20.0}


def test_the_picture_has_its_colours_where_variables_are_unknown(kettle: Story) -> None:
    """Many viewers of pictures know no variables of CSS, and show what has no colour as black."""
    style = svg(graph_of(kettle)).partition("<style>")[2].partition("</style>")[0]
    coloured = re.findall(r"(fill|stroke): var\(--(\w+)\)", style)
    assert {name for _, name in coloured} == {"paper", "ink", "quiet", "accent"}
    light = dict(re.findall(r"--(\w+): (#\w+)", style.partition("@media")[0]))
    for what, name in coloured:
        assert f"{what}: var(--{name})" in style
    plain = re.findall(r"(fill|stroke): (#\w+); \1: var\(--(\w+)\)", style)
    assert [(what, name) for what, _, name in plain] == coloured
    assert all(colour == light[name] for _, colour, name in plain)
