"""A report as one web page: no script, no address of anybody, and two sheets of paper when it is printed."""

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from game.classroom.report.document import (
    Bars,
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


def as_html(document: Document) -> str:
    """The whole of it."""
    body = [f"<header><h1>{_text(document.title)}</h1>", f'<p class="by">{_text(document.by)}</p></header>']
    # A part stays in one piece where it has room; so it is one in the page too.
    for block in document.blocks:
        if isinstance(block, Heading):
            body.append(f"</section><section><h2>{_text(block.text)}</h2>")
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
        case Bars(rows):
            yield '<table class="bars"><tbody>'
            yield from (
                f'<tr><th scope="row">{_text(bar.said)}</th>'
                f"<td>{_bar(bar.share)}</td><td>{_text(bar.told)}</td></tr>"
                for bar in rows
            )
            yield "</tbody></table>"
        case Votes():
            yield from _briefly(block) if block.brief else _votes(block)
        case Plane():
            yield from _plane(block)


def _votes(votes: Votes) -> Iterator[str]:
    yield '<div class="vote">'
    if votes.asked:
        yield f"<h3>{_text(votes.asked)}</h3>"
    most = max([1, *(many or 0 for row in votes.rows for many in row.counts)])
    yield '<table class="counts"><thead><tr><th></th>'
    yield (
        "".join(f'<th scope="col">{_text(column)}</th>' for column in votes.columns) + "</tr></thead><tbody>"
    )
    for row in votes.rows:
        letter = f"<b>{_text(row.letter)}</b> " if row.letter else ""
        done = ' <span class="done">done</span>' if row.done else ""
        cells = "".join(
            f"<td>{'' if many is None else _bar(many / most)}{_text(count(many))}</td>" for many in row.counts
        )
        yield f'<tr><th scope="row">{letter}{_text(row.said)}{done}</th>{cells}</tr>'
    yield "</tbody></table>"
    yield from (f'<p class="told">{_text(sentence)}</p>' for sentence in votes.told)
    yield "</div>"


def _briefly(votes: Votes) -> Iterator[str]:
    """The same in one paragraph."""
    runs = []
    for row in votes.rows:
        letter = f"<b>{_text(row.letter)}</b> " if row.letter else ""
        many = " ".join(map(count, row.counts))
        run = f"{letter}{_text(row.said)} <span>{_text(many)}</span>"
        runs.append(f"<em>{run}, done</em>" if row.done else run)
    asked = f"<b>{_text(votes.asked)}</b> " if votes.asked else ""
    told = "".join(f" {_text(sentence)}" for sentence in votes.told)
    yield f'<p class="brief">{asked}{" · ".join(runs)}{"." if told else ""}{told}</p>'


def _plane(plane: Plane) -> Iterator[str]:
    told = " ".join(sentence for path in plane.paths for sentence in path.told)
    lopsided = all(path.points[-1].region == "lopsided" for path in plane.paths)
    drawn = [] if plane.placed is None else [field(*plane.placed)]
    if plane.names:
        for nth, (path, name) in enumerate(zip(plane.paths, plane.names, strict=True)):
            drawn += thread(path, name, nth)
    else:
        drawn += (line for path in plane.paths for line in way(path))
    yield plane_drawing(drawn, told, "lopsided" if lopsided else "interdependence")
    if not plane.names:
        (path,) = plane.paths
        yield f"<ol>{''.join(f'<li>{_text(path.points[at].said)}</li>' for at in path.turns)}</ol>"
        if path.other:
            other = _text(path.other_name or "the other")
            yield f'<p class="told">The heavy line is you, the thin one {other}.</p>'


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
