"""The studio's app: the book's own themes, settings and palette, around a desk."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from game.author.desk import Desk, News
from game.author.studio.commands import APP_COMMANDS, STUDIO_COMMANDS
from game.author.studio.screen import StudioScreen
from game.saves.home import Home
from game.saves.settings import Settings
from game.tui.commands import CLOSE
from game.tui.screens.base import BookScreen
from game.tui.screens.help import Help
from game.tui.window import Window

WRITING = (
    "Write in your own editor, and save. The story is read again at every save, and you stay at the same "
    "place in it. Nothing here changes your files.",
    "Choose as a reader does. The state says where that leaves them, the odds what may come of it, for a "
    "reader who leaves every choice to chance.",
    "A + marks what the page did not say before the last save. Choosing a finding goes to where a reader "
    "meets it; choosing a scene goes there by a way that a reader can go.",
    "What the files say is shown at once. What readers can reach has to be worked out, and is marked as old "
    "until it has been.",
)
"""How the studio is used."""


class StudioApp(Window):
    """One story, read again at every save. Nothing is kept of it."""

    CSS_PATH = [Window.CSS_PATH, Path(__file__).with_name("studio.tcss")]  # type: ignore[assignment]
    everywhere = APP_COMMANDS
    places = {"At the desk": STUDIO_COMMANDS, "On other pages": (CLOSE,)}

    def __init__(self, path: Path, home: Home, settings: Settings, notice: str = "") -> None:
        super().__init__(home, settings, notice)
        self.desk = Desk(path, self._news)
        self.studio = StudioScreen(self.desk)
        self._watching: asyncio.Task[None] | None = None

    def first_screen(self) -> BookScreen:
        """The desk lies below everything else."""
        return self.studio

    def on_mount(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.create_task(self.desk.run())

    async def on_unmount(self) -> None:
        """Watch no more, and end what works beside the desk."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching

    def _news(self, news: News) -> None:
        self.studio.told(news)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what can be done here, and every scene and ending to go to."""
        yield from super().get_system_commands(screen)
        story = self.desk.bench.story
        if screen is self.studio and story is not None:
            for place in (*story.scenes, *story.endings):
                what = "an ending" if place in story.endings else "a scene"
                yield SystemCommand(f"Go to {place}", f"Stand at {what}.", partial(self.studio.jump, place))

    def manual(self, screen: BookScreen) -> BookScreen:
        """How to write here."""
        return Help("How to write here", WRITING, screen.commands)
