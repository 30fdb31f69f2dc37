"""Readings that go somewhere, for the tests of what is kept of them."""

import random
from collections.abc import Iterator
from pathlib import Path

from game.narrative.playthrough import Moment
from game.saves.bookcase import Bookcase
from game.saves.reading import Reading
from game.story.load import load
from game.story.model import Story

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


def kettle() -> Story:
    """The miniature."""
    story, diagnostics = load(KETTLE)
    assert story is not None, diagnostics
    return story


def edited(folder: Path, *changes: tuple[str, str]) -> Story:
    """The miniature after an author has replaced some of its text."""
    text = (KETTLE / "story.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    folder = folder / "edited" / "kettle"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "story.toml").write_text(text, "utf-8")
    story, diagnostics = load(folder)
    assert story is not None, diagnostics
    return story


def wander(reading: Reading, rng: random.Random, acts: int) -> Iterator[None]:
    """Choose at random, and go back now and then, until nothing is open; stops between any two acts."""
    play = reading.playthrough
    for _ in range(acts):
        choices = [option.id for option in play.options if option.struck is None]
        if not choices or (rng.random() < 0.2 and play.now.n):
            reading.rewind(rng.choice(play.moments))
        else:
            reading.choose(rng.choice(choices))
        yield


def reopened(bookcase: Bookcase, story: Story) -> Reading:
    """The latest reading, opened again."""
    reading = bookcase.resume(story)
    assert reading is not None
    return reading


def scenes(reading: Reading) -> list[str]:
    """The ids of the scenes on the path to where the reader stands."""
    return [moment.scene for moment in reading.playthrough.path]


def facts(reading: Reading) -> tuple[int, tuple[Moment, ...]]:
    """Where the reader stands, and every page of every branch."""
    return reading.playthrough.now.n, reading.playthrough.moments


def journals(folder: Path) -> list[Path]:
    """Every file of a reading that lies in `folder`, the oldest first."""
    return sorted(folder.rglob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
