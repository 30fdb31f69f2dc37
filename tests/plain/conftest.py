import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from game import plain
from game.plain.console import Console
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings, load_settings, save_settings
from game.story.library import Library

STORIES = Path(__file__).parents[1] / "stories"

Play = Callable[..., str]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept goes to the folder that one stands in."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which somebody has been welcomed before."""
    found = Home(tmp_path / "home")
    save_settings(found, Settings(welcomed=True))
    return found


@pytest.fixture
def play(home: Home) -> Play:
    """Plays by typing lines, and returns everything that was said."""

    def typed(*lines: str, slug: str | None = "kettle", stories: Path = STORIES, **settings: object) -> str:
        out = io.StringIO()
        kept, notice = load_settings(home)
        console = Console(io.StringIO("".join(f"{line}\n" for line in lines)), out)
        changed = msgspec.structs.replace(kept, **settings)
        status = plain.run(Library([stories]), Bookcase(home), changed, slug, notice, console)
        assert status == 0
        return out.getvalue()

    return typed
