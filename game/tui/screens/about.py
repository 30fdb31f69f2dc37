"""What this is and what it is not; on the first run, before anything else."""

from game.debrief.about import ABOUT
from game.tui.commands import HELP
from game.tui.screens.base import BookScreen
from game.tui.typeset import Sheet, heading, plain


class About(BookScreen):
    """What this is."""

    def where(self) -> str:
        """Where the reader is."""
        return "About"

    def sheet(self) -> Sheet:
        """A few paragraphs."""
        sheet = Sheet()
        sheet.add(heading("Leeway"), *map(plain, ABOUT))
        return sheet


class Welcome(About):
    """The same, once, with a way in."""

    commands = ()
    foot_commands = (HELP,)

    def where(self) -> str:
        """Where the reader is."""
        return "Welcome"

    def sheet(self) -> Sheet:
        """The page, and one way on."""
        sheet = super().sheet()
        sheet.option(self._on, plain("To the stories.", gap=2))
        return sheet

    def _on(self) -> None:
        self.app.change(welcomed=True)
        self.app.close_screen()
