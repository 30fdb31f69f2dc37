"""`leeway play`: read a story."""

from typing import TYPE_CHECKING

from game.cli.errors import FAULT, CommandError
from game.cli.reading import read
from game.cli.screen import declare_plain
from game.cli.stories import bookcase, declare_story, found, namesake, steps

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, and where in it to begin."""
    declare_plain(parser)
    declare_story(parser)
    parser.add_argument("--new", action="store_true", help="begin anew; the readings before are kept")
    parser.add_argument(
        "--path", metavar="CHOICES", help="begin anew and make these choices first, as in board.ring,bins.ask"
    )


def run(arguments: "Namespace") -> int:
    """Open the story where it was left, or begin it anew."""
    readings = bookcase()
    story, _, shelf = found(arguments.story)
    if arguments.new or arguments.path is not None:
        made = steps(story, arguments.path or "")
        with readings.begin(story) as reading:
            for choice in made:
                reading.choose(choice)
            if reading.notice:
                raise CommandError(reading.notice, FAULT)
    return read(arguments, shelf, readings, story.slug, namesake(arguments.story))
