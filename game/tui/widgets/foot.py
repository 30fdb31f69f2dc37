"""The one quiet line at the bottom: where you are, and the few keys that matter here."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from game.tui.commands import Command, shortest_shown
from game.tui.themes import inks
from game.tui.typeset import ROOMY, Setting, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style
    from textual.timer import Timer

# How long a whisper stands in place of the line: this many seconds at least, and longer to read more.
WHISPER = 5.0
LETTERS_A_SECOND = 14
GAP = "   "


class Foot(Widget, can_focus=False):
    """The bottom line. It drops what has no room, from the left, and keeps the help to the last.

    Its words can be clicked.
    """

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
        """Say something once, for as long as it takes to read, in place of the line."""
        # A whisper may name a path, and a path may hold anything.
        self._whisper = "".join(
            letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
        )
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(max(WHISPER, len(text) / LETTERS_A_SECOND), self.hush)
        self.refresh(layout=True)

    def hush(self) -> None:
        """Say no more of it."""
        if self._whisper:
            self._whisper = ""
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A blank line, what is said, and another blank one where there is room."""
        said = len(self._whispered()) if self._whisper else 1
        return said + (2 if viewport.height >= ROOMY else 1)

    def render_line(self, y: int) -> Strip:
        """Line `y`: the first is blank."""
        colours = inks(self.app.theme, self.accent)
        paper = self.get_visual_style()
        quiet, mark = (paper + colours["quiet"]).rich_style, (paper + colours["mark"]).rich_style
        segments = [Segment(" " * self._page.indent, quiet)]
        if self._whisper:
            said = self._whispered()
            if 1 <= y <= len(said):
                segments.append(Segment(said[y - 1], quiet))
        elif y == 1:
            segments += self._line(quiet, mark)
        return Strip(segments).adjust_cell_length(self.size.width, quiet)

    def on_click(self, event: Click) -> None:
        """Do what the word that was clicked stands for."""
        command = self._command_at(event.x)
        if event.y == 1 and command is not None and not self._whisper:
            self.run_worker(self.app.run_action(command.action, self.screen), group="foot")

    def _command_at(self, x: int) -> Command | None:
        """The command whose word stands at column `x`: the words end where the line ends."""
        end = self._page.indent + self._page.measure
        shown = self._keys(self._page.measure)
        for command, (key, word) in zip(reversed(self.commands), reversed(shown), strict=False):
            start = end - cell_len(key) - cell_len(word) - 1
            if start <= x < end:
                return command
            end = start - len(GAP)
        return None

    @property
    def _page(self) -> Setting:
        return setting(*self.app.size, self.measure)

    def _whispered(self) -> list[str]:
        return [line.plain for line in Content(self._whisper).wrap(self._page.measure)]

    def _line(self, quiet: "Style", mark: "Style") -> list[Segment]:
        measure = self._page.measure
        keys = self._keys(measure)
        room = (
            measure - sum(cell_len(key + word) + 1 for key, word in keys) - len(GAP) * max(0, len(keys) - 1)
        )
        where = cut(self._where, room - len(GAP)) if room > 12 or not keys else ""
        segments = [Segment(where + " " * (room - cell_len(where)), quiet)]
        for place, (key, word) in enumerate(keys):
            segments += [Segment(GAP if place else "", quiet), Segment(key, mark), Segment(f" {word}", quiet)]
        return segments

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
        text = text.rpartition(" ")[0].rstrip(" ·,") if " " in text else text[:-1]
    return text + "…" if text else ""
