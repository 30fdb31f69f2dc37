"""Making many small objects quickly."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def growing() -> Iterator[None]:
    """Without garbage collection while many small objects are made: it would look through all of them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            # What was made is there to stay: it joins the oldest at once, without being looked through.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
