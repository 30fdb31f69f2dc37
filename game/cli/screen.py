"""Whether the full screen can be shown, and whether it is wanted."""

import os
import sys
from typing import TYPE_CHECKING

from game.cli.streams import complain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare_plain(parser: "ArgumentParser") -> None:
    """Take `--plain` behind the subcommand too."""
    from argparse import SUPPRESS

    # With a default here, its absence behind the subcommand would undo a `--plain` that stands before it.
    parser.add_argument(
        "--plain",
        action="store_true",
        default=SUPPRESS,
        help="plain lines on standard output, for screen readers, braille displays and pipes",
    )


def is_plain(arguments: "Namespace") -> bool:
    """Whether plain lines are wanted, or all that can be had; then it is said why."""
    if not arguments.plain and (why := no_screen()):
        complain(f"{why}: this is plain mode, as with --plain.")
        return True
    return bool(arguments.plain)


def no_screen() -> str:
    """Why the full screen cannot be shown, or an empty string."""
    if sys.stdout is None or not sys.stdout.isatty():
        return "standard output is no terminal"
    # Where nothing can be typed, a full screen would wait for keys for ever.
    if sys.stdin is None or not sys.stdin.isatty():
        return "standard input is no terminal"
    if os.environ.get("TERM") == "dumb":
        return "the terminal is a dumb one"
    return ""
