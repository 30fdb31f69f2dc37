"""`leeway weigh`: the figures of a story that is being written, as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.aside import stand_back
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story."""
    parser.description = "work out the figures of a story, as JSON"
    parser.add_argument("story", metavar="STORY", help="a folder or a file of a story")
    parser.add_argument("--serve", metavar="DIGEST", required=True, help="answer paths from standard input")


def run(arguments: "Namespace") -> int:
    """Answer beside an author for as long as they write."""
    stand_back()
    from game.author.weigh import run

    speak_utf8()
    return run(Path(arguments.story), arguments.serve)
