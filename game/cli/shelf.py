"""`leeway shelf`: the stories there are."""

from typing import TYPE_CHECKING

from game.cli.reading import read
from game.cli.screen import declare_plain
from game.cli.stories import bookcase, library

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """Nothing but how it is shown."""
    declare_plain(parser)


def run(arguments: "Namespace") -> int:
    """Show the shelf."""
    return read(arguments, library(), bookcase(), None)
