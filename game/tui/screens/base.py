"""What every screen of the book is: a leaf, a foot, and a few commands."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.screen import Screen

from game.saves.settings import Spacing
from game.tui.commands import CLOSE, HELP, Command, bindings
from game.tui.typeset import Sheet
from game.tui.widgets.foot import Foot
from game.tui.widgets.leaf import Leaf

if TYPE_CHECKING:
    from game.tui.window import Window


STEP: Mapping[Spacing, int] = {"close": 1, "open": 2}
"""Line spacing -> from one line of a paragraph to the next."""


class BookScreen(Screen[None]):
    """A screen that sets one sheet. A subclass says what stands on it, and what its commands are.

    `commands` are those of the screen; `foot_commands` are those that the bottom line has words for.
    """

    commands: ClassVar[tuple[Command, ...]] = (CLOSE,)
    foot_commands: ClassVar[tuple[Command, ...]] = (CLOSE, HELP)
    starts_lit: ClassVar[bool] = True
    """Whether the first option is lit from the start; not where choosing means something."""
    renews: ClassVar[bool] = False
    """Whether what it says may have changed while another screen lay on it."""
    BINDINGS = [Binding("ctrl+c,super+c", "screen.copy_text", show=False)]
    AUTO_FOCUS = "Leaf"

    def __init_subclass__(cls, **options: bool) -> None:
        if "commands" in cls.__dict__ or BookScreen in cls.__bases__:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *bindings(cls.commands)]
        super().__init_subclass__(**options)

    app: "Window"

    def __init__(self, accent: str | None = None) -> None:
        super().__init__()
        self.accent = accent
        self._covered = False

    def compose(self) -> ComposeResult:
        """A leaf and a foot."""
        settings = self.app.settings
        yield Leaf(settings.measure, STEP[settings.spacing], self.accent)
        yield Foot(self.foot_commands, settings.measure, settings.keys, self.accent)

    @property
    def leaf(self) -> Leaf:
        """The leaf."""
        return self.query_one(Leaf)

    @property
    def foot(self) -> Foot:
        """The bottom line."""
        return self.query_one(Foot)

    def sheet(self) -> Sheet:
        """What stands on this screen now."""
        raise NotImplementedError

    def where(self) -> str:
        """What the bottom line says."""
        return ""

    def on_mount(self) -> None:
        """Set the sheet."""
        self.reset()

    def on_screen_suspend(self) -> None:
        """Another screen lies on this one."""
        self._covered = True

    def on_screen_resume(self) -> None:
        """It has been taken away."""
        if self._covered and self.renews:
            self.reset(self.leaf.cursor)
        self._covered = False

    def reset(self, cursor: int | None = None) -> None:
        """Set the sheet anew, with the cursor on option `cursor` or where it starts."""
        sheet = self.sheet()
        if cursor is None and self.starts_lit and sheet.acts:
            self.leaf.show(sheet, 0, follow=False)
        else:
            self.leaf.show(sheet, cursor)
        self.foot.say(self.where())

    def restyle(self) -> None:
        """The settings have changed: set everything in them."""
        settings = self.app.settings
        self.leaf.set_page(settings.measure, STEP[settings.spacing])
        self.foot.measure, self.foot.keymap = settings.measure, settings.keys
        self.foot.refresh()

    def foreseen(self) -> None:
        """Something has come to be known of what could still come; most screens say nothing of it."""

    def on_leaf_chosen(self, message: Leaf.Chosen) -> None:
        """Do what the chosen option does, once: a key may be struck twice before the first is done."""
        if self.is_current and any(leaf.sheet is message.sheet for leaf in self.query(Leaf)):
            message.sheet.acts[message.option]()

    def on_key(self, event: Key) -> None:
        """Whatever the bottom line whispered has been read by now."""
        self.foot.hush()

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.app.close_screen()
