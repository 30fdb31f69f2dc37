"""A bare `leeway`: where the reader was, or the shelf."""

from typing import TYPE_CHECKING

from game.cli.reading import read
from game.cli.stories import bookcase, library

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: "Namespace") -> int:
    """Open the reading that was left last, if its story is still on the shelf."""
    shelf, readings = library(), bookcase()
    slug = readings.latest()
    return read(arguments, shelf, readings, slug if slug in shelf.paths() else None)
