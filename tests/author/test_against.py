"""What an edit did, told in lines."""

from functools import cache
from pathlib import Path

import pytest

from game.author.against import difference
from game.author.gather import gather
from game.author.report import Checked
from game.cli import main
from tests.author.base import KETTLE, kettle_with, quick


@cache
def before() -> Checked:
    return gather(KETTLE)


def after(folder: Path, *changes: tuple[str, str], more: str = "") -> list[str]:
    return difference(before(), gather(kettle_with(folder, *changes, more=more)))


def test_nothing_is_different_from_itself() -> None:
    assert difference(before(), before()) == []


def test_odds_that_moved_are_told_for_each_reader(tmp_path: Path) -> None:
    told = after(tmp_path, ('id = "you"', 'id = "you"\nwhen = "not poured"'))
    moved = next(line for line in told if line.startswith("Odds of Poured out: "))
    assert moved.startswith("Odds of Poured out: uniform 18.0% -> 2")
    assert "loner 0.2% -> " in moved
    assert any(line.startswith("Odds of dependency: ") for line in told), "outcomes move with endings"
    assert not any(line.startswith(("Ending", "Saves", "Words")) for line in told)


def test_an_ending_that_nobody_comes_to_any_more_is_lost(tmp_path: Path) -> None:
    change = ('when = "outcome == dependency"', 'when = "outcome == dependency and autonomy >= 90"')
    told = after(tmp_path, change)
    assert "Ending lost: Poured out (poured_out)." in told
    back = difference(gather(kettle_with(tmp_path, change)), before())
    assert "Ending gained: Poured out (poured_out)." in back
    gone = [line for line in told if line.startswith("New: ") and " W602 " in line]
    assert len(gone) == 1
    assert any(line.startswith("Gone: W602 at poured_out: ") for line in back)


def test_what_is_new_and_what_is_gone_are_told_by_what_they_say(tmp_path: Path) -> None:
    told = after(tmp_path, ("It rains on the bins", "It rains on the tapestry of bins"))
    assert [line.partition(": ")[0] for line in told] == ["New", "Words"]
    assert "kettle.toml:" in told[0]
    assert " W701 " in told[0]
    # A line further down is the same finding.
    old = quick(kettle_with(tmp_path, ("It rains on the bins", "It rains on the tapestry of bins")))
    new = quick(
        kettle_with(
            tmp_path, ("It rains on the bins", "It rains on the tapestry of bins"), ("[words]", "\n[words]")
        )
    )
    assert difference(old, new) == []


def test_what_saves_will_miss_is_told_unless_it_has_a_new_name(tmp_path: Path) -> None:
    without = ('[[scene.note.choice]]\nid = "sign"', '[[scene.note.choice]]\nid = "write"')
    lost = (
        "Saves: the choice note.sign is gone; readings that met it go back to before. [renamed] keeps them."
    )
    assert lost in after(tmp_path, without)
    renamed = ('breakfast = "morning"', 'breakfast = "morning"\n"note.sign" = "note.write"')
    assert not any(line.startswith("Saves") for line in after(tmp_path, without, renamed))


def test_scenes_and_endings_that_are_renamed_are_the_same(tmp_path: Path) -> None:
    changes = [("[ending.shelf]", "[ending.high]"), ('lukewarm = "shelf"', 'lukewarm = "high"')]
    told = after(tmp_path, *changes)
    assert (
        "Saves: the ending shelf is gone; readings that met it go back to before. [renamed] keeps them."
        in told
    )
    assert "Ending lost: The high shelf (shelf)." in told
    assert "Ending gained: The high shelf (high)." in told
    changes[1] = ('lukewarm = "shelf"', 'lukewarm = "high"\nshelf = "high"')
    assert after(tmp_path, *changes) == []


def test_a_story_that_cannot_be_read_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    told = after(tmp_path, ('start = "kitchen"', 'start = "kichen"'))
    assert any(line.startswith("New: ") and " E401 " in line for line in told)
    assert told[-1] == "The later story cannot be read, so that nothing else can be compared."


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    mine = str(kettle_with(tmp_path, ("It rains on the bins", "It rains hard on the bins")))
    assert main(["check", mine, "--against", str(KETTLE), "--quick"]) == 0
    assert capsys.readouterr().out == "Words: 576 -> 577\n"
    assert main(["check", mine, str(KETTLE), "--against", str(KETTLE)]) == 2
    assert "compares one story with another" in capsys.readouterr().err
    assert main(["check", mine, "--against", str(tmp_path / "nowhere.toml")]) == 2
