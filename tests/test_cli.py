"""The command, as it is typed."""

import importlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from game.cli import main
from game.cli.screen import no_screen
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings, save_settings
from tests.saves.walks import KETTLE, journals, kettle, reopened, scenes

COMMAND = [sys.executable, "-P", "-m", "game"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_command_is_understood_whatever_was_loaded_before(capsys: pytest.CaptureFixture[str]) -> None:
    # `map` and `open` are modules of the command, and built in.
    for name in ("map", "open"):
        importlib.import_module(f"game.cli.{name}")
    assert main(["schema"]) == 0
    assert capsys.readouterr().out


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which somebody has been welcomed, and which the command takes for the player's."""
    found = Home(tmp_path / "home")
    monkeypatch.setenv("LEEWAY_HOME", str(found.folder))
    save_settings(found, Settings(welcomed=True))
    return found


@pytest.fixture
def run(home: Home, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in this process with `typed` as its input."""

    def command(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        read, write = os.pipe()
        os.write(write, typed.encode())
        os.close(write)
        with monkeypatch.context() as patch, os.fdopen(read, encoding="utf-8") as stdin:
            patch.setattr(sys, "stdin", stdin)
            try:
                status = main(arguments)
            except SystemExit as left:
                status = int(left.code or 0)
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, status, out, err)

    return command


def test_a_story_is_played_by_its_path(run: Run) -> None:
    done = run("play", str(KETTLE), "--plain", typed="1\n")
    assert done.returncode == 0
    assert done.stdout.startswith("The Kettle\n")
    assert "1. Go on.\n" in done.stdout
    assert done.stderr == ""


def test_a_story_is_played_by_any_of_its_files(run: Run, home: Home) -> None:
    done = run("play", str(KETTLE / "story.toml"), "--plain", typed="1\n")
    assert done.stdout.startswith("The Kettle\n")
    assert journals(home.folder)
    assert run("forget", str(KETTLE / "story.toml"), "--yes").stdout == "Removed 1 reading of kettle.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_on_the_shelf_is_a_story_by_its_own_name(run: Run, home: Home) -> None:
    home.stories.mkdir(parents=True)
    (home.stories / "tea").symlink_to(KETTLE, target_is_directory=True)
    assert run("play", "tea", "--plain", typed="1\n").stdout.startswith("The Kettle\n")
    again = run("--plain", typed="where\n")
    assert again.stdout.startswith("The Kettle\n"), "a bare command opens it where it was left"


def test_plain_is_chosen_by_itself_where_there_is_no_terminal_and_says_so(run: Run) -> None:
    done = run("play", str(KETTLE))
    assert done.stdout.startswith("The Kettle\n")
    assert done.stderr == "leeway: standard output is no terminal: this is plain mode, as with --plain.\n"


@pytest.mark.parametrize("order", [("--plain", "play", str(KETTLE)), ("play", "--plain", str(KETTLE))])
def test_plain_may_be_said_before_and_after(run: Run, order: tuple[str, ...]) -> None:
    assert run(*order).stderr == ""


def test_a_bare_command_opens_where_one_was(run: Run, home: Home) -> None:
    assert run("--plain").stdout.startswith("Leeway.\n")
    stories = home.stories
    stories.mkdir()
    (stories / "mine.toml").write_text((KETTLE / "story.toml").read_text("utf-8"), "utf-8")
    assert run("play", "mine", "--plain", typed="2\n").returncode == 0
    done = run("--plain")
    assert done.stdout.startswith("The Kettle\n")
    assert "In the night there is a noise" in done.stdout
    assert run("shelf", "--plain").stdout.startswith("Leeway.\n")
    (stories / "mine.toml").unlink()
    assert run("--plain").stdout.startswith("Leeway.\n"), "a story that is gone is not opened"


def test_a_new_reading_keeps_the_one_before(run: Run, home: Home) -> None:
    run("play", str(KETTLE), "--plain", typed="2\n")
    done = run("play", str(KETTLE), "--plain", "--new")
    assert "2. Sit on your hands. (chosen before)" in done.stdout
    assert len(journals(home.folder)) == 2


def test_a_path_is_walked_first(run: Run, home: Home) -> None:
    done = run("play", str(KETTLE), "--plain", "--path", "kitchen.sit, note.sign,friday.me")
    assert "You said it because:" in done.stdout
    with reopened(Bookcase(home), kettle()) as reading:
        assert scenes(reading) == ["kitchen", "night", "note", "friday", "why"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "kitchen.pour,morning.sister",
            "step 2, morning.sister: this choice is not open then: her sister",
        ),
        (
            "kitchen.look,kitchen.look,kitchen.look",
            "step 3, kitchen.look: this choice is not open then: it",
        ),
        ("kitchen.pore", "step 1, kitchen.pore: did you mean `pour`?"),
        (
            "kitchen.xyz",
            "step 1, kitchen.xyz: one can choose kitchen.pour, kitchen.sit, kitchen.half, kitchen.",
        ),
        ("kitchen.pour,note.sign", "step 2, note.sign: the reader stands in morning by then"),
        (
            "kitchen.half,note.sign,friday.you,why.like",
            "step 4, why.like: the story has ended by then, in two_cups",
        ),
        ("pour", "step 1, pour: the reader stands in kitchen by then, where one can choose kitchen.pour, "),
    ],
)
def test_a_path_that_cannot_be_walked_says_where_and_why(run: Run, home: Home, path: str, said: str) -> None:
    done = run("play", str(KETTLE), "--plain", "--path", path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert journals(home.folder) == [], "and nothing is begun"


def test_an_unknown_story_is_told_with_the_nearest(run: Run, home: Home) -> None:
    home.stories.mkdir()
    (home.stories / "mine.toml").write_text("")
    done = run("play", "mine-", "--plain")
    assert done.returncode == 2
    assert "no story is called mine- (did you mean `mine`?)" in done.stderr
    assert "there is nothing at" in run("play", "no/such/thing", "--plain").stderr


def test_a_broken_story_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[story]\nformat = 1\ntitel = "x"\n')
    done = run("play", str(tmp_path / "bad.toml"), "--plain")
    assert done.returncode == 1
    assert "bad.toml:1:1: " in done.stderr
    assert "leeway check" in done.stderr
    assert done.stdout == ""


def test_check_and_schema_are_reached(run: Run, tmp_path: Path) -> None:
    assert run("check", str(KETTLE)).returncode == 0
    (tmp_path / "bad.toml").write_text("[story]\n")
    done = run("check", str(tmp_path / "bad.toml"), "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)
    assert run("check", "no-such-story").returncode == 2
    assert json.loads(run("schema").stdout)["$defs"]


def test_forgetting_asks_first_and_removes(run: Run, home: Home) -> None:
    run("play", str(KETTLE), "--plain", typed="1\n")
    asked = run("forget", "kettle")
    assert asked.returncode == 2
    assert "nothing was removed" in asked.stderr
    assert len(journals(home.folder)) == 1
    assert run("forget", "kettle", "--yes").stdout == "Removed 1 reading of kettle.\n"
    assert journals(home.folder) == []
    assert home.settings.exists()
    assert run("forget", "kettel", "--yes").returncode == 2
    assert run("forget", "--yes").stdout == "Removed 0 readings, all classes and the settings.\n"
    assert not home.settings.exists()


def test_about_says_what_this_is_and_where_things_lie(run: Run, home: Home) -> None:
    said = run("about").stdout
    assert "advice, a diagnosis or therapy" in said
    assert str(home.folder) in said


@pytest.mark.parametrize("wrong", [["play"], ["play", "x", "--path"], ["check"], ["--format"]])
def test_a_wrong_command_says_how_it_goes(run: Run, wrong: list[str]) -> None:
    done = run(*wrong)
    assert done.returncode == 2
    assert "usage: leeway" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written_is_told_and_played_in(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "file"))
    done = run("play", str(KETTLE), "--plain", typed="2\n1\n")
    assert done.returncode == 0
    assert str(tmp_path / "file") in done.stdout
    assert "not on disk" in done.stdout
    assert "There is a note under the magnet." in done.stdout


# -- as a process of its own --------------------------------------------------------------------------


def test_closed_streams_are_quiet(home: Home) -> None:
    for redirection in ("<&-", "<&- >&-", ">&-", "<&- >&- 2>&-"):
        command = f"{sys.executable} -P -m game play {KETTLE} --plain {redirection}"
        done = subprocess.run(
            ["sh", "-c", command], input="1\n", capture_output=True, text=True, check=False, timeout=30
        )
        assert done.returncode == 0, redirection
        assert done.stderr == "", redirection


def test_a_broken_pipe_is_quiet(home: Home) -> None:
    with subprocess.Popen(
        [*COMMAND, "play", str(KETTLE), "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        child.stdout.close()
        try:
            for _ in range(2_000):
                child.stdin.write(b"again\n")
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.stderr.read() == b""
        assert child.wait(timeout=30) == 0


@pytest.mark.skipif(os.name == "nt", reason="sends the signal as POSIX does")
def test_control_c_leaves_cleanly_with_the_place_kept(home: Home) -> None:
    # A job that a shell put in the background ignores Control-C, and so would whatever it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [*COMMAND, "play", str(KETTLE), "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write("2\n")
        child.stdin.flush()
        while "1. Go on." not in child.stdout.readline():
            pass
        time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130
        assert child.stdout.read().endswith("Your place is kept.\n")
        assert child.stderr.read() == ""
    with reopened(Bookcase(home), kettle()) as reading:
        assert scenes(reading) == ["kitchen", "night"]


def test_output_is_utf_8_whatever_the_locale(home: Home, tmp_path: Path) -> None:
    text = (KETTLE / "story.toml").read_text("utf-8").replace("Full, it wants", "Voll – ça «veut»")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    done = subprocess.run(
        [*COMMAND, "play", str(tmp_path / "mine.toml"), "--plain"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONIOENCODING": "ascii",
        },
        timeout=30,
    )
    assert "Voll – ça «veut» two hands." in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_lines_are_wrapped_and_asked_for(home: Home) -> None:
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    # Whoever runs the tests may have said how wide their own terminal is.
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen(
        [*COMMAND, "play", str(KETTLE)],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**environment, "TERM": "dumb"},
    ) as child:
        os.close(theirs)
        os.write(ours, b"2\nquit\n")
        said = b""
        try:
            while data := os.read(ours, 65_536):
                said += data
        except OSError:  # Linux says so when the other side has hung up
            pass
        os.close(ours)
        assert child.stderr
        assert (
            child.stderr.read().decode()
            == "leeway: the terminal is a dumb one: this is plain mode, as with --plain.\n"
        )
        assert child.wait(timeout=30) == 0
    lines = said.decode().replace("\r", "").split("\n")
    assert max(map(len, lines)) <= 50
    assert b"\x1b" not in said
    assert "> It takes her four minutes" not in said.decode()
    assert said.count(b"> ") >= 2


def test_where_nothing_can_be_typed_no_screen_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end of its input a screen would ask for keys for ever."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert no_screen() == "standard input is no terminal"
    monkeypatch.setattr("sys.stdin", Terminal())
    assert no_screen() == ""
