"""`leeway check`: say everything that is wrong with a story."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.errors import CommandError
from game.cli.exploring import budget, declare_budget
from game.cli.stories import bookcase, find, library
from game.cli.streams import complain, speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The stories, how far to look, and how to say it."""
    declare_budget(parser)
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a folder or a file of a story, or its name")
    parser.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="text unless set"
    )
    parser.add_argument("--strict", action="store_true", help="fail at a warning too, unless it is waived")
    parser.add_argument("--against", metavar="STORY|REV", help="say only what differs from that")


def run(arguments: "Namespace") -> int:
    """Check each story, or compare one with what it was."""
    from game.author.check import run

    speak_utf8()
    paths = [str(find(path)) for path in arguments.paths]
    if arguments.against is not None:
        from game.author import against

        if len(paths) != 1 or arguments.format != "text":
            raise CommandError("--against compares one story with another, and tells it as text")
        limit = budget(arguments)
        with _earlier(Path(paths[0]), arguments.against) as earlier:
            return against.run(paths[0], str(earlier), bookcase(), arguments.strict, limit)
    return run(paths, arguments.format, arguments.strict, budget(arguments))


@contextmanager
def _earlier(story: Path, given: str) -> Iterator[Path]:
    """What `story` is compared with: a story at a path, on the shelf or packed, or itself at a revision.

    Where it answers to the name itself, the other is meant: nobody compares a story with itself.
    """
    from game.author.archive import ArchiveError, opened
    from game.author.revision import NoRevisionError, checked_out
    from game.story.read import root_of

    named = map(root_of, library().called(given))
    others = [path for path in named if os.path.realpath(path) != os.path.realpath(story)]
    if others:
        complain(f"compared with {others[0]}.")
        yield others[0]
        return
    try:
        with opened(Path(given)) if zipfile.is_zipfile(given) else checked_out(story, given) as earlier:
            yield earlier
    except ArchiveError as error:
        raise CommandError(str(error)) from None
    except NoRevisionError as error:
        unknown = f"no other story is called {given}, or lies there"
        raise CommandError(f"{unknown}; and as a revision: {error}.") from None
