"""The memory of this process: how much it is, and how it is kept small."""

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

_STATM = Path("/proc/self/statm")


def resident() -> int:
    """The bytes of memory that this process takes; 0 where the system does not say (all but Linux)."""
    held = 0
    if sys.platform == "linux":
        with suppress(OSError):
            held = int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return held


def give_back() -> None:
    """Return the memory that is free again to the system."""
    gc.collect()
    # Only the C library of Linux keeps so much that it is worth asking, and only it can be asked.
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
