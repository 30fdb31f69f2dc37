"""`leeway sway`: on which pages of a story much hangs, as JSON. Asked when a class is planned."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.aside import stand_back
from game.cli.stories import found
from game.cli.streams import speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story."""
    parser.description = "say on which pages much hangs, as JSON"
    parser.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    parser.add_argument("--cache", metavar="FOLDER", type=Path, help="where to keep what was worked out")


def run(arguments: "Namespace") -> int:
    """Answer beside a teacher."""
    stand_back()
    from game.analysis import sway
    from game.saves.home import home

    speak_utf8()
    return sway.run(found(arguments.story).story, arguments.cache or home().cache)
