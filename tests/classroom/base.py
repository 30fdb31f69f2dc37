"""Classes for the tests: a story, rooms, and what is true in them."""

from functools import cache

from msgspec.structs import replace

from game.classroom.room import Depth, Phase, Room
from game.story.model import Story
from tests.saves import walks


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@cache
def kettle() -> Story:
    """The miniature: three choices, a page, two or three, two or three, an ending."""
    return walks.kettle()


def seated(room: Room, many: int) -> list[int]:
    """The seats of so many phones that come in."""
    return [room.sit()[0] for _ in range(many)]


def at_vote(room: Room, depth: Depth = Depth.FULL) -> None:
    """Go from where the class reads to the first vote."""
    if room.phase is Phase.LOBBY:
        room.advance()
    room.set_depth(depth)
    room.advance()
    assert room.phase is Phase.FIRST


def vote(room: Room, ballots: dict[int, str | None]) -> None:
    """Every seat votes."""
    for seat, choice in ballots.items():
        room.vote(seat, room.round, room.vote_no, choice)


def play_round(room: Room, choice: str) -> None:
    """One quick round that goes as it is told, from reading to reading."""
    if room.phase is Phase.LOBBY:
        room.advance()
    room.skip(Phase.FIRST)
    room.winner(choice)
    room.skip(Phase.CONSEQUENCE)
    room.advance()


def play_to_ending(room: Room) -> None:
    """Always the first choice, until the story has ended; a page is turned."""
    if room.phase is Phase.LOBBY:
        room.advance()
    while not room.at_ending:
        if room.depth is Depth.PAGE:
            room.advance()
        else:
            play_round(room, next(one.id for one in room.options if one.letter))


def facts(room: Room) -> dict[str, object]:
    """Everything that is true in a room, as it can be seen from outside; not who is listening."""
    names = (
        "phase depth round vote_no options full paused locked hands timer seated cast talk first second tied "
        "decided history feelings predictions seq at at_ending minutes"
    )
    seen: dict[str, object] = {name: getattr(room, name) for name in names.split()}
    seen["page"] = room.playthrough.now
    seen["pages"] = room.playthrough.moments
    seen["views"] = {seat: replace(room.view(seat), deadline=None, sign="") for seat in sorted(room.seated)}
    return seen
