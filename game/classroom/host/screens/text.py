"""A sheet that is only looked at: the ground rules, the help page."""

from game.classroom.host.commands import named
from game.classroom.host.screens.base import Overlay
from game.tui.commands import CLOSE, HELP, Command
from game.tui.typeset import Sheet

ON = Command("class.put_away", "enter", "close", "On", "Put this away.", False)


class Text(Overlay):
    """One sheet, until it is put away."""

    commands = (CLOSE, ON)
    spacing = 2

    def __init__(self, name: str, sheet: Sheet) -> None:
        super().__init__()
        self._called, self._sheet = name, sheet

    def where(self) -> str:
        """What it is."""
        return self._called

    def sheet(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def offered(self) -> tuple[Command, ...]:
        """The way on."""
        return (named(CLOSE, "Back"), ON, HELP)
