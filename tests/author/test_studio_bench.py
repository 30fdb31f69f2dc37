"""The bench: the same place in the same playthrough, whatever a save does to the story."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from game.author import desk, telling
from game.author.bench import Bench
from game.author.gather import gather
from tests.author.desks import copied, edit, sat_down, until


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copied(tmp_path)


def at(bench: Bench) -> str:
    assert bench.play is not None
    return bench.play.now.scene


def went(bench: Bench, *choices: str) -> Bench:
    for choice in choices:
        assert bench.choose(choice) == ""
    return bench


def saved(bench: Bench, *changes: tuple[str, str]) -> Bench:
    edit(bench.path, *changes)
    bench.take(gather(bench.path, None))
    return bench


def test_a_save_keeps_the_place_and_shows_what_is_new_on_the_page(story: Path) -> None:
    bench = went(sat_down(story), "half", "on")
    assert bench.play is not None
    values = bench.play.now.state.values
    saved(bench, ("There is a note under the magnet.", "There is a letter under the magnet."))
    assert at(bench) == "note"
    assert bench.notice == ""
    assert bench.fresh == ("There is a letter under the magnet.",)
    assert bench.play.now.state.values == values
    went(bench, "sign")
    assert bench.fresh == ()


def test_values_follow_an_edit_of_a_choice_that_was_made(story: Path) -> None:
    bench = went(sat_down(story), "sit")
    assert bench.play is not None
    assert bench.play.now.state.values["connection"] == 48
    saved(
        bench, ("effects = { autonomy = 8, connection = -4 }", "effects = { autonomy = 8, connection = 20 }")
    )
    assert bench.play.now.state.values["connection"] > 60


def test_where_a_choice_has_vanished_it_stands_before_it_and_says_so(story: Path) -> None:
    bench = went(sat_down(story), "pour", "on", "plastic")
    saved(bench, ('id = "plastic"', 'id = "lilac"'))
    assert at(bench) == "morning"
    assert "morning.plastic is gone" in bench.notice
    assert "one choice before" in bench.notice


def test_what_comes_back_brings_the_place_back(story: Path) -> None:
    bench = went(sat_down(story), "pour", "on", "plastic")
    saved(bench, ('id = "plastic"', 'id = "lilac"'))
    saved(bench, ('id = "lilac"', 'id = "plastic"'))
    assert at(bench) == "friday"
    assert bench.notice == ""


def test_choosing_elsewhere_forgets_the_place_that_was_lost(story: Path) -> None:
    bench = went(sat_down(story), "pour", "on", "plastic")
    saved(bench, ('id = "plastic"', 'id = "lilac"'))
    went(bench, "ask")
    saved(bench, ('id = "lilac"', 'id = "plastic"'))
    assert bench.path_made == ("pour", "on", "ask")


def test_a_new_name_that_the_story_tells_is_followed(story: Path) -> None:
    bench = went(sat_down(story), "pour", "on", "plastic")
    saved(
        bench,
        ('id = "plastic"', 'id = "lilac"'),
        ('breakfast = "morning"', 'breakfast = "morning"\n"morning.plastic" = "morning.lilac"'),
    )
    assert bench.path_made == ("pour", "on", "lilac")
    assert at(bench) == "friday"


def test_a_reworded_choice_without_a_written_id_is_the_same_choice(story: Path) -> None:
    edit(story, ('id = "sign"\n', ""))
    bench = went(sat_down(story), "sit", "on", "sign_it")
    saved(bench, ("Sign it.", "Sign both sides."))
    assert bench.path_made == ("sit", "on", "sign_both_sides")
    assert bench.notice == ""
    saved(bench, ('text = "Sign both sides."', 'text = "Eat it."\nid = "eat"'))
    assert "note.sign_both_sides is gone" in bench.notice


def test_a_choice_that_leads_elsewhere_now_is_followed_there(story: Path) -> None:
    bench = went(sat_down(story), "sit", "on")
    assert at(bench) == "note"
    saved(bench, ('when = "looks >= 2 or poured", to = "morning"', 'when = "not poured", to = "morning"'))
    assert at(bench) == "morning"
    assert bench.notice == "The way leads to morning now, and not to note."


def test_that_the_scene_one_stands_in_has_another_name_is_told(story: Path) -> None:
    bench = went(sat_down(story), "sit", "on")
    saved(
        bench,
        ("scene.note", "scene.slip"),
        ('"note"]', '"slip"]'),
        ("seen.note", "seen.slip"),
        ("chose.note", "chose.slip"),
    )
    assert at(bench) == "slip"
    assert bench.notice == "There is no note any more. The way leads to slip now."


def test_where_the_way_leads_elsewhere_now_it_stands_there_even_if_a_choice_has_the_same_name(
    story: Path,
) -> None:
    edit(story, ('menu = ["look"]\ntext = """She has', 'text = """She has'), ('id = "ask"', 'id = "sign"'))
    bench = went(sat_down(story), "sit", "on", "sign")
    saved(bench, ('to = "morning" }, "note"]', 'to = "morning" }, "morning"]'))
    assert at(bench) == "morning"
    assert "The way leads to morning now, and not to note." in bench.notice
    assert bench.path_made == ("sit", "on")


def test_a_choice_that_has_closed_is_told(story: Path) -> None:
    bench = went(sat_down(story), "sit", "on", "sign")
    saved(bench, ('id = "sign"', 'id = "sign"\nwhen = "poured"'))
    assert at(bench) == "note"
    assert "note.sign is not open" in bench.notice


def test_a_broken_save_leaves_the_last_good_story_as_it_was(story: Path) -> None:
    bench = went(sat_down(story), "sit")
    play = bench.play
    saved(bench, ('title = "The Kettle"', 'title = "The Kettle'))
    assert bench.play is play
    assert bench.faults is not None
    assert bench.faults.standing[0].diagnostic.code == "E103"
    assert at(went(bench, "on")) == "note"
    saved(bench, ('title = "The Kettle', 'title = "The Kettle"'))
    assert bench.faults is None
    assert at(bench) == "note"


def test_a_story_that_is_broken_from_the_start_is_shown_as_soon_as_it_is_whole(story: Path) -> None:
    edit(story, ('title = "The Kettle"', 'title = "The Kettle'))
    bench = sat_down(story)
    assert bench.play is None
    assert bench.faults is not None
    assert bench.roads() == ()
    saved(bench, ('title = "The Kettle', 'title = "The Kettle"'))
    assert at(bench) == "kitchen"


def test_what_a_choice_would_do_is_what_it_does(story: Path) -> None:
    bench = went(sat_down(story), "sit", "on", "sign")
    assert bench.play is not None
    for road in bench.roads():
        assert road.step is not None
        told = telling.changes(bench.play.now.state, road.step.state)
        went(bench, road.choice.id)
        now = bench.play.now.state
        assert now == road.step.state
        assert all(now.values[change.name] == change.after for change in told)
        bench.back()


def test_what_a_choice_would_do_is_told_in_words(story: Path) -> None:
    bench = sat_down(story)
    pour, *_, look = telling.options(bench)
    assert pour.does == (
        "autonomy 50 to 42, connection 52 to 60, wren_autonomy 50 to 42, sets poured",
        "leads to night",
    )
    assert look.does[-1] == "stays here"
    went(bench, "pour", "on", "plastic")
    assert telling.hidden(bench) == (('"Let\'s start again from the oats."', "asks for not poured"),)
    bench.back()
    struck = telling.options(bench)[2]
    assert struck.struck == "her sister is on till six"
    assert struck.does == ("asks for trust >= 55",)


def test_a_way_is_found_before_anything_is_proved(story: Path) -> None:
    bench = sat_down(story)
    way = bench.way_to("poured_out")
    assert way is not None
    assert bench.go(way) == ""
    assert at(bench) == "poured_out"
    assert bench.roads() == ()
    assert bench.way_to("nowhere") is None


def test_nothing_of_the_authors_is_written(story: Path) -> None:
    def files() -> list[tuple[str, bytes]]:
        return sorted((str(file), file.read_bytes()) for file in story.rglob("*"))

    before = files()
    went(sat_down(story), "sit", "on", "sign", "you")
    assert files() == before


async def test_a_long_story_is_shown_before_its_prose_is_looked_through(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "SOON", 0.0)
    told: list[tuple[str, int, bool]] = []

    def changed(news: str) -> None:
        checked = sat.bench.checked
        if checked is not None and checked.figures is not None:
            told.append((news, checked.figures.words, bool(sat.bench.fresh)))

    sat = desk.Desk(story, changed)
    watching = asyncio.create_task(sat.run())
    try:
        await until(lambda: told)
        words = told[0][1]
        edit(story, ("wants two hands", "wants two or three hands"))
        await until(lambda: told[-1][1] == words + 2)
        assert ("saved", words, True) in told
        assert ("saved", words + 2, True) not in told
        assert told[-1][2]
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
