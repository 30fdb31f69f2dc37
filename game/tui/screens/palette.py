"""The palette: our commands, found by their names, on a page like the others."""

from typing import TYPE_CHECKING

from textual.command import CommandPalette

from game.tui.typeset import setting

if TYPE_CHECKING:
    from textual.events import Resize

    from game.tui.window import Window


class Palette(CommandPalette):
    """The toolkit's palette in the book's dress."""

    CSS_PATH = "palette.tcss"

    app: "Window"

    def __init__(self) -> None:
        super().__init__(placeholder="Find anything by its name")

    def on_resize(self, event: "Resize") -> None:
        """Stand where every page does."""
        page = setting(*event.size, self.app.settings.measure)
        container = self.query_one("#--container")
        container.styles.padding = (page.top, 2, 0, page.indent)
        container.styles.max_width = page.indent + page.measure + 2
