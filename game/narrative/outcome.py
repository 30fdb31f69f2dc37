"""Regions of the plane of autonomy and connection."""

from collections.abc import Iterator, Mapping

# How near a border an ending "leans": no meter moves further than this in a sentence.
LEANING = 3

OTHERS_OWN = "_autonomy"


def region(autonomy: float, connection: float, other: int | None = None) -> str:
    """The outcome of two meters 0..100; `other` is the lowest autonomy of another person, if any has one.

    The first test that holds decides.
    """
    if autonomy < 45 and connection < 45:
        return "adrift"
    if autonomy >= 60 and connection >= 60:
        return "lopsided" if other is not None and other < 45 else "interdependence"
    if connection - autonomy >= 20 and autonomy < 50:
        return "dependency"
    if autonomy - connection >= 20 and connection < 50:
        return "isolation"
    return "unsettled"


def others_lowest(values: Mapping[str, int]) -> int | None:
    """The lowest ``<name>_autonomy`` among `values`, or None where nobody else has a meter."""
    return min((value for name, value in values.items() if name.endswith(OTHERS_OWN)), default=None)


def outcome_of(values: Mapping[str, int]) -> str:
    """The region in which `values` stand."""
    return region(values["autonomy"], values["connection"], others_lowest(values))


def leans(values: Mapping[str, int]) -> bool:
    """Whether a change of at most `LEANING` in autonomy and connection could change the outcome."""
    autonomy, connection, other = values["autonomy"], values["connection"], others_lowest(values)
    here = region(autonomy, connection, other)
    return any(region(a, c, other) != here for a, c in _near(autonomy, connection))


def _near(autonomy: int, connection: int) -> Iterator[tuple[int, int]]:
    for a in range(max(0, autonomy - LEANING), min(100, autonomy + LEANING) + 1):
        for c in range(max(0, connection - LEANING), min(100, connection + LEANING) + 1):
            yield a, c
