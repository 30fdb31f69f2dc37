"""The settings: each a line, changed where it stands, applied at once and kept."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from textual.content import Content

from game.saves.settings import Spacing, Theme
from game.tui.screens.base import BookScreen
from game.tui.themes import WORDS
from game.tui.typeset import Piece, Sheet, heading, plain

COLUMN = 16
TOLD = {False: "in full", True: "in a sentence"}
MEASURES = (60, 62, 64, 66, 68, 72)


class SettingsScreen(BookScreen):
    """Choosing a line moves its value to the next; what it becomes is seen on this page."""

    renews = True

    def where(self) -> str:
        """Where the reader is."""
        return "Settings"

    def sheet(self) -> Sheet:
        """One line a setting."""
        settings = self.app.settings
        sheet = Sheet()
        sheet.add(heading("Settings"))

        def line(name: str, value: str, act: Callable[[], None]) -> None:
            sheet.option(act, Piece(Content(value), gap=0 if sheet.acts else 1, inset=COLUMN, hang=name))

        line("Theme", WORDS[settings.theme], self._next("theme", get_args(Theme)))
        line("Measure", f"{settings.measure} characters", self._next("measure", MEASURES))
        line("Lines", settings.spacing, self._next("spacing", get_args(Spacing)))
        line("Motion", "none" if settings.reduced_motion else "a soft fade", self._toggle("reduced_motion"))
        line("Noted scenes", TOLD[settings.skip_noted], self._toggle("skip_noted"))
        changed = len(settings.keys)
        line("Keys", f"{changed} of your own" if changed else "as they came", self._keys)
        sheet.add(
            plain(
                "A page is set in this measure: long enough that a sentence can take its time, short enough "
                "that the eye finds the next line.",
                gap=2,
            )
        )
        sheet.add(plain("Kept on this computer, for every story.", "note"))
        return sheet

    def _next(self, name: str, values: Sequence[Any]) -> Callable[[], None]:
        def act() -> None:
            now = getattr(self.app.settings, name)
            place = values.index(now) if now in values else -1
            self._change(**{name: values[(place + 1) % len(values)]})

        return act

    def _toggle(self, name: str) -> Callable[[], None]:
        return lambda: self._change(**{name: not getattr(self.app.settings, name)})

    def _change(self, **changes: Any) -> None:
        cursor = self.leaf.cursor
        self.app.change(**changes)
        self.reset(cursor)

    def _keys(self) -> None:
        from game.tui.screens.keys import Keys

        self.app.push_screen(Keys())
