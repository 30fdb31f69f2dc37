"""A process that works something out beside a window, and answers what it is asked, line by line."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

import msgspec

from game.debrief import foreseer
from game.narrative.foresight import Changed, Working

if TYPE_CHECKING:
    from asyncio.subprocess import Process

Status = Literal["idle", "working", "known", "wide", "changed", "lost"]

# It is started this often: whatever ended it may not come again.
_TRIES = 2


class _Reply(Protocol):
    @property
    def path(self) -> tuple[str, ...]: ...


Reply = TypeVar("Reply", bound=_Reply)


class Beside(ABC, Generic[Reply]):
    """What such a process is known to have found by now.

    `status` tells how far it is, and `states` how many states it has found. `reply` answers the path that was
    asked for last, and is None until it does. `changed` is called whenever something is new.
    """

    def __init__(self, heard: Callable[[bytes], object], changed: Callable[[], None]) -> None:
        """`heard` tells what a line says that the process writes, or raises `msgspec.MsgspecError`."""
        self.status: Status = "idle"
        self.states = 0
        self.reply: Reply | None = None
        self._heard = heard
        self._changed = changed
        self._asked: tuple[str, ...] | None = None
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None
        # The present task, and those that are still ending what they started.
        self._tasks: set[asyncio.Task[None]] = set()

    @abstractmethod
    def learn(self, message: object) -> Reply | None:
        """Take in a message of its own; returns it if it answers a path."""

    def begin(self, command: Sequence[str]) -> None:
        """Start it; one that was started before is ended."""
        self.stop()
        self.status, self.states = "working", 0
        self._task = asyncio.create_task(self._run(command))
        self._tasks.add(self._task)
        self._task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """End it; what is known stays."""
        self.status, self._process = "idle", None
        if self._task is not None:
            # Once: a task that is cancelled again no longer waits for the process that it ends.
            self._task.cancel()
            self._task = None

    async def stopped(self) -> None:
        """Wait until nothing of it is left. To be called after `stop`."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def ask(self, path: tuple[str, ...]) -> None:
        """Ask about a path, the ids of the choices made; `reply` has the answer when it comes."""
        if path != self._asked:
            self._asked, self.reply = path, None
            self._send()

    async def _run(self, command: Sequence[str]) -> None:
        for _ in range(_TRIES):
            self.status = "working"
            with suppress(OSError):
                await self._listen(command)
            if self._answered:
                return
        # It may have told something before it was lost; that remains true.
        self.status = "lost"
        self._changed()

    @property
    def _answered(self) -> bool:
        """Whether it has said that there is no more to come."""
        return self.status in ("wide", "changed")

    async def _listen(self, command: Sequence[str]) -> None:
        """Start the process and take in what it says, until it ends."""
        process = self._process = await asyncio.create_subprocess_exec(
            *command, limit=foreseer.LINE, **foreseer.options()
        )
        try:
            self._send()
            assert process.stdout is not None
            while line := await process.stdout.readline():
                try:
                    self._take(self._heard(line))
                except msgspec.MsgspecError:
                    return
                self._changed()
        finally:
            # Also when this is being cancelled: what was started here is not left behind. Not twice: whoever
            # signals a process looks at how it ended, and takes that from whoever waits.
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()

    def _take(self, message: object) -> None:
        if isinstance(message, Working):
            self.states = message.states
        elif isinstance(message, Changed):
            # What lies on disk is another version: nothing is said of it until it is asked for anew.
            self.status = "changed"
        elif (reply := self.learn(message)) is not None and reply.path == self._asked:
            self.reply = reply

    def _send(self) -> None:
        if self._asked is not None and self._process is not None:
            assert self._process.stdin is not None
            # If nobody reads it any more, the reading end sees to that.
            with suppress(OSError, RuntimeError):
                self._process.stdin.write(foreseer.question(self._asked))
