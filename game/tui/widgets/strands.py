"""The motif: two strands that run together, part, cross, or hold a distance: you and the other.

Yours is the heavier one.
"""

from itertools import groupby, pairwise
from typing import Literal

from textual.content import Content
from textual.style import Style

from game.debrief.motif import Points, motif
from game.tui.widgets.braille import ACROSS, DOWN, Dots

Way = Literal["across", "down"]


def strands(
    width: int, height: int, of: str | Points, you: Style | str, other: Style | str, way: Way
) -> Content:
    """The motif in `height` lines of `width` cells, each strand in its own style.

    It is that `of` a seed, such as a story's slug, or of a path.
    """
    lines = (
        Content.assemble(
            *(
                ("".join(glyph for glyph, _ in run), you if is_yours else other)
                for is_yours, run in groupby(row, lambda cell: cell[1])
            )
        )
        for row in _woven(*_drawn(width, height, of, way))
    )
    return Content("\n").join(lines)


def _woven(yours: Dots, other: Dots) -> list[list[tuple[str, bool]]]:
    """Every cell as a glyph and whether it is yours; where both pass, yours lies above."""
    return [
        [
            (glyph, True) if (glyph := yours.at(column, row)) != " " else (other.at(column, row), False)
            for column in range(yours.width)
        ]
        for row in range(yours.height)
    ]


def _drawn(width: int, height: int, of: str | Points, way: Way) -> tuple[Dots, Dots]:
    """Your strand and the other's as two fields of dots."""
    yours, other = Dots(width, height), Dots(width, height)
    length, breadth = (width * ACROSS, height * DOWN) if way == "across" else (height * DOWN, width * ACROSS)
    if length < 2 or breadth < 4:
        return yours, other
    lines = motif(of)
    for dots, line, weights in ((yours, lines.yours, (0, 1)), (other, lines.other, (0,))):
        # A strand of weight two needs a dot of room below it.
        placed = [round(line(step / (length - 1)) * (breadth - 2)) for step in range(length)]
        for step, (here, there) in enumerate(pairwise(placed)):
            for weight in weights:
                ends = (step, here + weight, step + 1, there + weight)
                dots.line(*(ends if way == "across" else (ends[1], ends[0], ends[3], ends[2])))
    return yours, other
