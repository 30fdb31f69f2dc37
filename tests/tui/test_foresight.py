"""What else could have come: worked out beside the reader by a process that is started, and ended, here."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from shutil import copytree

import pytest
from textual.pilot import Pilot

from game.debrief import foreseer
from game.debrief.turning import CHANGED, LOST, TOO_WIDE, WORKING
from game.tui.app import LeewayApp
from game.tui.screens.debrief import DebriefScreen
from game.tui.screens.page import Page
from tests.tui.book import STORIES, painted, until, words
from tests.tui.test_debrief import TO_THE_DEBRIEF, heading

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are counted as POSIX does")


async def debrief(pilot: Pilot[None], *keys: str, press: Sequence[str] = TO_THE_DEBRIEF) -> DebriefScreen:
    await pilot.press(*press, *keys)
    await pilot.pause()
    assert isinstance(pilot.app.screen, DebriefScreen)
    return pilot.app.screen


def process(app: LeewayApp) -> int:
    """The process that works beside the reader."""
    assert app.foresight is not None
    assert app.foresight._process is not None
    return app.foresight._process.pid


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_turning_points_and_roads_come_by_themselves_and_a_road_can_be_taken(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await debrief(pilot, "right", "right", "right")
        assert heading(app) == "turning points"
        await until(pilot, lambda: screen.turns is not None)
        assert screen.turns
        text = words(app)
        for turn in screen.turns:
            assert turn.said in text
            assert " ".join(turn.told) in text
        await pilot.press("right")
        assert heading(app) == "roads not taken"
        first = screen.turns[0]
        for road in first.roads:
            assert road.said in words(app)
            assert road.told[0] in words(app)
        moments = len(app.reading.playthrough.moments)
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(app.screen, Page)
        assert app.reading.playthrough.now.n == first.page.n
        assert len(app.reading.playthrough.moments) == moments
        for road in first.roads:
            assert road.said in words(app)


async def test_the_map_gets_its_shade_and_the_numbers_of_the_turning_points(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(60, 40)) as pilot:
        screen = await debrief(pilot, "m")
        await until(pilot, lambda: screen.turns is not None and screen.density is not None)
        text = words(app)
        assert "The dots are where readings of this story can end" in text
        assert WORKING not in text
        assert screen.turns
        for number, turn in enumerate(screen.turns, 1):
            assert turn.said in text
            assert str(number) in painted(app)


async def test_another_ending_of_the_same_reading_has_turning_points_of_its_own(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await debrief(pilot)
        await until(pilot, lambda: screen.turns is not None)
        app.stand_again(app.reading.playthrough.path[-2])
        await pilot.pause()
        # The other of the two last choices, and on to what it meant.
        await pilot.press("1", "1", "1")
        await pilot.pause()
        other = app.screen
        assert isinstance(other, DebriefScreen)
        assert other is not screen
        await until(pilot, lambda: other.turns is not None)
        assert other.turns != screen.turns


async def test_leaving_ends_the_process(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: app.foresight is not None and app.foresight.status == "known")
        pid = process(app)
        assert not gone(pid)
    assert gone(pid)


async def test_the_shelf_ends_it_too(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: app.foresight is not None and app.foresight._process is not None)
        pid = process(app)
        await pilot.press("f3")
        await until(pilot, lambda: gone(pid))


async def test_readings_opened_and_closed_in_haste_leave_none_behind(open_book):
    app = open_book("kettle", foresees=True)
    processes = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        story = app.library.story("kettle")
        for _ in range(3):
            app.begin(story)
            await until(pilot, lambda: app.foresight._process is not None)
            processes.append(app.foresight._process)
        app.action_shelf()
    assert [process.returncode for process in processes] == [-signal.SIGKILL] * 3


async def test_one_that_is_killed_is_started_again(open_book):
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: app.foresight is not None and app.foresight.status == "known")
        os.kill(process(app), signal.SIGKILL)
        screen = await debrief(pilot, press=TO_THE_DEBRIEF[1:])
        await until(pilot, lambda: screen.turns is not None)


async def test_one_that_cannot_live_is_given_up_and_the_page_says_so(open_book, monkeypatch):
    monkeypatch.setattr(foreseer, "command", lambda *_: [sys.executable, "-c", "print('nonsense')"])
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot, "right", "right", "right")
        await until(pilot, lambda: app.foresight.status == "lost")
        assert LOST in words(app)


async def test_a_story_that_has_changed_on_disk_is_not_spoken_of(open_book, tmp_path):
    copytree(STORIES / "kettle", tmp_path / "stories" / "kettle")
    app = open_book("kettle", tmp_path / "stories", foresees=True)
    file = tmp_path / "stories" / "kettle" / "story.toml"
    async with app.run_test(size=(80, 24)) as pilot:
        story = app.library.story("kettle")
        file.write_text(file.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
        app.read(story)
        await debrief(pilot, "right", "right", "right", press=TO_THE_DEBRIEF[1:])
        await until(pilot, lambda: app.foresight.status == "changed")
        assert CHANGED in words(app)


async def test_a_story_too_wide_says_so_on_its_pages_and_draws_no_shade(open_book, monkeypatch):
    # A budget of nothing, for the process that is started.
    monkeypatch.setattr(
        foreseer,
        "command",
        lambda story, digest, cache: [
            sys.executable,
            "-P",
            "-c",
            "import sys; from pathlib import Path; from game.analysis import foresee;"
            f"sys.exit(foresee.run(Path({str(story)!r}), Path({str(cache)!r}), {digest!r}, 0))",
        ],
    )
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot, "right", "right", "right")
        await until(pilot, lambda: app.foresight.status == "wide")
        assert TOO_WIDE in words(app)
        assert [page.name for page in screen.pages].count("Roads not taken") == 0
        await pilot.press("m")
        assert TOO_WIDE in words(app)
        assert "The dots are" not in words(app)


async def test_until_it_is_known_the_pages_say_that_it_is_not(open_book, monkeypatch):
    monkeypatch.setattr(foreseer, "command", lambda *_: ["sleep", "60"])
    app = open_book("kettle", foresees=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot, "right", "right", "right")
        assert WORKING in words(app)
        app.foresight.states = 12345
        app._foreseen()
        assert "12,345" in words(app)
        await pilot.press("m")
        assert WORKING in words(app)


async def test_nothing_heavy_comes_into_the_window(open_book):
    code = (
        "import sys; import game.tui.app, game.tui.foresight, game.tui.screens.debrief;"
        "print([name for name in sys.modules if name == 'numpy' or name.startswith('game.analysis')])"
    )
    done = await asyncio.create_subprocess_exec(sys.executable, "-P", "-c", code, stdout=subprocess.PIPE)
    out, _ = await done.communicate()
    assert out.decode().strip() == "[]"


def test_the_process_does_not_outlive_a_game_that_died(tmp_path):
    code = (
        "import os, subprocess, sys, time; from pathlib import Path\n"
        "from game.debrief import foreseer; from game.story.load import load\n"
        f"path = Path({str(STORIES / 'kettle')!r})\n"
        f"command = foreseer.command(path, load(path).story.digest, Path({str(tmp_path)!r}))\n"
        "child = subprocess.Popen(command, **foreseer.options())\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    out = subprocess.run([sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, timeout=30).stdout
    last = time.monotonic() + 10
    while not gone(int(out)):
        assert time.monotonic() < last
        time.sleep(0.02)
