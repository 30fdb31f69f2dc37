"""Two games on one save."""

import os
import subprocess
import sys
from pathlib import Path

from game.saves.bookcase import Bookcase
from game.story.model import Story
from tests.saves.walks import journals, reopened, scenes

ROOT = Path(__file__).parents[2]

OTHER_GAME = """
import sys
from pathlib import Path
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from tests.saves.walks import kettle

reading = Bookcase(Home(Path(sys.argv[1]))).resume(kettle())
assert reading is not None
print(reading.notice, flush=True)
for line in sys.stdin:
    reading.choose(line.strip())
    print(reading.playthrough.now.scene, flush=True)
reading.close()
"""


def test_the_second_goes_on_in_a_branch_of_its_own_and_neither_loses_anything(
    bookcase: Bookcase, kettle: Story
) -> None:
    with bookcase.begin(kettle) as reading:
        reading.choose("look")
        reading.choose("sit")
    (first,) = journals(bookcase.home.folder)
    with subprocess.Popen(
        [sys.executable, "-P", "-c", OTHER_GAME, str(bookcase.home.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "\n", "the first game has the save, and nothing to tell"
        with reopened(bookcase, kettle) as reading:
            assert reading.notice == "This reading is open in another window: a branch of it begins here."
            assert scenes(reading) == ["kitchen", "kitchen", "night"]
            assert len(journals(bookcase.home.folder)) == 2
            other.stdin.write("on\n")
            other.stdin.flush()
            assert other.stdout.readline() == "note\n"
            reading.choose("on")
            reading.choose("amend")
            assert reading.notice == ""
            other.stdin.write("sign\n")
            other.stdin.close()
            assert other.wait(timeout=30) == 0
    choices = {summary.id: summary.choices for summary in bookcase.readings(kettle)}
    assert choices == {first.stem: 4, reading.id: 4}
    with bookcase.resume(kettle, first.stem) or reading as again:
        assert [m.choice.id for m in again.playthrough.path[1:] if m.choice] == ["look", "sit", "on", "sign"]
        assert again.notice == ""
    with bookcase.resume(kettle, reading.id) or again as again:
        assert [m.choice.id for m in again.playthrough.path[1:] if m.choice] == ["look", "sit", "on", "amend"]


def test_a_game_that_was_killed_leaves_no_lock_behind(bookcase: Bookcase, kettle: Story) -> None:
    bookcase.begin(kettle).close()
    with subprocess.Popen(
        [sys.executable, "-P", "-c", OTHER_GAME, str(bookcase.home.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    with reopened(bookcase, kettle) as reading:
        assert reading.notice == ""


def test_the_same_window_can_open_two_readings(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as one, bookcase.begin(kettle) as two:
        one.choose("pour")
        two.choose("sit")
    assert one.id != two.id
    assert bookcase.record(kettle).readings == 2


def test_a_reading_begun_elsewhere_is_not_tidied_away_while_it_is_open(
    bookcase: Bookcase, kettle: Story
) -> None:
    with bookcase.begin(kettle) as one:
        bookcase.begin(kettle).close()
        one.choose("pour")
    assert bookcase.record(kettle).taken == {"kitchen.pour"}
