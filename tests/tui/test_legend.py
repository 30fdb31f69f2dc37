"""What is said of the map is what is drawn."""

import pytest

from game.tui.widgets.plane import Chart, Inks, picture, shows_other
from tests.tui.book import words
from tests.tui.test_debrief import TO_THE_DEBRIEF

INKS = Inks(*("way", "other", "mark", "word", "border", "shade"))


@pytest.mark.parametrize("size", [(34, 9), (36, 13), (40, 16), (41, 17), (66, 20), (100, 40)])
def test_a_map_shows_the_other_where_it_says_that_it_does(size):
    chart = Chart([(50, 50), (70, 70)], other=[(20, 40), (30, 80)], other_name="Bo")
    drawn = {span.style for line in picture(*size, chart, INKS) for span in line.spans}
    assert "way" in drawn
    assert ("other" in drawn) == shows_other(*size)


@pytest.mark.parametrize(("size", "says"), [((40, 15), False), ((80, 24), True)])
async def test_the_legend_speaks_of_the_other_line_where_there_is_one(open_book, size, says):
    app = open_book("kettle")
    async with app.run_test(size=size) as pilot:
        await pilot.press(*TO_THE_DEBRIEF, "m")
        await pilot.pause()
        told = words(app)
        assert ("the thin one Wren" in told) == says
        assert ("The line is you." in told) != says
