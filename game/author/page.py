"""A story on one sheet for the wall: one HTML file that needs nothing else, from a screen or on paper."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import pairwise

from game.analysis.drawing import svg
from game.analysis.figures import choices_in, minutes
from game.analysis.graph import Graph, graph_of, one_line, share
from game.author.report import Checked, percent
from game.debrief.motif import motif
from game.narrative.outcome import region
from game.story.condition import OUTCOMES
from game.story.diagnostic import visible
from game.story.model import Story

BESIDE = 1000
"""A graph at most so wide stands beside the rest, on a sheet that is wide enough; a wider one above it."""
GRAIN = 2
"""Points of the plane that one dot of its screen stands for, each way."""


def page(checked: Checked) -> str:
    """The sheet of a story that loads; raises `ValueError` for one that does not."""
    story = checked.story
    if story is None:
        raise ValueError(f"{checked.name} cannot be loaded")
    graph = graph_of(story, checked.traffic)
    picture = svg(graph)
    wide = int(picture.split('width="', 1)[1].split('"', 1)[0])
    beside = wide <= BESIDE
    body = "\n".join(
        part
        for part in (
            _head(checked, story),
            f'<main class="{"beside" if beside else "above"}">',
            _graph(graph, picture, beside),
            '<div class="rest">',
            *_endings(checked, story),
            *_plane(checked),
            *_findings(checked),
            "</div>",
            "</main>",
            _index(graph, story),
            _foot(checked),
        )
        if part
    )
    style = files("game.author").joinpath("page.css").read_text(encoding="utf-8")
    language = escape(story.header.language, quote=True)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_say(story.title)}: the map</title>\n<style>\n{style}</style>\n{body}\n</html>\n"
    )


def _say(text: str) -> str:
    return escape(visible(text), quote=True)


def _section(title: str, *parts: str, kind: str = "") -> str:
    opening = f'<section class="{kind}">' if kind else "<section>"
    return "\n".join((opening, f"<h2>{_say(title)}</h2>", *parts, "</section>"))


# -- the title ------------------------------------------------------------------------------------


def _head(checked: Checked, story: Story) -> str:
    header = story.header
    figures = "".join(
        f"<div><dt>{_say(what)}</dt><dd>{_say(count)}</dd></div>" for count, what in _counts(checked)
    )
    return (
        f'<header>\n<h1>{_say(story.title)}</h1>\n<p class="blurb">{_say(header.blurb)}</p>\n'
        f'<p class="by">{_say(header.author)} · version {_say(header.version)}</p>\n{_strands(story.slug)}\n'
        f'<dl class="figures">{figures}</dl>\n</header>'
    )


def _counts(checked: Checked) -> Iterator[tuple[str, str]]:
    figures = checked.figures
    if figures is not None:
        yield f"{figures.words:,}", "words"
        yield f"{len(figures.scenes):,}", "scenes"
        yield f"{figures.decisions:,}", "choices"
        yield f"{len(figures.endings):,}", "endings"
    if checked.words is not None:
        yield f"~{checked.words.mean:,.0f}", "words a reading"
        yield f"{max(1, round(minutes(checked.words.mean)))}", "minutes"
    if checked.choices is not None:
        yield f"{checked.choices.mean:.0f}", "choices a reading"
    if checked.seen is not None:
        yield f"{checked.seen:.0%}", "of it seen in one reading"
    if checked.exact:
        yield f"{checked.states:,}", "states, all looked at"


def _strands(slug: str) -> str:
    """The story's two strands, as its title page draws them."""
    lines = motif(slug)
    paths = []
    for name, line in (("other", lines.other), ("you", lines.yours)):
        points = [(240 * i / 80, 28 * line(i / 80)) for i in range(81)]
        paths.append(f'<path class="{name}" d="M{" L".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
    return f'<svg class="strands" viewBox="0 0 240 28" aria-hidden="true">{"".join(paths)}</svg>'


# -- the graph ------------------------------------------------------------------------------------


def _graph(graph: Graph, picture: str, beside: bool) -> str:
    known = any(node.visits is not None for node in graph.nodes)
    legend = "A strand is a choice. Read downwards: an arrow leads back, a ring stays."
    if known:
        legend += " The wider a strand, the more often a reader who chooses by chance goes that way."
        if not all(node.reached for node in graph.nodes) or not all(s.reached for s in graph.strands):
            legend += " A dotted one is never taken by anybody."
    else:
        legend += " A broken one is open only sometimes, or leads elsewhere at other times."
    return _section(
        "Scenes and choices",
        f'<div class="scroll">{picture}</div>',
        f"<p><small>{_say(legend)}</small></p>",
        kind="graph" if beside else "graph wide-graph",
    )


# -- the endings ----------------------------------------------------------------------------------


def _endings(checked: Checked, story: Story) -> Iterator[str]:
    if not checked.endings:
        return
    uniform, *bots = checked.endings
    most = max(checked.endings[uniform].values(), default=0.0) or 1.0
    rows = []
    for ending in story.endings.values():
        odds = checked.endings[uniform].get(ending.id, 0.0)
        way = checked.witnesses.get(ending.id)
        rows.append(
            f'<tr><th scope="row"><span class="ending">{_say(ending.title)}</span>'
            f'<small class="quiet">{ending.outcome or ""}</small></th>'
            f'<td class="first"><span class="bar"><i style="width:{72 * odds / most:.1f}%"></i>'
            f"{percent(odds)}</span></td>"
            f'<td class="none">{choices_in(story, way) if way is not None else "–"}</td></tr>'
        )
    head = '<tr><th>ending</th><th class="often">how often</th><th>nearest, in choices</th></tr>'
    yield _section(
        "How it ends",
        f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>",
        f"<p><small>{_say(_certainty(checked))}</small></p>",
    )
    if bots:
        yield _section("What each reader comes to", _readers(checked, story))


def _certainty(checked: Checked) -> str:
    if checked.exact:
        return f"Exact, over every one of {checked.states:,} states, for a reader who chooses by chance."
    return " ".join(("Not exact.", *checked.because))


def _readers(checked: Checked, story: Story) -> str:
    """Endings and outcomes, a column for each reader."""
    readers = list(checked.endings)
    head = "<tr><th></th>" + "".join(f"<th>{_say(reader)}</th>" for reader in readers) + "</tr>"
    parts = (
        (
            {
                ending.id: f'<span class="ending">{_say(ending.title)}</span>'
                for ending in story.endings.values()
            },
            checked.endings,
        ),
        ({outcome: _say(outcome) for outcome in OUTCOMES}, checked.outcomes),
    )
    bodies = "".join(f"<tbody>{_rows(names, odds)}</tbody>" for names, odds in parts)
    return f'<div class="wide"><table><thead>{head}</thead>{bodies}</table></div>'


def _rows(names: Mapping[str, str], odds: Mapping[str, Mapping[str, float]]) -> str:
    rows = []
    for name, label in names.items():
        cells = []
        for one in odds.values():
            value = one.get(name, 0.0)
            cells.append(f'<td class="{"" if value else "none"}">{percent(value)}</td>')
        rows.append(f'<tr><th scope="row">{label}</th>{"".join(cells)}</tr>')
    return "".join(rows)


# -- the plane ------------------------------------------------------------------------------------


def _plane(checked: Checked) -> Iterator[str]:
    """Where readings end, as a printer would: a screen of dots, larger where more of them end."""
    if checked.density is None:
        return
    bins: dict[tuple[int, int], float] = {}
    for autonomy, column in enumerate(checked.density):
        for connection, mass in enumerate(column):
            if mass > 0.0:
                place = (min(autonomy, 99) // GRAIN, min(connection, 99) // GRAIN)
                bins[place] = bins.get(place, 0.0) + mass
    most = max(bins.values(), default=0.0)
    if not most:
        return
    dots = []
    for (a, c), mass in sorted(bins.items()):
        radius = 0.72 * GRAIN * (mass / most) ** 0.5
        if radius >= 0.06:
            x, y = (a + 0.5) * GRAIN, 100 - (c + 0.5) * GRAIN
            dots.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.2f}"/>')
    labels = "".join(
        f'<text class="region" x="{x:.1f}" y="{y:.1f}">{name}</text>' for name, x, y in _regions()
    )
    picture = (
        '<svg viewBox="-7 -2 109 109" role="img" aria-label="Where readings end on the plane">'
        f'<rect class="frame" width="100" height="100"/><path class="border" d="{_borders()}"/>'
        f'<g class="dot">{"".join(dots)}</g>{labels}'
        '<text x="50" y="105.5">autonomy →</text>'
        '<text x="-3.5" y="50" transform="rotate(-90 -3.5 50)">connection →</text></svg>'
    )
    said = "Every dot is a place where readings end; its area is how many."
    yield _section("Where it ends", f'<div class="plane">{picture}</div>', f"<p><small>{said}</small></p>")


def _regions() -> Iterator[tuple[str, float, float]]:
    """Every region with a place inside it for its name."""
    spots = {
        "adrift": (22, 2),
        "dependency": (25, 96),
        "isolation": (80, 2),
        "interdependence": (81, 96),
        "unsettled": (53, 96),
    }
    for name, (autonomy, connection) in spots.items():
        assert region(autonomy, connection) == name
        yield name, autonomy, 100 - connection


def _borders() -> str:
    """The lines between the regions, along the edges of their points."""
    path: list[str] = []
    for autonomy in range(101):
        for low, high in pairwise(range(101)):
            if region(autonomy, low) != region(autonomy, high):
                path.append(f"M{autonomy - 0.5:g},{100 - high + 0.5:g}h1")
    for connection in range(101):
        for low, high in pairwise(range(101)):
            if region(low, connection) != region(high, connection):
                path.append(f"M{high - 0.5:g},{100 - connection - 0.5:g}v1")
    return "".join(path)


# -- the findings ---------------------------------------------------------------------------------


def _findings(checked: Checked) -> Iterator[str]:
    parts = []
    for one in checked.standing:
        found = one.diagnostic
        way = f'<span class="way"> by way of {_say(", ".join(one.witness))}.</span>' if one.witness else ""
        hint = f'<span class="hint">{_say(found.hint)}</span>'
        name = found.file.replace("\\", "/").rsplit("/", 1)[-1]
        parts.append(
            f'<p class="finding"><span class="code">{found.code}</span> {_say(found.message)} '
            f'<span class="place">{_say(name)}:{found.line}</span>{way}{hint}</p>'
        )
    for one, reason in checked.waived:
        parts.append(
            f'<p class="finding quiet">{one.diagnostic.code} at {_say(one.at)}, answered: {_say(reason)}</p>'
        )
    for name, why in checked.unreachable.items():
        parts.append(
            f'<p class="finding"><span class="code">out of reach</span> {_say(name)} {_say(why)}</p>'
        )
    yield _section("What is to be said of it", *(parts or ["<p>Nothing was found.</p>"]))


# -- the index ------------------------------------------------------------------------------------


def _index(graph: Graph, story: Story) -> str:
    """Every scene with its choices in full, as at the end of a book."""
    entries = []
    for node in graph.nodes:
        if node.kind != "scene":
            continue
        scene = story.scenes[node.id]
        items = []
        for choice in scene.choices:
            own = [s for s in graph.strands if s.source == node.id and s.choice == choice.id]
            counts = [s.traffic for s in own if s.traffic is not None]
            reached = any(s.reached for s in own)
            figure = share(sum(counts)) if counts and reached else "" if reached else "never"
            label = f"<span>{_say(one_line(story, choice.text))}</span>"
            items.append(
                f'<li class="{"" if reached else "lost"}">{label}<span class="share">{figure}</span></li>'
            )
        figure = "" if node.visits is None else share(node.visits)
        entries.append(
            f'<div class="scene"><h3><span>{_say(node.title)}</span><span class="share">{figure}</span></h3>'
            f"<ul>{''.join(items)}</ul></div>"
        )
    return _section("The choices in full", f'<div class="index">{"".join(entries)}</div>', kind="all")


def _foot(checked: Checked) -> str:
    said: Iterable[str] = ("Made by leeway map.",)
    if checked.exact:
        said = (*said, "Every probability is exact; lengths are of readings made by chance.")
    return f"<footer>{_say(' '.join(said))}</footer>"
