"""Before a class: how long it is, and which choices are talked through in full. Leeway proposes."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.content import Content
from textual.worker import WorkerCancelled

from game.classroom import pacing
from game.classroom.host.commands import BEGIN
from game.classroom.host.screens.base import ClassScreen
from game.classroom.host.wall import tight
from game.classroom.pacing import LESSONS, Beginning, Plan, Point
from game.debrief import foreseer
from game.tui.commands import HELP, SETTINGS, Command
from game.tui.typeset import Piece, Sheet, heading, plain, title

if TYPE_CHECKING:
    from game.narrative.foresight import Sways
    from game.story.model import Story

_COLUMN = 8
TOLD = {25: "25 minutes", 45: "45 minutes, a lesson", 90: "2 x 45 minutes"}
PLANNED = "Choose a line to change it. In full: vote, talk, vote again. Quick: one vote."
BEGINS = "Choose a chapter to come in there."
WORKING = "How much hangs on each choice is being worked out; the plan may still get better."


class Setup(ClassScreen):
    """The plan of a class. Every line can be changed; g begins."""

    commands = (BEGIN,)
    measure = 66
    spacing = 1

    def __init__(self, story: "Story") -> None:
        super().__init__()
        self.story = story
        self.sways: Sways | None = None
        self._weighing = True
        self._touched = False
        self.plan: Plan | None = None
        self._beginnings: Sequence[Beginning] = ()

    @property
    def _plan(self) -> Plan:
        assert self.plan is not None
        return self.plan

    def on_mount(self) -> None:
        """Propose at once, and better when it is known what hangs on what."""
        lesson = self.app.minutes
        self._beginnings = pacing.beginnings(self.story)
        self.plan = self._proposal(lesson if lesson in LESSONS else 45)
        # After the sheet is set, which whoever comes first does.
        self.call_next(self.reset, LESSONS.index(self.plan.lesson))
        self._weigher = self.run_worker(self._weigh(), group="weigh")

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        # Once: work that is cancelled again no longer waits for the process that it ends.
        if not self._weigher.is_cancelled:
            self._weigher.cancel()
        with suppress(WorkerCancelled):
            await self._weigher.wait()

    async def _weigh(self) -> None:
        """Ask the process that knows; without an answer the first proposal stands."""
        path = self.app.library.paths().get(self.story.slug)
        try:
            if path is not None and self.app.foresees:
                self.sways = await self._ask(pacing.command(path, self.app.bookcase.home.cache))
        finally:
            self._weighing = False
        if self.sways is not None and not self._touched:
            self._propose(self._plan.lesson)
        elif self.is_mounted:
            self.reset(self.leaf.cursor)

    async def _ask(self, command: list[str]) -> "Sways | None":
        process = None
        try:
            options = {**foreseer.options(), "stdin": asyncio.subprocess.DEVNULL}
            process = await asyncio.create_subprocess_exec(*command, **options)
            said, _ = await process.communicate()
            return pacing.heard(said)
        except OSError:
            return None
        finally:
            if process is not None and process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    def where(self) -> str:
        """What this is."""
        return "Plan"

    def offered(self) -> tuple[Command, ...]:
        """The way on."""
        return (SETTINGS, BEGIN, HELP)

    def sheet(self) -> Sheet:
        """The lengths, how ballots are counted, and a line for every choice of the story."""
        sheet, plan = Sheet(), self._plan
        sheet.add(title(self.story.title))
        for lesson in LESSONS:
            mark = "●" if lesson == plan.lesson else "○"
            text = f"{mark} {TOLD[lesson]}"
            sheet.option(partial(self._propose, lesson), plain(text, gap=0 if sheet.acts else 1))
        votes = (
            "Hands are counted; no phone is asked for." if self.app.hands else "Phones vote; hands may too."
        )
        sheet.option(self._hands, plain(votes))
        sheet.option(self.action_begin, plain("Begin."))
        sheet.add(plain(plan.told, "mark"))
        if self.app.help_fault:
            sheet.add(plain(self.app.help_fault))
        if self._weighing:
            sheet.add(plain(WORKING, "note"))
        sheet.add(heading("In full or quick"), plain(PLANNED, "note"))
        if len(self._beginnings) > 1:
            sheet.add(plain(BEGINS, "note"))
        told = True
        for beginning in self._shown:
            begins = beginning is plan.beginning
            told = told and not begins
            name = f"{'●' if begins else '○'} {beginning.chapter or self.story.title}"
            look = "quiet" if told else "text"
            sheet.option(partial(self._begin_at, beginning), plain(name, look), numbered=False)
            for point in plan.points if not told else ():
                if point.chapter == beginning.chapter:
                    sheet.option(self._toggle(point.scene), _line(point), numbered=False)
        return sheet

    def _hands(self) -> None:
        self.app.hands = not self.app.hands
        self.reset(self.leaf.cursor)

    def _proposal(self, lesson: int) -> Plan:
        return pacing.propose(self.story, self._beginnings, lesson, self.sways)

    def _propose(self, lesson: int) -> None:
        self.plan = self._proposal(lesson)
        self._touched = False
        if self.is_mounted:
            self.reset(self.leaf.cursor)

    @property
    def _shown(self) -> list[Beginning]:
        """One beginning a chapter: that of the plan, or else the one that most readings come to."""
        most = {one.chapter: one for one in sorted(self._beginnings, key=lambda one: one.often)}
        most[self._plan.beginning.chapter] = self._plan.beginning
        return [one for one in self._beginnings if most[one.chapter] is one]

    def _begin_at(self, beginning: Beginning) -> None:
        self._touched = True
        self.plan = pacing.planned(self.story, beginning, self._plan.lesson, self.sways)
        self.reset(self.leaf.cursor)

    def _toggle(self, scene: str) -> Callable[[], None]:
        def act() -> None:
            self._touched = True
            full = set(self._plan.full) ^ {scene}
            self.plan = self._plan.choosing(full)
            self.reset(self.leaf.cursor)

        return act

    def action_begin(self) -> None:
        """Begin."""
        self.app.open_room(self._plan)


def _line(point: Point) -> Piece:
    """A page of choices: how it is gone through, the question that it is talked over by, and the choices."""
    look = "text" if point.full else "quiet"
    asked = f"{point.talk} " if point.talk else ""
    text = Content.assemble((asked, "mark"), (" / ".join(point.choices), look))
    return replace(tight(text), inset=_COLUMN, hang="in full" if point.full else "quick")
