"""The map as a wall shows it: solid lines, few marks, and beside it in plain words what each of them is.

What is drawn in Braille dots is gone at eight metres; here a line is half a cell wide. No widget.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise, product
from operator import itemgetter
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from game.debrief.motif import drifting
from game.debrief.path import REGIONS, stretches
from game.narrative.outcome import region
from game.tui.widgets.plane import END, START, Place

YOURS, THEIRS, PLACED, CAME = "▀▀", "••", "×", "◆"
"""What stands for a way, the other's, a place foretold, and where a class came in, on and beside the map."""

LEAST_WIDE, LEAST_HIGH = 66, 14
"""The smallest window in which a map has its words beside it, in cells."""

# The words at the upper corners side by side, and cells between the map and the words beside it.
_CORNERS = 41
_APART = 3
_HANG = 3
# The edges of the plane are left out as far as nothing lies there, and at most this much of them.
_MARGIN = 20
# What a mark weighs that words may not cover, beside a cell of a way.
_HEAVY = 1000
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


class Chart(NamedTuple):
    """What is drawn: ways as places (autonomy, connection), 0..100 each."""

    yours: Sequence[Place]
    other: Sequence[Place] = ()
    placed: Sequence[Place] = ()
    """Where the end was foretold."""
    turns: Sequence[int] = ()
    """Indices into `yours`, numbered from 1."""
    told: Collection[int] = ()
    """Indices into `yours` of what was told: the way there is pale."""
    lopsided: bool = False
    """Whether the far corner is reached at the other's cost."""


class Entry(NamedTuple):
    """A line of the words beside it: the glyph that it explains, or none, and the words."""

    glyph: str
    text: str


class Inks(NamedTuple):
    """The styles of the map and of the words beside it."""

    way: Style
    other: Style
    mark: Style
    word: Style
    border: Style


def beside(width: int, height: int, chart: Chart, legend: Sequence[Entry], inks: Inks) -> Content:
    """The map in `height` lines of `width` cells, `legend` at its right; from 66 x 14 cells up."""
    rows = height - 2
    columns = min(2 * rows, width - 2 * _APART - width // 3)
    rows = min(rows, (columns + 1) // 2)
    drawn = _drawn(columns, rows, chart, inks)
    across = max(_CORNERS, columns + 1) + _APART
    words = _words(legend, width - across, len(drawn), inks)
    words += [Content("")] * (len(drawn) - len(words))
    return Content("\n").join(
        Content.assemble(line.pad_right(across - line.cell_length), told)
        for line, told in zip(drawn, words, strict=False)
    )


def _words(legend: Iterable[Entry], width: int, height: int, inks: Inks) -> list[Content]:
    """The legend set in lines: apart from each other where there is room."""
    blocks = [
        [
            Content.assemble((f"{'' if at else entry.glyph:<{_HANG}}", inks.mark), line)
            for at, line in enumerate(Content(entry.text).wrap(width - _HANG))
        ]
        for entry in legend
    ]
    apart = [Content("")] if sum(map(len, blocks)) + len(blocks) <= height else []
    return [line for block in blocks for line in (*block, *apart)]


class _Plane(NamedTuple):
    """The part of the plane that is drawn, and its size in cells."""

    columns: int
    rows: int
    margin: float

    def at(self, place: Place, fine: int = 1) -> tuple[int, int]:
        """The cell of a place, or with `fine` 2 the quarter of a cell; (0, 0) is at the upper left."""
        across, up = ((each - self.margin) / (100 - 2 * self.margin) for each in place)
        wide, high = self.columns * fine - 1, self.rows * fine - 1
        return max(0, min(wide, round(across * wide))), max(0, min(high, round((1 - up) * high)))

    def region(self, column: int, row: int) -> str:
        """The region in which the middle of a cell lies."""
        span = 100 - 2 * self.margin
        across, up = (column + 0.5) / self.columns, 1 - (row + 0.5) / self.rows
        return region(self.margin + across * span, self.margin + up * span)


def _drawn(columns: int, rows: int, chart: Chart, inks: Inks) -> list[Content]:
    """The plane with an axis at its left and below it, and the names of its corners above and below."""
    places = [*chart.yours, *chart.other, *chart.placed]
    nearest = min(min(each, 100 - each) for place in places for each in place)
    plane = _Plane(columns, rows, max(0.0, min(_MARGIN, nearest - 2)))
    cells = dict.fromkeys(_borders(plane), ("·", inks.border))
    cells |= {plane.at(place): (PLACED, inks.word) for place in chart.placed}
    weights = dict.fromkeys(map(plane.at, chart.placed), 1)
    if chart.other:
        course = {plane.at(place) for place in drifting(chart.other)}
        cells |= dict.fromkeys(course, (THEIRS[0], inks.other))
        weights |= dict.fromkeys(course, 1)
    parts = stretches(len(chart.yours), chart.told)
    # What was told lies below: where the ways meet, the class's own is seen.
    for pale, first, last in sorted(parts, reverse=True):
        way = _way(plane, chart.yours[first : last + 1])
        cells |= {cell: (glyph, inks.border if pale else inks.way) for cell, glyph in way.items()}
        weights |= dict.fromkeys(way, 1)
    marks = {plane.at(chart.yours[last]): (CAME, inks.mark) for pale, _, last in parts if pale}
    marks |= {plane.at(chart.yours[0]): (START, inks.mark), plane.at(chart.yours[-1]): (END, inks.mark)}
    for number, turn in enumerate(chart.turns, 1):
        marks[_near(plane, plane.at(chart.yours[turn]), {*marks, *weights})] = (str(number), inks.mark)
    weights |= dict.fromkeys(marks, _HEAVY)
    cells |= {cell: (letter, inks.word) for cell, letter in _middle(plane, weights).items()} | marks
    far = REGIONS["lopsided" if chart.lopsided else "interdependence"]
    wide = max(_CORNERS, columns + 1)
    lines = [_apart(REGIONS["dependency"], far, wide, inks.word)]
    lines += (
        Content.assemble(
            ("└" if row == rows - 1 else "│", inks.border),
            *(
                cells.get((column, row), ("─", inks.border) if row == rows - 1 else " ")
                for column in range(columns)
            ),
        )
        for row in range(rows)
    )
    return [*lines, _apart(REGIONS["adrift"], REGIONS["isolation"], wide, inks.word)]


def _apart(left: str, right: str, width: int, ink: Style) -> Content:
    return Content.assemble((f"{left}{right:>{width - len(left)}}", ink))


def _borders(plane: _Plane) -> Iterable[tuple[int, int]]:
    """The cells beside which another region begins, in every other row or column."""
    for row in range(plane.rows - 1):
        for column in range(plane.columns - 1):
            here = plane.region(column, row)
            across = here != plane.region(column + 1, row)
            down = here != plane.region(column, row + 1) and column % 2 == 0
            if across or down:
                yield column, row


def _way(plane: _Plane, places: Sequence[Place]) -> dict[tuple[int, int], str]:
    """A line through `places`, half a cell wide: cell -> glyph."""
    quarters: dict[tuple[int, int], int] = {}
    points = [plane.at(place, 2) for place in drifting(places)]
    for here, there in pairwise([points[0], *points]):
        steps = max(abs(there[0] - here[0]), abs(there[1] - here[1]), 1)
        for step in range(steps + 1):
            x = round(here[0] + (there[0] - here[0]) * step / steps)
            y = round(here[1] + (there[1] - here[1]) * step / steps)
            cell = x // 2, y // 2
            quarters[cell] = quarters.get(cell, 0) | 1 << (x % 2 + y % 2 * 2)
    return {cell: _QUARTERS[bits] for cell, bits in quarters.items()}


def _near(plane: _Plane, cell: tuple[int, int], taken: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The cell nearest to `cell` in which nothing stands, or `cell` itself."""
    free = (
        (cell[0] + across, cell[1] + down)
        for across, down in sorted(
            ((across, down) for across in range(-4, 5) for down in range(-2, 3)),
            key=lambda each: abs(each[0]) + 2 * abs(each[1]),
        )
    )
    inside = (each for each in free if 0 <= each[0] < plane.columns and 0 <= each[1] < plane.rows - 1)
    return next((each for each in inside if each not in taken), cell)


def _middle(plane: _Plane, ways: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], str]:
    """The name of the middle, in one line or two: where it covers least of what `ways` weighs, and as near
    to the middle as may be. It stands on every map, as the names of the corners do."""
    text = REGIONS["unsettled"]
    first, _, second = text.partition(", ")
    middle, row = plane.at((50, 50))
    found: list[tuple[tuple[int, int, int], dict[tuple[int, int], str]]] = []
    for lines in ([text], [f"{first},", second]):
        wide = max(map(len, lines)) + 2
        for aside, down in product(range(-12, 13), range(-6, 7)):
            left, top = middle - wide // 2 + aside, row + down
            cells = {
                (left + column, top + below): letter
                for below, line in enumerate(lines)
                for column, letter in enumerate(f"{line:^{wide}}")
            }
            inside = all(0 <= x < plane.columns and 0 <= y < plane.rows - 1 for x, y in cells)
            if inside:
                covered = sum(ways.get(cell, 0) for cell in cells)
                outside = sum(plane.region(*cell) != "unsettled" for cell in cells)
                cost = (covered // _HEAVY, 2 * outside + covered, abs(aside) + 2 * abs(down))
                found.append((cost, cells))
    return min(found, key=itemgetter(0), default=((0, 0, 0), {}))[1]
