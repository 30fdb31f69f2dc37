"""`leeway foresee`: what could still come of a reading, as JSON."""

from typing import TYPE_CHECKING

from game.cli.aside import cache, declare_cache, stand_back
from game.cli.stories import declare_story, find, found, steps
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, where in it, and whether to wait for more questions."""
    parser.description = "say what could still come of a reading, as JSON"
    declare_story(parser)
    parser.add_argument("--path", metavar="CHOICES", help="the choices made, as in board.ring,bins.ask")
    parser.add_argument("--serve", metavar="DIGEST", help="answer paths from standard input until it closes")
    declare_cache(parser)


def run(arguments: "Namespace") -> int:
    """Answer once, or beside a reader for as long as they read."""
    if arguments.serve is not None:
        stand_back()
    from game.analysis import foresee

    speak_utf8()
    if arguments.serve is not None:
        return foresee.run(find(arguments.story), cache(arguments), arguments.serve)
    story = found(arguments.story).story
    return foresee.once(story, cache(arguments), steps(story, arguments.path or ""))
