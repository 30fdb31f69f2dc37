"""`leeway forget`: remove what was read from this computer."""

import sys
from typing import TYPE_CHECKING

from game.cli.errors import FAULT, CommandError
from game.cli.stories import bookcase, find

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """How much of it, and whether to ask."""
    parser.add_argument("story", metavar="STORY", nargs="?", help="only the readings of this story")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: "Namespace") -> int:
    """Say what would go, ask, and remove it."""
    from game.analysis.english import several
    from game.story.read import slug_of

    readings, name = bookcase(), arguments.story
    # A story that has left the shelf can still be forgotten.
    if name is not None and not readings.count(name):
        name = slug_of(find(name))
    count = readings.count(name)
    if name is not None and not count:
        print(f"Nothing of {name} is kept here.")
        return 0
    what = several(count, "reading")
    what += f" of {name}" if name else ", all classes and the settings"
    if not arguments.yes and not _agreed(what):
        raise CommandError("nothing was removed.", FAULT)
    try:
        readings.forget(name)
    except OSError as error:
        where = error.filename or readings.home.folder
        raise CommandError(
            f"{where} cannot be removed ({error.strerror}); close its window first.", FAULT
        ) from None
    print(f"Removed {what}.")
    return 0


def _agreed(what: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError(f"nothing was removed, for nobody can be asked here. --yes removes {what}.")
    print(f"Remove {what} from this computer? Type yes: ", end="", flush=True)
    return sys.stdin.readline(100).strip().casefold() in ("y", "yes")
