"""The shelf: the stories there are, and where each was left."""

from functools import partial
from typing import TYPE_CHECKING

from game.tui.commands import HELP, NOTES, QUIT, SETTINGS
from game.tui.screens.base import BookScreen
from game.tui.typeset import Sheet, heading, motif, plain, title

if TYPE_CHECKING:
    from game.saves.bookcase import Record
    from game.story.model import Story
    from game.tui.app import LeewayApp


class Shelf(BookScreen):
    """Every story by its spine, blurb, and what was read of it."""

    app: "LeewayApp"
    renews = True

    commands = (NOTES,)
    foot_commands = (NOTES, SETTINGS, HELP, QUIT)

    def __init__(self) -> None:
        super().__init__()
        self._opened = False

    def on_mount(self) -> None:
        """The spines first: the stories themselves are opened when these are on the screen."""
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        self._opened = True
        # Nobody who is still at the first has moved: the page stays at its top.
        self.reset(self.leaf.cursor or None)

    def where(self) -> str:
        """Nothing: the shelf is where everybody begins."""
        return ""

    def sheet(self) -> Sheet:
        """One option a story."""
        sheet = Sheet()
        sheet.add(heading("Leeway"))
        if not self._opened:
            for spine in self.app.library.spines():
                self._stand(sheet, spine.slug, spine.title, spine.blurb, [length(spine.minutes)])
            return sheet
        entries = self.app.library.entries()
        for story in (entry.story for entry in entries if entry.story is not None):
            said = facts(story, self.app.bookcase.record(story))
            self._stand(sheet, story.slug, story.title, story.header.blurb, said)
        for entry in entries:
            if entry.story is None:
                sheet.add(
                    plain(f"{entry.slug} cannot be read. `leeway check {entry.slug}` says why.", "note")
                )
        if not entries:
            sheet.add(plain("There is no story on the shelf. `leeway new` begins one."))
        return sheet

    def _stand(self, sheet: Sheet, slug: str, name: str, blurb: str, said: list[str]) -> None:
        sheet.add(motif(slug, 24, 3, gap=1))
        sheet.option(
            partial(self._take, slug),
            title(name, gap=0),
            plain(blurb, gap=0),
            plain(" · ".join(said), "note", gap=0),
        )

    def _take(self, slug: str) -> None:
        story = self.app.library.story(slug)
        if story is not None:
            self.app.show_title(story)

    def action_notes(self) -> None:
        """What the story that is lit touches on."""
        from game.tui.screens.notes import Notes

        if self.leaf.cursor is None or not self._opened:
            return
        stories = self.app.library.stories()
        if stories:
            self.app.push_screen(Notes(stories[self.leaf.cursor]))


def facts(story: "Story", record: "Record") -> list[str]:
    """How long it is, where it was left and what was found, in a few words each."""
    said = [length(story.header.minutes)]
    latest = record.latest
    if latest is not None and not latest.ending and latest.choices:
        said.append(f"left at {latest.chapter}" if latest.chapter else "begun")
    if record.endings:
        said.append(f"{len(record.endings)} of {len(story.endings)} endings found")
    return said


def length(minutes: int) -> str:
    """How long a story takes, in words."""
    return f"{minutes} minutes" if minutes != 1 else "a minute"
