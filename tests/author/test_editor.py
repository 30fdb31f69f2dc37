"""What an editor with a TOML schema makes of stories: asked of the checker that editors embed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from game.author.new import run as new
from game.story.library import shipped_stories

TAPLO = shutil.which("taplo", path=str(Path(sys.executable).parent))
KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


def complaints(folder: Path) -> str:
    """What is said of every file in a folder, each held against the schema that its own first line names."""
    assert TAPLO is not None, "taplo is one of the packages that the tests need"
    files = sorted(file.name for file in folder.glob("*.toml"))
    done = subprocess.run(
        [TAPLO, "check", "--colors", "never", *files], cwd=folder, capture_output=True, timeout=60
    )
    said = done.stderr.decode()
    assert f"total={len(files)}" in said, said
    return said if done.returncode else ""


@pytest.mark.parametrize("slug", [path.name for path in shipped_stories().iterdir() if path.is_dir()])
def test_a_shipped_story_is_sound_to_an_editor(slug: str) -> None:
    folder = shipped_stories() / slug
    for file in folder.glob("*.toml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "#:schema ../leeway.schema.json", f"{file.name} does not name its schema"
    assert not complaints(folder)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story just begun, whose own first line names the schema beside it."""
    monkeypatch.chdir(tmp_path)
    assert new("first", "branch") == 0
    assert not complaints(tmp_path / "first")
    return tmp_path / "first"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("minutes =", 'minutes = "few" #', "is not of type"),
        ("blurb =", "blurp =", "'blurp' was unexpected"),
        ("format = 1", "format = 2", "2 is not one of"),
        ("[[scene.", "[[seen.", "'seen' was unexpected"),
        ("autonomy = 8", "autonomy = 800", '"autonomy":800'),
        ("outcome = ", 'outcome = "fine" #', '"fine" is not one of'),
        ("title =", "title = ''\nblurb =", "conflicting keys"),
        ("text = ", "text = 7\nreply = ", "7 is not valid under any"),
    ],
)
def test_an_editor_underlines_what_is_wrong(begun: Path, right: str, wrong: str, said: str) -> None:
    file = begun / "story.toml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert said in complaints(begun)


def test_the_miniature_is_sound_to_an_editor(begun: Path) -> None:
    sound = (KETTLE / "story.toml").read_text(encoding="utf-8")
    (begun / "story.toml").write_text("#:schema leeway.schema.json\n" + sound, encoding="utf-8")
    assert not complaints(begun)
