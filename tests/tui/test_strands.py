"""The motif is an ornament that never changes under its reader, and tells a path the way it went."""

import pytest

from game.tui.widgets import strands as widget


def strands(width: int, height: int, of, way: widget.Way = "across") -> list[str]:
    """The motif, line by line."""
    return widget.strands(width, height, of, "mark", "quiet", way).plain.split("\n")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 24), (40, 3), (66, 4), (200, 12)])
@pytest.mark.parametrize("way", ["across", "down"])
def test_it_fills_exactly_the_room_it_is_given(width, height, way):
    rows = strands(width, height, "blue-dot", way)
    assert [len(row) for row in rows] == [width] * height


def test_the_same_seed_draws_the_same_and_another_draws_another():
    assert strands(66, 4, "blue-dot") == strands(66, 4, "blue-dot")
    assert strands(66, 4, "blue-dot") != strands(66, 4, "relay")


def test_no_room_draws_nothing():
    assert strands(0, 0, "blue-dot") == [""]
    assert strands(10, 0, [(50, 50)]) == [""]


def test_a_close_path_runs_together_and_a_far_one_apart():
    close = strands(40, 10, [(50, 96), (50, 96)])
    far = strands(40, 10, [(50, 8), (50, 8)])
    first = [row for row, text in enumerate(close) if text.strip()]
    assert first[-1] - first[0] <= 1
    held = [row for row, text in enumerate(far) if text.strip()]
    assert held[-1] - held[0] >= 8


def test_who_bends_is_who_is_less_their_own():
    """Coming close by giving up autonomy moves your strand; coming close with it moves the other's."""

    def lowest(points: list[tuple[int, int]]) -> list[int]:
        drawn = strands(40, 12, points)
        return [max(row for row in range(12) if drawn[row][column] != " ") for column in (0, 39)]

    given_up = lowest([(80, 20), (10, 90)])
    kept = lowest([(80, 20), (90, 90)])
    assert given_up[0] == kept[0]
    assert given_up[1] < given_up[0] - 3
    assert kept[1] >= kept[0] - 1
