"""Seats, ballots, what is hidden, and what a phone is told."""

import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase as Phases
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from game.classroom import event as on
from game.classroom import log
from game.classroom.care import HELP, load_help
from game.classroom.room import FEELINGS, NONE, NORMS, PASS, Depth, Phase, Refused, Room
from game.narrative.markup import Span
from tests.classroom.base import at_vote, facts, kettle, play_to_ending, seated, vote


@pytest.fixture
def room() -> Room:
    return Room(kettle())


def test_a_seat_is_known_by_its_secret_alone(room: Room) -> None:
    sat = [room.sit() for _ in range(50)]
    assert len({seat for seat, _ in sat}) == len({secret for _, secret in sat}) == 50
    assert [room.seat_of(secret) for _, secret in sat] == [seat for seat, _ in sat]
    # 192 bits, and seats are no count of who came when.
    assert all(len(secret) >= 32 for _, secret in sat)
    assert sorted(seat for seat, _ in sat) != [seat for seat, _ in sat]
    for wrong in ("", "x", sat[0][1][:-1], sat[0][1] + "x", str(sat[0][0]), "\x00", "é" * 1000):
        assert room.seat_of(wrong) is None


def test_a_locked_door_lets_nobody_in_and_keeps_who_is_there(room: Room) -> None:
    seat, secret = room.sit()
    room.lock()
    with pytest.raises(Refused, match="locked"):
        room.sit()
    assert room.seat_of(secret) == seat
    room.unlock()
    room.sit()
    assert len(room.seated) == 2


def test_a_phone_that_is_sent_out_takes_its_ballot_along(room: Room) -> None:
    (seat, secret), (other, _) = room.sit(), room.sit()
    at_vote(room, Depth.QUICK)
    vote(room, {seat: "sit", other: "half"})
    room.remove(seat)
    assert (room.seat_of(secret), room.cast, room.seated) == (None, 1, {other})
    with pytest.raises(Refused, match="no seat"):
        vote(room, {seat: "sit"})
    with pytest.raises(Refused):
        room.remove(seat)
    room.advance()
    assert room.first is not None
    assert room.first.counts["sit"] == 0
    assert "no seat" in room.view(seat).message


def test_a_ballot_may_be_changed_and_counts_once(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room)
    for choice in ("sit", "half", None, "pour", "pour"):
        vote(room, {seat: choice})
        assert room.cast == 1
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert (room.first.counts, room.first.passes) == ({"pour": 1, "sit": 0, "half": 0, "look": 0}, 0)


def test_the_same_ballot_sent_twice_is_one_event(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room)
    vote(room, {seat: "sit"})
    seq = room.seq
    vote(room, {seat: "sit"})
    assert room.seq == seq


@pytest.mark.parametrize(
    ("round_", "vote_no", "choice"),
    [
        (1, 2, "sit"),
        (0, 1, "sit"),
        (2, 1, "sit"),
        (1, 1, "sister"),
        (1, 1, ""),
        (1, 1, "(pass)"),
        (1, 1, "on"),
    ],
)
def test_a_ballot_for_something_else_changes_nothing(
    room: Room, round_: int, vote_no: int, choice: str
) -> None:
    (seat,) = seated(room, 1)
    at_vote(room)
    before = facts(room)
    with pytest.raises(Refused):
        room.vote(seat, round_, vote_no, choice)
    assert facts(room) == before


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.FIRST, Phase.SECOND, Phase.LOBBY)])
def test_ballots_are_taken_only_while_a_vote_is_open(phase: Phase) -> None:
    room = Room(kettle())
    (seat,) = seated(room, 1)
    room.advance()
    if phase is Phase.CONSEQUENCE:
        room.skip(Phase.REVEAL)
        room.decide("sit")
    if phase is Phase.OVER:
        room.end()
    elif phase is not Phase.READING:
        room.skip(phase)
    assert not room.may_answer(seat) or phase in (Phase.FEELING, Phase.PREDICT)
    before = facts(room)
    with pytest.raises(Refused):
        room.vote(seat, room.round, room.vote_no, "sit")
    assert facts(room) == before


def test_nothing_is_taken_in_a_pause(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room)
    room.pause()
    with pytest.raises(Refused, match="paused"):
        vote(room, {seat: "sit"})
    assert room.view(seat).message == "A pause."
    assert not room.view(seat).open
    room.unpause()
    vote(room, {seat: "sit"})


def test_a_phone_that_comes_during_a_vote_votes_in_the_next(room: Room) -> None:
    (early,) = seated(room, 1)
    at_vote(room)
    (late,) = seated(room, 1)
    assert (room.view(early).open, room.view(late).open) == (True, False)
    with pytest.raises(Refused, match="next one is yours"):
        vote(room, {late: "sit"})
    room.skip(Phase.SECOND)
    vote(room, {late: "sit"})
    assert room.cast == 1


def test_the_table_of_first_against_second(room: Room) -> None:
    a, b, c, d, e = seated(room, 5)
    at_vote(room)
    vote(room, {a: "sit", b: "sit", c: "half", d: None})
    room.skip(Phase.SECOND)
    vote(room, {a: "half", b: "sit", c: "half", e: "half"})
    room.skip(Phase.CONSEQUENCE)
    (record,) = room.history
    assert record.moved == {
        "sit": {"half": 1, "sit": 1},
        "half": {"half": 1},
        PASS: {NONE: 1},
        NONE: {"half": 1},
    }
    assert (record.scene, record.chapter, record.talk) == ("kitchen", "Monday", "Who should lift it?")
    assert record.options[0].text == "Get up and pour it."


def _everything_public(room: Room, seat: int) -> str:
    """All that any door shows, as text; but what the seat itself said."""
    public = {
        name: getattr(room, name)
        for name in dir(room)
        if not name.startswith("_")
        and not callable(getattr(room, name))
        and name not in ("story", "playthrough")
    }
    return repr(public) + repr(replace(room.view(seat), sign=""))


def test_a_tally_is_hidden_from_every_door_until_the_reveal() -> None:
    shown = []
    for choice in ("sit", "half", None):
        # Two classes that differ in nothing but what was voted must look the same to everybody else.
        random.seed(0)
        room = Room(kettle(), clock=lambda: 0.0)
        for seat in (1, 2):
            room._do(on.Sat(room.seq + 1, 0.0, seat, f"{seat:064x}"))
        at_vote(room)
        vote(room, {1: choice})
        shown.append(_everything_public(room, 2))
        room.advance()
        shown.append(_everything_public(room, 2))
        room.advance()
        shown.append(_everything_public(room, 2))
        assert (room.first, room.second, room.tied, room.decided) == (None, None, (), None)
        assert room.view(1).counts == ()
        room.advance()
        assert room.first is not None
        assert len(room.view(2).counts) == 4
        room.reopen()
        assert (room.first, room.second) == (None, None)
    assert shown[:3] == shown[3:6] == shown[6:]


def test_whoever_is_sent_out_after_the_reveal_takes_the_ballot_out_of_what_all_are_shown(room: Room) -> None:
    one, two = seated(room, 2)
    at_vote(room, Depth.QUICK)
    vote(room, {one: "sit", two: "half"})
    room.advance()
    assert sum(count.first or 0 for count in room.view(two).counts) == 2
    room.remove(one)
    assert sum(count.first or 0 for count in room.view(two).counts) == 1


def test_a_phone_sees_its_own_ballot_and_no_other(room: Room) -> None:
    one, two = seated(room, 2)
    at_vote(room)
    vote(room, {one: "half"})
    assert (room.view(one).mine, room.view(two).mine) == ("C", None)
    vote(room, {one: None})
    assert room.view(one).mine == "pass"
    room.skip(Phase.SECOND)
    assert room.view(one).mine is None


def test_what_a_phone_is_told(room: Room) -> None:
    (seat,) = seated(room, 1)
    lobby = room.view(seat)
    assert (lobby.norms, lobby.text, lobby.letters, lobby.help) == (NORMS, (), (), HELP)
    at_vote(room)
    seen = room.view(seat)
    assert seen.norms == ()
    assert [(one.letter, one.id) for one in seen.letters] == [
        ("A", "pour"),
        ("B", "sit"),
        ("C", "half"),
        ("D", "look"),
    ]
    assert (seen.title, seen.chapter, seen.talk) == ("The Kettle", "Monday", "Who should lift it?")
    assert seen.text[0].plain.startswith("Wren has had one hand")
    assert Span("36", italic=True) in seen.text[0].spans
    room.winner("half")
    room.skip(Phase.CONSEQUENCE)
    seen = room.view(seat)
    assert seen.reply[0].plain.startswith('"Half a kettle,"')
    assert seen.text[0].plain.startswith("In the night")
    assert seen.decided == "C"


def test_feelings_and_predictions_are_counted_without_seats(room: Room) -> None:
    one, two = seated(room, 2)
    play_to_ending(room)
    room.advance()
    assert room.view(one).feelings == FEELINGS
    room.feel(one, "sad")
    room.feel(one, "torn")
    room.feel(two, "torn")
    with pytest.raises(Refused):
        room.feel(two, "<b>sad</b>")
    assert (room.view(one).mine, room.cast, room.feelings) == ("torn", 2, {})
    room.advance()
    assert room.feelings == {"torn": 2}
    with pytest.raises(Refused):
        room.feel(one, "sad")
    room.predict(one, 70, 20)
    room.predict(two, 10, 90)
    for autonomy, connection in ((-1, 0), (0, 101)):
        with pytest.raises(Refused):
            room.predict(two, autonomy, connection)
    assert (room.view(one).placed, room.predictions) == ((70, 20), ())
    room.advance()
    assert room.predictions == ((10, 90), (70, 20))
    assert room.view(one).placed is None


def test_who_is_here_is_known_and_kept_nowhere(room: Room) -> None:
    one, two = seated(room, 2)
    seq, told = room.seq, []
    end = room.subscribe(lambda: told.append(room.here))
    room.arrive(one)
    room.arrive(one)
    room.arrive(two)
    room.leave(one)
    assert room.here == {one, two}
    room.leave(one)
    assert (room.here, room.seq, len(told)) == ({two}, seq, 5)
    room.remove(two)
    assert (room.here, len(told)) == (frozenset(), 6)
    end()
    room.advance()
    assert len(told) == 6


def test_the_help_page_is_the_school_s_own(tmp_path: Path) -> None:
    file = tmp_path / "help.toml"
    assert load_help(file) == (HELP, "")
    file.write_text('text = ["Here."]\n[[contact]]\nname = "Ms \\u001b[2J Ode"\nat = "room *12*"\n', "utf-8")
    assert load_help(file) == (("Here.", "Ms [2J Ode: room 12"), "")
    for wrong in ("text = 3", "[[contact]]\nphone = 1", "=", "text = ['']"):
        file.write_text(wrong, "utf-8")
        lines, sentence = load_help(file)
        assert lines == HELP
        assert str(file) in sentence
    file.write_bytes(b"\xff")
    assert str(file) in load_help(file)[1]


# -- any sequence of anything ------------------------------------------------------------------------

CHOICES = ("pour", "sit", "half", "look", "sign", "amend", "ask", "plastic", "sister", "on", "nothing")


def test_the_ballot_of_a_phone_that_was_taken_out_goes_with_its_round(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    one, _ = seated(room, 2)
    at_vote(room)
    vote(room, {one: room.options[0].id})
    room.remove(one)
    room.skip(Phase.DEBRIEF)
    room._log.flush()
    assert room.file is not None
    assert not [event for event in log.read(room.file).events if isinstance(event, on.Ballot)]
    room.close()


class Class(RuleBasedStateMachine):
    """A class in which anything happens in any order, beside a book of who said what last."""

    @initialize(folder=st.uuids())
    def begin(self, folder: object) -> None:
        self.folder = self.tmp_path / str(folder)
        self.room = Room.open(kettle(), self.folder, 45)
        self.seats: list[int] = []
        self.book: dict[tuple[int, int], dict[int, str]] = {}
        self.hands: dict[tuple[int, int], dict[str, int]] = {}

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.room.close()

    @property
    def vote_key(self) -> tuple[int, int]:
        return self.room.round, self.room.vote_no

    def attempt(self, act: object, *arguments: object) -> bool:
        """Do it; if it is refused, nothing at all has changed."""
        before = facts(self.room)
        reason = ""
        try:
            act(*arguments)  # type: ignore[operator]
        except Refused as refused:
            reason = refused.reason
        assert not reason or (reason.endswith(".") and facts(self.room) == before)
        return not reason

    @rule()
    def come(self) -> None:
        if self.attempt(lambda: self.seats.append(self.room.sit()[0])):
            assert self.seats[-1] in self.room.seated

    @rule(
        which=st.integers(0, 30),
        choice=st.sampled_from([*CHOICES, None]),
        off=st.sampled_from([(0, 0)] * 6 + [(1, 0), (0, 1), (-1, 0), (0, -1)]),
    )
    def ballot(self, which: int, choice: str | None, off: tuple[int, int]) -> None:
        seat = self.seats[which % len(self.seats)] if self.seats else 5
        round_, vote_no = self.vote_key[0] + off[0], self.vote_key[1] + off[1]
        if self.attempt(self.room.vote, seat, round_, vote_no, choice):
            assert off == (0, 0)
            self.book.setdefault(self.vote_key, {})[seat] = PASS if choice is None else choice

    @rule(rng=st.randoms(use_true_random=False), second=st.booleans())
    def hold_a_vote(self, rng: random.Random, second: bool) -> None:
        """What a class mostly does, so that rounds are come through."""
        self.attempt(self.room.skip, Phase.SECOND if second else Phase.FIRST)
        open_ = [one.id for one in self.room.options if one.letter]
        for _ in self.seats:
            choice = rng.choice([*open_, None])
            if self.attempt(self.room.vote, seat := rng.choice(self.seats), *self.vote_key, choice):
                self.book.setdefault(self.vote_key, {})[seat] = PASS if choice is None else choice

    @rule(which=st.integers(0, 5))
    def finish_the_round(self, which: int) -> None:
        """To the next page where there is a vote, or to an ending."""
        self.attempt(self.room.skip, Phase.REVEAL)
        if self.room.phase in (Phase.REVEAL, Phase.VOICES) and self.room.decided is None:
            open_ = [one.id for one in self.room.options if one.letter]
            assert self.attempt(self.room.decide, open_[which % len(open_)])
        self.attempt(self.room.skip, Phase.CONSEQUENCE)
        if self.room.phase is Phase.CONSEQUENCE:
            self.room.advance()
        while self.room.phase is Phase.READING and self.room.depth is Depth.PAGE and not self.room.at_ending:
            self.room.advance()

    @rule(choice=st.sampled_from(CHOICES[:6]), many=st.integers(0, 40))
    def count(self, choice: str, many: int) -> None:
        if self.attempt(self.room.count_hands, {choice: many}):
            self.hands[self.vote_key] = {choice: many}

    @rule(times=st.integers(1, 4))
    def advance(self, times: int) -> None:
        for _ in range(times):
            self.attempt(self.room.advance)

    @rule(to=st.sampled_from(list(Phase)))
    def skip(self, to: Phase) -> None:
        self.attempt(self.room.skip, to)

    @rule(depth=st.sampled_from(list(Depth)))
    def deepen(self, depth: Depth) -> None:
        self.attempt(self.room.set_depth, depth)

    @rule()
    def reopen(self) -> None:
        self.attempt(self.room.reopen)

    @rule(choice=st.sampled_from(CHOICES))
    def decide(self, choice: str) -> None:
        self.attempt(self.room.decide, choice, "so")

    @rule(n=st.integers(0, 6))
    def rewind(self, n: int) -> None:
        self.attempt(self.room.rewind, n)

    @rule(verb=st.sampled_from(["pause", "unpause", "lock", "unlock"]))
    def turn(self, verb: str) -> None:
        self.attempt(getattr(self.room, verb))

    @rule(which=st.integers(0, 30))
    def remove(self, which: int) -> None:
        seat = self.seats[which % len(self.seats)] if self.seats else 5
        if self.attempt(self.room.remove, seat):
            self.seats.remove(seat)
            for key in ((self.room.round, 1), (self.room.round, 2)):
                self.book.get(key, {}).pop(seat, None)

    @rule(which=st.integers(0, 30), word=st.sampled_from(FEELINGS), place=st.integers(0, 100))
    def answer(self, which: int, word: str, place: int) -> None:
        if self.seats:
            self.attempt(self.room.feel, self.seats[which % len(self.seats)], word)
            self.attempt(self.room.predict, self.seats[which % len(self.seats)], place, 100 - place)

    @rule()
    @precondition(lambda self: self.room.phase is not Phase.OVER)
    def resume(self) -> None:
        before = facts(self.room)
        self.room.close()
        assert self.room.file is not None
        self.room = Room.resume(self.room.file, kettle())
        assert facts(self.room) == before
        assert self.room.notice == ""

    @rule()
    @precondition(lambda self: self.room.seq > 25)
    def end(self) -> None:
        if self.attempt(self.room.end):
            assert self.room.file is not None
            self.room._log.flush()
            kinds = {type(event) for event in log.read(self.room.file).events}
            assert not kinds & {on.Sat, on.Removed, on.Ballot, on.Felt, on.Predicted}
            self.seats.clear()

    @invariant()
    def every_count_is_the_last_ballot_of_each_seat_once(self) -> None:
        if not hasattr(self, "room") or self.room.phase not in (
            Phase.REVEAL,
            Phase.VOICES,
            Phase.CONSEQUENCE,
        ):
            return
        for vote_no, tally in ((1, self.room.first), (2, self.room.second)):
            key = (self.room.round, vote_no)
            said = Counter(self.book.get(key, {}).values())
            said.update(self.hands.get(key, {}))
            if tally is None:
                assert not said
                continue
            assert tally.counts == {one.id: said[one.id] for one in self.room.options if one.letter}
            assert tally.passes == said[PASS]

    @invariant()
    def the_file_tells_the_same_and_holds_no_ballot_of_a_round_that_is_over(self) -> None:
        if not hasattr(self, "room"):
            return
        assert self.room.file is not None
        self.room._log.flush()
        assert facts(Room.read(self.room.file, kettle())) == facts(self.room)
        open_ = {
            seat for key in ((self.room.round, 1), (self.room.round, 2)) for seat in self.book.get(key, {})
        }
        kept = {event.seat for event in log.read(self.room.file).events if isinstance(event, on.Ballot)}
        if self.room.phase in (Phase.FIRST, Phase.ARGUE, Phase.SECOND, Phase.REVEAL, Phase.VOICES):
            assert open_ <= kept
        else:
            assert not kept


def test_any_sequence_leaves_each_seat_one_ballot_and_a_file_that_tells_the_same(tmp_path: Path) -> None:
    Class.tmp_path = tmp_path
    test = Class.TestCase()
    # What is found here is made small by the long version: that takes minutes.
    phases = (Phases.explicit, Phases.reuse, Phases.generate)
    test.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, phases=phases)
    test.runTest()


@pytest.mark.long
def test_any_sequence_often(tmp_path: Path) -> None:
    Class.tmp_path = tmp_path
    test = Class.TestCase()
    test.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)
    test.runTest()


def test_events_are_told_by_name_and_nothing_else_is_believed() -> None:
    line = msgspec.json.encode(on.Ballot(3, 1.5, 17, None))
    assert line == b'{"event":"ballot","n":3,"at":1.5,"seat":17,"choice":null}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(line.replace(b"17", b'"x"'), type=on.AnyEvent)
