"""One vote: who said what, what that comes to, and what a round leaves behind when its ballots are gone."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from game.classroom.round import Depth

PASS = "(pass)"
"""A ballot that says nothing. No choice of a story can be called so."""
NONE = "(none)"
"""In a table of first against second vote: no ballot."""


class Option(Struct, frozen=True, omit_defaults=True):
    """A choice as the class sees it. One that is struck has a reason and no letter."""

    id: str
    text: str
    letter: str | None = None
    struck: str | None = None


class Tally(Struct, frozen=True, omit_defaults=True):
    """What one vote came to."""

    counts: dict[str, int]
    """Choice -> ballots and hands for it, for every choice that was open."""
    passes: int = 0
    hands: int = 0
    """How many of all these, passes too, were hands."""
    declared: str | None = None
    """The choice that the teacher said had won, where hands were not counted."""

    @property
    def cast(self) -> int:
        """Ballots and hands, passes too."""
        return sum(self.counts.values()) + self.passes

    @property
    def leading(self) -> tuple[str, ...]:
        """The choices with the most ballots, in the order of the page: more than one is a tie."""
        if self.declared is not None:
            return (self.declared,)
        most = max(self.counts.values(), default=0)
        return tuple(choice for choice, count in self.counts.items() if count == most)

    @property
    def silent(self) -> bool:
        """Whether it says nothing at all about what the class wants."""
        return self.declared is None and not any(self.counts.values())


class Ballots:
    """One vote while its ballots are known by seat."""

    def __init__(self) -> None:
        self.cast: dict[int, str] = {}
        """Seat -> choice or `PASS`: the last that it said, and only one."""
        self.hands: dict[str, int] = {}
        """Choice or `PASS` -> hands."""
        self.declared: str | None = None

    def tally(self, choices: Iterable[str]) -> Tally:
        """What it comes to, for the `choices` that are open, in the order of the page."""
        counts = {choice: self.hands.get(choice, 0) for choice in choices}
        passes = self.hands.get(PASS, 0)
        for choice in self.cast.values():
            if choice == PASS:
                passes += 1
            else:
                counts[choice] += 1
        return Tally(counts, passes, sum(self.hands.values()), self.declared)


def moved(first: Mapping[int, str], second: Mapping[int, str]) -> dict[str, dict[str, int]]:
    """First ballot -> second ballot -> phones; `NONE` where a seat voted only once."""
    table: dict[str, dict[str, int]] = {}
    for seat in sorted(first.keys() | second.keys()):
        row = table.setdefault(first.get(seat, NONE), {})
        to = second.get(seat, NONE)
        row[to] = row.get(to, 0) + 1
    return {before: dict(sorted(row.items())) for before, row in sorted(table.items())}


class Round(Struct, frozen=True, omit_defaults=True):
    """A round that is closed: counts, and nobody's ballot."""

    number: int
    """From 1, as the class counted."""
    page: int
    """The moment of the playthrough at which it was voted."""
    led_to: int
    """The moment to which the choice led."""
    scene: str
    chapter: str
    talk: str | None
    depth: Depth
    options: tuple[Option, ...]
    """As they stood on the page, struck ones too."""
    first: Tally | None
    second: Tally | None
    """None for a vote that was not held."""
    moved: dict[str, dict[str, int]]
    """First ballot -> second ballot -> phones (`PASS`, `NONE`); empty unless both votes were held."""
    tied: tuple[str, ...]
    """The choices that were even, or empty."""
    choice: str
    """What was done."""
    overruled: bool = False
    """Whether the class had wanted something else."""
    reason: str = ""
    """Why it was decided so, in the teacher's words."""
    left: bool = field(default=False)
    """Whether a rewind has left it: what followed from it is no longer on the class's path."""

    @property
    def last(self) -> Tally | None:
        """The vote that decided: the last that said anything."""
        return deciding(self.first, self.second)

    @property
    def by_phones(self) -> bool:
        """Whether any ballot came from a phone."""
        return any(vote is not None and vote.cast > vote.hands for vote in (self.first, self.second))

    @property
    def by_hands(self) -> bool:
        """Whether any hand was counted, or a winner declared."""
        votes = (self.first, self.second)
        return any(vote is not None and (vote.hands > 0 or vote.declared is not None) for vote in votes)


def deciding(first: Tally | None, second: Tally | None) -> Tally | None:
    """The vote that decides: the last that said anything, or the last that was held."""
    held = [vote for vote in (second, first) if vote is not None]
    return next((vote for vote in held if not vote.silent), held[0] if held else None)
