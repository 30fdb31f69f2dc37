"""What could still come of the reading that is open, as far as it is known by now."""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from game.debrief import foreseer
from game.narrative.foresight import Changed, Density, Fork, Forks, Message, TooWide, Working

if TYPE_CHECKING:
    from asyncio.subprocess import Process

Status = Literal["working", "known", "wide", "changed", "lost"]
_TRIES = 2


class Foresight:
    """One story foreseen, in a process of its own that lives as long as this is open.

    `status` tells how far it is, `states` how many states were found; `density` and `forks` are there once
    it is known, the forks for the path that was asked for last. `changed` is called whenever one of them is
    new.
    """

    def __init__(self, story: Path, digest: str, cache: Path, changed: Callable[[], None]) -> None:
        self.status: Status = "working"
        self.states = 0
        self.density: Sequence[Sequence[float]] | None = None
        self.forks: Sequence[Fork] | None = None
        self._command = foreseer.command(story, digest, cache)
        self._changed = changed
        self._asked: tuple[str, ...] | None = None
        self._process: Process | None = None
        self._task = asyncio.create_task(self._run())

    def ask(self, path: tuple[str, ...]) -> None:
        """Ask for the forks of a path; `forks` has them when they come."""
        if path != self._asked:
            self._asked, self.forks = path, None
            self._send()

    def close(self) -> None:
        """End the process, at once."""
        self._task.cancel()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def closed(self) -> None:
        """Wait until nothing of it is left. To be called after `close`."""
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        for _ in range(_TRIES):
            with suppress(OSError):
                await self._listen()
            if self.status in ("wide", "changed"):
                return
        # It may have told the density before it was lost; that remains true.
        self.status = "lost"
        self._changed()

    async def _listen(self) -> None:
        """Start the process and take in what it says, until it ends."""
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command, limit=foreseer.LINE, **foreseer.options()
        )
        try:
            self._send()
            assert process.stdout is not None
            while line := await process.stdout.readline():
                try:
                    self._take(foreseer.heard(line))
                except msgspec.MsgspecError:
                    return
                self._changed()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            # Also when this is being cancelled: what was started here is not left behind.
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()

    def _take(self, message: Message) -> None:
        match message:
            case Working(states):
                self.states = states
            case Density(rows):
                # Ten thousand numbers that are held as long as the reading takes: a third of the room.
                self.status, self.density = "known", tuple(array("d", row) for row in rows)
            case Forks(path, forks) if path == self._asked:
                self.forks = forks
            case TooWide():
                self.status = "wide"
            case Changed():
                self.status = "changed"

    def _send(self) -> None:
        if self._asked is not None and self._process is not None:
            assert self._process.stdin is not None
            # If nobody reads it any more, the reading end sees to that.
            with suppress(OSError, RuntimeError):
                self._process.stdin.write(foreseer.question(self._asked))
