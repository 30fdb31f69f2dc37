"""A story on a desk: a copy of the miniature that a test may edit, and ways to wait for what saves bring."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from game.author.bench import Bench
from game.author.gather import gather
from tests.author.base import KETTLE

PATIENCE = 30.0


def copied(folder: Path) -> Path:
    """The miniature as a folder of its own in `folder`."""
    story = folder / "kettle"
    shutil.copytree(KETTLE, story)
    return story


def edit(story: Path, *changes: tuple[str, str], atomic: bool = False) -> None:
    """Save a file with passages replaced, each of which it must hold; `atomic` as many editors do."""
    file = story / "story.toml" if story.is_dir() else story
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    if atomic:
        aside = file.with_name(".story.toml.swp")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, file)
    else:
        file.write_text(text, encoding="utf-8")


def sat_down(story: Path) -> Bench:
    """A bench with the story at `story` on it."""
    bench = Bench(story)
    bench.take(gather(story, None))
    return bench


async def until(done: Callable[[], object], why: Callable[[], object] = lambda: "") -> float:
    """Wait for something that a watch or another process brings; how many seconds it took."""
    started = time.monotonic()
    while not done():
        assert time.monotonic() - started < PATIENCE, why()
        await asyncio.sleep(0.01)
    return time.monotonic() - started
