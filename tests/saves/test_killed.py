"""The plug is pulled: what was seen is there again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.story.model import Story
from tests.saves.killed import CHOICES
from tests.saves.walks import reopened

ROOT = Path(__file__).parents[2]
KILLED = [sys.executable, "-P", "-m", "tests.saves.killed"]
# `-P` keeps the current folder off the path, and the tests are not installed.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as POSIX does")


def test_at_every_point_between_writes_no_page_that_was_seen_is_lost(tmp_path: Path, kettle: Story) -> None:
    subprocess.run([*KILLED, "every", str(tmp_path)], check=True, env=ENVIRONMENT, timeout=60)
    homes = sorted(tmp_path.iterdir(), key=lambda path: int(path.name))
    # Five points at every write and sync pair of six lines, and some for the folders.
    assert len(homes) > 30
    for home in homes:
        seen = (home / "shown").stat().st_size
        reading = Bookcase(Home(home)).resume(kettle)
        if reading is None:
            assert seen == 0
            continue
        with reading:
            path = [moment.choice.id for moment in reading.playthrough.path[1:] if moment.choice]
            assert seen - 1 <= len(path) <= max(seen, 0), home
            assert path == list(CHOICES[: len(path)])
            for choice in CHOICES[len(path) :]:
                reading.choose(choice)
        with reopened(Bookcase(Home(home)), kettle) as reading:
            assert reading.playthrough.ending is not None
            assert reading.notice == ""


def _killed_after(home: Path, seconds: float, story: Story) -> None:
    with subprocess.Popen(
        [*KILLED, "endless", str(home)], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        lines = ["begun\n", *child.stdout.readlines()]
    shown = lines[len(lines) - 1 - lines[::-1].index("begun\n") :]
    seen = sum(line.endswith("\n") for line in shown)
    with reopened(Bookcase(Home(home)), story) as reading:
        assert reading.notice == ""
        # The very next reading may have been begun, or the next choice made, before it could be said.
        assert len(reading.playthrough.path) - seen in (0, 1) or len(reading.playthrough.path) == 1


@pytest.mark.parametrize("milliseconds", range(0, 20, 2))
def test_at_any_moment_no_page_that_was_seen_is_lost(
    tmp_path: Path, kettle: Story, milliseconds: int
) -> None:
    _killed_after(tmp_path, milliseconds / 1000, kettle)


@pytest.mark.long
@pytest.mark.parametrize("turn", range(300))
def test_at_any_moment_often(tmp_path: Path, kettle: Story, turn: int) -> None:
    _killed_after(tmp_path, turn / 7_000, kettle)
