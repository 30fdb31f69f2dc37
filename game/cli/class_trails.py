"""`leeway class trails`: what groups did that played a story apart."""

import sys
from typing import TYPE_CHECKING

from game.cli.class_paper import declare_paper, help_lines, write_paper
from game.cli.errors import FAULT, CommandError
from game.cli.stories import declare_story, found
from game.cli.streams import complain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


# Characters of trail codes that are read.
_MOST_TYPED = 1 << 16


def declare(parser: "ArgumentParser") -> None:
    """The story, the codes, and what to write of them."""
    parser.description = "Write what groups did that played a story apart."
    declare_paper(parser)
    declare_story(parser)
    parser.add_argument(
        "codes",
        metavar="CODE",
        nargs="*",
        help="the trail code of each group, or - to read them line by line",
    )


def run(arguments: "Namespace") -> int:
    """Write what the codes say; those that say nothing are told."""
    from game.classroom.trails import NoTrailError, codes_of, trails

    story = found(arguments.story).story
    lines, each = codes_of(story, arguments.codes), "code"
    if not lines:
        each = "line"
        if sys.stdin is None:
            raise CommandError("name the trail codes, for standard input is closed.")
        if sys.stdin.isatty():
            print("Type the codes, one a line, and end with Ctrl+D (Ctrl+Z and Enter on Windows).")
        lines = sys.stdin.read(_MOST_TYPED).splitlines()
    try:
        document, wrong = trails(story, lines, help_lines(arguments), each)
    except NoTrailError as error:
        raise CommandError(str(error), FAULT) from None
    for sentence in wrong:
        complain(sentence)
    write_paper(arguments, document)
    return FAULT if wrong else 0
