"""How long what readers can reach is explored: `check` and `map` ask the same."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare_budget(parser: "ArgumentParser") -> None:
    """Take how long to explore a story, or that it shall not be explored."""
    how_far = parser.add_mutually_exclusive_group()
    how_far.add_argument(
        "--budget", type=_seconds, metavar="SECONDS", help="how long to explore one story; 20 unless set"
    )
    how_far.add_argument("--quick", action="store_true", help="do not explore what readers can reach")


def budget(arguments: "Namespace") -> float | None:
    """Seconds to explore one story; None where it is not explored."""
    from game.author.gather import SECONDS

    if arguments.quick:
        return None
    seconds: float = SECONDS if arguments.budget is None else arguments.budget
    return seconds


def _seconds(said: str) -> float:
    from argparse import ArgumentTypeError

    try:
        seconds = float(said)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"{said} is no number of seconds from 0 to 86,400")
    return seconds
