"""The desk on a screen: the page, and a pane in a column beside it; one of them where it is narrow."""

from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus, Resize

from game.author import telling
from game.author.desk import Desk, News
from game.author.studio.commands import BACK, FINDINGS, PAGE, PANES, SCENES, STATE, STUDIO_COMMANDS
from game.author.studio.head import Base, Fault, Head
from game.author.studio.panes import findings_sheet, map_sheet, odds_sheet, scenes_sheet, state_sheet
from game.author.telling import WAITING, Shown
from game.narrative.markup import plain as plain_text
from game.tui.commands import HELP, Command
from game.tui.screens.base import STEP, BookScreen
from game.tui.screens.page import page_sheet
from game.tui.typeset import Sheet, heading, plain, setting
from game.tui.widgets.leaf import Leaf

WIDE = 104
"""Columns from which the page and a pane stand side by side."""

COLUMN, COLUMN_MOST = 0.38, 72
"""How much of the window the column takes, and the most that it needs."""

FRESH = "+"
"""The sign beside what the page did not say before the last save."""


class StudioScreen(BookScreen):
    """Shows a desk. It is set anew at every save, and whenever more is known."""

    commands = STUDIO_COMMANDS
    foot_commands = (BACK, SCENES, FINDINGS, HELP)
    starts_lit = False
    AUTO_FOCUS = "#page"
    PANE_OF: ClassVar[dict[str, Command]] = {pane.id.rpartition(".")[2]: pane for pane in PANES}

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._read = False
        self.pane = STATE
        """The pane in the column."""
        self.open = PAGE
        """What is shown where only one has room, and what has the keys where both have."""

    def compose(self) -> ComposeResult:
        """Head and fault, page and pane, and the bottom line."""
        settings = self.app.settings
        page, pane = Leaf(settings.measure, STEP[settings.spacing]), Leaf(settings.measure)
        page.id, pane.id = "page", "pane"
        yield Head(settings.keys, None)
        yield Fault(None)
        with Horizontal():
            yield page
            yield pane
        yield Base(self.foot_commands, settings.measure, settings.keys, None)

    @property
    def side(self) -> Leaf:
        """The leaf in the column."""
        return self.query_one("#pane", Leaf)

    @property
    def wide(self) -> bool:
        """Whether both have room."""
        return self.app.size.width >= WIDE

    def on_mount(self) -> None:
        """The first word of the desk comes soon, or was said before there was anything to show it on."""
        self.query_one(Fault).say(None)
        self._lay()
        if self.desk.bench.checked is not None or self.desk.bench.faults is not None:
            self.call_after_refresh(self.told, "saved")

    # -- what the desk tells ----------------------------------------------------------------------

    def told(self, news: News) -> None:
        """The desk has news: the story as it is on disk now, or figures."""
        if not self.is_mounted:
            return
        bench = self.desk.bench
        if news == "saved":
            first, self._read = not self._read, True
            self.query_one(Fault).say(bench.faults)
            if bench.story is not None:
                self._dress(bench.story.header.accent)
            self.reset()
            if bench.faults is not None:
                self.foot.whisper("The files cannot be read as they are. This is the story as it was.")
            elif not first:
                self.foot.whisper(f"Read again: {telling.counted(self.desk)}.")
        self._set_pane()

    def _dress(self, accent: str | None) -> None:
        """The story's accent, which a save may have changed."""
        for one in (self.leaf, self.side, self.foot, self.query_one(Head), self.query_one(Fault)):
            if one.accent != accent:
                one.accent = accent
                one.refresh()

    # -- what stands on it ------------------------------------------------------------------------

    def where(self) -> str:
        """The state of the figures, in few words."""
        desk, weigher = self.desk, self.desk.weigher
        if desk.bench.checked is None and desk.bench.faults is None:
            return "reading"
        if desk.bench.faults is not None:
            return "the story as it was" if desk.bench.play else "waiting"
        if weigher.status == "working":
            return f"working out, {weigher.states:,} states" if weigher.states else "working out"
        if weigher.known is None or weigher.status == "lost":
            return "no figures"
        figures = "old figures" if desk.old else "exact" if weigher.known.exact else "by chance"
        return f"{figures} · {telling.counted(desk)}"

    def sheet(self) -> Sheet:
        """The page, as a reader sees it, under what the last save did to it."""
        play, bench = self.desk.bench.play, self.desk.bench
        sheet = Sheet()
        if play is None:
            if bench.faults is not None:
                sheet.add(plain(WAITING, "note"))
            return sheet
        sheet = page_sheet(play, self.choose)
        fresh = {plain_text(text) for text in bench.fresh}
        if fresh:
            sheet.pieces = [
                replace(piece, mark=FRESH) if piece.content.plain in fresh else piece
                for piece in sheet.pieces
            ]
        if bench.notice:
            sheet.pieces.insert(0, plain(bench.notice, "note"))
            sheet.top += 1 if sheet.top else 0
        if play.ending:
            sheet.add(plain(f"An ending: {play.now.state.outcome}.", "quiet", 2))
            sheet.option(self.action_restart, plain("From the first page.", gap=1))
            sheet.option(self.action_back, plain("One choice back.", gap=0))
        return sheet

    def reset(self, cursor: int | None = None) -> None:
        """Set page, pane, head and foot anew."""
        self.leaf.show(self.sheet(), cursor)
        self._set_pane()

    def _set_pane(self) -> None:
        """Set the pane anew, at the same option and the same line."""
        leaf = self.side
        at, lit, sheet = leaf.scroll_offset.y, leaf.cursor or 0, self._pane_sheet()
        leaf.show(sheet, self._lit(sheet, lit), follow=False)
        leaf.scroll_to(y=at, animate=False, force=True)
        self._set_head()

    def _lit(self, sheet: Sheet, option: int) -> int | None:
        """The option that is lit in the pane: none while the page has the keys."""
        return min(option, len(sheet.acts) - 1) if sheet.acts and self.open is not PAGE else None

    def _set_head(self) -> None:
        play, found = self.desk.bench.play, telling.findings(self.desk)
        where: tuple[str, ...] = (str(self.desk.bench.path),)
        if play:
            where = (f"{play.story.slug} · {play.now.scene}", play.now.scene)
        panes = PANES[1:] if self.wide else PANES
        shown = self.pane if self.wide else self.open
        self.query_one(Head).say(where, panes, shown, {FINDINGS.id: len(found)})
        self.foot.say(self.where())

    def _pane_sheet(self) -> Sheet:
        if self.desk.bench.play is None and self.pane is not FINDINGS:
            sheet = Sheet()
            sheet.add(heading(self.pane.name), plain(WAITING, "note"))
            return sheet
        make = {
            "studio.state": partial(state_sheet, choose=self.choose),
            "studio.odds": partial(odds_sheet, choose=self.choose),
            "studio.findings": partial(findings_sheet, go=self.go_to_finding),
            "studio.map": partial(map_sheet, jump=self.jump),
            "studio.scenes": partial(scenes_sheet, jump=self.jump),
        }[self.pane.id]
        return make(self.desk)

    def restyle(self) -> None:
        """The settings have changed."""
        settings = self.app.settings
        self.leaf.set_page(settings.measure, STEP[settings.spacing])
        self.side.set_page(settings.measure, 1)
        head = self.query_one(Head)
        head.keymap = self.foot.keymap = settings.keys
        for one in (self.foot, head, self.query_one(Fault)):
            one.refresh()

    # -- where it stands --------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """One more or one less may have room."""
        self._lay()

    def _lay(self) -> None:
        page = self.wide or self.open is PAGE
        self.leaf.display = page
        self.side.display = self.wide or not page
        self.set_class(self.wide, "-wide")
        width, height = self.app.size
        column = min(COLUMN_MOST, round(width * COLUMN)) if self.wide else 0
        self.side.styles.width = column or "1fr"
        for one in (self.query_one(Head), self.query_one(Fault), self.query_one(Base)):
            one.indent = setting(width - column, height, self.leaf.measure).indent
            one.refresh(layout=True)
        (self.leaf if self.open is PAGE else self.side).focus()
        self._set_head()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keys go to the page or to the pane; only there something is lit."""
        page = event.widget is self.leaf
        self.open = PAGE if page else self.pane
        (self.side if page else self.leaf).light(None)
        if self.side.cursor is None:
            self.side.light(self._lit(self.side.sheet, 0))

    def on_head_asked(self, message: Head.Asked) -> None:
        """A pane was clicked."""
        self.action_show(message.pane)

    def action_show(self, pane: str) -> None:
        """Open a pane, or the page."""
        wanted = self.PANE_OF[pane]
        self.open = wanted
        if wanted is not PAGE and wanted is not self.pane:
            self.pane = wanted
            sheet = self._pane_sheet()
            self.side.show(sheet, self._lit(sheet, 0), follow=False)
        self._lay()

    def action_turn(self, step: int) -> None:
        """The next pane, or the one before."""
        panes = PANES[1:] if self.wide else PANES
        now = panes.index(self.pane if self.wide or self.open is not PAGE else PAGE)
        self.action_show(panes[(now + step) % len(panes)].id.rpartition(".")[2])

    def action_other(self) -> None:
        """From the page to the pane, and back."""
        self.action_show("page" if self.open is not PAGE else self.pane.id.rpartition(".")[2])

    # -- what can be done -------------------------------------------------------------------------

    def choose(self, choice: str) -> None:
        """Make a choice of the page."""
        if why := self.desk.bench.choose(choice):
            self.foot.whisper(why)
        self._stand()

    def action_back(self) -> None:
        """Take back one choice."""
        if self.desk.bench.play is None:
            return
        if not self.desk.bench.back():
            self.foot.whisper("This is the first page.")
        self._stand()

    def action_restart(self) -> None:
        """To the first page."""
        if self.desk.bench.play is not None:
            self.desk.bench.restart()
            self._stand()

    def jump(self, place: str) -> None:
        """Stand at a scene or an ending, by the shortest way that is known."""
        if self.desk.bench.play is None:
            return
        if why := self.desk.go_to(place):
            self.foot.whisper(why)
            return
        self.action_show("page" if not self.wide else self.open.id.rpartition(".")[2])
        self._stand()

    def go_to_finding(self, shown: Shown) -> None:
        """Stand where a finding can be met: by its witness, else at the scene or ending that it is about."""
        bench, way = self.desk.bench, shown.finding.witness
        if bench.play is None:
            return
        if way is not None and not bench.go(way):
            if not self.wide:
                self.action_show("page")
            self._stand()
            return
        place = shown.finding.at.partition(".")[0]
        if place in bench.play.story.scenes or place in bench.play.story.endings:
            self.jump(place)
        else:
            self.foot.whisper("This is about no scene in particular.")

    def _stand(self) -> None:
        self.desk.moved()
        self.leaf.show(self.sheet(), None)
        sheet = self._pane_sheet()
        self.side.show(sheet, self._lit(sheet, 0), follow=False)
        self._set_head()
