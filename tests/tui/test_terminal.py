"""The whole game in a real terminal: played to an ending, and its bytes read."""

import os
import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

from tests.benchmarks.terminal import LEEWAY, Terminal

STAY = """
[story]
format = 1
title = "Two Pages"
author = "A"
version = "1"
language = "en"
blurb = "B"
minutes = 1
start = "one"
[scene.one]
text = "The first page."
choice = [{ text = "Turn.", to = "ending", reply = "It turns [@click=app.quit]here[/]." }]
[ending.out]
title = "Out"
text = "The last page."
"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    (folder / "stories").mkdir(parents=True)
    (folder / "stories" / "two-pages.toml").write_text(STAY)
    (folder / "settings.json").write_text('{"welcomed": true, "reduced_motion": true}')
    return folder


def test_it_plays_to_the_ending_and_leaves_the_terminal_as_it_was(home):
    with Terminal([*LEEWAY, "play", "two-pages"], {"LEEWAY_HOME": str(home)}) as terminal:
        terminal.until("Begin.")
        terminal.press("1")
        terminal.until("The first page.")
        terminal.press("1")
        terminal.until("The last page.")
        terminal.settle()
        terminal.press("q")
        terminal.until("\x1b[?1049l")
        terminal.settle()
        painted = bytes(terminal.written).decode()
    assert "It turns [@click=app.quit]here[/]." in re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", painted)
    assert painted.count("\x1b[?1049h") == painted.count("\x1b[?1049l") == 1
    assert "\x1b[?25h" in painted, "the cursor is back"
    assert "Traceback" not in painted
    (journal,) = (home / "readings" / "two-pages").glob("*.jsonl")
    assert '"to":"out"' in journal.read_text().replace(" ", "")


def test_without_input_it_does_not_spin(home):
    import subprocess

    ended = subprocess.run(
        [*LEEWAY, "play", "two-pages"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        env={**os.environ, "LEEWAY_HOME": str(home)},
        check=False,
    )
    assert ended.returncode == 0
    assert b"\x1b[?1049h" not in ended.stdout
