"""A game that the system ends gives the terminal back, and one whose terminal is gone ends with it."""

import os
import signal
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

from tests.benchmarks.terminal import LEEWAY, PATIENCE, Terminal, home
from tests.tui.book import STORIES


def test_told_to_end_it_leaves_the_terminal_as_it_was(tmp_path):
    with Terminal([*LEEWAY, "play", str(STORIES / "kettle")], home(tmp_path / "home")) as terminal:
        terminal.until("Begin.")
        terminal.press("1")
        terminal.until("M O N D A Y")
        terminal.press("4")
        terminal.until("She is reading")
        os.kill(terminal._child.pid, signal.SIGTERM)
        terminal.until("\x1b[?1049l")
        assert terminal._child.wait(PATIENCE) == 128 + signal.SIGTERM
        assert "\x1b[?25h" in bytes(terminal.written).decode(), "the cursor is back"
    (journal,) = (tmp_path / "home" / "readings" / "kettle").glob("*.jsonl")
    assert '"choice":"look"' in journal.read_text()


def test_a_terminal_that_hangs_up_takes_the_game_with_it(tmp_path):
    with Terminal([*LEEWAY, "play", str(STORIES / "kettle")], home(tmp_path / "home")) as terminal:
        terminal.until("Begin.")
        os.kill(terminal._child.pid, signal.SIGHUP)
        assert terminal._child.wait(PATIENCE) == -signal.SIGHUP
