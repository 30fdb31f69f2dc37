"""How text becomes lines: pieces of a sheet, and the measure they are set in. No widget, no colour."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from unicodedata import category

from msgspec import Struct, field
from msgspec.structs import replace
from textual.content import Content, Span
from textual.style import Style

from game.narrative import markup

ITALIC = Style(italic=True)
BOLD = Style(bold=True)
STRUCK = Style(strike=True)

SPACED = ("heading", "name")
"""Looks that are letterspaced."""

ROOMY = 20
"""Rows from which a window has room for margins above and below, and for ornaments."""

Act = Callable[[], None]


class Piece(Struct, frozen=True):
    """One paragraph, heading, choice or drawing of a sheet.

    `look` names the component class that colours it, `gap` the blank lines before it, `inset` how far it
    stands in and `hang` what stands in that space on its first line. `option` is the index of the option
    that it belongs to; the first of them is its `head`, which is lit and may carry a `number` and a `mark`
    for the margin. With `draw` it is a drawing in place of its `content`, made for so many cells.
    """

    content: Content
    look: str = "text"
    gap: int = 1
    inset: int = 0
    hang: str = ""
    option: int | None = None
    head: bool = False
    number: str = ""
    mark: str = ""
    draw: Callable[[int], Content] | None = None


class Sheet(Struct):
    """Everything that one screen shows: pieces, and what each option does.

    `top` is the index of the piece that should stand in view first, 0 for the top. `numbers` tells which
    option a digit chooses.
    """

    pieces: list[Piece] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    top: int = 0
    _numbered: int = 0

    def add(self, *pieces: Piece) -> None:
        """Set pieces below what is there."""
        self.pieces += pieces

    def option(self, act: Act, *pieces: Piece, numbered: bool = True, mark: str = "") -> None:
        """Set an option of one or more pieces, numbered by its place among the first nine."""
        index = len(self.acts)
        self.acts.append(act)
        number = self._number() if numbered else ""
        if number:
            self.numbers[number] = index
        first, *rest = pieces
        self.pieces.append(replace(first, option=index, head=True, number=number, mark=mark))
        self.pieces += (replace(piece, option=index) for piece in rest)

    def closed(self, piece: Piece) -> None:
        """Set a choice that cannot be made; it keeps its number, which chooses nothing."""
        self.pieces.append(replace(piece, number=self._number(), mark="×"))

    def _number(self) -> str:
        self._numbered += 1
        return str(self._numbered) if self._numbered <= 9 else ""


class Line(NamedTuple):
    """One line as it is painted: its piece, whether it is the piece's first, and its text; None is blank."""

    piece: Piece | None
    first: bool
    content: Content


BLANK = Line(None, False, Content(""))


class Setting(NamedTuple):
    """How a sheet is set: in cells and lines."""

    indent: int
    measure: int
    top: int
    spacing: int = 1

    @property
    def roomy(self) -> bool:
        """Whether the margin has room to let numbers stand apart from the text."""
        return self.indent >= 8


def setting(width: int, height: int, measure: int, spacing: int = 1) -> Setting:
    """The page for a window of `width` x `height` cells: a tenth of it is margin, and some always is."""
    indent = max(4, width // 10)
    return Setting(indent, max(8, min(measure, width - indent - 2)), max(1, height // 10), spacing)


def lines(pieces: Iterable[Piece], page: Setting) -> list[Line]:
    """Every line of the sheet, top margin included."""
    set_: list[Line] = [BLANK] * page.top
    opened = False
    for piece in pieces:
        if opened:
            set_ += [BLANK] * piece.gap
        opened = True
        for number, content in enumerate(_broken(piece, page.measure - piece.inset)):
            if number and piece.draw is None:
                set_ += [BLANK] * (page.spacing - 1)
            set_.append(Line(piece, number == 0, content))
    return set_


def _broken(piece: Piece, width: int) -> list[Content]:
    if piece.draw is not None:
        return piece.draw(width).split(allow_blank=True)
    if piece.look not in SPACED:
        return piece.content.wrap(width)
    # A letterspaced line takes twice its letters less one: broken first, spaced after.
    return [Content(_letterspaced(line.plain)) for line in piece.content.wrap((width + 1) // 2)]


def _letterspaced(text: str) -> str:
    """`text` with a space before every letter but the first; an accent of its own stays at its letter."""
    return "".join(letter if category(letter)[0] == "M" else f" {letter}" for letter in text).strip()


# -- pieces ---------------------------------------------------------------------------------------


def styled(block: markup.Block) -> Content:
    """A block of story text as content; nothing in it is read as markup again."""
    spans: list[Span] = []
    at = 0
    for span in block.spans:
        end = at + len(span.text)
        style = Style(italic=span.italic or None, bold=span.bold or None, strike=span.struck or None)
        if style:
            spans.append(Span(at, end, style))
        at = end
    return Content(block.plain, spans)


def prose(paragraph: str, look: str = "text", gap: int = 1) -> Piece:
    """One paragraph of a story."""
    block = markup.parse(paragraph)
    match block.kind:
        case "break":
            return section(gap)
        case "quote":
            return Piece(styled(block), look, gap, inset=4)
        case "item":
            return Piece(styled(block), look, gap, inset=2, hang="–")
        case _:
            return Piece(styled(block), look, gap)


def pause(gap: int = 1) -> Piece:
    """The breath between an answer and the page that follows it."""
    return Piece(Content("· · ·"), "quiet", gap)


def section(gap: int = 1) -> Piece:
    """The mark that an author sets between two sections of a page."""
    return Piece(Content(""), "quiet", gap, draw=lambda width: Content(f"{'·   ·   ·':^{width}}"))


def motif(of: str, width: int, rows: int, gap: int = 1) -> Piece:
    """Two strands, at most `width` x `rows` cells: an ornament, always the same for the same seed."""

    def draw(measure: int) -> Content:
        from game.tui.widgets.strands import strands

        return strands(min(width, measure), rows, of, "mark", "quiet", "across")

    return Piece(Content(""), "quiet", gap, draw=draw)


def heading(text: str, gap: int = 1) -> Piece:
    """A chapter: in capitals, letterspaced, quiet."""
    return Piece(Content(markup.plain(text).upper()), "heading", gap)


def name(text: str, gap: int = 1) -> Piece:
    """The name of a book on its title page."""
    return Piece(Content(markup.plain(text).upper()), "name", gap)


def title(text: str, gap: int = 1) -> Piece:
    """The name of a story, an ending or a screen."""
    return Piece(Content(markup.plain(text)), "title", gap)


def plain(text: str, look: str = "text", gap: int = 1) -> Piece:
    """Words of the interface, or text that has no emphasis."""
    return Piece(Content(text), look, gap)


def said(text: str, look: str = "text", gap: int = 0) -> Piece:
    """A choice's text on one or more lines."""
    return Piece(styled(markup.parse(text)), look, gap)


def struck(text: str, reason: str, gap: int = 0) -> Piece:
    """A choice that is shown and cannot be made, with its reason."""
    what = styled(markup.parse(text))
    content = Content.assemble(what.stylize(STRUCK), "  ", styled(markup.parse(reason)).stylize(ITALIC))
    return Piece(content, "struck", gap)
