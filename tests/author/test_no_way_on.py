"""Ways that lead nowhere, or round for ever: the checker reports them, and ends nothing beside the author."""

from pathlib import Path

import pytest

from game.author.bench import Bench
from game.author.figures import Odds
from game.author.gather import gather
from game.author.report import as_json
from game.author.weigh import weighed
from game.story.load import open_story
from tests.author.base import quick
from tests.story.base import SOUND, put, spoiled


def lost(folder: Path) -> Path:
    """A story in which `ring` leads nowhere, for the wind never blows."""
    return put(folder, spoiled('text = "Ring."', 'text = "Ring."\nto = [{ when = "not wind", to = "page" }]'))


def test_it_is_no_road_and_the_other_choices_are(tmp_path: Path) -> None:
    story = open_story(lost(tmp_path))
    odds = Odds({}, {"hook": (1.0, 1.0)})
    assert weighed(story, lambda state: odds, ()).roads == {"check": odds}


def test_the_bench_says_so_and_stays(tmp_path: Path) -> None:
    bench = Bench(lost(tmp_path))
    bench.take(quick(bench.path))
    assert [(road.choice.id, road.step is None) for road in bench.roads()] == [
        ("ring", True),
        ("check", False),
    ]
    assert "Nothing comes after this choice" in bench.choose("ring")
    assert bench.path_made == ()
    assert bench.way_to("hook") is None


def test_how_often_a_reading_never_ends_is_told_as_data(tmp_path: Path) -> None:
    trap = (
        '\n[[scene.board.choice]]\nid = "round"\ntext = "Round."\nto = "trap"\n\n[scene.trap]\ntext = "."\n'
    )
    trap += '\n[[scene.trap.choice]]\nid = "on"\ntext = "On."\nto = "here"\n\n[scene.page]'
    checked = gather(put(tmp_path, spoiled("[scene.page]", trap)))
    # `ring` and `round` are as likely, and `check` only leads back to both.
    assert as_json(checked)["readers"]["uniform"]["never"] == pytest.approx(0.5)
    assert as_json(gather(put(tmp_path, SOUND)))["readers"]["uniform"]["never"] == 0
