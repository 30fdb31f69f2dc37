"""`leeway new`: begin a story of your own."""

from typing import TYPE_CHECKING

from game.cli.errors import CommandError
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The folder, and the shape of what is in it."""
    parser.add_argument("name", metavar="NAME", help="what its folder is to be called, as in my-story")
    shapes = ("branch", "hub", "storylets")
    parser.add_argument(
        "--shape", choices=shapes, default="branch", help="how it is built; branch unless set"
    )


def run(arguments: "Namespace") -> int:
    """Write the folder."""
    from game.author.new import NewError, run

    speak_utf8()
    try:
        return run(arguments.name, arguments.shape)
    except NewError as error:
        raise CommandError(str(error)) from None
