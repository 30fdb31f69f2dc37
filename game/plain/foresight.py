"""What could still come of a reading, asked of a process that works beside it."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from game.debrief import foreseer
from game.debrief.turning import CHANGED, LOST, TOO_WIDE, WORKING
from game.narrative.foresight import Changed, Fork, Forks, TooWide, Working


class Foresight:
    """One story foreseen; the process lives from `start` to `close`, and costs nothing before."""

    def __init__(self, story: Path, digest: str, cache: Path) -> None:
        self._command = foreseer.command(story, digest, cache)
        self._process: subprocess.Popen[bytes] | None = None
        self._known: dict[tuple[str, ...], Sequence[Fork]] = {}
        self._why = ""

    def start(self) -> None:
        """Begin to work it out, unless that has begun."""
        if self._process is None:
            with suppress(OSError):
                self._process = subprocess.Popen(self._command, **foreseer.options())

    def forks(self, path: tuple[str, ...], say: Callable[[str], None]) -> Sequence[Fork] | str:
        """The forks of a path, or a sentence that says why they are not known.

        Waits for them, and says so if it is not done already.
        """
        if path in self._known:
            return self._known[path]
        self.start()
        try:
            return self._why or self._ask(path, say)
        except (OSError, msgspec.MsgspecError):
            return LOST

    def _ask(self, path: tuple[str, ...], say: Callable[[str], None]) -> Sequence[Fork] | str:
        if self._process is None:
            return LOST
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # It may have ended already; then what it said last stands in the pipe, and says why.
        with suppress(OSError):
            self._process.stdin.write(foreseer.question(path))
            self._process.stdin.flush()
        waited = False
        while line := self._process.stdout.readline():
            match foreseer.heard(line):
                case Forks(asked, forks):
                    self._known[asked] = forks
                    if asked == path:
                        return forks
                case TooWide():
                    self._why = TOO_WIDE
                    return self._why
                case Changed():
                    self._why = CHANGED
                    return self._why
                case Working() if not waited:
                    waited = True
                    say(WORKING)
        self.close()
        return LOST

    def close(self) -> None:
        """End the process, at once."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            # What is still in the pipe to it can go nowhere.
            with suppress(OSError):
                process.communicate()
