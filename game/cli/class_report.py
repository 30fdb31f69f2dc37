"""`leeway class report`: what a class leaves."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.class_paper import declare_paper, help_lines, write_paper
from game.cli.errors import FAULT, CommandError
from game.cli.stories import bookcase, found

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The class, and what to write of it."""
    parser.description = "Write what a class leaves: counts, and nobody's name."
    declare_paper(parser)
    parser.add_argument(
        "log", metavar="LOG", type=Path, nargs="?", help="the file of a class; the last one unless set"
    )
    parser.add_argument("--story", metavar="STORY", help="the story, where it is not on the shelf")


def run(arguments: "Namespace") -> int:
    """Write the report of one class."""
    from game.classroom.log import ResumeError, slug_of
    from game.classroom.report import newest, report

    home = bookcase().home
    file = arguments.log or newest(home.classes)
    if file is None:
        raise CommandError("no class was held here: `leeway class STORY` begins one.", FAULT)
    try:
        story, path, _ = found(arguments.story or slug_of(file))
        document = report(file, story, path, home.cache, help_lines(arguments))
    except ResumeError as error:
        raise CommandError(str(error), FAULT) from None
    write_paper(arguments, document)
    return 0
