"""The key map: choose a command, press its new key."""

from collections.abc import Mapping
from functools import partial

from textual.content import Content

from game.tui.commands import (
    APP_COMMANDS,
    CLOSE,
    DEBRIEF_COMMANDS,
    EVERY_COMMAND,
    LEAF_COMMANDS,
    NOTES,
    PAGE_COMMANDS,
    Command,
    all_shown,
    keys_of,
    shown,
)
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, plain

COLUMN = 16

# Digits choose on every page, and ctrl+c is the terminal's own.
RESERVED = frozenset({*"0123456789", "ctrl+c"})

# Commands that can be asked for at the same time: within one of these no key may stand twice.
TOGETHER = (
    (*LEAF_COMMANDS, *PAGE_COMMANDS, *APP_COMMANDS),
    (*LEAF_COMMANDS, *DEBRIEF_COMMANDS, *APP_COMMANDS),
    (*LEAF_COMMANDS, CLOSE, NOTES, *APP_COMMANDS),
)


class Keys(BookScreen):
    """Every command with its keys. While one waits for a key, every key is taken for it but escape."""

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
        """One line a command."""
        sheet = Sheet()
        sheet.add(heading("Keys"))
        keymap = self.app.settings.keys
        for command in EVERY_COMMAND:
            waits = command is self._waiting
            keys = "press a key, or esc" if waits else all_shown(command, keymap)
            own = " ·" if command.id in keymap and not waits else ""
            sheet.option(
                partial(self._wait, command),
                Piece(Content(command.about), gap=0 if sheet.acts else 1, inset=COLUMN, hang=keys + own),
                numbered=False,
            )
        sheet.option(self._restore, plain("All as they came.", gap=1), numbered=False)
        sheet.add(plain("Digits always choose, and the mouse does too.", "note"))
        return sheet

    def _wait(self, command: Command) -> None:
        self._waiting = command
        self.reset(self.leaf.cursor)

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
        elif (other := holder(key, command, keymap)) is not None:
            self.foot.whisper(f"{shown(key)} is {other.name.lower()} already. Give that another key first.")
        else:
            changed = {**keymap, command.id: key}
            if key == command.keys:
                del changed[command.id]
            self.app.change(keys=changed)
            self.foot.whisper(f"{shown(key)}: {command.about}")
        self.reset(self.leaf.cursor)
        return True


def holder(key: str, command: Command, keymap: Mapping[str, str]) -> Command | None:
    """Which other command has `key` where `command` can be asked for too, or None."""
    for together in TOGETHER:
        if command in together:
            for other in together:
                if other is not command and key in keys_of(other, keymap):
                    return other
    return None
