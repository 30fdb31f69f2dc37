"""What could still come of a reading, as one process that knows tells it to another, line by line.

Every line is one message in JSON. Nothing here is worked out; `analysis.foresee` does that.
"""

import time
from collections.abc import Callable, Mapping

from msgspec import Struct

_EVERY = 0.25
"""Seconds between two words on how far it is."""


class Prospect(Struct, frozen=True):
    """What can come once a reading stands somewhere."""

    odds: Mapping[str, float]
    """Outcome -> its probability, if every choice from here on is left to chance. Those that cannot come are
    left out; what is missing to 1 never ends."""
    endings: tuple[str, ...]
    """The endings that can still be reached, in the order of the story."""


class Fork(Struct, frozen=True):
    """A page of a reading: what can come there, and after each choice that is open."""

    here: Prospect
    roads: Mapping[str, Prospect]
    """Choice -> what can come once it is made, in the order of the page."""


class Working(Struct, frozen=True, tag="working"):
    """It is being worked out: so many states were found, and so many are still to be looked at."""

    states: int
    waiting: int


class Density(Struct, frozen=True, tag="density"):
    """It is known. Where readings end by chance: 101 x 101, ``rows[autonomy][connection]``, 1 in all."""

    rows: tuple[tuple[float, ...], ...]


class Forks(Struct, frozen=True, tag="forks"):
    """The answer to a path, the ids of the choices made: a fork for every page but the last."""

    path: tuple[str, ...]
    forks: tuple[Fork, ...]


class TooWide(Struct, frozen=True, tag="wide"):
    """It cannot be known exactly, and why."""

    because: str


class Changed(Struct, frozen=True, tag="changed"):
    """The story on disk is no longer the one that is being read, or cannot be read at all."""


Message = Working | Density | Forks | TooWide | Changed


class Sway(Struct, frozen=True):
    """How much hangs on a scene, when every choice is left to chance."""

    often: float
    """How many times a reading is expected to choose there."""
    far: float
    """How far a choice made there moves the odds of the outcomes: the mean total variation distance, 0..1."""


class Sways(Struct, frozen=True, tag="sways"):
    """The scenes where there is something to choose, by id; none where it cannot be known exactly."""

    scenes: Mapping[str, Sway]
    because: str = ""
    """Why it cannot be known; empty where it is."""


def now_and_then(tell: Callable[[Working], None]) -> Callable[[int, int], None]:
    """What an exploration is to call with the states found and those waiting: it tells of some of it."""
    last = time.monotonic()

    def told(states: int, waiting: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            tell(Working(states, waiting))

    return told
