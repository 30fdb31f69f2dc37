"""`leeway about`: what this is, and what it is not."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """Nothing: there is one page."""


def run(arguments: "Namespace") -> int:
    """Say it, and where what was read lies."""
    from game.debrief.about import ABOUT
    from game.plain.console import Console
    from game.saves.home import home

    console = Console()
    console.prose(*ABOUT)
    console.say("", f"What you read lies in {home().folder}.")
    return 0
