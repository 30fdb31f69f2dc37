"""Readings that are killed. Run by `test_killed`, as a process of its own.

``python -P -m tests.saves.killed every FOLDER`` reads once for every point at which the operating system
is asked to write, each time in a new process that dies at that point, and leaves in ``FOLDER/POINT`` the
home and a file `shown` with a byte for every page that the reader saw. ``endless FOLDER`` reads until it is
killed from outside, and prints a line for every page.
"""

import os
import random
import signal
import sys
from pathlib import Path

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from tests.saves.walks import kettle

CHOICES = ("look", "half", "on", "sign", "you")


class Death:
    """Dies at the point called `at`: before a call, in the middle of a write, or after a call."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.point = 0
        self._write, self._sync = os.write, os.fsync
        os.write, os.fsync = self.write, self.sync  # type: ignore[assignment]

    def here(self) -> None:
        """One more point."""
        if self.point == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.point += 1

    def write(self, descriptor: int, data: bytes) -> int:
        """`os.write`, which can die with nothing, a part, or all of it written."""
        self.here()
        half = self._write(descriptor, data[: len(data) // 2])
        self.here()
        rest = self._write(descriptor, data[half:])
        self.here()
        return half + rest

    def sync(self, descriptor: int) -> None:
        """`os.fsync`, which can die before or after."""
        self.here()
        self._sync(descriptor)
        self.here()

    def shown(self, descriptor: int) -> None:
        """The reader sees a page."""
        self._write(descriptor, b".")


def every(folder: Path) -> None:
    """One process for every point."""
    story = kettle()
    at = 0
    while True:
        home = folder / str(at)
        home.mkdir()
        child = os.fork()
        if child == 0:
            shown = os.open(home / "shown", os.O_CREAT | os.O_WRONLY)
            death = Death(at)
            reading = Bookcase(Home(home)).begin(story)
            death.shown(shown)
            for choice in CHOICES:
                reading.choose(choice)
                death.shown(shown)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0, status
            return
        at += 1


def endless(folder: Path) -> None:
    """Read and read."""
    rng = random.Random()
    bookcase = Bookcase(Home(folder))
    story = kettle()
    while True:
        with bookcase.begin(story) as reading:
            print("begun", flush=True)
            while choices := [o.id for o in reading.playthrough.options if o.struck is None]:
                print(reading.choose(rng.choice(choices)).n, flush=True)


if __name__ == "__main__":
    {"every": every, "endless": endless}[sys.argv[1]](Path(sys.argv[2]))
