"""Where every way into a reading ends: on the pages, or in plain lines."""

from typing import TYPE_CHECKING

from game.cli.screen import is_plain

if TYPE_CHECKING:
    from argparse import Namespace

    from game.saves.bookcase import Bookcase
    from game.story.library import Library


def read(arguments: "Namespace", library: "Library", bookcase: "Bookcase", slug: str | None) -> int:
    """Open the story called `slug` where it was left, or else the shelf; returns the exit status."""
    from game.saves.settings import load_settings

    settings, notice = load_settings(bookcase.home)
    if is_plain(arguments):
        from game import plain as door
    else:
        from game import tui as door  # type: ignore[no-redef]
    return door.run(library, bookcase, settings, slug, notice)
