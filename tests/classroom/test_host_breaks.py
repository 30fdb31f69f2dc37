"""Where a window of the wall may end, and what stands alone in it."""

from game.classroom.host import wall
from game.classroom.host.screens.text import Text
from game.tui.typeset import heading
from tests.classroom.hosted import class_app
from tests.tui.book import painted


def test_the_number_of_a_section_stands_in_the_middle_and_no_other_paragraph_does():
    five, year, bold = wall.told(["**5.**", "2003.", "**Five.**"])
    assert five.draw is not None
    assert five.draw(20).plain.strip() == "·   5   ·"
    assert (year.content.plain, bold.content.plain) == ("2003.", "Five.")


async def test_no_window_ends_with_a_heading(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for many in range(4, 14):
            sheet = wall.notes(f"Line {number}." for number in range(many))
            sheet.add(heading("A chapter"), *wall.told(["**5.**", "What it says."]))
            app.push_screen(Text("Lines", sheet))
            await pilot.pause()
            board = app.screen.board
            for window in range(board.windows):
                board.turn(window)
                await pilot.pause()
                seen = painted(app)
                assert ("A   C H A P T E R" in seen) == ("What it says." in seen) == ("·   5   ·" in seen)
            await pilot.press("escape")
