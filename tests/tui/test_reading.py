"""A story read from the shelf to its ending, as a reader would: by keys, by mouse, back and forth."""

from shutil import copytree

from textual.events import Key, MouseScrollDown

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.tui.screens.page import Page
from game.tui.screens.shelf import Shelf
from game.tui.screens.story import TitlePage
from game.tui.widgets.leaf import Leaf
from tests.tui.book import STORIES, light, lit, painted, words

HALF = ("3", "enter", "1")  # half a kettle, the night is turned, the note is signed


async def test_from_the_shelf_to_the_ending_and_what_now(open_book, bookcase):
    app = open_book()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "The Kettle" in painted(app)
        assert "3 minutes" in painted(app)
        await pilot.press("1")
        assert isinstance(app.screen, TitlePage)
        await pilot.press("1")
        assert "M O N D A Y" in painted(app)
        assert "It rains on the bins." in words(app)
        await pilot.press("3")
        assert words(app).startswith('"Half a kettle," says Wren.')
        assert "In the night she fills it" in words(app)
        await pilot.press("enter", "1")
        assert "F R I D A Y" in painted(app)
        await pilot.press("2")
        assert words(app).startswith("She does the lid.")
        assert "Two cups" in painted(app)
        assert "until you say when" in words(app)
        story = app.library.story("kettle")
        assert list(bookcase.record(story).endings) == ["two_cups"]
        await pilot.press("2")
        assert "M O N D A Y" in painted(app)
        await pilot.press("f3")
        assert isinstance(app.screen, Shelf)
        assert "1 of 3 endings found" in painted(app)


async def test_every_choice_is_on_disk_when_its_page_is_painted(open_book, bookcase):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        for count, key in enumerate(("4", "3", "1"), 1):
            await pilot.press(key)
            story = app.library.story("kettle")
            (kept,) = Bookcase(Home(bookcase.home.folder)).readings(story)
            assert kept.choices == count


async def test_a_reading_opens_where_it_was_left(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "3", "enter")
        left = words(app)
        await pilot.press("q")
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, Page)
        assert words(app) == left


async def test_closing_the_book_shows_where_it_was_left_and_goes_on_there(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "3", "enter", "escape")
        assert isinstance(app.screen, TitlePage)
        assert "left at Wednesday" in painted(app)
        await pilot.press("1")
        assert "There is a note under the magnet." in words(app)
        assert app.reading.notice == ""


async def test_a_choice_that_stays_keeps_the_page_and_brings_its_reply_into_view(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("1", "4")
        await pilot.pause()
        assert "The kettle is the iron one." in words(app)
        assert "She is reading the back of the oats." in painted(app)
        await pilot.press("4")
        await pilot.pause()
        assert '"Still here," says Wren.' in painted(app)
        assert "She is reading the back of the oats." in words(app)
        assert "Look over." not in words(app).rpartition("says Wren.")[2], "the third look is not offered"


STAY = """
[story]
format = 1
title = "Stay"
author = "A"
version = "1"
language = "en"
blurb = "B"
minutes = 1
start = "round"
[counters]
rounds = 0
[scene.round]
text = "Here."
choice = [
  { text = "Round.", to = "here", effects = { rounds = 1 }, reply = "Again." },
  { text = "Out.", to = "ending" },
]
[ending.out]
title = "Out"
text = "Out."
"""


async def test_a_page_never_grows(open_book, tmp_path):
    (tmp_path / "stay.toml").write_text(STAY)
    app = open_book("stay", tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("1", *"1111111")
        seven = words(app)
        await pilot.press(*"1111111")
        assert words(app) == seven


async def test_a_struck_choice_says_why_and_cannot_be_made(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "1", "enter")
        row = next(row for row in painted(app).splitlines() if "Ring her sister." in row)
        assert "×" in row
        assert "her sister is on till six" in row
        before = words(app)
        await pilot.press(row.split()[0][0])
        assert words(app) == before
        await pilot.press("down", "down", "down")
        assert "Ring her sister" not in lit(app)
        assert "Look over." in lit(app)


async def test_nothing_is_chosen_unseen(open_book):
    """Enter first lights a choice: a key held down does not run through a story."""
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1")
        assert lit(app) == ""
        await pilot.press("enter")
        assert "Get up and pour it." in lit(app)
        await pilot.press("down", "enter")
        assert words(app).startswith("It takes her four minutes")


async def test_the_mouse_lights_and_chooses(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        row = next(y for y, line in enumerate(painted(app).splitlines()) if "Sit on your hands." in line)
        await pilot.hover(Leaf, offset=(20, row))
        assert "Sit on your hands." in lit(app)
        await pilot.click(Leaf, offset=(20, row))
        assert words(app).startswith("It takes her four minutes")


async def test_back_takes_one_choice_back_and_keeps_it(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1")
        first = words(app)
        await pilot.press("3", "b")
        assert words(app) == first
        row = next(row for row in painted(app).splitlines() if "half full" in row)
        assert "3·" in row, "what was chosen here before carries a quiet mark"
        await pilot.press("b")
        assert isinstance(app.screen, TitlePage)


async def test_a_choice_of_an_earlier_reading_is_marked(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "1", "escape", "2")
        rows = [row for row in painted(app).splitlines() if row.strip()[:1] in "1234" and row.strip()]
        assert [("·" in row) for row in rows] == [True, False, False, False]


async def test_the_log_has_everything_and_leads_back_to_all_of_it(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "1", "b", "3", "enter", "l")
        await pilot.pause()
        log = words(app)
        for said in ("Wren has had one hand", "half full", "Half a kettle", "W E D N E S D A Y"):
            assert said in log
        await light(pilot, "Get up and pour it.")
        await pilot.press("enter")
        assert words(app).startswith('"Thanks," says Wren'), "the branch that was left is there"
        await pilot.press("l")
        await light(pilot, "Get up and pour it.")
        await pilot.press("enter")
        assert "Get up and pour it." in words(app), "a choice that was made leads back to where it was made"


async def test_a_chapter_can_begin_again(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", *HALF, "c")
        assert "Monday" in painted(app)
        assert "Friday" in painted(app)
        await pilot.press("2")
        assert "There is a note under the magnet." in words(app)


async def test_a_noted_scene_is_told_in_a_sentence_by_wish(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await pilot.press("1", "3")
        assert "the cold tap, running a long time" in words(app)
        await pilot.press("t")
        assert "the cold tap, running a long time" not in words(app)
        assert "In the night Wren scalds her hand, not badly." in words(app)
        assert "Go on." in words(app), "the choices stay"
        await pilot.press("t")
        assert "the cold tap, running a long time" in words(app)
        await pilot.press("n")
        assert "a scald" in painted(app)
        await pilot.press("enter", "b")
        assert "In the night Wren scalds her hand, not badly." in words(app)
    again = open_book("kettle", skip_noted=True)
    async with again.run_test() as pilot:
        await pilot.pause()
        assert "In the night Wren scalds her hand, not badly." in words(again)


async def twice(pilot, key):
    """Strike a key a second time before the first has done what it does."""
    for _ in range(2):
        pilot.app.post_message(Key(key, key))
    await pilot.pause()


async def test_a_key_struck_twice_chooses_once(open_book):
    app = open_book("kettle")
    async with app.run_test() as pilot:
        await twice(pilot, "1")
        assert isinstance(app.screen, Page)
        assert len(app.books) == 2, "one title page, one reading"
        await twice(pilot, "3")
        assert [moment.n for moment in app.reading.playthrough.moments] == [0, 1]
        await pilot.press("l", "home")
        await twice(pilot, "enter")
        assert isinstance(app.screen, Page), "only the log was put away"
        assert app.reading.playthrough.now.n == 0


async def test_a_story_with_a_fault_says_so_and_is_not_left(open_book, tmp_path):
    folder = tmp_path / "stories"
    copytree(STORIES / "kettle", folder / "kettle")
    file = folder / "kettle" / "story.toml"
    story = file.read_text("utf-8")
    led = 'then = [{ when = "looks >= 2 or poured", to = "morning" }, "note"]'
    assert led in story
    file.write_text(story.replace(led, 'then = [{ when = "looks >= 2", to = "morning" }]'), "utf-8")
    app = open_book("kettle", folder)
    async with app.run_test() as pilot:
        await pilot.press("1", "3", "enter")
        assert "Nothing comes after this choice: a fault of the story." in painted(app)
        assert "the cold tap" in words(app)
        stuck = '[[scene.night.choice]]\nid = "wait"\ntext = "Wait."\nwhen = "looks > 90"\n'
        file.write_text(story + stuck, "utf-8")
        await pilot.press("b", "escape")
        app.begin(app.library.story("kettle"))
        await pilot.press("3")
        assert "No choice is open here: a fault of the story. b takes one back." in words(app)
        await pilot.press("b")
        assert "M O N D A Y" in painted(app)


async def test_it_stays_a_sentence_while_one_stays_there_and_in_the_log(open_book, tmp_path):
    folder = tmp_path / "stories"
    copytree(STORIES / "kettle", folder / "kettle")
    file = folder / "kettle" / "story.toml"
    waits = '[[scene.night.choice]]\nid = "wait"\ntext = "Wait."\nto = "here"\nreply = "The tap runs."\n'
    file.write_text(file.read_text("utf-8") + waits + '[[scene.night.choice]]\ntext = "Go on."\n', "utf-8")
    app = open_book("kettle", folder)
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("1", "3", "t", "1")
        assert "The tap runs." in words(app)
        assert "In the night Wren scalds her hand, not badly." in words(app)
        assert "the cold tap, running a long time" not in words(app)
        await pilot.press("l")
        assert "In the night Wren scalds her hand, not badly." in words(app)
        assert "the cold tap, running a long time" not in words(app)
        await pilot.press("b", "t")
        assert "the cold tap, running a long time" in words(app), "asked on the same page, it is told in full"


async def test_what_the_save_has_to_say_is_said_once(open_book, bookcase, monkeypatch):
    app = open_book("kettle")
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("1")
        app.reading.notice = "The story has changed since."
        app.screen.reset()
        assert words(app).startswith("The story has changed since.")
        await pilot.press("4")
        assert "The story has changed since." not in words(app)


async def test_a_long_page_scrolls_and_its_choices_come_after_the_text(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("1")
        assert "↓" in painted(app)
        assert "Sit on your hands." not in painted(app)
        await pilot.press("space", "space")
        assert "Sit on your hands." in painted(app)
        assert "↑" in painted(app)
        await light(pilot, "Sit on your hands.")
        await pilot.press("enter")
        assert words(app).startswith("It takes her four minutes")


async def test_the_fade_is_completed_by_any_key(open_book):
    app = open_book("kettle", reduced_motion=False)
    async with app.run_test() as pilot:
        await pilot.press("1", "3")
        leaf = app.screen.query_one(Leaf)
        leaf.arrive()
        assert leaf.styles.text_opacity < 1
        await pilot.press("x")
        assert leaf.styles.text_opacity == 1


async def test_there_is_no_fade_with_reduced_motion(open_book):
    app = open_book("kettle", reduced_motion=True)
    async with app.run_test() as pilot:
        await pilot.press("1")
        leaf = app.screen.query_one(Leaf)
        leaf.arrive()
        assert leaf.styles.text_opacity == 1


async def test_the_wheel_scrolls_a_long_page_and_not_a_short_one(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("1")
        leaf = app.screen.query_one(Leaf)
        await pilot._post_mouse_events([MouseScrollDown], leaf)
        await pilot.pause()
        assert leaf.scroll_offset.y > 0
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot._post_mouse_events([MouseScrollDown], leaf)
        await pilot.pause()
        assert leaf.scroll_offset.y == 0
