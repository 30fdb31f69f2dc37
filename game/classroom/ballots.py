"""One vote: who said what, what that comes to, and what a round leaves behind when its ballots are gone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count, product
from string import ascii_uppercase

from msgspec import Struct, field

from game.classroom.round import Depth
from game.narrative.playthrough import Option as Offered

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


def lettered(offered: Iterable[Offered]) -> tuple[Option, ...]:
    """The choices of a page with their letters: A, B, ... Z, AA, AB and so on."""
    letters = ("".join(signs) for size in count(1) for signs in product(ascii_uppercase, repeat=size))
    return tuple(
        Option(one.id, one.text, next(letters) if one.struck is None else None, one.struck) for one in offered
    )


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
        self.hands: dict[str, int] = {}
        """Choice or `PASS` -> hands."""
        self.declared: str | None = None
        self.taken = False
        """Whether there ever was one, of a seat that has left too: then the file has it."""
        self._cast: dict[int, str] = {}
        # Counted as they come: with a school in the room, nobody counts all of them at every look.
        self._phones: Counter[str] = Counter()

    @property
    def cast(self) -> Mapping[int, str]:
        """Seat -> choice or `PASS`: the last that it said, and only one."""
        return self._cast

    @property
    def many(self) -> int:
        """Ballots and hands, passes too."""
        return len(self._cast) + sum(self.hands.values())

    def put(self, seat: int, choice: str) -> None:
        """The ballot of a seat, in place of what it said before."""
        self.drop(seat)
        self.taken = True
        self._cast[seat] = choice
        self._phones[choice] += 1

    def drop(self, seat: int) -> None:
        """Without the ballot of a seat, if it has one."""
        if seat in self._cast:
            self._phones[self._cast.pop(seat)] -= 1

    def tally(self, choices: Iterable[str]) -> Tally:
        """What it comes to, for the `choices` that are open, in the order of the page."""
        counts = {choice: self._phones[choice] + self.hands.get(choice, 0) for choice in choices}
        passes = self._phones[PASS] + self.hands.get(PASS, 0)
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
    def sound(self) -> bool:
        """Whether it speaks of its own choices alone."""
        names = {option.id for option in self.options if option.letter is not None}
        votes = [vote for vote in (self.first, self.second) if vote is not None]
        said = {*self.tied, *self.moved, *(after for row in self.moved.values() for after in row)}
        return (
            self.choice in names
            and all(vote.counts.keys() == names and vote.declared in (None, *names) for vote in votes)
            and said <= {*names, PASS, NONE}
        )

    @property
    def done(self) -> str:
        """The words of what was done."""
        return next(option.text for option in self.options if option.id == self.choice)

    @property
    def last(self) -> Tally | None:
        """The vote that decided: the last that said anything."""
        return deciding(self.first, self.second)

    @property
    def by_hands(self) -> bool:
        """Whether any hand was counted, or a winner declared."""
        votes = (self.first, self.second)
        return any(vote is not None and (vote.hands > 0 or vote.declared is not None) for vote in votes)


def deciding(first: Tally | None, second: Tally | None) -> Tally | None:
    """The vote that decides: the last that said anything, or the last that was held."""
    held = [vote for vote in (second, first) if vote is not None]
    return next((vote for vote in held if not vote.silent), held[0] if held else None)


class Votes:
    """The votes of one round, and what the class does by them."""

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        self.choices = choices
        """Those that are open, in the order of the page."""
        self.decision: str | None = None
        """What the teacher said is done."""
        self.reason = ""
        self.closed: Round | None = None
        """What the round came to, when its ballots are gone."""
        self._held: dict[int, Ballots] = {}

    def __getitem__(self, vote_no: int) -> Ballots:
        """The ballots of a vote that was opened, 1 or 2. Raises `KeyError` for one that was not."""
        return self._held[vote_no]

    def open(self, vote_no: int) -> None:
        """Take ballots, or take them again; what was decided falls, and what was counted of ballots that are
        gone."""
        self._held.setdefault(vote_no, Ballots())
        self.decision, self.reason, self.closed = None, "", None

    def many(self, vote_no: int) -> int:
        """Ballots and hands in a vote."""
        return self._held[vote_no].many if vote_no in self._held else 0

    def of(self, seat: int, vote_no: int) -> str | None:
        """What a seat said in a vote: a choice, `PASS`, or None."""
        return self._held[vote_no].cast.get(seat) if vote_no in self._held else None

    def drop(self, seat: int) -> None:
        """Without the ballots of a seat."""
        for ballots in self._held.values():
            ballots.drop(seat)

    @property
    def taken(self) -> bool:
        """Whether there ever was a ballot, of a seat that has left too."""
        return any(ballots.taken for ballots in self._held.values())

    @property
    def tallies(self) -> tuple[Tally | None, Tally | None]:
        """What both votes came to; None for one that was not held."""
        if self.closed is not None:
            return self.closed.first, self.closed.second
        first, second = (
            self._held[vote_no].tally(self.choices) if vote_no in self._held else None for vote_no in (1, 2)
        )
        return first, second

    @property
    def moved(self) -> dict[str, dict[str, int]]:
        """First ballot -> second ballot -> phones; empty unless both votes were held."""
        if self.closed is not None:
            return self.closed.moved
        return moved(self._held[1].cast, self._held[2].cast) if self._held.keys() >= {1, 2} else {}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The choices that lead in the vote that decides; none where no vote was held."""
        last = deciding(*self.tallies)
        return last.leading if last is not None else ()

    @property
    def tied(self) -> tuple[str, ...]:
        """The choices that are even, or empty."""
        return self.wanted if len(self.wanted) > 1 else ()

    @property
    def winner(self) -> str | None:
        """What the class does, as far as that is clear."""
        if self.decision is not None:
            return self.decision
        if self.closed is not None:
            return self.closed.choice
        return self.wanted[0] if len(self.wanted) == 1 else None
