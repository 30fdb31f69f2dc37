"""Where a window of the wall may end, what stands alone in it, and what its foot says comes next."""

from game.classroom.host import wall
from game.classroom.host.screens.text import Text
from game.classroom.room import Phase
from game.tui.typeset import heading
from tests.classroom.hosted import ballots, begin, class_app, on, quick_vote, shown
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


async def test_enter_says_that_a_tie_is_settled_before_it_goes_on(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app, seats = await begin(pilot, 4)
        await quick_vote(pilot)
        ballots(app.room, seats, "AABB")
        await on(pilot, Phase.REVEAL)
        await shown(pilot)
        assert "enter settle it" in painted(app)
        app.room.decide(app.room.options[0].id)
        await shown(pilot)
        assert "enter what comes of it" in painted(app)


async def test_what_a_story_touches_on_stands_in_one_window(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.show_norms()
        await pilot.pause()
        board = app.screen.board
        seen = []
        for window in range(board.windows):
            board.turn(window)
            await pilot.pause()
            seen.append(" ".join(painted(app).split()))
        noted = f"This story touches on: {', '.join(app.story.header.content_notes)}."
        assert any(noted in one for one in seen)
