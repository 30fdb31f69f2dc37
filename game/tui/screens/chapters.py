"""The chapters reached: a replay may begin at any of them."""

from functools import partial

from game.narrative.playthrough import Moment, Playthrough
from game.tui.screens.base import BookScreen
from game.tui.screens.log import GoTo
from game.tui.typeset import Sheet, heading, plain, said


class Chapters(BookScreen):
    """Every chapter reached on any branch."""

    def __init__(self, play: Playthrough, go_to: GoTo) -> None:
        super().__init__(play.story.header.accent)
        self.play = play
        self.go_to = go_to

    def where(self) -> str:
        """Where the reader is."""
        return f"{self.play.story.title} · chapters"

    def sheet(self) -> Sheet:
        """One line a chapter; what was read after it is kept."""
        sheet = Sheet()
        sheet.add(heading("Chapters"))
        for number, (chapter, moment) in enumerate(self.play.chapters()):
            sheet.option(
                partial(self._go, moment),
                said(chapter, gap=0 if number else 1),
            )
        if not sheet.acts:
            sheet.add(plain("No chapter has begun yet."))
        sheet.add(plain("Begin again from any of them. What you read after it stays in the log.", "note", 2))
        return sheet

    def _go(self, moment: Moment) -> None:
        self.app.close_screen()
        self.go_to(moment)
