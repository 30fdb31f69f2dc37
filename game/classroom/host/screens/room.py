"""The room on the wall: what the class is at, and everything that the teacher can do about it."""

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from textual.app import ComposeResult
from textual.containers import Horizontal

from game.classroom.host import commands as ask
from game.classroom.host import wall
from game.classroom.host.board import Board
from game.classroom.host.commands import CLASS_COMMANDS, named
from game.classroom.host.foot import ClassFoot
from game.classroom.host.qr import QrCode
from game.classroom.host.screens.base import ClassScreen
from game.classroom.host.screens.pick import Line, Pick
from game.classroom.room import Depth, Phase, Refused, Room
from game.narrative import rules
from game.narrative.markup import plain as bare
from game.narrative.state import State
from game.story.model import Story
from game.tui.commands import HELP, Command
from game.tui.typeset import Sheet

VOTES = (Phase.FIRST, Phase.SECOND)
# Within so many seconds what was asked for twice was meant.
_MEANT = 6.0
_MINUTE = 60.0
# The narrowest text that stands beside the code.
_BESIDE = 38

NOBODY = "Nobody has voted yet. Enter once more closes it; h counts hands."
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


class RoomScreen(ClassScreen):
    """One screen for the whole class; it shows what the room says and asks the room for what is done."""

    CSS_PATH = "room.tcss"
    commands = CLASS_COMMANDS
    starts_lit = False

    def __init__(self, room: Room) -> None:
        super().__init__(room.story.header.accent)
        self.room = room
        self.shows_code = False
        """Whether the way in is shown although the class has begun."""
        self._at: tuple[object, ...] = ()
        self._asked = ("", 0.0)
        self._counted: tuple[int, int] | None = None
        """The round and vote whose hands were counted last."""

    def compose(self) -> ComposeResult:
        """The board, the code beside it where it is asked for, and the foot."""
        with Horizontal():
            yield Board(self.accent)
            yield QrCode()
        yield ClassFoot(self.app.settings.keys, self.accent)

    # -- what stands on it ------------------------------------------------------------------------

    @property
    def joining(self) -> bool:
        """Whether the way in is on the wall."""
        return self.room.phase is Phase.LOBBY or self.shows_code

    def sheet(self) -> Sheet:
        """What belongs to the present phase."""
        room = self.room
        if self.joining:
            server = self.app.server
            return wall.lobby(
                room,
                server.url if server else None,
                server.code if server else "",
                squared=self.query_one(QrCode).display,
                test_url=server.test_url if server else None,
                tested=server.tested if server else 0,
            )
        match room.phase:
            case Phase.READING | Phase.LOBBY:
                return wall.page(room)
            case Phase.FIRST | Phase.SECOND:
                return wall.vote(room)
            case Phase.ARGUE:
                return wall.argue(room)
            case Phase.REVEAL:
                return wall.reveal(room)
            case Phase.VOICES:
                return wall.voices(room)
            case Phase.CONSEQUENCE:
                return wall.consequence(room)
            case Phase.FEELING:
                return wall.feeling()
            case Phase.PREDICT:
                return wall.predict(room)
            case Phase.DEBRIEF:
                return self.app.debrief.sheet(self.board)
            case Phase.OVER:
                return wall.over(room)

    def reset(self, cursor: int | None = None) -> None:
        """Set what the room says now; where only counts have changed, the window stays."""
        code, room = self.query_one(QrCode), self.room
        scan = self.app.server.scan if self.app.server else None
        code.show(scan if self.joining and scan else "")
        size = self.app.size
        code.display = code.fits(size.width - _BESIDE, size.height - 2)
        at = (self.joining, room.phase, room.round, room.playthrough.now.n, room.depth, self.app.debrief.at)
        window = self.board.window if at == self._at else 0
        super().reset(cursor)
        if at == self._at:
            self.call_after_refresh(self.board.turn, window)
        self._at = at
        # How many windows there are is known when the board has its size.
        self.call_after_refresh(self.renew_foot)

    def on_resize(self) -> None:
        """Whether the code has room beside the text may be different now."""
        if self.is_mounted:
            self.reset()

    def changed(self) -> None:
        """Something has changed in the room: set the sheet if it shows it, and the line below in any case."""
        at = (self.joining, self.room.phase, self.room.round, self.room.playthrough.now.n, self.room.depth)
        if at != self._at[:-1] or self.joining or self.room.phase not in VOTES:
            self.reset()
        else:
            self.renew_foot()

    def renew_foot(self) -> None:
        """Say anew how many are in, and what can be pressed."""
        self.foot.say(self.where())
        self.query_one(ClassFoot).offer(self.offered())

    def where(self) -> str:
        """How many are in and here, and whatever else holds now: ``26 ballots, 27 here``."""
        room, told = self.room, []
        here = f"{len(room.here)} here"
        if room.phase in VOTES:
            told.append(f"{room.cast} ballot{'' if room.cast == 1 else 's'}, {here}")
        elif room.phase in (Phase.FEELING, Phase.PREDICT):
            told.append(f"{room.cast} answered, {here}")
        else:
            if self.board.windows > 1:
                told.append(f"{self.board.window + 1} of {self.board.windows}")
            if room.here:
                told.append(here)
        if (left := room.time_left) is not None:
            told.append(f"{int(left) // 60}:{int(left) % 60:02}" if left else "time")
        if room.paused:
            told.append("paused")
        if room.locked:
            told.append("door locked")
        return " · ".join(told)

    def offered(self) -> tuple[Command, ...]:
        """What can be pressed now; the next step before the help."""
        step = named(ask.STEP, self._step_name())
        go_on = named(ask.PAUSE, "Go on")
        room = self.room
        if room.paused:
            return (go_on, HELP)
        if self.shows_code:
            return (ask.LOCK, named(ask.CODE, "Back"), HELP)
        match room.phase:
            case Phase.LOBBY:
                return (ask.LOCK, ask.HANDS, step, HELP)
            case Phase.READING if room.depth is Depth.PAGE:
                return (ask.CODE, ask.BACK, step, HELP)
            case Phase.READING:
                depth = "Talk in full" if room.depth is Depth.QUICK else "Only one vote"
                return (ask.CODE, ask.BACK, named(ask.DEPTH, depth), step, HELP)
            case Phase.FIRST | Phase.SECOND:
                return (ask.CODE, ask.TIMER, ask.HANDS, step, HELP)
            case Phase.ARGUE:
                return (ask.CODE, ask.AGAIN, ask.TIMER, step, HELP)
            case Phase.REVEAL | Phase.VOICES:
                return (ask.AGAIN, ask.OVERRULE, step, HELP)
            case Phase.CONSEQUENCE:
                return (ask.CODE, ask.BACK, step, HELP)
            case Phase.DEBRIEF:
                return (ask.BACK, ask.PREVIOUS, step, HELP)
            case _:
                return (step, HELP)

    def _step_name(self) -> str:
        room = self.room
        if self.board.window + 1 < self.board.windows and room.phase not in (*VOTES, Phase.LOBBY):
            return "On"
        full = room.depth is Depth.FULL
        return (
            {
                Phase.LOBBY: "Begin",
                Phase.READING: "Turn the page" if room.depth is Depth.PAGE else "Open the vote",
                Phase.FIRST: "Close, and talk" if full else "Close, and show",
                Phase.ARGUE: "Vote again",
                Phase.SECOND: "Close, and show",
                Phase.REVEAL: "One voice each" if full else "What comes of it",
                Phase.VOICES: "What comes of it",
                Phase.CONSEQUENCE: "Read on",
                Phase.FEELING: "The two meters",
                Phase.PREDICT: "The map",
                Phase.DEBRIEF: "On" if not self.app.debrief.last else "End",
                Phase.OVER: "Leave",
            }[room.phase]
            if not room.at_ending or room.phase is not Phase.READING
            else "How it was"
        )

    # -- what can be done -------------------------------------------------------------------------

    def do(self, act: Callable[[], object]) -> bool:
        """Do something in the room; if it cannot be done, say why. Whether it was done."""
        try:
            act()
        except Refused as refused:
            self.foot.whisper(refused.reason)
            return False
        self.reset()
        return True

    def _meant(self, what: str, sentence: str) -> bool:
        """Whether something was asked for a second time; the first time, `sentence` says what it would do."""
        now = time.monotonic()
        again = self._asked[0] == what and now - self._asked[1] < _MEANT
        self._asked = ("" if again else what, now)
        if not again:
            self.foot.whisper(sentence)
        return again

    def action_step(self) -> None:
        """On: to the next window of a text, and from the last to what comes next."""
        room = self.room
        if self.shows_code:
            self.action_code()
        elif room.paused:
            self.foot.whisper("The class is paused. p goes on.")
        elif room.phase not in (*VOTES, Phase.LOBBY) and self.board.turn(self.board.window + 1):
            self.renew_foot()
        elif room.phase in VOTES:
            self._close()
        elif room.phase in (Phase.REVEAL, Phase.VOICES) and room.decided is None:
            self._decide_if_needed()
        elif room.phase is Phase.DEBRIEF:
            self.action_next()
        elif room.phase is Phase.OVER:
            self.app.exit()
        else:
            self.do(room.advance)

    def _close(self) -> None:
        room = self.room
        counted = self._counted == (room.round, room.vote_no)
        if room.hands and not counted:
            self.action_hands()
        elif room.cast or counted or self._meant("close", NOBODY):
            self.do(room.advance)

    def _hands_counted(self) -> None:
        """Counts, or a winner, are in: where all vote by hand, that closes the vote."""
        self._counted = (self.room.round, self.room.vote_no)
        if self.room.here:
            self.reset()
        else:
            self.do(self.room.advance)

    def _decide_if_needed(self) -> None:
        """On from a vote that is even: to the voices in a full talk, and then people decide."""
        if self.room.phase is Phase.REVEAL and self.room.depth is Depth.FULL:
            self.do(self.room.advance)
        else:
            self.action_overrule()

    def action_page_on(self) -> None:
        """The next window of the text."""
        self.board.action_page_down()

    def action_code(self) -> None:
        """The way in, on the wall or off it."""
        self.shows_code = not self.shows_code and self.room.phase is not Phase.OVER
        self.reset()

    def action_hands(self) -> None:
        """Count hands: from now on, and for the vote that is open."""
        from game.classroom.host.screens.hands import Hands

        if self.room.phase in VOTES:
            if not self.room.hands and not self.room.here:
                self.do(partial(self.room.use_hands, True))
            self.app.push_screen(Hands(self._hands_counted))
        elif self.do(partial(self.room.use_hands, not self.room.hands)):
            told = "Hands are counted from now on. Phones may vote all the same."
            self.foot.whisper(told if self.room.hands else "Phones vote from now on.")

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.do(self.room.unpause if self.room.paused else self.room.pause)

    def action_again(self) -> None:
        """Open the vote that was closed last once more."""
        self.do(self.room.reopen)

    def action_forward(self) -> None:
        """Leave steps out."""
        lines = [
            Line(f"To {NAMES[phase]}.", partial(self.do, partial(self.room.skip, phase)))
            for phase in self._ahead
        ]
        told = "What is left out is left out this once."
        self.app.push_screen(Pick("Skip", told, lines, "There is nothing to skip here."))

    @property
    def _ahead(self) -> list[Phase]:
        """The phases that lie ahead, in their order."""
        phases = list(NAMES)
        if self.room.phase not in phases:
            return []
        ahead = phases[phases.index(self.room.phase) + 1 :]
        votes = self.room.depth is not Depth.PAGE and not self.room.at_ending
        return [phase for phase in ahead if votes or phases.index(phase) >= phases.index(Phase.FEELING)]

    def action_overrule(self) -> None:
        """People decide."""
        from game.classroom.host.screens.decide import Decide

        if self.room.phase in (Phase.REVEAL, Phase.VOICES):
            self.app.push_screen(Decide(self.reset))
        else:
            self.foot.whisper("Show the counts first. Then o decides otherwise, with a reason.")

    def action_back(self) -> None:
        """The choices that were made, to stand before one of them again."""
        play = self.room.playthrough
        lines = [
            Line(bare(after.said), partial(self.do, partial(self.room.rewind, before.n)))
            for before, after in reversed(list(pairwise(play.path)))
            if voted_on(play.story, before.state)
        ]
        told = "Stand again where this was chosen. What was played is kept."
        self.app.push_screen(Pick("Back", told, lines, "Nothing has been chosen yet."))

    def action_timer(self) -> None:
        """A minute more."""
        self.do(partial(self.room.extend, _MINUTE))

    def action_untime(self) -> None:
        """No clock."""
        self.do(partial(self.room.set_timer, None))

    def action_depth(self) -> None:
        """This choice in full, or quickly."""
        self.do(partial(self.room.set_depth, Depth.FULL if self.room.depth is Depth.QUICK else Depth.QUICK))

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
                f"Phone {seat}",
                partial(self.do, partial(room.remove, seat)),
                "" if seat in room.here else "not here now",
            )
            for seat in sorted(room.seated)
        ]
        told = "Picking one sends it out, with its ballot. Lock the door to keep it out."
        self.app.push_screen(Pick("Phones", told, lines, "No phone has a seat."))

    def action_norms(self) -> None:
        """The ground rules."""
        self.app.show_norms()

    def action_care(self) -> None:
        """The help page."""
        self.app.show_care()

    def action_next(self) -> None:
        """The next page of what comes after the ending; after the last, the end."""
        if self.room.phase is not Phase.DEBRIEF:
            return
        if self.app.debrief.turn(1):
            self.reset()
        else:
            self.action_end()

    def action_previous(self) -> None:
        """The page before."""
        if self.room.phase is Phase.DEBRIEF and self.app.debrief.turn(-1):
            self.reset()

    def action_end(self) -> None:
        """End the class, if it was meant."""
        if self.room.phase is not Phase.OVER and self._meant(
            "end", "Once more ends the class: seats are deleted, counts are kept."
        ):
            self.do(self.room.end)


def voted_on(story: Story, state: State) -> bool:
    """Whether a page leaves a class something to vote on."""
    return len(rules.open_choices(story, state)) > 1
