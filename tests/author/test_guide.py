"""The guide for writers: its reference is the model's, and everything it shows is so."""

import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from game.analysis.readers import READERS
from game.author.gather import gather
from game.author.help import wrapped
from game.author.new import write
from game.author.reference import CLOSING, OPENING, guide_path, reference, with_reference
from game.cli import main
from game.narrative.meters import respond
from game.narrative.outcome import region
from game.story.keys import KEYS
from game.story.library import shipped_stories
from game.story.load import open_story

GUIDE = guide_path().read_text(encoding="utf-8")

# What stands around a recipe: nothing but a beginning and an end.
AROUND = """
[story]
format = 1
title = "A recipe"
author = "Somebody"
version = "1"
language = "en"
blurb = "One scene or two."
minutes = 1
start = "{start}"

[ending.end]
title = "The end"
text = "That was it."
"""
# A recipe has a handful of choices, so that it has no balance to speak of.
BALANCE = {"W631", "W632", "W633", "W634", "W635"}


class Block(NamedTuple):
    kind: str
    label: str
    text: str


BLOCKS = [Block(*found) for found in re.findall(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", GUIDE, re.MULTILINE)]
RECIPES = [block for block in BLOCKS if block.label.endswith(".toml") and block.label != "different.toml"]


def only(label: str) -> str:
    (found,) = (block.text for block in BLOCKS if block.label == label)
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    return tmp_path


def test_the_reference_is_up_to_date() -> None:
    assert with_reference(GUIDE) == GUIDE, "run: python -m game.author.reference"


def test_the_reference_says_every_key_and_what_it_is_for() -> None:
    told = reference()
    for key, sentence in KEYS.items():
        assert sentence in told or key == "Menu.choice", key
    assert told.count("\n- `text`") == 3


def test_a_guide_without_its_marks_is_not_written_over() -> None:
    assert with_reference(f"a\n{OPENING}\nold\n{CLOSING}\nz\n").startswith(f"a\n{OPENING}\n\n### `[story]`")
    with pytest.raises(ValueError, match="marks"):
        with_reference("a\nz\n")


def test_every_example_is_of_a_kind_that_is_checked() -> None:
    for block in BLOCKS:
        known = block in RECIPES or block.label in ("", "different.toml", "above [scene.dot_why]", "waive")
        assert known or (block.kind, block.label) == ("text", "broken"), block.label
    assert [block.label for block in RECIPES] == [
        f"{name}.toml" for name in ("late", "why", "flip", "hub", "worn", "struck", "both")
    ]


def test_what_the_first_steps_quote_stands_in_the_story_that_is_begun(here: Path) -> None:
    written = (write(here / "my-story", "branch", "A") / "story.toml").read_text(encoding="utf-8")
    quoted = [block.text for block in BLOCKS if block.kind == "toml" and not block.label]
    assert len(quoted) == 3
    for text in quoted:
        assert text in written


def test_the_fault_is_told_as_the_guide_tells_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = write(Path("my-story"), "branch", "A") / "story.toml"
    text = story.read_text(encoding="utf-8")
    assert 'to = "steering"' in text
    story.write_text(text.replace('to = "steering"', 'to = "stering"'), encoding="utf-8")
    assert main(["check", "my-story"]) == 1
    told = capsys.readouterr().out.replace("\\", "/")
    assert only("broken") in told


@pytest.mark.parametrize("block", RECIPES, ids=lambda block: block.label)
def test_a_recipe_does_what_it_says(here: Path, block: Block) -> None:
    folder = here / "recipe"
    folder.mkdir()
    first = re.search(r"^\[scene\.(\w+)\]", block.text, re.MULTILINE)
    assert first
    (folder / "story.toml").write_text(AROUND.format(start=first[1]), encoding="utf-8")
    (folder / block.label).write_text(block.text, encoding="utf-8")
    checked = gather(folder)
    assert checked.exact
    assert [str(one.diagnostic) for one in checked.standing if one.diagnostic.code not in BALANCE] == []
    assert not checked.never.get("uniform")


def test_a_recipe_can_be_saved_beside_a_story_as_the_guide_says(here: Path) -> None:
    folder = write(here / "mine", "hub", "A")
    for block in RECIPES:
        (folder / block.label).write_text(block.text, encoding="utf-8")
    assert "doorstep" in open_story(folder).scenes


def test_what_is_said_of_meters_and_outcomes_is_so() -> None:
    assert "at 50 an effect of 8 moves 8, at 90 it moves 2 up or 12 down" in GUIDE
    assert [respond(50, 8), respond(90, 8), respond(90, -8)] == [58, 92, 78]
    rows = re.findall(r"^\| (\w+) \| (?!When)(.+) \|$", GUIDE, re.MULTILINE)
    assert [name for name, _ in rows] == [
        "adrift",
        "lopsided",
        "interdependence",
        "dependency",
        "isolation",
        "unsettled",
    ]
    plane = [(44, 44, None), (60, 60, 44), (60, 60, 45), (49, 69, None), (69, 49, None), (50, 50, None)]
    assert [region(*point) for point in plane] == [name for name, _ in rows]


def test_every_reader_of_the_tables_is_introduced() -> None:
    assert all(f"`{reader}`" in GUIDE for reader in READERS)


def test_every_file_that_is_begun_is_introduced(here: Path) -> None:
    folder = write(here / "my-story", "branch", "A")
    assert all(f"`{file.name}`" in GUIDE.partition("### 2.")[0] for file in folder.iterdir())


def test_the_waiver_is_heard(here: Path) -> None:
    (here / "s").mkdir()
    story = here / "s" / "story.toml"
    both = next(block.text for block in RECIPES if block.label == "both.toml")
    story.write_text(AROUND.format(start="rota") + both, encoding="utf-8")
    assert "W632" in {one.diagnostic.code for one in gather(story).standing}
    story.write_text(story.read_text(encoding="utf-8") + only("waive"), encoding="utf-8")
    checked = gather(story)
    assert {one.diagnostic.code for one in checked.standing}.isdisjoint({"W632", "W801"})
    assert [one.diagnostic.code for one, _ in checked.waived] == ["W632"]


def branched(folder: Path) -> Path:
    """Blue Dot with the branch that the guide leads to."""
    shutil.copytree(shipped_stories() / "blue-dot", folder / "blue-dot")
    (folder / "blue-dot" / "different.toml").write_text(only("different.toml"), encoding="utf-8")
    return folder / "blue-dot"


def join(folder: Path) -> None:
    """Let the branch be led to, above the line that the guide names."""
    story = folder / "story.toml"
    text = story.read_text(encoding="utf-8")
    assert text.count("\n[scene.dot_why]\n") == 1
    added = only("above [scene.dot_why]")
    text = text.replace("\n[scene.dot_why]\n", f"\n{added}\n[scene.dot_why]\n")
    story.write_text(text, encoding="utf-8")


def test_the_branch_in_blue_dot_is_found_wanting_and_then_whole(here: Path) -> None:
    folder = branched(here)
    lost = gather(folder, 0.5)
    assert "different" in {one.at for one in lost.standing if one.diagnostic.code == "W601"}
    join(folder)
    story = open_story(folder)
    assert [choice.id for choice in story.scenes["board"].choices][-1] == "what"
    assert {
        b.to for c in story.scenes["different"].choices for b in story.route(story.scenes["different"], c)
    }
    seen = [one for one in gather(folder, None).standing if one.diagnostic.file.endswith("different.toml")]
    assert seen == []


@pytest.mark.long
def test_the_branch_in_blue_dot_is_proved(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    join(branched(here))
    assert main(["check", "blue-dot", "--strict", "--budget", "300"]) == 0
    assert "Every reading was followed" in capsys.readouterr().out


def test_help_prints_the_guides_whole_where_nobody_turns_pages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO())
    assert main(["help", "writing"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("# Writing for Leeway\n")
    assert told.rstrip().endswith("- the disclaimer")
    assert "<!--" not in told
    assert main(["help", "findings"]) == 0
    assert "### E101" in capsys.readouterr().out
    assert main(["help"]) == 0
    assert "leeway" in capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 80])
def test_in_a_terminal_the_prose_is_set_to_its_width_and_nothing_else_is(width: int) -> None:
    told = wrapped(GUIDE, width)
    fence = re.compile(r"^```(?:.*\n)*?```$", re.MULTILINE)
    assert fence.findall(told) == fence.findall(GUIDE)
    assert told.split() == GUIDE.split(), "no word is lost"
    prose = [line for line in fence.sub("", told).splitlines() if line[:1] not in "#|<"]
    assert all(len(line) <= width for line in prose if " " in line.strip(" -"))
    assert "\n- `title` (text, needed): The title," in told


def test_a_guide_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("game.author.help.shipped_stories", lambda: tmp_path)
    assert main(["help", "writing"]) == 1
    assert "AUTHORING.md cannot be read" in capsys.readouterr().err


def test_the_reference_is_rewritten_by_its_command(tmp_path: Path) -> None:
    package = tmp_path / "leeway"
    root = Path(__file__).parents[2]
    (package / "stories").mkdir(parents=True)
    shutil.copytree(root / "game", package / "game", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", package)
    guide = package / "stories" / "AUTHORING.md"
    guide.write_text(f"before\n{OPENING}\n{CLOSING}\nafter\n", encoding="utf-8")
    command = [sys.executable, "-P", "-c", "import sys, runpy; sys.path.insert(0, sys.argv[1]); "]
    command[-1] += "runpy.run_module('game.author.reference', run_name='__main__')"
    subprocess.run([*command, str(package)], check=True, cwd=tmp_path)
    assert guide.read_text(encoding="utf-8") == with_reference(f"before\n{OPENING}\n{CLOSING}\nafter\n")
