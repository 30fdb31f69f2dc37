"""A story of one's own beside one of the same name on the shelf: the reader is told which is open."""

import sys
from shutil import copytree

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

from tests.benchmarks.terminal import LEEWAY, Terminal, home
from tests.tui.book import STORIES


def test_the_full_screen_says_which_of_two_stories_it_is(tmp_path):
    copytree(STORIES / "kettle", tmp_path / "tether")
    with Terminal([*LEEWAY, "play", "tether"], home(tmp_path / "home")) as terminal:
        # Before the screen is opened the same is said on standard error.
        terminal.until("\x1b[?1049h")
        terminal.until("./tether is meant; another tether is on the shelf")


def test_a_story_of_the_shelf_keeps_its_place_there(tmp_path):
    with Terminal([*LEEWAY, "play", "tether"], home(tmp_path / "home")) as terminal:
        terminal.until("Begin.")
        terminal.press("\x1bOR")
        terminal.until("Either to Sign")
        terminal.settle()
        shown = bytes(terminal.written).decode()
    shelf = shown.rpartition("Begin.")[2]
    assert shelf.index("Blue Dot") < shelf.index("Either to Sign")
    assert "Montevideo" not in shelf[: shelf.index("Either to Sign")]
