"""Shade out of dots: how a density becomes a stipple."""

from collections.abc import Sequence
from math import sqrt

Density = Sequence[Sequence[float]]
"""``density[autonomy][connection]``, 101 x 101, not negative; of any scale, for the largest is darkest."""

# The darkest place keeps some paper, so that a line can still be seen on it.
_DARKEST = 0.6

# How dark (of 256) a place must be for this dot of every 16 x 16 to be set. The tile was made by the method
# of void and cluster, so that the stipple is even at every darkness and never falls in rows.
_TILE = tuple(
    bytes.fromhex(row)
    for row in (
        "ec369c13ed2dd187c498b947a5e4bb95",
        "66bf5a3fa46345f817507dfe31744f24",
        "8006f986da0b92ad6ce00765cf11f3a9",
        "46d2ab1ebe7aeb2138cc9625ae8d3bdd",
        "933052702c4ccb5982b741ef54c56b19",
        "ba79ee9ee1b402a0f20e72d87e04a1fb",
        "5e0cc216603c75d62f51a31a34ea4b26",
        "a6d7448197ff1b8b64c3f789b368c983",
        "356ef62aceb04ae8992243d3579a15e6",
        "0191b2580a6d33c708b5710d29df40b8",
        "f0491ce38adca87c5ce584aafd8e765b",
        "d07fc69d2e5314fa2b48d53962c01fa2",
        "0f613a73e9c1679f8cbc1d9b094edb32",
        "90bdfc05af203ecd0056f57be7b16ff4",
        "ac5527884d94f178e2a7693dca288542",
        "1877dec86ab6105d3723d9128f5f03d4",
    )
)


class Stipple:
    """Dots that lie the thicker the more of `density` there is; none where there is nothing."""

    def __init__(self, density: Density) -> None:
        self._soft = _softened(density)
        self._darkest = max(map(max, self._soft))

    def falls(self, x: int, y: int, autonomy: float, connection: float) -> bool:
        """Whether the dot at (x, y), which lies at this place of the plane, is set."""
        if self._darkest <= 0:
            return False
        # A root brings out what is rare: most places are visited by very few.
        dark = sqrt(self._soft[round(autonomy)][round(connection)] / self._darkest) * _DARKEST
        return dark * 256 > _TILE[y % 16][x % 16]


def _softened(density: Density) -> list[list[float]]:
    """The density spread over its neighbours: meters move in steps, and would leave a lattice."""
    down = [_spread(column) for column in density]
    return [list(column) for column in zip(*map(_spread, zip(*down, strict=True)), strict=True)]


def _spread(row: Sequence[float]) -> list[float]:
    padded = [0.0, 0.0, *row, 0.0, 0.0]
    beside = zip(padded, padded[1:], padded[2:], padded[3:], padded[4:], strict=False)
    return [a + 4 * b + 6 * c + 4 * d + e for a, b, c, d, e in beside]
