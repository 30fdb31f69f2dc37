"""The help: how a window is used, and the keys that work in it."""

from collections.abc import Iterator, Mapping, Sequence

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
    """A few sentences, and what can be asked for: here, and where most time is spent in this window."""

    foot_commands = (CLOSE,)

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
        for name, commands in self._groups():
            sheet.add(heading(name, gap=2))
            for number, command in enumerate(commands):
                sheet.add(key_line(command, self.app.settings.keys, COLUMN, 0 if number else 1))
        return sheet

    def _groups(self) -> Iterator[tuple[str, Sequence[Command]]]:
        if self._here:
            yield "Here", self._here
        yield ANYWHERE, LEAF_COMMANDS
        mostly, commands = next(iter(self.app.places.items()))
        if commands is not self._here:
            yield mostly, commands
        yield EVERYWHERE, self.app.everywhere


def key_line(command: Command, keymap: Mapping[str, str], column: int, gap: int) -> Piece:
    """What a command does, its keys in the first `column` cells of the line."""
    keys = cut(all_shown(command, keymap), column - 1)
    return Piece(Content(command.about), gap=gap, inset=column, hang=keys)
