"""The one quiet line at the bottom: where you are, and the few keys that matter here."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from game.tui.commands import Command, shortest_shown
from game.tui.themes import inks
from game.tui.typeset import setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.timer import Timer

# How long a whisper stands in place of the line.
WHISPER = 5.0
GAP = "   "

# Rows from which a window has room for a margin at the foot.
ROOMY = 20


class Foot(Widget, can_focus=False):
    """The bottom line. It drops what has no room, from the left, and keeps the help to the last."""

    def __init__(
        self, commands: tuple[Command, ...], measure: int, keymap: "Mapping[str, str]", accent: str | None
    ) -> None:
        super().__init__()
        self.accent = accent
        self.keymap = keymap
        self.commands = commands
        self.measure = measure
        self._where = ""
        self._whisper = ""
        self._timer: Timer | None = None

    def say(self, where: str) -> None:
        """Say where the reader is, such as ``Blue Dot · Monday``."""
        if where != self._where:
            self._where = where
            self.refresh()

    def whisper(self, text: str) -> None:
        """Say something once, for a few seconds, in place of the line."""
        self._whisper = text
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(WHISPER, self.hush)
        self.refresh()

    def hush(self) -> None:
        """Say no more of it."""
        if self._whisper:
            self._whisper = ""
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The line, a blank one above it, and one below it where there is room."""
        return 3 if viewport.height >= ROOMY else 2

    def render_line(self, y: int) -> Strip:
        """The line itself stands below a blank one, and above another where there is room."""
        width, height = self.app.size
        colours = inks(self.app.theme, self.accent)
        paper = self.get_visual_style()
        base = paper + colours["quiet"]
        key_style = (paper + colours["mark"]).rich_style
        segments: list[Segment] = []
        if y == 1:
            page = setting(width, height, self.measure)
            segments.append(Segment(" " * page.indent, base.rich_style))
            if self._whisper:
                segments.append(Segment(cut(self._whisper, page.measure), base.rich_style))
            else:
                keys = self._keys(page.measure)
                room = page.measure - sum(cell_len(key + word) + 1 for key, word in keys)
                room -= len(GAP) * max(0, len(keys) - 1)
                where = cut(self._where, room - len(GAP)) if room > 12 or not keys else ""
                segments.append(Segment(where + " " * (room - cell_len(where)), base.rich_style))
                for place, (key, word) in enumerate(keys):
                    segments.append(Segment(GAP if place else "", base.rich_style))
                    segments.append(Segment(key, key_style))
                    segments.append(Segment(" ", base.rich_style))
                    segments.append(Segment(word, base.rich_style))
        return Strip(segments).adjust_cell_length(self.size.width, base.rich_style)

    def _keys(self, room: int) -> list[tuple[str, str]]:
        keys = [(shortest_shown(command, self.keymap), command.name.lower()) for command in self.commands]
        while len(keys) > 1 and sum(cell_len(key + word) + 4 for key, word in keys) > room:
            keys.pop(0)
        return keys


def cut(text: str, room: int) -> str:
    """`text` in at most `room` cells; what is cut is cut at a word and says so."""
    if cell_len(text) <= room:
        return text
    while text and cell_len(text) > room - 1:
        shorter = text.rpartition(" ")[0].rstrip(" ·,") if " " in text else text[:-1]
        text = shorter
    return text + "…" if text else ""
