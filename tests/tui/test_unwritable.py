"""A home in which nothing can be written: the reader is told, and reads on."""

import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from tests.tui.book import painted, words


@pytest.fixture
def bookcase(tmp_path) -> Bookcase:
    (tmp_path / "file").touch()
    return Bookcase(Home(tmp_path / "file" / "home"))


async def test_it_is_told_where_the_reader_is_and_the_story_goes_on(open_book):
    app = open_book(welcomed=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        assert "The Kettle" in painted(app)
        assert "The settings hold until you leave:" in painted(app)
        await pilot.press("1", "1")
        assert words(app).startswith("What you choose is not on disk:")
        await pilot.press("1")
        await pilot.pause()
        assert words(app).startswith('"Thanks," says Wren'), "told once"
