"""The idea card: attachment and autonomy side by side, what stands behind each line, and what can be said
against the whole of it.

The sources support directions, never sizes; every claim here is one that they were read for. Where a line is
our own choice the card says so.
"""

from dataclasses import dataclass
from typing import Literal

Evidence = Literal["studied", "studied, in part read at second hand", "our choice"]


@dataclass(frozen=True)
class Row:
    """One aspect under which the two are compared; `behind` is what the evidence is, `source` whose."""

    aspect: str
    attachment: str
    autonomy: str
    evidence: Evidence
    behind: str
    source: str


@dataclass(frozen=True)
class IdeaCard:
    """The comparison, its objections, and what it does not claim."""

    rows: tuple[Row, ...]
    objections: tuple[str, ...]
    claim: str


CARD = IdeaCard(
    rows=(
        Row(
            "What it is",
            "A bond you feel with one person, and the leaning that comes with it.",
            "Running your own life, and making up your own mind.",
            "studied",
            "Acting on your own say-so and keeping your distance proved to be two different things.",
            "Kağıtçıbaşı 2005; Chirkov and others 2003",
        ),
        Row(
            "What it looks for",
            "Nearness, and being safe in it.",
            "Room to move, and to turn into somebody.",
            "studied",
            "People risk coming closer when they trust in how the other sees them.",
            "Murray and others 2006",
        ),
        Row(
            "What it gives a partnership",
            "Trust, and the warmth of being known.",
            "Two separate people, each able to stand up alone.",
            "studied",
            "Those whose leaning was accepted went on to do more by themselves.",
            "Feeney 2007",
        ),
        Row(
            "Where it goes wrong",
            "You lean until you cannot stand, and lose sight of who was leaning.",
            "You manage alone until nobody can reach you.",
            "studied",
            "Caring went with distress where it left no room for oneself. "
            "Cutting people off is counted as having less of a self.",
            "Helgeson and Fritz 1998; Skowron and Friedlander 1998",
        ),
        Row(
            "What balance makes of it",
            "Two who depend on each other, and know it.",
            "Limits that both of you can live with.",
            "studied, in part read at second hand",
            "People who had too much of one worked towards the other. How they hold both differs: "
            "by turns, each in its place, both at once, or seen afresh. There is no one midpoint.",
            "Kumashiro and others 2008; Baxter and Montgomery 1997, by way of a summary",
        ),
        Row(
            "How far a choice moves you",
            "A little, more, or a turn.",
            "A little, more, or a turn.",
            "our choice",
            "The sizes are invented. No study says how much one evening weighs.",
            "The Leeway authors",
        ),
    ),
    objections=(
        "Two numbers cannot hold a relationship.",
        "Much of what was studied is Western, heterosexual, and counts things that go together "
        "without knowing which came first.",
        "All this prizes the single self, which is a Western habit. By your own we mean wanted; "
        "what is wanted can be shared, and a duty that runs both ways can be wanted too.",
        "Liking to be alone, or saying a thing straight out, is not avoiding anybody.",
        "Money, papers, health and law often decide more than skill does.",
    ),
    claim=(
        "This is a story’s map, of these people in this reading. "
        "It is no test, no diagnosis and no advice, and it says nothing about you."
    ),
)
