"""The teacher's desk: everything that can be done to a class from its wall, whatever stands there."""

from collections.abc import Callable
from functools import partial

from game.classroom.host.screens.base import ClassScreen
from game.classroom.host.screens.pick import Line, Pick
from game.classroom.road import roads
from game.classroom.room import Depth, Phase, Refused, Room
from game.classroom.round import AFTERWARDS, BETWEEN, VOTE
from game.narrative.markup import plain

_MINUTE = 60.0

NAMES = {
    Phase.READING: "the page",
    Phase.FIRST: "the first vote",
    Phase.ARGUE: "the talk",
    Phase.SECOND: "the second vote",
    Phase.REVEAL: "the counts",
    Phase.VOICES: "one voice for each",
    Phase.CONSEQUENCE: "what comes of it",
    Phase.FEELING: "the end: a word for how it was",
    Phase.PREDICT: "the end: the two meters",
    Phase.DEBRIEF: "the end: the map",
}
"""The phases that can be skipped to, in their order, as the list of them says."""


class Desk(ClassScreen):
    """The verbs of whoever leads the class. A subclass says what stands on the wall."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.counted: tuple[int, int] | None = None
        """The round and vote whose hands were counted last."""

    def do(self, act: Callable[[], object]) -> bool:
        """Do something in the room; if it cannot be done, say why. Whether it was done."""
        try:
            act()
        except Refused as refused:
            self.foot.whisper(refused.reason)
            return False
        # What was whispered before it is over too.
        self.foot.hush()
        self.reset()
        return True

    # -- votes ------------------------------------------------------------------------------------

    def action_hands(self) -> None:
        """Count hands in the vote that is open; else, from now on, or no longer."""
        from game.classroom.host.screens.hands import Hands

        room = self.room
        if room.phase in VOTE:
            if not (room.hands or room.here):
                self.do(partial(room.use_hands, True))
            self.app.push_screen(Hands(self._hands_counted))
        elif self.do(partial(room.use_hands, not room.hands)):
            if not room.hands:
                self.app.open_door()
            counted = "Hands are counted from now on. Phones may vote all the same."
            self.foot.whisper(counted if room.hands else "Phones vote from now on.")

    def _hands_counted(self) -> None:
        """Counts, or a winner, are in. Where nobody votes by phone, that closes the vote."""
        self.counted = (self.room.round, self.room.vote_no)
        if self.room.here:
            self.reset()
        else:
            self.do(self.room.advance)

    def action_again(self) -> None:
        """Open the vote that was closed last once more."""
        self.do(self.room.reopen)

    def action_overrule(self) -> None:
        """People decide."""
        from game.classroom.host.screens.decide import Decide

        if self.room.phase in (Phase.REVEAL, Phase.VOICES):
            self.app.push_screen(Decide(self.reset))
        else:
            self.foot.whisper("Show the counts first. Then o decides otherwise, with a reason.")

    def action_depth(self) -> None:
        """This choice in full, or quickly."""
        deeper = self.room.depth is Depth.QUICK
        self.do(partial(self.room.set_depth, Depth.FULL if deeper else Depth.QUICK))

    # -- the way ----------------------------------------------------------------------------------

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.do(self.room.unpause if self.room.paused else self.room.pause)

    def action_timer(self) -> None:
        """A minute, or one more."""
        self.do(partial(self.room.extend, _MINUTE))

    def action_untime(self) -> None:
        """No clock."""
        self.do(partial(self.room.set_timer, None))

    def action_forward(self) -> None:
        """Leave steps out."""
        room, ahead = self.room, self._ahead
        steps = [Line(f"To {NAMES[phase]}.", partial(self._skip, phase)) for phase in ahead]
        found = roads(room.story, room.playthrough.now.state) if room.phase in BETWEEN else ()
        likeliest = {road.chapter: road for road in sorted(found, key=lambda road: road.often)}
        chapters = [
            Line(f"Tell on to {road.chapter}.", partial(self.do, partial(room.tell_on, road.choices)))
            for road in found
            if likeliest[road.chapter] is road
        ]
        # What can be told over lies after this round, and before the end.
        end = next((at for at, phase in enumerate(ahead) if phase in AFTERWARDS), len(ahead))
        told = "What is left out is left out this once. What is told is not voted on."
        lines = [*steps[:end], *chapters, *steps[end:]]
        self.app.push_screen(Pick("Further on", told, lines, "There is nothing to skip here."))

    def _skip(self, to: Phase) -> None:
        """Leave out what lies before `to`; where that drops a vote that is open, if it was meant."""
        room = self.room
        act = partial(self.do, partial(room.skip, to))
        if to not in AFTERWARDS or room.phase in BETWEEN or not room.cast:
            act()
            return
        told = "This vote is not finished. Its ballots are dropped, and nothing of it is in the report."
        lines = [Line(f"Drop them, and go to {NAMES[to]}.", act), Line("Stay with the vote.", self.reset)]
        self.app.push_screen(Pick("Leave the vote?", told, lines))

    @property
    def _ahead(self) -> list[Phase]:
        """The phases that lie ahead, in their order; those of a vote only where there is one."""
        phases = list(NAMES)
        if self.room.phase not in phases:
            return []
        votes = self.room.depth is not Depth.PAGE and not self.room.at_ending
        first = phases.index(self.room.phase) + 1
        return phases[first if votes else max(first, phases.index(Phase.FEELING)) :]

    def action_back(self) -> None:
        """The votes that the class's path holds, to stand before one of them again."""
        lines = [
            Line(plain(one.done), partial(self.do, partial(self.room.rewind, one.page)), plain(one.chapter))
            for one in reversed(self.room.history)
            if not one.left
        ]
        told = "Stand again where this was voted on, the newest first. What was played is kept."
        self.app.push_screen(Pick("Rewind", told, lines, "Nothing has been voted on yet."))

    def action_end(self) -> None:
        """End the class, if it was meant."""
        told = "Once more ends the class: seats are deleted, counts are kept."
        if self.room.phase is not Phase.OVER and self.app.meant("end", told):
            self.do(self.room.end)

    # -- the door ---------------------------------------------------------------------------------

    def action_lock(self) -> None:
        """Lock the door, or open it."""
        if self.do(self.room.unlock if self.room.locked else self.room.lock):
            locked = "The door is locked. Whoever has a seat keeps it."
            self.foot.whisper(locked if self.room.locked else "The door is open.")

    def action_phones(self) -> None:
        """The phones, to remove one."""
        room = self.room
        lines = [
            Line(
                f"Phone {room.sign(seat)}",
                partial(self._remove, seat),
                "" if seat in room.here else "not here now",
            )
            for seat in sorted(room.seated, key=room.sign)
        ]
        told = (
            "Each phone shows its letters at the foot of its page, under “Which phone is this?”. "
            "Pick the one that has to leave."
        )
        self.app.push_screen(Pick("Phones", told, lines, "No phone has a seat."))

    def _remove(self, seat: int) -> None:
        """Send a phone out, if it was meant."""
        room = self.room

        def out_and_lock() -> None:
            if self.do(partial(room.remove, seat)) and not room.locked:
                self.do(room.lock)

        told = "It goes out with its ballot. It can come in again by the code, unless the door is locked."
        lines = [
            Line("Out.", partial(self.do, partial(room.remove, seat))),
            Line("Out, and lock the door.", out_and_lock),
        ]
        self.app.push_screen(Pick(f"Phone {room.sign(seat)}", told, lines))

    def action_address(self) -> None:
        """The addresses of this computer, to show another."""
        door = self.app.door

        def show(number: int) -> None:
            if door is not None:
                door.choose(door.addresses[number])
                self.reset()

        found = door.addresses if door is not None else ()
        lines = [
            Line(each.ip, partial(show, number), "shown now" if each == door.address else each.interface)
            for number, each in enumerate(found)
            if door is not None
        ]
        told = "If phones cannot reach this computer, another of its addresses may do."
        self.app.push_screen(Pick("Address", told, lines, "This computer is on no network. h counts hands."))

    # -- care -------------------------------------------------------------------------------------

    def action_norms(self) -> None:
        """The ground rules."""
        self.app.show_norms()

    def action_care(self) -> None:
        """The help page."""
        self.app.show_care()
