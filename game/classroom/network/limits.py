"""How much the laptop gives, and how often one visitor may ask."""

import hashlib
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

OPEN_FILES: Final = 8192
"""Enough for a thousand phones with a few lines each."""


def raise_open_files() -> int:
    """Raise the limit on open files as far as this process may, to `OPEN_FILES`, and return what it is."""
    limit = OPEN_FILES
    # Windows has no such limit on sockets.
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        unlimited = resource.RLIM_INFINITY
        wanted = OPEN_FILES if hard == unlimited else min(OPEN_FILES, hard)
        if soft != unlimited and soft < wanted:
            limit = soft
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                limit = wanted
        elif soft != unlimited:
            limit = soft
    return limit


class Allowance:
    """So many at once, so many a second, for each key. Keys that have their whole allowance are forgotten."""

    _KEYS = 4096

    def __init__(self, at_once: int, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._clock = clock
        self._left: dict[bytes, tuple[float, float]] = {}

    def wait(self, key: bytes = b"") -> float:
        """Seconds until `key` may ask again; 0 if it may now. Takes nothing."""
        return max(0.0, (1 - self._now(key)) / self._a_second)

    def take(self, key: bytes = b"") -> float:
        """Take one from the allowance of `key` if there is one; seconds to wait if there is none."""
        left = self._now(key)
        there = left >= 1
        if self._left.pop(key, None) is None and len(self._left) >= self._KEYS:
            self._forget()
        # At the end, whether there was one or not: those longest untouched stand first.
        self._left[key] = (left - 1 if there else left, self._clock())
        return 0.0 if there else (1 - left) / self._a_second

    def _now(self, key: bytes) -> float:
        left, at = self._left.get(key, (float(self._at_once), 0.0))
        return min(self._at_once, left + (self._clock() - at) * self._a_second)

    def _forget(self) -> None:
        for key in [key for key in self._left if self._now(key) >= self._at_once]:
            del self._left[key]
        # If hardly anybody is full yet, the ones longest untouched go: a flood from many addresses costs no
        # memory, and little time.
        for key in list(self._left)[: max(0, len(self._left) - self._KEYS * 3 // 4)]:
            del self._left[key]


class Blur:
    """Tells addresses apart without keeping one: a keyed hash whose key dies with the process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def __call__(self, address: str) -> bytes:
        """Eight bytes that stand for `address` in this process alone."""
        return hashlib.blake2b(address.encode(), key=self._key, digest_size=8).digest()
