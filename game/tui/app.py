"""The app: which screen is open, and the settings in which it is set."""

import gc
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from textual import constants
from textual.app import App, SystemCommand
from textual.screen import Screen

from game.saves.settings import Settings, save_settings
from game.tui.commands import APP_COMMANDS, bindings
from game.tui.screens.base import BookScreen
from game.tui.themes import TERMINAL, THEMES, variables

if TYPE_CHECKING:
    from game.narrative.playthrough import Moment
    from game.saves.bookcase import Bookcase
    from game.saves.reading import Reading
    from game.story.library import Library
    from game.story.model import Story
    from game.tui.foresight import Foresight


class LeewayApp(App[None]):
    """The shelf, and whatever has been taken from it. Every choice is on disk before it is shown."""

    TITLE = "Leeway"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS = bindings(APP_COMMANDS)
    ENABLE_COMMAND_PALETTE = True
    WELCOMES = True
    """Whether the first run is told what this is."""

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
        # Without colours nothing must be painted in a shade of grey either: the terminal's own inks.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.library = library
        self.bookcase = bookcase
        self.settings = settings
        self.reading: Reading | None = None
        self.foresight: Foresight | None = None
        self.foresees = foresees
        self._slug = slug
        self._notice = notice
        for theme in THEMES:
            self.register_theme(theme)
        if self._wanted_theme != TERMINAL:
            # Set before anything watches: a theme that is changed has every style sheet read twice.
            self.set_reactive(App.theme, self._wanted_theme)
            self.stylesheet.set_variables(self.get_css_variables())
        self._apply()

    # -- settings ---------------------------------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Change settings, at once and for good."""
        self.settings = msgspec.structs.replace(self.settings, **changes)
        self._apply()
        problem = save_settings(self.bookcase.home, self.settings)
        for screen in self._books:
            screen.restyle()
        if problem:
            self.whisper(problem)

    def _apply(self) -> None:
        self.theme = self._wanted_theme
        self.animation_level = "none" if self.settings.reduced_motion else constants.TEXTUAL_ANIMATIONS
        self.set_keymap(self.settings.keys)

    @property
    def _wanted_theme(self) -> str:
        return TERMINAL if self.no_color else self.settings.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for as long as none of our themes is set."""
        return variables(TERMINAL)

    @property
    def keys(self) -> dict[str, str]:
        """Command id -> keys, for those that the reader moved."""
        return self.settings.keys

    # -- what is open -----------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """What is opened first lies below all others; a blank screen there would make the start slower."""
        return self._first()

    def on_mount(self) -> None:
        """The first time, say what this is."""
        if self.WELCOMES and not self.settings.welcomed:
            from game.tui.screens.about import Welcome

            self.push_screen(Welcome())
        if self._notice:
            self.call_after_refresh(self.whisper, self._notice)
        self.call_after_refresh(gc.enable)

    def _first(self) -> BookScreen:
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

    def whisper(self, text: str) -> None:
        """Say a sentence on the bottom line."""
        if isinstance(self.screen, BookScreen):
            self.screen.foot.whisper(text)

    def close_screen(self) -> None:
        """Back to the screen below; the shelf is below everything."""
        if len(self._books) > 1:
            self.pop_screen()
        else:
            self.action_shelf()

    @property
    def _books(self) -> list[BookScreen]:
        """Our screens that are open, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, BookScreen)]

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
        while any(isinstance(screen, Page) for screen in self._books[1:]):
            self.pop_screen()
        self.push_screen(page)

    def _page(self, reading: "Reading") -> BookScreen:
        from game.tui.screens.page import Page

        self.reading = reading
        self._foresee(reading.story)
        return Page(reading, self.bookcase.record(reading.story, apart_from=reading).taken)

    def _foresee(self, story: "Story") -> None:
        """Begin to work out what could still come; a story that has left the disk is only read."""
        path = self.library.paths().get(story.slug) if self.foresees else None
        if path is not None:
            from game.tui.foresight import Foresight

            self.foresight = Foresight(path, story.digest, self.bookcase.home.cache, self._foreseen)

    def _foreseen(self) -> None:
        """Show what has come to be known, where it is waited for."""
        for screen in self._books:
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
        found = any(map(wanted, self._books))
        while len(self._books) > 1 and not wanted(self._books[-1]):
            self.pop_screen()
        if not found:
            self.push_screen(make())

    def _close_reading(self) -> None:
        if self.reading is not None:
            self.reading.close()
            self.reading = None
        if self.foresight is not None:
            self.foresight.close()

    async def on_unmount(self) -> None:
        """Let the reading's file go, and what works beside it."""
        self._close_reading()
        if self.foresight is not None:
            await self.foresight.closed()

    # -- commands ---------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what can be done here, in our words."""
        here = screen.commands if isinstance(screen, BookScreen) else ()
        for command in (*here, *APP_COMMANDS):
            if command.offered:
                yield SystemCommand(
                    command.name, command.about, partial(self.run_action, command.action, screen)
                )

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from game.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_shelf(self) -> None:
        """To the shelf."""
        from game.tui.screens.shelf import Shelf

        self._close_reading()
        self._return_to(lambda screen: isinstance(screen, Shelf), self._shelf)

    def action_help(self) -> None:
        """The keys that work here."""
        from game.tui.screens.help import Help

        if isinstance(self.screen, BookScreen) and not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen.commands))

    def action_settings(self) -> None:
        """The settings."""
        from game.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def action_about(self) -> None:
        """What this is."""
        from game.tui.screens.about import About

        if not isinstance(self.screen, About):
            self.push_screen(About())

    def action_help_quit(self) -> None:
        """What ctrl+c is answered with."""
        self.whisper("q leaves, and your place is kept.")
