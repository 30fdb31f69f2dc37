"""The leaf: one widget that sets a sheet and lets the reader choose. Every screen of the book is one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.events import Click, Key, MouseMove, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from game.tui.commands import LEAF_COMMANDS, bindings
from game.tui.themes import LOOKS, inks
from game.tui.typeset import BLANK, Line, Piece, Setting, Sheet, lines, setting

if TYPE_CHECKING:
    from collections.abc import Callable

# The fade in which a scene arrives: from this much of the ink, in this many seconds.
FAINT = 0.25
FADE = 0.28

CURSOR = "›"


class Leaf(ScrollView, can_focus=True, inherit_bindings=False):
    """A sheet of pieces, painted line by line; the options among them are chosen by key or mouse."""

    BINDINGS = bindings(LEAF_COMMANDS)

    @dataclass
    class Chosen(Message):
        """The reader chose option `option` of `sheet`, which may be replaced before this is heard."""

        sheet: Sheet
        option: int

    def __init__(self, measure: int = 66, spacing: int = 1, accent: str | None = None) -> None:
        """`accent` is the story's, if the leaf is of one."""
        super().__init__()
        self.accent = accent
        self.measure = measure
        self.spacing = spacing
        self.sheet = Sheet()
        self.cursor: int | None = None
        self.hear: Callable[[str], bool] | None = None
        """Who hears a key before the leaf does; True if it was for them."""
        self._follow = True
        self._page = Setting(8, measure, 1, spacing)
        self._lines: list[Line] = []

    # -- what it shows ----------------------------------------------------------------------------

    def show(self, sheet: Sheet, cursor: int | None = None, *, follow: bool = True) -> None:
        """Replace everything; `cursor` is the option that is lit, None for none yet.

        With `follow` the option that is lit is brought into view, else the page opens where it begins.
        """
        self.sheet = sheet
        self.cursor = cursor
        self._follow = follow
        self._set()
        self._open()

    def _open(self) -> None:
        """Bring into view what should be seen first."""
        self.scroll_to(y=self._line_of(self.sheet.top), animate=False, force=True)
        if self.cursor is not None and self._follow:
            self._into_view(self.cursor)

    def set_page(self, measure: int, spacing: int) -> None:
        """Set the same sheet in this measure; where it is set so already, it stays to the line."""
        if (measure, spacing) != (self.measure, self.spacing):
            self.measure, self.spacing = measure, spacing
            self._set_again()

    def arrive(self) -> None:
        """Let what is shown come up softly. Any key completes it."""
        if self.app.animation_level == "none" or self.app.native_ansi_color:
            return
        self.styles.text_opacity = FAINT
        self.styles.animate("text_opacity", 1.0, duration=FADE, easing="out_quad")

    def settle(self) -> None:
        """Complete the fade now."""
        self.app.animator.force_stop_animation(self.styles, "text_opacity")
        self.styles.text_opacity = 1.0

    def page(self) -> Setting:
        """How a sheet is set in the window as it is now."""
        return setting(*self.size, self.measure, self.spacing)

    def laid(self, lines: list[Line]) -> list[Line]:
        """The lines of a sheet as they stand on the leaf; `self.page()` says how they were set."""
        return lines

    def _set(self) -> None:
        self._break()
        self.refresh()

    def _break(self) -> None:
        """Break the sheet into lines, once it is known how wide they may be."""
        width = self.size.width
        self._page = self.page()
        self._lines = self.laid(lines(self.sheet.pieces, self._page)) if width else []
        # Nothing around the leaf depends on how long its sheet is, so nothing is laid out again for it.
        self.set_reactive(Leaf.virtual_size, Size(width, len(self._lines) + 1))

    def _set_again(self) -> None:
        """Set the same sheet anew, and stay at what is being read."""
        top, lines_ = self.scroll_offset.y, self._lines
        piece = next((line.piece for line in lines_[top:] if line.piece), None) if top else None
        lit = self.cursor if self.cursor in self._in_view() else None
        self._set()
        if not lines_:
            self._open()
            return
        first = next((y for y, line in enumerate(self._lines) if line.piece is piece), 0) if piece else 0
        self.scroll_to(y=first, animate=False, force=True)
        if lit is not None:
            self._into_view(lit)

    def _line_of(self, place: int) -> int:
        """The line on which piece `place` begins, less a blank one; 0 for the first."""
        if not place:
            return 0
        piece = self.sheet.pieces[place]
        return max(0, next((y for y, line in enumerate(self._lines) if line.piece is piece), 0) - 1)

    def on_resize(self, event: Resize) -> None:
        """Set the sheet again, for the new measure."""
        if self.page() != self._page or not self._lines:
            self._set_again()

    def ink(self, look: str) -> Style:
        """The style of a look of `themes.LOOKS` on this leaf, without the paper."""
        return inks(self.app.theme, self.accent)[look]

    # -- painting ---------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in the window; the first painting comes before the leaf is told its size."""
        if not self._lines:
            self._break()
            self._open()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The line that stands `y` rows below the top of the window."""
        height, top = self.size.height, self.scroll_offset.y
        place = y + top
        line = self._lines[place] if place < len(self._lines) else BLANK
        base = self.get_visual_style()
        piece = line.piece
        lit = piece is not None and piece.head and piece.option == self.cursor
        segments = self._margin(line, lit, self._arrow(y, top, height))
        if piece is not None:
            look = base + self.ink("lit" if lit else piece.look)
            if piece.inset:
                hang = piece.hang if line.first else ""
                segments.append(Segment(f"{hang:<{piece.inset}}", look.rich_style))
            segments += self._inked(line.content, look, place)
        return Strip(segments).adjust_cell_length(self.size.width, base.rich_style)

    def _inked(self, content: Content, look: Style, place: int) -> list[Segment]:
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(place)) is not None:
            start, end = span
            chosen = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            content = content.stylize(chosen, start, len(content) if end == -1 else end)
        segments: list[Segment] = []
        x = 0
        for text, style in content.render(look, end="", parse_style=self._parsed):
            segments.append(Segment(text, (look + style).rich_style_with_offset(x, place)))
            x += len(text)
        return segments

    def _parsed(self, style: Style | str) -> Style:
        """A style is a style, or the name of a look; no other string is read as one."""
        if isinstance(style, Style):
            return style
        return self.ink(style) if style in LOOKS else Style()

    def _margin(self, line: Line, lit: bool, arrow: str) -> list[Segment]:
        """The margin of one line: cursor, number and mark hang in it, and an arrow where they leave room."""
        base = self.get_visual_style()
        piece = line.piece if line.first else None
        cursor = CURSOR if lit and line.first else ""
        number, mark = (piece.number, piece.mark) if piece else ("", "")
        look = "lit" if lit else "struck" if piece and piece.look == "struck" else "mark"
        if arrow and not cursor + number + mark:
            number, look, arrow = arrow, "quiet", ""
        if not cursor + number + mark:
            return [Segment(" " * self._page.indent, base.rich_style)]
        before, after = (1, 3) if self._page.roomy else (0, 1)
        left = self._page.indent - 3 - before - after
        hung, style = f"{cursor:1}{'':{before}}{number:1}{mark:1}", (base + self.ink(look)).rich_style
        segments = [Segment(hung, style)]
        if arrow and (free := hung.find(" ")) >= 0:
            # More choices may follow below a number, and nothing else would say so.
            quiet = (base + self.ink("quiet")).rich_style
            segments = [Segment(hung[:free], style), Segment(arrow, quiet), Segment(hung[free + 1 :], style)]
        return [Segment(" " * left, base.rich_style), *segments, Segment(" " * after, base.rich_style)]

    def _arrow(self, y: int, top: int, height: int) -> str:
        """The sign that the text goes on above or below the window."""
        if y == height - 1 and top + height < len(self._lines):
            return "↓"
        return "↑" if y == 0 and top > 0 else ""

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that the reader marked with the mouse."""
        return selection.extract(self.text), "\n"

    @property
    def text(self) -> str:
        """Every line that is set, in view or not, without the margin."""
        return "\n".join(line.content.plain for line in self._lines)

    def selection_updated(self, selection: Selection | None) -> None:
        """Paint the marked text."""
        self.refresh()

    # -- choosing ---------------------------------------------------------------------------------

    def light(self, option: int | None) -> None:
        """Put the cursor on `option`."""
        if option != self.cursor:
            self.cursor = option
            self.refresh()

    def _extent(self, option: int) -> tuple[int, int]:
        """First and last line of an option."""
        at = [y for y, line in enumerate(self._lines) if line.piece and line.piece.option == option]
        return (at[0], at[-1]) if at else (0, 0)

    def _in_view(self) -> list[int]:
        """The options whose first line is in the window, in their order."""
        top = self.scroll_offset.y
        window = self._lines[top : top + self.size.height]
        return [
            line.piece.option
            for line in window
            if line.first and line.piece is not None and line.piece.head and line.piece.option is not None
        ]

    def _into_view(self, option: int) -> None:
        first, last = self._extent(option)
        top, height = self.scroll_offset.y, self.size.height
        if first - 1 < top:
            self.scroll_to(y=max(0, first - 1), animate=False, force=True)
        elif last + 1 >= top + height:
            self.scroll_to(y=min(first, last + 2 - height), animate=False, force=True)

    def _move(self, step: int) -> None:
        """Move the cursor to the neighbour, or into the window if it was left behind; else scroll a line."""
        top, height = self.scroll_offset.y, self.size.height
        in_view = self._in_view()
        if self.cursor in in_view:
            target = self.cursor + step
            first, last = self._extent(target)
            near = 0 <= target < len(self.sheet.acts) and top - 2 <= last and first <= top + height
        else:
            target = (in_view or [0])[0 if step > 0 else -1]
            near = bool(in_view)
        if near:
            self.light(target)
            self._into_view(target)
        else:
            self.scroll_to(y=top + step, animate=False)

    def _light_in_view(self, place: int) -> None:
        in_view = self._in_view()
        if self.cursor is not None and in_view:
            self.light(in_view[place])

    def action_up(self) -> None:
        """One option, or one line, up."""
        self._move(-1)

    def action_down(self) -> None:
        """One option, or one line, down."""
        self._move(1)

    def action_page_up(self) -> None:
        """A window up, less one line to find the place again."""
        self.scroll_to(y=self.scroll_offset.y - max(1, self.size.height - 2), animate=False)

    def action_page_down(self) -> None:
        """A window down; at the foot of a page that only turns, turn it."""
        if self.scroll_offset.y >= self.max_scroll_y and len(self.sheet.acts) == 1:
            self.choose(0)
        else:
            self.scroll_to(y=self.scroll_offset.y + max(1, self.size.height - 2), animate=False)

    def action_home(self) -> None:
        """To the top, and to the first option there if one is lit."""
        self.scroll_to(y=0, animate=False)
        self._light_in_view(0)

    def action_end(self) -> None:
        """To the foot, and to the last option there if one is lit."""
        self.scroll_to(y=self.max_scroll_y, animate=False)
        self._light_in_view(-1)

    def choose(self, option: int) -> None:
        """Say that option `option` was chosen."""
        self.post_message(self.Chosen(self.sheet, option))

    def action_choose(self) -> None:
        """Choose what is lit; if nothing is, light the first option, so that no choice is made unseen."""
        in_view = self._in_view()
        if self.cursor in in_view:
            self.choose(self.cursor)
        elif len(self.sheet.acts) == 1 and in_view:
            self.choose(0)
        elif self.sheet.acts:
            self.light(in_view[0] if in_view else 0)
            self._into_view(self.cursor or 0)

    def on_key(self, event: Key) -> None:
        """Any key completes the fade; a digit chooses."""
        self.settle()
        if self.hear is not None and self.hear(event.key):
            event.stop()
            event.prevent_default()
        elif (option := self.sheet.numbers.get(event.key)) is not None:
            event.stop()
            self.choose(option)

    def _option_at(self, y: int) -> int | None:
        place = y + self.scroll_offset.y
        piece: Piece | None = self._lines[place].piece if 0 <= place < len(self._lines) else None
        return piece.option if piece else None

    def on_mouse_move(self, event: MouseMove) -> None:
        """Light what the mouse is on."""
        if (option := self._option_at(event.y)) is not None:
            self.light(option)

    def on_click(self, event: Click) -> None:
        """Choose what was clicked, unless the click ended a selection of text."""
        if self.screen.selections and self.text_selection is not None:
            return
        if (option := self._option_at(event.y)) is not None:
            self.choose(option)
