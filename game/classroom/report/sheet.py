"""A report as comma-separated values for a spreadsheet, in which no cell is a formula."""

import csv
from collections.abc import Iterator
from io import StringIO

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

# What a spreadsheet takes for the beginning of a formula, or skips before it looks for one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(document: Document) -> str:
    """The whole of it: the part of the report, what it is about, what was said, and how many."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    part = ""
    rows: list[tuple[str, ...]] = [("report", document.title, document.by)]
    for block in document.blocks:
        if isinstance(block, Heading):
            part = block.text
        else:
            rows += ((part, *row) for row in _rows(block))
    rows.append(("", document.footer))
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _rows(block: Block) -> Iterator[tuple[str, ...]]:
    match block:
        case Text(text):
            yield (text,)
        case Items(lines):
            yield from ((line,) for line in lines)
        case Table(title, head, rows):
            yield (title, *head)
            yield from ((title, *row) for row in rows)
        case Votes(asked, columns, rows, told):
            yield (asked, "choice", "", *columns, "done")
            for row in rows:
                yield (asked, row.letter, row.said, *map(count, row.counts), "done" if row.done else "")
            yield from ((asked, sentence) for sentence in told)
        case Plane(paths, names):
            yield from ((name, " ".join(path.told)) for name, path in zip(names, paths, strict=False))


def _safe(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it, as a spreadsheet's own user would."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
