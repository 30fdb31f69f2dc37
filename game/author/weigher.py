"""The exact figures as far as they are known, worked out by a process beside the author's window."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from game.author.figures import Known, Message, Weighed
from game.debrief import foreseer
from game.narrative.foresight import Changed, Working

if TYPE_CHECKING:
    from asyncio.subprocess import Process

Status = Literal["idle", "working", "known", "lost"]

_TRIES = 2

_MESSAGES = msgspec.json.Decoder(Message)


def command(story: Path, digest: str) -> list[str]:
    """The command that weighs the story at `story`, as long as its standard input is open."""
    return [sys.executable, "-P", "-m", "game", "weigh", str(story), "--serve", digest]


class Weigher:
    """The figures of one version of a story after another.

    `known` is of the version that was weighed last, and stays while the next one is worked out; `status`
    tells whether it is of the one that lies on disk. `weighed` answers the path that was asked for last, of
    the same version as `known`, and is None until it does. `changed` is called whenever one of them is new.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.status: Status = "idle"
        self.states = 0
        self.known: Known | None = None
        self.weighed: Weighed | None = None
        self._changed = changed
        self._asked: tuple[str, ...] | None = None
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, story: Path, digest: str, path: tuple[str, ...]) -> None:
        """Weigh another version, and a path through it; work on the one before is ended at once."""
        self.stop()
        self.ask(path)
        self.status, self.states = "working", 0
        self._task = asyncio.create_task(self._run(command(story, digest)))

    def stop(self) -> None:
        """End the process, at once; what is known stays."""
        self.status, self._process = "idle", None
        if self._task is not None:
            self._task.cancel()

    async def stopped(self) -> None:
        """Wait until nothing of it is left. To be called after `stop`."""
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task

    def ask(self, path: tuple[str, ...]) -> None:
        """Ask for the odds of the page to which a path leads; `weighed` has them when they come."""
        if path != self._asked:
            self._asked, self.weighed = path, None
            self._send()

    async def _run(self, arguments: list[str]) -> None:
        for _ in range(_TRIES):
            with suppress(OSError):
                await self._listen(arguments)
            if self.status == "idle":
                return
            self.status = "working"
        self.status = "lost"
        self._changed()

    async def _listen(self, arguments: list[str]) -> None:
        """Start the process and take in what it says, until it ends."""
        process = self._process = await asyncio.create_subprocess_exec(
            *arguments, limit=foreseer.LINE, **foreseer.options()
        )
        try:
            self._send()
            assert process.stdout is not None
            while line := await process.stdout.readline():
                try:
                    message = _MESSAGES.decode(line)
                except msgspec.MsgspecError:
                    return
                self._take(message)
                self._changed()
        finally:
            # Not twice: whoever signals a process looks at how it ended, and takes that from whoever waits.
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()

    def _take(self, message: Message) -> None:
        match message:
            case Working(states):
                self.states = states
            case Known():
                self.status, self.known = "known", message
            case Weighed(path) if path == self._asked:
                self.weighed = message
            case Changed():
                # Somebody saved again meanwhile: whoever watches starts it anew.
                self.status = "idle"

    def _send(self) -> None:
        if self._asked is not None and self._process is not None:
            assert self._process.stdin is not None
            # If nobody reads it any more, the reading end sees to that.
            with suppress(OSError, RuntimeError):
                self._process.stdin.write(foreseer.question(self._asked))
