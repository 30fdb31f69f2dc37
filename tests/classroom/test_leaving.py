"""Leaving the plan of a class while another process still works out what hangs on what."""

import asyncio
import gc

import pytest

from game.classroom import pacing
from game.debrief import foreseer
from tests.classroom.hosted import class_app


@pytest.mark.parametrize("keys", ["", "g"], ids=["from the plan", "from the ground rules"])
@pytest.mark.parametrize("turns", [0, 1, 2, 5, 13])
def test_no_process_is_left_however_soon_one_leaves(tmp_path, monkeypatch, keys, turns):
    for asked in (pacing, foreseer):
        monkeypatch.setattr(asked, "command", lambda *_: ["sleep", "60"])

    async def leave() -> None:
        async with class_app(tmp_path, foresees=True).run_test() as pilot:
            await pilot.press(*keys)
            for _ in range(turns):
                await asyncio.sleep(0)

    asyncio.run(leave())
    # What was not let go warns when it is collected, and a warning is an error here.
    gc.collect()
