"""From the key that makes a choice to the next scene painted, the save on disk included; and the memory.

Real bytes go into a pseudo-terminal and come out of it. The reference is a bare Textual app that swaps the
text of its one Static. Nothing is animated on either side, so that the first paint is the whole page.

    python -m tests.benchmarks.bench_turn
"""

import tempfile
from pathlib import Path
from statistics import median

from game.story.load import load
from tests.benchmarks import bare
from tests.benchmarks.generate import write
from tests.benchmarks.measure import Ratio, report
from tests.benchmarks.terminal import BARE, LEEWAY, Terminal, home

CHOICES = 500
ENDS = 100
"""How many choices at either end of the reading are held against each other."""


def turns(terminal: Terminal, pages: list[str]) -> list[float]:
    """Milliseconds from each key to the page it brings; `pages` are the first words of what comes."""
    taken: list[float] = []
    for page in pages:
        terminal.settle()
        pressed = terminal.press("1")
        taken.append((terminal.until(page) - pressed) * 1000)
    return taken


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**home(folder), "TEXTUAL_ANIMATIONS": "none"}
        story = load(write(folder / "stories" / "long-road", CHOICES + 2)).story
        assert story is not None
        pages = [_first_words(scene.text[0].text) for scene in story.scenes.values()][: CHOICES + 1]
        with Terminal([*LEEWAY, "play", "long-road"], env) as game, Terminal(BARE, env) as reference:
            game.until(story.title)
            game.settle(0.3)
            game.press("\r")
            game.until(pages[0])
            reference.until(bare.page(0)[:9])
            # A hundred of ours, a hundred of theirs: a slow minute hits both.
            ours: list[float] = []
            theirs: list[float] = []
            for start in range(1, CHOICES + 1, ENDS):
                ours += turns(game, pages[start : start + ENDS])
                theirs += turns(reference, [bare.page(n)[:9] for n in range(start, start + ENDS)])
            game.settle()
            memory = game.resident(), reference.resident()
    report(
        [
            Ratio("key to paint, a choice / a bare swap", median(ours), median(theirs), "ms", at_most=2.5),
            Ratio(
                f"key to paint, the last {ENDS} / the first {ENDS}",
                median(ours[-ENDS:]),
                median(ours[:ENDS]),
                "ms",
                at_most=1.2,
            ),
            Ratio(f"memory after {CHOICES} choices / the bare app", *memory, "MB", at_most=1.3),
        ]
    )


def _first_words(text: str) -> str:
    return " ".join(text.split()[:3])


if __name__ == "__main__":
    main()
