"""Classes that are killed. Run by `test_killed`, as a process of its own.

``python -P -m tests.classroom.killed often FOLDER TIMES SEED`` begins so many classes, each in a process of
its own that is killed from outside after a random while. ``every FOLDER`` begins one for every point at
which the operating system is asked to write, each killed at that point. A class leaves in ``FOLDER/NUMBER``
its file and ``said``: a line before each ballot, one when it is acknowledged, one for every closed round.
"""

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path

from game.classroom.room import Depth, Phase, Room
from tests.classroom.base import kettle
from tests.saves.killed import Death

SEATS = 8
# What a class writes down for the test is no point at which it dies.
WRITE = os.write


class Voters:
    """Phones that vote all at once, change their minds, and write down what they hear."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self.room = Room.open(kettle(), folder, 45)
        self._said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def say(self, *words: object) -> None:
        """One line."""
        WRITE(self._said, (" ".join(map(str, words)) + "\n").encode())

    async def phone(self, seat: int, times: int) -> None:
        """Vote so many times, each when the last was acknowledged."""
        room = self.room
        for _ in range(times):
            choice = self.rng.choice([one.id for one in room.options if one.letter])
            self.say("try", room.round, room.vote_no, seat, choice)
            room.vote(seat, room.round, room.vote_no, choice)
            await room.settled()
            self.say("ack", room.round, room.vote_no, seat, choice)
            await asyncio.sleep(self.rng.random() / 500)

    async def play(self, rounds: int, times: int) -> None:
        """So many rounds; at an ending it is begun again."""
        room = self.room
        seats = [room.sit()[0] for _ in range(SEATS)]
        room.advance()
        while room.round <= rounds:
            if room.at_ending:
                room.rewind(0)
            elif room.depth is Depth.PAGE:
                room.advance()
            else:
                await self.hold(seats, times)
        room.close()

    async def hold(self, seats: list[int], times: int) -> None:
        """One round in full."""
        room = self.room
        for phase in (Phase.FIRST, Phase.SECOND):
            room.skip(phase)
            await asyncio.gather(*(self.phone(seat, times) for seat in seats))
        room.skip(Phase.REVEAL)
        if room.tied:
            room.decide(room.tied[0])
        room.advance()
        if room.phase is Phase.VOICES:
            room.advance()
        await room.settled()
        self.say("closed", room.round)
        room.advance()


def every(folder: Path) -> None:
    """One process for every point."""
    kettle()
    at = 0
    while True:
        mine = folder / str(at)
        mine.mkdir()
        child = os.fork()
        if child == 0:
            Points(at)
            asyncio.run(Voters(mine, random.Random(0)).play(2, 1))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0, status
            return
        at += 1


class Points(Death):
    """Dies before or after a file is put in the place of another, too."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self._replace = os.replace
        os.replace = self.replace  # type: ignore[assignment]

    def replace(self, source: Path, target: Path) -> None:
        """`os.replace`, which can die before or after."""
        self.here()
        self._replace(source, target)
        self.here()


def often(folder: Path, times: int, seed: int) -> None:
    """So many processes, killed after a while."""
    kettle()
    rng = random.Random(seed)
    for number in range(times):
        mine = folder / str(number)
        mine.mkdir()
        child = os.fork()
        if child == 0:
            asyncio.run(Voters(mine, random.Random(seed + number)).play(10**6, 2))
            os._exit(1)
        while not (mine / "said").exists():
            time.sleep(0.001)
        time.sleep(rng.random() / 5)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    if sys.argv[1] == "every":
        every(Path(sys.argv[2]))
    else:
        often(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
