"""A report as Markdown that any reader of CommonMark with tables shows alike."""

from collections.abc import Iterator, Sequence

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
from game.debrief.export.markdown import escaped, opened


def as_markdown(document: Document) -> str:
    """The whole of it; ends with a line end."""
    parts = [f"# {escaped(document.title)}", f"*{escaped(document.by)}*"]
    for block in document.blocks:
        parts += _block(block)
    parts += ["---", _paragraph(document.footer)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {escaped(text)}"
        case Text(text):
            yield _paragraph(text)
        case Items(lines):
            yield _list(lines)
        case Table(title, head, rows):
            if title:
                yield f"### {escaped(title)}"
            yield _table(head, rows)
        case Votes(asked, columns, rows, told):
            if asked:
                yield f"### {escaped(asked)}"
            cells = [
                (row.letter, f"{row.said} (done)" if row.done else row.said, *map(count, row.counts))
                for row in rows
            ]
            yield _table(("", "", *columns), cells)
            if told:
                yield _list(told)
        case Plane(paths, names):
            # A drawing has no place here; a class's way is told beside it.
            if names:
                yield _list(
                    [f"{name}: {' '.join(path.told)}" for name, path in zip(names, paths, strict=True)]
                )


def _paragraph(text: str) -> str:
    return opened(escaped(text))


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {_paragraph(line)}" for line in lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(map(escaped, row)) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
