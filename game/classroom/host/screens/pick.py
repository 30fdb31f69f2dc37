"""A list to pick one from, on the wall: earlier choices, steps to leave out, phones."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from game.classroom.host.screens.base import Overlay
from game.tui.typeset import Piece, Sheet, heading, plain


class Line(NamedTuple):
    """One line of a list: what it says, a few quiet words beside it, and what picking it does."""

    said: str
    act: Callable[[], object]
    beside: str = ""


class Pick(Overlay):
    """Picking a line closes the list and does what the line stands for."""

    def __init__(self, name: str, told: str, lines: Sequence[Line], none: str = "") -> None:
        """`none` is what stands there if there are no lines."""
        super().__init__()
        self._heading, self._told, self._lines, self._none = name, told, lines, none

    def where(self) -> str:
        """What this list is."""
        return self._heading

    def sheet(self) -> Sheet:
        """The list."""
        sheet = Sheet()
        sheet.add(heading(self._heading), plain(self._told))
        for line in self._lines:
            beside = (f"  {line.beside}", "quiet") if line.beside else ""
            sheet.option(self._picked(line), Piece(Content.assemble(line.said, beside)))
        if not self._lines:
            sheet.add(plain(self._none, "note"))
        return sheet

    def _picked(self, line: Line) -> Callable[[], None]:
        def act() -> None:
            self.app.close_screen()
            line.act()

        return act
