"""What hangs in the margin: that a page goes on is said beside a choice too."""

import pytest

from tests.tui.book import painted

SEVEN = """
[story]
format = 1
title = "Seven"
author = "A"
version = "1"
language = "en"
blurb = "B"
minutes = 1
start = "one"
[counters]
count = 0
[scene.one]
text = "Here."
choice = [
  { text = "First.", to = "ending" },
  { text = "Second.", to = "ending", when = "count > 9", struck = "not yet" },
  { text = "Third.", to = "ending" },
  { text = "Fourth.", to = "ending" },
  { text = "Fifth.", to = "ending" },
  { text = "Sixth.", to = "ending" },
  { text = "Seventh.", to = "ending" },
]
[ending.out]
title = "Out"
text = "Out."
"""


def _rows(app) -> list[str]:
    return [row for row in painted(app).splitlines() if "." in row]


@pytest.mark.parametrize("width", [40, 80])
async def test_choices_below_the_window_are_told_of_beside_the_last_that_shows(open_book, tmp_path, width):
    (tmp_path / "seven.toml").write_text(SEVEN)
    app = open_book("seven", tmp_path)
    async with app.run_test(size=(width, 9)) as pilot:
        await pilot.press("1")
        assert "".join(_rows(app)[-1].split()) == "↓4Fourth."
        await pilot.press("end")
        await pilot.pause()
        assert "↑" in _rows(app)[0]
        assert "↓" not in painted(app)


async def test_the_arrow_stands_beside_a_choice_that_is_closed(open_book, tmp_path):
    (tmp_path / "seven.toml").write_text(SEVEN)
    app = open_book("seven", tmp_path)
    async with app.run_test(size=(80, 7)) as pilot:
        await pilot.press("1")
        assert "".join(_rows(app)[-1].split()).startswith("↓2×")
