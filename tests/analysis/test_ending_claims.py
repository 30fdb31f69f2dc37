"""What an author is told whose ending claims one outcome and asks for another."""

from pathlib import Path

from game.author.gather import gather
from tests.story.base import put, spoiled


def test_an_ending_that_asks_for_another_outcome_is_not_told_to_ask_for_both(tmp_path: Path) -> None:
    claim = '[ending.hook]\noutcome = "isolation"\nwhen = "outcome==unsettled"\n'
    last = '\n[ending.last]\ntitle = "Last"\ntext = "Last."\n'
    checked = gather(put(tmp_path, spoiled("[ending.hook]\n", claim) + last))
    (found,) = (one.diagnostic for one in checked.standing if one.diagnostic.code == "E614")
    assert found.hint == "its `when` asks for another outcome: correct one of the two"
