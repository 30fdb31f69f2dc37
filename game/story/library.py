"""Where stories lie: those that ship with Leeway, and the player's own.

A checkout and an editable install have them in `stories/` beside the package, a wheel inside it. The
player's own folder is given; nothing here asks the platform where it is.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import tomli

from game.story.read import FILE_BYTES, HEADER_FILE, HIDDEN, slug_of

if TYPE_CHECKING:
    from game.story.diagnostic import Diagnostic
    from game.story.load import Loaded
    from game.story.model import Story

_PACKAGE = Path(__file__).resolve().parents[1]
_MARK = "pyproject.toml"

# Where a table may begin: a line of an array or of a long string can look the same.
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_HEADER = "[story]"


class NoStoryError(LookupError):
    """No story has this name; `message` says so, and `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} ({hint})")
        self.message = message
        self.hint = hint


class Entry(NamedTuple):
    """One story on the shelf; a broken one has no `story`, and diagnostics that say why."""

    slug: str
    path: Path
    story: "Story | None"
    diagnostics: "tuple[Diagnostic, ...]"


class Spine(msgspec.Struct, frozen=True):
    """What the outside of a story says, read without opening it."""

    slug: str
    title: str
    blurb: str
    minutes: int


def shipped_stories() -> Path:
    """The folder of the stories that ship with Leeway; it may be absent."""
    return _shipped("stories")


def assets() -> Path:
    """The folder of the pictures and sounds that ship with Leeway; it may be absent."""
    return _shipped("assets")


def _shipped(name: str) -> Path:
    # The checkout goes first: an editable install can leave an old copy inside the package.
    root = _PACKAGE.parent
    return root / name if (root / _MARK).is_file() and (root / name).is_dir() else _PACKAGE / "_data" / name


class Library:
    """The stories in some folders, each folder's own in the order of their names.

    Where two folders hold a story of one name, the folder that comes first is meant.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        """`folders` are looked through in their order; without them, only what ships with Leeway."""
        self.folders = (shipped_stories(),) if folders is None else tuple(folders)
        self._loaded: dict[Path, tuple[tuple[object, ...], Loaded]] = {}

    def paths(self) -> dict[str, Path]:
        """Slug -> path of every story, broken ones too."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in _stories_in(folder):
                found.setdefault(slug_of(path), path)
        return found

    def spines(self) -> Iterator[Spine]:
        """What can be told of every story from its header alone; one without a sound header is passed over.

        Several times faster than `entries`, and it may show a story that `entries` then finds broken.
        """
        for slug, path in self.paths().items():
            if path not in self._loaded and (spine := _spine(slug, path)) is not None:
                yield spine
            elif path in self._loaded and (story := self._load(path).story) is not None:
                yield Spine(slug, story.title, story.header.blurb, story.header.minutes)

    def entries(self) -> tuple[Entry, ...]:
        """Everything on the shelf. A story is read again only if one of its files has changed."""
        return tuple(Entry(slug, path, *self._load(path)) for slug, path in self.paths().items())

    def stories(self) -> "tuple[Story, ...]":
        """Every story that can be played."""
        return tuple(entry.story for entry in self.entries() if entry.story is not None)

    def story(self, slug: str) -> "Story | None":
        """The story of this name, or None if there is none or it is broken."""
        path = self.paths().get(slug)
        return self._load(path).story if path is not None else None

    def called(self, name: str) -> list[Path]:
        """Every story that `name` can mean: the one that lies there as a path, then the one on the shelf.

        Whoever works on a story that is on the shelf too means the one at hand.
        """
        here, there = Path(name).expanduser(), self.paths().get(name)
        found = [here] if _is_story(here) else []
        if there is not None and not (found and here.resolve() == there.resolve()):
            found.append(there)
        return found

    def find(self, name: str) -> Path:
        """The path of a story given by a path or by its name: the first of `called`, or what else lies there.

        Raises:
            NoStoryError: if there is nothing.
        """
        given = Path(name).expanduser()
        if found := self.called(name):
            return found[0]
        if _exists(given):
            return given
        paths = self.paths()
        from game.story.nearest import suggestion

        if given.name != name or given.suffix:
            near = suggestion(given.name, [path.name for path in _stories_in(given.parent)])
            raise NoStoryError(f"there is nothing at {name}", near or "look at the path again")
        known = ", ".join(paths) or "none yet"
        near = suggestion(name, [*paths, *(path.name for path in _stories_in(Path()))])
        raise NoStoryError(f"no story is called {name}", near or f"on the shelf: {known}")

    def _load(self, path: Path) -> "Loaded":
        # Imported here: whoever only looks at the spines does not wait for what reads a whole story.
        from game.story.load import load

        mark = tuple(_marks(path))
        if path not in self._loaded or self._loaded[path][0] != mark:
            self._loaded[path] = (mark, load(path))
        return self._loaded[path][1]


def _stories_in(folder: Path) -> list[Path]:
    """Folders with a header, and single files, by name; none where the folder cannot be read."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        return []
    return [entry for entry in entries if entry.name[0] not in "._" and _is_story(entry)]


def _is_story(path: Path) -> bool:
    try:
        return (path / HEADER_FILE).is_file() or (path.suffix == ".toml" and path.is_file())
    except OSError:
        return False


def _spine(slug: str, path: Path) -> Spine | None:
    file = path / HEADER_FILE if path.is_dir() else path
    try:
        if file.stat().st_size > FILE_BYTES:
            return None
        table = _header(file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode())
        spine = msgspec.convert({**table, "slug": slug}, Spine)
    except (OSError, TypeError, ValueError, RecursionError):
        return None
    return None if HIDDEN.search(spine.title + spine.blurb) else spine


def _header(text: str) -> Any:
    """The ``[story]`` table; what follows it is read only where it cannot be told from what precedes it.

    What begins a file of TOML and is TOML itself means the same without the rest.
    """
    end = _TABLE.search(text, text.find(_HEADER) + len(_HEADER))
    if end is not None:
        with suppress(tomli.TOMLDecodeError):
            if table := tomli.loads(text[: end.start()]).get("story"):
                return table
    return tomli.loads(text).get("story")


def _exists(path: Path) -> bool:
    """Whether there is something at `path`, if only a link that leads nowhere."""
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):
        return False


def _marks(path: Path) -> Iterator[object]:
    """What changes when a file of the story does."""
    for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        try:
            about = file.stat()
        except OSError:
            continue
        yield file.name, about.st_mtime_ns, about.st_size
