"""What can be set is applied at once, kept, and never in the way."""

import pytest

from game.author.studio.app import StudioApp
from game.classroom.host.app import ClassApp
from game.classroom.host.commands import CLASS_PLACES
from game.saves.settings import load_settings
from game.tui.app import LeewayApp
from game.tui.commands import LEAF_COMMANDS, keys_of
from game.tui.screens.help import Help
from game.tui.screens.keys import Keys
from game.tui.screens.page import Page
from game.tui.widgets.leaf import Leaf
from tests.tui.book import light, lit, painted, until, words


async def test_a_theme_is_applied_at_once_and_kept(open_book, bookcase):
    app = open_book()
    async with app.run_test() as pilot:
        paper = app.screen.query_one(Leaf).styles.background
        await pilot.press("s", "1")
        await pilot.pause()
        assert "night, blue-black" in painted(app)
        assert app.screen.query_one(Leaf).styles.background != paper
        await pilot.press("1", "1")
        await pilot.pause()
        assert "the colours of your terminal" in painted(app)
    assert load_settings(bookcase.home)[0].theme == "terminal"


async def test_the_measure_and_the_line_spacing_set_the_page_again(open_book, bookcase):
    app = open_book("kettle", measure=60)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("1")
        leaf = app.screen.query_one(Leaf)
        before = leaf.text
        assert max(map(len, before.splitlines())) <= 60
        await pilot.press("s", "2", "2", "2", "3", "b")
        assert isinstance(app.screen, Page)
        assert leaf.text.split() == before.split()
        assert 60 < max(map(len, leaf.text.splitlines())) <= 66
        assert len(leaf.text.splitlines()) > len(before.splitlines())
    kept, problem = load_settings(bookcase.home)
    assert (kept.measure, kept.spacing, problem) == (66, "open", "")


async def test_motion_and_noted_scenes(open_book, bookcase):
    app = open_book(reduced_motion=False)
    async with app.run_test() as pilot:
        await pilot.press("s", "4", "5")
        assert app.animation_level == "none"
    kept, _ = load_settings(bookcase.home)
    assert (kept.reduced_motion, kept.skip_noted) == (True, True)


async def test_a_key_can_be_moved_and_the_bottom_line_says_so(open_book, bookcase):
    app = open_book("kettle")
    async with app.run_test(size=(80, 50)) as pilot:
        await pilot.press("1", "s", "6")
        assert isinstance(app.screen, Keys)
        await light(pilot, "Everything so far")
        await pilot.press("enter")
        assert "press a key " in lit(app)
        assert "esc leaves it as it is." in painted(app)
        await pilot.press("g")
        assert lit(app).split()[1] == "g"
        await pilot.press("escape", "escape")
        assert "g log" in painted(app)
        await pilot.press("g")
        assert "· log" in painted(app)
        await pilot.press("b", "l")
        assert isinstance(app.screen, Page), "the key that was given up does nothing"
    assert load_settings(bookcase.home)[0].keys == {"page.log": "g"}


async def test_a_key_that_is_taken_is_not_given_twice(open_book, bookcase):
    app = open_book()
    async with app.run_test(size=(80, 50)) as pilot:
        await pilot.press("s", "6")
        await light(pilot, "Everything so far")
        await pilot.press("enter", "c")
        assert "c is chapters already" in painted(app)
        assert lit(app).split()[1] == "l"
        await pilot.press("enter", "5")
        assert "5 cannot be given away" in painted(app)
        await pilot.press("enter", "escape")
        assert isinstance(app.screen, Keys)
    assert load_settings(bookcase.home)[0].keys == {}


async def test_two_keys_can_change_places_by_a_third(open_book):
    app = open_book("kettle", keys={"page.back": "l", "page.log": "b"})
    async with app.run_test() as pilot:
        await pilot.press("1", "3", "b")
        assert "· log" in painted(app)
        await pilot.press("escape", "l")
        assert words(app).startswith("M O N D A Y")


async def test_all_keys_come_back(open_book, bookcase):
    app = open_book(keys={"page.log": "g"})
    async with app.run_test(size=(80, 50)) as pilot:
        await pilot.press("s", "6")
        await light(pilot, "All as they came.")
        await pilot.press("enter")
        await light(pilot, "Everything so far")
        assert lit(app).split()[1] == "l"
    assert load_settings(bookcase.home)[0].keys == {}


def commands(window):
    return [command for group in window.every_command().values() for command in group]


@pytest.mark.parametrize("window", [LeewayApp, StudioApp])
def test_no_key_means_two_things_where_both_can_be_asked_for(window):
    for command in commands(window):
        beside = [other for other in window.asked_beside(command) if other is not command]
        taken = {key for other in beside for key in keys_of(other, {})}
        assert not taken & set(keys_of(command, {})), command.id


@pytest.mark.parametrize("place", CLASS_PLACES)
def test_a_class_shares_with_the_leaf_only_what_the_board_decides_between(place):
    here = (*CLASS_PLACES[place], *ClassApp.everywhere)
    keys = [key for command in here for key in keys_of(command, {})]
    assert len(keys) == len(set(keys))
    leaf = {key for command in LEAF_COMMANDS for key in keys_of(command, {})}
    assert leaf & set(keys) <= {"enter", "space"}


@pytest.mark.parametrize("window", [LeewayApp, StudioApp, ClassApp])
def test_every_command_is_listed_once_under_a_name_of_its_own(window):
    listed = commands(window)
    assert len({command.id for command in listed}) == len(listed)
    assert set(window.everywhere) <= set(listed)
    assert all(set(place) <= set(listed) for place in window.places.values())


async def test_settings_that_cannot_be_kept_are_said_so(open_book, bookcase):
    bookcase.home.folder.write_text("a file where a folder should be")
    app = open_book()
    async with app.run_test() as pilot:
        await pilot.press("s", "1")
        await pilot.pause()
        assert app.theme == "night"
        assert "hold until you leave" in painted(app)
        assert str(bookcase.home.settings) in painted(app).replace("\n        ", ""), "and nothing is cut off"


async def test_the_first_run_says_what_this_is_and_what_it_is_not_once(open_book, bookcase):
    app = open_book(welcomed=False)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Nothing here is advice" in words(app)
        await pilot.press("1")
        assert "The Kettle" in painted(app)
    assert load_settings(bookcase.home)[0].welcomed


async def test_the_help_names_the_keys_that_hold(open_book):
    app = open_book("kettle", keys={"page.log": "g"})
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("1", "question_mark")
        assert isinstance(app.screen, Help)
        (row,) = (row for row in painted(app).splitlines() if "Everything so far" in row)
        assert row.split()[0] == "g"


async def test_a_page_without_commands_of_its_own_has_no_heading_for_them(open_book):
    app = open_book(welcomed=False)
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, Help)
        lines = [line.strip() for line in painted(app).splitlines()]
        assert "H E R E" not in lines
        assert "E V E R Y W H E R E" in lines


async def test_the_palette_has_our_commands_only(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("1", "ctrl+p")
        await until(pilot, lambda: "Everything so far" in painted(app))
        shown = painted(app)
        assert "Chapters" in shown
        for theirs in ("Screenshot", "Maximize", "Change the current theme"):
            assert theirs not in shown
        await pilot.press("l", "o", "g")
        await until(pilot, lambda: "Chapters" not in painted(app) and "Everything so far" in painted(app))
        await pilot.press("enter")
        await pilot.pause()
        assert "· log" in painted(app)


async def test_ctrl_c_says_how_to_leave_by_the_key_that_does(open_book):
    app = open_book("kettle", keys={"quit": "z"})
    async with app.run_test() as pilot:
        await pilot.press("1", "ctrl+c")
        assert "z: Leave. Your place is kept." in painted(app)


async def test_no_color_paints_no_colour(open_book, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "down")
        assert app.native_ansi_color
        segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        for line_filter in app.get_line_filters():
            segments = line_filter.apply(segments, app.screen.background_colors[1])
        colours = {segment.style.color for segment in segments if segment.style and segment.style.color}
        assert all(colour.is_default for colour in colours)
        assert lit(app).startswith("› 1"), "what is lit is lit by a sign"
