"""After the ending: every page of the debrief, by keys and by mouse, in every window."""

import pytest
from textual.pilot import Pilot

from game.tui.app import LeewayApp
from game.tui.screens.debrief import DebriefScreen
from game.tui.screens.page import Page
from game.tui.screens.settings import SettingsScreen
from game.tui.widgets.leaf import Leaf
from tests.tui.book import painted, words

# Look over, half a kettle, turn the night, add a rule, "You.": to the ending, and what the story kept.
TO_THE_END = ("1", "4", "3", "enter", "2", "2")
TO_THE_DEBRIEF = (*TO_THE_END, "1")


async def debrief(pilot: Pilot[None]) -> DebriefScreen:
    await pilot.press(*TO_THE_DEBRIEF)
    await pilot.pause()
    assert isinstance(pilot.app.screen, DebriefScreen)
    return pilot.app.screen


def heading(app: LeewayApp) -> str:
    """What the page is called, as the bottom line says."""
    assert isinstance(app.screen, DebriefScreen)
    return app.screen.where().partition(" · ")[2]


async def test_the_pages_come_in_order_and_space_reads_through_all_of_them(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        names = []
        for _ in range(40):
            if heading(app) not in names:
                names.append(heading(app))
            if names[-1] == "attachment and autonomy":
                break
            # The map is only drawn for whoever asks: its page has two ways on.
            await pilot.press("2" if names[-1] == "the map" else "space")
            await pilot.pause()
        assert names == [
            "what the story kept",
            "how they might tell it",
            "the map",
            "three questions",
            "attachment and autonomy",
        ]
        assert not screen.drawn


async def test_arrows_turn_pages_and_stop_at_both_ends(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        await pilot.press("left")
        assert screen.at == 0
        await pilot.press(*["right"] * 9)
        assert screen.at == len(screen.pages) - 1
        await pilot.press("left")
        assert heading(app) == "three questions"


async def test_what_the_story_kept_quotes_choice_and_echo(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot)
        text = words(app)
        assert "Add a rule: you are allowed to shout. You can hear her shouting at the jam." in text
        assert "Wednesday, then Friday" in text
        assert "Look over. Looking asks a question that nobody has to answer." in text
        assert "should have" not in text


async def test_the_other_voice_the_questions_and_the_card(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot)
        await pilot.press("right")
        assert "He could have poured. I'd have let him, some days." in words(app)
        await pilot.press("right", "right")
        assert words(app).count("?") == 3
        await pilot.press("right")
        text = words(app)
        for part in ("Studied.", "Our choice.", "Feeney 2007", "Two numbers cannot hold a relationship."):
            assert part in text


async def test_the_map_is_drawn_only_on_request_and_told_in_words_too(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await debrief(pilot)
        await pilot.press("right", "right")
        assert "●" not in painted(app)
        assert "two numbers cannot hold a relationship" in words(app)
        await pilot.press("1")
        await pilot.pause()
        assert screen.drawn
        shown = painted(app)
        for word in ("○", "●", "close, and your own", "neither", "closer", "own →", "where you began"):
            assert word in shown
        assert "You began near the middle of the map." in words(app)
        assert "It ended close, and your own" in words(app)


async def test_m_leads_to_the_map_from_anywhere(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot)
        await pilot.press("right", "right", "right", "right", "m")
        await pilot.pause()
        assert heading(app) == "the map"
        assert "●" in painted(app)


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
async def test_the_whole_map_is_in_view(open_book, size):
    app = open_book("kettle")
    async with app.run_test(size=size) as pilot:
        await debrief(pilot)
        await pilot.press("m")
        await pilot.pause()
        shown = painted(app)
        for word in ("close, not your own", "close, and your own", "neither", "your own, not close", "●"):
            assert word in shown


async def test_the_map_is_drawn_again_for_another_window_and_other_colours(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot)
        await pilot.press("m")
        await pilot.pause()
        before = app.export_screenshot()
        app.change(theme="night")
        await pilot.pause()
        after = app.export_screenshot()
        assert "#6b5d50" in before
        assert "#6b5d50" not in after
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        shown = painted(app)
        assert "neither" in shown
        assert "●" in shown


async def test_no_page_shows_a_number_of_a_meter(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        values = screen.reading.playthrough.now.state.values
        hidden = {str(values[name]) for name in ("autonomy", "connection", "trust")}
        for _ in screen.pages:
            if screen.pages[screen.at].name == "The map":
                await pilot.press("m")
            assert not hidden & set(words(app).replace(".", " ").split())
            await pilot.press("right")


async def test_escape_goes_back_to_the_ending_and_so_does_the_last_choice(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Page)
        await pilot.press("1")
        await pilot.press(*["right"] * len(screen.pages), "2")
        await pilot.pause()
        assert isinstance(app.screen, Page)
        assert "Two cups" in words(app)


async def test_a_click_turns_the_page(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        row = next(y for y, text in enumerate(painted(app).splitlines()) if "How they might tell it." in text)
        await pilot.click(Leaf, offset=(12, row))
        assert screen.at == 1


async def test_e_keeps_the_reading_where_the_game_was_started(open_book, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = open_book("kettle")
    async with app.run_test(size=(120, 24)) as pilot:
        await debrief(pilot)
        await pilot.press("e")
        (file,) = tmp_path.glob("*.html")
        assert file.name == "kettle-two-cups.html"
        assert file.name in painted(app)
        kept = file.read_text(encoding="utf-8")
        await pilot.press("e")
        assert file.read_text(encoding="utf-8") == kept
        assert (tmp_path / "kettle-two-cups-2.html").exists()


async def test_a_folder_that_cannot_be_written_is_named_a_reason_and_loses_nothing(open_book, monkeypatch):
    def refused(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("game.debrief.export.keep", refused)
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(pilot)
        await pilot.press("e")
        assert "permission denied" in painted(app)
        assert isinstance(app.screen, DebriefScreen)


async def test_settings_open_above_it_and_leave_it_as_it_was(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await debrief(pilot)
        await pilot.press("right", "s")
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen
        assert heading(app) == "how they might tell it"


@pytest.mark.parametrize("theme", ["paper", "night"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("page", "keys"), [("kept", ()), ("map", ("m",)), ("card", ("right",) * 4)], ids=["kept", "map", "card"]
)
def test_it_looks_as_it_did(open_book, snap_compare, page, keys, size, theme):
    app = open_book("kettle", theme=theme)
    assert snap_compare(app, press=[*TO_THE_DEBRIEF, *keys], terminal_size=size)
