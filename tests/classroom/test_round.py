"""The way of a round, at every depth, and what a teacher may change about it."""

from pathlib import Path

import pytest

from game.classroom.host.wall import choices
from game.classroom.room import PASS, Depth, Phase, Refused, Room
from tests.classroom.base import Clock, at_vote, facts, kettle, play_round, play_to_ending, seated, vote
from tests.story.base import SOUND, read


@pytest.fixture
def room() -> Room:
    return Room(kettle())


def test_a_full_round_goes_through_both_votes(room: Room) -> None:
    (seat,) = seated(room, 1)
    room.advance()
    room.set_depth(Depth.FULL)
    found = []
    while not found or room.phase is not Phase.READING:
        room.advance()
        found.append(room.phase)
        if room.phase in (Phase.FIRST, Phase.SECOND):
            vote(room, {seat: "sit"})
    assert found == [
        Phase.FIRST,
        Phase.ARGUE,
        Phase.SECOND,
        Phase.REVEAL,
        Phase.VOICES,
        Phase.CONSEQUENCE,
        Phase.READING,
    ]
    assert room.playthrough.now.scene == "night"


def test_a_quick_round_has_one_vote_and_no_voices(room: Room) -> None:
    at_vote(room, Depth.QUICK)
    room.winner("sit")
    room.advance()
    assert room.phase is Phase.REVEAL
    room.advance()
    assert room.phase is Phase.CONSEQUENCE
    assert room.history[0].second is None


def test_a_page_is_turned_without_a_vote(room: Room) -> None:
    play_round(room, "sit")
    assert (room.playthrough.now.scene, room.depth, room.round) == ("night", Depth.PAGE, 1)
    with pytest.raises(Refused, match="nothing to vote on"):
        room.set_depth(Depth.FULL)
    with pytest.raises(Refused):
        room.skip(Phase.FIRST)
    room.advance()
    assert (room.playthrough.now.scene, room.phase, room.round) == ("note", Phase.READING, 2)
    assert len(room.history) == 1


def test_after_the_ending_come_feeling_prediction_and_debrief(room: Room) -> None:
    play_to_ending(room)
    assert room.view(1).ending
    with pytest.raises(Refused):
        room.skip(Phase.FIRST)
    room.advance()
    assert room.phase is Phase.FEELING
    room.advance()
    assert room.phase is Phase.PREDICT
    room.advance()
    assert room.phase is Phase.DEBRIEF
    with pytest.raises(Refused):
        room.advance()
    room.end()
    assert room.phase is Phase.OVER
    for verb in (room.advance, room.end, room.reopen, room.sit):
        with pytest.raises(Refused, match="over"):
            verb()


@pytest.mark.parametrize("depth", [Depth.FULL, Depth.QUICK])
def test_any_phase_further_on_can_be_skipped_to(depth: Depth) -> None:
    order = [Phase.READING, Phase.FIRST, Phase.ARGUE, Phase.SECOND, Phase.REVEAL, Phase.VOICES]
    for index, start in enumerate(order):
        for to in (*order[index + 1 :], Phase.FEELING, Phase.PREDICT, Phase.DEBRIEF):
            room = Room(kettle())
            room.advance()
            room.set_depth(depth)
            if start is not Phase.READING:
                room.skip(start)
            room.skip(to)
            assert room.phase is to
        for back in order[: index + 1]:
            room = Room(kettle())
            room.advance()
            if start is not Phase.READING:
                room.skip(start)
            with pytest.raises(Refused):
                room.skip(back)
            assert room.phase is start


def test_a_tie_is_decided_by_people(room: Room) -> None:
    one, two, three = seated(room, 3)
    at_vote(room)
    vote(room, {one: "sit", two: "half", three: None})
    room.skip(Phase.REVEAL)
    assert (room.tied, room.decided) == (("sit", "half"), None)
    room.advance()
    assert room.phase is Phase.VOICES, "both sides are heard first"
    with pytest.raises(Refused, match="even"):
        room.advance()
    with pytest.raises(Refused, match="even"):
        room.skip(Phase.CONSEQUENCE)
    room.decide("half")
    assert (room.tied, room.decided) == (("sit", "half"), "half")
    room.advance()
    (record,) = room.history
    assert (record.choice, record.tied, record.overruled) == ("half", ("sit", "half"), False)


def test_without_a_single_ballot_everything_is_even(room: Room) -> None:
    at_vote(room, Depth.QUICK)
    room.advance()
    assert room.tied == ("pour", "sit", "half", "look")
    with pytest.raises(Refused):
        room.advance()
    room.decide("pour")
    room.advance()
    assert room.history[0].choice == "pour"


def test_a_vote_is_overruled_with_the_reason_noted(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room, Depth.QUICK)
    vote(room, {seat: "sit"})
    with pytest.raises(Refused, match="Reveal"):
        room.decide("pour")
    room.advance()
    room.decide("pour", "  we have\nseen the\x1b[2J other road ")
    room.advance()
    (record,) = room.history
    assert (record.choice, record.overruled) == ("pour", True)
    assert record.reason == "we have seen the[2J other road"
    assert room.playthrough.now.reply == ('"Thanks," says Wren, to the oats.',)


def test_a_decision_falls_when_the_vote_is_opened_again(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room, Depth.QUICK)
    vote(room, {seat: "sit"})
    room.advance()
    room.decide("pour", "so")
    room.reopen()
    assert (room.phase, room.first, room.decided) == (Phase.FIRST, None, None)
    vote(room, {seat: "half"})
    room.advance()
    assert room.decided == "half"


def test_reopening_goes_back_to_the_last_vote(room: Room) -> None:
    at_vote(room)
    with pytest.raises(Refused):
        room.reopen()
    room.advance()
    room.reopen()
    assert (room.phase, room.vote_no) == (Phase.FIRST, 1)
    room.skip(Phase.SECOND)
    room.skip(Phase.VOICES)
    room.reopen()
    assert (room.phase, room.vote_no) == (Phase.SECOND, 2)


def test_the_second_vote_decides_unless_nobody_voted_in_it(room: Room) -> None:
    one, two = seated(room, 2)
    at_vote(room)
    vote(room, {one: "sit", two: "sit"})
    room.skip(Phase.SECOND)
    room.advance()
    assert room.decided == "sit"
    room.reopen()
    vote(room, {one: "half", two: None})
    room.advance()
    assert room.decided == "half"


def test_a_rewind_leaves_rounds_and_keeps_them(room: Room) -> None:
    play_round(room, "sit")
    room.advance()
    assert room.playthrough.now.scene == "note"
    play_round(room, "sign")
    assert [one.left for one in room.history] == [False, False]
    room.rewind(2)
    assert (room.phase, room.playthrough.now.scene, room.round) == (Phase.READING, "note", 4)
    assert [one.left for one in room.history] == [False, True]
    play_round(room, "amend")
    assert [(one.choice, one.left) for one in room.history] == [
        ("sit", False),
        ("sign", True),
        ("amend", False),
    ]
    with pytest.raises(Refused, match="no such page"):
        room.rewind(99)


def test_a_rewind_drops_the_round_that_is_open(room: Room) -> None:
    (seat,) = seated(room, 1)
    at_vote(room)
    vote(room, {seat: "sit"})
    room.rewind(0)
    assert (room.history, room.round, room.cast) == ((), 2, 0)
    at_vote(room)
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert room.first.cast == 0


def test_from_the_debrief_a_class_may_go_back_into_the_story(room: Room) -> None:
    play_to_ending(room)
    room.skip(Phase.DEBRIEF)
    room.rewind(0)
    assert (room.phase, room.at_ending) == (Phase.READING, False)
    assert all(one.left for one in room.history)


def test_looking_again_at_a_page_is_a_round_of_its_own_and_a_quick_one() -> None:
    room = Room(kettle())
    room.plan(["kitchen"])
    room.advance()
    assert room.depth is Depth.FULL
    play_round(room, "look")
    assert (room.round, room.depth, room.playthrough.now.stayed) == (2, Depth.QUICK, True)
    assert room.playthrough.now.reply


def test_only_planned_scenes_are_full() -> None:
    room = Room(kettle())
    room.plan(["note"])
    room.advance()
    assert room.depth is Depth.QUICK
    play_round(room, "sit")
    room.advance()
    assert (room.playthrough.now.scene, room.depth) == ("note", Depth.FULL)


def test_struck_choices_have_a_reason_and_no_letter(room: Room) -> None:
    for choice in ("pour", None, "ask"):
        if choice is None:
            room.advance()
        else:
            play_round(room, choice)
        if room.playthrough.now.scene == "morning":
            letters = [(one.id, one.letter, one.struck) for one in room.options]
            assert letters == [
                ("ask", "A", None),
                ("plastic", "B", None),
                ("sister", None, "her sister is on till six"),
                ("look", "C", None),
            ]
            assert [piece.number for piece in choices(room)] == ["A", "B", "C", ""], (
                "on the wall it comes last"
            )
            room.skip(Phase.FIRST)
            with pytest.raises(Refused):
                room.winner("sister")
            return
    raise AssertionError("the morning was not reached")


def test_timers_end_nothing_and_stand_still_in_a_pause() -> None:
    clock = Clock()
    room = Room(kettle(), clock=clock)
    at_vote(room)
    assert room.time_left is None
    room.set_timer(60)
    clock.now += 20
    assert room.time_left == pytest.approx(40)
    room.pause()
    clock.now += 100
    assert room.time_left == pytest.approx(40)
    room.unpause()
    assert room.time_left == pytest.approx(40)
    room.extend(30)
    assert room.time_left == pytest.approx(70)
    clock.now += 500
    assert (room.time_left, room.phase) == (0, Phase.FIRST)
    room.advance()
    assert room.timer is None, "a timer belongs to its phase"
    room.set_timer(10)
    room.set_timer(None)
    assert room.time_left is None


def test_hands_alone(room: Room) -> None:
    room.use_hands(True)
    at_vote(room, Depth.QUICK)
    room.count_hands({"sit": 9, "half": 14, PASS: 2})
    assert room.cast == 25
    room.count_hands({"sit": 15, "half": 9})
    room.advance()
    assert room.first is not None
    assert (room.first.counts, room.decided) == ({"pour": 0, "sit": 15, "half": 9, "look": 0}, "sit")
    room.advance()
    (record,) = room.history
    assert record.by_hands


def test_hands_and_phones_are_added(room: Room) -> None:
    one, two = seated(room, 2)
    at_vote(room, Depth.QUICK)
    vote(room, {one: "sit", two: "half"})
    room.count_hands({"half": 1})
    room.advance()
    assert room.first is not None
    assert (room.first.counts["half"], room.first.hands, room.first.cast) == (2, 1, 3)
    room.advance()
    (record,) = room.history
    assert record.by_hands


@pytest.mark.parametrize("counts", [{"sit": -1}, {"nothing": 3}, {"sit": 10**9}])
def test_counts_that_cannot_be_are_refused(room: Room, counts: dict[str, int]) -> None:
    at_vote(room)
    with pytest.raises(Refused):
        room.count_hands(counts)
    assert room.cast == 0


def test_a_winner_can_be_said_without_counts(room: Room) -> None:
    at_vote(room, Depth.QUICK)
    room.winner("half")
    room.advance()
    assert (room.decided, room.tied) == ("half", ())
    room.advance()
    assert room.history[0].by_hands


STUCK = """
[scene.board]
text = "Two ways, and neither is one."
then = [{ when = "autonomy > 90", to = "ending" }]

[[scene.board.choice]]
id = "lost"
text = "This leads nowhere."

[[scene.board.choice]]
id = "closed"
text = "This leads to a closed door."
to = "door"

[scene.door]
text = "It is closed."

[[scene.door.choice]]
id = "open"
text = "Open it."
when = "autonomy > 90"
to = "ending"
"""


def test_where_a_story_has_no_way_on_the_class_stays_and_may_go_back(tmp_path: Path) -> None:
    head, _, rest = SOUND.partition("[scene.board]")
    story, diagnostics = read(tmp_path, head + STUCK + rest[rest.index("[ending.hook]") :])
    assert story is not None, diagnostics
    room = Room(story)
    at_vote(room, Depth.QUICK)
    room.winner("lost")
    room.advance()
    before = facts(room)
    with pytest.raises(Refused, match="no way on"):
        room.advance()
    assert facts(room) == before
    room.decide("closed")
    room.advance()
    room.advance()
    before = facts(room)
    with pytest.raises(Refused, match="no way on"):
        room.advance()
    assert facts(room) == before
    room.rewind(0)
    assert room.playthrough.now.scene == "board"
