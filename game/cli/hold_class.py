"""`leeway class`: play a story with a class."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.class_paper import declare_help_file
from game.cli.errors import FAULT, CommandError
from game.cli.screen import no_screen
from game.cli.stories import bookcase, found

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def declare(parser: "ArgumentParser") -> None:
    """The story, the lesson, and how votes come in."""
    parser.epilog = (
        "Afterwards `leeway class report` writes what a class leaves, and `leeway class trails STORY` "
        "what groups did that played apart."
    )
    parser.add_argument(
        "story", metavar="STORY", nargs="?", help="the name of a story on the shelf, or a path"
    )
    parser.add_argument(
        "--minutes", type=int, choices=(25, 45, 90), help="how long there is; asked unless set"
    )
    parser.add_argument("--port", type=_port, metavar="N", help="where phones come in; 8765 unless set")
    parser.add_argument("--hands", action="store_true", help="no phones: open no port, and count hands")
    declare_help_file(parser)
    parser.add_argument(
        "--resume", metavar="FILE", nargs="?", const="", help="take up a class again: that one, or the last"
    )


def run(arguments: "Namespace") -> int:
    """Begin a class, or take one up again."""
    from game.classroom import host
    from game.classroom.log import ResumeError, latest, slug_of
    from game.classroom.room import Room
    from game.saves.settings import load_settings

    if why := no_screen():
        raise CommandError(f"{why}; a class is shown in a window of a terminal.")
    readings = bookcase()
    file = None
    if arguments.resume is not None:
        file = Path(arguments.resume) if arguments.resume else latest(readings.home.classes)
        if file is None:
            raise CommandError("no class is under way here: `leeway class STORY` begins one.", FAULT)
    try:
        name = arguments.story or (slug_of(file) if file else None)
        if name is None:
            raise CommandError("name the story that the class plays, or --resume.")
        story, _, shelf = found(name)
        room = Room.resume(file, story) if file else None
    except ResumeError as error:
        raise CommandError(str(error), FAULT) from None
    settings, notice = load_settings(readings.home)
    return host.run(
        shelf,
        readings,
        settings,
        story,
        room,
        minutes=arguments.minutes,
        hands=arguments.hands,
        port=arguments.port,
        help_file=arguments.help_file,
        notice=notice,
    )


def _port(said: str) -> int:
    from argparse import ArgumentTypeError

    if not (said.isascii() and said.isdigit() and 1 <= int(said) <= 65_535):
        raise ArgumentTypeError(f"{said} is no port from 1 to 65,535")
    return int(said)
