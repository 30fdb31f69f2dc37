"""`leeway pack`: write a story as one file."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.errors import FAULT, CommandError
from game.cli.stories import declare_story, find
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, and the file."""
    declare_story(parser)
    parser.add_argument("-o", dest="out", metavar="FILE", type=Path, help="its name and .zip, unless set")


def run(arguments: "Namespace") -> int:
    """Write it."""
    from game.author.archive import ArchiveError, pack

    speak_utf8()
    try:
        return pack(find(arguments.story), arguments.out)
    except ArchiveError as error:
        raise CommandError(str(error), FAULT) from None
