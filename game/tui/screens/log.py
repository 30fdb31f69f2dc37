"""The log: everything so far on one long sheet, with a way back to any of it."""

from collections.abc import Callable
from functools import partial

from game.narrative.playthrough import Moment, Playthrough
from game.tui.screens.base import BookScreen
from game.tui.screens.page import arrived
from game.tui.typeset import Piece, Sheet, plain, prose, said

GoTo = Callable[[Moment], None]

LEGEND = "« goes back to where that was chosen; + goes to another turn you took there."


class Log(BookScreen):
    """What was read and what was chosen. Choosing a line goes back to where that was chosen."""

    def __init__(self, play: Playthrough, go_to: GoTo, brief: Callable[[Moment], bool]) -> None:
        """`go_to` goes back to a moment; `brief` tells whether a noted scene is told in a sentence there."""
        super().__init__(play.story.header.accent)
        self.play = play
        self.go_to = go_to
        self.brief = brief

    def where(self) -> str:
        """Where the reader is."""
        return f"{self.play.story.title} · log"

    def on_mount(self) -> None:
        """Open at the end, where the reader is."""
        self.reset()
        last = len(self.leaf.sheet.acts) - 1
        self.leaf.light(last if last >= 0 else None)
        self.call_after_refresh(self.leaf.action_end)

    def sheet(self) -> Sheet:
        """The whole path, and beside each choice what was chosen there in other turns."""
        sheet = Sheet()
        children: dict[int, list[Moment]] = {}
        for moment in self.play.moments[1:]:
            children.setdefault(moment.parent, []).append(moment)
        path = self.play.path
        for moment, after in zip(path, [*path[1:], None], strict=True):
            sheet.add(*self._page(moment))
            if after is not None:
                sheet.option(
                    partial(self._back, moment),
                    said(after.said, "chosen", gap=1),
                    numbered=False,
                    mark="«",
                )
            for other in children.get(moment.n, ()):
                if other is not after:
                    furthest = _furthest(other, children)
                    sheet.option(
                        partial(self._back, furthest),
                        said(other.said, "quiet", gap=0 if after else 1),
                        numbered=False,
                        mark="+",
                    )
        sheet.add(plain(LEGEND, "note", 2))
        return sheet

    def _page(self, moment: Moment) -> list[Piece]:
        """What one moment added to what was read."""
        if moment.stayed:
            return [prose(paragraph) for paragraph in moment.reply]
        return arrived(self.play, moment, self.brief(moment))

    def _back(self, moment: Moment) -> None:
        self.app.close_screen()
        self.go_to(moment)


def _furthest(moment: Moment, children: dict[int, list[Moment]]) -> Moment:
    """Where a branch was left: its newest moment."""
    newest = moment
    open_: list[Moment] = [moment]
    while open_:
        here = open_.pop()
        newest = max(newest, here, key=lambda each: each.n)
        open_ += children.get(here.n, ())
    return newest
