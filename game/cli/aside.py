"""Work done beside somebody who waits for a page, not for it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# How far it stands back, as `nice` counts.
_KINDNESS = 10


def stand_back() -> None:
    """Let whoever reads, writes or teaches go first; called before the first heavy import.

    Windows is told by whoever starts the process.
    """
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)


def declare_cache(parser: "ArgumentParser") -> None:
    """Take where to keep what was worked out."""
    parser.add_argument("--cache", metavar="FOLDER", type=Path, help="where to keep what was worked out")


def cache(arguments: "Namespace") -> Path:
    """Where to keep it: what was said, or the reader's own folder."""
    from game.saves.home import home

    given: Path | None = arguments.cache
    return given or home().cache
