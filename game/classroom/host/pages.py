"""After the ending: the class's way on the map, where it was split, what was close, and what to ask."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from math import dist
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from textual.content import Content

from game.classroom import debrief
from game.classroom.ballots import Round
from game.classroom.host.bars import LEAST, Bar, bars, told
from game.classroom.host.board import MEASURE
from game.classroom.host.chart import (
    CAME,
    LEAST_HIGH,
    LEAST_WIDE,
    PLACED,
    THEIRS,
    YOURS,
    Chart,
    Entry,
    Inks,
    beside,
)
from game.classroom.host.wall import tight, together
from game.classroom.room import Room
from game.debrief.ideas import CARD, Row
from game.debrief.odds import UNKNOWN, chance
from game.debrief.path import REGIONS, Path, path_of
from game.debrief.turning import called, choices
from game.narrative.markup import plain as unmarked
from game.tui.screens.debrief_turns import unmapped
from game.tui.typeset import Piece, Sheet, heading, plain
from game.tui.widgets import plane
from game.tui.widgets.plane import END, START, Place

if TYPE_CHECKING:
    from game.classroom.host.board import Board
    from game.tui.foresight import Foresight

# A drawing takes the whole of a wall, and no more where that is very wide.
_DRAWN = 90
# From so many cells on there are two columns, so far apart.
_TWO_COLUMNS, _APART = 60, 3
_MOST_REACHES = 5
# So far apart two predictions may be and still stand together.
_NEAR = 20
_MOST_SPLIT = 3
_MOST_CLOSE = 3
_NEARLY = 0.95
WAS_PLACED = "Where you placed the end; a place of one alone is left out."
ASKED_OF_MAP = "Two numbers cannot hold a relationship. Where does the map lie?"
SPLIT = "How many of you were for what. The most split comes first."
ONE_MIND = "You were of one mind every time, or nearly."
ALONE = "Words that only one of you chose are not shown."
DONE = " – done"
ON_THE_WALL = ("What it is", "Where it goes wrong", "What balance makes of it")
"""The rows of the idea card that a class is shown."""
TWICE = "Before the talk, and after it."
NO_CLOSE = "No vote was close."
CLOSE = "A few of you could have turned these."
REACH = "Other endings, and how far back they are."


class _Page(NamedTuple):
    name: str
    fill: Callable[[Sheet, "Board"], None]
    wide: bool = False
    """Whether it takes the whole wall."""


class Pages:
    """The pages of a class's debrief, one of which is open."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.foresight: Foresight | None = None
        self._likeliest: dict[tuple[int, str], tuple[str, float] | None] = {}
        self.at = 0

    @property
    def _pages(self) -> list[_Page]:
        pages = [
            _Page("The map", self._map, True),
            _Page("Where you turned it", self._turned, True) if self._path.turns else None,
            _Page("How it leaves you", self._feelings) if self.room.feelings else None,
            _Page("Before and after", self._votes, True),
            _Page("Where you were split", self._split, True),
            _Page("It was close", self._close_votes, True),
            _Page("Still in reach", self._reach, True),
            _Page("Three questions", self._questions) if self.room.story.debrief else None,
            _Page("Attachment and autonomy", self._card, True),
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

    @property
    def measure(self) -> int:
        """Characters in a full line of the open page."""
        return _DRAWN if self._pages[self.at].wide else MEASURE

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
        path, you = self._path, self.room.you
        legend = [
            Entry("↑", "Higher: closer."),
            Entry("→", f"Further right: more of what {you} does is {you}’s own."),
            Entry(YOURS, f"The solid line is {you}: you."),
        ]
        if path.other:
            legend.append(Entry(THEIRS, f"The dotted line is {path.other_name or 'the other'}."))
        ended = "it ended" if self.room.at_ending else "it stopped"
        legend += [
            Entry(START, "Where it began."),
            *self._told,
            Entry(END, f"Where {ended}: {REGIONS[path.points[-1].region]}."),
            Entry(PLACED, WAS_PLACED) if self._placed else Entry("", debrief.NOBODY_PLACED),
            Entry("", ASKED_OF_MAP),
        ]
        self._drawn(sheet, board, self._chart._replace(placed=self._placed), legend)

    def _turned(self, sheet: Sheet, board: "Board") -> None:
        path = self._path
        legend = [
            Entry(str(number), unmarked(path.points[at].said)) for number, at in enumerate(path.turns, 1)
        ]
        legend += self._told
        self._drawn(sheet, board, self._chart._replace(turns=path.turns), legend)

    def _drawn(self, sheet: Sheet, board: "Board", chart: Chart, legend: Sequence[Entry]) -> None:
        """The map with its words beside it, or below it where a window has no room for both."""
        width, high = board.page().measure, board.size.height - board.page().top - 1
        inks = Inks(*(board.ink(look) for look in ("mark", "text", "lit", "text", "quiet")))
        if width >= LEAST_WIDE and high >= LEAST_HIGH:
            sheet.add(_drawing(beside(width, high, chart, legend, inks)))
            return
        small = plane.Chart(chart.yours, chart.turns, chart.other, lopsided=chart.lopsided)
        looks = ("mark", "text", "lit", "quiet", "quiet", "quiet")
        shades = plane.Inks(*(board.ink(look) for look in looks))
        sheet.add(_drawing(Content("\n").join(plane.picture(width, max(9, high), small, shades))))
        # What stands for nothing on the smaller map is not told below it.
        sheet.add(
            *(
                replace(tight(Content(entry.text)), inset=3, hang=entry.glyph)
                for entry in legend
                if entry.glyph not in (PLACED, THEIRS, CAME)
            )
        )

    @property
    def _path(self) -> Path:
        return path_of(self.room.playthrough, debrief.voted(self.room.history))

    @property
    def _placed(self) -> list[Place]:
        """Where the end was foretold, but for a place that nobody else was near: it would be somebody's."""
        places = self.room.predictions
        return [
            place
            for at, place in enumerate(places)
            if any(dist(place, other) <= _NEAR for other in (*places[:at], *places[at + 1 :]))
        ]

    @property
    def _told(self) -> list[Entry]:
        """What to know of what was told and not voted on, if anything was."""
        if not self.room.told:
            return []
        return [Entry(CAME, "You came in here."), Entry("", debrief.told_before(self.room.told))]

    @property
    def _chart(self) -> Chart:
        path = self._path
        way = [(point.autonomy, point.connection) for point in path.points]
        lopsided = path.points[-1].region == "lopsided"
        return Chart(way, path.other, lopsided=lopsided, told=self.room.passed_over)

    def _feelings(self, sheet: Sheet, board: "Board") -> None:
        most = max(self.room.feelings.values())
        found = sorted(self.room.feelings.items(), key=lambda pair: -pair[1])
        sheet.add(*(bars("", word, [Bar("", many, True)], most) for word, many in found if many >= LEAST))
        if any(0 < many < LEAST for _, many in found):
            sheet.add(plain(ALONE, "note"))

    def _votes(self, sheet: Sheet, board: "Board") -> None:
        rounds = [one for one in self._played if one.first and one.second and not one.second.silent]
        sheet.add(plain(TWICE if rounds else debrief.NO_VOTES, "note"))
        for one in rounds:
            assert one.first is not None
            assert one.second is not None
            most = max([1, *one.first.counts.values(), *one.second.counts.values()])
            block = [plain(_asked(one), "mark")]
            for option in one.options:
                if option.letter is not None:
                    rows = [
                        Bar("before", one.first.counts[option.id], False),
                        Bar("after", one.second.counts[option.id], True),
                    ]
                    block.append(bars("", f"{option.letter}  {unmarked(option.text)}", rows, most))
            moved, both = debrief.movement(one)
            if both:
                who = f"{moved} of {both}" if moved >= LEAST else "One of you at most"
                block.append(plain(f"{who} chose something else the second time.", "note"))
            sheet.add(together(*block))

    def _split(self, sheet: Sheet, board: "Board") -> None:
        rounds = [(share, one) for one in self._played if (share := debrief.split(one)) is not None]
        split = sorted((pair for pair in rounds if _sides(pair[1]) > 1), key=lambda pair: -pair[0])
        shown = split[:_MOST_SPLIT]
        heard = SPLIT if split else ONE_MIND if rounds else debrief.NO_VOTES
        if len(split) > len(shown):
            heard += f" In {len(split) - len(shown)} more you were less split."
        sheet.add(plain(heard, "note"))
        for _, one in shown:
            sides = [
                _side(many, option.text, done=option.id == one.choice)
                for option in sorted(one.options, key=lambda each: -_count(one, each.id))
                if (many := _count(one, option.id)) >= LEAST
            ]
            sheet.add(together(plain(_asked(one), "mark"), *sides))

    def _close_votes(self, sheet: Sheet, board: "Board") -> None:
        forks = self.foresight.forks if self.foresight else None
        found = debrief.close_votes(self.room.playthrough, self.room.history, forks)
        pairs = [
            (vote, other)
            for vote in found
            for other in vote.others
            if _count(vote.round, other.choice) >= LEAST
        ]
        # Those that would have changed most; the report has them all.
        shown = sorted(pairs, key=lambda pair: -pair[1].far)[:_MOST_CLOSE]
        heard = CLOSE if pairs else NO_CLOSE
        if len(pairs) > len(shown):
            heard += f" These {len(shown)} of {len(pairs)} would have changed most."
        sheet.add(plain(heard, "note"))
        if pairs and forks is None:
            sheet.add(plain(self._unknown, "mark"))
        for vote, other in (pair for pair in pairs if pair in shown):
            one = vote.round
            block = [
                plain(_asked(one), "mark"),
                _side(_count(one, one.choice), one.done, done=True),
                _side(_count(one, other.choice), other.said),
            ]
            if other.prospect is not None:
                block.append(plain(self._instead(one.page, other.choice), "quiet"))
            sheet.add(together(*block))

    def _instead(self, page: int, choice: str) -> str:
        """The ending to which a choice that was not made leads most often, as it is called unseen."""
        play, key = self.room.playthrough, (page, choice)
        # Sixty readings: not again whenever the wall is drawn, while phones wait.
        if key not in self._likeliest:
            self._likeliest[key] = debrief.likeliest(play, page, choice)
        found = self._likeliest[key]
        if found is None:
            return "That would have led to no ending."
        ending, part = found
        name = called(play, (play.now.scene,))[ending]
        name = name if name.startswith("“") or name == UNKNOWN else f"“{name}”"
        odds = "nearly always" if part > _NEARLY else chance(part)
        return f"That would most often have led to {name}: {odds}, if the rest is left to chance."

    def _reach(self, sheet: Sheet, board: "Board") -> None:
        forks = self.foresight.forks if self.foresight else None
        sheet.add(plain(REACH if forks is not None else self._unknown, "note"))
        own, before = debrief.reach_of(self.room, forks or ())
        for reach in own[:_MOST_REACHES]:
            ending = debrief.ending_told(self.room.playthrough, reach.ending)
            back = plain(f"Back to: {unmarked(reach.after.said)}", "quiet")
            sheet.add(replace(together(plain(ending), back), gap=1))
        if before:
            many = "one more ending" if len(before) == 1 else f"{len(before)} more endings"
            sheet.add(
                plain(f"{debrief.told_before(self.room.told)} Before that, {many} could be reached.", "note")
            )

    def _questions(self, sheet: Sheet, board: "Board") -> None:
        assert self.room.story.debrief is not None
        questions = self.room.story.debrief.questions
        sheet.add(*(Piece(Content(text), inset=2, hang="–") for text in questions))

    def _card(self, sheet: Sheet, board: "Board") -> None:
        """As much of it as a class can talk about; all of it is in the report."""
        sheet.add(*(_compared(row) for row in CARD.rows if row.aspect in ON_THE_WALL))

    def _care(self, sheet: Sheet, board: "Board") -> None:
        sheet.add(*map(plain, self.room.help))

    # -- what they stand on -----------------------------------------------------------------------

    @property
    def _played(self) -> tuple[Round, ...]:
        return debrief.played(self.room.history)

    @property
    def _unknown(self) -> str:
        return unmapped(self.foresight.status if self.foresight else "lost")


def _drawing(drawn: Content) -> Piece:
    """What is drawn for the window as it is now."""
    return Piece(Content(""), gap=0, draw=lambda _: drawn)


def _asked(one: Round) -> str:
    """Where it was voted: the chapter, and the question where there was one."""
    return debrief.asked(unmarked(one.chapter), unmarked(one.talk or ""))


def _count(one: Round, choice: str) -> int:
    return one.last.counts.get(choice, 0) if one.last is not None else 0


def _sides(one: Round) -> int:
    """How many sides of a vote are told."""
    return sum(_count(one, option.id) >= LEAST for option in one.options)


def _side(many: int, text: str, *, done: bool = False) -> Piece:
    """How many were for it, and what it says."""
    words = Content.assemble(unmarked(text), (DONE, "lit") if done else "")
    return replace(tight(words, look="lit" if done else "text", gap=0), inset=5, hang=f"{told(many):>3}")


def _compared(row: Row) -> Piece:
    """One aspect of both, side by side where there is room, else one below the other."""

    def draw(width: int) -> Content:
        aside = width >= _TWO_COLUMNS
        column = (width - _APART) // 2 if aside else width
        left, right = (
            Content(f"{name}: {text}").wrap(column)
            for name, text in (("Attachment", row.attachment), ("Autonomy", row.autonomy))
        )
        both = zip_longest(left, right, fillvalue=Content(""))
        lines = [one.pad_right(column + _APART - one.cell_length) + other for one, other in both]
        return Content("\n").join([Content.styled(row.aspect, "lit"), *(lines if aside else left + right)])

    return Piece(Content(""), draw=draw)
