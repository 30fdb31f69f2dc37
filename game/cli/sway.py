"""`leeway sway`: on which pages of a story much hangs, as JSON. Asked when a class is planned."""

from typing import TYPE_CHECKING

from game.cli.aside import cache, declare_cache, stand_back
from game.cli.stories import declare_story, found
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story."""
    parser.description = "say on which pages much hangs, as JSON"
    declare_story(parser)
    declare_cache(parser)


def run(arguments: "Namespace") -> int:
    """Answer beside a teacher."""
    stand_back()
    from game.analysis import sway

    speak_utf8()
    return sway.run(found(arguments.story).story, cache(arguments))
