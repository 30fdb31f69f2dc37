"""`leeway add`: put a packed story on the shelf."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.errors import FAULT, CommandError
from game.cli.stories import library
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The file, and whether what is there may go."""
    parser.add_argument("archive", metavar="FILE", type=Path, help="what `leeway pack` wrote")
    parser.add_argument("--replace", action="store_true", help="in place of the story of that name")


def run(arguments: "Namespace") -> int:
    """Unpack it."""
    from game.author.archive import ArchiveError, add
    from game.saves.home import home

    speak_utf8()
    try:
        return add(arguments.archive, home().stories, library(), arguments.replace)
    except ArchiveError as error:
        raise CommandError(str(error), FAULT) from None
