"""What this is and what it is not; on the first run, before anything else."""

from game.debrief.about import ABOUT, DISCLAIMER
from game.tui.commands import ABOUT as ABOUT_COMMAND
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


class Welcome(BookScreen):
    """Before anything else, once: what this is in a sentence, and what it is not."""

    commands = ()
    foot_commands = (ABOUT_COMMAND, HELP)

    def where(self) -> str:
        """Where the reader is."""
        return "Welcome"

    def sheet(self) -> Sheet:
        """The page, and one way on."""
        sheet = Sheet()
        sheet.add(heading("Leeway"), plain(ABOUT[0]), *map(plain, DISCLAIMER))
        sheet.option(self._on, plain("To the stories."))
        return sheet

    def _on(self) -> None:
        # Closed first: what there is to say of the settings is said on the page that stays.
        self.app.close_screen()
        self.app.change(welcomed=True)
