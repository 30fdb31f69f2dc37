"""The command in a real terminal: begun, killed, and taken up again."""

import os
import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

from tests.benchmarks.terminal import LEEWAY, Terminal
from tests.saves.walks import KETTLE


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "settings.json").write_text('{"welcomed": true, "reduced_motion": true}', encoding="utf-8")
    return folder


def test_a_class_that_was_killed_is_taken_up_at_its_vote(home):
    env = {"LEEWAY_HOME": str(home)}
    with Terminal([*LEEWAY, "class", str(KETTLE), "--hands", "--minutes", "25"], env) as terminal:
        terminal.until("25 minutes")
        terminal.press("g")
        terminal.until("This is fiction.")
        # The ground rules take two windows at this size.
        terminal.press("\r")
        terminal.until("2 of 2")
        terminal.press("\r")
        terminal.until("Votes are by hand.")
        terminal.press("\r")
        terminal.until("Wren has had one hand")
        for _ in range(4):
            terminal.press("\r")
            terminal.settle(0.2)
        assert b"Hands up" in terminal.written
    with Terminal([*LEEWAY, "class", str(KETTLE), "--hands", "--resume"], env) as terminal:
        terminal.until("Hands up")
        terminal.press("q")
        terminal.until("q once more leaves.")
        terminal.press("q")
        terminal.until("\x1b[?1049l")
        terminal.settle()
        assert b"Traceback" not in terminal.written
        assert b"For its report: leeway class report" in terminal.written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["class", "kettle"], "a class is shown in a window of a terminal"),
        (["class", "kettle", "--port", "70000"], "70000 is no port from 1 to 65,535"),
    ],
)
def test_without_a_terminal_it_says_what_it_needs(home, arguments, said):
    done = subprocess.run(
        [*LEEWAY, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "LEEWAY_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume"], "no class is under way here"),
        (["--resume", "nothing.jsonl"], "nothing.jsonl"),
        ([], "name the story that the class plays"),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(home, arguments, said):
    with Terminal([*LEEWAY, "class", *arguments], {"LEEWAY_HOME": str(home)}) as terminal:
        terminal.until(said)
        terminal.settle(0.3)
        assert b"Traceback" not in terminal.written
        assert b"\x1b[?1049h" not in terminal.written
