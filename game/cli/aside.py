"""Work done beside somebody who waits for a page, not for it."""

import os

# How far it stands back, as `nice` counts.
_KINDNESS = 10


def stand_back() -> None:
    """Let whoever reads, writes or teaches go first; called before the first heavy import.

    Windows is told by whoever starts the process.
    """
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
