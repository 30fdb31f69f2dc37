"""Slips on the command line: what is said, and that it leads on."""

import os
from pathlib import Path

import pytest

from game.cli import main
from tests.author.base import KETTLE
from tests.story.base import SOUND, put


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says of `arguments`, which it cannot take."""
    try:
        status = main(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    out, err = capsys.readouterr()
    assert status in (1, 2), (status, out, err)
    return out + err


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def test_a_misspelt_command_is_told_the_nearest_that_one_may_type(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "schem")
    assert told == "leeway: there is no command schem; did you mean `schema`?\n"
    assert "`leeway help` lists the commands" in said(capsys, "qqq")
    assert "weigh" not in said(capsys, "weig"), "what the screens ask for is nobody's to type"


def test_a_story_without_a_command_is_told_how_it_is_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert "`leeway play blue-dot`" in said(capsys, "blue-dot")
    assert f"`leeway play {KETTLE}`" in said(capsys, str(KETTLE))


def test_a_misspelt_story_where_one_stands_is_told_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my-story").mkdir()
    put(tmp_path / "my-story", SOUND, "story.toml")
    assert "did you mean `my-story`?" in said(capsys, "check", "my-stroy")


def test_a_folder_of_stories_is_told_which_are_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine" / "my-story").mkdir(parents=True)
    put(tmp_path / "mine" / "my-story", SOUND, "story.toml")
    assert f"name the story in it: {Path('mine') / 'my-story'}" in said(capsys, "check", "mine")


def test_what_was_never_packed_is_told_how_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, SOUND)
    for unpacked in ("two-cups.toml", str(KETTLE)):
        assert "`leeway pack` writes one" in said(capsys, "add", unpacked)


@pytest.mark.skipif(os.name == "nt", reason="a folder of that kind is not there")
def test_a_place_that_takes_no_file_is_named_as_it_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "pack", str(KETTLE), "-o", "/dev/null/kettle.zip")
    assert told.startswith("leeway: /dev/null/kettle.zip cannot be written: ")
