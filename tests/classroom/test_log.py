"""The file of a class: what is in it and what is not, when it is written, what a broken one is good for."""

import asyncio
import os
import stat
import time
from pathlib import Path

import pytest

from game.classroom import event as on
from game.classroom import log
from game.classroom.room import Depth, Phase, Refused, ResumeError, Room
from game.saves import disk
from tests.classroom.base import Clock, at_vote, facts, kettle, play_round, play_to_ending, seated, vote
from tests.saves.walks import edited


def _file(room: Room) -> Path:
    assert room.file is not None
    return room.file


def _again(room: Room) -> Room:
    room.close()
    return Room.resume(_file(room), kettle())


def test_a_class_is_resumed_where_it_was(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 25, hands=True)
    (one, secret), (two, _) = room.sit(), room.sit()
    room.plan(["kitchen", "friday"])
    play_round(room, "half")
    room.advance()
    at_vote(room)
    vote(room, {one: "sign", two: None})
    room.lock()
    room.pause()
    before = facts(room)
    again = _again(room)
    assert facts(again) == before
    assert (again.seat_of(secret), again.minutes, again.hands, again.notice) == (one, 25, True, "")
    again.unpause()
    again.skip(Phase.REVEAL)
    assert again.first is not None
    assert (again.first.counts, again.first.passes) == ({"sign": 1, "amend": 0}, 1)
    again.close()


def test_the_clock_of_a_class_stands_still_while_it_is_closed(tmp_path: Path) -> None:
    clock = Clock()
    room = Room.open(kettle(), tmp_path, 45, clock=clock)
    room.advance()
    clock.now += 100
    room.set_timer(60)
    room.close()
    clock.now = 7.0
    again = Room.resume(_file(room), kettle(), clock=clock)
    assert (again.now, again.time_left) == (100, 60)
    clock.now += 5
    assert again.time_left == 55
    again.close()


def test_sequence_numbers_go_on_where_they_were(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 5)
    at_vote(room, Depth.QUICK)
    vote(room, dict.fromkeys(seats, "sit"))
    room.skip(Phase.CONSEQUENCE)
    seq = room.seq
    again = _again(room)
    assert again.seq == seq, "folding leaves no phone with a page that seems newer"
    again.close()


def test_ballots_stand_in_the_file_until_the_round_is_closed_and_then_as_counts(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 4)
    at_vote(room)
    vote(room, dict(zip(seats, ["sit", "sit", "half", None], strict=True)))
    room.skip(Phase.VOICES)
    again = _again(room)
    assert b'"ballot"' in _file(again).read_bytes()
    again.advance()
    again.close()
    text = _file(again).read_text("utf-8")
    assert '"ballot"' not in text
    assert '"counts":{"pour":0,"sit":2,"half":1,"look":0},"passes":1' in text
    assert Room.read(_file(again), kettle()).history == again.history


def test_an_abandoned_round_leaves_no_ballot(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 2)
    at_vote(room)
    vote(room, dict.fromkeys(seats, "sit"))
    room.rewind(0)
    room.close()
    assert b'"ballot"' not in _file(room).read_bytes()


def test_when_a_class_is_over_its_file_knows_no_seat(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    (one, secret), (two, _) = room.sit(), room.sit()
    room.remove(two)
    play_to_ending(room)
    room.advance()
    room.feel(one, "sad")
    room.advance()
    room.predict(one, 31, 77)
    (tmp_path / f"{_file(room).name}.123.new").write_text("what a kill left")
    room.end()
    room.close()
    text = _file(room).read_text("utf-8")
    assert str(one) not in text.replace(f'"n":{one}', "")
    assert not any(word in text for word in (secret, '"sat"', '"seat"', '"key"', '"felt"', '"predicted"'))
    assert ['"sad":1' in text, "[31,77]" in text] == [True, True]
    assert [path.name for path in tmp_path.iterdir()] == [_file(room).name]
    with pytest.raises(ResumeError, match="over"):
        Room.resume(_file(room), kettle())
    assert Room.read(_file(room), kettle()).history == room.history
    assert room.seat_of(secret) is None


def test_what_a_phone_said_that_was_taken_out_does_not_stay_in_the_file(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    one, two = seated(room, 2)
    room.advance()
    room.skip(Phase.FEELING)
    room.feel(one, "sad")
    room.remove(one)
    room.advance()
    room.predict(two, 31, 77)
    room.remove(two)
    room.end()
    room.close()
    text = _file(room).read_text("utf-8")
    assert not any(word in text for word in ('"seat"', '"felt"', '"predicted"'))
    told = Room.read(_file(room), kettle())
    assert (told.notice, told.phase) == ("", Phase.OVER), "nor does it keep the rest from being read"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other lists")
def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path / "classes", 45)
    assert stat.S_IMODE(_file(room).stat().st_mode) == 0o600
    at_vote(room, Depth.QUICK)
    room.winner("sit")
    room.skip(Phase.CONSEQUENCE)
    room.close()
    assert stat.S_IMODE(_file(room).stat().st_mode) == 0o600
    assert stat.S_IMODE(_file(room).parent.stat().st_mode) == 0o700


def test_two_classes_of_one_day_have_two_files_and_the_latest_is_found(tmp_path: Path) -> None:
    assert log.latest(tmp_path / "nowhere") is None
    first = Room.open(kettle(), tmp_path, 45)
    second = Room.open(kettle(), tmp_path, 45)
    assert _file(first) != _file(second)
    for room, when in ((first, 1), (second, 2)):
        room.close()
        os.utime(_file(room), (when, when))
    (tmp_path / "notes.jsonl").write_text("no class\n")
    assert log.latest(tmp_path) == _file(second)
    again = _again(second)
    again.end()
    again.close()
    assert log.latest(tmp_path) == _file(first)
    assert log.slug_of(_file(first)) == "kettle"


def test_a_class_is_open_in_one_window(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    with pytest.raises(ResumeError, match="another window"):
        Room.resume(_file(room), kettle())
    assert Room.read(_file(room), kettle()).phase is Phase.LOBBY, "to look at it is no harm"
    _again(room).close()


# -- files that are not what they should be ----------------------------------------------------------


def _played(folder: Path) -> Path:
    room = Room.open(kettle(), folder, 45)
    seats = seated(room, 3)
    play_round(room, "sit")
    room.advance()
    at_vote(room)
    vote(room, dict.fromkeys(seats, "sign"))
    room.close()
    return _file(room)


def test_a_file_cut_at_any_byte_costs_the_line_that_was_cut(tmp_path: Path) -> None:
    file = _played(tmp_path)
    whole = file.read_bytes()
    first = whole.index(b"\n") + 1
    for size in [*range(first, len(whole), 17), len(whole) - 1]:
        file.write_bytes(whole[:size])
        room = Room.resume(file, kettle())
        assert (room.notice, room.seq) == ("", len(log.read(file).events) and log.read(file).events[-1].n)
        room.lock()
        room.close()
        kept = whole[: whole[:size].rfind(b"\n") + 1]
        assert file.read_bytes().startswith(kept)
        assert file.read_bytes().count(b"\n") == kept.count(b"\n") + 1


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"null",
        b"\xff",
        b'{"event":"ballot","n":6,"at":1}',
        b'{"event":"x","n":6,"at":1}',
        b"[" * 5000,
        b'{"event":"skipped","n":6,"at":1,"to":"over"}',
        b'{"event":"advanced","n":1,"at":1}',
    ],
)
def test_a_line_that_cannot_be_read_stops_there_and_is_said(tmp_path: Path, line: bytes) -> None:
    file = _played(tmp_path)
    lines = file.read_bytes().split(b"\n")
    lines[5] = line
    file.write_bytes(b"\n".join(lines))
    room = Room.resume(file, kettle())
    assert f"Line 6 of {file}" in room.notice
    assert (len(room.seated), room.phase) == (3, Phase.READING)
    room.advance()
    assert room.notice == ""
    room.close()
    assert Room.resume(file, kettle()).notice == ""


def _torn_at_the_close(tmp_path: Path) -> Room:
    """A class whose last whole line is what its vote came to: two for sitting, one for pouring."""
    room = Room.open(kettle(), tmp_path, 45)
    one, two, three = seated(room, 3)
    at_vote(room, Depth.QUICK)
    vote(room, {one: "sit", two: "sit", three: "pour"})
    room.skip(Phase.CONSEQUENCE)
    room.close()
    file = _file(room)
    file.write_bytes(file.read_bytes()[:-2])
    return Room.resume(file, kettle())


def test_a_vote_that_was_torn_from_its_close_may_be_decided(tmp_path: Path) -> None:
    room = _torn_at_the_close(tmp_path)
    room.skip(Phase.REVEAL)
    assert room.decided == "sit"
    room.decide("half", "She asked.")
    assert room.decided == "half"
    room.skip(Phase.CONSEQUENCE)
    (closed,) = room.history
    assert (closed.choice, closed.overruled, closed.reason) == ("half", True, "She asked.")
    assert closed.last is not None
    assert closed.last.counts["sit"] == 2
    before = facts(room)
    again = _again(room)
    assert facts(again) == before
    again.close()


def test_a_vote_that_was_torn_from_its_close_may_be_held_again(tmp_path: Path) -> None:
    room = _torn_at_the_close(tmp_path)
    room.skip(Phase.REVEAL)
    room.reopen()
    vote(room, dict.fromkeys(room.seated, "pour"))
    room.skip(Phase.CONSEQUENCE)
    (closed,) = room.history
    assert closed.choice == "pour"
    room.close()
    assert b'"ballot"' not in _file(room).read_bytes()
    assert Room.read(_file(room), kettle()).history == (closed,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"pour":1', b'"qour":1'),
        (b'"choice":"sit"', b'"choice":"sat"'),
        (b'"id":"sit"', b'"id":"sat"'),
        (b'"led_to":1', b'"led_to":7'),
        (b'"page":0', b'"page":7'),
    ],
)
def test_counts_of_choices_that_were_not_there_are_not_believed(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    one, two, three = seated(room, 3)
    at_vote(room, Depth.QUICK)
    vote(room, {one: "sit", two: "sit", three: "pour"})
    room.skip(Phase.CONSEQUENCE)
    room.close()
    data = _file(room).read_bytes()
    assert old in data
    _file(room).write_bytes(data.replace(old, new))
    read = Room.read(_file(room), kettle())
    number = data[: data.index(b'"closed"')].count(b"\n") + 1
    assert f"Line {number} of" in read.notice
    assert read.view(one).phase is Phase.FIRST


def test_two_phones_on_one_seat_are_not_believed(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seat, _ = room.sit()
    room.close()
    sat = next(line for line in _file(room).read_bytes().split(b"\n") if b'"sat"' in line)
    for other in (sat, sat.replace(b'"seat":%d' % seat, b'"seat":%d' % (seat + 1))):
        _file(room).write_bytes(b"\n".join((*_file(room).read_bytes().split(b"\n")[:2], other, b"")))
        assert "Line 3 of" in Room.read(_file(room), kettle()).notice


@pytest.mark.parametrize("data", [b"", b"\n", b"no class\n", b'{"format":1}\n', b"\xff\xfe\n"])
def test_what_is_no_class_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(data)
    with pytest.raises(ResumeError, match=r"a\.jsonl is not the file of a class"):
        Room.resume(file, kettle())
    with pytest.raises(ResumeError, match="no class at"):
        Room.resume(tmp_path / "b.jsonl", kettle())


def test_a_later_version_is_named(tmp_path: Path) -> None:
    file = _played(tmp_path)
    whole = file.read_bytes()
    # Whatever else a later version says in its first line.
    for old, new in ((b'"hands":false', b'"hands":false'), (b'"hands":false', b'"votes":"hands"')):
        file.write_bytes(whole.replace(b'"format":1', b'"format":2', 1).replace(old, new, 1))
        with pytest.raises(ResumeError, match="later version"):
            Room.resume(file, kettle())


def test_an_edited_story_goes_on_where_all_that_was_chosen_stands(tmp_path: Path) -> None:
    file = _played(tmp_path)
    room = Room.resume(file, edited(tmp_path, ("Wren has had one hand", "Wren has one hand")))
    assert "has been changed since this class began" in room.notice
    assert len(room.history) == 1
    room.close()


def test_an_edited_story_is_told_as_it_was_voted_on(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 2)
    at_vote(room, Depth.QUICK)
    vote(room, dict.fromkeys(seats, "sit"))
    room.skip(Phase.CONSEQUENCE)
    before = facts(room)
    room.close()
    added = '[[scene.kitchen.choice]]\nid = "hum"\ntext = "Hum."\nreply = "You hum."\n\n'
    half = '[[scene.kitchen.choice]]\nid = "half"'
    again = Room.resume(_file(room), edited(tmp_path, (half, added + half)))
    assert facts(again) == before
    again.close()


@pytest.mark.parametrize(
    "changes",
    [
        (('id = "sit"', 'id = "stay"'), ('"kitchen.wait" = "kitchen.sit"\n', "")),
        (('id = "sign"', 'id = "initial"'),),
        (('to = "morning" }, "note"]', 'to = "note" }, "friday"]'),),
    ],
)
def test_an_edited_story_in_which_it_does_not_stand_is_refused(
    tmp_path: Path, changes: tuple[tuple[str, str], ...]
) -> None:
    file = _played(tmp_path)
    before = file.read_bytes()
    with pytest.raises(ResumeError, match="The Kettle has been changed since this class began"):
        Room.resume(file, edited(tmp_path, *changes))
    assert file.read_bytes() == before
    Room.resume(file, kettle()).close()


# -- the disk ----------------------------------------------------------------------------------------


def test_a_disk_that_refuses_stops_no_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 3)
    at_vote(room)
    asyncio.run(room.settled())
    kept = _file(room).read_bytes()

    def full(descriptor: int, data: bytes) -> int:
        os.truncate(_file(room), len(kept))
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(disk.os, "write", full)
        vote(room, {seats[0]: "sit"})
        asyncio.run(room.settled())
        assert "not on disk" in room.notice
        assert "no space left" in room.notice
        vote(room, {seats[1]: "sit"})
        asyncio.run(room.settled())
        assert "not on disk" in room.notice
        assert room.cast == 2
    vote(room, {seats[2]: "half"})
    asyncio.run(room.settled())
    assert "on disk again" in room.notice
    before = facts(room)
    room.close()
    assert facts(Room.read(_file(room), kettle())) == before


def test_a_folder_that_cannot_be_made_stops_no_class(tmp_path: Path) -> None:
    (tmp_path / "classes").write_text("a file")
    room = Room.open(kettle(), tmp_path / "classes", 45)
    assert "not on disk" in room.notice
    room.advance()
    room.close()
    assert room.phase is Phase.READING


def test_a_folder_that_cannot_even_be_asked_stops_no_class(tmp_path: Path) -> None:
    nowhere = tmp_path / ("x" * 300)
    room = Room.open(kettle(), nowhere, 45)
    assert "not on disk" in room.notice
    room.close()
    with pytest.raises(ResumeError, match="no class at"):
        Room.resume(nowhere, kettle())


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
@pytest.mark.parametrize("written", [True, False])
def test_a_class_that_is_removed_while_it_is_open_is_told_so_and_stays_forgotten(
    tmp_path: Path, *, written: bool
) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 3)
    at_vote(room, Depth.QUICK)
    asyncio.run(room.settled())
    if not written:
        room = _again(room)
    kept = _file(room).read_bytes()
    _file(room).unlink()
    vote(room, dict.fromkeys(seats, "sit"))
    asyncio.run(room.settled())
    assert room.notice == "This class was removed while it was open. It goes on; no more of it is kept."
    room.skip(Phase.CONSEQUENCE)
    asyncio.run(room.settled())
    assert not _file(room).exists()
    # A drive that was away for a moment has missed nothing when it is back.
    _file(room).write_bytes(kept)
    room.advance()
    asyncio.run(room.settled())
    assert "on disk again" in room.notice
    assert facts(Room.read(_file(room), kettle())) == facts(room)
    room.close()


def test_three_hundred_ballots_in_a_second_are_on_disk_before_they_are_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = 0
    fsync = os.fsync

    def counted(descriptor: int) -> None:
        nonlocal synced
        # As slow as the disk of a school laptop.
        time.sleep(0.01)
        fsync(descriptor)
        synced += 1

    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 300)
    at_vote(room)
    monkeypatch.setattr(disk.os, "fsync", counted)
    choices = ("pour", "sit", "half")
    waits: list[float] = []
    late: list[float] = []

    async def phone(number: int, seat: int) -> None:
        await asyncio.sleep(number / 400)
        tapped = time.perf_counter()
        room.vote(seat, room.round, 1, choices[number % 3])
        await room.settled()
        waits.append(time.perf_counter() - tapped)
        assert f'"seat":{seat},'.encode() in _file(room).read_bytes().partition(b'"advanced"')[2]

    async def projector() -> None:
        while len(waits) < len(seats):
            then = time.perf_counter()
            await asyncio.sleep(0.01)
            late.append(time.perf_counter() - then - 0.01)

    async def everybody() -> None:
        await asyncio.gather(projector(), *(phone(*one) for one in enumerate(seats)))

    asyncio.run(everybody())
    waits.sort()
    late.sort()
    assert room.cast == 300
    assert 10 < synced < 150
    assert waits[int(len(waits) * 0.95)] < 0.25
    assert late[int(len(late) * 0.95)] < 0.1
    room.close()
    again = Room.resume(_file(room), kettle())
    again.skip(Phase.REVEAL)
    assert again.first is not None
    assert again.first.counts == {"pour": 100, "sit": 100, "half": 100, "look": 0}
    assert {type(event) for event in log.read(_file(room)).events} >= {on.Ballot}
    again.close()


def test_what_cannot_be_cleared_away_stops_nobody_from_taking_a_class_up(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    room.advance()
    (tmp_path / f"{_file(room).name}.123.new").mkdir()
    again = _again(room)
    assert again.phase is Phase.READING
    again.close()


def test_a_school_that_changes_its_mind_is_taken_up_at_once(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    seats = seated(room, 500)
    at_vote(room)
    for choice in ("sit", "half") * 4:
        vote(room, dict.fromkeys(seats, choice))
    room.close()
    before = time.perf_counter()
    again = Room.resume(_file(room), kettle())
    # It is a twentieth of that; what grows with the square of the ballots takes ten times as long.
    assert time.perf_counter() - before < 1.0
    assert again.cast == 500
    again.close()


def test_nothing_happens_in_a_class_that_is_over_and_its_file_says_so_to_the_end(tmp_path: Path) -> None:
    room = Room.open(kettle(), tmp_path, 45)
    (seat,) = seated(room, 1)
    room.end()
    verbs = {
        "plan": (["kitchen"],),
        "pause": (),
        "lock": (),
        "use_hands": (True,),
        "set_timer": (60.0,),
        "set_depth": (Depth.FULL,),
        "advance": (),
        "sit": (),
        "remove": (seat,),
        "end": (),
    }
    for verb, arguments in verbs.items():
        with pytest.raises(Refused, match="This class is over"):
            getattr(room, verb)(*arguments)
    room.close()
    assert log.read(_file(room)).over
    assert log.latest(tmp_path) is None
