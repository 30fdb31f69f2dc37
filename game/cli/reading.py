"""Where every way into a reading ends: on the pages, or in plain lines."""

from typing import TYPE_CHECKING

from game.cli.screen import is_plain

if TYPE_CHECKING:
    from argparse import Namespace

    from game.saves.bookcase import Bookcase
    from game.story.library import Library


def read(
    arguments: "Namespace", library: "Library", bookcase: "Bookcase", slug: str | None, said: str = ""
) -> int:
    """Open the story called `slug` where it was left, or else the shelf; returns the exit status.

    `said` is what was said on standard error: a full screen covers that, so it is said there again.
    """
    from game.saves.settings import load_settings

    settings, notice = load_settings(bookcase.home)
    if is_plain(arguments):
        from game import plain

        return plain.run(library, bookcase, settings, slug, notice)
    from game import tui

    return tui.run(library, bookcase, settings, slug, " ".join(filter(None, (said, notice))))
