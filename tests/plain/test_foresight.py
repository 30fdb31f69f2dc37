"""Turning points and roads not taken, told in numbered lines."""

import sys
from pathlib import Path

import pytest

from game.debrief import foreseer
from game.debrief.turning import CHANGED, LOST, TOO_WIDE, WORKING
from game.plain.foresight import Foresight
from tests.plain.conftest import Play

# Look over, half a kettle, turn the night, add a rule, "You.": and two of the parts after the ending.
TO_THE_END = ("4", "3", "1", "2", "2")
TURNS, ROADS = "4", "5"


def says(*lines: str) -> list[str]:
    """A process that says these lines and no more."""
    return [sys.executable, "-c", f"import sys; print(*{lines!r}, sep='\\n', flush=True)"]


def test_turning_points_and_roads_are_told_and_a_road_can_be_taken(play: Play) -> None:
    said = play(*TO_THE_END, TURNS, ROADS, "go 4", "1")
    assert 'Turning point 2. Friday. You chose: "You."' in said
    assert "From here it could only end “close, and your own”" in said
    assert 'You did not choose: "Me."' in said
    assert "`go 4` chooses again there" in said
    # On the page where that choice was made, and from there the other way.
    again = said.rpartition("`go 4` chooses again there")[2]
    assert '2. "You."' in again
    assert "You said it because:" in again


def test_an_ending_not_found_is_told_by_its_hint(play: Play) -> None:
    said = play(*TO_THE_END, ROADS)
    assert "it could end in Two cups, “Tea, before anybody asked” or “A wave from across the road”." in said
    assert "The high shelf" not in said


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"type":"wide","because":"more than 3 states"}', TOO_WIDE),
        ('{"type":"changed"}', CHANGED),
        ("nonsense", LOST),
        ('{"type":"working","states":1,"waiting":1}', WORKING),
    ],
    ids=["wide", "changed", "lost", "working"],
)
def test_what_is_not_known_is_said_to_be_unknown(
    play: Play, monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    monkeypatch.setattr(foreseer, "command", lambda *_: says(line))
    said = play(*TO_THE_END, TURNS, ROADS)
    assert told in said
    assert "Turning point 1" not in said
    assert "You did not choose" not in said


def test_what_a_process_said_before_it_ended_is_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(foreseer, "command", lambda *_: says('{"type":"changed"}'))
    foresight = Foresight(tmp_path, "", tmp_path)
    foresight.start()
    assert foresight._process is not None
    foresight._process.wait()
    assert foresight.forks((), lambda _: None) == CHANGED
    foresight.close()


def test_a_process_that_cannot_be_started_costs_only_these_parts(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseer, "command", lambda *_: ["/there/is/no/such/program"])
    said = play(*TO_THE_END, TURNS, "3")
    assert LOST in said
    assert "It ended close, and your own" in said
