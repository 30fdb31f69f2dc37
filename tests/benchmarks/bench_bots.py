"""Readings by chance and by habit in lockstep, and loading with its checks, against ink's engines.

One generated story of 1,000 scenes, in one run. The peers first walk it with the same picker as we do and
must show the same words. A step of theirs prepares the words that a reader sees, as it always does; ours only
makes the choice, which is all that whoever counts endings needs.

    python -m tests.benchmarks.bench_bots
"""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from game.analysis.compile import compile_story
from game.analysis.lockstep import read_many
from game.analysis.readers import candid_sees
from game.story.load import load
from game.story.model import Story
from tests.benchmarks.bench_steps import trace
from tests.benchmarks.generate import write
from tests.benchmarks.measure import Ratio, medians, report
from tests.benchmarks.peers import inkcpp, inkjs

SCENES = 1_000
TRACED = 20_000
TIMED = 10_000
READINGS = 100_000
SECONDS = 6.0
RUNS = 3
LOADS = 7
"""How often each side loads the story in a row, both warm."""


def bots_a_second(story: Story, reader: str) -> float:
    """Choices a second of many readings, the tables made anew."""
    start = time.perf_counter()
    tally = read_many(compile_story(story, extra=candid_sees(story)), reader, READINGS, SECONDS)
    return tally.steps / (time.perf_counter() - start)


def loads_a_second(path: Path, rounds: int) -> float:
    """How often the story at `path` could be loaded in a second, by itself as the compiler is."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_loads_a_second, path, rounds).result()


def _loads_a_second(path: Path, rounds: int) -> float:
    load(path)
    taken: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        loaded = load(path)
        taken.append(time.perf_counter() - start)
        del loaded  # not to be cleared away while the next is timed
    return 1 / median(taken)


def main() -> None:
    """Print the ratios."""
    missing = inkjs.absent()
    if missing:
        sys.exit(f"{missing} is missing: the peers of this benchmark need node, npm and pip")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = write(folder / "long-road", SCENES)
        story = load(written).story
        assert story is not None
        javascript = inkjs.Inkjs(story, folder)
        native = inkcpp.Inkcpp(javascript.compiled)
        ours = trace(story, TRACED)
        if any(peer.trace(TRACED) != ours for peer in (javascript, native)):
            sys.exit("the sides tell different stories: nothing can be compared")
        uniform, pleaser, slow, quick, loads, compiles = medians(
            RUNS,
            lambda: bots_a_second(story, "uniform"),
            lambda: bots_a_second(story, "pleaser"),
            lambda: javascript.steps_a_second(TIMED),
            lambda: native.steps_a_second(TIMED),
            lambda: loads_a_second(written, LOADS),
            lambda: javascript.compiles_a_second(LOADS),
        )
    report(
        [
            Ratio("readings by chance / inkjs", uniform, slow, "steps/s", at_least=25),
            Ratio("readings by chance / inkcpp", uniform, quick, "steps/s", at_least=5),
            Ratio("readings of the pleaser / inkjs", pleaser, slow, "steps/s", at_least=25),
            Ratio("readings of the pleaser / inkcpp", pleaser, quick, "steps/s", at_least=5),
            Ratio("load and check / the compiler of inkjs", loads, compiles, "times/s", at_least=20),
        ]
    )


if __name__ == "__main__":
    main()
