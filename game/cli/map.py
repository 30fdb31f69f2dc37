"""`leeway map`: draw a story."""

from typing import TYPE_CHECKING

from game.cli.errors import CommandError
from game.cli.exploring import budget, declare_budget
from game.cli.stories import declare_story, find
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, how far to look, and what to draw."""
    declare_budget(parser)
    declare_story(parser)
    parser.add_argument(
        "--format", choices=("mermaid", "dot", "svg", "html"), help="what -o says, and mermaid without it"
    )
    parser.add_argument(
        "-o", dest="out", metavar="FILE", help="write it there: as .html it is a whole page for the wall"
    )


def run(arguments: "Namespace") -> int:
    """Draw it."""
    from game.author.map import MapError, run

    speak_utf8()
    try:
        return run(str(find(arguments.story)), arguments.format, arguments.out, budget(arguments))
    except MapError as error:
        raise CommandError(str(error)) from None
