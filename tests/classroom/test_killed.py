"""The plug is pulled in the middle of a vote: every ballot that was acknowledged counts, and counts once."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from game.classroom import event as on
from game.classroom import log
from game.classroom.room import Depth, Phase, Refused, Room
from game.saves.journal import lock_path
from tests.classroom.base import facts, kettle
from tests.classroom.killed import SEATS

ROOT = Path(__file__).parents[2]
KILLED = [sys.executable, "-P", "-m", "tests.classroom.killed"]
# `-P` keeps the current folder off the path, and the tests are not installed.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as POSIX does")


class Said:
    """What the phones of one class were told before it was killed."""

    def __init__(self, folder: Path) -> None:
        file = folder / "said"
        self.acknowledged: dict[tuple[int, int], dict[int, str]] = {}
        """(Round, vote) -> seat -> the last ballot that was acknowledged."""
        self.possible: dict[tuple[int, int], dict[int, set[str]]] = {}
        """Also what was sent after that, and may or may not have come through."""
        self.closed = 0
        for line in file.read_text().splitlines() if file.exists() else []:
            what, number, *more = line.split()
            if what == "closed":
                self.closed = int(number)
                continue
            key, seat, choice = (int(number), int(more[0])), int(more[1]), more[2]
            if what == "ack":
                self.acknowledged.setdefault(key, {})[seat] = choice
                self.possible.setdefault(key, {})[seat] = {choice}
            else:
                self.possible.setdefault(key, {}).setdefault(seat, set()).add(choice)


def _check(folder: Path) -> str:
    """Nothing that was acknowledged is lost or doubled. Returns the phase in which the class was killed."""
    said = Said(folder)
    files = list(folder.glob("*.jsonl"))
    if not files:
        assert not said.possible
        return "unborn"
    room = Room.resume(files[0], kettle())
    try:
        assert room.notice == ""
        phase = str(room.phase)
        assert len(room.history) in (said.closed, said.closed + 1)
        for record in room.history:
            for vote_no, tally in ((1, record.first), (2, record.second)):
                # A round closes when everybody has heard.
                ballots = Counter(said.acknowledged[record.number, vote_no].values())
                assert tally is not None
                assert {one: n for one, n in tally.counts.items() if n} == ballots, folder
                assert tally.cast == SEATS
        first = None
        if room.phase not in (Phase.LOBBY, Phase.READING, Phase.CONSEQUENCE):
            key = (room.round, room.vote_no)
            possible, acknowledged = said.possible.get(key, {}), said.acknowledged.get(key, {})
            cast = {seat: room.answer_of(seat) for seat in room.seated if room.answer_of(seat) is not None}
            assert acknowledged.keys() <= cast.keys() <= possible.keys(), folder
            assert all(cast[seat] in possible[seat] for seat in cast), folder
            if room.vote_no == 2:
                first = Counter(said.acknowledged[room.round, 1].values())
        events = log.read(files[0]).events
        held = {event.seat for event in events if isinstance(event, on.Ballot)}
        if room.phase in (Phase.READING, Phase.CONSEQUENCE, Phase.LOBBY):
            assert not held, "ballots of a round that is over are gone"
        _go_on(room)
        tally = room.history[-1].first
        assert first is None or (tally and {one: n for one, n in tally.counts.items() if n} == first)
        after = facts(room)
    finally:
        room.close()
    assert facts(Room.read(files[0], kettle())) == after
    left = {path for path in folder.iterdir() if path.name != "said"}
    assert left <= {files[0], lock_path(files[0])}, "nothing that a kill left lies about"
    return phase


def _go_on(room: Room) -> None:
    """The class goes on where it was: its phones vote, and the round comes to its end."""
    if room.phase is Phase.LOBBY:
        room.advance()
    while room.phase in (Phase.READING, Phase.CONSEQUENCE) and (
        room.phase is Phase.CONSEQUENCE or room.depth is Depth.PAGE
    ):
        if room.at_ending and room.phase is Phase.READING:
            room.rewind(0)
        else:
            room.advance()
    room.set_depth(Depth.FULL)
    if room.phase is not Phase.SECOND:
        if room.phase in (Phase.REVEAL, Phase.VOICES):
            room.reopen()
        else:
            room.skip(Phase.SECOND)
    choice = next(one.id for one in room.options if one.letter)
    for seat in room.seated:
        room.vote(seat, room.round, room.vote_no, choice)
    with pytest.raises(Refused):
        room.vote(0, room.round, room.vote_no, choice)
    assert room.cast == len(room.seated)
    many = len(room.history)
    room.skip(Phase.REVEAL)
    assert room.second is not None
    assert room.second.counts[choice] == len(room.seated)
    if room.decided is None:
        room.decide(choice)
    room.skip(Phase.CONSEQUENCE)
    assert len(room.history) == many + 1


def _run(*arguments: object) -> None:
    subprocess.run([*KILLED, *map(str, arguments)], check=True, env=ENVIRONMENT, timeout=600)


def test_at_every_point_between_writes(tmp_path: Path) -> None:
    _run("every", tmp_path)
    folders = sorted(tmp_path.iterdir(), key=lambda path: int(path.name))
    # The last one lived to its end. Two of the others' points are the two sides of each fold.
    phases = Counter(_check(folder) for folder in folders)
    assert len(folders) > 40
    # How many ballots one write holds is a matter of time, and with it how many points lie behind a fold.
    assert {"unborn", "lobby", "first", "second"} <= phases.keys()
    assert not phases.keys().isdisjoint(("consequence", "reading"))


def test_at_any_moment(tmp_path: Path) -> None:
    _run("often", tmp_path, 20, 1)
    assert sum(_check(folder) not in ("unborn", "lobby") for folder in tmp_path.iterdir()) > 10


@pytest.mark.long
def test_at_any_moment_often(tmp_path: Path) -> None:
    _run("often", tmp_path, 200, 2)
    for folder in tmp_path.iterdir():
        _check(folder)
