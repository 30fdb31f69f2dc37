"""The studio: a story beside the editor in which it is written. `run` opens it and returns when it is left.

Nothing of Textual is imported before `run` is called.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.saves.home import Home
    from game.saves.settings import Settings


def run(path: Path, home: "Home", settings: "Settings", notice: str = "") -> int:
    """Open the story at `path`, broken or not, and return an exit status. There must be a terminal."""
    from game.author.studio.app import StudioApp

    app = StudioApp(path, home, settings, notice)
    app.run()
    return app.return_code or 0
