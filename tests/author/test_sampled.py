"""What is only known from readings by chance is said so."""

from dataclasses import replace

from game.author.gather import gather
from game.author.report import text
from tests.author.base import KETTLE


def test_what_was_only_sampled_is_said_to_be_about() -> None:
    said = text(gather(KETTLE))
    assert "A reading by chance has about " in said
    assert "It sees about " in said


def test_where_no_reading_came_to_an_end_no_shares_are_listed() -> None:
    checked = replace(gather(KETTLE), endings={}, intervals={"note": (0.0, 1.0), "adrift": (0.0, 1.0)})
    assert "No reading by chance came to an ending in the time there was." in text(checked)
    assert "19 times of 20" not in text(checked)
    known = replace(checked, intervals={"note": (0.0, 1.0), "adrift": (0.0, 0.9)})
    assert "19 times of 20" in text(known)
