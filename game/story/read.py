"""From a path to text: which files a story is made of, and whether they are safe to read."""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from game.story.diagnostic import Diagnostic, diagnostic

HEADER_FILE = "story.toml"
FILE_BYTES = 4 * 1024 * 1024
STORY_BYTES = 64 * 1024 * 1024

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_STORIES_SHOWN = 3
_MEND_LINK = "mend the link, or take it out"

# What no text may hold: C0 but newline and tab, DEL, C1, and what turns the direction of writing.
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# The same in a file's raw bytes, of which only those beyond ASCII are looked at: TOML itself
# refuses the others, unless they are written as escapes.
_ASCII = bytes(range(128))
_HIDDEN_BYTES = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_ESCAPE = re.compile(r"\\[uUxebfr]")


class File(NamedTuple):
    """One file of a story; `text` has no byte order mark."""

    name: str
    text: str
    hidden: bool
    """Whether a hidden character stands in it."""
    escapes: bool
    """Whether an escape stands in it that could make one."""


class Source(NamedTuple):
    """A story as it lies on disk."""

    slug: str
    files: tuple[File, ...]
    digest: str
    """SHA-256 of all bytes, as 64 hexadecimal digits: the version of a story as saves know it."""
    diagnostics: tuple[Diagnostic, ...]
    complete: bool
    """Whether every file could be read: if not, a name that seems missing may be in the others."""


def read(path: Path) -> Source:
    """Read every file of the story at `path`; whatever cannot be read is among the diagnostics."""
    # Imported here, as below: the shelf asks this module for a few names before it reads a story.
    import hashlib

    root, slug = root_of(path), slug_of(path)
    found: list[Diagnostic] = []
    files: list[File] = []
    complete = True
    digest = hashlib.sha256()
    size = 0
    for file in _files(root, found):
        data = _bytes(file, root, found)
        text = _text(file, data, found) if data is not None else None
        if data is None or text is None:
            complete = False
            continue
        size += len(data)
        if size > STORY_BYTES:
            found.append(_at(file, "E104", "the story is larger than 64 MiB", "make two stories of it"))
            complete = False
            break
        digest.update(data)
        files.append(File(str(file), text, _hides(data), _may_hide(text)))
    if files and not SLUG.fullmatch(slug):
        kind = "file" if root.is_file() else "folder"
        hint = "a-z, 0-9 and dashes, as in blue-dot"
        found.append(
            _at(files[0].name, "E108", f"`{slug}` cannot name a story", f"rename the {kind}: {hint}")
        )
    return Source(slug, tuple(files), digest.hexdigest(), tuple(found), complete)


def root_of(path: Path) -> Path:
    """The folder of a story if `path` is one of its files, else `path` itself."""
    if path.is_file() and (path.parent / HEADER_FILE).is_file():
        return path.parent
    return path


def slug_of(path: Path) -> str:
    """What the story at `path` is called, and its readings are: its folder, or its file without ``.toml``.

    A link is called by its own name, as on the shelf.
    """
    whole = Path(os.path.abspath(root_of(path)))  # `absolute` would leave `.` and `..` as they are
    return whole.stem if whole.suffix == ".toml" else whole.name


def _files(root: Path, found: list[Diagnostic]) -> list[Path]:
    """The files to read, in the byte order of their names. Hidden ones are an editor's, not the author's."""
    try:
        if not root.is_dir():
            if not root.exists():
                what, hint = "there is nothing here", _nearest(root)
                if root.is_symlink():
                    what, hint = "this link leads to nothing, or round in a circle", _MEND_LINK
                found.append(_at(root, "E101", what, hint))
                return []
            if root.suffix != ".toml":
                hint = "`leeway add` puts a packed one on the shelf" if root.suffix == ".zip" else ""
                found.append(_at(root, "E106", "a story is a .toml file, or a folder with story.toml", hint))
                return []
            return [root]
        names = [entry for entry in root.iterdir() if entry.suffix == ".toml" and entry.name[0] != "."]
    except OSError as error:
        found.append(_at(root, "E101", f"this folder cannot be read: {_reason(error)}"))
        return []
    if not any(entry.name == HEADER_FILE for entry in names):
        what = "no story.toml in this folder" if names else "no .toml file in this folder"
        found.append(_at(root, "E106", what, _meant(root)))
        return []
    return sorted(names, key=lambda entry: entry.name.encode(errors="surrogateescape"))


def _meant(folder: Path) -> str:
    """What may have been meant by a folder without a header: a file in it, or a story in it."""
    names = sorted(entry.name for entry in folder.iterdir())
    for name in names:
        if name.lower() == HEADER_FILE or name.lower().startswith(f"{HEADER_FILE}."):
            return f"rename {name} to {HEADER_FILE}"
    if len(only := [name for name in names if name.endswith(".toml") and name[0] != "."]) == 1:
        return f"rename {only[0]} to {HEADER_FILE}"
    if within := [name for name in names if os.path.isfile(folder / name / HEADER_FILE)]:
        several = "the story" if len(within) == 1 else "one of the stories"
        return f"name {several} in it: {', '.join(str(folder / name) for name in within[:_STORIES_SHOWN])}"
    return f"a story's folder holds {HEADER_FILE}"


def _nearest(path: Path) -> str:
    """Which story beside the missing `path` may have been meant."""
    from game.story.nearest import suggestion

    try:
        beside = [entry.name for entry in path.parent.iterdir() if entry.is_dir() or entry.suffix == ".toml"]
    except OSError:
        return "look at the path again"
    return suggestion(path.name, beside) or "look at the path again"


def _bytes(file: Path, root: Path, found: list[Diagnostic]) -> bytes | None:
    try:
        if file != root and file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
            found.append(_at(file, "E107", "this link leads out of the story's folder", "copy the file here"))
            return None
        if not file.is_file():
            what, hint = "this link leads to nothing", _MEND_LINK
            if file.exists():
                what, hint = "this is no file", "take it out of the folder, or give it another name"
            found.append(_at(file, "E101", what, hint))
            return None
        with file.open("rb") as stream:
            data = stream.read(FILE_BYTES + 1)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        hint = "" if isinstance(error, OSError) else _MEND_LINK
        found.append(_at(file, "E101", f"this file cannot be read: {_reason(error)}", hint))
        return None
    if len(data) > FILE_BYTES:
        found.append(_at(file, "E104", "this file is larger than 4 MiB", "split it: all files are read"))
        return None
    return data


def _text(file: Path, data: bytes, found: list[Diagnostic]) -> str | None:
    if data.startswith(_BOM):
        hint = "save it as UTF-8 without one"
        found.append(_at(file, "W109", "this file opens with a byte order mark", hint))
        data = data[len(_BOM) :]
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if data.startswith(_UTF_16) or b"\0" in data:
            what = "this file is UTF-16, not UTF-8" if data.startswith(_UTF_16) else "this file is no text"
            hint = "" if data.startswith(_UTF_16) else "look whether it is the one that was meant"
            found.append(_at(file, "E102", what, hint))
            return None
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        hint = "save the file as UTF-8"
        found.append(diagnostic("E102", str(file), line, len(before.decode()) + 1, message, hint))
        return None


def _hides(data: bytes) -> bool:
    return not data.isascii() and _HIDDEN_BYTES.search(data.translate(None, _ASCII)) is not None


def _may_hide(text: str) -> bool:
    return "\\" in text and _ESCAPE.search(text) is not None


def hidden_in(tables: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], bool]]:
    """Path of every string in `tables` that holds a hidden character, and whether it is a key."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), tables)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            if HIDDEN.search(value):
                yield path, False
        elif isinstance(value, dict):
            yield from (((*path, key), True) for key in value if HIDDEN.search(key))
            waiting.extend(((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), inner) for index, inner in enumerate(value))


def _reason(error: OSError | RuntimeError) -> str:
    if not isinstance(error, OSError):
        return "its links go round in a circle"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it is closed to you"
    return (error.strerror or "the system refused").lower()


def _at(file: Path | str, code: str, message: str, hint: str = "") -> Diagnostic:
    return diagnostic(code, str(file), 1, 1, message, hint)
