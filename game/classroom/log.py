"""The file of a class: a header, then its events, one a line, as JSON.

Events are written by one thread that takes whatever has come while it last waited for the disk: 300 ballots
in a second are a few writes. When ballots are folded the file is written anew beside the old one and put in
its place, so that at every moment one whole file or the other is there. So it is too after the disk refused
something, and for the very first lines.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from game.classroom import event as on
from game.classroom.event import AnyEvent
from game.classroom.session import Fold
from game.saves import disk
from game.saves.journal import Date, lock, lock_path

if TYPE_CHECKING:
    from filelock import BaseFileLock

FORMAT = 1
SUFFIX = ".jsonl"
_NAME_MAX = 80


class ResumeError(Exception):
    """A class cannot be resumed, or read; the message is a plain sentence for the teacher."""


class _Versioned(Struct, frozen=True):
    """What every version of the first line has."""

    format: Annotated[int, Meta(ge=1)]


class Header(_Versioned, frozen=True):
    """The first line."""

    story: Annotated[str, Meta(max_length=1000)]
    digest: Annotated[str, Meta(max_length=1000)]
    version: Annotated[str, Meta(max_length=1000)]
    created: Date
    minutes: Annotated[int, Meta(ge=1, le=600)]
    hands: bool


class Contents(NamedTuple):
    """What a file holds."""

    header: Header
    events: tuple[AnyEvent, ...]
    torn: bool
    """Whether the last line is cut short: it was never acknowledged, and is dropped."""
    damaged: int
    """The first line (from 1) that cannot be read, and from which on nothing was; 0 if there is none."""

    @property
    def over(self) -> bool:
        """Whether the class has ended."""
        return bool(self.events) and isinstance(self.events[-1], on.Ended)


_versioned = msgspec.json.Decoder(_Versioned)
_header = msgspec.json.Decoder(Header)
_event = msgspec.json.Decoder(AnyEvent)


def read(file: Path) -> Contents:
    """What is in the file of a class. Nothing in it is trusted. Raises `ResumeError`."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ResumeError(f"{file} cannot be read ({disk.reason(error)}).") from None
    first, *lines = data[: data.rfind(b"\n") + 1].split(b"\n")
    try:
        # Before the rest of the line, which a later version may have changed.
        if _versioned.decode(first).format > FORMAT:
            raise ResumeError(f"A later version of Leeway wrote {file}. Open it with that one.")
        header = _header.decode(first)
    except disk.UNREADABLE:
        raise ResumeError(f"{file} is not the file of a class.") from None
    events: list[AnyEvent] = []
    last = 0
    for number, line in enumerate(lines[:-1], 2):
        try:
            event = _event.decode(line)
        except disk.UNREADABLE:
            return Contents(header, tuple(events), False, number)
        if event.n < last:
            return Contents(header, tuple(events), False, number)
        last = event.n
        events.append(event)
    return Contents(header, tuple(events), not data.endswith(b"\n"), 0)


def latest(folder: Path) -> Path | None:
    """The file of the class in `folder` that was last at work and is not over, or None."""
    for file in newest_first(folder):
        try:
            if not read(file).over:
                return file
        except ResumeError:
            continue
    return None


def newest_first(folder: Path) -> list[Path]:
    """The files of the classes in `folder`, the one that was last at work first."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=_when, reverse=True)


def slug_of(file: Path) -> str:
    """The name of the story that the class in `file` plays. Raises `ResumeError`."""
    return read(file).header.story


def hold(file: Path) -> "BaseFileLock":
    """The lock of a file, for as long as it is open. Raises `ResumeError` where another window has it."""
    try:
        disk.make_folder(file.parent)
        made = lock(file)
    except OSError as error:
        raise ResumeError(f"{file.parent} cannot be written ({disk.reason(error)}).") from None
    if made is None:
        raise ResumeError("This class is open in another window. Close it there first.")
    return made


def fold(events: Sequence[AnyEvent], folds: Sequence[Fold]) -> list[AnyEvent]:
    """`events` without those that are folded, and at the end what stands instead of them."""
    kept = [event for event in events if not any(isinstance(event, one.kind) for one in folds)]
    return kept + [one.instead for one in folds if one.instead is not None]


class Log:
    """A file that is being written. `append` and `settled` belong to one thread; the writing has its own."""

    def __init__(
        self,
        file: Path,
        header: Header,
        events: Sequence[AnyEvent] = (),
        *,
        whole: bool = True,
        held: "BaseFileLock | None" = None,
    ) -> None:
        """`events` are there already; with `whole` the file is not yet as they say, and is written anew."""
        self.file = file
        self.notice = ""
        """A sentence for the teacher when the disk refuses, or takes again what it refused, or when the file
        was removed; else empty."""
        self._header = header
        self._events = list(events)
        self._pending: list[bytes] = []
        self._whole = whole
        self._kept = os.path.exists(file)  # the method of `Path` raises where nobody may look
        self._lock = held
        self._guard = Lock()
        self._writer = ThreadPoolExecutor(1, "class-log")
        self._job: Future[None] | None = None
        self._scheduled = False
        self._descriptor: int | None = None
        if whole:
            self._schedule()

    @classmethod
    def new(cls, folder: Path, header: Header) -> "Log":
        """A log in a file of its own in `folder`. Where the disk refuses, `notice` says so."""
        for file in _names(folder, f"{header.created}-{header.story[:_NAME_MAX]}"):
            try:
                if file.exists():
                    continue
                disk.make_folder(folder)
                held = lock(file)
                if held is None:
                    continue
            except OSError:
                # The class begins all the same: every event tries the disk again.
                held = None
            log = cls(file, header, held=held)
            log.flush()
            return log
        raise AssertionError("names do not end")

    def append(self, event: AnyEvent, folds: Sequence[Fold] = ()) -> None:
        """Put `event` at the end, and fold what may be folded since."""
        line = _line(event)
        with self._guard:
            if folds:
                self._events = fold(self._events, folds)
            self._events.append(event)
            self._pending.append(line)
            self._whole = self._whole or bool(folds)
        self._schedule()

    async def settled(self) -> None:
        """Wait until everything so far is on disk, or the disk has refused it and `notice` says so."""
        if self._job is not None and not self._job.done():
            # Several ballots share one write: a phone that hangs up must not cancel it for the others.
            await asyncio.shield(asyncio.wrap_future(self._job))

    def flush(self) -> None:
        """The same, for whoever has no loop."""
        if self._job is not None:
            self._job.result()

    def close(self) -> None:
        """Let the file go. What the disk refused is tried once more."""
        if self._whole:
            self._schedule()
        self._writer.shutdown()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            if self._over:
                with suppress(OSError):
                    lock_path(self.file).unlink(missing_ok=True)

    @property
    def _over(self) -> bool:
        return bool(self._events) and isinstance(self._events[-1], on.Ended)

    def _schedule(self) -> None:
        with self._guard:
            if self._scheduled:
                return
            self._scheduled = True
            self._job = self._writer.submit(self._commit)

    def _commit(self) -> None:
        """Write what waits, in the writer's thread."""
        with self._guard:
            self._scheduled = False
            whole, self._whole = self._whole, False
            pending, self._pending = self._pending, []
            over = self._over
            entries = [self._header, *self._events] if whole else []
        if self._kept and not os.path.exists(self.file):
            # As after `leeway forget` in another window: what was forgotten does not come back. What was only
            # away for a moment is written anew.
            with self._guard:
                self._whole = True
            self.notice = "This class was removed while it was open. It goes on; no more of it is kept."
            return
        data = b"".join(map(_line, entries) if whole else pending)
        try:
            self._write(data, whole)
            self._kept = True
            if over:
                sweep(self.file)
        except OSError as error:
            with self._guard:
                self._whole = True
            self.notice = (
                f"This class is not on disk: {self.file.parent} cannot be written ({disk.reason(error)}). "
                "It goes on; every step tries again."
            )
        else:
            self.notice = "Everything is on disk again." if self.notice.startswith("This") else ""

    def _write(self, data: bytes, whole: bool) -> None:
        if whole:
            # Windows puts nothing in the place of a file that is open.
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
            disk.replace(self.file, data)
            return
        if self._descriptor is None:
            self._descriptor = disk.open_to_append(self.file, new=False)
        disk.write(self._descriptor, data)
        os.fsync(self._descriptor)


def sweep(file: Path) -> None:
    """Remove what a kill left beside a file: it may hold what the file itself no longer does."""
    for beside in file.parent.iterdir():
        if beside.name.startswith(f"{file.name}."):
            beside.unlink(missing_ok=True)


def _line(entry: Header | AnyEvent) -> bytes:
    return msgspec.json.encode(entry) + b"\n"


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}{SUFFIX}"
    number = 2
    while True:
        yield folder / f"{name}-{number}{SUFFIX}"
        number += 1


def _when(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
