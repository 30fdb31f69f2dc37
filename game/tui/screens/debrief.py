"""After the ending, and only for whoever asks: what it meant, one page after another."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.events import Resize

from game.debrief.debrief import Debrief, debrief_of
from game.debrief.ideas import Row
from game.debrief.kept import Kept
from game.debrief.path import REGIONS
from game.debrief.turning import Turn, choices, turning_points
from game.tui.commands import CLOSE, DEBRIEF_COMMANDS, HELP, KEEP, NEXT
from game.tui.screens.base import BookScreen
from game.tui.screens.debrief_turns import roads, turns, unmapped, waiting
from game.tui.typeset import Piece, Sheet, heading, plain, prose, setting
from game.tui.widgets.plane import END, START, Chart, Inks, height_for, picture, shows_other, width_for

if TYPE_CHECKING:
    from game.saves.reading import Reading
    from game.tui.app import LeewayApp
    from game.tui.foresight import Foresight
    from game.tui.widgets.stipple import Density

# No map is drawn higher than this. Where it can be had for this part of the height, a legend of this width
# stands beside the map, and below it otherwise.
_HIGHEST = 44
_LEGEND, _WORTH = 34, 0.8


class _Page(NamedTuple):
    name: str
    fill: Callable[[Sheet], None]


class DebriefScreen(BookScreen):
    """What the story kept, how they might tell it, the map, turning points, roads not taken, the questions
    and the idea card.

    A page that has nothing to show is left out. The first pages wait for nothing; `foreseen` brings the map
    its shade, and the two pages after it what stands on them, as soon as it is known.
    """

    app: "LeewayApp"

    CSS_PATH = "debrief.tcss"
    COMPONENT_CLASSES = {"map--border", "map--shade"}
    commands = DEBRIEF_COMMANDS
    foot_commands = (KEEP, NEXT, CLOSE, HELP)
    starts_lit = False

    def __init__(self, reading: "Reading", foresight: "Foresight | None" = None) -> None:
        """`reading` stands at an ending; raises `ValueError` if it does not.

        Without `foresight` nothing is said of what else could have come.
        """
        super().__init__(reading.story.header.accent)
        self.reading = reading
        self.debrief: Debrief = debrief_of(reading.story, reading.playthrough)
        self.foresight = foresight
        self.turns: tuple[Turn, ...] | None = None
        self.density: Density | None = None
        self.drawn = False
        self.at = 0
        if foresight is not None:
            foresight.ask(choices(reading.playthrough))
            self._take(foresight)
        self.pages = self._pages()

    def _pages(self) -> list[_Page]:
        debrief = self.debrief
        pages = [
            _Page("What the story kept", self._kept) if debrief.kept else None,
            _Page("How they might tell it", self._voice) if debrief.voice else None,
            _Page("The map", self._map),
            _Page("Turning points", self._turns) if self.foresight is not None else None,
            _Page("Roads not taken", self._roads) if self.turns else None,
            _Page("Three questions", self._questions) if debrief.questions else None,
            _Page("Attachment and autonomy", self._card),
        ]
        return [page for page in pages if page is not None]

    def foreseen(self) -> None:
        """Something has come to be known, or it is known that it will not be."""
        if self.foresight is None:
            return
        fresh = self._take(self.foresight)
        here = self.pages[self.at].name
        self.pages = self._pages()
        self.at = next(at for at, page in enumerate(self.pages) if page.name == here)
        waits = here == "Turning points" or (fresh and here == "The map" and self.drawn)
        # It may come sooner than this screen is there; it is set when it is.
        if waits and self.is_mounted:
            self.reset(self.leaf.cursor)

    def _take(self, foresight: "Foresight") -> bool:
        """Take over what is known by now; whether anything of it is new."""
        before = (self.density, self.turns)
        self.density = foresight.density
        if self.turns is None and foresight.forks is not None:
            found = self.app.bookcase.record(self.reading.story).endings
            self.turns = turning_points(self.reading.playthrough, foresight.forks, found)
        return before != (self.density, self.turns)

    def on_mount(self) -> None:
        """Before the first page is set: take over what has come to be known meanwhile."""
        self.foreseen()

    # -- what stands on it ------------------------------------------------------------------------

    def where(self) -> str:
        """``Blue Dot · the map``."""
        name = self.pages[self.at].name
        return f"{self.debrief.story} · {name[0].lower()}{name[1:]}"

    def sheet(self) -> Sheet:
        """The present page, and the way to the next."""
        sheet = Sheet()
        page = self.pages[self.at]
        page.fill(sheet)
        if self.at + 1 < len(self.pages):
            following = self.pages[self.at + 1].name
            beside = page.name == "The map" and not self.drawn
            sheet.option(self.action_next, plain(f"{following}.", gap=0 if beside else 2))
        else:
            sheet.option(self.action_keep, plain("Keep this reading as a file.", gap=2))
            sheet.option(self.action_close, plain("Back to the ending.", gap=0))
        return sheet

    def _kept(self, sheet: Sheet) -> None:
        sheet.add(heading("What the story kept"))
        for item in self.debrief.kept:
            sheet.add(*_kept(item))

    def _voice(self, sheet: Sheet) -> None:
        sheet.add(heading("How they might tell it"))
        sheet.add(*(prose(paragraph) for paragraph in self.debrief.voice))

    def _map(self, sheet: Sheet) -> None:
        if not self.drawn:
            sheet.add(
                heading("The map"),
                plain("There is a map of this reading: how close you were, and how far it was your own."),
                plain("It is drawn from two numbers, and two numbers cannot hold a relationship."),
            )
            sheet.option(self.action_map, plain("Show it.", gap=2))
            return
        width, height = self.app.size
        page = setting(width, height, width)
        room = width - page.indent - 2
        high = min((self.leaf.size.height or height - 2) - page.top, _HIGHEST)
        smaller = min(high, height_for(room - _LEGEND))
        if smaller >= high * _WORTH:
            sheet.add(self._drawing(room, smaller, self._legend(room, smaller)))
        else:
            sheet.add(self._drawing(room, high, []), *self._legend(room, high))
        sheet.add(*(plain(text, gap=0 if place else 2) for place, text in enumerate(self.debrief.path.told)))

    def _drawing(self, room: int, high: int, legend: list[Piece]) -> Piece:
        """The map, `high` lines of at most `room` cells, with the legend beside it."""
        wide = min(room, width_for(high))

        def draw(_: int) -> Content:
            rows = picture(wide, high, self._chart(), self._inks())
            beside = _set(legend, min(room - wide - 2, self.app.settings.measure))[:high]
            down = (high - len(beside)) // 2
            for row, line in enumerate(beside, down):
                rows[row] = Content.assemble(rows[row], "  ", line)
            return Content("\n").join(rows)

        return Piece(Content(""), draw=draw)

    def _chart(self) -> Chart:
        path = self.debrief.path
        return Chart(
            [(point.autonomy, point.connection) for point in path.points],
            self._numbered,
            path.other,
            path.other_name,
            self.density,
            path.points[-1].region == "lopsided",
        )

    @property
    def _numbered(self) -> tuple[int, ...]:
        """What has a number on the map: the turning points, and until they are known where it moved most."""
        return self.debrief.path.turns if self.turns is None else tuple(turn.at for turn in self.turns)

    def _inks(self) -> Inks:
        accent = self.leaf.ink("mark")
        return Inks(
            way=accent,
            other=self.leaf.ink("text"),
            mark=self.leaf.ink("lit"),
            word=self.leaf.ink("quiet"),
            border=self.get_visual_style("map--border", partial=True),
            shade=self.get_visual_style("map--shade", partial=True),
        )

    def _legend(self, room: int, high: int) -> list[Piece]:
        """What the map's marks and lines are; of the other's line only where the map has it."""
        path = self.debrief.path
        rows = [(START, "where you began")]
        rows += [(str(number), path.points[at].said) for number, at in enumerate(self._numbered, 1)]
        rows.append((END, f"where it ended: {REGIONS[path.points[-1].region]}"))
        pieces = [Piece(Content(text), gap=0, inset=3, hang=glyph) for glyph, text in rows]
        about = "The line is you."
        if path.other and shows_other(min(room, width_for(high)), high):
            about = f"The heavy line is you, the thin one {path.other_name or 'the other'}."
        if self.density is not None:
            about += " The dots are where readings of this story can end, thickest where one by chance would."
        pieces.append(plain(about, "note"))
        if self.foresight is not None and self.density is None:
            pieces.append(plain(unmapped(self.foresight.status), "note"))
        return pieces

    def _turns(self, sheet: Sheet) -> None:
        assert self.foresight is not None
        sheet.add(heading("Turning points"))
        if self.turns is None:
            sheet.add(*waiting(self.foresight.status, self.foresight.states))
        else:
            sheet.add(*turns(self.turns))

    def _roads(self, sheet: Sheet) -> None:
        sheet.add(heading("Roads not taken"))
        for number, turn in enumerate(self.turns or (), 1):
            sheet.add(*roads(number, turn))
            sheet.option(partial(self.app.stand_again, turn.page), plain("Choose again there.", gap=1))

    def _questions(self, sheet: Sheet) -> None:
        sheet.add(heading("Three questions"))
        sheet.add(*(Piece(Content(text), inset=2, hang="–") for text in self.debrief.questions))

    def _card(self, sheet: Sheet) -> None:
        card = self.debrief.card
        sheet.add(heading("Attachment and autonomy"))
        for row in card.rows:
            sheet.add(*_compared(row))
        sheet.add(plain("What can be said against this", "quiet", gap=2))
        sheet.add(*(Piece(Content(text), gap=0, inset=2, hang="–") for text in card.objections))
        sheet.add(plain(card.claim, "note"))

    # -- what can be done -------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """A drawing is made for the window it stands in."""
        self._redraw()

    def restyle(self) -> None:
        """The settings have changed: a drawing has its colours in it."""
        super().restyle()
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        """Set the map anew where it is looked at; every other page stays where it is being read."""
        if self.drawn and self.is_mounted and self.pages[self.at].name == "The map":
            self.reset()

    def _turn(self, to: int) -> None:
        if 0 <= to < len(self.pages):
            self.at = to
            self.reset()

    def action_next(self) -> None:
        """On."""
        self._turn(self.at + 1)

    def action_previous(self) -> None:
        """Back."""
        self._turn(self.at - 1)

    def action_map(self) -> None:
        """Draw the map; asking for it is the only way to it."""
        self.drawn = True
        self._turn(next(at for at, page in enumerate(self.pages) if page.name == "The map"))

    def action_keep(self) -> None:
        """Write the reading where the reader started the game, and say where that is."""
        from game.debrief.export import keep

        story, playthrough = self.reading.story, self.reading.playthrough
        try:
            written = keep(story, playthrough, Path.cwd(), brief=self.app.settings.skip_noted)
        except OSError as error:
            self.foot.whisper(f"It could not be written here: {(error.strerror or str(error)).lower()}.")
        else:
            self.foot.whisper(f"{written.name} is written, in {written.parent}")


def _kept(item: Kept) -> list[Piece]:
    """One choice, and how it came back."""
    pieces = [plain(item.said, "chosen")]
    if item.echo is None:
        return [*pieces, Piece(Content(item.note), "note", gap=0, inset=4)]
    pieces.append(Piece(Content(item.echo.text), gap=0, inset=4))
    places = [place for place in dict.fromkeys((item.chapter, item.echo.chapter)) if place]
    if places:
        pieces.append(Piece(Content(", then ".join(places)), "quiet", gap=0, inset=4))
    return pieces


def _compared(row: Row) -> list[Piece]:
    """One aspect of the idea card."""
    evidence = row.evidence[0].upper() + row.evidence[1:]
    pieces = [plain(row.aspect, "mark")]
    if row.attachment == row.autonomy:
        pieces.append(Piece(Content(row.attachment), gap=0, inset=2))
    else:
        pieces += [
            Piece(Content(row.attachment), gap=0, inset=12, hang="Attachment"),
            Piece(Content(row.autonomy), gap=0, inset=12, hang="Autonomy"),
        ]
    return [*pieces, Piece(Content(f"{evidence}. {row.behind} ({row.source}.)"), "note", gap=0, inset=2)]


def _set(pieces: list[Piece], width: int) -> list[Content]:
    """Pieces as lines of at most `width` cells, for a column beside a drawing."""
    lines: list[Content] = []
    for piece in pieces:
        lines += [Content("")] * piece.gap
        for number, line in enumerate(piece.content.wrap(width - piece.inset)):
            hang = piece.hang if number == 0 else ""
            lines.append(Content.assemble(f"{hang:<{piece.inset}}", line))
    return lines
