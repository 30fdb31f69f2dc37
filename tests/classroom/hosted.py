"""A class on the wall for the tests: an app, a door that opens nowhere, and phones that use the room."""

from pathlib import Path

from textual.pilot import Pilot

from game.classroom.host.app import ClassApp
from game.classroom.host.screens.setup import Setup
from game.classroom.host.screens.text import Text
from game.classroom.room import Depth, Phase, Room
from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings
from game.story.library import Library
from tests.make_screenshots import without_fonts
from tests.tui.book import STORIES


class Door:
    """What the host sees of a server, without a network."""

    def __init__(self) -> None:
        self.port, self.tested = 8765, 0
        self.code = "BCDFGH"
        self.addresses = ()
        self.address = None
        self.url: str | None = "192.168.1.37:8765/BCDFGH"
        self.scan: str | None = "HTTP://192.168.1.37:8765/J/BCDFGHJKLMNPQRST"
        self.changes = False

    async def start(self, room: Room, port: int = 8765) -> None:
        """It is open at once."""

    async def stop(self) -> None:
        """It was never open."""

    def wifi_changed(self) -> bool:
        """As the test says."""
        return self.changes


class Pictured(ClassApp):
    """The app, whose pictures ask nobody for a font."""

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        return without_fonts(super().export_screenshot(title=title, simplify=simplify))


def class_app(
    home: Path, room: Room | None = None, *, make_door=Door, kind: type[ClassApp] = Pictured, **options
) -> ClassApp:
    """A class on the miniature; without a room it begins at the plan."""
    library = Library((STORIES,))
    story = library.story("kettle")
    assert story is not None
    look = {"reduced_motion": True, "theme": options.pop("theme", "paper")}
    return kind(
        library,
        Bookcase(Home(home)),
        Settings(**look),
        story,
        room,
        make_door=make_door,
        **{"foresees": False, **options},
    )


async def begin(pilot: Pilot, phones: int = 0) -> tuple[ClassApp, list[int]]:
    """From the plan to the lobby, with so many phones there."""
    app = pilot.app
    assert isinstance(app, ClassApp)
    await pilot.press("g")
    await past_ground_rules(pilot)
    seats = [app.room.sit()[0] for _ in range(phones)]
    for seat in seats:
        app.room.arrive(seat)
    await shown(pilot)
    return app, seats


async def past_ground_rules(pilot: Pilot) -> None:
    """Through what they say, window by window."""
    await pilot.pause()
    while isinstance(pilot.app.screen, Text):
        await pilot.press("enter")
        await pilot.pause()


async def shown(pilot: Pilot) -> None:
    """Put what has changed in the room, if there is one, on the wall: its clock looks ten times a second."""
    await pilot.pause()
    if not isinstance(pilot.app.screen, Setup):
        pilot.app.look()
        await pilot.pause()


async def quick_vote(pilot: Pilot) -> None:
    """To the vote of the next page, which is the only one of its round."""
    await on(pilot, Phase.READING)
    room = pilot.app.room
    while room.depth is Depth.PAGE:
        await pilot.press("enter")
    room.set_depth(Depth.QUICK)
    await on(pilot, Phase.FIRST)


async def on(pilot: Pilot, phase: Phase) -> None:
    """Press enter until the class is at `phase`, and not further."""
    room = pilot.app.room
    for _ in range(60):
        if room.phase is phase:
            await pilot.pause()
            return
        await pilot.press("enter")
    raise AssertionError(f"{phase} never came; it is {room.phase}")


def ballots(room: Room, seats: list[int], letters: str) -> None:
    """Every seat votes for the letter in its place; a dash passes, a dot stays silent."""
    ids = {option.letter: option.id for option in room.options if option.letter}
    for seat, letter in zip(seats, letters, strict=True):
        if letter != ".":
            room.vote(seat, room.round, room.vote_no, ids.get(letter))
