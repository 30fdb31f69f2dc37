"""Counts as bars of text: the vote before the talk over the vote after it."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from game.tui.typeset import Piece
from game.tui.widgets.foot import cut

LEAST = 2
"""The smallest count that a wall tells: a side of one is somebody."""
UNDER_TWO = "0–1"
"""What stands in place of a smaller one, be it one or none."""

_NAME, _COUNT = 8, 4
# Before: a light stroke; after: a heavy one. They differ in shape, so that no colour is needed.
_LIGHT, _HEAVY = "─", "━"


class Bar(NamedTuple):
    """One row: what it is called, how many, and whether it is the newest."""

    name: str
    many: int
    newest: bool


def bars(letter: str, text: str, rows: Sequence[Bar], most: int, gap: int = 1) -> Piece:
    """A choice with a bar for every row; `most` is the count whose bar takes the whole width."""

    def draw(width: int) -> Content:
        named = _NAME if any(row.name for row in rows) else 0
        return Content("\n").join([*_said(text, width), *(_bar(row, most, width, named) for row in rows)])

    return Piece(Content(""), gap=gap, number=letter, draw=draw)


def told(many: int) -> str:
    """A count as a wall tells it."""
    return str(many) if many >= LEAST else UNDER_TWO


def _said(text: str, width: int) -> list[Content]:
    """`text` in two lines at most; it can be read in full where it is chosen."""
    first, *rest = Content(text).wrap(width)
    return [first, Content(cut(" ".join(line.plain for line in rest), width))] if rest else [first]


def _bar(row: Bar, most: int, width: int, named: int) -> Content:
    room = max(1, width - named - _COUNT)
    length = max(1, round(row.many / most * room)) if row.many >= LEAST else 0
    stroke = (_HEAVY if row.newest else _LIGHT) * length
    look = "lit" if row.newest else "quiet"
    return Content.assemble((f"{row.name:<{named}}", "quiet"), (stroke, look), (f" {told(row.many)}", look))
