"""The endings of a story: those that were found, by title, and a hint for each of the others."""

from functools import partial
from typing import TYPE_CHECKING

from game.narrative.prose import ending_text
from game.tui.screens.base import BookScreen
from game.tui.typeset import Sheet, heading, plain, prose, title

if TYPE_CHECKING:
    from game.narrative.state import State
    from game.saves.bookcase import Record
    from game.story.model import Ending, Story
    from game.tui.app import LeewayApp

NO_HINT = "One that you have not come to."
HINTS = "These are hints at endings that you have not come to."
SOME_FOUND = "A title opens. The rest are hints at endings that you have not come to."


class GalleryScreen(BookScreen):
    """Nothing here is counted. A found ending opens, in the words in which it was last read."""

    app: "LeewayApp"

    def __init__(self, story: "Story", record: "Record") -> None:
        super().__init__(story.header.accent)
        self.story = story
        self.record = record

    def where(self) -> str:
        """Where the reader is."""
        return f"{self.story.title} · endings"

    def sheet(self) -> Sheet:
        """Every ending, in the order of the story."""
        sheet = Sheet()
        sheet.add(heading("Endings"))
        for ending in self.story.endings.values():
            if ending.id in self.record.endings:
                sheet.option(partial(self._open, ending), plain(ending.title))
            else:
                sheet.add(plain(ending.hint or NO_HINT, "note"))
        if len(sheet.acts) < len(self.story.endings):
            sheet.add(plain(SOME_FOUND if sheet.acts else HINTS, "quiet", gap=2))
        return sheet

    def _open(self, ending: "Ending") -> None:
        state = self.app.bookcase.reached(self.story, ending.id)
        if state is None:
            self.foot.whisper("The reading that came to it is gone.")
        else:
            self.app.push_screen(EndingPage(self.story, ending, state))


class EndingPage(BookScreen):
    """An ending, read again."""

    def __init__(self, story: "Story", ending: "Ending", state: "State") -> None:
        super().__init__(story.header.accent)
        self.story = story
        self.ending = ending
        self.state = state

    def where(self) -> str:
        """Where the reader is."""
        return f"{self.story.title} · {self.ending.title}"

    def sheet(self) -> Sheet:
        """Its title and its text, as they stood."""
        sheet = Sheet()
        sheet.add(title(self.ending.title), *map(prose, ending_text(self.story, self.ending, self.state)))
        return sheet
