"""The motif: two strands that run together, part, cross, or hold a distance: you and the other.

Yours is the heavier one. Drawn from a seed they are an ornament, always the same for the same seed; drawn
from the points of a path they tell it: how far apart they run is how far connection is low, and the less
your own a stretch was, the more it is your strand that bends towards the other.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, pi
from random import Random
from typing import Literal

from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from game.tui.widgets.braille import ACROSS, DOWN, Dots

Points = Sequence[tuple[int, int]]
"""(autonomy, connection), each 0..100, in the order of the path."""

Way = Literal["across", "down"]

# What two strands can do for a while: the signed distance they come to, -1..1. A change of sign crosses.
_TOGETHER, _APART, _HOLD = 0.06, 0.92, 0.5


def strands(width: int, height: int, of: str | Points, way: Way = "across") -> list[str]:
    """The motif as `height` strings of `width` glyphs, from a seed such as a story's slug, or from a path."""
    yours, other = _drawn(width, height, of, way)
    return ["".join(glyph for glyph, _ in row) for row in _woven(yours, other)]


def strands_content(width: int, height: int, of: str | Points, you: Style, other: Style, way: Way) -> Content:
    """The same as lines of `Content`, each strand in its own style."""
    rows = _woven(*_drawn(width, height, of, way))
    lines = (
        Content.assemble(*((glyph, you if is_yours else other) for glyph, is_yours in row)) for row in rows
    )
    return Content("\n").join(lines)


class Strands(Widget):
    """The motif, filling whatever room it is given; `strands--you` and `strands--other` colour it."""

    COMPONENT_CLASSES = {"strands--you", "strands--other"}
    DEFAULT_CSS = """
    Strands {
        height: 4;
        .strands--you { color: $accent; }
        .strands--other { color: $text-muted; }
    }
    """

    def __init__(self, of: str | Points, way: Way = "across", *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.of = of
        self.way: Way = way

    def render(self) -> RenderResult:
        """The two strands over the whole of the widget."""
        return strands_content(
            self.content_size.width,
            self.content_size.height,
            self.of,
            self.get_visual_style("strands--you", partial=True),
            self.get_visual_style("strands--other", partial=True),
            self.way,
        )


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
    your_place, other_place = _from_seed(of) if isinstance(of, str) else _from_path(of)
    for dots, place, weights in ((yours, your_place, (0, 1)), (other, other_place, (0,))):
        # A strand of weight two needs a dot of room below it.
        placed = [round(place(step / (length - 1)) * (breadth - 2)) for step in range(length)]
        for step, (here, there) in enumerate(pairwise(placed)):
            for weight in weights:
                ends = (step, here + weight, step + 1, there + weight)
                dots.line(*(ends if way == "across" else (ends[1], ends[0], ends[3], ends[2])))
    return yours, other


def _from_seed(seed: str) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Where each strand runs (0..1 across the motif) at each part (0..1) of its length."""
    random = Random(f"leeway {seed}")
    beats = random.randint(4, 6)
    distances: list[float] = []
    side = random.choice((-1, 1))
    for beat in range(beats):
        near = beat % 2 == random.randint(0, 3) % 2
        distances.append(side * random.choice((_TOGETHER, _TOGETHER, _HOLD) if near else (_APART, _HOLD)))
        side *= random.choice((-1, 1))
    drift = [random.uniform(0.38, 0.62) for _ in range(beats)]
    apart, middle = _eased(distances), _eased(drift)

    def place(sign: int) -> Callable[[float], float]:
        def at(part: float) -> float:
            reach = min(middle(part), 1 - middle(part))
            return middle(part) + sign * apart(part) * reach

        return at

    return place(1), place(-1)


def _from_path(points: Points) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """The same for a path: distance is what connection lacks; who bends is what autonomy says."""
    apart = _eased([(100 - connection) / 100 for _, connection in points])
    yours = _eased([autonomy / 100 for autonomy, _ in points])

    def you(part: float) -> float:
        # With autonomy at 100 you keep your line below; at 0 it is you who goes all the way.
        return 0.5 + apart(part) / 2 + (0.5 - apart(part) / 2) * (2 * yours(part) - 1) * 0.9

    def other(part: float) -> float:
        return you(part) - apart(part)

    return you, other


def _eased(values: Sequence[float]) -> Callable[[float], float]:
    """A smooth way from value to value, level at each, over parts 0..1; `values` has at least one."""
    spans = len(values) - 1

    def at(part: float) -> float:
        if not spans:
            return values[0]
        index = min(int(part * spans), spans - 1)
        turn = (1 - cos(pi * (part * spans - index))) / 2
        return values[index] + (values[index + 1] - values[index]) * turn

    return at
