"""The leaf as it stands on a wall: few words a line, large letters beside the choices, and pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from rich.segment import Segment
from textual.events import Key, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.strip import Strip

from game.classroom.host.letters import HEIGHT, WIDTH, large
from game.tui.typeset import BLANK, Line, Piece, Setting
from game.tui.widgets.leaf import CURSOR, Leaf

MEASURE = 44
"""Characters in a full line: a terminal has no larger type, so a wall has fewer words."""

# Rows from which lines stand apart, and there is a margin above.
_ROOMY = 20
# The margin of a wide window, with room for a large letter and some air at both of its sides.
_MARGIN = WIDTH + 6
_NARROW = 5
# A window with fewer lines than this looks like a slip.
_LEAST = 3
# Rows above the choices that stand in the same window: a line, and a blank one.
_ABOVE = 2


class Board(Leaf):
    """A leaf of whole windows. Space and the page keys turn them; no line is cut, no list of choices broken.

    A piece with a `number` that is no digit is a choice of the class: it has its letter three rows high
    wherever all of the choices so have room in one window.
    """

    class Turned(Message):
        """Another window is shown, or there are more or fewer of them."""

    class Resized(Message):
        """It has another size, for which what is drawn must be drawn again."""

    def __init__(self, accent: str | None = None, measure: int = MEASURE, spacing: int = 2) -> None:
        """`measure` and `spacing` are those of a window that has room for them."""
        super().__init__(measure, spacing, accent)
        self._letters: dict[int, tuple[str, str]] = {}

    def page(self) -> Setting:
        """A margin for large letters where there is room, and the text in the middle of what is left."""
        width, height = self.size
        wide = width >= self.measure + _MARGIN + 2
        indent = max(_MARGIN, (width - self.measure) // 2) if wide else _NARROW
        measure = max(8, min(self.measure, width - indent - 2))
        return Setting(indent, measure, 2, self.spacing) if height >= _ROOMY else Setting(indent, measure, 1)

    def on_resize(self, event: Resize) -> None:
        """Set the sheet again: what has room in a window depends on its height too."""
        self._set_again()
        self.post_message(self.Resized())

    def laid(self, lines: list[Line]) -> list[Line]:
        """The lines in windows of their own, each filled up with blank ones; letters beside the choices."""
        height, top = max(4, self.size.height), self.page().top
        body = lines[top:]
        letters = self.page().indent >= _MARGIN
        if letters:
            spaced = list(_spaced(body))
            tallest = max((len(block) for block in _blocks(spaced) if _choice(block[0])), default=0)
            letters = tallest + _ABOVE <= height - top
            body = spaced if letters else body
        pages = _balanced(body, height - top)
        laid = [line for page in pages for line in _filled([BLANK] * top + page, height)]
        self._letters = dict(self._lettered(laid)) if letters else {}
        return laid

    def _lettered(self, laid: Sequence[Line]) -> Iterator[tuple[int, tuple[str, str]]]:
        for place, line in enumerate(laid):
            if line.first and _choice(line) and line.piece is not None:
                look = "struck" if line.piece.look == "struck" else "lit"
                for row, cells in enumerate(large(line.piece.number)):
                    yield place + row, (cells, look)

    @property
    def windows(self) -> int:
        """How many windows the sheet has."""
        return max(1, len(self._lines) // max(4, self.size.height))

    @property
    def window(self) -> int:
        """The window that is shown, from 0."""
        return min(self.windows - 1, self.scroll_offset.y // max(4, self.size.height))

    def turn(self, to: int) -> bool:
        """Show window `to`, if there is one; whether there is."""
        there = 0 <= to < self.windows
        if there:
            self.scroll_to(y=to * max(4, self.size.height), animate=False, force=True)
            self.post_message(self.Turned())
        return there

    def on_key(self, event: Key) -> None:
        """A letter, small or as it stands on the wall, chooses, whatever else it may stand for."""
        option = self.sheet.numbers.get(event.key.lower())
        if option is not None and event.key.isalpha() and self.hear is None:
            event.stop()
            event.prevent_default()
            self.choose(option)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is nothing to choose, enter is for the screen."""
        return bool(self.sheet.acts) if action == "choose" else True

    def action_page_down(self) -> None:
        """On to the next window."""
        self.turn(self.window + 1)

    def action_page_up(self) -> None:
        """Back to the window before."""
        self.turn(self.window - 1)

    def action_home(self) -> None:
        """To the first window, and the first option there if one is lit."""
        self.turn(0)
        self._light_in_view(0)

    def action_end(self) -> None:
        """To the last window, and the last option there if one is lit."""
        self.turn(self.windows - 1)
        self._light_in_view(-1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel turns windows too."""
        event.stop()
        event.prevent_default()
        self.turn(self.window + 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """And back."""
        event.stop()
        event.prevent_default()
        self.turn(self.window - 1)

    def _move(self, step: int) -> None:
        """Light the neighbour, in whichever window it is; where nothing can be lit, turn the window."""
        if not self.sheet.acts:
            self.turn(self.window + step)
            return
        last = len(self.sheet.acts) - 1
        self.light(0 if self.cursor is None else max(0, min(last, self.cursor + step)))
        self._into_view(self.cursor or 0)

    def _into_view(self, option: int) -> None:
        self._turn_to(lambda piece: piece.option == option)

    def _set_again(self) -> None:
        """Set the same sheet anew, and stay in the window of what is being read."""
        top = self.scroll_offset.y
        read = next((line.piece for line in self._lines[top:] if line.piece is not None), None)
        before = _letters_of(read, self._lines[:top])
        self._set()
        places = [
            place for place, line in enumerate(self._lines) if line.piece is not None and line.piece is read
        ]
        # A long paragraph may go on over windows: the line in which its first letter in view stands now.
        reached = [place for place in places if _letters_of(read, self._lines[:place]) <= before]
        self._turn_to_line(reached[-1] if reached else 0)

    def _turn_to(self, wanted: Callable[[Piece], bool]) -> None:
        """Show the window in which the first piece that is `wanted` begins, or the first window."""
        places = (place for place, line in enumerate(self._lines) if line.piece and wanted(line.piece))
        self._turn_to_line(next(places, 0))

    def _turn_to_line(self, place: int) -> None:
        self.turn(place // max(4, self.size.height))

    def render_line(self, y: int) -> Strip:
        """The line `y` rows below the top of the window, a large letter in its margin."""
        strip = super().render_line(y)
        place = y + self.scroll_offset.y
        letter = self._letters.get(place)
        if letter is None:
            return strip
        cells, look = letter
        base = self.get_visual_style()
        piece = self._lines[place].piece
        lit = piece is not None and piece.option is not None and piece.option == self.cursor
        before = self._page.indent - WIDTH - 3
        cursor = CURSOR if lit and self._lines[place].first else ""
        cursor = cursor or self._arrow(y, self.scroll_offset.y, self.size.height)
        margin = [
            Segment(f"{cursor:>{before - 1}} ", (base + self.ink("lit")).rich_style),
            Segment(cells, (base + self.ink(look)).rich_style),
            Segment(" " * 3, base.rich_style),
        ]
        return Strip.join([Strip(margin, self._page.indent), strip.crop(self._page.indent)])


def _letters_of(piece: Piece | None, lines: Sequence[Line]) -> int:
    """How many letters of `piece` stand on `lines`; spaces do not count, for they go where a line ends."""
    return sum(len(line.content.plain.replace(" ", "")) for line in lines if line.piece is piece is not None)


def _choice(line: Line) -> bool:
    return line.piece is not None and bool(line.piece.number) and not line.piece.number.isdigit()


def _spaced(lines: Sequence[Line]) -> Iterator[Line]:
    """Every choice made at least as high as its letter."""
    for _, run in groupby(lines, key=lambda line: id(line.piece)):
        block = list(run)
        yield from block
        if _choice(block[0]):
            yield from [Line(block[0].piece, False, BLANK.content)] * (HEIGHT - len(block))


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stay in one window: the choices of a page, what is drawn, a heading with what follows it;
    all others one by one."""
    block: list[Line] = []
    for at, line in enumerate(lines):
        if block and not _together(block, lines[at:]):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _together(block: Sequence[Line], ahead: Sequence[Line]) -> bool:
    """Whether no window may end between a block and the lines that follow it."""
    before, line = block[-1], ahead[0]
    last = next((each for each in reversed(block) if each.piece is not None), BLANK)
    if _choice(last):
        return _choice(next((each for each in ahead if each.piece is not None), BLANK))
    if last.piece is not None and last.piece.look == "heading":
        return True
    if before.piece is None or line.piece is None or before.piece.draw is None:
        return False
    return line.piece is before.piece or (line.first and line.piece.gap == 0 and line.piece.draw is not None)


def _pages(lines: Sequence[Line], height: int, limits: Mapping[int, int]) -> Iterator[list[Line]]:
    """Lines in pages of at most `height`, or of what `limits` has for its number; none begins blank."""
    page: list[Line] = []
    number = 0
    for block in _blocks(lines):
        if page and len(page) + len(block) > limits.get(number, height):
            yield page
            page, number = [], number + 1
        for line in block:
            if len(page) >= limits.get(number, height):
                yield page
                page, number = [], number + 1
            if page or line.piece is not None:
                page.append(line)
    if page:
        yield page


def _balanced(lines: Sequence[Line], height: int) -> list[list[Line]]:
    """Lines in pages, of which none holds fewer than `_LEAST` where the one before can give."""
    limits: dict[int, int] = {}
    pages = list(_pages(lines, height, limits))
    for at in range(1, len(pages)):
        for less in range(height - 1, _LEAST - 1, -1):
            if _written(pages[at]) >= _LEAST:
                break
            tried = list(_pages(lines, height, {**limits, at - 1: less}))
            if len(tried) > len(pages) or _written(tried[at - 1]) < _LEAST:
                break
            if _written(tried[at]) >= _LEAST:
                limits[at - 1] = less
                pages = tried
    return pages


def _written(page: Sequence[Line]) -> int:
    return sum(line.piece is not None for line in page)


def _filled(page: list[Line], height: int) -> list[Line]:
    return [*page, *([BLANK] * (height - len(page)))]
