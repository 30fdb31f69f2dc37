"""What a story says is shown as it stands: never a style, never a link, never a command."""

import pytest

from game.tui.screens.about import About
from game.tui.screens.chapters import Chapters
from game.tui.screens.log import Log
from game.tui.screens.notes import Notes
from game.tui.widgets.leaf import Leaf
from tests.tui.book import painted, words

MARKS = ("[/foo]", "[@click=app.quit]", "[bold]", "$ink", "[link=x]")

TRAP = """
[story]
format = 1
title = "T [/foo] [@click=app.quit]t[/] [bold]"
author = "A [/foo] [bold]"
version = "1"
language = "en"
blurb = "B [/foo] [@click=app.quit]b[/] [bold]"
minutes = 1
start = "one"
content_notes = ["N [/foo] [bold]"]
[scene.one]
chapter = "C [/foo] [bold]"
text = "X [/foo] [@click=app.quit]x[/] [bold] $ink [link=x]"
skip = "K [/foo] [bold]"
choice = [
  { text = "O [/foo] [@click=app.quit]o[/] [bold]", to = "ending", reply = "R [/foo] [bold]" },
  { text = "S [/foo]", to = "ending", when = "autonomy > 90", struck = "why [bold]" },
  { text = "H [/foo]", id = "here_we_are", to = "here", reply = "Z [bold]" },
]
[ending.out]
title = "E [/foo] [bold]"
text = "Y [@click=app.quit]y[/] [/foo]"
hint = "I [/foo] [bold]"
other_voice = "V [/foo] [bold]"
"""


@pytest.fixture
def trap(tmp_path, open_book):
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "trap.toml").write_text(TRAP)
    return lambda slug=None: open_book(slug, folder)


async def test_the_shelf_and_the_title_page(trap):
    app = trap()
    async with app.run_test(size=(100, 30)) as pilot:
        assert "T [/foo] [@click=app.quit]t[/] [bold]" in painted(app)
        assert "B [/foo] [@click=app.quit]b[/] [bold]" in painted(app)
        await pilot.press("1")
        assert "A [/foo] [bold]" in painted(app)
        await pilot.press("n")
        assert isinstance(app.screen, Notes)
        assert "N [/foo] [bold]" in painted(app)
        assert "T [/foo] [@click=app.quit]t[/] [bold] · notes" in painted(app), "the bottom line too"


async def test_the_page_its_choices_and_its_replies(trap):
    app = trap("trap")
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("1", "3")
        shown = words(app)
        for said in (
            "C [ / F O O ] [ B O L D ]",
            "X [/foo] [@click=app.quit]x[/] [bold] $ink [link=x]",
            "O [/foo] [@click=app.quit]o[/] [bold]",
            "S [/foo] why [bold]",
            "Z [bold]",
        ):
            assert said in shown
        for y, row in enumerate(painted(app).splitlines()):
            x = row.find("@click")
            if x >= 0 and " X " in f" {row}":
                await pilot.click(Leaf, offset=(x + 16, y))
        assert app.is_running
        await pilot.press("t")
        assert "K [/foo] [bold]" in words(app)


async def test_the_log_the_chapters_and_the_ending(trap):
    app = trap("trap")
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("1", "1")
        assert "R [/foo] [bold]" in words(app)
        assert "E [/foo] [bold]" in words(app)
        assert "Y [@click=app.quit]y[/] [/foo]" in words(app)
        await pilot.press("l")
        assert isinstance(app.screen, Log)
        assert "O [/foo] [@click=app.quit]o[/] [bold]" in words(app)
        await pilot.press("b", "c")
        assert isinstance(app.screen, Chapters)
        assert "C [/foo] [bold]" in painted(app)
        await pilot.press("b", "3")
        assert "E [/foo] [bold]" in words(app), "the gallery"


async def test_whispers_and_the_palette(trap):
    app = trap("trap")
    async with app.run_test(size=(100, 30)) as pilot:
        app.whisper("W [/foo] [@click=app.quit]w[/] [bold]")
        await pilot.pause()
        assert "W [/foo] [@click=app.quit]w[/] [bold]" in painted(app)
        await pilot.press("ctrl+p", "l", "o", "g")
        assert app.is_running
        await pilot.press("escape", "f1")
        assert isinstance(app.screen, About)


async def test_a_story_that_cannot_be_read_says_so_on_the_shelf(tmp_path, open_book):
    (tmp_path / "torn.toml").write_text("[story")
    app = open_book(None, tmp_path)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "torn cannot be read. `leeway check torn` says why." in words(app)
        await pilot.press("enter", "n", "1")
        assert app.is_running
