"""What an edit did, told against git's revisions and against the readings on this computer."""

import os
import subprocess
from pathlib import Path

import pytest

from game.cli import main
from game.saves.bookcase import Bookcase
from game.saves.home import home
from game.story.load import load
from tests.author.base import kettle_with


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story in a repository of its own, committed once."""
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    folder.mkdir()
    path = kettle_with(folder)
    git(folder, "init", "-q")
    commit(folder)
    return path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "Save")


def test_a_story_is_compared_with_itself_at_a_revision(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kettle_with(story.parent, ("It rains on the bins", "It rains hard on the bins"))
    assert main(["check", str(story), "--against", "HEAD", "--quick"]) == 0
    assert capsys.readouterr().out == "Words: 576 -> 577\n"
    commit(story.parent)
    assert main(["check", str(story), "--against", "HEAD", "--quick"]) == 0
    assert capsys.readouterr().out == "Nothing that a check looks at is different.\n"
    assert main(["check", str(story), "--against", "HEAD~1", "--quick"]) == 0
    assert capsys.readouterr().out == "Words: 576 -> 577\n"


def test_a_folder_is_compared_with_the_files_it_had(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = story.parent / "tea"
    folder.mkdir()
    story.rename(folder / "story.toml")
    commit(story.parent)
    (folder / "story.toml").write_text(
        (folder / "story.toml").read_text(encoding="utf-8").replace("on the bins", "hard on the bins"),
        encoding="utf-8",
    )
    assert main(["check", str(folder), "--against", "HEAD", "--quick"]) == 0
    assert capsys.readouterr().out == "Words: 576 -> 577\n"
    assert main(["check", str(folder), "--against", "HEAD~1", "--quick"]) == 2
    assert "tea was not there yet at HEAD~1" in capsys.readouterr().err


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:kettle.toml"])
def test_what_is_no_revision_is_said_and_nothing_is_written(
    story: Path, revision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(story.parent.iterdir())
    assert main(["check", str(story), f"--against={revision}"]) == 2
    assert f"git knows no revision {revision}" in capsys.readouterr().err
    assert sorted(story.parent.iterdir()) == before


def read(story: Path, *choices: str) -> None:
    """Leave a reading on this computer that has made some choices."""
    loaded = load(story).story
    assert loaded is not None
    with Bookcase(home()).begin(loaded) as reading:
        for choice in choices:
            reading.choose(choice)


def test_a_saved_reading_that_would_break_is_told_with_the_place(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read(story, "sit", "on")
    read(story, "sit", "on", "sign")
    kettle_with(story.parent, ('[[scene.note.choice]]\nid = "sign"', '[[scene.note.choice]]\nid = "write"'))
    main(["check", str(story), "--against", "HEAD", "--quick"])
    told = [line for line in capsys.readouterr().out.splitlines() if "Saves: reading " in line]
    assert len(told) == 1, "the one that never signed holds"
    assert told[0].startswith("Saves: reading 1, begun on ")
    assert told[0].endswith(", would go back 1 of 3 choices: note has no choice sign.")


def test_a_saved_reading_is_told_why_its_road_is_shut(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read(story, "sit", "on", "sign")
    changed = ('[[scene.note.choice]]\nid = "sign"', '[[scene.note.choice]]\nid = "sign"\nwhen = "poured"')
    kettle_with(story.parent, changed)
    main(["check", str(story), "--against", "HEAD", "--quick"])
    assert "would go back 1 of 3 choices: note.sign is not open there." in capsys.readouterr().out
