"""What a story touches on, behind one key, and the wish to have such scenes told in a sentence."""

from typing import TYPE_CHECKING

from game.tui.commands import SKIP, shortest_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain

if TYPE_CHECKING:
    from game.story.model import Story

OFFER = {False: "Tell them in a sentence.", True: "They are told in a sentence. Tell them in full."}


class Notes(BookScreen):
    """The content notes of one story."""

    def __init__(self, story: "Story") -> None:
        super().__init__(story.header.accent)
        self.story = story

    def where(self) -> str:
        """Where the reader is."""
        return f"{self.story.title} · notes"

    def sheet(self) -> Sheet:
        """The notes, and one wish."""
        sheet = Sheet()
        sheet.add(heading("It touches on"))
        notes = self.story.header.content_notes
        for number, note in enumerate(notes):
            piece = plain(note, gap=0 if number else 1)
            sheet.add(Piece(piece.content, "text", piece.gap, inset=2, hang="–"))
        if not notes:
            sheet.add(plain("Nothing that its author thought should be said first."))
        if any(scene.skip is not None for scene in self.story.scenes.values()):
            short = self.app.settings.skip_noted
            sheet.add(plain("Some scenes can be told in a sentence instead. The choices stay.", gap=2))
            sheet.option(lambda: self._wish(not short), plain(OFFER[short]))
            key = shortest_shown(SKIP, self.app.settings.keys)
            sheet.add(plain(f"On such a page, {key} does the same for that page alone.", "note"))
        return sheet

    def _wish(self, short: bool) -> None:
        self.app.change(skip_noted=short)
        self.reset()
