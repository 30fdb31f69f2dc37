"""The studio's app: the book's own themes, settings and palette, around a desk."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Mount
from textual.screen import Screen

from game.author.desk import Desk, News
from game.author.studio.commands import APP_COMMANDS, STUDIO_COMMANDS
from game.author.studio.help import StudioHelp
from game.author.studio.screen import StudioScreen
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings
from game.story.library import Library
from game.tui.app import LeewayApp
from game.tui.commands import bindings
from game.tui.screens.base import BookScreen


class StudioApp(LeewayApp, inherit_bindings=False):
    """One story, read again at every save. Nothing is kept of it: it has no reading, and no shelf."""

    CSS_PATH = [LeewayApp.CSS_PATH, Path(__file__).with_name("studio.tcss")]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(APP_COMMANDS),
        Binding("ctrl+q", "quit", show=False),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self, path: Path, home: Home, settings: Settings, notice: str = "") -> None:
        super().__init__(Library([]), Bookcase(home), settings, None, notice, foresees=False)
        self.desk = Desk(path, self._news)
        self.studio = StudioScreen(self.desk)
        self._watching: asyncio.Task[None] | None = None

    def get_default_screen(self) -> Screen[Any]:
        """The desk lies below everything else."""
        return self.studio

    def on_mount(self, event: Mount | None = None) -> None:
        """Begin to watch. Nobody is welcomed here who comes to write."""
        if event is not None:
            event.prevent_default()
        if self._notice:
            self.call_after_refresh(self.whisper, self._notice)
        self._watching = asyncio.create_task(self.desk.run())

    async def on_unmount(self) -> None:
        """Watch no more, and end what works beside the desk."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching

    def _news(self, news: News) -> None:
        self.studio.told(news)

    def close_screen(self) -> None:
        """Back to the desk, from whatever lies on it."""
        if self.screen is not self.studio:
            self.pop_screen()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what can be done here, and every scene and ending to go to."""
        here = STUDIO_COMMANDS if screen is self.studio else ()
        for command in (*here, *APP_COMMANDS):
            if command.offered:
                yield SystemCommand(
                    command.name, command.about, partial(self.run_action, command.action, screen)
                )
        story = self.desk.bench.story
        if here and story is not None:
            for place in (*story.scenes, *story.endings):
                what = "an ending" if place in story.endings else "a scene"
                yield SystemCommand(f"Go to {place}", f"Stand at {what}.", partial(self.studio.jump, place))

    def action_help(self) -> None:
        """The keys that work here."""
        if isinstance(self.screen, BookScreen) and not isinstance(self.screen, StudioHelp):
            self.push_screen(StudioHelp())

    def action_help_quit(self) -> None:
        """What ctrl+c is answered with."""
        self.whisper("q leaves.")
