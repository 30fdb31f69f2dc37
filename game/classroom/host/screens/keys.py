"""The keys of a class, on the wall."""

from game.classroom.host.commands import CLASS_APP_COMMANDS
from game.classroom.host.screens.base import Overlay
from game.tui.commands import Command
from game.tui.screens.help import key_line
from game.tui.typeset import Sheet, heading, plain

# As wide as “esc or b”, and a cell of air.
_COLUMN = 10


class ClassHelp(Overlay):
    """What every key does; those of the screen below come first."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self._there = commands

    def where(self) -> str:
        """What this is."""
        return "Help"

    def sheet(self) -> Sheet:
        """One line a key."""
        sheet = Sheet()
        sheet.add(heading("Keys"), plain("Enter leads through everything. The rest is for when you want it."))
        for command in (*self._there, *CLASS_APP_COMMANDS):
            sheet.add(key_line(command, self.app.settings.keys, _COLUMN, 1))
        return sheet
