"""Where things lie. The one place that asks the platform."""

import os
from pathlib import Path

from msgspec import Struct


class Home(Struct, frozen=True):
    """The folder in which everything that belongs to the player lies; it need not exist yet."""

    folder: Path

    @property
    def journals(self) -> Path:
        """Readings: a folder for each story."""
        return self.folder / "readings"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "settings.json"

    @property
    def stories(self) -> Path:
        """The player's own stories, as folders or files of TOML."""
        return self.folder / "stories"

    @property
    def classes(self) -> Path:
        """Classes that were held: a file for each, and what the school says on its help page."""
        return self.folder / "classes"

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.folder / "cache"


def home() -> Home:
    """The folder that ``LEEWAY_HOME`` names, or else the platform's own for this user's data."""
    if chosen := os.environ.get("LEEWAY_HOME"):
        return Home(Path(chosen).expanduser().absolute())
    # Imported here: most tests and every classroom name the folder themselves.
    from platformdirs import user_data_path

    return Home(user_data_path("leeway", appauthor=False))
