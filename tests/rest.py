"""When an app that a test drives is at rest.

Textual's own pilot watches the processor: as long as this process worked in the last fiftieth of a second it
waits another one. So every key costs at least forty idle milliseconds, and on a machine that gives us no
time a busy app passes for one at rest. The event loop knows it exactly.
"""

import asyncio

import textual.app
import textual.pilot
import textual.screen

FRAME = 0.001
"""Seconds between two frames of a screen, instead of a sixtieth of a second."""

SOON = 0.02
"""A timer that is due within so many seconds belongs to what goes on: a resize is taken up after 1/120 s."""


async def at_rest(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Return when nothing waits to be run, no frame is due and no key or packet has come in.

    Takes at least `min_sleep` and at most about `max_sleep` seconds. What another thread or another process
    brings is not foreseen: a test waits for the thing itself.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    calm = 0
    # In the first round of calm the loop looks for input, in the second what came in has its turn.
    while calm < 2 and loop.time() - begun < max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            calm = 0
        elif (due := _next_timer(loop) - loop.time()) < SOON:
            calm = 0
            await asyncio.sleep(max(due, 0))
        else:
            calm += 1
    await asyncio.sleep(max(0, min_sleep - (loop.time() - begun)))


def _next_timer(loop: asyncio.AbstractEventLoop) -> float:
    return min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=float("inf"))


def hasten_textual() -> None:
    """Let every pilot wait for rest as it is known here, and every screen paint without delay."""
    textual.screen.UPDATE_PERIOD = FRAME
    textual.app.wait_for_idle = textual.pilot.wait_for_idle = at_rest
