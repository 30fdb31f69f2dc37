"""The endings of a story: titles of those found, hints for the others, and no score."""

import re

from game.narrative.rules import begin
from game.tui.screens.gallery import NO_HINT, EndingPage, GalleryScreen
from game.tui.screens.page import Page
from tests.tui.book import painted, words
from tests.tui.test_debrief import TO_THE_END


async def test_before_anything_is_found_there_are_hints_only(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_gallery(app.library.story("kettle"))
        await pilot.pause()
        text = words(app)
        for hint in ("Somebody says when.", "Tea, before anybody asked.", "A wave from across the road."):
            assert hint in text
        assert "Two cups" not in text
        assert not app.screen.leaf.sheet.acts


async def test_a_found_ending_stands_by_its_title_and_opens_as_it_was_read(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*TO_THE_END)
        ending = " ".join(app.screen.play.now.text)
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(app.screen, GalleryScreen)
        text = words(app)
        assert "Two cups" in text
        assert "Somebody says when." not in text
        assert "Tea, before anybody asked." in text
        assert not re.search(r"\d|%", text.replace("1 Two", "Two"))
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(app.screen, EndingPage)
        assert ending in words(app)
        assert "Two cups" in painted(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, Page)


async def test_it_opens_from_the_title_page_of_a_story_that_is_closed(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*TO_THE_END, "escape", "3")
        await pilot.pause()
        assert isinstance(app.screen, GalleryScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, EndingPage)
        assert "until you say when" in words(app)


async def test_an_ending_whose_reading_is_gone_says_so(open_book, bookcase):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*TO_THE_END, "escape", "3")
        await pilot.pause()
        bookcase.forget("kettle")
        await pilot.press("1")
        assert isinstance(app.screen, GalleryScreen)
        assert "gone" in painted(app)


async def test_an_ending_without_a_hint_is_no_blank(open_book, tmp_path):
    (tmp_path / "bare.toml").write_text(
        '[story]\nformat = 1\ntitle = "Bare"\nauthor = "A"\nversion = "1"\nlanguage = "en"\nblurb = "B"\n'
        'minutes = 1\nstart = "one"\n[scene.one]\ntext = "Here."\nthen = "ending"\n'
        '[ending.out]\ntitle = "[bold]Out[/]"\ntext = "[@click=app.quit]Out.[/]"\n'
    )
    app = open_book("bare", tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        story = app.library.story("bare")
        app.show_gallery(story)
        await pilot.pause()
        assert NO_HINT in words(app)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("1", "enter")
        await pilot.pause()
        app.show_gallery(story)
        await pilot.pause()
        assert "[bold]Out[/]" in painted(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "[@click=app.quit]Out.[/]" in painted(app)


def test_reached_is_the_state_of_the_latest_reading(bookcase, open_book):
    story = open_book().library.story("kettle")
    assert bookcase.reached(story, "two_cups") is None
    with bookcase.begin(story) as reading:
        for choice in ("half", "on", "amend", "you"):
            reading.choose(choice)
        assert bookcase.reached(story, "two_cups") == reading.playthrough.now.state
        assert bookcase.reached(story, "two_cups") != begin(story)
        assert bookcase.reached(story, "shelf") is None
