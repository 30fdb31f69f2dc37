"""The two things above the page: the names of the panes, and what is wrong with the files."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from game.author.report import Checked, cropped
from game.author.studio.commands import PANES
from game.tui.commands import Command, shortest_shown
from game.tui.themes import inks
from game.tui.typeset import ROOMY, Setting
from game.tui.widgets.foot import Foot, cut

MARGIN = 2


class Head(Widget, can_focus=False):
    """One line: where the author stands, and the panes by name, or by key where there is no room for names.

    `shown` is the pane that is open, and `panes` are those there are; it begins at column `indent`.
    """

    @dataclass
    class Asked(Message):
        """A name was clicked."""

        pane: str

    def __init__(self, keymap: Mapping[str, str], accent: str | None) -> None:
        super().__init__()
        self.keymap = keymap
        self.accent = accent
        self.panes: tuple[Command, ...] = PANES
        self.shown = PANES[0]
        self.counts: dict[str, int] = {}
        self.indent = MARGIN
        self._where: tuple[str, ...] = ("",)
        self._spans: list[tuple[int, int, Command]] = []

    def say(
        self, where: tuple[str, ...], panes: tuple[Command, ...], shown: Command, counts: dict[str, int]
    ) -> None:
        """Say where one stands, which panes there are, the one that is open, and a number beside some.

        Of the ways to say `where`, the first that has room is taken, or the last.
        """
        self._where, self.panes, self.shown, self.counts = where, panes, shown, counts
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line, and a blank one above it where there is room."""
        return 2 if viewport.height >= ROOMY else 1

    def render_line(self, y: int) -> Strip:
        """The line, at the bottom of what the head has."""
        paper = self.get_visual_style()
        look = {name: (paper + ink).rich_style for name, ink in inks(self.app.theme, self.accent).items()}
        if y != self.size.height - 1:
            return Strip([]).adjust_cell_length(self.size.width, look["quiet"])
        indent = self.indent
        words, gap = self._words(self.size.width - indent - MARGIN)
        room = self.size.width - indent - MARGIN - sum(map(cell_len, words)) - gap * (len(words) - 1)
        fits = next((said for said in self._where if cell_len(said) <= room - 3), self._where[-1])
        where = cut(fits, room - 3) if room > 14 else ""
        x = indent + (room if where else 0)
        segments = [Segment(" " * indent, look["quiet"])]
        if where:
            segments.append(Segment(where + " " * (room - cell_len(where)), look["quiet"]))
        self._spans = []
        for number, (word, pane) in enumerate(zip(words, self.panes, strict=True)):
            if number:
                segments.append(Segment(" " * gap, look["quiet"]))
                x += gap
            segments.append(Segment(word, look["lit" if pane is self.shown else "quiet"]))
            self._spans.append((x, x + cell_len(word), pane))
            x += cell_len(word)
        return Strip(segments).adjust_cell_length(self.size.width, look["quiet"])

    def _words(self, room: int) -> tuple[list[str], int]:
        """The panes by their names; where that has no room, all but the open one by their keys."""
        names = [pane.name.lower() for pane in self.panes]
        keys = [shortest_shown(pane, self.keymap) for pane in self.panes]
        short = [
            name if pane is self.shown else key
            for name, key, pane in zip(names, keys, self.panes, strict=True)
        ]
        for words in (names, short):
            said = [
                f"{word} {count}" if (count := self.counts.get(pane.id)) else word
                for word, pane in zip(words, self.panes, strict=True)
            ]
            for gap in (3, 2):
                if sum(map(cell_len, said)) + gap * (len(said) - 1) <= room:
                    return said, gap
        return said, 1

    def on_click(self, event: Click) -> None:
        """Open the pane whose name was clicked."""
        for left, right, pane in self._spans:
            if left <= event.x < right:
                self.post_message(self.Asked(pane.id.rpartition(".")[2]))


class Base(Foot):
    """The bottom line, which begins where the page beside the column does."""

    indent = MARGIN

    @property
    def _page(self) -> Setting:
        return Setting(self.indent, max(8, self.app.size.width - self.indent - MARGIN), 1)


class Fault(Widget, can_focus=False):
    """Why the files as they are now cannot be read; the last good story stays below."""

    def __init__(self, accent: str | None) -> None:
        super().__init__()
        self.accent = accent
        self.indent = MARGIN
        self._checked: Checked | None = None

    @property
    def checked(self) -> Checked | None:
        """What is said, or None."""
        return self._checked

    def say(self, checked: Checked | None) -> None:
        """Say what is wrong, or, with None, nothing."""
        self._checked = checked
        self.display = checked is not None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it has to say."""
        return len(self._lines())

    def render_line(self, y: int) -> Strip:
        """One of them."""
        paper = self.get_visual_style()
        look = {name: paper + ink for name, ink in inks(self.app.theme, self.accent).items()}
        lines = self._lines()
        segments = [Segment(" " * self.indent, paper.rich_style)]
        if y < len(lines):
            content, name = lines[y]
            segments.append(Segment(content, look[name].rich_style))
        return Strip(segments).adjust_cell_length(self.size.width, paper.rich_style)

    def _lines(self) -> list[tuple[str, str]]:
        """Every line with its look."""
        if self._checked is None:
            return []
        width = max(16, self.app.size.width - self.indent - MARGIN)
        errors = [one.diagnostic for one in self._checked.standing if one.diagnostic.severity == "error"]
        found = errors[0] if errors else self._checked.standing[0].diagnostic
        said = f"{found.file}:{found.line}:{found.column}: {found.code} {found.message}."
        lines = [("", "quiet"), *((line.plain, "lit") for line in Content(said).wrap(width))]
        written = self._checked.line(found.file, found.line)
        roomy = self.app.size.height >= ROOMY
        if written.strip() and roomy:
            text, caret = cropped(written, found.column - 1, width - len(str(found.line)) - 2)
            lines += [
                (f"{found.line}  {text}", "text"),
                (" " * (len(str(found.line)) + 2 + caret) + "^", "lit"),
            ]
        if found.hint and roomy:
            lines += ((line.plain, "note") for line in Content(f"→ {found.hint}").wrap(width))
        more = len(errors) - 1
        if more > 0:
            lines.append((f"and {more} more, among the findings", "quiet"))
        return [*lines, ("", "quiet")] if roomy else lines
