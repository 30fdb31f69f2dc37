"""What else could have come of a reading, asked of the process that knows."""

import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from game.debrief import foreseer
from game.debrief.turning import CHANGED, LOST, TOO_WIDE
from game.narrative.foresight import Changed, Fork, Forks, TooWide

SECONDS = 90.0
"""How long it may take: nobody waits in front of a class for it."""


class UnknownError(Exception):
    """It cannot be known; the message is a sentence for the report."""


def forks(
    story: Path, digest: str, path: tuple[str, ...], cache: Path, seconds: float = SECONDS
) -> Sequence[Fork]:
    """A fork for every page of `path`, the ids of choices, but the last. Raises `UnknownError`."""
    try:
        process = subprocess.Popen(foreseer.command(story, digest, cache), **foreseer.options())
    except OSError:
        raise UnknownError(LOST) from None
    watch = threading.Timer(seconds, process.kill)
    watch.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(OSError):
            process.stdin.write(foreseer.question(path))
            process.stdin.flush()
        while line := process.stdout.readline(foreseer.LINE):
            match foreseer.heard(line):
                case Forks(asked, found) if asked == path:
                    return found
                case TooWide():
                    raise UnknownError(TOO_WIDE)
                case Changed():
                    raise UnknownError(CHANGED)
    except msgspec.MsgspecError:
        pass
    finally:
        watch.cancel()
        process.kill()
        # With this its pipes are closed and it is waited for.
        process.communicate()
    raise UnknownError(LOST)
