"""The palette is set like a page, and what is lit in it can be seen without a colour."""

import pytest

from tests.tui.book import painted


async def _opened(pilot) -> list[str]:
    """The rows of the palette once it lists what can be done."""
    await pilot.press("ctrl+p")
    for _ in range(100):
        if "What this is, and what it is not." in painted(pilot.app):
            break
        await pilot.pause(0.02)
    return painted(pilot.app).splitlines()


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40)])
async def test_it_begins_where_a_page_begins(open_book, size):
    app = open_book()
    async with app.run_test(size=size) as pilot:
        heading = next(row for row in painted(app).splitlines() if "L E E W A Y" in row)
        indent = heading.index("L")
        rows = await _opened(pilot)
        asked = next(row for row in rows if "ind anything" in row)
        listed = next(row for row in rows if "About" in row)
        assert asked.index("Find") == listed.index("About") == indent


async def test_what_is_lit_differs_from_the_rest_in_the_colours_of_the_terminal(open_book):
    app = open_book(theme="terminal")
    async with app.run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        strips = app.screen._compositor.render_strips()
        named = {segment.text.strip(): segment.style for strip in strips for segment in strip}
        assert named["About"] != named["Help"], "the first is lit"
        await pilot.press("down")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        named = {segment.text.strip(): segment.style for strip in strips for segment in strip}
        assert named["About"] != named["Help"]
        assert named["Help"].underline
