"""The help: how to read here, and the keys that work."""

from textual.content import Content

from game.tui.commands import APP_COMMANDS, CLOSE, LEAF_COMMANDS, PAGE_COMMANDS, Command, all_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain

COLUMN = 16


class Help(BookScreen):
    """Opened on any screen; the commands of that screen come first."""

    foot_commands = (CLOSE,)

    def __init__(self, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self.there = commands

    def where(self) -> str:
        """Where the reader is."""
        return "Help"

    def sheet(self) -> Sheet:
        """A few sentences, then the keys."""
        sheet = Sheet()
        sheet.add(
            heading("How to read here"),
            plain(
                "Read, then choose: press the number that hangs in the margin, or move with the arrows and "
                "press enter, or click. Space turns a long page."
            ),
            plain(
                "Nothing is lost. Every choice is kept as you make it; going back keeps what you leave, "
                "and the log leads to all of it."
            ),
            plain(
                "A struck-out choice says why it is closed. A dot beside a number: you have chosen "
                "that before."
            ),
        )
        self._keys(sheet, "Here", self.there)
        self._keys(sheet, "On any page", LEAF_COMMANDS)
        if self.there is not PAGE_COMMANDS:
            self._keys(sheet, "In a story", PAGE_COMMANDS)
        self._keys(sheet, "Everywhere", APP_COMMANDS)
        return sheet

    def _keys(self, sheet: Sheet, name: str, commands: tuple[Command, ...]) -> None:
        sheet.add(heading(name, gap=2))
        for number, command in enumerate(commands):
            keys = all_shown(command, self.app.settings.keys)
            sheet.add(Piece(Content(command.about), "text", 0 if number else 1, inset=COLUMN, hang=keys))
