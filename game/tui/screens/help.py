"""The help: how a window is used, and the keys that work in it."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from game.tui.commands import CLOSE, Command, all_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain

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
    """A few sentences, and under headings what can be asked for where."""

    foot_commands = (CLOSE,)

    def __init__(self, name: str, told: Sequence[str], groups: Mapping[str, Sequence[Command]]) -> None:
        """`groups` are commands by the heading that they stand under; one without any is left out."""
        super().__init__()
        self._heading, self._told, self._groups = name, told, groups

    def where(self) -> str:
        """Where the reader is."""
        return "Help"

    def sheet(self) -> Sheet:
        """The sentences, then the keys."""
        sheet = Sheet()
        sheet.add(heading(self._heading), *map(plain, self._told))
        for name, commands in self._groups.items():
            if commands:
                sheet.add(heading(name, gap=2))
                for number, command in enumerate(commands):
                    sheet.add(key_line(command, self.app.settings.keys, COLUMN, 0 if number else 1))
        return sheet


def key_line(command: Command, keymap: Mapping[str, str], column: int, gap: int) -> Piece:
    """What a command does, its keys in the first `column` cells of the line."""
    return Piece(Content(command.about), gap=gap, inset=column, hang=all_shown(command, keymap))
