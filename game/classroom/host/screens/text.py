"""A sheet that is only looked at: the ground rules, the help page."""

from game.classroom.host.commands import ON, named
from game.classroom.host.screens.base import Overlay
from game.tui.commands import CLOSE, HELP, Command
from game.tui.typeset import Sheet


class Text(Overlay):
    """One sheet, until it is put away."""

    commands = (CLOSE, ON)
    spacing = 2

    def __init__(self, name: str, sheet: Sheet) -> None:
        super().__init__()
        self._called, self._sheet = name, sheet

    def where(self) -> str:
        """What it is, and which window of it."""
        board = self.board
        told = [f"{board.window + 1} of {board.windows}"] if board.windows > 1 else []
        return " · ".join((self._called, *told))

    def sheet(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def offered(self) -> tuple[Command, ...]:
        """The way on."""
        return (named(CLOSE, "Back"), ON, HELP)

    def action_on(self) -> None:
        """The next window, and from the last back: nobody is led past what the last one says."""
        if not self.board.turn(self.board.window + 1):
            self.app.close_screen()
