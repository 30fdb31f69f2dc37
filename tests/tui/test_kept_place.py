"""Whatever becomes of the window, a page stays where it is being read."""

from tests.tui.book import painted
from tests.tui.test_debrief import TO_THE_DEBRIEF


async def test_the_idea_card_stays_where_it_is_read(open_book):
    app = open_book("kettle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*TO_THE_DEBRIEF, "m", "right", "right", "space", "space")
        await pilot.pause()
        top = app.screen.leaf.scroll_offset.y
        assert top
        assert "attachment and" in painted(app)
        await pilot.resize_terminal(80, 23)
        await pilot.pause()
        assert app.screen.leaf.scroll_offset.y == top
        await pilot.press("s", "1")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.leaf.scroll_offset.y == top, "other colours, the same place"
