"""Hands: the counts, choice by choice, or only the winner."""

from collections.abc import Callable

from msgspec.structs import replace

from game.classroom.host.commands import COUNTED, HANDS_COMMANDS, UNPICK, WINNER, named
from game.classroom.host.screens.base import Overlay
from game.classroom.host.wall import lettered, offer
from game.classroom.room import PASS, Refused
from game.tui.commands import HELP, Command
from game.tui.typeset import Piece, Sheet, plain

# More hands than this are not in one room.
_DIGITS = 3
_INSET = _DIGITS + 3
COUNT = "Type a number, then enter. It is not shown."
GAPS = "Not every line has a number. Enter once more takes it as it is."
NO_HANDS = "No hand is counted yet. Enter once more takes it as it is."
TYPED = "●"
"""What stands for a number, of one figure or of two."""
MOST = "Which has the most? Press its letter."


class Hands(Overlay):
    """Figures go to the line that is lit. What is entered is added to the ballots of the phones.

    No figure is shown: hands go up choice by choice, and who is still to choose should not see how it goes.
    """

    commands = HANDS_COMMANDS
    spacing = 1

    def __init__(self, done: Callable[[], None]) -> None:
        """`done` is called once counts or a winner are in the room."""
        super().__init__()
        self._done = done
        self._typed: dict[str, str] = {}
        self._winner = False

    def on_mount(self) -> None:
        """Hear every key before the leaf does, and show the line that figures go to."""
        self.leaf.hear = self._hear
        self.call_after_refresh(self.reset, 0)

    def where(self) -> str:
        """How many hands in all, once every choice is counted: the sum to check, and nothing before it."""
        return "" if self._winner or self._missing else f"{sum(self._counts.values())} hands"

    def offered(self) -> tuple[Command, ...]:
        """The other way to say it, and the end of it."""
        if self._winner:
            return (UNPICK, named(WINNER, "Counts"), HELP)
        return (UNPICK, WINNER, COUNTED, HELP)

    def sheet(self) -> Sheet:
        """A line for every choice; where hands are counted, one for those who pass too."""
        sheet = Sheet()
        sheet.add(plain(MOST if self._winner else COUNT, "mark"))
        for place, (choice, letter, piece) in enumerate(self._lines):
            if not self._winner:
                hang = TYPED if self._typed.get(choice) else "·"
                piece = replace(piece, inset=_INSET, hang=f"{hang:>{_DIGITS}}")
            offer(sheet, letter, piece, self._picks(place))
        return sheet

    @property
    def _lines(self) -> list[tuple[str, str, Piece]]:
        """Choice, letter and words of every line."""
        lines = [
            (option.id, option.letter, lettered(option))
            for option in self.app.room.options
            if option.letter is not None
        ]
        return lines if self._winner else [*lines, (PASS, "", plain("They pass."))]

    @property
    def _counts(self) -> dict[str, int]:
        return {choice: int(typed) for choice, typed in self._typed.items() if typed}

    @property
    def _missing(self) -> bool:
        """Whether a choice has no number yet; whoever passes need not be counted."""
        return any(choice not in self._counts for choice, *_ in self._lines if choice != PASS)

    def _picks(self, place: int) -> Callable[[], None]:
        def act() -> None:
            if self._winner:
                self._tell(lambda: self.app.room.winner(self._lines[place][0]))
            else:
                self.leaf.light(place)

        return act

    def _hear(self, key: str) -> bool:
        """A figure, or the letter of a line; True if it was one."""
        if not self._winner and (key.isdigit() or key == "backspace") and self.leaf.cursor is not None:
            choice = self._lines[self.leaf.cursor][0]
            # As no figure is seen, none can be taken back by itself.
            self._typed[choice] = "" if key == "backspace" else (self._typed.get(choice, "") + key)[-_DIGITS:]
            self.reset(self.leaf.cursor)
            return True
        if key == "enter" and not self._winner:
            self.action_counted()
            return True
        place = self.leaf.sheet.numbers.get(key.lower())
        if place is None:
            return False
        self.leaf.sheet.acts[place]()
        return True

    def action_winner(self) -> None:
        """Say only which has the most, or count after all."""
        self._winner = not self._winner
        self.reset(0)

    def action_counted(self) -> None:
        """On to the next line; from the last, put the counts into the room."""
        at = self.leaf.cursor or 0
        if at + 1 < len(self._lines):
            self.reset(at + 1)
            return
        counts = self._counts
        missing = GAPS if any(counts.values()) else NO_HANDS
        if (any(counts.values()) and not self._missing) or self.app.meant("hands", missing):
            self._tell(lambda: self.app.room.count_hands(counts))

    def _tell(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as refused:
            self.foot.whisper(refused.reason)
            return
        self.app.close_screen()
        self._done()
