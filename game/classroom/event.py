"""What happens in a class. These, one a line, are all that its file holds; see `log`.

Ballots, feelings and predictions stand under a seat's number while they can still be changed. Then they are
folded: the lines of all seats give way to one line of counts.
"""

from typing import Annotated

from msgspec import Meta, Struct

from game.classroom.ballots import Round
from game.classroom.round import Depth, Phase

Number = Annotated[int, Meta(ge=0, lt=1 << 31)]
Seat = Annotated[int, Meta(ge=1, lt=1 << 31)]
Seconds = Annotated[float, Meta(ge=0, lt=1 << 31)]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*(?!\n)$", max_length=1000)]
Said = Annotated[str, Meta(max_length=2000)]
Share = Annotated[int, Meta(ge=0, le=100)]
"""A place on one meter."""


class Event(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="event", tag=""):
    """Something that happened: the `n`-th, `at` seconds of class. A folded line has the `n` of the next."""

    n: Number
    at: Seconds


class Planned(Event, frozen=True, tag="planned"):
    """These scenes are to be discussed in full."""

    full: tuple[Id, ...]


class Sat(Event, frozen=True, tag="sat"):
    """A phone took a seat; `key` is the digest of its secret."""

    seat: Seat
    key: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class Removed(Event, frozen=True, tag="removed"):
    """A phone was sent out, and its open ballots with it."""

    seat: Seat


class Locked(Event, frozen=True, tag="locked"):
    """The door was locked, or unlocked."""

    locked: bool


class Paused(Event, frozen=True, tag="paused"):
    """The class was paused, or went on."""

    paused: bool


class ByHands(Event, frozen=True, tag="by_hands"):
    """Hands are counted from now on, or no longer."""

    hands: bool


class Advanced(Event, frozen=True, tag="advanced"):
    """On to the next phase."""


class Skipped(Event, frozen=True, tag="skipped"):
    """On to a phase further on."""

    to: Phase


class Reopened(Event, frozen=True, tag="reopened"):
    """Back to the vote that was held last."""


class Rewound(Event, frozen=True, tag="rewound"):
    """Back to a page."""

    moment: Number


class Told(Event, frozen=True, tag="told"):
    """The story was told on from here: these choices, in order, were made without a vote."""

    choices: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=1000)]


class Deepened(Event, frozen=True, tag="deepened"):
    """This round is gone through so."""

    depth: Depth


class Timed(Event, frozen=True, tag="timed"):
    """The timer of this phase runs until then, in seconds of class; None turns it off."""

    until: Seconds | None


class Ballot(Event, frozen=True, tag="ballot"):
    """A phone voted; None is a pass."""

    seat: Seat
    choice: Id | None


class Hands(Event, frozen=True, tag="hands"):
    """Hands were counted: choice or `ballots.PASS` -> hands. Counts typed before give way to these."""

    counts: dict[str, Annotated[int, Meta(ge=0, le=100_000)]]


class Declared(Event, frozen=True, tag="declared"):
    """The teacher said which choice had won this vote."""

    choice: Id


class Decided(Event, frozen=True, tag="decided"):
    """The teacher said what is done: a tie was decided by people, or a vote overruled."""

    choice: Id
    reason: Said = ""


class Closed(Event, frozen=True, tag="closed"):
    """Folded ballots: what the round came to that the next line closes."""

    round: Round


class Felt(Event, frozen=True, tag="felt"):
    """A phone said a word for how it is."""

    seat: Seat
    word: Said


class Feelings(Event, frozen=True, tag="feelings"):
    """Folded feelings: word -> phones."""

    counts: dict[str, int]


class Predicted(Event, frozen=True, tag="predicted"):
    """A phone placed the two meters."""

    seat: Seat
    autonomy: Share
    connection: Share


class Predictions(Event, frozen=True, tag="predictions"):
    """Folded predictions: autonomy and connection of each, sorted."""

    points: tuple[tuple[Share, Share], ...]


class Ended(Event, frozen=True, tag="ended"):
    """The class is over, and its seats are gone."""


OfOneSeat = Sat | Ballot | Felt | Predicted
"""What one phone does, and leaves what all others are told as it was. Who is sent out takes ballots along."""

AnyEvent = (
    Planned
    | Sat
    | Removed
    | Locked
    | Paused
    | ByHands
    | Advanced
    | Skipped
    | Reopened
    | Rewound
    | Told
    | Deepened
    | Timed
    | Ballot
    | Hands
    | Declared
    | Decided
    | Closed
    | Felt
    | Feelings
    | Predicted
    | Predictions
    | Ended
)
