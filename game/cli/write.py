"""`leeway write`: see a story as you write it."""

from typing import TYPE_CHECKING

from game.cli.screen import declare_plain, is_plain
from game.cli.stories import declare_story, find

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, and how it is shown."""
    declare_plain(parser)
    declare_story(parser)


def run(arguments: "Namespace") -> int:
    """Stand beside the author until they leave."""
    from game.author.write import run
    from game.saves.home import home

    return run(find(arguments.story), home(), is_plain(arguments))
