"""``leeway write``: a story read again at every save, beside the editor in which it is written."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.saves.home import Home


def run(path: Path, home: "Home", plain: bool) -> int:
    """Open the studio on the story at `path`, or, with `plain`, the same as lines; returns an exit status.

    The story may be broken, or not be there yet: it is waited for.
    """
    if plain:
        from game.author.aloud import run as aloud

        return aloud(path)
    from game.author.studio import run as studio
    from game.saves.settings import load_settings

    settings, notice = load_settings(home)
    return studio(path, home, settings, notice)
