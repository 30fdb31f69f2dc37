"""The writer's desk: a bench that is told of every save, and the figures that are worked out beside it."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from game.analysis.texts import Sources
from game.analysis.waivers import Finding
from game.author.bench import Bench
from game.author.gather import gather
from game.author.report import Checked
from game.author.watch import changes, mark_of
from game.author.weigher import Weigher
from game.story.load import load
from game.story.read import read, root_of

SOON = 0.25
"""Seconds in which the prose of a story is looked through that need not be shown before."""

News = Literal["saved", "figures"]


class Desk:
    """Everything that `leeway write` has of one story, as a window or as lines show it.

    `changed` is called with ``"saved"`` when the files were read again, and with ``"figures"`` when more is
    known of what readers can reach.
    """

    def __init__(self, path: Path, changed: Callable[[News], None]) -> None:
        self.bench = Bench(path)
        self.weigher = Weigher(lambda: changed("figures"))
        self._changed = changed
        self._root = root_of(path.absolute())
        self._weighed = ""
        self._long = False

    @property
    def old(self) -> bool:
        """Whether the figures that are known are of an earlier save than the story that is shown."""
        story = self.bench.story
        return self.weigher.known is not None and not (
            self.weigher.status == "known" and story is not None and story.digest == self._weighed
        )

    async def run(self) -> None:
        """Read the story, and read it again at every save, until this is cancelled."""
        try:
            mark = mark_of(self._root)
            await self._read()
            async for _ in changes(self._root, mark):
                await self._read()
        finally:
            self.weigher.stop()
            await self.weigher.stopped()

    def moved(self) -> None:
        """The author stands elsewhere: ask for the odds there."""
        self.weigher.ask(self.bench.path_made)

    def go_to(self, place: str) -> str:
        """Stand at a scene or an ending, by the shortest way that is known. Returns why not, or nothing."""
        known, bench = self.weigher.known, self.bench
        way = known.witnesses.get(place) if known else None
        if way is not None and not bench.go(way):
            return ""
        if known is not None and place in known.unreachable and not self.old:
            why = known.unreachable[place]
            return f"No reader can come to {place}: {why}" if why else f"No reader can come to {place}."
        found = bench.way_to(place)
        if found is None:
            return f"No way to {place} was found by chance; the figures will know one, if there is one."
        return bench.go(found)

    async def _read(self) -> None:
        # Beside whoever is choosing a thing or turning a page right now.
        loaded = await asyncio.to_thread(_glance, self.bench.path, self.bench.checked)
        if loaded.story is None:
            self._take(loaded, "saved")
            return
        if self._long:
            # It is shown before its prose is looked through, and has a moment to be painted.
            self._take(loaded, "saved")
            await asyncio.sleep(SOON)
        news: News = "figures" if self._long else "saved"
        started = time.monotonic()
        checked = await asyncio.to_thread(gather, self.bench.path, None)
        self._long = time.monotonic() - started > SOON
        if checked.story is not None:
            # Else somebody saved meanwhile, and whoever watches will say so.
            self._take(checked, news)

    def _take(self, checked: Checked, news: News) -> None:
        self.bench.take(checked)
        story = checked.story
        if story is not None and (
            story.digest != self._weighed or self.weigher.status not in ("working", "known")
        ):
            self._weighed = story.digest
            self.weigher.start(self.bench.path, story.digest, self.bench.path_made)
        elif story is not None:
            self.moved()
        self._changed(news)


def _glance(path: Path, before: Checked | None) -> Checked:
    """What loading alone has to say of a story; how long it is was counted `before`, or is not known yet."""
    story, diagnostics = load(path)
    return Checked(
        story.slug if story else str(path),
        story=story,
        standing=tuple(Finding("", one) for one in diagnostics),
        line=Sources(read(path)).line,
        figures=before.figures if before else None,
    )
