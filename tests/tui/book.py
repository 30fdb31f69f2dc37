"""What a reader of the test sees, and a story whose every word tries to be more than a word."""

import time
from collections.abc import Callable
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from game.tui.widgets.leaf import Leaf

STORIES = Path(__file__).parents[1] / "stories"


def words(app: App[None]) -> str:
    """Everything that is set on the present screen, in view or not, with single spaces."""
    return " ".join(app.screen.query_one(Leaf).text.split())


def painted(app: App[None]) -> str:
    """What the terminal shows now, row by row."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def lit(app: App[None]) -> str:
    """The row on which the cursor stands, or an empty string."""
    return next((row.strip() for row in painted(app).splitlines() if row.lstrip().startswith("›")), "")


async def until(pilot: Pilot[None], known: Callable[[], object]) -> None:
    """Wait for something that a clock, a search or another process brings."""
    last = time.monotonic() + 30
    while not known():
        assert time.monotonic() < last, painted(pilot.app)
        await pilot.pause(0.01)
    await pilot.pause()


async def light(pilot: Pilot[None], text: str) -> None:
    """From the top, move down until an option that says `text` is lit."""
    await pilot.press("home")
    for _ in range(60):
        if text in lit(pilot.app):
            return
        await pilot.press("down")
    raise AssertionError(f"{text!r} was never lit:\n{painted(pilot.app)}")
