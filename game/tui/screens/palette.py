"""The palette: our commands, found by their names, on a page like the others."""

from textual.command import CommandPalette


class Palette(CommandPalette):
    """The toolkit's palette in the book's dress."""

    CSS_PATH = "palette.tcss"

    def __init__(self) -> None:
        super().__init__(placeholder="Find anything by its name")
