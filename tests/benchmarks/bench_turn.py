"""From the key that makes a choice to the next scene painted, the save on disk included; and the memory.

Real bytes go into a pseudo-terminal and come out of it. The reference is a bare Textual app that swaps the
text of its one Static. Nothing is animated on either side, so that the first paint is the whole page.

    python -m tests.benchmarks.bench_turn
"""

import tempfile
from pathlib import Path
from statistics import median

from game.narrative.playthrough import Playthrough
from game.story.library import Library
from game.story.load import load
from tests.benchmarks import bare
from tests.benchmarks.generate import write
from tests.benchmarks.measure import Ratio, report
from tests.benchmarks.terminal import BARE, LEEWAY, Terminal, home

CHOICES = 500
ENDS = 100
"""How many choices at either end of the reading are held against each other."""


def turn(terminal: Terminal, page: str) -> float:
    """Milliseconds from a key to the page it brings; `page` is how what comes begins."""
    terminal.settle()
    pressed = terminal.press("1")
    return (terminal.until(page) - pressed) * 1000


def played_through(env: dict[str, str]) -> tuple[float, float]:
    """Resident MB of Blue Dot at the ending its first open choices lead to, and of as many bare swaps."""
    story = Library().story("blue-dot")
    assert story is not None
    keys, play = [], Playthrough(story)
    while play.ending is None:
        # A struck choice has a number, too.
        number, option = next((n, o) for n, o in enumerate(play.options, 1) if o.struck is None)
        keys.append(str(number))
        play.choose(option.id)
    with Terminal([*LEEWAY, "play", "blue-dot"], env) as game, Terminal(BARE, env) as reference:
        game.until(story.title)
        game.settle(0.3)
        game.press("\r")
        reference.until(bare.page(0)[:9])
        for key in keys:
            for terminal in (game, reference):
                terminal.settle()
                terminal.press(key)
        game.until(play.ending.title)
        game.settle()
        reference.settle()
        return game.resident(), reference.resident()


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
            ours: list[float] = []
            theirs: list[float] = []
            # One of ours, one of theirs: a slow moment hits both.
            for number in range(1, CHOICES + 1):
                ours.append(turn(game, pages[number]))
                theirs.append(turn(reference, bare.page(number)[:9]))
        memory = played_through(env)
    report(
        [
            Ratio("key to paint, a choice / a bare swap", median(ours), median(theirs), "ms", at_most=2.5),
            Ratio(
                f"the same, the last {ENDS} / the first {ENDS}",
                median(ours[-ENDS:]) / median(theirs[-ENDS:]),
                median(ours[:ENDS]) / median(theirs[:ENDS]),
                "x",
                at_most=1.2,
            ),
            Ratio("memory, Blue Dot at its ending / the bare app", *memory, "MB", at_most=1.3),
        ]
    )


def _first_words(text: str) -> str:
    return " ".join(text.split()[:3])


if __name__ == "__main__":
    main()
