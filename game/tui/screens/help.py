"""The help: how a window is used, and the keys that work in it."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual.content import Content

from game.tui.commands import ANYWHERE, CLOSE, EVERYWHERE, LEAF_COMMANDS, Command, all_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain
from game.tui.widgets.foot import cut

COLUMN = 16

READING = (
    "Read, then choose: press the number that hangs in the margin, or move with the arrows and press enter, "
    "or click. Space turns a long page.",
    "Nothing is lost. Every choice is kept as you make it; going back keeps what you leave, and the log "
    "leads to all of it.",
    "A struck-out choice says why it is closed. A dot beside a number: you have chosen that before.",
)
"""How to read, for whoever reads a story."""


class Help(BookScreen):
    """A few sentences, and what can be asked for: here, and where most time is spent in this window.

    Choosing a line does what it says, where that can be done: for whoever has no keys, or not these.
    """

    foot_commands = (CLOSE,)
    starts_lit = False

    def __init__(self, name: str, told: Sequence[str], here: Sequence[Command]) -> None:
        """`here` are the commands of the screen on which the help was asked for."""
        super().__init__()
        self._heading, self._told, self._here = name, told, here

    def where(self) -> str:
        """Where the reader is."""
        return "Help"

    def sheet(self) -> Sheet:
        """The sentences, then the keys."""
        sheet = Sheet()
        sheet.add(heading(self._heading), *map(plain, self._told))
        mostly, commands = next(iter(self.app.places.items()))
        if self._here:
            self._list(sheet, "Here", self._here, choosable=True)
        self._list(sheet, ANYWHERE, LEAF_COMMANDS)
        if commands is not self._here:
            self._list(sheet, mostly, commands)
        self._list(sheet, EVERYWHERE, self.app.everywhere, choosable=True)
        return sheet

    def _list(self, sheet: Sheet, name: str, commands: Sequence[Command], choosable: bool = False) -> None:
        sheet.add(heading(name, gap=2))
        for number, command in enumerate(commands):
            piece = key_line(command, self.app.settings.keys, COLUMN, 0 if number else 1)
            if choosable:
                sheet.option(partial(self._do, command), piece, numbered=False)
            else:
                sheet.add(piece)

    def _do(self, command: Command) -> None:
        """Put the help away, and do it on the screen that was below."""
        self.app.close_screen()
        self.app.call_later(self.app.run_action, command.action, self.app.screen)


def key_line(command: Command, keymap: Mapping[str, str], column: int, gap: int) -> Piece:
    """What a command does, its keys in the first `column` cells of the line."""
    keys = cut(all_shown(command, keymap), column - 1)
    return Piece(Content(command.about), gap=gap, inset=column, hang=keys)
