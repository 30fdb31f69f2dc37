"""The help of the studio: what it does, and its keys."""

from textual.content import Content

from game.author.studio.commands import APP_COMMANDS, STUDIO_COMMANDS
from game.tui.commands import CLOSE, LEAF_COMMANDS, Command, all_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain

COLUMN = 16


class StudioHelp(BookScreen):
    """A page of help."""

    foot_commands = (CLOSE,)

    def where(self) -> str:
        """Where the author is."""
        return "Help"

    def sheet(self) -> Sheet:
        """A few sentences, then the keys."""
        sheet = Sheet()
        sheet.add(
            heading("How to write here"),
            plain(
                "Write in your own editor, and save. The story is read again at every save, and you stay at "
                "the same place in it. Nothing here changes your files."
            ),
            plain(
                "Choose as a reader does. The state says where that leaves them, the odds what may come of "
                "it, for a reader who leaves every choice to chance."
            ),
            plain(
                "A + marks what the page did not say before the last save. Choosing a finding goes to where "
                "a reader meets it; choosing a scene goes there by a way that a reader can go."
            ),
            plain(
                "What the files say is shown at once. What readers can reach has to be worked out, and is "
                "marked as old until it has been."
            ),
        )
        self._keys(sheet, "Here", STUDIO_COMMANDS)
        self._keys(sheet, "On a page or in a pane", LEAF_COMMANDS)
        self._keys(sheet, "Everywhere", APP_COMMANDS)
        return sheet

    def _keys(self, sheet: Sheet, name: str, commands: tuple[Command, ...]) -> None:
        sheet.add(heading(name, gap=2))
        for number, command in enumerate(commands):
            keys = all_shown(command, self.app.settings.keys)
            sheet.add(Piece(Content(command.about), "text", 0 if number else 1, inset=COLUMN, hang=keys))
