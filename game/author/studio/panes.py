"""What stands in each pane of the studio: a sheet, as every screen of the book is one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from game.analysis.graph import Strand, share
from game.author import telling
from game.author.desk import Desk
from game.author.figures import Odds, Span
from game.author.report import cropped
from game.author.telling import Chance, Offer, Shown
from game.narrative.markup import plain as plain_text
from game.story.model import METER_MAX, Story
from game.tui.typeset import Piece, Sheet, heading, plain, said, struck
from game.tui.widgets.foot import cut

Choose = Callable[[str], None]
Jump = Callable[[str], None]

ROOM = 16
"""Cells that a name takes before its number."""
NAME, SHORTEST = 20, 6
"""Cells that the name of an ending takes, and the fewest in which a bar says anything."""
LEAST = 0.05
"""Hundredths: what moves less than this is shown as the same."""
FULL, HALF, EMPTY = "━", "╸", "╌"


# -- state ---------------------------------------------------------------------------------------------


def state_sheet(desk: Desk, choose: Choose) -> Sheet:
    """Everything that decides what comes next, and what each open choice would do to it."""
    sheet, play = Sheet(), desk.bench.play
    if play is None:
        return sheet
    story, values = play.story, play.now.state.values
    sheet.add(heading("Where it stands"))
    for number, name in enumerate((*story.meters, *story.counters)):
        most = METER_MAX if name in story.meters else 0
        sheet.add(_value(name, int(values[name]), most, 0 if number else 1))
    on = [name for name in story.flags if values[name]]
    if story.flags:
        sheet.add(plain(f"Set: {', '.join(on)}." if on else "No flag is set.", gap=1))
        off = [name for name in story.flags if not values[name]]
        if off:
            sheet.add(plain(f"Not set: {', '.join(off)}.", "quiet", 0))
    sheet.add(plain(f"It would end {play.now.state.outcome} here.", "quiet", 1))
    if play.options:
        sheet.add(heading("Choices", gap=2))
    _choices(sheet, desk, choose, lambda one: [plain(line, "quiet", 0) for line in one.does])
    for text, why in telling.hidden(desk.bench):
        sheet.add(plain(f"Hidden here: {text} ({why})", "note"))
    return sheet


def _choices(sheet: Sheet, desk: Desk, choose: Choose, about: Callable[[Offer], Sequence[Piece]]) -> None:
    """The choices by the numbers that they have on the page, and something about each that is open."""
    for one in telling.options(desk.bench):
        if one.struck is not None:
            sheet.closed(struck(one.said, f"{one.struck} ({one.does[0]})", 1))
        else:
            sheet.option(partial(choose, one.id), said(one.said, gap=1), *about(one))


def _value(name: str, value: int, most: int, gap: int) -> Piece:
    def draw(width: int) -> Content:
        line = f"{_in_cells(name, ROOM)} {value:>3}"
        room = width - len(line) - 2
        if not most or room < SHORTEST:
            return Content(line)
        length = round(value / most * room)
        return Content.assemble(line, "  ", (FULL * length, "mark"), (EMPTY * (room - length), "quiet"))

    return Piece(Content(""), gap=gap, draw=draw)


# -- odds ----------------------------------------------------------------------------------------------


def odds_sheet(desk: Desk, choose: Choose) -> Sheet:
    """How likely everything is from here, and once each open choice is made."""
    sheet, play, weighed = Sheet(), desk.bench.play, desk.weigher.weighed
    if play is None:
        return sheet
    sheet.add(heading("Odds from here"), plain(telling.progress(desk), "quiet"))
    if weighed is None:
        return sheet
    story = play.story
    look = "quiet" if desk.old else "text"
    if not weighed.here.endings:
        sheet.add(plain("From here it comes to no ending."))
    for number, one in enumerate(telling.outcomes(weighed.here.outcomes)):
        sheet.add(_bar(one, look, 0 if number else 1))
    for number, one in enumerate(telling.endings(weighed.here.endings, story)):
        sheet.add(_bar(one, look, 0 if number else 1))
    if not play.options:
        return sheet
    here, roads = weighed.here, weighed.roads

    def after(one: Offer) -> list[Piece]:
        odds = roads.get(one.id)
        if odds is None:
            return []
        # What can come no more is told, too.
        both = {**dict.fromkeys(here.outcomes, (0.0, 0.0)), **odds.outcomes}
        told = [each for each in telling.outcomes(both) if abs(_points(each, here)) >= LEAST]
        return [_moved(each, here, look) for each in told] or [plain("the same odds", "quiet", 0)]

    sheet.add(heading("After each choice", gap=2))
    _choices(sheet, desk, choose, after)
    return sheet


def _bar(one: Chance, look: str, gap: int) -> Piece:
    def draw(width: int) -> Content:
        number = telling.chance(one.span)
        name = _in_cells(plain_text(one.title), min(NAME, width - len(number) - 1))
        room = width - NAME - len(number) - 2
        if room < SHORTEST:
            return Content.assemble((_apart(name.rstrip(), number, width), look))
        bar = _strokes(_middle(one.span) * room)
        ink = "mark" if look == "text" else "quiet"
        return Content.assemble((f"{name} ", look), (f"{bar:<{room}}", ink), (f" {number}", look))

    return Piece(Content(""), gap=gap, draw=draw)


def _strokes(length: float) -> str:
    """A bar of so many cells, to the nearest half; what is there at all is seen."""
    halves = max(1, round(length * 2))
    return FULL * (halves // 2) + HALF * (halves % 2)


def _in_cells(text: str, room: int) -> str:
    """`text` in exactly `room` cells."""
    text = cut(text, room)
    return text + " " * (room - cell_len(text))


def _apart(left: str, right: str, width: int) -> str:
    """Two texts at the two ends of a line."""
    left = cut(left, width - cell_len(right) - 1)
    return left + " " * (width - cell_len(left) - cell_len(right)) + right


def _moved(one: Chance, here: Odds, look: str) -> Piece:
    """An outcome after a choice, and how much more or less likely it is than before."""
    moved = f"{_points(one, here):+.1f}".replace("-", "−")

    def draw(width: int) -> Content:
        number = telling.chance(one.span)
        line = f"{_in_cells(one.title, ROOM)} {number:>{max(6, len(number))}}"
        return Content.assemble((line, "quiet"), (f"  {moved:>6}", look))

    return Piece(Content(""), gap=0, draw=draw)


def _points(one: Chance, here: Odds) -> float:
    """By how many hundredths an outcome is likelier than it is before the choice."""
    return (_middle(one.span) - _middle(here.outcomes.get(one.id, (0.0, 0.0)))) * 100


def _middle(span: Span) -> float:
    return sum(span) / 2


# -- findings ------------------------------------------------------------------------------------------


def findings_sheet(desk: Desk, go: Callable[[Shown], None]) -> Sheet:
    """Everything that is wrong, each with its place and its line."""
    sheet, found = Sheet(), telling.findings(desk)
    sheet.add(heading("Findings"), plain(f"{telling.counted(desk).capitalize()}.", "quiet"))
    if desk.weigher.status != "known" or desk.old:
        sheet.add(plain(telling.progress(desk), "quiet", 0))
    for shown in found:
        sheet.option(partial(go, shown), *_finding(shown))
    return sheet


def _finding(shown: Shown) -> list[Piece]:
    found = shown.finding.diagnostic
    old = " (of an earlier save)" if shown.old else ""
    head = Content.assemble((f"{found.severity} {found.code}", "mark"), f"  {found.file}:{found.line}{old}")
    pieces = [Piece(head, gap=1), plain(f"{found.message}.", gap=0)]
    if shown.written.strip():
        pieces.append(_written(shown.written, found.line, found.column))
    if shown.finding.witness:
        pieces.append(plain(f"Way there: {', '.join(shown.finding.witness)}", "quiet", 0))
    if found.hint:
        pieces.append(plain(f"→ {found.hint}", "note", 0))
    return pieces


def _written(written: str, line: int, column: int) -> Piece:
    """A line of a file, as much of it as has room, and a caret under what is meant."""

    def draw(width: int) -> Content:
        text, caret = cropped(written, column - 1, max(16, width - len(str(line)) - 2))
        blank = " " * (len(str(line)) + 2 + caret)
        return Content.assemble((f"{line}  {text}\n", "quiet"), (f"{blank}^", "mark"))

    return Piece(Content(""), gap=0, draw=draw)


# -- map -----------------------------------------------------------------------------------------------


def map_sheet(desk: Desk, jump: Jump) -> Sheet:
    """The scene one stands in, the ways into it above and the ways out of it below. A way leads there."""
    sheet, play = Sheet(), desk.bench.play
    if play is None:
        return sheet
    story, place = play.story, play.now.scene
    around = telling.neighbours(story, place, desk.weigher.known)
    sheet.add(heading("Around here"))
    if desk.weigher.known is not None and desk.old:
        sheet.add(plain("The shares are of an earlier save.", "quiet"))
    for number, way in enumerate(around.into):
        sign = "╭" if number == 0 else "├"
        sheet.option(
            partial(jump, way.source), _way(sign, way.source, way, 0 if number else 1), numbered=False
        )
    if around.into:
        sheet.add(_drawn("▼", "quiet"))
    what = story.endings[place].title if place in story.endings else ""
    first = not around.into and place == story.header.start
    known = desk.weigher.known
    often = f"  {share(known.visits.get(place, 0.0))}" if known and known.visits else ""
    label = f"{place}{'  ' + plain_text(what) if what else ''}{'  the first page' if first else ''}{often}"
    sheet.add(_drawn(label, "lit", 0 if around.into else 1))
    if around.out:
        sheet.add(_drawn("│", "quiet"))
    for number, way in enumerate(around.out):
        sign = "╰" if number == len(around.out) - 1 else "├"
        to = "stays here" if way.stays else way.target
        pieces = [_way(sign, to, way, 0, story)]
        last = all(way.target != later.target for later in around.out[number + 1 :])
        if last and (further := around.beyond.get(way.target)):
            pieces.append(_further(sign, further))
        sheet.option(partial(jump, way.target), *pieces, numbered=False)
    if not around.out:
        sheet.add(plain("It ends here.", "quiet", 1))
    elif any(way.conditional for way in (*around.into, *around.out)):
        sheet.add(plain("━ is always a way; ╼ is one under some condition.", "note", 2))
    return sheet


def _drawn(text: str, look: str, gap: int = 0) -> Piece:
    return Piece(Content(""), look, gap, draw=lambda width: Content(cut(text, width)))


def _way(sign: str, place: str, way: Strand, gap: int, story: Story | None = None) -> Piece:
    """One way: the scene at its other end, the choice, and how often readers by chance go it."""
    often = telling.often(way).strip(" ()")
    end = "╼" if way.conditional else "━"
    arrow = "↻" if way.stays else "→" if story is not None else ""

    def draw(width: int) -> Content:
        name = f"{arrow} {place}".strip()
        if story is not None and place in story.endings:
            name += ", an ending"
        name = cut(name, width - len(often) - 4)
        rest = width - 6 - cell_len(name) - len(often)
        choice = cut(way.label, rest) if rest >= SHORTEST else ""
        blank = width - 3 - cell_len(name) - len(often) - (2 + cell_len(choice) if choice else 0)
        return Content.assemble(
            (f"{sign}{end} ", "quiet"),
            name,
            (f"  {choice}" if choice else "", "quiet"),
            (" " * max(1, blank) + often, "quiet"),
        )

    return Piece(Content(""), gap=gap, draw=draw)


def _further(sign: str, places: Sequence[str]) -> Piece:
    """Where one may go from the end of a way, on the line below it."""
    begins = " " if sign == "╰" else "│"

    def draw(width: int) -> Content:
        return Content(cut(f"{begins}    then {', '.join(places)}", width))

    return Piece(Content(""), "quiet", gap=0, draw=draw)


# -- scenes --------------------------------------------------------------------------------------------


def scenes_sheet(desk: Desk, jump: Jump) -> Sheet:
    """Every scene and ending, with its words and how often readers by chance come there."""
    sheet, play, checked = Sheet(), desk.bench.play, desk.bench.checked
    if play is None or checked is None:
        return sheet
    story, known = play.story, desk.weigher.known
    scenes = checked.figures.scenes if checked.figures else {}
    endings = checked.figures.endings if checked.figures else {}
    sheet.add(heading("Words and scenes"))
    for number, line in enumerate(telling.lengths(desk)):
        sheet.add(plain(line, "text" if number == 0 else "quiet", 0 if number else 1))
    visits = known.visits if known else {}
    chapter = ""
    for scene in story.scenes.values():
        gap = 0
        if scene.chapter and scene.chapter != chapter:
            chapter = scene.chapter
            sheet.add(plain(plain_text(chapter), "quiet", 1))
        elif not sheet.acts:
            gap = 1
        words = scenes.get(scene.id, 0)
        sheet.option(
            partial(jump, scene.id), _place(scene.id, words, visits, play.now.scene, gap), numbered=False
        )
    sheet.add(plain("Endings", "quiet", 1))
    for ending in story.endings:
        words = endings.get(ending, 0)
        sheet.option(partial(jump, ending), _place(ending, words, visits, play.now.scene, 0), numbered=False)
    return sheet


def _place(name: str, words: int, visits: Mapping[str, float], here: str, gap: int) -> Piece:
    often = f" {share(visits.get(name, 0.0)):>5}" if visits else ""
    right = f"{words:>5} words{often}"

    def draw(width: int) -> Content:
        line = _apart(name, right, width)
        return Content.assemble((line[: -len(right)], "lit" if name == here else "text"), (right, "quiet"))

    return Piece(Content(""), gap=gap, draw=draw)
