"""A tie, or a vote that is not followed: people say what is done, and why."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input

from game.classroom.ballots import Option
from game.classroom.host.board import Board
from game.classroom.host.commands import UNPICK
from game.classroom.host.foot import ClassFoot
from game.classroom.host.screens.base import Overlay
from game.classroom.host.wall import lettered, offer
from game.classroom.room import Refused
from game.tui.commands import HELP, Command
from game.tui.typeset import Sheet, plain

TIED = "It is even. Talk, and press one letter."
OVERRULED = "What is done instead, and why?"
ASKED = "Why? Type a sentence, then enter. It is shown."
_LONGEST = 160


class Decide(Overlay):
    """Press a letter. Where that is not what most wanted, a reason is asked for."""

    CSS_PATH = "decide.tcss"
    commands = (UNPICK,)
    spacing = 2
    starts_lit = False

    def __init__(self, done: Callable[[], None]) -> None:
        """`done` is called once it is decided."""
        super().__init__()
        self._done = done
        self._option: Option | None = None

    def compose(self) -> ComposeResult:
        """A board, a line to type on, and a foot."""
        yield Board(self.accent, self.measure, self.spacing)
        reason = Input(placeholder="A sentence", max_length=_LONGEST)
        reason.display = False
        yield reason
        yield ClassFoot(self.app.settings.keys, self.accent)

    def where(self) -> str:
        """What this is."""
        return "People decide"

    def offered(self) -> tuple[Command, ...]:
        """The way back."""
        return (UNPICK, HELP)

    def sheet(self) -> Sheet:
        """Every choice that is open; those that are even first of all."""
        room = self.app.room
        sheet = Sheet()
        if self._option is not None:
            sheet.add(lettered(self._option), plain(ASKED, "mark"))
            return sheet
        tied = room.tied
        sheet.add(plain(TIED if tied else OVERRULED, "mark"))
        for option in room.options:
            if option.letter is not None and (not tied or option.id in tied):
                offer(sheet, option.letter, lettered(option), self._picks(option))
        return sheet

    def _picks(self, option: Option) -> Callable[[], None]:
        def act() -> None:
            room = self.app.room
            wanted = room.tied or ((room.decided,) if room.decided else ())
            if not wanted or option.id in wanted:
                self._decide(option, "")
                return
            self._option = option
            self.reset()
            reason = self.query_one(Input)
            reason.display = True
            reason.focus()

        return act

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """The reason is given."""
        if self._option is None:
            return
        if message.value.strip():
            self._decide(self._option, message.value)
        else:
            self.foot.whisper("Without a reason the vote stands. Esc goes back.")

    def _decide(self, option: Option, reason: str) -> None:
        try:
            self.app.room.decide(option.id, reason)
        except Refused as refused:
            self.foot.whisper(refused.reason)
            return
        self.app.close_screen()
        self._done()
