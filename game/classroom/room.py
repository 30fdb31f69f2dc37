"""The room: a class session that is kept, and everything that the teacher and the phones may do in it."""

import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from game.classroom import event as on
from game.classroom.ballots import NONE, PASS, Option, Round, Tally
from game.classroom.care import HELP, NORMS
from game.classroom.event import AnyEvent
from game.classroom.log import FORMAT, Header, Log, ResumeError, hold, read, sweep
from game.classroom.replay import replay
from game.classroom.round import VOTE, Depth, Phase
from game.classroom.seats import FEELINGS, Signs, key_of
from game.classroom.session import Refused, Session
from game.classroom.view import PhoneView, common, own
from game.saves.journal import today
from game.story.model import Story

# The one door of the core: who builds on a room needs no other module but `pacing` and `event`.
__all__ = [
    "FEELINGS",
    "NONE",
    "NORMS",
    "PASS",
    "Depth",
    "Option",
    "Phase",
    "PhoneView",
    "Refused",
    "ResumeError",
    "Room",
    "Round",
    "Tally",
]

_SEATS = 10_000
_SECRET_BYTES = 24


class Room(Session):
    """One class. Every change is an event: applied, then written, then told to whoever subscribed.

    It belongs to one thread, the host's loop. Every verb raises `Refused` where it cannot be done, and has
    changed nothing then.
    """

    def __init__(
        self,
        story: Story,
        minutes: int = 45,
        *,
        hands: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A room that is kept nowhere; `open` and `resume` make those that are."""
        super().__init__(story, minutes, hands=hands)
        self.help: tuple[str, ...] = HELP
        """The lines of the help page, which the school may fill in; see `care.load_help`."""
        self._log: Log | None = None
        self._greeting = ""
        self._clock = clock
        self._started = clock()
        self._present: Counter[int] = Counter()
        self._shared: PhoneView | None = None
        self._signs = Signs()
        self._subscribers: list[Callable[[], None]] = []

    @classmethod
    def open(
        cls,
        story: Story,
        folder: Path,
        minutes: int,
        *,
        hands: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> Self:
        """A new class on `story`, of so many minutes, kept in a file of its own in `folder`.

        A disk that refuses does not stop it; `notice` says so.
        """
        room = cls(story, minutes, hands=hands, clock=clock)
        header = Header(FORMAT, story.slug, story.digest, story.header.version, today(), minutes, hands)
        room._log = Log.new(folder, header)
        return room

    @classmethod
    def resume(cls, file: Path, story: Story, *, clock: Callable[[], float] = time.monotonic) -> Self:
        """The class in `file` as it was when its window was closed, or killed. It may go on at once.

        Raises `ResumeError` in plain words: it is over, open elsewhere, no class, of another story, or the
        story has been changed so that what was chosen no longer stands in it.
        """
        # The method of `Path` raises where nobody may look.
        if not os.path.isfile(file):
            raise ResumeError(f"There is no class at {file}.")
        held = hold(file)
        try:
            room, header, events, whole = cls._again(file, story, clock)
            if room.phase is Phase.OVER:
                raise ResumeError("This class is over.")
        except BaseException:
            held.release()
            raise
        # What cannot be cleared away stops no lesson; the end of the class tries again.
        with suppress(OSError):
            sweep(file)
        room._log = Log(file, header, events, whole=whole, held=held)
        return room

    @classmethod
    def read(cls, file: Path, story: Story) -> Self:
        """The class in `file` to look at, also when it is over; nothing is written. Raises as `resume`."""
        room, *_ = cls._again(file, story, time.monotonic)
        return room

    @classmethod
    def _again(
        cls, file: Path, story: Story, clock: Callable[[], float]
    ) -> tuple[Self, Header, list[AnyEvent], bool]:
        """A room after the events of `file`, those events folded, and whether the file differs from them."""
        contents = read(file)
        header = contents.header
        if header.story != story.slug:
            raise ResumeError(f"{file} is a class on {header.story}, not on {story.slug}.")
        room = cls(story, header.minutes, hands=header.hands, clock=clock)
        again = replay(room, contents, file)
        room._greeting = again.said
        room._started = clock() - room.at
        return room, header, again.events, again.whole

    @property
    def file(self) -> Path | None:
        """Where it is kept; None for a room that is kept nowhere."""
        return self._log.file if self._log else None

    @property
    def notice(self) -> str:
        """A sentence for the teacher, or an empty string; it may change after anything that is done."""
        return (self._log.notice if self._log else "") or self._greeting

    @property
    def now(self) -> float:
        """Seconds of class until now; what passes between a stop and a resume does not count."""
        return self._clock() - self._started

    @property
    def time_left(self) -> float | None:
        """Seconds until the timer is up, not below 0; None without a timer. It stands still in a pause."""
        if self.timer is None:
            return None
        return max(0.0, self.timer - (self._paused_at if self.paused else self.now))

    @property
    def here(self) -> frozenset[int]:
        """The seats whose phones are listening now."""
        return frozenset(seat for seat in self._present if seat in self._seats.taken)

    def sign(self, seat: int) -> str:
        """Four letters by which a phone can be told from the others: it shows them when it is asked."""
        return self._signs.of(seat)

    # -- the teacher ------------------------------------------------------------------------------

    def plan(self, full: Iterable[str]) -> None:
        """Discuss these scenes in full, and run the others quickly; from the next page on."""
        self._do(on.Planned(*self._stamp, tuple(full)))

    def advance(self) -> None:
        """On to the next phase. Where the vote is even, not to the consequence until `decide`."""
        self._do(on.Advanced(*self._stamp))

    def skip(self, to: Phase) -> None:
        """On to a phase further on in this round, or to the feeling, the prediction, the debrief."""
        self._do(on.Skipped(*self._stamp, to))

    def reopen(self) -> None:
        """Open the vote again that was held last; ballots stand until they are changed."""
        self._do(on.Reopened(*self._stamp))

    def decide(self, choice_id: str, reason: str = "") -> None:
        """Say what is done, once the vote is revealed: for a tie, or against the vote, with the reason."""
        self._do(on.Decided(*self._stamp, choice_id, _clean(reason)))

    def rewind(self, moment_n: int) -> None:
        """Back to a page, by its number among ``playthrough.moments``; a round that is open is dropped."""
        self._do(on.Rewound(*self._stamp, moment_n))

    def tell_on(self, choices: Iterable[str]) -> None:
        """Tell the story on by these choices, without a vote (see `road.roads`); not while one goes on."""
        self._do(on.Told(*self._stamp, tuple(choices)))

    def pause(self) -> None:
        """Take no answers, and stop the timer, until `unpause`."""
        self._do(on.Paused(*self._stamp, True))

    def unpause(self) -> None:
        """Go on."""
        self._do(on.Paused(*self._stamp, False))

    def lock(self) -> None:
        """Let nobody in until `unlock`; whoever has a seat keeps it."""
        self._do(on.Locked(*self._stamp, True))

    def unlock(self) -> None:
        """Let phones in again."""
        self._do(on.Locked(*self._stamp, False))

    def remove(self, seat: int) -> None:
        """Send a phone out, with its ballots of this round."""
        self._do(on.Removed(*self._stamp, seat))

    def use_hands(self, hands: bool) -> None:
        """Count hands from now on, or no longer; phones may vote all the same."""
        self._do(on.ByHands(*self._stamp, hands))

    def count_hands(self, counts: Mapping[str, int]) -> None:
        """The hands of the vote that is open: choice or `PASS` -> hands, beside the phones' ballots."""
        if any(count < 0 or count > _SEATS for count in counts.values()):
            raise Refused(f"A count is a number from 0 to {_SEATS}.")
        self._do(on.Hands(*self._stamp, dict(counts)))

    def winner(self, choice_id: str) -> None:
        """The vote that is open was won by this choice, as the teacher saw; no counts."""
        self._do(on.Declared(*self._stamp, choice_id))

    def set_timer(self, seconds: float | None) -> None:
        """So much time from now for this phase; None for none. It ends nothing by itself."""
        self._do(on.Timed(*self._stamp, None if seconds is None else round(self.now + max(0.0, seconds), 2)))

    def extend(self, seconds: float) -> None:
        """So much more time, from now if there was none or it is up."""
        self.set_timer((self.time_left or 0.0) + seconds)

    def set_depth(self, depth: Depth) -> None:
        """Go through this round so."""
        self._do(on.Deepened(*self._stamp, depth))

    def end(self) -> None:
        """The class is over: its seats are deleted from the file, its counts stay."""
        self._do(on.Ended(*self._stamp))

    # -- a phone ----------------------------------------------------------------------------------

    def sit(self) -> tuple[int, str]:
        """A free seat, by chance, and its secret of 192 bits. Refused where locked, over or full."""
        free = _SEATS - len(self._seats.taken)
        if not free:
            raise Refused("Every seat is taken.")
        seat = secrets.randbelow(_SEATS) + 1
        while seat in self._seats.taken:
            seat = secrets.randbelow(_SEATS) + 1
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._do(on.Sat(*self._stamp, seat, key_of(secret)))
        return seat, secret

    def seat_of(self, secret: str) -> int | None:
        """The seat of a secret, or None."""
        return self._seats.of(key_of(secret))

    def vote(self, seat: int, round: int, vote_no: int, choice_id: str | None) -> None:  # noqa: A002
        """Vote, or change the ballot, until the vote closes; None passes.

        A phone that came while a vote was open votes in the next one: leaving and coming again gives
        nobody a second ballot.
        """
        if self.phase in VOTE and (round, vote_no) != (self.round, self.vote_no):
            raise Refused("That vote is over.")
        self._answer(on.Ballot(*self._stamp, seat, choice_id), PASS if choice_id is None else choice_id)

    def feel(self, seat: int, word: str) -> None:
        """Say one of `FEELINGS`; it may be changed until the phase is over."""
        self._answer(on.Felt(*self._stamp, seat, word), word)

    def predict(self, seat: int, autonomy: int, connection: int) -> None:
        """Place the two meters, 0..100 each; it may be changed until the phase is over."""
        if not (0 <= autonomy <= 100 and 0 <= connection <= 100):
            raise Refused("A meter goes from 0 to 100.")
        self._answer(on.Predicted(*self._stamp, seat, autonomy, connection), (autonomy, connection))

    def arrive(self, seat: int) -> None:
        """A phone on this seat listens; one seat may listen more than once."""
        self._present[seat] += 1
        self._tell()

    def leave(self, seat: int) -> None:
        """It no longer does."""
        self._present[seat] -= 1
        if not self._present[seat]:
            del self._present[seat]
        self._tell()

    def view(self, seat: int) -> PhoneView:
        """Everything that the phone on this seat is told."""
        # Worked out once for the whole class, which may be a school, and not at every ballot.
        if self._shared is None or self._shared.help != self.help:
            self._shared = common(self, self.help)
        sign = self.sign(seat) if seat in self._seats.taken else ""
        return own(self._shared, self, seat, self.time_left, sign)

    # -- around it --------------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change, presence too; returns what ends that. It must be quick."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    async def settled(self) -> None:
        """Wait until everything that has happened so far is on disk: only then is a ballot acknowledged.

        A disk that refuses stops no lesson: this returns then too, and `notice` says what is the matter.
        """
        if self._log is not None:
            await self._log.settled()

    def close(self) -> None:
        """Let the file go, once everything is on disk. The class can be resumed unless it is over."""
        if self._log is not None:
            self._log.close()

    @property
    def _stamp(self) -> tuple[int, float]:
        # Never before the last event, whatever the clock does.
        return self.seq + 1, round(max(self.now, self.at), 2)

    def _answer(self, event: on.Ballot | on.Felt | on.Predicted, answer: str | tuple[int, int]) -> None:
        # A phone that heard nothing sends the same again.
        if not (self.may_answer(event.seat) and self.answer_of(event.seat) == answer):
            self._do(event)

    def _do(self, event: AnyEvent) -> None:
        folds = self.apply(event)
        if not isinstance(event, on.OfOneSeat):
            self._shared = None
        if self._log is not None:
            self._log.append(event, folds)
        self._greeting = ""
        self._tell()

    def _tell(self) -> None:
        for callback in tuple(self._subscribers):
            callback()


def _clean(text: str) -> str:
    """One line of what was typed, without anything that does not print."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:500]
