"""The reading page, and the ending that it turns into."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from game.debrief.trail import trail
from game.narrative.markup import plain as plain_text
from game.narrative.playthrough import Moment, Playthrough
from game.narrative.rules import NoWayOnError
from game.tui.commands import BACK, HELP, LOG, PAGE_COMMANDS, shortest_shown
from game.tui.screens.base import BookScreen
from game.tui.typeset import Piece, Sheet, heading, pause, plain, prose, said, struck, title

if TYPE_CHECKING:
    from game.saves.reading import Reading
    from game.tui.app import LeewayApp

# How many replies a page keeps while the reader stays on it; what is older is in the log.
KEPT = 6

# The quiet sign of a choice that was made in an earlier reading.
TAKEN = "·"


class Page(BookScreen):
    """Where the story is read. It replaces its one sheet at every choice, and never grows."""

    app: "LeewayApp"

    commands = PAGE_COMMANDS
    foot_commands = (BACK, LOG, HELP)
    starts_lit = False

    def __init__(self, reading: "Reading", taken: Collection[str]) -> None:
        """`taken` has ``scene.choice`` of every choice made in earlier readings."""
        super().__init__(reading.playthrough.story.header.accent)
        self.reading = reading
        self.taken = taken
        self._told: dict[int, bool] = {}
        self._notice = ""
        self._wish = self.app.settings.skip_noted

    @property
    def play(self) -> Playthrough:
        """The reading as the engine knows it."""
        return self.reading.playthrough

    # -- what stands on it ------------------------------------------------------------------------

    def where(self) -> str:
        """``Blue Dot · Monday``."""
        story, ending = self.play.story.title, self.play.ending
        place = plain_text(ending.title if ending else self.play.chapter)
        return f"{story} · {place}" if place else story

    def sheet(self) -> Sheet:
        """The page, or the ending and what can be done now."""
        here = {f"{self.play.now.scene}.{choice}" for choice in self.play.tried}
        brief = self.brief(self.play.visit[0])
        sheet = page_sheet(self.play, self._choose, taken={*self.taken, *here}, brief=brief)
        if self._news():
            sheet.pieces.insert(0, plain(self.reading.notice, "note"))
            sheet.top += 1 if sheet.top else 0
        if self.play.ending:
            for number, (text, act) in enumerate(self._what_now()):
                sheet.option(act, plain(text, gap=0 if number else 2))
            if code := trail(self.play):
                sheet.add(plain(f"For a class: {code}", "quiet"))
        elif not sheet.acts:
            back = shortest_shown(BACK, self.app.settings.keys)
            sheet.add(plain(f"No choice is open here: a fault of the story. {back} takes one back.", "note"))
        return sheet

    def _news(self) -> bool:
        """Whether the shelf has something to tell that it has not told yet."""
        return bool(self.reading.notice) and self.reading.notice != self._notice

    def _what_now(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("What the story kept.", lambda: self.app.show_debrief(self.reading)),
            ("Begin again.", lambda: self.app.begin(self.play.story)),
            ("The endings.", lambda: self.app.show_gallery(self.play.story)),
            ("The shelf.", self.app.action_shelf),
        ]

    def brief(self, moment: Moment) -> bool:
        """Whether a noted scene is told in a sentence: as the reader asked there, or else as everywhere."""
        return self._told.get(moment.n, self.app.settings.skip_noted)

    # -- what can be done -------------------------------------------------------------------------

    def _choose(self, choice_id: str) -> None:
        self._notice = self.reading.notice
        try:
            self.reading.choose(choice_id)
        except NoWayOnError:
            self.foot.whisper("Nothing comes after this choice: a fault of the story. Choose another.")
            return
        self.turned()
        self.leaf.arrive()

    def turned(self) -> None:
        """Show where the reading stands now."""
        self.reset()
        self._notice = self.reading.notice

    def restyle(self) -> None:
        """The settings have changed, and with them perhaps how noted scenes are told."""
        super().restyle()
        wish = self.app.settings.skip_noted
        if wish != self._wish:
            self._wish = wish
            self._told.clear()
            self.reset()

    def go_to(self, moment: Moment) -> None:
        """Stand at another moment of the reading."""
        self.reading.rewind(moment)
        self.turned()

    def action_back(self) -> None:
        """Take back one choice; before the first, back to the title page."""
        now = self.play.now
        if now.n == 0:
            self.app.show_title(self.play.story)
        else:
            self.go_to(self.play.moments[now.parent])

    def action_leave(self) -> None:
        """Close the book."""
        self.app.show_title(self.play.story)

    def action_log(self) -> None:
        """Look back."""
        from game.tui.screens.log import Log

        self.app.push_screen(Log(self.play, self.go_to, self.brief))

    def action_chapters(self) -> None:
        """The chapters reached."""
        from game.tui.screens.chapters import Chapters

        self.app.push_screen(Chapters(self.play, self.go_to))

    def action_notes(self) -> None:
        """What the story touches on."""
        from game.tui.screens.notes import Notes

        self.app.push_screen(Notes(self.play.story))

    def action_skip(self) -> None:
        """Tell this scene in a sentence, or in full again."""
        arrival, _ = self.play.visit
        if self.play.summary(arrival) is None:
            self.foot.whisper("This page has no shorter telling.")
            return
        self._told[arrival.n] = not self.brief(arrival)
        self.reset()


def page_sheet(
    play: Playthrough, choose: Callable[[str], None], *, taken: Collection[str] = (), brief: bool = False
) -> Sheet:
    """The present page: what was answered, the chapter, the text, and the choices.

    While the reader stays on a page its text stays, the newest replies stand below it in order, and the
    newest is brought into view.
    """
    sheet = Sheet()
    arrival, stays = visit(play)
    sheet.add(*arrived(play, arrival, brief))
    for stay in stays:
        sheet.top = len(sheet.pieces)
        sheet.add(said(stay.said, "quiet", gap=1), *map(prose, stay.reply))
    for number, option in enumerate(play.options):
        gap = 0 if number else 1
        if option.struck is not None:
            sheet.closed(struck(option.text, option.struck, gap))
        else:
            mark = TAKEN if f"{play.now.scene}.{option.id}" in taken else ""
            sheet.option(partial(choose, option.id), said(option.text, gap=gap), mark=mark)
    return sheet


def arrived(play: Playthrough, moment: Moment, brief: bool) -> list[Piece]:
    """What a page opens with: the reply to the choice that led there, a heading, and the text.

    With `brief` a noted scene is told in a sentence.
    """
    pieces = [prose(paragraph) for paragraph in moment.reply]
    ending = play.story.endings.get(moment.scene)
    if chapter := play.heading(moment):
        pieces.append(heading(chapter, gap=2))
    elif ending is not None:
        pieces.append(title(ending.title, gap=2))
    elif pieces:
        pieces.append(pause())
    if brief and (summary := play.summary(moment)) is not None:
        return [*pieces, plain(summary, "note")]
    return [*pieces, *map(prose, moment.text)]


def visit(play: Playthrough) -> tuple[Moment, tuple[Moment, ...]]:
    """The moment at which the present page was arrived at, and the newest choices that stayed there."""
    arrival, stays = play.visit
    return arrival, stays[-KEPT:]
