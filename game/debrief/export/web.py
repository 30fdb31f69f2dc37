"""A reading as one web page: no script, no font, no address of anybody, and handsome on paper too."""

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

from game.debrief.debrief import Debrief, debrief_of
from game.debrief.export.book import parts
from game.debrief.export.drawing import map_drawing, strands_drawing
from game.debrief.ideas import Row
from game.debrief.kept import Kept
from game.debrief.path import path_of
from game.narrative.markup import Block, Span, parse
from game.narrative.playthrough import Playthrough
from game.story.model import Story

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Leeway">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def as_html(story: Story, playthrough: Playthrough, *, brief: bool = False) -> str:
    """The whole reading as a self-contained page."""
    ending = playthrough.ending
    points = [(point.autonomy, point.connection) for point in path_of(playthrough).points]
    body = [
        "<header>",
        f"<h1>{escape(story.title)}</h1>",
        f'<p class="by">{escape(story.header.author)}</p>',
        strands_drawing(points),
        "</header>",
        *_story(story, playthrough, brief),
    ]
    if ending is not None:
        body += _debrief(debrief_of(story, playthrough))
    source = f"One reading of {story.title}, version {story.header.version}."
    body.append(f"<footer><p>{escape(source)}</p></footer>")
    title = f"{story.title}: {ending.title}" if ending else story.title
    return page(story.header.language, title, body)


def page(language: str, title: str, body: Iterable[str], style: str = "") -> str:
    """A self-contained page of the lines of HTML in `body`, in the style of the book and then `style`."""
    return _PAGE.format(
        language=escape(language), title=escape(title), style=_style() + style, body="\n".join(body)
    )


@cache
def _style() -> str:
    return files("game.debrief.export").joinpath("page.css").read_text("utf-8")


def _story(story: Story, playthrough: Playthrough, brief: bool) -> Iterator[str]:
    blocks: list[Block] = []
    for kind, text in parts(story, playthrough, brief):
        if kind == "text":
            blocks.append(parse(text))
            continue
        yield from _blocks(blocks)
        blocks = []
        match kind:
            case "chapter":
                yield f"<h2>{_inline(parse(text).spans)}</h2>"
            case "ending":
                yield f'<h2 class="ending">{escape(text)}</h2>'
            case "rest":
                yield '<p class="rest" role="separator">···</p>'
            case "choice":
                yield f'<p class="choice">{_inline(parse(text).spans)}</p>'
            case "told":
                yield f'<p class="told">{escape(text)}</p>'
    yield from _blocks(blocks)


def _blocks(blocks: list[Block]) -> Iterator[str]:
    """Paragraphs, with neighbouring items and quotations gathered."""
    around = {"item": ("<ul>", "</ul>"), "quote": ("<blockquote>", "</blockquote>")}
    before = ""
    for block in blocks:
        if block.kind != before:
            yield from (around[before][1],) if before in around else ()
            yield from (around[block.kind][0],) if block.kind in around else ()
        before = block.kind
        text = _inline(block.spans)
        if block.kind == "break":
            yield '<p class="rest" role="separator">···</p>'
        else:
            yield f"<li>{text}</li>" if block.kind == "item" else f"<p>{text}</p>"
    if before in around:
        yield around[before][1]


def _inline(spans: tuple[Span, ...]) -> str:
    out = ""
    for span in spans:
        text = escape(span.text, quote=False)
        for marked, tag in ((span.struck, "s"), (span.bold, "strong"), (span.italic, "em")):
            text = f"<{tag}>{text}</{tag}>" if marked else text
        out += text
    return out


def _debrief(debrief: Debrief) -> Iterator[str]:
    yield '<hr class="after">'
    if debrief.kept:
        yield "<h2>What the story kept</h2>"
        for item in debrief.kept:
            yield from _kept(item)
    if debrief.voice:
        yield "<h2>How they might tell it</h2>"
        yield from _blocks([parse(paragraph) for paragraph in debrief.voice])
    yield "<h2>The map</h2>"
    yield from (f"<p>{escape(sentence)}</p>" for sentence in (" ".join(debrief.path.told),))
    yield f"<details><summary>Show it drawn.</summary>{map_drawing(debrief.path)}</details>"
    if debrief.questions:
        yield "<h2>Three questions</h2>"
        yield from _dashes(debrief.questions)
    yield "<h2>Attachment and autonomy</h2>"
    yield "<table><thead><tr><th></th><th>Attachment</th><th>Autonomy</th></tr></thead><tbody>"
    for row in debrief.card.rows:
        yield from _row(row)
    yield "</tbody></table>"
    yield "<h3>What can be said against this</h3>"
    yield from _dashes(debrief.card.objections)
    yield f'<p class="told">{escape(debrief.card.claim)}</p>'


def _kept(item: Kept) -> Iterator[str]:
    yield f'<p class="choice">{escape(item.said, quote=False)}</p>'
    if item.echo is None:
        yield f'<blockquote><p class="told">{escape(item.note, quote=False)}</p></blockquote>'
        return
    places = [place for place in dict.fromkeys((item.chapter, item.echo.chapter)) if place]
    where = f'<p class="where">{escape(", then ".join(places))}</p>' if places else ""
    yield f"<blockquote><p>{escape(item.echo.text, quote=False)}</p>{where}</blockquote>"


def _dashes(lines: tuple[str, ...]) -> Iterator[str]:
    yield '<ul class="dash">'
    yield from (f"<li>{escape(line, quote=False)}</li>" for line in lines)
    yield "</ul>"


def _row(row: Row) -> Iterator[str]:
    both = row.attachment == row.autonomy
    cells = f'<td colspan="2">{escape(row.attachment)}</td>'
    if not both:
        cells = f"<td>{escape(row.attachment)}</td><td>{escape(row.autonomy)}</td>"
    yield f'<tr><th scope="row">{escape(row.aspect)}</th>{cells}</tr>'
    evidence = f"{row.evidence[0].upper()}{row.evidence[1:]}. {row.behind} ({row.source}.)"
    yield f'<tr class="source"><td></td><td class="behind" colspan="2">{escape(evidence)}</td></tr>'
