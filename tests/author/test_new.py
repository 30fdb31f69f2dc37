"""A story begun with one command: it plays, it passes every check, and it stands on nothing."""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomli
from jsonschema import Draft202012Validator

from game.author.gather import gather
from game.author.new import NOBODY, SHAPES, Shape, write
from game.author.report import failed
from game.cli import main
from game.story.load import open_story
from game.story.schema import schema


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_begun_passes_every_check_and_every_reading_of_it_ends(here: Path, shape: Shape) -> None:
    folder = write(here / "my-story", shape, "Somebody")
    checked = gather(folder)
    assert [str(one.diagnostic) for one in checked.standing] == []
    assert not failed([checked], strict=True)
    assert checked.exact
    assert not checked.never.get("uniform")
    assert not checked.waived, "nothing is excused"
    assert checked.story is not None
    assert checked.story.title == "My story"
    assert checked.story.header.author == "Somebody"
    guide = (folder / "guide.md").read_text(encoding="utf-8")
    assert guide.startswith("# My story: a guide")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_schema_that_its_first_line_names_lies_beside_it(here: Path, shape: Shape) -> None:
    folder = write(here / "s", shape, "Somebody")
    first = (folder / "story.toml").read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("#:schema ")
    beside = json.loads((folder / named).read_text(encoding="utf-8"))
    assert beside == schema()
    story = tomli.loads((folder / "story.toml").read_text(encoding="utf-8"))
    editor = Draft202012Validator(beside)
    assert [error.message for error in editor.iter_errors(story)] == []
    story["scene"]["spoiled"] = {"txt": "An editor underlines this."}
    assert len(list(editor.iter_errors(story))) == 1


def test_the_shapes_differ_and_are_what_they_are_called(here: Path) -> None:
    branch, hub, storylets = (open_story(write(here / shape, shape, "A")) for shape in SHAPES)
    assert len({branch.header.blurb, hub.header.blurb, storylets.header.blurb}) == 3
    returns = [scene for scene in hub.scenes.values() if any(b.to == hub.header.start for b in scene.then)]
    assert len(returns) >= 3
    picks = [scene for scene in storylets.scenes.values() if scene.is_page and len(scene.then) >= 5]
    assert len(picks) == 1
    onward = [branch.route(branch.scenes["shed"], c) for c in branch.scenes["shed"].choices]
    assert len(set(onward)) == 2


@pytest.mark.parametrize("author", ['A "quoted" one', "back\\slash", "Zoë 🌊", "line\nbreak"])
def test_any_name_of_an_author_is_kept(here: Path, author: str) -> None:
    assert open_story(write(here / "s", "branch", author)).header.author == author


@pytest.mark.parametrize(
    ("answer", "author"), [("Ada\n", "Ada"), ("\n", NOBODY), ("A\x1b[31mda\n", "A[31mda"), (None, NOBODY)]
)
def test_the_author_is_asked_of_git(
    here: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None, author: str
) -> None:
    def git(*_: object, **__: object) -> object:
        if answer is None:
            raise FileNotFoundError("git")
        return SimpleNamespace(stdout=answer)

    monkeypatch.setattr(subprocess, "run", git)
    assert main(["new", "mine"]) == 0
    assert open_story(here / "mine").header.author == author


def test_it_says_what_to_do_next_and_that_can_be_done(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["new", "blue-dot", "--shape", "hub"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Wrote ./blue-dot" if sys.platform != "win32" else "Wrote ")
    assert [line.split(":")[0] for line in told[2:]] == ["Read it", "Change it", "Check it", "Teach it"]
    # The shelf has a story of this name: the one that was just begun is meant all the same.
    for name in (told[2].split()[-1], "blue-dot"):
        monkeypatch.setattr(sys, "stdin", StringIO())
        assert main(["play", name, "--plain"]) == 0
        said = capsys.readouterr()
        assert "He is on the bench under the coats" in said.out
        assert ("another blue-dot is on the shelf, at " in said.err) == (name == "blue-dot")


def test_what_is_to_be_typed_can_be_typed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "my drafts").mkdir()
    assert main(["new", "my drafts/mine"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert f"open {Path('my drafts/mine/story.toml')} in" in told[3]
    typed = told[4].removeprefix("Check it:   leeway ")
    assert main([word.strip("\"'") for word in re.split(r" (?=[\"'])", typed)]) == 0


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_nothing_is_written_over(here: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    there = here / "mine"
    if kind == "folder":
        there.mkdir()
        (there / "story.toml").write_text("mine", encoding="utf-8")
    elif kind == "file":
        there.write_text("mine", encoding="utf-8")
    else:
        there.symlink_to(here / "nowhere")
    before = sorted(here.rglob("*"))
    assert main(["new", "mine"]) == 2
    assert capsys.readouterr().err == (
        "leeway: mine exists already; nothing was written. Choose another name\n"
    )
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("My Story!", "my-story"),
        ("Où es-tu", "ou-es-tu"),
        ("!!!", "my-story"),
        ("-x", "x"),
        ("drafts/Big One", "drafts/big-one"),
    ],
)
def test_a_name_that_cannot_be_one_gets_a_way_out(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, better: str
) -> None:
    assert main(["new", "--", name]) == 2
    told = capsys.readouterr().err
    assert "small letters, digits and dashes" in told
    assert told.endswith(f"Try: leeway new {Path(better)}\n")
    assert list(here.iterdir()) == []
    (here / "drafts").mkdir()
    assert main(["new", better]) == 0


def test_a_folder_that_is_missing_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "nowhere/mine"]) == 2
    assert capsys.readouterr().err == "leeway: there is no folder nowhere; make it first\n"
