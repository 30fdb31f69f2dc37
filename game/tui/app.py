"""The reader's window: the shelf, and which story is open."""

import asyncio
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from game.saves.settings import Settings
from game.tui.commands import APP_COMMANDS, CLOSE, DEBRIEF_COMMANDS, NOTES, PAGE_COMMANDS
from game.tui.screens.base import BookScreen
from game.tui.window import Window

if TYPE_CHECKING:
    from game.narrative.playthrough import Moment
    from game.saves.bookcase import Bookcase
    from game.saves.reading import Reading
    from game.story.library import Library
    from game.story.model import Story
    from game.tui.foresight import Foresight


class LeewayApp(Window):
    """The shelf, and whatever has been taken from it. Every choice is on disk before it is shown."""

    everywhere = APP_COMMANDS
    places = {
        "In a story": PAGE_COMMANDS,
        "On other pages": (CLOSE, NOTES),
        "After the ending": DEBRIEF_COMMANDS,
    }

    def __init__(
        self,
        library: "Library",
        bookcase: "Bookcase",
        settings: Settings,
        slug: str | None = None,
        notice: str = "",
        *,
        foresees: bool = True,
    ) -> None:
        """`slug` is the story to open, None for the shelf; `notice` is whispered once.

        With `foresees`, what could still come of a reading is worked out beside it while it is open.
        """
        super().__init__(bookcase.home, settings, notice)
        self.library = library
        self.bookcase = bookcase
        self.reading: Reading | None = None
        self.foresight: Foresight | None = None
        self.foresees = foresees
        self._slug = slug
        # What worked beside readings that were closed, until nothing of it is left.
        self._ending: set[asyncio.Task[None]] = set()

    # -- what is open -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The first time, say what this is; and from now on, what was made is cleared up again."""
        if not self.settings.welcomed:
            from game.tui.screens.about import Welcome

            self.push_screen(Welcome())
        self.call_after_refresh(gc.enable)

    def first_screen(self) -> BookScreen:
        """The story that was asked for, where it was left, or the shelf."""
        if self._slug is None or (story := self.library.story(self._slug)) is None:
            return self._shelf()
        reading = self.bookcase.resume(story)
        if reading is None:
            return self._title(story)
        if reading.playthrough.ending is None:
            return self._page(reading)
        reading.close()
        return self._title(story)

    def close_screen(self) -> None:
        """Back to the screen below; the shelf is below everything."""
        if len(self.books) > 1:
            self.pop_screen()
        else:
            self.action_shelf()

    def read(self, story: "Story") -> None:
        """Go on with a story where it was left, or begin it."""
        self._close_reading()
        self._turn_to(self.bookcase.resume(story) or self.bookcase.begin(story))

    def begin(self, story: "Story") -> None:
        """Begin a story anew; the reading before is kept."""
        self._close_reading()
        self._turn_to(self.bookcase.begin(story))

    def show_title(self, story: "Story") -> None:
        """Open a story at its title page, and close its pages if they are open."""
        self._close_reading()
        from game.tui.screens.story import TitlePage

        self._return_to(
            lambda screen: isinstance(screen, TitlePage) and screen.story is story, lambda: self._title(story)
        )

    def show_debrief(self, reading: "Reading") -> None:
        """What it meant."""
        from game.tui.screens.debrief import DebriefScreen

        self.push_screen(DebriefScreen(reading, self.foresight))

    def stand_again(self, moment: "Moment") -> None:
        """Back to the page, at an earlier moment of the reading that is open."""
        from game.tui.screens.page import Page

        while not isinstance(self.screen, Page):
            self.pop_screen()
        self.screen.go_to(moment)

    def show_gallery(self, story: "Story") -> None:
        """The endings found, and hints for the others."""
        from game.tui.screens.gallery import GalleryScreen

        self.push_screen(GalleryScreen(story, self.bookcase.record(story)))

    def _turn_to(self, reading: "Reading") -> None:
        from game.tui.screens.page import Page

        page = self._page(reading)
        while any(isinstance(screen, Page) for screen in self.books[1:]):
            self.pop_screen()
        self.push_screen(page)

    def _page(self, reading: "Reading") -> BookScreen:
        from game.tui.screens.page import Page

        self.reading = reading
        self._foresee(reading.story)
        return Page(reading, self.bookcase.record(reading.story, apart_from=reading).taken)

    def _foresee(self, story: "Story") -> None:
        if self.foresees:
            from game.tui.foresight import foresee

            self.foresight = foresee(story, self.library, self.bookcase.home.cache, self._foreseen)

    def _foreseen(self) -> None:
        """Show what has come to be known, where it is waited for."""
        for screen in self.books:
            screen.foreseen()

    def _title(self, story: "Story") -> BookScreen:
        from game.tui.screens.story import TitlePage

        return TitlePage(story)

    def _shelf(self) -> BookScreen:
        from game.tui.screens.shelf import Shelf

        return Shelf()

    def _return_to(self, wanted: Callable[[BookScreen], bool], make: Callable[[], BookScreen]) -> None:
        """Close what lies above a screen; open one if there is none.

        The lowest screen cannot be taken away. Where it is not wanted it stays, and nothing leads to it.
        """
        found = any(map(wanted, self.books))
        while len(self.books) > 1 and not wanted(self.books[-1]):
            self.pop_screen()
        if not found:
            self.push_screen(make())

    def _close_reading(self) -> None:
        if self.reading is not None:
            self.reading.close()
            self.reading = None
        if self.foresight is not None:
            self.foresight.stop()
            ending = asyncio.create_task(self.foresight.stopped())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            self.foresight = None

    async def on_unmount(self) -> None:
        """Let the reading's file go, and what works beside it."""
        self._close_reading()
        await asyncio.gather(*self._ending)

    # -- commands ---------------------------------------------------------------------------------

    def action_shelf(self) -> None:
        """To the shelf."""
        from game.tui.screens.shelf import Shelf

        self._close_reading()
        self._return_to(lambda screen: isinstance(screen, Shelf), self._shelf)

    def manual(self, screen: BookScreen) -> BookScreen:
        """How to read here."""
        from game.tui.screens.help import READING, Help

        return Help("How to read here", READING, screen.commands)
