"""The shelf: the stories there are, and where each was left."""

from functools import partial
from typing import TYPE_CHECKING

from game.tui.commands import HELP, NOTES, QUIT, SETTINGS
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, motif, plain, title

if TYPE_CHECKING:
    from game.saves.bookcase import Record
    from game.story.model import Story


class Shelf(BookScreen):
    """Every story by its spine, blurb, and what was read of it."""

    renews = True

    commands = (NOTES,)
    foot_commands = (NOTES, SETTINGS, HELP, QUIT)

    def where(self) -> str:
        """Nothing: the shelf is where everybody begins."""
        return ""

    def sheet(self) -> Sheet:
        """One option a story."""
        sheet = Sheet()
        sheet.add(heading("Leeway"))
        entries = self.app.library.entries()
        self.stories = [entry.story for entry in entries if entry.story is not None]
        for story in self.stories:
            record = self.app.bookcase.record(story)
            sheet.add(motif(story.slug, 24, 3, gap=1))
            sheet.option(partial(self.app.show_title, story), *_spine(story, record))
        for entry in entries:
            if entry.story is None:
                sheet.add(
                    plain(f"{entry.slug} cannot be read. `leeway check {entry.slug}` says why.", "note")
                )
        if not entries:
            sheet.add(plain("There is no story on the shelf. `leeway new` begins one."))
        return sheet

    def action_notes(self) -> None:
        """What the story that is lit touches on."""
        from game.tui.screens.notes import Notes

        if self.stories and self.leaf.cursor is not None:
            self.app.push_screen(Notes(self.stories[self.leaf.cursor]))


def _spine(story: "Story", record: "Record") -> list[Piece]:
    return [
        title(story.title, gap=0),
        plain(story.header.blurb, gap=0),
        plain(" · ".join(facts(story, record)), "note", gap=0),
    ]


def facts(story: "Story", record: "Record") -> list[str]:
    """How long it is, where it was left and what was found, in a few words each."""
    minutes = story.header.minutes
    said = [f"{minutes} minutes" if minutes != 1 else "a minute"]
    latest = record.latest
    if latest is not None and not latest.ending and latest.choices:
        said.append(f"left at {latest.chapter}" if latest.chapter else "begun")
    if record.endings:
        said.append(f"{len(record.endings)} of {len(story.endings)} endings found")
    return said
