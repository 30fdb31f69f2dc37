"""One line on a terminal while something takes longer than a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds before anything is said."""
EVERY = 0.2
"""Seconds between two words."""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Something to tell how many states were found, and how many wait; None where nobody would see it.

    The line stands on standard error, and is gone afterwards.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    started = last = time.monotonic()
    shown = False

    def told(found: int, waiting: int) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if now - started < PATIENCE or now - last < EVERY:
            return
        last, shown = now, True
        left = f", {waiting:,} to look at" if waiting else ""
        sys.stderr.write(f"\r\x1b[K{found:,} states{left}. Control-C tells what is known.")
        sys.stderr.flush()

    try:
        yield told
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
