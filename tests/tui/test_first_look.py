"""What a newcomer sees of a screen before touching a key."""

from tests.tui.book import painted, words
from tests.tui.test_debrief import TO_THE_END

LONG = """
[story]
format = 1
title = "Cafe\u0301 ne\u0301e"
author = "A"
version = "1"
language = "fr"
blurb = "{blurb}"
minutes = 1
start = "one"
[scene.one]
chapter = "Cafe\u0301 ne\u0301e"
text = "Here."
choice = [{{ text = "Out.", to = "ending" }}]
[ending.out]
title = "Out"
text = "Out."
hint = "A door."
"""


def _put(folder, blurb: str = "B") -> None:
    (folder / "long.toml").write_text(LONG.format(blurb=blurb), "utf-8")


async def test_the_shelf_opens_at_its_top_however_long_its_first_blurb(open_book, tmp_path):
    _put(tmp_path, blurb="Words and words. " * 20)
    app = open_book(None, tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        assert "L E E W A Y" in painted(app)
        assert "↑" not in painted(app)


async def test_letterspacing_leaves_an_accent_at_its_letter(open_book, tmp_path):
    _put(tmp_path)
    app = open_book("long", tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "C A F E\u0301   N E\u0301 E" in painted(app)
        await pilot.press("1")
        assert "C A F E\u0301   N E\u0301 E" in painted(app)


async def test_the_gallery_says_which_of_its_lines_are_hints(open_book, tmp_path):
    _put(tmp_path)
    app = open_book("long", tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_gallery(app.library.story("long"))
        await pilot.pause()
        assert words(app).endswith("A door. These are hints at endings that you have not come to.")
        await pilot.press("escape", "1", "1", "3")
        await pilot.pause()
        assert words(app).endswith("Out"), "everything is found"
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*TO_THE_END, "3")
        await pilot.pause()
        assert words(app).endswith("A title opens. The rest are hints at endings that you have not come to.")
