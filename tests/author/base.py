"""Stories to check, and the miniature."""

from pathlib import Path

from game.author.gather import gather
from game.author.report import Checked

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


def kettle_with(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    """The miniature with passages of its text replaced, each of which it must hold, and `more` at its end."""
    text = (KETTLE / "story.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "kettle.toml"
    path.write_text(text + more, encoding="utf-8")
    return path


def quick(path: Path) -> Checked:
    """What is known of the story at `path` without exploring."""
    return gather(path, None)
