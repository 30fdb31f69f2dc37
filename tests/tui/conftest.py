"""A book to open: the miniature story, a folder of its own, no motion."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings
from game.story.library import Library
from game.tui.app import LeewayApp
from tests.make_screenshots import without_fonts
from tests.tui.book import STORIES


class Pictured(LeewayApp):
    """The app, whose pictures ask nobody for a font."""

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        return without_fonts(super().export_screenshot(title=title, simplify=simplify))


OpenBook = Callable[..., LeewayApp]


@pytest.fixture(autouse=True)
def _no_wishes_of_the_tester(monkeypatch, tmp_path):
    """What the tester's own terminal asks for is no part of a test; what is kept goes to a folder of it."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR", "LEEWAY_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def bookcase(tmp_path) -> Bookcase:
    return Bookcase(Home(tmp_path / "home"))


@pytest.fixture
def open_book(bookcase) -> OpenBook:
    """Makes an app: its story or the shelf, the folders of its stories, and settings by keyword.

    Unless asked to it does not foresee: that is another process, which takes its time.
    """

    def make(
        slug: str | None = None,
        *folders: Path,
        notice: str = "",
        foresees: bool = False,
        **settings: object,
    ) -> LeewayApp:
        quiet = Settings(welcomed=True, reduced_motion=True)
        chosen = msgspec.structs.replace(quiet, **settings)
        library = Library(folders or (STORIES,))
        return Pictured(library, bookcase, chosen, slug, notice, foresees=foresees)

    return make
