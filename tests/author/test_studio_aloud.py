"""The desk as lines: everything by a word, and every save said as soon as it is seen."""

import io
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from game.author.aloud import run
from game.plain.console import Console
from tests.author.desks import PATIENCE, copied, edit


class Typed(io.TextIOBase):
    """A keyboard: lines come when the test types them, and `None` is the end of them."""

    def __init__(self) -> None:
        self.lines: queue.Queue[str | None] = queue.Queue()

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        line = self.lines.get(timeout=4 * PATIENCE)
        return "" if line is None else f"{line}\n"


class Desk:
    """Somebody who types, and hears."""

    def __init__(self, path: Path) -> None:
        self.keys, self.out = Typed(), io.StringIO()
        console = Console(self.keys, self.out)  # type: ignore[arg-type]
        self.status: list[int] = []
        self.thread = threading.Thread(target=lambda: self.status.append(run(path, console)))
        self.thread.start()

    def hear(self, text: str, since: int = 0) -> float:
        """Wait until `text` was said; how many seconds that took."""
        started = time.monotonic()
        while text not in self.said(since):
            assert time.monotonic() - started < PATIENCE, self.said(since)
            time.sleep(0.01)
        return time.monotonic() - started

    def said(self, since: int = 0) -> str:
        return " ".join(self.out.getvalue()[since:].split())

    def type(self, line: str, *expected: str) -> str:
        """Type a line, and hear all that is expected of it."""
        since = len(self.out.getvalue())
        self.keys.lines.put(line)
        for text in expected:
            self.hear(text, since)
        return self.said(since)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture
def sit() -> Iterator[Callable[..., Desk]]:
    """Sits somebody down at the desk, and gets them up again."""
    sat: list[Desk] = []

    def make(path: Path = Path("kettle")) -> Desk:
        sat.append(Desk(path))
        return sat[-1]

    yield make
    for desk in sat:
        desk.keys.lines.put(None)
        desk.thread.join(PATIENCE)
        assert desk.status == [0]


def test_everything_can_be_asked_for_by_a_word(story: Path, sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.hear("1,012 states was looked at. 3 warnings.")
    assert "The Kettle." in desk.said()
    assert "1. Get up and pour it." in desk.said()
    desk.type("choose 1", "Thanks", "1. Go on.")
    desk.type("1", "Wednesday", "3. Ring her sister. (not open: her sister is on till six)")
    desk.type("3", "Not open: her sister is on till six")
    desk.type("7", "Type a number from 1 to 4.")
    desk.type("where", "You stand at morning, 2 choices", "The way here: kitchen.pour,night.on")
    told = desk.type("s", "It would end unsettled here.", "stays here")
    assert "autonomy 42" in told
    assert "Flags set: poured." in told
    assert "autonomy 42 to 51, connection 60 to 66, wren_autonomy 42 to 51 leads to friday" in told
    assert "asks for trust >= 55" in told
    desk.type("odds", "The figures are exact", "interdependence 37.5%", "Two cups 37.5%", "After 1, ")
    desk.type(
        "map",
        "From night by on: Go on. (47%)",
        "To friday by ask:",
        "Stays here by look: Look over.",
        "From friday one may go",
    )
    desk.type("findings", "3 warnings.", "kettle/story.toml:2:2: warning W631", "The line says: [story]")
    desk.type("words", "576 words, 6 scenes", "the header says 3.")
    desk.type("scenes", "kitchen, 51 words", "poured_out, 45 words")
    desk.type("jump poured_out", "An ending: Poured out, dependency.", "It ends here.")
    desk.type("jump moning", "No scene is called moning", "did you mean `morning`?")
    desk.type("b", "You said it because:")
    desk.type("restart", "Monday", "4. Look over.")
    desk.type("back", "This is the first page.")
    desk.type("stat", "Did you mean `state`?")
    desk.type("help", "findings or f:", "quit or q:")
    desk.type("quit")
    desk.thread.join(PATIENCE)
    assert desk.status == [0]


def test_a_save_is_said_between_prompts_within_a_second(story: Path, sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.hear("4. Look over.")
    desk.type("3", "1. Go on.")
    desk.type("1", "2. Add a rule")
    since = len(desk.out.getvalue())
    edit(story, ("under the magnet", "under the banana"), atomic=True)
    assert desk.hear("This page reads differently now; `again` says all of it.", since) < 1.0
    assert "Saved, and read again: nothing to mend so far." in desk.said(since)
    assert "There is a note under the banana." in desk.said(since)
    assert "Wednesday" not in desk.said(since)
    desk.hear("The figures are exact", since)
    desk.type("again", "Wednesday There is a note under the banana.")

    since = len(desk.out.getvalue())
    edit(story, ('id = "half"', 'id = "full"'))
    desk.hear(
        "The choice kitchen.half is gone. You stand at kitchen, 2 choices before where you were.", since
    )
    assert "Monday" in desk.said(since)


def test_a_fault_is_said_and_the_last_good_story_stays_open(story: Path, sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.hear("4. Look over.")
    since = len(desk.out.getvalue())
    edit(story, ("looks = 1, autonomy", "loks = 1, autonomy"))
    desk.hear("E403. no meter or counter is called `loks`.", since)
    told = desk.said(since)
    assert "The story cannot be read as it is. kettle/story.toml:58:" in told
    assert "The line says: effects = { loks = 1, autonomy = -4 }" in told
    assert "To do: did you mean `looks`?" in told
    assert "The last version that could be read stays open." in told
    desk.type("1", "1. Go on.")
    desk.type("where", "You stand at night", "this is the story as it was")
    since = len(desk.out.getvalue())
    edit(story, ("loks = 1, autonomy", "looks = 1, autonomy"))
    desk.hear("Saved, and read again", since)
    desk.type("where", "You stand at night")


def test_a_story_that_is_not_there_yet_is_waited_for(tmp_path: Path, sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.hear("there is nothing here")
    desk.type("state", "There is no story to show yet.")
    desk.type("", "It waits, and reads the story as soon as it can be read.")
    copied(tmp_path)
    desk.hear("The Kettle.")
    desk.hear("4. Look over.")


def test_the_command_keeps_it_in_a_pipe_and_leaves_no_process(story: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "game", "write", "kettle"],
        input="1\nwhere\n",
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LEEWAY_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
    )
    assert done.returncode == 0
    assert "this is plain mode" in done.stderr
    assert "> Get up and pour it." in done.stdout
    assert "You stand at night, one choice from the beginning." in done.stdout
    assert sorted(file.name for file in story.iterdir()) == ["story.toml"]
