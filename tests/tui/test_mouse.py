"""A reader with a mouse and nothing else."""

import pytest
from textual.events import MouseScrollDown

from game.tui.screens.help import Help
from game.tui.screens.log import Log
from game.tui.screens.page import Page
from game.tui.screens.shelf import Shelf
from game.tui.screens.story import TitlePage
from game.tui.widgets.foot import Foot
from game.tui.widgets.leaf import Leaf
from tests.tui.book import painted, words


async def _click(pilot, text: str, *, on: type = Leaf) -> None:
    """Click what says `text` on the leaf or on the foot, and turn the wheel until it can be seen."""
    widget = pilot.app.screen.query_one(on)
    for _ in range(40):
        if text in painted(pilot.app):
            break
        await pilot._post_mouse_events([MouseScrollDown], widget)
        await pilot.pause()
    y, row = next((y, row) for y, row in enumerate(painted(pilot.app).splitlines()) if text in row)
    assert await pilot.click(widget, offset=(row.index(text) + 1, y - widget.region.y))
    await pilot.pause()


@pytest.mark.parametrize("size", [(40, 15), (80, 24)])
async def test_a_story_is_read_and_left_by_mouse_alone(open_book, size):
    app = open_book()
    async with app.run_test(size=size) as pilot:
        await _click(pilot, "The Kettle")
        assert isinstance(app.screen, TitlePage)
        await _click(pilot, "? help", on=Foot)
        assert isinstance(app.screen, Help)
        await _click(pilot, "b back", on=Foot)
        await _click(pilot, "Begin.")
        first = words(app)
        await _click(pilot, "Get up and pour it.")
        assert words(app) != first
        await _click(pilot, "l log", on=Foot)
        assert isinstance(app.screen, Log)
        await _click(pilot, "b back", on=Foot)
        await _click(pilot, "b back", on=Foot)
        assert words(app) == first
        await pilot.click(Foot, offset=(1, 1))
        assert isinstance(app.screen, Page), "the rest of the line does nothing"


async def test_the_help_does_what_it_lists(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("1")
        for said, text in (("What this story touches on.", "a scald"), ("Theme, measure", "S E T T I N G S")):
            await pilot.press("question_mark")
            await _click(pilot, said)
            assert text in words(app)
            await pilot.press("escape")
            assert isinstance(app.screen, Page)
        await pilot.press("question_mark")
        await _click(pilot, "Close the book")
        assert isinstance(app.screen, TitlePage)
        await pilot.press("question_mark")
        await _click(pilot, "The stories there are.")
        assert isinstance(app.screen, Shelf)
        await _click(pilot, "q quit", on=Foot)
    assert app.return_code == 0


async def test_nothing_in_the_help_is_done_unseen(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "question_mark", "enter")
        assert isinstance(app.screen, Help), "nothing is lit yet"
        await pilot.press("enter")
        assert isinstance(app.screen, TitlePage), "what is lit is done: one choice back, before the first"
