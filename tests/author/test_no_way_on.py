"""A choice that leads nowhere, which the checker reports, ends nothing beside the author."""

from pathlib import Path

from game.author.bench import Bench
from game.author.figures import Odds
from game.author.weigh import weighed
from game.story.load import open_story
from tests.author.base import quick
from tests.story.base import put, spoiled


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
