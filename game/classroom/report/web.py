"""A report as one web page: no script, no address of anybody, and two sheets of paper when it is printed."""

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from game.classroom.report.document import (
    Block,
    Document,
    Heading,
    Items,
    Plane,
    Table,
    Text,
    Votes,
    count,
)
from game.debrief.export.drawing import field, plane_drawing, thread, way
from game.debrief.export.web import page

AXES = "Higher on the map is closer; further right, more of what you do is your own."
MARKS = "The ring is where it began, the dot where it ended, and the numbers are the choices below it."


def as_html(document: Document) -> str:
    """The whole of it."""
    body = [f"<header><h1>{_text(document.title)}</h1>", f'<p class="by">{_text(document.by)}</p></header>']
    # A part stays in one piece where it has room; so it is one in the page too.
    asked = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            body.append(f"</section><section><h2>{_text(block.text)}</h2>")
            asked = ""
        elif isinstance(block, Votes) and block.brief:
            # What several votes in a row are remembered by is written above the first.
            body += _votes(block._replace(asked="") if block.asked == asked else block)
            asked = block.asked
        else:
            body += _block(block)
    body.append(f"</section><footer><p>{_text(document.footer)}</p></footer>")
    body[1] += "<section>"
    return page(document.language, document.title, body, _style())


@cache
def _style() -> str:
    return files("game.classroom.report").joinpath("report.css").read_text("utf-8")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text, quiet):
            yield f'<p class="{"told" if quiet else "plain"}">{_text(text)}</p>'
        case Items(lines):
            yield _list(lines)
        case Table(title, head, rows):
            yield _table(title, head, rows)
        case Votes():
            yield from _votes(block)
        case Plane():
            yield from _plane(block)


def _votes(votes: Votes) -> Iterator[str]:
    yield f'<div class="vote{" brief" if votes.brief else ""}">'
    if votes.asked:
        yield f"<h3>{_text(votes.asked)}</h3>"
    most = max([1, *(many or 0 for row in votes.rows for many in row.counts)])
    heads = "".join(f'<th scope="col">{_text(column)}</th>' for column in votes.columns)
    # One column of counts needs no head to be told from another.
    aloud = ' class="aloud"' if votes.brief else ""
    yield f'<table class="counts"><thead{aloud}><tr><th></th>{heads}</tr></thead><tbody>'
    for row in votes.rows:
        letter = f"<b>{_text(row.letter)}</b> " if row.letter else ""
        done = ' <span class="done">done</span>' if row.done else ""
        cells = "".join(
            f"<td>{'' if many is None or votes.brief else _bar(many / most)}{_text(count(many))}</td>"
            for many in row.counts
        )
        yield f'<tr><th scope="row">{letter}{_text(row.said)}{done}</th>{cells}</tr>'
    yield "</tbody></table>"
    yield from (f'<p class="told">{_text(sentence)}</p>' for sentence in votes.told)
    yield "</div>"


def _plane(plane: Plane) -> Iterator[str]:
    told = " ".join(sentence for path in plane.paths for sentence in path.told)
    lopsided = all(path.points[-1].region == "lopsided" for path in plane.paths)
    drawn = [] if plane.placed is None else [field(*plane.placed)]
    if plane.names:
        for nth, (path, name) in enumerate(zip(plane.paths, plane.names, strict=True)):
            drawn += thread(path, name, nth)
    else:
        drawn += (line for path in plane.paths for line in way(path, plane.told))
    yield plane_drawing(drawn, told, "lopsided" if lopsided else "interdependence")
    read = [AXES]
    if not plane.names:
        (path,) = plane.paths
        read.append(MARKS)
        if plane.told:
            read.append("What is pale was told to you; you came in at the square on its corner.")
        if path.other:
            read.append(f"The heavy line is you, the thin one {path.other_name or 'the other'}.")
        yield f"<ol>{''.join(f'<li>{_text(path.points[at].said)}</li>' for at in path.turns)}</ol>"
    yield f'<p class="told">{_text(" ".join(read))}</p>'


def _bar(share: float) -> str:
    """A bar of at most the width that there is for bars; its number stands beside it."""
    drawn = f'<rect width="{100 * share:.0f}" height="10"/>'
    return f'<svg class="bar" viewBox="0 0 100 10" aria-hidden="true">{drawn}</svg>'


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    caption = f"<caption>{_text(title)}</caption>" if title else ""
    heads = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _list(lines: Sequence[str]) -> str:
    return f'<ul class="dash">{"".join(f"<li>{_text(line)}</li>" for line in lines)}</ul>'


def _text(text: str) -> str:
    return escape(text, quote=False)
