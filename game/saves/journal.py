"""One reading on disk: an append-only file of JSON lines.

The first line says which story it is. Then comes a line for every choice, ``{n, parent, scene, choice,
to}``: choice `n` was made at the page to which choice `parent` led (0 is the first page). A line
``{at}`` says that the reader went back to a page. Nothing that is written is ever changed, except that a
tail without its line end, which a power cut can leave, is cut off before anything is added.
"""

import errno
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from game.saves import disk

if TYPE_CHECKING:
    from filelock import BaseFileLock

FORMAT = 1

_NO_LOCKS_HERE = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)

Number = Annotated[int, Meta(ge=0, lt=1 << 31)]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*$", max_length=1000)]
# Shown to the player, so it is held to its form: a file may come from anywhere.
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Header(Struct, frozen=True):
    """The first line."""

    format: int
    story: Annotated[str, Meta(max_length=1000)]
    digest: Annotated[str, Meta(max_length=1000)]
    version: Annotated[str, Meta(max_length=1000)]
    started: Date
    """The date on which the reading began, as ``2026-11-22``."""


class Step(Struct, frozen=True, omit_defaults=True):
    """A choice made."""

    n: Annotated[int, Meta(ge=1, lt=1 << 31)]
    parent: Number
    scene: Id
    choice: Id
    to: Id
    """The scene or ending it led to, or ``"here"``."""
    on: Date | None = None
    """If it led to an ending, the date."""


class Mark(Struct, frozen=True):
    """The reader went back."""

    at: Number


class Contents(NamedTuple):
    """What a journal holds."""

    header: Header | None
    """None if the file does not begin as a journal does."""
    steps: tuple[Step, ...]
    """In the order in which they were made; a parent stands before its children."""
    at: int
    """The number of the page at which the reader stood last."""
    size: int
    """Bytes of all whole lines: what is kept when a torn tail is cut off."""
    damaged: int = 0
    """The first line (from 1) that cannot be read, and from which on nothing was; 0 if there is none."""

    @property
    def over(self) -> bool:
        """Whether the reader stood at an ending."""
        return any(step.n == self.at and step.on is not None for step in reversed(self.steps))

    @property
    def newer(self) -> bool:
        """Whether a later version of the game wrote it."""
        return self.header is not None and self.header.format > FORMAT


_step = msgspec.json.Decoder(Step)
_mark = msgspec.json.Decoder(Mark)
_header = msgspec.json.Decoder(Header)


def read(path: Path) -> Contents:
    """Read the journal at `path`. Nothing in it is trusted. Raises `OSError`."""
    data = path.read_bytes()
    size = data.rfind(b"\n") + 1
    lines = data[:size].split(b"\n")[:-1]
    header: Header | None = None
    steps: dict[int, Step] = {}
    at = last = 0
    for number, line in enumerate(lines, 1):
        try:
            if number == 1:
                header = _header.decode(line)
                if header.format != FORMAT:
                    break
                continue
            entry = _entry(line)
            if isinstance(entry, Step):
                if entry.n <= last or not (entry.parent in steps or entry.parent == 0):
                    raise msgspec.ValidationError("out of order")
                steps[entry.n] = entry
                at = last = entry.n
            else:
                if not (entry.at in steps or entry.at == 0):
                    raise msgspec.ValidationError("no such page")
                at = entry.at
        except disk.UNREADABLE:
            return Contents(header, tuple(steps.values()), at, size, number)
    return Contents(header, tuple(steps.values()), at, size)


def _entry(line: bytes) -> Step | Mark:
    try:
        return _step.decode(line)
    except msgspec.ValidationError:
        return _mark.decode(line)


class Journal:
    """A journal that is being written.

    Lines that the disk refuses are not lost: they wait, and go first when it next takes one.
    """

    def __init__(self, path: Path, lock: "BaseFileLock | None" = None, size: int | None = None) -> None:
        """`size` is `Contents.size` of a file that exists, or None for one that is to be made."""
        self.path = path
        self._lock = lock
        self._size = size or 0
        self._new = size is None
        self._torn = not self._new
        self._waiting: list[bytes] = []
        self._descriptor: int | None = None

    def append(self, *entries: Header | Step | Mark) -> str:
        """Put `entries`, and what waits, at the end: flushed and synced, the folder too for a new file.

        Returns a sentence for the player when the disk refuses, or takes again what it had refused, or when
        the file is gone, as after `leeway forget` in another window; an empty string as long as all is well.
        """
        waited = bool(self._waiting)
        self._waiting += (msgspec.json.encode(entry) + b"\n" for entry in entries)
        if not self._waiting:
            return ""
        try:
            if not self._new and not self.path.exists():
                return "This reading was removed while it was open. You can read on; no more of it is kept."
            self._write(b"".join(self._waiting))
        except OSError as error:
            return (
                f"What you choose is not on disk: {self.path.parent} cannot be written "
                f"({disk.reason(error)}). You can read on; every choice tries again."
            )
        self._waiting.clear()
        return "Everything is on disk again." if waited else ""

    def close(self) -> str:
        """Let the file and its lock go. What waits is tried once more; returns as `append` does."""
        notice = self.append()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        return notice

    def _write(self, data: bytes) -> None:
        if self._descriptor is None:
            self._descriptor = self._open()
        if self._torn:
            # A tail without its line end, or what came through of the last attempt, would stand before
            # this one as a broken line.
            os.ftruncate(self._descriptor, self._size)
        self._torn = True
        disk.write(self._descriptor, data)
        os.fsync(self._descriptor)
        if self._new:
            disk.sync_folder(self.path.parent)
            self._new = False
        self._torn = False
        self._size += len(data)

    def _open(self) -> int:
        if self._new:
            disk.make_folder(self.path.parent)
            self._lock = self._lock or lock(self.path)
        return disk.open_to_append(self.path, new=self._new)


def lock(path: Path) -> "BaseFileLock | None":
    """The lock of the journal at `path`, or None while another game holds it. Never waits.

    Raises `OSError` where no lock can be made, such as in a folder that is read-only.
    """
    # Imported here: a visit that opens nothing locks nothing.
    from filelock import FileLock, SoftFileLock, Timeout

    # Not bound to a thread: whoever shows a reading may move it between threads, one at a time.
    made: BaseFileLock = FileLock(lock_path(path), thread_local=False)
    try:
        try:
            made.acquire(timeout=0)
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
            # A network folder may have no locks of its own; a file that is simply there has to do.
            made = SoftFileLock(path.with_suffix(".open"), thread_local=False)
            made.acquire(timeout=0)
    except Timeout:
        return None
    return made


def lock_path(path: Path) -> Path:
    """Where the lock of the journal at `path` lies: beside it, for Windows lets nobody read a locked file."""
    return path.with_suffix(".lock")


def today() -> str:
    """The date here, as ``2026-11-22``."""
    return time.strftime("%Y-%m-%d")
