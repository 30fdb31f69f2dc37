"""The code that a phone reads: black on white with its quiet zone, whatever the theme."""

from collections.abc import Sequence

import segno
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

QUIET = 4
"""Light modules on every side, as the standard asks."""

_INK = Style(color="#000000", bgcolor="#ffffff")
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}

Matrix = Sequence[Sequence[bool]]


def matrix(text: str) -> Matrix:
    """The modules of a code for `text`, rows from the top, True for a dark one, quiet zone included.

    It is as small as it can be, and within that as robust: what is smallest on a screen has the largest
    modules on a projector.
    """
    code = segno.make(text, error="l", micro=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]


def rows(modules: Matrix) -> list[str]:
    """`modules` in half blocks, two of their rows to a row of cells."""
    height = len(modules) + len(modules) % 2
    blank = [False] * len(modules[0])
    filled = [*modules, *([blank] * (height - len(modules)))]
    return [
        "".join(_HALVES[pair] for pair in zip(filled[at], filled[at + 1], strict=True))
        for at in range(0, height, 2)
    ]


class QrCode(Widget, can_focus=False):
    """A code of `text`, or nothing where the window has no room for all of it."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = ""
        self._rows: list[str] = []
        self.show(text)

    def show(self, text: str) -> None:
        """Show a code of `text`; of an empty one, nothing."""
        if text == self._text:
            return
        self._text = text
        self._rows = rows(matrix(text)) if text else []
        self.refresh(layout=True)

    def fits(self, width: int, height: int) -> bool:
        """Whether all of it has room in so many cells; only a whole code can be read."""
        return bool(self._rows) and len(self._rows) <= height and len(self._rows[0]) <= width

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """A cell for each module across."""
        return len(self._rows[0]) if self._rows else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A cell for two modules down."""
        return len(self._rows)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None: a code without its own two colours is one that half of all phones cannot read."""
        return ()

    def render_line(self, y: int) -> Strip:
        """Row `y` of the code."""
        row = self._rows[y] if y < len(self._rows) else ""
        return Strip([Segment(row, _INK)] if row else []).adjust_cell_length(self.size.width)
