"""After the ending: the class's way on the map, where it was split, what was close, and what to ask."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from textual.content import Content

from game.classroom import debrief
from game.classroom.ballots import Round
from game.classroom.host.bars import Bar, bars
from game.classroom.host.wall import tight
from game.classroom.room import Room
from game.debrief.ideas import CARD
from game.debrief.odds import endings_told, leads
from game.debrief.path import REGIONS, path_of
from game.debrief.turning import called, choices
from game.narrative.markup import plain as unmarked
from game.tui.screens.debrief_turns import unmapped
from game.tui.typeset import Piece, Sheet, heading, plain, said
from game.tui.widgets.foot import cut
from game.tui.widgets.plane import END, START, Chart, Inks, picture, width_for

if TYPE_CHECKING:
    from game.classroom.host.board import Board
    from game.tui.foresight import Foresight
    from game.tui.widgets.stipple import Density

# One prediction is a spot of this radius on the map: nobody places two numbers to the point.
_SPOT = 4
_BLOT = tuple(
    (across, up, 2.0 ** (-(across**2 + up**2) / _SPOT**2))
    for across in range(-2 * _SPOT, 2 * _SPOT + 1)
    for up in range(-2 * _SPOT, 2 * _SPOT + 1)
    if across**2 + up**2 <= (2 * _SPOT) ** 2
)
_MOST_REACHES = 5
_MOST_SPLIT = 4
_MOST_CLOSE = 3
PLACED = "The dots are where you placed it, before the map was shown."
SPLIT = "The longer the line, the more split."
TWICE = "Before the talk, and after it."
NO_CLOSE = "No vote was close."
CLOSE = "A few would have changed these."
REACH = "Other endings, and how far back they are."


class _Page(NamedTuple):
    name: str
    fill: Callable[[Sheet, "Board"], None]


class Pages:
    """The pages of a class's debrief, one of which is open."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.foresight: Foresight | None = None
        self.at = 0

    @property
    def _pages(self) -> list[_Page]:
        pages = [
            _Page("The map", self._map),
            _Page("How it leaves you", self._feelings) if self.room.feelings else None,
            _Page("Before and after", self._votes),
            _Page("Where you were split", self._split),
            _Page("Close votes", self._close_votes),
            _Page("Still in reach", self._reach),
            _Page("Three questions", self._questions) if self.room.story.debrief else None,
            _Page("Attachment and autonomy", self._card),
            _Page("If something came too near", self._care),
        ]
        return [page for page in pages if page is not None]

    @property
    def last(self) -> bool:
        """Whether the last page is open."""
        return self.at + 1 >= len(self._pages)

    @property
    def name(self) -> str:
        """What the open page is called."""
        return self._pages[self.at].name

    def turn(self, step: int) -> bool:
        """Open the next page, or the one before; whether there is one."""
        there = 0 <= self.at + step < len(self._pages)
        self.at += step if there else 0
        return there

    def sheet(self, board: "Board") -> Sheet:
        """The open page. What still has to be worked out says so."""
        if self.foresight is not None:
            self.foresight.ask(choices(self.room.playthrough))
        sheet = Sheet()
        page = self._pages[self.at]
        sheet.add(heading(page.name))
        page.fill(sheet, board)
        return sheet

    # -- the pages --------------------------------------------------------------------------------

    def _map(self, sheet: Sheet, board: "Board") -> None:
        path = path_of(self.room.playthrough)
        predictions = self.room.predictions
        chart = Chart(
            [(point.autonomy, point.connection) for point in path.points],
            path.turns,
            path.other,
            path.other_name,
            _spots(predictions) if predictions else None,
            path.points[-1].region == "lopsided",
        )
        width, height = board.size
        inks = Inks(
            way=board.ink("mark"),
            other=board.ink("text"),
            mark=board.ink("lit"),
            word=board.ink("quiet"),
            border=board.ink("quiet"),
            shade=board.ink("quiet"),
        )
        # All of the first window below the heading.
        high = max(9, height - board.page().top - 1)
        wide = min(width - 2 * _aside(board), width_for(high))

        def draw(_: int) -> Content:
            return Content("\n").join(picture(wide, high, chart, inks))

        sheet.add(Piece(Content(""), gap=0, draw=draw))
        rows = [(START, "where it began")]
        voted = debrief.voted(self.room.history)
        for number, at in enumerate(path.turns, 1):
            point = path.points[at]
            rows.append((str(number), unmarked(point.said) + ("" if point.n in voted else " (not voted on)")))
        rows.append((END, f"where it ended: {REGIONS[path.points[-1].region]}"))
        sheet.add(
            *(
                replace(tight(Content(text)), gap=0 if at else 1, inset=3, hang=glyph)
                for at, (glyph, text) in enumerate(rows)
            )
        )
        if self.room.told:
            sheet.add(plain(debrief.told_before(self.room.told), "note"))
        sheet.add(plain(PLACED if predictions else debrief.NOBODY_PLACED, "note"))
        sheet.add(plain("Two numbers cannot hold a relationship. Where does the map lie?"))

    def _feelings(self, sheet: Sheet, board: "Board") -> None:
        most = max(self.room.feelings.values())
        sheet.add(
            *(
                bars("", word, [Bar("", count, True)], most)
                for word, count in sorted(self.room.feelings.items(), key=lambda pair: -pair[1])
            )
        )

    def _votes(self, sheet: Sheet, board: "Board") -> None:
        rounds = [one for one in self._played if one.first and one.second and not one.second.silent]
        sheet.add(plain(TWICE if rounds else debrief.NO_VOTES, "note"))
        for one in rounds:
            assert one.first is not None
            assert one.second is not None
            sheet.add(said(debrief.asked(unmarked(one.chapter), unmarked(one.talk or "")), "mark", gap=1))
            most = max([1, *one.first.counts.values(), *one.second.counts.values()])
            for option in one.options:
                if option.letter is not None:
                    rows = [
                        Bar("before", one.first.counts[option.id], False),
                        Bar("after", one.second.counts[option.id], True),
                    ]
                    sheet.add(bars("", f"{option.letter}  {unmarked(option.text)}", rows, most))
            moved, both = debrief.movement(one)
            if both:
                sheet.add(plain(f"{moved} of {both} chose something else the second time.", "note", 1))

    def _split(self, sheet: Sheet, board: "Board") -> None:
        rounds = [(share, one) for one in self._played if (share := debrief.split(one)) is not None]
        told = SPLIT if rounds else debrief.NO_VOTES
        if len(rounds) > _MOST_SPLIT:
            told += f" In {len(rounds) - _MOST_SPLIT} more you were more of one mind."
        sheet.add(plain(told, "note"))
        rounds.sort(key=lambda pair: -pair[0])
        sheet.add(*(_split_line(share, one) for share, one in rounds[:_MOST_SPLIT]))

    def _close_votes(self, sheet: Sheet, board: "Board") -> None:
        forks = self.foresight.forks if self.foresight else None
        found = debrief.close_votes(self.room.playthrough, self.room.history, forks)
        pairs = [(vote, other) for vote in found for other in vote.others]
        # Those that would have changed most; the report has them all.
        shown = sorted(pairs, key=lambda pair: -pair[1].far)[:_MOST_CLOSE]
        told = CLOSE if found else NO_CLOSE
        if len(pairs) > len(shown):
            told += f" Of {len(pairs)}, these {len(shown)} mattered most; the report has all."
        sheet.add(plain(told, "note"))
        if found and forks is None:
            sheet.add(plain(self._unknown, "mark"))
        for vote, other in (pair for pair in pairs if pair in shown):
            sheet.add(tight(Content(unmarked(other.said)), look="mark", gap=2))
            sheet.add(tight(Content(_done_instead(vote.round, other.choice)), look="quiet", gap=0))
            if other.prospect is not None and vote.here is not None:
                ends = endings_told(other.prospect.endings, vote.here.endings, self._names)
                sheet.add(tight(Content(leads(other.prospect)), gap=0), tight(Content(ends), gap=0))

    def _reach(self, sheet: Sheet, board: "Board") -> None:
        forks = self.foresight.forks if self.foresight else None
        sheet.add(plain(REACH if forks is not None else self._unknown, "note"))
        for reach in debrief.in_reach(self.room.playthrough, forks or ())[:_MOST_REACHES]:
            sheet.add(tight(Content(debrief.ending_told(self.room.playthrough, reach.ending))))
            back = f"Back to: {unmarked(reach.after.said)}"
            sheet.add(tight(Content(back), look="quiet", gap=0))

    def _questions(self, sheet: Sheet, board: "Board") -> None:
        assert self.room.story.debrief is not None
        questions = self.room.story.debrief.questions
        sheet.add(*(Piece(Content(text), inset=2, hang="–") for text in questions))

    def _card(self, sheet: Sheet, board: "Board") -> None:
        for row in CARD.rows:
            sheet.add(plain(row.aspect, "mark"))
            both = row.attachment == row.autonomy
            sheet.add(plain(row.attachment if both else f"Attachment: {row.attachment}", gap=0))
            if not both:
                sheet.add(plain(f"Autonomy: {row.autonomy}", gap=0))
        sheet.add(plain("What can be said against this", "quiet"))
        sheet.add(*(Piece(Content(text), gap=1, inset=2, hang="–") for text in CARD.objections))
        sheet.add(plain(CARD.claim, "note"))

    def _care(self, sheet: Sheet, board: "Board") -> None:
        sheet.add(*map(plain, self.room.help))

    # -- what they stand on -----------------------------------------------------------------------

    @property
    def _played(self) -> tuple[Round, ...]:
        return debrief.played(self.room.history)

    @property
    def _names(self) -> dict[str, str]:
        """What an ending is called: the one reached by its title, the others by their hints."""
        play = self.room.playthrough
        return called(play, (play.now.scene,))

    @property
    def _unknown(self) -> str:
        return unmapped(self.foresight.status if self.foresight else "lost")


def _aside(board: "Board") -> int:
    return min(board.page().indent, 4)


def _done_instead(one: Round, other: str) -> str:
    """What was done, and how close it was: ``14 to 13``."""
    counts = one.last.counts if one.last is not None else {}
    return f"{counts.get(one.choice, 0)} to {counts.get(other, 0)}. Done instead: {unmarked(one.done)}"


def _split_line(share: float, one: Round) -> Piece:
    """A round with a line as long as it was split."""
    vote = one.last
    counts = sorted(vote.counts.values(), reverse=True) if vote is not None else []
    told = " to ".join(str(count) for count in counts)

    def draw(width: int) -> Content:
        stroke = "━" * round(share * width)
        first = Content.assemble((unmarked(one.chapter) or "A choice", "quiet"), (f"  {told}", "quiet"))
        text = Content(cut(unmarked(one.done), width))
        return Content("\n").join([first, text, Content.assemble((stroke or "·", "lit"))])

    return Piece(Content(""), draw=draw)


@cache
def _spots(points: tuple[tuple[int, int], ...]) -> "Density":
    """Predictions as a density over the plane: 101 x 101, ``[autonomy][connection]``."""
    rows = [[0.0] * 101 for _ in range(101)]
    for (autonomy, connection), many in Counter(points).items():
        for across, up, dark in _BLOT:
            x, y = autonomy + across, connection + up
            if 0 <= x <= 100 and 0 <= y <= 100:
                rows[x][y] += many * dark
    return rows
