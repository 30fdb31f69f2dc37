"""How each event changes a class. Nothing here asks a clock or a disk.

The same events always make the same session: that is how a class is resumed.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple

from transitions import MachineError

from game.classroom import event as on
from game.classroom.ballots import PASS, Round, Votes, lettered
from game.classroom.event import AnyEvent
from game.classroom.road import leads
from game.classroom.round import ROUND, VOTE, Depth, Phase, Standing
from game.classroom.seats import FEELINGS
from game.classroom.state import OUTSIDE, ClassState
from game.narrative import rules


class Refused(Exception):  # noqa: N818 - nothing went wrong: somebody asked for what cannot be now.
    """It cannot be done now; nothing has changed. `reason` is a plain sentence for whoever asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Fold(NamedTuple):
    """Lines that nobody may need any more: every event of `kind` so far gives way to `instead`."""

    kind: type[on.Event]
    instead: AnyEvent | None


class Session(ClassState):
    """A class as its events tell it: `apply` alone changes it."""

    def apply(self, event: AnyEvent) -> list[Fold]:
        """Let `event` happen. Returns what may be folded since. Raises `Refused`, and has changed nothing."""
        if self.phase is Phase.OVER:
            raise Refused("This class is over.")
        folds = self._appliers[type(event)](self, event)
        self.seq, self.at = event.n, event.at
        return folds or []

    def _plan(self, event: on.Planned) -> None:
        self.full = frozenset(event.full)

    def _sit(self, event: on.Sat) -> None:
        if self.locked:
            raise Refused("The door is locked. Ask for it to be opened.")
        if event.seat in self._seats.taken or self._seats.of(event.key) is not None:
            raise Refused("That seat is taken.")
        self._seats.take(event.seat, event.key)
        if self.phase in VOTE:
            self._seats.late.add(event.seat)

    def _remove(self, event: on.Removed) -> None:
        self._check_seat(event.seat)
        self._seats.free(event.seat)
        self._votes.drop(event.seat)
        self._answers.drop(event.seat)

    def _lock(self, event: on.Locked) -> None:
        self.locked = event.locked

    def _pause(self, event: on.Paused) -> None:
        if self.paused and not event.paused and self.timer is not None:
            self.timer += event.at - self._paused_at
        if event.paused and not self.paused:
            self._paused_at = event.at
        self.paused = event.paused

    def _by_hands(self, event: on.ByHands) -> None:
        self.hands = event.hands

    def _time(self, event: on.Timed) -> None:
        self.timer = event.until
        if self.paused:
            self._paused_at = event.at

    def _deepen(self, event: on.Deepened) -> None:
        if len(self._votes.choices) < 2 or self.phase not in ROUND:
            raise Refused("There is nothing to vote on here.")
        if event.depth is Depth.PAGE:
            raise Refused("There is something to vote on here.")
        self.depth = event.depth

    # -- the way of a round -----------------------------------------------------------------------

    def _advance(self, event: on.Advanced) -> list[Fold]:
        return self._go(event, lambda: self._course.advance(self._standing))

    def _skip(self, event: on.Skipped) -> list[Fold]:
        return self._go(event, lambda: self._course.skip(self._standing, event.to))

    def _reopen(self, event: on.Reopened) -> list[Fold]:
        return self._go(event, lambda: self._course.reopen(self._standing))

    def _rewind(self, event: on.Rewound) -> list[Fold]:
        if event.moment >= len(self.playthrough.moments):
            raise Refused("There is no such page.")
        return self._go(event, lambda: self._course.rewind(self._standing))

    def _tell_on(self, event: on.Told) -> list[Fold]:
        if not leads(self.story, self.playthrough.now.state, event.choices):
            raise Refused("The story does not lead there from here.")
        return self._go(event, lambda: self._course.tell(self._standing))

    def _end(self, event: on.Ended) -> list[Fold]:
        folds = self._go(event, lambda: self._course.end(self._standing))
        self._seats.clear()
        self.paused = False
        return [*folds, *(Fold(kind, None) for kind in (on.Sat, on.Removed))]

    def _go(self, event: AnyEvent, trigger: Callable[[], bool]) -> list[Fold]:
        before = self.phase
        try:
            gone = trigger()
        except MachineError:
            gone = False
        if not gone:
            raise Refused(self._why_not)
        try:
            folds = self._arrive(before, event)
        except (rules.ChoiceClosedError, rules.NoWayOnError):
            self._course.place(before)
            raise Refused("The story has no way on from here. Go back to an earlier page.") from None
        answers, stamp = self._answers, (event.n, event.at)
        if before is Phase.FEELING and answers.fold_feelings():
            folds.append(Fold(on.Felt, on.Feelings(*stamp, answers.feelings)))
        if before is Phase.PREDICT and answers.fold_predictions():
            folds.append(Fold(on.Predicted, on.Predictions(*stamp, answers.predictions)))
        self._seats.late.clear()
        self.timer = None
        return folds

    def _arrive(self, before: Phase, event: AnyEvent) -> list[Fold]:
        """What a phase begins with. Raises before it changes anything."""
        folds: list[Fold] = []
        if self.phase is Phase.CONSEQUENCE:
            return self._close(event)
        if isinstance(event, on.Told):
            self._pass_over(event.choices)
        if self.phase is Phase.READING:
            if isinstance(event, on.Rewound):
                self.playthrough.rewind(self.playthrough.moments[event.moment])
            elif isinstance(event, on.Advanced) and before is Phase.READING:
                self._turn_page()
            folds = self._abandon()
            self._begin_round()
        elif self.phase in VOTE:
            self.vote_no = VOTE[self.phase]
            self._votes.open(self.vote_no)
        elif self.phase not in ROUND:
            folds = self._abandon()
        return folds

    def _turn_page(self) -> None:
        """Make the one choice of a page without a vote."""
        only = self._votes.choices
        if len(only) != 1:
            raise rules.NoWayOnError
        self.playthrough.choose(only[0])

    def _pass_over(self, choices: Iterable[str]) -> None:
        """Make choices that nobody votes on, all of which are open when their turn comes."""
        since = self.playthrough.now
        for choice in choices:
            self.playthrough.choose(choice)
        self._told[self.playthrough.now.n] = since

    def _begin_round(self) -> None:
        self._page = self.playthrough.now
        self.vote_no = 1
        self.options = lettered(self.playthrough.options)
        self._votes = Votes(tuple(option.id for option in self.options if option.letter is not None))
        if len(self._votes.choices) < 2:
            self.depth = Depth.PAGE
            return
        self.round += 1
        # What was talked through on this page once is not talked through again at every look at it.
        again = self.playthrough.now.stayed
        self.depth = Depth.FULL if self._page.scene in self.full and not again else Depth.QUICK

    def _close(self, event: AnyEvent) -> list[Fold]:
        """Do what the class decided. Its ballots are counts from here on."""
        votes = self._votes
        choice = votes.winner
        assert choice is not None
        # What was counted already may have been decided otherwise since.
        record = votes.closed if votes.closed and votes.decision is None else self._record(choice)
        self.playthrough.choose(choice)
        folds = [] if votes.closed else [Fold(on.Ballot, on.Closed(event.n, event.at, record))]
        self._rounds.append(record)
        self._votes = Votes(votes.choices)
        self._votes.closed = record
        return folds

    def _record(self, choice: str) -> Round:
        votes = self._votes
        first, second = votes.tallies
        return Round(
            number=self.round,
            page=self._page.n,
            led_to=len(self.playthrough.moments),
            scene=self._page.scene,
            chapter=self.playthrough.chapter,
            talk=self.talk,
            depth=self.depth,
            options=self.options,
            first=first,
            second=second,
            moved=votes.moved,
            tied=votes.tied,
            choice=choice,
            overruled=bool(votes.wanted) and choice not in votes.wanted,
            reason=votes.reason,
        )

    def _abandon(self) -> list[Fold]:
        """Drop the ballots of a round that is not gone through to its end."""
        folds = [Fold(on.Ballot, None)] if self._votes.taken else []
        self._votes = Votes(self._votes.choices)
        return folds

    # -- votes ------------------------------------------------------------------------------------

    def _vote(self, event: on.Ballot) -> None:
        self._check_answer(event.seat, *VOTE)
        if event.choice is not None:
            self._check_open(event.choice)
        self._votes[self.vote_no].put(event.seat, PASS if event.choice is None else event.choice)

    def _count_hands(self, event: on.Hands) -> None:
        self._check_phase("No vote is open.", *VOTE)
        for choice in event.counts.keys() - {PASS}:
            self._check_open(choice)
        ballots = self._votes[self.vote_no]
        ballots.hands, ballots.declared = dict(event.counts), None

    def _declare(self, event: on.Declared) -> None:
        self._check_phase("No vote is open.", *VOTE)
        self._check_open(event.choice)
        self._votes[self.vote_no].declared = event.choice

    def _decide(self, event: on.Decided) -> None:
        self._check_phase("Reveal the vote first.", Phase.REVEAL, Phase.VOICES)
        self._check_open(event.choice)
        self._votes.decision, self._votes.reason = event.choice, event.reason

    def _put_closed(self, event: on.Closed) -> None:
        closed = event.round
        if (closed.scene, closed.page) != (self._page.scene, self._page.n):
            raise Refused("The round was about another page.")
        if not closed.sound:
            raise Refused("The round was about other choices.")
        if closed.led_to != len(self.playthrough.moments):
            raise Refused("The round led elsewhere.")
        self._check_open(closed.choice)
        # The story may offer others on this page since.
        self.options = closed.options
        self._votes.closed = closed

    def _feel(self, event: on.Felt) -> None:
        self._check_answer(event.seat, Phase.FEELING)
        if event.word not in FEELINGS:
            raise Refused("That word is not one of the list.")
        self._answers.feel(event.seat, event.word)

    def _put_feelings(self, event: on.Feelings) -> None:
        self._answers.feelings = dict(event.counts)

    def _predict(self, event: on.Predicted) -> None:
        self._check_answer(event.seat, Phase.PREDICT)
        self._answers.predict(event.seat, (event.autonomy, event.connection))

    def _put_predictions(self, event: on.Predictions) -> None:
        self._answers.predictions = event.points

    # -- what is asked ----------------------------------------------------------------------------

    def _check_seat(self, seat: int) -> None:
        if seat not in self._seats.taken:
            raise Refused(OUTSIDE)

    def _check_phase(self, otherwise: str, *phases: Phase) -> None:
        if self.phase not in phases:
            raise Refused(otherwise)

    def _check_answer(self, seat: int, *phases: Phase) -> None:
        if why_not := self.refusal(seat, *phases):
            raise Refused(why_not)

    def _check_open(self, choice: str) -> None:
        if choice not in self._votes.choices:
            raise Refused("That cannot be chosen here.")

    @property
    def _standing(self) -> Standing:
        return Standing(self.depth, self.at_ending, self._votes.winner is not None, self.vote_no)

    @property
    def _why_not(self) -> str:
        if self.phase in (Phase.REVEAL, Phase.VOICES):
            return "It is even: say first what is done." if self._votes.tied else "Say first what is done."
        return "That cannot be done from here."

    _appliers: ClassVar[dict[type[on.Event], Callable[[Any, Any], list[Fold] | None]]] = {
        on.Planned: _plan,
        on.Sat: _sit,
        on.Removed: _remove,
        on.Locked: _lock,
        on.Paused: _pause,
        on.ByHands: _by_hands,
        on.Advanced: _advance,
        on.Skipped: _skip,
        on.Reopened: _reopen,
        on.Rewound: _rewind,
        on.Told: _tell_on,
        on.Deepened: _deepen,
        on.Timed: _time,
        on.Ballot: _vote,
        on.Hands: _count_hands,
        on.Declared: _declare,
        on.Decided: _decide,
        on.Closed: _put_closed,
        on.Felt: _feel,
        on.Feelings: _put_feelings,
        on.Predicted: _predict,
        on.Predictions: _put_predictions,
        on.Ended: _end,
    }
