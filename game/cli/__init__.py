"""The `leeway` command: what it can do, each in a module of its own that is imported when it is asked for.

Such a module has two functions: `declare(parser)`, which says what may stand behind its name, and
`run(arguments)`, which does it and returns the exit status. What it needs of the game it imports as it runs,
so that help and a mistyped word wait for nothing.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from game.cli.errors import CommandError
from game.cli.streams import complain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# The exit status after Control-C.
INTERRUPTED = 130


class Subcommand(Protocol):
    """What the module of a subcommand has."""

    def declare(self, parser: "ArgumentParser") -> None:
        """Say what may stand behind its name."""

    def run(self, arguments: "Namespace") -> int:
        """Do it; returns the exit status.

        Raises:
            CommandError: if the user has something to put right.
        """


class Entry(NamedTuple):
    """A subcommand: its name, its module in this package, and its line in the list, where it has one."""

    name: str
    module: str
    line: str | None = None


COMMANDS = (
    Entry("play", "play", "read a story, where you left it or from its beginning"),
    Entry("shelf", "shelf", "the stories there are"),
    Entry("new", "new", "begin a story of your own: a small one to play and to change"),
    Entry("class", "hold_class", "play a story with a class: a projector, and phones or hands"),
    # `class` tells of these two.
    Entry("class report", "class_report"),
    Entry("class trails", "class_trails"),
    Entry("check", "check", "say everything that is wrong with a story"),
    Entry("map", "map", "draw a story: its scenes and choices, and where readers go"),
    Entry("write", "write", "see a story as you write it, read again at every save"),
    Entry("schema", "schema", "print the JSON Schema of the story format, for an editor"),
    Entry("pack", "pack", "write a story as one file to give away"),
    Entry("add", "add", "put a packed story on the shelf"),
    Entry("forget", "forget", "remove what was read from this computer"),
    # These three are there for the screens, which must not do such work themselves.
    Entry("foresee", "foresee"),
    Entry("weigh", "weigh"),
    Entry("sway", "sway"),
    Entry("help", "help", "read a guide: to writing stories, or to what `check` finds"),
    Entry("about", "about", "what this is, and what it is not"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`, by default what it was called with; returns the exit status."""
    given = sys.argv[1:] if argv is None else argv
    try:
        # A bare `leeway` is the commonest start: nobody waits for a parser that would find nothing.
        arguments = parse(given) if given else cast("Namespace", SimpleNamespace(module="open", plain=False))
        status = _subcommand(arguments.module).run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CommandError as error:
        complain(str(error))
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody is listening any more. The interpreter would complain of it as it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def parse(given: Sequence[str]) -> "Namespace":
    """What the words mean; `module` is the module that does it. Leaves with help, or with what is wrong.

    Raises:
        CommandError: if there is no such command.
    """
    # No option of the whole command takes a word.
    word = next((word for word in given if not word.startswith("-")), None)
    if word is not None and all(word != command.name for command in COMMANDS):
        raise CommandError(f"there is no command {word}; {_instead(word)}")
    # `class report` is a command of its own, where else a story's name follows `class`.
    both = " ".join(given[:2])
    if any(command.name == both for command in COMMANDS):
        given = [both, *(_undashed(word) for word in given[2:])]
    return command_line(given).parse_args(given)


def _undashed(word: str) -> str:
    """A trail code without the dash that stood before it in a list: it would be taken for an option.

    An option has one letter, or is spelled with small vowels.
    """
    bare = word.lstrip("-")
    return bare if len(bare) > 1 and not set("aeiou") & set(bare) else word


def command_line(given: Sequence[str] = ()) -> "ArgumentParser":
    """The parser of the whole command. What is not among the words given stands in it by its name alone."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="leeway",
        description="Interactive fiction for the terminal. Without a command it opens where you were, "
        "or at the shelf.",
    )
    parser.add_argument(
        "--version",
        action="store_const",
        dest="module",
        const="version",
        default="open",
        help="say which version this is, and leave",
    )
    parser.add_argument("--plain", action="store_true", help="the same, as plain lines on standard output")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, module, line in COMMANDS:
        # A `help` of None would still be listed.
        command = commands.add_parser(name, help=line) if line else commands.add_parser(name)
        if name in given:
            command.set_defaults(module=module)
            _subcommand(module).declare(command)
    return parser


def _instead(word: str) -> str:
    """What may have been meant by a word that is no command."""
    from game.cli.stories import library
    from game.story.nearest import suggestion

    if library().called(word):
        return f"`leeway play {word}` plays this story"
    near = suggestion(word, [command.name for command in COMMANDS if command.line])
    return near or "`leeway help` lists the commands"


def _subcommand(module: str) -> Subcommand:
    return cast("Subcommand", import_module(f"game.cli.{module}"))
