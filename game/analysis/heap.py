"""The memory of this process: how much it is, and how it is kept small."""

import gc
import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_STATM = Path("/proc/self/statm")


def resident() -> int:
    """The bytes of memory that this process takes; 0 where the system does not say (all but Linux)."""
    if not _told():
        return 0
    return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@lru_cache(maxsize=1)
def _told() -> bool:
    return _STATM.exists()


def give_back() -> None:
    """Return the memory that is free again to the system."""
    gc.collect()
    # Only the C library of Linux keeps so much that it is worth asking, and only it can be asked.
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
