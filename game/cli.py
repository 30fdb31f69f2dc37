"""The `leeway` command. What a subcommand needs is imported when it runs."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.classroom.report import Document
    from game.saves.bookcase import Bookcase
    from game.story.library import Library
    from game.story.model import Story

# Exit statuses besides 0.
FAULT = 1
MISUSE = 2
INTERRUPTED = 130

# A broken story is told in as many lines as a reader of one line likes to see; `check` has them all.
_MOST_FAULTS = 5

# Characters of trail codes that are read.
_MOST_TYPED = 1 << 16

# What can be done with classes besides holding one.
_AFTER_CLASS = ("report", "trails")

# How far what works beside a reader stands back for it, as `nice` counts.
_KINDNESS = 10


class CommandError(Exception):
    """Something the user can put right: what happened, where, and what to do. `status` is the exit status."""

    def __init__(self, message: str, status: int = MISUSE) -> None:
        super().__init__(message)
        self.status = status


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`, by default what it was called with; returns the exit status."""
    given = _joined(sys.argv[1:] if argv is None else argv)
    # A bare `leeway` is the commonest start: nobody waits for a parser that would find nothing.
    arguments = _parser().parse_args(given) if given else SimpleNamespace(run=_open, plain=False)
    try:
        status: int = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CommandError as error:
        _complain(str(error))
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody is listening any more. The interpreter would complain of it as it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _joined(given: Sequence[str]) -> Sequence[str]:
    """`class report` and `class trails` are commands of their own; else a story's name follows `class`."""
    if given[:1] == ["class"] and given[1:2] and given[1] in _AFTER_CLASS:
        return [f"class {given[1]}", *given[2:]]
    return given


def _parser() -> "ArgumentParser":
    import argparse

    parser = argparse.ArgumentParser(
        prog="leeway",
        description="Interactive fiction for the terminal. Without a command it opens where you were, "
        "or at the shelf.",
    )
    parser.add_argument(
        "--version",
        action="store_const",
        dest="run",
        const=_version,
        help="say which version this is, and leave",
    )
    plain = argparse.ArgumentParser(add_help=False)
    # Without a default here, the subcommand's own absence would undo a `--plain` that stands before it.
    plain.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help="plain lines on standard output, for screen readers, braille displays and pipes",
    )
    parser.add_argument("--plain", action="store_true", help="the same, as plain lines on standard output")
    parser.set_defaults(run=_open)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    play = commands.add_parser(
        "play", parents=[plain], help="read a story, where you left it or from its beginning"
    )
    play.add_argument("story", metavar="STORY", help="the name of a story on the shelf, or a path")
    play.add_argument("--new", action="store_true", help="begin anew; the readings before are kept")
    play.add_argument(
        "--path", metavar="CHOICES", help="begin anew and make these choices first, as in board.ring,bins.ask"
    )
    play.set_defaults(run=_play)

    shelf = commands.add_parser("shelf", parents=[plain], help="the stories there are")
    shelf.set_defaults(run=_shelf)

    new = commands.add_parser("new", help="begin a story of your own: a small one to play and to change")
    new.add_argument("name", metavar="NAME", help="what its folder is to be called, as in my-story")
    shapes = ("branch", "hub", "storylets")
    new.add_argument("--shape", choices=shapes, default="branch", help="how it is built; branch unless set")
    new.set_defaults(run=_new)

    group = commands.add_parser(
        "class",
        help="play a story with a class: a projector, and phones or hands",
        epilog="Afterwards `leeway class report` writes what a class leaves, and `leeway class trails STORY` "
        "what groups did that played apart.",
    )
    group.add_argument(
        "story", metavar="STORY", nargs="?", help="the name of a story on the shelf, or a path"
    )
    group.add_argument(
        "--minutes", type=int, choices=(25, 45, 90), help="how long there is; asked unless set"
    )
    group.add_argument("--port", type=_port, metavar="N", help="where phones come in; 8765 unless set")
    group.add_argument("--hands", action="store_true", help="no phones: open no port, and count hands")
    group.add_argument(
        "--help-file", metavar="FILE", type=Path, help="whom to turn to, filled in by a school"
    )
    group.add_argument(
        "--resume", metavar="FILE", nargs="?", const="", help="take up a class again: that one, or the last"
    )
    group.set_defaults(run=_class)

    # These two are told of by `class`.
    written = argparse.ArgumentParser(add_help=False)
    written.add_argument("-o", dest="out", metavar="FILE", type=Path, help="write it there, not here")
    written.add_argument(
        "--format",
        choices=("md", "html", "csv"),
        help="what -o says, and md without it; html prints on paper",
    )
    written.add_argument(
        "--help-file", metavar="FILE", type=Path, help="whom to turn to, filled in by a school"
    )
    report = commands.add_parser(
        "class report", parents=[written], description="Write what a class leaves: counts, and nobody's name."
    )
    report.add_argument(
        "log", metavar="LOG", type=Path, nargs="?", help="the file of a class; the last one unless set"
    )
    report.add_argument("--story", metavar="STORY", help="the story, where it is not on the shelf")
    report.set_defaults(run=_class_report)
    trails = commands.add_parser(
        "class trails", parents=[written], description="Write what groups did that played a story apart."
    )
    trails.add_argument("story", metavar="STORY", help="the name of a story on the shelf, or a path")
    trails.add_argument(
        "codes",
        metavar="CODE",
        nargs="*",
        help="the trail code of each group, or - to read them line by line",
    )
    trails.set_defaults(run=_class_trails)

    explored = argparse.ArgumentParser(add_help=False)
    how_far = explored.add_mutually_exclusive_group()
    how_far.add_argument(
        "--budget", type=_seconds, metavar="SECONDS", help="how long to explore one story; 20 unless set"
    )
    how_far.add_argument("--quick", action="store_true", help="do not explore what readers can reach")
    check = commands.add_parser("check", parents=[explored], help="say everything that is wrong with a story")
    check.add_argument("paths", metavar="PATH", nargs="+", help="a folder or a file of a story, or its name")
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help="text unless set")
    check.add_argument("--strict", action="store_true", help="fail at a warning too, unless it is waived")
    check.add_argument("--against", metavar="STORY|REV", help="say only what differs from that")
    check.set_defaults(run=_check)

    drawn = commands.add_parser(
        "map", parents=[explored], help="draw a story: its scenes and choices, and where readers go"
    )
    drawn.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    drawn.add_argument(
        "--format", choices=("mermaid", "dot", "svg", "html"), help="what -o says, and mermaid without it"
    )
    drawn.add_argument(
        "-o", dest="out", metavar="FILE", help="write it there: as .html it is a whole page for the wall"
    )
    drawn.set_defaults(run=_map)

    write = commands.add_parser(
        "write", parents=[plain], help="see a story as you write it, read again at every save"
    )
    write.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    write.set_defaults(run=_write)

    schema = commands.add_parser("schema", help="print the JSON Schema of the story format, for an editor")
    schema.set_defaults(run=_schema)

    pack = commands.add_parser("pack", help="write a story as one file to give away")
    pack.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    pack.add_argument("-o", dest="out", metavar="FILE", type=Path, help="its name and .zip, unless set")
    pack.set_defaults(run=_pack)

    add = commands.add_parser("add", help="put a packed story on the shelf")
    add.add_argument("archive", metavar="FILE", type=Path, help="what `leeway pack` wrote")
    add.add_argument("--replace", action="store_true", help="in place of the story of that name")
    add.set_defaults(run=_add)

    forget = commands.add_parser("forget", help="remove what was read from this computer")
    forget.add_argument("story", metavar="STORY", nargs="?", help="only the readings of this story")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    forget.set_defaults(run=_forget)

    # Without a line of help it is not listed: it is there for the screens, which must not do this themselves.
    foresee = commands.add_parser("foresee", description="say what could still come of a reading, as JSON")
    foresee.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    foresee.add_argument("--path", metavar="CHOICES", help="the choices made, as in board.ring,bins.ask")
    foresee.add_argument("--serve", metavar="DIGEST", help="answer paths from standard input until it closes")
    foresee.add_argument("--cache", metavar="FOLDER", type=Path, help="where to keep what was worked out")
    foresee.set_defaults(run=_foresee)

    # Nor this one, which works beside an author.
    weigh = commands.add_parser("weigh", description="work out the figures of a story, as JSON")
    weigh.add_argument("story", metavar="STORY", help="a folder or a file of a story")
    weigh.add_argument("--serve", metavar="DIGEST", required=True, help="answer paths from standard input")
    weigh.set_defaults(run=_weigh)

    # Nor this one, which is asked when a class is planned.
    sway = commands.add_parser("sway", description="say on which pages much hangs, as JSON")
    sway.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")
    sway.add_argument("--cache", metavar="FOLDER", type=Path, help="where to keep what was worked out")
    sway.set_defaults(run=_sway)

    guides = commands.add_parser("help", help="read a guide: to writing stories, or to what `check` finds")
    guides.add_argument("topic", choices=("writing", "findings"), nargs="?", help="without one, the commands")
    guides.set_defaults(run=_help)

    about = commands.add_parser("about", help="what this is, and what it is not")
    about.set_defaults(run=_about)
    return parser


# -- reading ------------------------------------------------------------------------------------------


def _open(arguments: "Namespace") -> int:
    """Where the reader was, or the shelf."""
    library, bookcase = _library(), _bookcase()
    slug = bookcase.latest()
    return _read(arguments, library, bookcase, slug if slug in library.paths() else None)


def _shelf(arguments: "Namespace") -> int:
    return _read(arguments, _library(), _bookcase(), None)


def _play(arguments: "Namespace") -> int:
    bookcase = _bookcase()
    path = _find(arguments.story)
    library = _library(path)
    story = _whole(library, path)
    if arguments.new or arguments.path is not None:
        from game.saves.steps import StepError, walk

        try:
            made = walk(story, arguments.path or "")
        except StepError as error:
            raise CommandError(str(error)) from None
        with bookcase.begin(story) as reading:
            for choice in made:
                reading.choose(choice)
            if reading.notice:
                raise CommandError(reading.notice, FAULT)
    return _read(arguments, library, bookcase, story.slug)


def _read(arguments: "Namespace", library: "Library", bookcase: "Bookcase", slug: str | None) -> int:
    from game.saves.settings import load_settings

    settings, notice = load_settings(bookcase.home)
    if not arguments.plain and (why := _no_screen()):
        _complain(f"{why}: this is plain mode, as with --plain.")
        arguments.plain = True
    if arguments.plain:
        from game import plain as door
    else:
        from game import tui as door  # type: ignore[no-redef]
    return door.run(library, bookcase, settings, slug, notice)


def _class(arguments: "Namespace") -> int:
    from game.classroom import host
    from game.classroom.log import ResumeError, latest, slug_of
    from game.classroom.room import Room
    from game.saves.settings import load_settings

    if why := _no_screen():
        raise CommandError(f"{why}; a class is shown in a window of a terminal.")
    bookcase = _bookcase()
    file = None
    if arguments.resume is not None:
        file = Path(arguments.resume) if arguments.resume else latest(bookcase.home.classes)
        if file is None:
            raise CommandError("no class is under way here: `leeway class STORY` begins one.", FAULT)
    try:
        name = arguments.story or (slug_of(file) if file else None)
        if name is None:
            raise CommandError("name the story that the class plays, or --resume.")
        path = _find(name)
        library = _library(path)
        story = _whole(library, path)
        room = Room.resume(file, story) if file else None
    except ResumeError as error:
        raise CommandError(str(error), FAULT) from None
    settings, notice = load_settings(bookcase.home)
    return host.run(
        library,
        bookcase,
        settings,
        story,
        room,
        minutes=arguments.minutes,
        hands=arguments.hands,
        port=arguments.port,
        help_file=arguments.help_file,
        notice=notice,
    )


def _class_report(arguments: "Namespace") -> int:
    from game.classroom.log import ResumeError, slug_of
    from game.classroom.report import newest, report

    home = _bookcase().home
    file = arguments.log or newest(home.classes)
    if file is None:
        raise CommandError("no class was held here: `leeway class STORY` begins one.", FAULT)
    try:
        path = _find(arguments.story or slug_of(file))
        found = report(file, _whole(_library(path), path), path, home.cache, _help_lines(arguments))
    except ResumeError as error:
        raise CommandError(str(error), FAULT) from None
    return _write_report(arguments, found)


def _class_trails(arguments: "Namespace") -> int:
    from game.classroom.trails import NoTrailError, trails

    path = _find(arguments.story)
    story = _whole(_library(path), path)
    lines, each = arguments.codes, "code"
    if not lines or lines == ["-"]:
        each = "line"
        if sys.stdin is None:
            raise CommandError("name the trail codes, for standard input is closed.")
        if sys.stdin.isatty():
            print("Type the codes, one a line, and end with Ctrl+D (Ctrl+Z and Enter on Windows).")
        lines = sys.stdin.read(_MOST_TYPED).splitlines()
    try:
        found, wrong = trails(story, lines, _help_lines(arguments), each)
    except NoTrailError as error:
        raise CommandError(str(error), FAULT) from None
    for sentence in wrong:
        _complain(sentence)
    _write_report(arguments, found)
    return FAULT if wrong else 0


def _help_lines(arguments: "Namespace") -> tuple[str, ...]:
    from game.classroom.care import FILE, load_help

    lines, fault = load_help(arguments.help_file or _bookcase().home.classes / FILE)
    if fault:
        _complain(fault)
    return lines


def _write_report(arguments: "Namespace", found: "Document") -> int:
    from game.classroom.report import format_of, written

    out: Path | None = arguments.out
    as_format = arguments.format or (format_of(out) if out else "md")
    if as_format is None:
        raise CommandError(f"{out} ends with nothing known: .md, .html or .csv, or say --format.")
    text = written(found, as_format)
    if out is None:
        _speak_utf8()
        sys.stdout.write(text)
        return 0
    try:
        # A spreadsheet takes the bytes at the beginning for what they are: a mark of UTF-8.
        with out.open("w", encoding="utf-8-sig" if as_format == "csv" else "utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"{out} cannot be written ({error.strerror}).", FAULT) from None
    print(f"Written to {out}.")
    return 0


def _port(said: str) -> int:
    from argparse import ArgumentTypeError

    if not (said.isascii() and said.isdigit() and 1 <= int(said) <= 65_535):
        raise ArgumentTypeError(f"{said} is no port from 1 to 65,535")
    return int(said)


def _no_screen() -> str:
    """Why the full screen cannot be shown, or an empty string."""
    if sys.stdout is None or not sys.stdout.isatty():
        return "standard output is no terminal"
    # Where nothing can be typed, a full screen would wait for keys for ever.
    if sys.stdin is None or not sys.stdin.isatty():
        return "standard input is no terminal"
    if os.environ.get("TERM") == "dumb":
        return "the terminal is a dumb one"
    return ""


def _find(name: str) -> Path:
    from game.story.library import NoStoryError

    try:
        return _library().find(name)
    except NoStoryError as error:
        raise CommandError(str(error)) from None


def _library(beside: Path | None = None) -> "Library":
    """The shelf, and the story at `beside`, which may lie anywhere."""
    from game.saves.home import home
    from game.story.library import Library, shipped_stories

    class Shelf(Library):
        def paths(self) -> dict[str, Path]:
            here = {} if beside is None else {_slug(beside): beside}
            return {**here, **super().paths(), **here}

    return Shelf([home().stories, shipped_stories()])


def _slug(path: Path) -> str:
    return path.stem if path.suffix == ".toml" else path.resolve().name


def _whole(library: "Library", path: Path) -> "Story":
    """The story at `path`; a broken one is told and refused."""
    story = library.story(_slug(path))
    if story is None:
        from game.story.load import load

        faults = [found for found in load(path).diagnostics if found.severity == "error"]
        told = [str(fault) for fault in faults[:_MOST_FAULTS]]
        if len(faults) > len(told):
            told.append(f"and {len(faults) - len(told)} more: `leeway check {path}` lists them all")
        raise CommandError("\n".join(["this story cannot be read:", *told]), FAULT)
    return story


def _bookcase() -> "Bookcase":
    from game.saves.bookcase import Bookcase
    from game.saves.home import home

    return Bookcase(home())


# -- the rest -----------------------------------------------------------------------------------------


def _new(arguments: "Namespace") -> int:
    from game.author.new import NewError, run

    _speak_utf8()
    try:
        return run(arguments.name, arguments.shape)
    except NewError as error:
        raise CommandError(str(error)) from None


def _check(arguments: "Namespace") -> int:
    from game.author.check import run

    _speak_utf8()
    paths = [_work(path) for path in arguments.paths]
    if arguments.against is not None:
        from game.author import against

        if len(paths) != 1 or arguments.format != "text":
            raise CommandError("--against compares one story with another, and tells it as text")
        limit = _limit(arguments)
        with _earlier(Path(paths[0]), arguments.against) as earlier:
            return against.run(paths[0], str(earlier), _bookcase(), arguments.strict, limit)
    return run(paths, arguments.format, arguments.strict, _limit(arguments))


@contextmanager
def _earlier(story: Path, given: str) -> Iterator[Path]:
    """What `story` is compared with: a story on the shelf or at a path, or itself at a revision of git's."""
    from game.author.revision import NoRevisionError, checked_out
    from game.story.library import NoStoryError

    try:
        # A bare name is the one on the shelf here: what lies in this folder is what was changed.
        found = _library().find(given)
    except NoStoryError as error:
        unknown = error
    else:
        yield found
        return
    try:
        with checked_out(story, given) as earlier:
            yield earlier
    except NoRevisionError as error:
        raise CommandError(f"{unknown}; and as a revision: {error}") from None


def _map(arguments: "Namespace") -> int:
    from game.author.map import MapError, run

    _speak_utf8()
    try:
        return run(_work(arguments.story), arguments.format, arguments.out, _limit(arguments))
    except MapError as error:
        raise CommandError(str(error)) from None


def _speak_utf8() -> None:
    """A report quotes stories, which no terminal's own encoding can be trusted with."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _work(path: str) -> str:
    """What lies here goes before what is called so on the shelf: it is what an author works on."""
    return path if os.path.exists(path) else str(_find(path))


def _limit(arguments: "Namespace") -> float | None:
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


def _foresee(arguments: "Namespace") -> int:
    # Whoever reads goes first, from the first import on. Windows is told by whoever starts this.
    if arguments.serve is not None and hasattr(os, "nice"):
        os.nice(_KINDNESS)
    from game.analysis import foresee
    from game.saves.home import home

    _speak_utf8()
    path = _find(arguments.story)
    cache = arguments.cache or home().cache
    if arguments.serve is not None:
        return foresee.run(path, cache, arguments.serve)
    from game.saves.steps import StepError, walk

    story = _whole(_library(path), path)
    try:
        made = walk(story, arguments.path or "")
    except StepError as error:
        raise CommandError(str(error)) from None
    return foresee.once(story, cache, made)


def _write(arguments: "Namespace") -> int:
    from game.author.write import run
    from game.saves.home import home

    path = Path(_work(arguments.story))
    if not arguments.plain and (why := _no_screen()):
        _complain(f"{why}: this is plain mode, as with --plain.")
        arguments.plain = True
    return run(path, home(), arguments.plain)


def _weigh(arguments: "Namespace") -> int:
    # Whoever writes goes first, from the first import on.
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    from game.author.weigh import run

    _speak_utf8()
    return run(Path(arguments.story), arguments.serve)


def _sway(arguments: "Namespace") -> int:
    # Whoever teaches goes first, from the first import on. Windows is told by whoever starts this.
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    from game.analysis import sway
    from game.saves.home import home

    _speak_utf8()
    path = _find(arguments.story)
    return sway.run(_whole(_library(path), path), arguments.cache or home().cache)


def _schema(arguments: "Namespace") -> int:
    from game.author.schema import run

    return run()


def _pack(arguments: "Namespace") -> int:
    from game.author.archive import ArchiveError, pack

    _speak_utf8()
    try:
        return pack(Path(_work(arguments.story)), arguments.out)
    except ArchiveError as error:
        raise CommandError(str(error), FAULT) from None


def _add(arguments: "Namespace") -> int:
    from game.author.archive import ArchiveError, add
    from game.saves.home import home

    _speak_utf8()
    try:
        return add(arguments.archive, home().stories, _library(), arguments.replace)
    except ArchiveError as error:
        raise CommandError(str(error), FAULT) from None


def _forget(arguments: "Namespace") -> int:
    bookcase, slug = _bookcase(), arguments.story
    # A story that has left the shelf can still be forgotten.
    if slug is not None and not bookcase.count(slug):
        slug = _slug(_find(slug))
    count = bookcase.count(slug)
    if slug is not None and not count:
        print(f"Nothing of {slug} is kept here.")
        return 0
    what = f"{count} reading{'' if count == 1 else 's'}"
    what += f" of {slug}" if slug else ", all classes and the settings"
    if not arguments.yes and not _agreed(what):
        raise CommandError("nothing was removed.", FAULT)
    try:
        bookcase.forget(slug)
    except OSError as error:
        where = error.filename or bookcase.home.folder
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


def _help(arguments: "Namespace") -> int:
    from game.author.help import HelpError, run

    if arguments.topic is None:
        _parser().print_help()
        return 0
    _speak_utf8()
    try:
        return run(arguments.topic)
    except HelpError as error:
        raise CommandError(str(error), FAULT) from None


def _version(arguments: "Namespace") -> int:
    from importlib.metadata import version

    print(f"leeway {version('leeway')}")
    return 0


def _about(arguments: "Namespace") -> int:
    from game.debrief.about import ABOUT
    from game.plain.console import Console
    from game.saves.home import home

    console = Console()
    console.prose(*ABOUT)
    console.say("", f"What you read lies in {home().folder}.")
    return 0


def _complain(text: str) -> None:
    if sys.stderr is not None:
        print(f"leeway: {text}", file=sys.stderr)
