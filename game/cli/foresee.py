"""`leeway foresee`: what could still come of a reading, as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.aside import stand_back
from game.cli.stories import find, found, steps
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, where in it, and whether to wait for more questions."""
    parser.description = "say what could still come of a reading, as JSON"
    parser.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    parser.add_argument("--path", metavar="CHOICES", help="the choices made, as in board.ring,bins.ask")
    parser.add_argument("--serve", metavar="DIGEST", help="answer paths from standard input until it closes")
    parser.add_argument("--cache", metavar="FOLDER", type=Path, help="where to keep what was worked out")


def run(arguments: "Namespace") -> int:
    """Answer once, or beside a reader for as long as they read."""
    if arguments.serve is not None:
        stand_back()
    from game.analysis import foresee
    from game.saves.home import home

    speak_utf8()
    cache = arguments.cache or home().cache
    if arguments.serve is not None:
        return foresee.run(find(arguments.story), cache, arguments.serve)
    story = found(arguments.story).story
    return foresee.once(story, cache, steps(story, arguments.path or ""))
