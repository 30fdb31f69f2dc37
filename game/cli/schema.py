"""`leeway schema`: the JSON Schema of the story format."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """Nothing: there is one."""


def run(arguments: "Namespace") -> int:
    """Print it."""
    from game.author.schema import run

    return run()
