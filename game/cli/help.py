"""`leeway help`: the guides, and the list of commands."""

from typing import TYPE_CHECKING

from game.cli import command_line
from game.cli.errors import FAULT, CommandError
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """Which guide."""
    parser.add_argument("topic", choices=("writing", "findings"), nargs="?", help="without one, the commands")


def run(arguments: "Namespace") -> int:
    """Show it."""
    from game.author.help import HelpError, run

    if arguments.topic is None:
        command_line().print_help()
        return 0
    speak_utf8()
    try:
        return run(arguments.topic)
    except HelpError as error:
        raise CommandError(str(error), FAULT) from None
