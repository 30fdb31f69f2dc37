"""The app of a class: the room, the door that phones come in by, and the screens on the wall."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from game.classroom.care import FILE, load_help
from game.classroom.host import wall
from game.classroom.host.commands import CLASS_APP_COMMANDS, CLASS_PLACES
from game.classroom.host.foot import ClassFoot
from game.classroom.host.pages import Pages
from game.classroom.host.screens.base import ClassScreen
from game.classroom.host.screens.room import RoomScreen
from game.classroom.host.screens.text import Text
from game.classroom.room import Phase, Room
from game.tui.screens.base import BookScreen
from game.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.classroom.network import Server
    from game.classroom.pacing import Plan
    from game.saves.bookcase import Bookcase
    from game.saves.settings import Settings
    from game.story.library import Library
    from game.story.model import Story
    from game.tui.foresight import Foresight

QUITTING = "q once more leaves. The class is kept: leeway class --resume takes it up again."
# Within so many seconds what was asked for twice was meant.
_MEANT = 15.0


class ClassApp(Window):
    """One class. It begins at the setup, or where a class was resumed."""

    everywhere = CLASS_APP_COMMANDS
    places = CLASS_PLACES

    def __init__(
        self,
        library: "Library",
        bookcase: "Bookcase",
        settings: "Settings",
        story: "Story",
        room: Room | None = None,
        *,
        minutes: int | None = None,
        hands: bool = False,
        make_door: "Callable[[], Server] | None" = None,
        port: int | None = None,
        help_file: Path | None = None,
        notice: str = "",
        foresees: bool = True,
    ) -> None:
        """`room` is a class that is taken up again; without one, a class on `story` is set up.

        `make_door` makes what lets phones in; without it only hands are counted. `minutes` are those that
        the setup proposes, `help_file` what the school filled in.
        """
        super().__init__(bookcase.home, settings, notice)
        self.library = library
        self.bookcase = bookcase
        self.foresight: Foresight | None = None
        self.foresees = foresees
        self.story = story
        self.minutes = minutes
        self.hands = hands
        self.door: Server | None = None
        self.door_note = ""
        """Why no phone can come in, if that was wanted, or that they do so at another port than was asked."""
        self._make_door = make_door
        self._port = port
        self.help_lines, self.help_fault = load_help(help_file or bookcase.home.classes / FILE)
        """The help page, and what is wrong with the school's own."""
        self._room: Room | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._dirty = False
        self._second = -1
        self._tested = 0
        self._asked = ("", 0.0)
        self._told = ""
        self.debrief: Pages
        if room is not None:
            self._take_up(room)

    @property
    def room(self) -> Room:
        """The room, once the setup is done."""
        assert self._room is not None
        return self._room

    @property
    def kept(self) -> Path | None:
        """The file of the class; None before there is one, or where the disk has none."""
        file = self._room.file if self._room is not None else None
        return file if file is not None and file.is_file() else None

    # -- opening ----------------------------------------------------------------------------------

    def first_screen(self) -> BookScreen:
        """The room that was taken up again, or the plan of a new one."""
        if self._room is not None:
            return RoomScreen(self._room)
        from game.classroom.host.screens.setup import Setup

        return Setup(self.story)

    def on_mount(self) -> None:
        """Say what is to be known of a class that was taken up."""
        if self._room is not None:
            self._opened()
            self._show_notes(self._room.notice, self.help_fault)

    def open_room(self, plan: "Plan") -> None:
        """Begin the class that was set up."""
        room = Room.open(self.story, self.bookcase.home.classes, plan.lesson, hands=self.hands)
        room.plan(plan.full)
        if plan.beginning.road:
            room.tell_on(plan.beginning.road)
        self._take_up(room)
        self.push_screen(RoomScreen(room))
        self._opened()
        self.show_norms()
        # A disk that refuses at the start goes on refusing, and the sentence about it stays the same.
        self._show_notes(room.notice)

    def _take_up(self, room: Room) -> None:
        self._room = room
        self.debrief = Pages(room)
        room.help = self.help_lines
        self._told = room.notice
        self._unsubscribe = room.subscribe(self._mark)

    def _opened(self) -> None:
        """What a room needs beside it: the door, and what could still come."""
        if not self.room.hands:
            self.open_door()
        if self.foresees:
            from game.tui.foresight import foresee

            self.foresight = foresee(self.story, self.library, self.bookcase.home.cache, self._foreseen)
        self.debrief.foresight = self.foresight

    @property
    def has_door(self) -> bool:
        """Whether phones may come in at all."""
        return self._make_door is not None

    def open_door(self) -> None:
        """Let phones in, if that was wanted at all and they cannot come in yet."""
        if self._make_door is not None and self.door is None and self.room.phase is not Phase.OVER:
            self.run_worker(self._open_door(self._make_door()), group="door", exclusive=True)

    async def _open_door(self, door: "Server") -> None:
        from game.classroom.network import PORT, PortTakenError

        asked = PORT if self._port is None else self._port
        try:
            await door.start(self.room, asked)
        except (PortTakenError, OSError) as error:
            self.door_note = str(error)
        else:
            self.door = door
            if door.port != asked and asked:
                self.door_note = f"Port {asked} is in use, so phones come in at {door.port}."
        self._dirty = True

    # -- what changes -----------------------------------------------------------------------------

    def _mark(self) -> None:
        self._dirty = True

    def look(self) -> None:
        """Show what has changed since the last look, and the second that has passed."""
        if self._room is None or not isinstance(self.screen, ClassScreen) or not self.screen.whole:
            return
        # A phone that is only tried changes nothing in the room.
        if self.door is not None and self.door.tested != self._tested:
            self._tested, self._dirty = self.door.tested, True
        if self.room.notice != self._told:
            self._told = self.room.notice
            if self._told:
                self.whisper(self._told)
        left = self.room.time_left
        second = -1 if left is None else int(left)
        if self._dirty:
            self._dirty, self._second = False, second
            self.screen.changed()
        elif second != self._second and isinstance(self.screen, RoomScreen):
            self._second = second
            self.screen.renew_foot()

    def look_at_network(self) -> None:
        """Say so where phones can no longer reach the address that is shown."""
        if self.door is not None and self.door.wifi_changed():
            self._dirty = True
            if self.door.url is None:
                self.whisper("This computer has left the network. Phones wait; h counts hands.")
            else:
                self.whisper("The network has changed. c shows the new code: phones scan it again.")

    def _foreseen(self) -> None:
        for screen in self.books:
            screen.foreseen()

    # -- screens that lie above -------------------------------------------------------------------

    def show_norms(self) -> None:
        """The ground rules, on the wall."""
        self.push_screen(Text("Ground rules", wall.norms(self.story)))

    def _show_notes(self, *sentences: str) -> None:
        """What whoever leads the class is to know before it goes on, if there is anything."""
        if any(sentences):
            self.push_screen(Text("Notes", wall.notes(filter(None, sentences))))

    def show_care(self) -> None:
        """The help page, on the wall."""
        self.push_screen(Text("Help page", wall.care(self.room.help)))

    def whisper(self, text: str) -> None:
        """Say a sentence on the bottom line, once there is one."""
        if self.screen.query(ClassFoot):
            super().whisper(text)
        else:
            self.call_after_refresh(super().whisper, text)

    def meant(self, what: str, sentence: str) -> bool:
        """Whether something was asked for a second time; the first time, `sentence` says what it would do."""
        now = time.monotonic()
        again = self._asked[0] == what and now - self._asked[1] < _MEANT
        self._asked = ("" if again else what, now)
        if not again:
            self.whisper(sentence)
        return again

    def close_screen(self) -> None:
        """Back to the screen below; nothing lies below the room."""
        if not isinstance(self.screen, RoomScreen):
            super().close_screen()

    def manual(self, screen: BookScreen) -> BookScreen:
        """The keys, on the wall."""
        from game.classroom.host.screens.keys import ClassHelp

        return ClassHelp(screen.commands)

    async def action_quit(self) -> None:
        """Leave, if it was meant: in front of a class one key is pressed by mistake sooner or later."""
        over = self._room is None or self._room.phase is Phase.OVER
        if over or self.meant("quit", QUITTING):
            self.exit()

    async def on_unmount(self) -> None:
        """Close the door, and let the file go."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        try:
            if self.door is not None:
                await self.door.stop()
        finally:
            # After the door, through which ballots come in; and whatever became of that.
            if self._room is not None:
                self._room.close()
            if self.foresight is not None:
                self.foresight.stop()
                await self.foresight.stopped()
