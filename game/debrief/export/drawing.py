"""The strands and the map as SVG that stands inside a page and takes its colours from there."""

from collections.abc import Collection, Iterable, Iterator
from html import escape

from game.debrief.motif import Points, drifting, motif
from game.debrief.path import REGIONS, Path, stretches
from game.narrative.outcome import region

_WIDE, _HIGH, _STEPS = 640, 64, 96

# The plane is drawn this large, with this much room around it for its words.
_SIDE, _ROOM = 480, 46

# Ways that lie over each other are told apart by these.
_DASHES = ("none", "7 4", "1 5", "12 4 1 4", "3 3", "14 6")


def strands_drawing(of: str | Points) -> str:
    """The two strands, 640 x 64 and as wide as the text; a drawing that a screen reader passes over."""
    lines = motif(of)
    drawn = []
    for name, line, weight in (("other", lines.other, 1.1), ("you", lines.yours, 2.4)):
        course = (
            (step / _STEPS * _WIDE, 4 + line(step / _STEPS) * (_HIGH - 8)) for step in range(_STEPS + 1)
        )
        drawn.append(f'<path class="{name}" stroke-width="{weight}" d="{_along(course)}"/>')
    return f'<svg class="strands" viewBox="0 0 {_WIDE} {_HIGH}" aria-hidden="true">{"".join(drawn)}</svg>'


def map_drawing(path: Path) -> str:
    """The plane with the path across it. Its words are `path.told`, and stand beside it on the page."""
    far = "lopsided" if path.points[-1].region == "lopsided" else "interdependence"
    parts = [plane_drawing(way(path), " ".join(path.told), far), "<ol>"]
    parts += (f"<li>{escape(path.points[at].said, quote=False)}</li>" for at in path.turns)
    parts.append("</ol>")
    if path.other:
        name = escape(path.other_name or "the other")
        parts.append(f'<p class="where">The heavy line is you, the thin one {name}.</p>')
    return "".join(parts)


def plane_drawing(drawn: Iterable[str], told: str, far: str = "interdependence") -> str:
    """The empty plane with its borders and words, and on it what is `drawn`; `told` says the same in words.

    `far` is the region that its upper right corner is called by.
    """
    right, below = _ROOM + _SIDE, _ROOM + _SIDE
    size = _SIDE + 2 * _ROOM
    parts = [
        f'<svg class="map" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(told)}">',
        f'<path class="border" stroke-width="1" d="M{_ROOM} {_ROOM}V{below}H{right}"/>',
        f'<path class="border" stroke-width="1.6" d="{"".join(_borders())}"/>',
        # A little above the middle, where the region is widest, and below what is drawn.
        f'<text x="{size / 2}" y="{size / 2 - 0.06 * _SIDE:.0f}" text-anchor="middle">'
        f"{REGIONS['unsettled']}</text>",
        *(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}">{REGIONS[name]}</text>'
            for x, y, anchor, name in (
                (_ROOM, _ROOM - 10, "start", "dependency"),
                (right, _ROOM - 10, "end", far),
                (_ROOM, below + 20, "start", "adrift"),
                (right, below + 20, "end", "isolation"),
            )
        ),
        f'<text x="{size / 2}" y="{below + 20}" text-anchor="middle">more your own →</text>',
        f'<text transform="translate({_ROOM - 12} {size / 2}) rotate(-90)" text-anchor="middle">'
        "closer →</text>",
        *drawn,
        "</svg>",
    ]
    return "".join(parts)


def way(path: Path, told: Collection[int] = ()) -> Iterator[str]:
    """A path, and the other's beside it, from where it began to where it ended, its turns numbered.

    What led to the points whose indices are `told` is pale, and where that ends there is a mark.
    """
    if path.other:
        yield f'<path class="other" stroke-width="1.2" d="{_along(_placed(drifting(path.other)))}"/>'
    across = [(point.autonomy, point.connection) for point in path.points]
    placed = list(_placed(across))
    for pale, first, last in stretches(len(across), told):
        look = ' opacity=".35"' if pale else ""
        line = _along(_placed(drifting(across[first : last + 1])))
        yield f'<path class="you" stroke-width="3"{look} d="{line}"/>'
        if pale:
            x, y = placed[last]
            yield f'<path class="you" stroke-width="2" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"/>'
    for place, kind in ((placed[0], "start"), (placed[-1], "end")):
        yield f'<circle class="{kind}" cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="5"/>'
    for number, at in enumerate(path.turns, 1):
        x, y = placed[at]
        yield f'<text class="mark" x="{x + 7:.1f}" y="{y - 7:.1f}">{number}</text>'


def thread(path: Path, name: str, nth: int) -> Iterator[str]:
    """The `nth` path among others (from 0): a thin line in a dash of its own, and its name where it ended."""
    across = [(point.autonomy, point.connection) for point in path.points]
    dash = _DASHES[nth % len(_DASHES)]
    line = _along(_placed(drifting(across)))
    yield f'<path class="you" stroke-width="1.6" stroke-dasharray="{dash}" d="{line}"/>'
    ((x, y),) = _placed(across[-1:])
    yield f'<circle class="end" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    yield f'<text class="mark" x="{x + 7:.1f}" y="{y - 7:.1f}">{escape(name)}</text>'


def field(left: int, right: int, low: int, high: int) -> str:
    """A part of the plane, from `left` to `right` and from `low` to `high`, 0..100 each."""
    (x, y), (across, down) = _placed([(left, high), (right, low)])
    return f'<rect class="field" x="{x:.0f}" y="{y:.0f}" width="{across - x:.0f}" height="{down - y:.0f}"/>'


def _placed(places: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    for autonomy, connection in places:
        yield _ROOM + autonomy / 100 * _SIDE, _ROOM + (100 - connection) / 100 * _SIDE


def _along(places: Iterable[tuple[float, float]]) -> str:
    """A line through close places as the data of a path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _borders() -> Iterator[str]:
    """Dots wherever one region ends and the next begins."""
    for autonomy in range(100):
        for connection in range(100):
            here = region(autonomy, connection)
            beside = here != region(autonomy + 1, connection) and connection % 2 == 0
            above = here != region(autonomy, connection + 1) and autonomy % 2 == 0
            if beside or above:
                ((x, y),) = _placed([(autonomy + 0.5, connection + 0.5)])
                yield f"M{x:.0f} {y:.0f}h0"
