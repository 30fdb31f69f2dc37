"""The key map: choose a command, press its new key."""

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from game.tui.commands import Command, all_shown, keys_of, shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain
from game.tui.widgets.foot import cut

if TYPE_CHECKING:
    from game.tui.window import Window

COLUMN = 16

# Digits choose on every page, and ctrl+c is the terminal's own.
RESERVED = frozenset({*"0123456789", "ctrl+c"})


class Keys(BookScreen):
    """Every command of the window, with its keys. One that waits for a key takes every key but escape."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Command | None = None

    def on_mount(self) -> None:
        """Hear every key before the leaf does."""
        self.leaf.hear = self.take

    def where(self) -> str:
        """Where the reader is."""
        return "Keys"

    def sheet(self) -> Sheet:
        """One line a command, under the place where it can be asked for."""
        sheet = Sheet()
        sheet.add(heading("Keys"))
        for place, commands in self.app.every_command().items():
            for number, command in enumerate(commands):
                if not number:
                    sheet.add(plain(place, "quiet", 1))
                sheet.option(partial(self._wait, command), self._line(command), numbered=False)
        sheet.option(self._restore, plain("All as they came.", gap=1), numbered=False)
        sheet.add(plain("Digits always choose, and the mouse does too.", "note"))
        return sheet

    def _line(self, command: Command) -> Piece:
        keymap, waits = self.app.settings.keys, command is self._waiting
        own = " ·" if command.id in keymap else ""
        keys = "press a key" if waits else all_shown(command, keymap) + own
        return Piece(Content(command.about), gap=0, inset=COLUMN, hang=cut(keys, COLUMN - 1))

    def _wait(self, command: Command) -> None:
        self._waiting = command
        self.reset(self.leaf.cursor)
        self.foot.whisper("esc leaves it as it is.")

    def _restore(self) -> None:
        self.app.change(keys={})
        self.reset(self.leaf.cursor)
        self.foot.whisper("All keys are as they came.")

    def take(self, key: str) -> bool:
        """Give `key` to the command that waits for one; False if none does."""
        command, self._waiting = self._waiting, None
        if command is None:
            return False
        keymap = self.app.settings.keys
        if key == "escape":
            self.foot.whisper("Nothing has changed.")
        elif key in RESERVED:
            self.foot.whisper(f"{shown(key)} cannot be given away.")
        elif (other := holder(self.app, key, command)) is not None:
            self.foot.whisper(f"{shown(key)} is {other.name.lower()} already. Give that another key first.")
        else:
            changed = {**keymap, command.id: key}
            if key == command.keys:
                del changed[command.id]
            self.app.change(keys=changed)
            self.foot.whisper(f"{shown(key)}: {command.about}")
        self.reset(self.leaf.cursor)
        return True


def holder(window: "Window", key: str, command: Command) -> Command | None:
    """Which other command has `key` where `command` can be asked for too, or None."""
    for other in window.asked_beside(command):
        if other is not command and key in keys_of(other, window.settings.keys):
            return other
    return None
