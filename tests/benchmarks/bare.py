"""The reference: a Textual app with one Static, which any key gives the next text.

python -P tests/benchmarks/bare.py
"""

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static

WORDS = "the kettle says nothing and the window waits for her coat by the door " * 5


def page(number: int) -> str:
    """The text numbered `number`: about as many words as a generated scene with its choices."""
    return f"Page {number:04} {WORDS}"


class Bare(App[None]):
    """One Static and nothing else."""

    number = 0

    def compose(self) -> ComposeResult:
        """One Static."""
        yield Static(page(0), markup=False)

    def on_key(self, event: Key) -> None:
        """Swap its text."""
        self.number += 1
        self.query_one(Static).update(page(self.number))


if __name__ == "__main__":
    Bare().run()
