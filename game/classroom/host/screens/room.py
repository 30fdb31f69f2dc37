"""The room on the wall: what the class is at, and the one key that leads through all of it."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal

from game.classroom.host import commands as ask
from game.classroom.host import wall
from game.classroom.host.board import Board
from game.classroom.host.commands import CLASS_COMMANDS, named
from game.classroom.host.foot import ClassFoot
from game.classroom.host.qr import QrCode
from game.classroom.host.screens.desk import Desk
from game.classroom.room import Depth, Phase, Room
from game.classroom.round import VOTE
from game.tui.commands import HELP, Command
from game.tui.typeset import Sheet

TICK = 0.1
"""Seconds between two looks at what has changed: votes come by the hundred, and a wall is repainted at most
so often."""
_NETWORK_TICK = 5.0
# The narrowest text that stands beside the code.
_BESIDE = 38
NOBODY = "Nobody has voted yet. Enter once more closes it; h counts hands."
NOBODY_IN = "Nobody is in yet. Enter once more begins; h counts hands."
NO_ANSWER = "Nobody has answered yet. Enter once more goes on, and not back."

_OF_THE_DOOR = (ask.ADDRESS, ask.LOCK, ask.CODE)

_STEPS = {
    Phase.LOBBY: "Begin",
    Phase.ARGUE: "Vote again",
    Phase.SECOND: "Close",
    Phase.VOICES: "What comes of it",
    Phase.CONSEQUENCE: "Read on",
    Phase.FEELING: "The two meters",
    Phase.PREDICT: "The map",
    Phase.OVER: "Leave",
}


class RoomScreen(Desk):
    """One screen for the whole class; it shows what the room says, and asks the room for what is done."""

    # Not a file of its own: a class that is taken up begins on this screen, and a file is read only for one
    # that is pushed.
    DEFAULT_CSS = """
    /* The code stands at the right, as high as it is and no wider, with the wall around it. */
    RoomScreen Horizontal { height: 1fr; }
    RoomScreen Board { width: 1fr; }
    RoomScreen QrCode { width: auto; height: auto; margin: 1 3 0 0; }
    """
    commands = CLASS_COMMANDS
    starts_lit = False
    renews = True

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.shows_code = False
        """Whether the way in is shown although the class has begun."""
        self._brief = self.app.settings.skip_noted
        self._at: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """The board, the code beside it where it is asked for, and the foot."""
        with Horizontal():
            yield Board(self.accent, self.measure, self.spacing)
            yield QrCode()
        yield ClassFoot(self.app.settings.keys, self.accent)

    def on_mount(self) -> None:
        """Begin to look for what has changed."""
        # Here and not in the app, whose own timers go on for a moment when no screen is left.
        self.set_interval(TICK, self.app.look)
        self.set_interval(_NETWORK_TICK, self.app.look_at_network)

    # -- what stands on it ------------------------------------------------------------------------

    @property
    def joining(self) -> bool:
        """Whether the way in is on the wall."""
        return self.room.phase is Phase.LOBBY or self.shows_code

    def sheet(self) -> Sheet:
        """What belongs to the present phase."""
        drawn = self.room.phase is Phase.DEBRIEF and not self.joining
        self.board.measure = self.app.debrief.measure if drawn else self.measure
        if self.room.paused:
            return wall.pause()
        return self._lobby() if self.joining else self._phase()

    def _lobby(self) -> Sheet:
        door = self.app.door
        if door is None:
            return wall.by_hand(self.room, self.app.door_note)
        squared = bool(self.query_one(QrCode).display)
        note = self.app.door_note
        return wall.lobby(self.room, door.url, door.code, squared=squared, tested=door.tested, note=note)

    def _phase(self) -> Sheet:
        room = self.room
        match room.phase:
            case Phase.READING | Phase.LOBBY:
                return wall.page(room, brief=self._brief)
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

    @property
    def _shown(self) -> tuple[object, ...]:
        """Where the class is: while this stays, the wall is not turned back to its first window."""
        room = self.room
        return (self.joining, room.phase, room.round, room.playthrough.now.n, self.app.debrief.at)

    @property
    def _looks(self) -> tuple[object, ...]:
        """What else the wall shows, besides where the class is; counts stand at the foot."""
        room, door = self.room, self.app.door
        door_shown = (door.url, door.tested, bool(room.here)) if door is not None and self.joining else None
        return (room.depth, room.paused, room.hands, room.decided, door_shown, self.app.door_note)

    def reset(self, cursor: int | None = None) -> None:
        """Set what the room says now; as long as the class is where it was, the window stays."""
        code, door = self.query_one(QrCode), self.app.door
        shown = self.joining and not self.room.paused and door is not None
        code.show((door.scan or "") if shown and door is not None else "")
        width, height = self.app.size
        code.display = code.fits(width - _BESIDE, height - 2)
        window = self.board.window if self._at[:1] == (self._shown,) else 0
        # A letter settles what is even, whatever else it may stand for.
        self.board.hear = self._settle if self._even else None
        super().reset(cursor)
        if window:
            self.call_after_refresh(self.board.turn, window)
        self._at = (self._shown, self._looks)
        # How many windows there are is known when the board has its size.
        self.call_after_refresh(self.renew_foot)

    def on_resize(self) -> None:
        """Whether the code has room beside the text may be different now; all else the board sets itself."""
        if self.is_mounted and self.joining:
            self.reset()

    def on_board_resized(self) -> None:
        """The map is drawn for the board as it is."""
        if self.is_mounted and self.room.phase is Phase.DEBRIEF:
            self.reset()

    def changed(self) -> None:
        """Something has changed in the room: set the wall if it shows it, and the foot in any case."""
        if self._at != (self._shown, self._looks):
            self.reset()
        else:
            self.renew_foot()

    def foreseen(self) -> None:
        """What could have come is known: some pages of the debrief wait for it."""
        if self.is_current and self.whole and self.room.phase is Phase.DEBRIEF:
            self.reset()

    def where(self) -> str:
        """How many are in and here, and whatever else holds now: ``26 ballots, 27 here``."""
        room, board = self.room, self.board
        here = f"{len(room.here)} here"
        # Where nobody is asked for a phone, none is counted.
        phones = bool(room.here) or not room.hands
        told = [f"{board.window + 1} of {board.windows}"] if board.windows > 1 else []
        if room.phase in VOTE and phones:
            told.append(f"{room.cast} ballot{'' if room.cast == 1 else 's'}, {here}")
        elif room.phase in (Phase.FEELING, Phase.PREDICT) and phones:
            told.append(f"{room.cast} answered, {here}")
        elif room.here:
            told.append(here)
        if (left := room.time_left) is not None:
            told.append(f"{int(left) // 60}:{int(left) % 60:02}" if left else "time is up")
        if room.locked:
            told.append("locked")
        return " · ".join(told)

    def offered(self) -> tuple[Command, ...]:
        """What can be pressed now, the next step before the help; of the way in, only where there is one."""
        shut = self.app.door is None or (self.room.hands and not self.room.here)
        return tuple(each for each in self._asked_for if not (shut and each in _OF_THE_DOOR))

    @property
    def _asked_for(self) -> tuple[Command, ...]:
        step = named(ask.STEP, self._step)
        room = self.room
        if room.paused:
            return (ask.CARE, named(ask.PAUSE, "Go on"), HELP)
        if self.shows_code:
            return (ask.ADDRESS, ask.LOCK, named(ask.STEP, "Back"), HELP)
        match room.phase:
            case Phase.LOBBY:
                votes = named(ask.HANDS, "Phones" if room.hands else "Hands")
                switch = (votes,) if self.app.has_door else ()
                return (ask.ADDRESS, ask.LOCK, *switch, step, HELP)
            case Phase.READING if room.depth is Depth.PAGE:
                return (ask.CODE, ask.BACK, step, HELP)
            case Phase.READING:
                depth = "Talk in full" if room.depth is Depth.QUICK else "Only one vote"
                return (ask.CODE, ask.BACK, named(ask.DEPTH, depth), step, HELP)
            case Phase.FIRST | Phase.SECOND:
                return (ask.CODE, ask.TIMER, ask.HANDS, step, HELP)
            case Phase.ARGUE:
                return (ask.CODE, named(ask.AGAIN, "First vote"), ask.TIMER, step, HELP)
            case Phase.REVEAL | Phase.VOICES if self._even:
                return (named(ask.OVERRULE, "Settle"), step, HELP)
            case Phase.REVEAL | Phase.VOICES:
                return (ask.AGAIN, ask.OVERRULE, step, HELP)
            case Phase.CONSEQUENCE:
                return (ask.CODE, ask.BACK, step, HELP)
            case Phase.DEBRIEF:
                return (ask.BACK, ask.PREVIOUS, step, HELP)
            case _:
                return (step, HELP)

    @property
    def _step(self) -> str:
        """What enter does now."""
        room, full = self.room, self.room.depth is Depth.FULL
        if self._turns and self.board.window + 1 < self.board.windows:
            return "On"
        if self._open_still:
            return "Settle it"
        match room.phase:
            case Phase.READING if room.at_ending:
                return "How it was"
            case Phase.READING:
                return "Turn the page" if room.depth is Depth.PAGE else "Open the vote"
            case Phase.FIRST:
                return "Close"
            case Phase.REVEAL:
                return "One voice each" if full else "What comes of it"
            case Phase.DEBRIEF:
                return "End" if self.app.debrief.last else "On"
            case phase:
                return _STEPS[phase]

    @property
    def _open_still(self) -> bool:
        """Whether people have to say what is done before it can go on."""
        room = self.room
        last = Phase.VOICES if room.depth is Depth.FULL else Phase.REVEAL
        return room.decided is None and room.phase in (last, Phase.VOICES)

    @property
    def _even(self) -> dict[str, str]:
        """What a letter settles now: letter in lower case -> choice."""
        room = self.room
        open_still = room.decided is None and not (room.paused or self.shows_code)
        letters = {option.id: (option.letter or "").lower() for option in room.options}
        return {letters[choice]: choice for choice in room.tied} if open_still else {}

    def _settle(self, key: str) -> bool:
        """Do what is even and has this letter; whether there is one."""
        choice = self._even.get(key.lower())
        return choice is not None and (self.do(partial(self.room.decide, choice)) or True)

    @property
    def _turns(self) -> bool:
        """Whether enter turns all windows first: not where the class waits for it."""
        return self.room.phase not in (*VOTE, Phase.LOBBY)

    # -- what can be done -------------------------------------------------------------------------

    def action_step(self) -> None:
        """On: to the next window of a text, and from the last to what comes next."""
        room = self.room
        if self.shows_code:
            self.action_code()
        elif room.paused:
            self.foot.whisper("The class is paused. p goes on.")
        elif self._turns and self.board.turn(self.board.window + 1):
            return
        elif room.phase in VOTE:
            self._close()
        elif room.phase is Phase.LOBBY and self.app.door is not None and not (room.hands or room.here):
            if self.app.meant("begin", NOBODY_IN):
                self.do(room.advance)
        elif room.phase in (Phase.FEELING, Phase.PREDICT) and room.here and not room.cast:
            if self.app.meant("answers", NO_ANSWER):
                self.do(room.advance)
        elif room.phase is Phase.DEBRIEF:
            self.action_next()
        elif room.phase is Phase.OVER:
            self.app.exit()
        elif self._open_still:
            self.action_overrule()
        else:
            self.do(room.advance)

    def _close(self) -> None:
        """Close the vote: once hands are counted, where they are; and not by mistake before anybody voted."""
        room = self.room
        counted = self.counted == (room.round, room.vote_no)
        if room.hands and not counted:
            self.action_hands()
        elif room.cast or counted or self.app.meant("close", NOBODY):
            self.do(room.advance)

    def action_page_on(self) -> None:
        """The next window of the text."""
        self.board.action_page_down()

    def action_code(self) -> None:
        """The way in, on the wall or off it."""
        self.shows_code = not self.shows_code and self.room.phase is not Phase.OVER
        self.reset()

    def action_shorter(self) -> None:
        """Tell noted scenes in a sentence, or in full again."""
        scene = self.room.story.scenes.get(self.room.playthrough.now.scene)
        if scene is None or scene.skip is None:
            self.foot.whisper("This page has no shorter telling.")
        else:
            self._brief = not self._brief
            self.reset()

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
