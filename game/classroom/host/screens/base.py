"""What every screen on the wall is: a board, and the quiet line below it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from game.classroom.host.board import MEASURE, Board
from game.classroom.host.foot import ClassFoot
from game.tui.commands import CLOSE, HELP, Command
from game.tui.screens.base import BookScreen

if TYPE_CHECKING:
    from game.classroom.host.app import ClassApp


class ClassScreen(BookScreen):
    """A screen of a class. A subclass says what stands on it, and which commands have a word at the foot."""

    commands: ClassVar[tuple[Command, ...]] = ()
    measure: ClassVar[int] = MEASURE
    spacing: ClassVar[int] = 2
    app: "ClassApp"

    def __init__(self) -> None:
        super().__init__(self.app.story.header.accent)

    def compose(self) -> ComposeResult:
        """A board and a foot."""
        yield Board(self.accent, self.measure, self.spacing)
        yield ClassFoot(self.app.settings.keys, self.accent)

    @property
    def board(self) -> Board:
        """The board."""
        return self.query_one(Board)

    @property
    def whole(self) -> bool:
        """Whether its parts are there: not before it is set up, nor while it is taken down."""
        return bool(self.query(ClassFoot)) and bool(self.query(Board))

    def offered(self) -> tuple[Command, ...]:
        """The commands that have a word at the foot now; the last are the last to be dropped."""
        return (HELP,)

    def reset(self, cursor: int | None = None) -> None:
        """Set the sheet anew, and the line below it."""
        super().reset(cursor)
        self.renew_foot()

    def on_board_turned(self) -> None:
        """Say below which window it is, and what can be done there."""
        self.renew_foot()

    def renew_foot(self) -> None:
        """Say anew what stands at the foot, if the screen is still there."""
        if not self.whole:
            return
        self.foot.say(self.where())
        self.query_one(ClassFoot).offer(self.offered())

    def restyle(self) -> None:
        """The settings have changed; the measure of a wall is not among them."""
        self.foot.keymap = self.app.settings.keys
        self.foot.refresh()
        self.board.refresh()

    def changed(self) -> None:
        """Something has changed in the room. Called on a tick, at most ten times a second."""


class Overlay(ClassScreen):
    """A screen that lies on the room's and is put away again."""

    commands: ClassVar[tuple[Command, ...]] = (CLOSE,)
    spacing = 1

    def offered(self) -> tuple[Command, ...]:
        """The way back."""
        return (CLOSE, HELP)
