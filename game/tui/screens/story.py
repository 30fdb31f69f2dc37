"""A story's title page."""

from functools import partial
from typing import TYPE_CHECKING

from game.tui.commands import CLOSE, HELP, NOTES
from game.tui.screens.base import BookScreen
from game.tui.screens.shelf import facts
from game.tui.typeset import ROOMY, Sheet, motif, name, plain

if TYPE_CHECKING:
    from game.saves.bookcase import Summary
    from game.story.model import Story
    from game.tui.app import LeewayApp


class TitlePage(BookScreen):
    """Title, blurb, how long it takes, and where the reader left off."""

    app: "LeewayApp"
    renews = True

    commands = (NOTES, CLOSE)
    foot_commands = (NOTES, CLOSE, HELP)

    def __init__(self, story: "Story") -> None:
        super().__init__(story.header.accent)
        self.story = story

    def where(self) -> str:
        """Whose page this is."""
        return self.story.title

    def sheet(self) -> Sheet:
        """The title page."""
        story, header = self.story, self.story.header
        record = self.app.bookcase.record(story)
        sheet = Sheet()
        if self.app.size.height >= ROOMY:
            sheet.add(motif(story.slug, 40, 4))
        sheet.add(name(story.title), plain(header.author, "note", gap=0))
        sheet.add(plain(header.blurb), plain(" · ".join(facts(story, record)), "note"))
        latest = record.latest
        begin, read = partial(self.app.begin, story), partial(self.app.read, story)
        options = [("Begin.", begin)]
        if latest is not None and latest.choices:
            options = [(_where_left(story, latest), read), ("Begin again. What you read is kept.", begin)]
        if record.endings:
            options.append(("The endings.", partial(self.app.show_gallery, story)))
        for number, (text, act) in enumerate(options):
            sheet.option(act, plain(text, gap=0 if number else 1))
        return sheet

    def action_close(self) -> None:
        """To the shelf, which is behind every title page."""
        self.app.action_shelf()

    def action_notes(self) -> None:
        """What the story touches on."""
        from game.tui.screens.notes import Notes

        self.app.push_screen(Notes(self.story))


def _where_left(story: "Story", latest: "Summary") -> str:
    if latest.ending in story.endings:
        return f"Back to the ending, {story.endings[latest.ending].title}."
    return f"Go on, {latest.chapter}." if latest.chapter else "Go on."
