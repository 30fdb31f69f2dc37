"""When the files of a story change, as any editor may write them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

LOOK = 1_000
"""Milliseconds after which it looks by itself: not every file system tells."""
REST = 50
"""Milliseconds of quiet after which a save counts as done; an editor may write a file in several steps."""

Mark = tuple[tuple[str, int, int, int], ...]


def mark_of(root: Path) -> Mark:
    """What changes when a file of the story does, and is empty when it is gone."""
    found: list[tuple[str, int, int, int]] = []
    for file in sorted(root.glob("*.toml")) if root.is_dir() else [root]:
        try:
            about = file.stat()
        except OSError:
            continue
        found.append((file.name, about.st_ino, about.st_mtime_ns, about.st_size))
    return tuple(found)


async def changes(root: Path, seen: Mark, stop: asyncio.Event | None = None) -> AsyncIterator[Mark]:
    """Yield a new mark each time the story at `root` differs from the mark before, first from `seen`.

    The folder itself is watched and the one above it, so that a file put in place of another is noticed, and
    a folder that goes and comes back. Ends when `stop` is set.
    """
    from watchfiles import awatch

    stop = stop or asyncio.Event()
    while not stop.is_set():
        folders = [folder for folder in (root, root.parent) if folder.is_dir()]
        looks = awatch(
            *folders,
            watch_filter=lambda _, file: Path(file) == root or Path(file).suffix == ".toml",
            debounce=4 * REST,
            step=REST,
            recursive=False,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            stop_event=stop,
        )
        try:
            # Where even the folder above is gone, there is nothing to be told by.
            async for _ in looks if folders else _every(LOOK / 1000):
                if (mark := mark_of(root)) != seen:
                    seen = mark
                    yield mark
                if root.is_dir() != (root in folders) or not folders or not all(map(Path.is_dir, folders)):
                    break  # what is watched is not what is there
        except OSError:
            # It went while it was being asked for.
            await asyncio.sleep(LOOK / 1000)


async def _every(seconds: float) -> AsyncIterator[None]:
    while True:
        await asyncio.sleep(seconds)
        yield
