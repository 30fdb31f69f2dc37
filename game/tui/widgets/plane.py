"""The map: the plane of autonomy and connection, with the way that a reading took across it.

The one place where the book becomes a picture. To the right is more your own, up is closer. Density is a
stipple, the borders of the regions are sparse dots, your way is the heavy line and the other's the thin one.
No number of a meter is ever drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from game.debrief.motif import drifting
from game.debrief.path import REGIONS
from game.narrative.outcome import region
from game.tui.widgets.braille import ACROSS, DOWN, Dots
from game.tui.widgets.stipple import Density, Stipple

Place = tuple[float, float]
"""(autonomy, connection), each 0..100."""

START, END = "○", "●"

# The edges of the plane are left out as far as nobody comes there, and at most this much of them.
_MARGIN = 20


@dataclass(frozen=True)
class Chart:
    """What is to be drawn. `turns` are indices into `yours`, numbered on the map from 1 in their order."""

    yours: Sequence[Place]
    turns: Sequence[int] = ()
    other: Sequence[Place] = ()
    other_name: str = ""
    density: Density | None = None
    lopsided: bool = False
    """Whether the far corner is reached at the other's cost."""


class Inks(NamedTuple):
    """The styles of the picture."""

    way: Style
    other: Style
    mark: Style
    word: Style
    border: Style
    shade: Style


def picture(width: int, height: int, chart: Chart, inks: Inks) -> list[Content]:
    """The map in exactly `height` lines of `width` cells, the plane near square; readable from 34 x 9 up."""
    canvas = _Canvas(width, height)
    above, columns, rows = _laid(width, height)
    plane = _Plane((width - columns) // 2, above, columns, rows, _margin(chart))
    canvas.dots(plane, _shade(plane, chart.density), inks.shade)
    canvas.dots(plane, _borders(plane), inks.border)
    large = shows_other(width, height)
    if large and chart.other:
        canvas.dots(plane, _line(plane, chart.other, 1), inks.other, takes=True)
    canvas.dots(plane, _line(plane, chart.yours, 2 if large else 1), inks.way, takes=True)
    _marks(canvas, plane, chart, inks.mark)
    _words(canvas, plane, chart, inks.word)
    if large:
        _middle(canvas, plane, inks.word)
        _name(canvas, plane, chart, inks.other)
    return canvas.lines()


def shows_other(width: int, height: int) -> bool:
    """Whether a map of this size has room for the other's line beside yours, which is the heavy one then."""
    return _laid(width, height)[2] >= _LARGE


def _laid(width: int, height: int) -> tuple[int, int, int]:
    """The lines above the plane, and its columns and rows, in a map of this size."""
    above = 1 if width >= _ONE_LINE else 2
    rows = height - above - 1
    columns = min(width - 2 * _SIDE, 2 * rows)
    return above, columns, min(rows, (columns + 1) // 2)


def width_for(height: int) -> int:
    """The width in which a map of `height` lines has a square plane and room for its words."""
    return max(_ONE_LINE, 2 * (height - 2) + 2 * _SIDE)


def height_for(width: int) -> int:
    """The height of a map of `width` cells whose plane is square."""
    return (width - 2 * _SIDE) // 2 + 2


# Room at either side for the words of the axes, and the width from which the upper corners share a line.
_SIDE = 7
_ONE_LINE = 41
# From this many rows on there is room for the other's line and the middle's name, and yours is two dots wide.
_LARGE = 14


def _margin(chart: Chart) -> float:
    """How much of every edge of the plane is left out."""
    places = [*chart.yours, *chart.other]
    if chart.density is not None:
        faint = max(map(max, chart.density)) / 100
        places += [
            (autonomy, connection)
            for autonomy, column in enumerate(chart.density)
            for connection, dark in enumerate(column)
            if dark > faint
        ]
    nearest = min(min(each, 100 - each) for place in places for each in place)
    return max(0.0, min(_MARGIN, nearest - 2))


@dataclass(frozen=True)
class _Plane:
    """Where the plane lies on the canvas, in cells, and how much of its edges is left out."""

    left: int
    top: int
    columns: int
    rows: int
    margin: float

    @property
    def wide(self) -> int:
        """Dots across."""
        return self.columns * ACROSS

    @property
    def high(self) -> int:
        """Dots down."""
        return self.rows * DOWN

    def dot(self, place: Place) -> tuple[int, int]:
        """The dot of the plane's own field nearest to a place."""
        across, up = ((each - self.margin) / (100 - 2 * self.margin) for each in place)
        return round(across * (self.wide - 1)), round((1 - up) * (self.high - 1))

    def place(self, x: int, y: int) -> Place:
        """The place of a dot."""
        span = 100 - 2 * self.margin
        return (
            self.margin + x / max(1, self.wide - 1) * span,
            self.margin + (1 - y / max(1, self.high - 1)) * span,
        )

    def place_of(self, column: int, row: int) -> Place:
        """The place in the middle of a cell of the canvas."""
        return self.place((column - self.left) * ACROSS, (row - self.top) * DOWN + DOWN // 2)

    def cell(self, place: Place) -> tuple[int, int]:
        """The cell of the canvas in which a place lies."""
        x, y = self.dot(place)
        return self.left + x // ACROSS, self.top + y // DOWN


class _Canvas:
    """Cells with a glyph and a style each; what is put later lies above."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells: dict[tuple[int, int], tuple[str, Style]] = {}
        self._taken: set[tuple[int, int]] = set()

    def dots(self, plane: _Plane, dots: Dots, ink: Style, *, takes: bool = False) -> None:
        """Lay a field of dots over the plane; with `takes`, no word may be written there."""
        for row in range(dots.height):
            for column in range(dots.width):
                if (glyph := dots.at(column, row)) != " ":
                    cell = plane.left + column, plane.top + row
                    self._cells[cell] = (glyph, ink)
                    if takes:
                        self._taken.add(cell)

    def write(self, column: int, row: int, text: str, ink: Style) -> None:
        """Write a word; what would hang over the edge is moved in."""
        column = max(0, min(column, self.width - len(text)))
        for offset, letter in enumerate(text):
            self._cells[column + offset, row] = (letter, ink)
            self._taken.add((column + offset, row))

    def free(self, column: int, row: int, length: int) -> bool:
        """Whether no line or word runs through these cells, or beside them."""
        return not any((each, row) in self._taken for each in range(column - 1, column + length + 1))

    def lines(self) -> list[Content]:
        """Everything, line by line."""
        empty = (" ", Style())
        return [
            Content.assemble(*(self._cells.get((column, row), empty) for column in range(self.width)))
            for row in range(self.height)
        ]


def _shade(plane: _Plane, density: Density | None) -> Dots:
    dots = Dots(plane.columns, plane.rows)
    stipple = Stipple(density) if density is not None else None
    for y in range(plane.high if stipple else 0):
        for x in range(plane.wide):
            if stipple and stipple.falls(x, y, *plane.place(x, y)):
                dots.dot(x, y)
    return dots


def _borders(plane: _Plane) -> Dots:
    """The edges that the two axes run along, and the borders of the regions in sparser dots."""
    dots = Dots(plane.columns, plane.rows)
    regions = [[region(*plane.place(x, y)) for x in range(plane.wide)] for y in range(plane.high)]
    for y, row in enumerate(regions[:-1]):
        for x, here in enumerate(row[:-1]):
            beside, below = here != row[x + 1], here != regions[y + 1][x]
            if (beside and y % 2 == 0) or (below and x % 2 == 0):
                dots.dot(x, y)
    dots.line(0, 0, 0, plane.high - 1)
    dots.line(0, plane.high - 1, plane.wide - 1, plane.high - 1)
    return dots


def _line(plane: _Plane, places: Sequence[Place], weight: int) -> Dots:
    dots = Dots(plane.columns, plane.rows)
    for here, there in pairwise(map(plane.dot, drifting(places))):
        for aside in range(weight):
            for below in range(weight):
                dots.line(here[0] + aside, here[1] + below, there[0] + aside, there[1] + below)
    return dots


def _marks(canvas: _Canvas, plane: _Plane, chart: Chart, ink: Style) -> None:
    """The beginning, the end and the turns; one that finds its cell taken by another stands beside it."""
    taken: set[tuple[int, int]] = set()
    marks = [(END, chart.yours[-1]), (START, chart.yours[0])]
    marks += [(str(number), chart.yours[index]) for number, index in enumerate(chart.turns, 1)]
    for glyph, place in marks:
        column, row = plane.cell(place)
        for aside, below in ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (2, 0), (-2, 0), (1, 1), (-1, -1)):
            cell = column + aside, row + below
            inside = plane.left <= cell[0] < plane.left + plane.columns and cell[1] < plane.top + plane.rows
            if cell not in taken and inside and cell[1] >= plane.top:
                taken.add(cell)
                canvas.write(*cell, glyph, ink)
                break


def _words(canvas: _Canvas, plane: _Plane, chart: Chart, ink: Style) -> None:
    """The corners and the middle by their names, and the axes."""
    right, below = plane.left + plane.columns, plane.top + plane.rows
    far = REGIONS["lopsided" if chart.lopsided else "interdependence"]
    # The corners' words begin and end with the plane where it is wide enough, and reach out where it is not.
    reach = max(0, (_ONE_LINE - plane.columns + 1) // 2)
    canvas.write(plane.left - reach, 0, REGIONS["dependency"], ink)
    canvas.write(right + reach - len(far), plane.top - 1, far, ink)
    canvas.write(plane.left - reach, below, REGIONS["adrift"], ink)
    canvas.write(right + reach - len(REGIONS["isolation"]), below, REGIONS["isolation"], ink)
    canvas.write(plane.left - 7, plane.top, "closer", ink)
    canvas.write(plane.left - 2, plane.top + 1, "↑", ink)
    canvas.write(right + 1, below - 3, "more", ink)
    canvas.write(right + 1, below - 2, "your", ink)
    canvas.write(right + 1, below - 1, "own →", ink)


def _middle(canvas: _Canvas, plane: _Plane, ink: Style) -> None:
    """Name the middle as near to it as nothing runs through the name, or not at all."""
    text = REGIONS["unsettled"]
    middle, row = plane.cell((50, 50))
    middle -= len(text) // 2
    places = ((middle + aside, row + below) for aside in range(-9, 10) for below in range(-6, 7))
    for column, on in sorted(places, key=lambda each: abs(each[0] - middle) + 2 * abs(each[1] - row)):
        ends = (plane.place_of(column - 1, on), plane.place_of(column + len(text), on))
        inside = all(region(*place) == "unsettled" for place in ends)
        if inside and canvas.free(column, on, len(text)):
            canvas.write(column, on, text, ink)
            return


def _name(canvas: _Canvas, plane: _Plane, chart: Chart, ink: Style) -> None:
    """Name the other at the end of their line, where there is room."""
    if not chart.other or not chart.other_name:
        return
    column, row = plane.cell(chart.other[-1])
    length = len(chart.other_name)
    for aside, below in ((2, 0), (-length - 1, 0), (-length // 2, -1), (2, -1), (-length // 2, 1)):
        at, on = column + aside, row + below
        inside = plane.left < at and at + length < plane.left + plane.columns
        if inside and plane.top <= on < plane.top + plane.rows - 1 and canvas.free(at, on, length):
            canvas.write(at, on, chart.other_name, ink)
            return
