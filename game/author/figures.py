"""The exact figures of a story, as the process that works them out tells them to the one that shows them.

Every line is one message in JSON. Nothing here is worked out; `weigh` does that.
"""

from collections.abc import Mapping

from msgspec import Struct

from game.analysis.waivers import Finding
from game.author.report import Spread
from game.narrative.foresight import Changed, Working

Span = tuple[float, float]
"""A probability, 0 to 1: exactly, where both are the same, else between the two 19 times of 20."""


class Odds(Struct, frozen=True):
    """What comes of a page if every choice from there on is left to chance; what cannot come is left out."""

    outcomes: Mapping[str, Span]
    endings: Mapping[str, Span]


class Noted(Struct, frozen=True):
    """A finding, and the line of the file that it stands in, as that was when it was found."""

    finding: Finding
    written: str


class Known(Struct, frozen=True, tag="known"):
    """What an exploration of the whole story found."""

    exact: bool
    states: int
    because: tuple[str, ...]
    """Why it is not exact, and what to change."""
    standing: tuple[Noted, ...]
    waived: int
    """How many findings the story answers."""
    start: Odds
    """What comes of the first page."""
    witnesses: Mapping[str, tuple[str, ...]]
    """Scene, ending or outcome -> the choices, ``scene.choice`` each, that lead there."""
    unreachable: Mapping[str, str]
    """Scene, ``scene.choice`` or ending that no reader can meet -> why."""
    words: Spread | None
    """Words of a reading."""
    choices: Spread | None
    """Choices made in a reading."""
    seen: float | None
    """The share of the text that one reading sees."""
    visits: Mapping[str, float]
    """Scene or ending -> expected visits; empty where nobody counted."""
    ways: tuple[tuple[str, str, float], ...]
    """``scene.choice``, where it led (or ``"here"``), and how often it is expected to."""


class Weighed(Struct, frozen=True, tag="weighed"):
    """The answer to a path: what comes of the page it leads to, and of each choice that is open there."""

    path: tuple[str, ...]
    here: Odds
    roads: Mapping[str, Odds]


Message = Working | Known | Weighed | Changed
