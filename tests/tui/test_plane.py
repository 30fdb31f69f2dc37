"""The map says where a reading went, in any window, and never in numbers of a meter."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.style import Style

from game.tui.widgets.plane import END, START, Chart, Inks, height_for, picture, width_for

INKS = Inks(*(Style() for _ in Inks._fields))
WORDS = ("close, not your own", "close, and your own", "neither", "your own, not close")


def drawn(chart: Chart, width: int = 78, height: int = 34) -> list[str]:
    return [line.plain for line in picture(width, height, chart, INKS)]


def at(rows: list[str], glyph: str) -> tuple[int, int]:
    """(column, row) of a mark."""
    return next((row.index(glyph), y) for y, row in enumerate(rows) if glyph in row)


places = st.tuples(st.integers(0, 100), st.integers(0, 100))


@settings(deadline=None, max_examples=30)
@given(st.integers(34, 200), st.integers(9, 60), st.lists(places, min_size=1, max_size=30), st.data())
def test_any_path_is_drawn_in_any_window(width, height, yours, data):
    turns = data.draw(st.lists(st.integers(0, len(yours) - 1), max_size=4, unique=True).map(sorted))
    rows = drawn(Chart(yours, turns, data.draw(st.lists(places, max_size=5)), "Bisi"), width, height)
    assert [len(row) for row in rows] == [width] * height
    text = "\n".join(rows)
    assert END in text
    assert all(word in text for word in WORDS)
    assert set(re.findall(r"\d", text)) <= {str(number) for number in range(1, len(turns) + 1)}


def test_right_is_more_your_own_and_up_is_closer():
    rows = drawn(Chart([(50, 50), (70, 50)]))
    assert at(rows, END)[0] > at(rows, START)[0]
    assert at(rows, END)[1] == at(rows, START)[1]
    rows = drawn(Chart([(50, 50), (50, 70)]))
    assert at(rows, END)[1] < at(rows, START)[1]
    assert at(rows, END)[0] == at(rows, START)[0]


@pytest.mark.parametrize(("width", "height"), [(36, 12), (60, 20), (78, 34), (98, 44)])
def test_the_plane_is_square_where_a_cell_is_twice_as_high_as_wide(width, height):
    rows = drawn(Chart([(0, 0), (100, 100)]), width, height)
    (left, low), (right, high) = at(rows, START), at(rows, END)
    assert abs((right - left) - 2 * (low - high)) <= 2
    assert width_for(height) <= max(41, 2 * height + 12)
    assert height_for(width_for(height)) >= height or width_for(height) == 41


def test_turns_are_numbered_in_their_order_where_they_are():
    rows = drawn(Chart([(30, 30), (30, 60), (60, 60), (60, 30)], (1, 2)))
    assert at(rows, "1")[0] < at(rows, "2")[0]
    assert at(rows, "1")[1] == at(rows, "2")[1] < at(rows, START)[1]


def test_marks_that_meet_stand_beside_each_other():
    text = "\n".join(drawn(Chart([(50, 50)] * 4, (1, 2)), 36, 12))
    assert all(glyph in text for glyph in (START, END, "1", "2"))


def dots(rows: list[str]) -> int:
    return sum((ord(cell) - 0x2800).bit_count() for row in rows for cell in row if "⠀" < cell <= "⣿")


def test_density_is_a_shade_thickest_where_most_readings_end():
    density = [[0.0] * 101 for _ in range(101)]
    for autonomy in range(20, 45):
        for connection in range(60, 85):
            density[autonomy][connection] = 1.0
    here = Chart([(60, 30), (62, 30)])
    plain, shaded = drawn(here), drawn(Chart(here.yours, density=density))
    assert dots(shaded) > 1.5 * dots(plain)
    left, right = (sum(dots([row[part]]) for row in shaded[2:16]) for part in (slice(8, 36), slice(44, 70)))
    assert left > 3 * right


def test_a_density_of_nothing_is_no_shade():
    here = Chart([(60, 30), (62, 30)])
    assert drawn(Chart(here.yours, density=[[0.0] * 101] * 101)) == drawn(here)


def test_the_other_has_a_line_and_a_name_where_there_is_room():
    chart = Chart([(50, 50), (40, 60)], (), [(60, 50), (70, 60)], "Bisi")
    assert "Bisi" in "\n".join(drawn(chart))
    assert "Bisi" not in "\n".join(drawn(chart, 36, 12))
    assert "Bisi" not in "\n".join(drawn(Chart(chart.yours)))


def test_the_far_corner_says_at_whose_cost():
    assert "yours, at their cost" in "\n".join(drawn(Chart([(70, 70)], lopsided=True)))
