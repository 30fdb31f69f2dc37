"""Loading and checking a story against `tomli.loads` of the same bytes: medians and their ratio, in one run.

    python -m tests.benchmarks.bench_load [SCENES ...]

The budget is 1.5 at 100, 1,000 and 10,000 scenes.
"""

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tomli

from game.story.load import load
from tests.benchmarks.generate import write

SIZES = (100, 1_000, 10_000)
BUDGET = 1.5


def seconds(*actions: Callable[[], object], rounds: int) -> list[float]:
    """Median seconds of each action, the actions taking turns so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, times in zip(actions, taken, strict=True):
            gc.collect()
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def without_collecting(action: Callable[[], object]) -> Callable[[], object]:
    """The action with garbage collection off, as loading has it."""

    def quietly() -> object:
        gc.disable()
        try:
            return action()
        finally:
            gc.enable()

    return quietly


def main(sizes: list[int]) -> None:
    """Print one line for each size."""
    print(f"{'scenes':>8} {'tomli':>9} {'no gc':>9} {'load':>9} {'ratio':>6} {'no gc':>6}   budget {BUDGET}")
    for scenes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder) / "long-road", scenes)
            texts = [file.read_bytes().decode() for file in sorted(path.glob("*.toml"))]
            assert load(path).diagnostics == ()

            def parse(texts: list[str] = texts) -> object:
                return [tomli.loads(text) for text in texts]

            def whole(path: Path = path) -> object:
                return load(path)

            rounds = max(5, min(41, 20_000 // scenes))
            plain, quiet, ours = seconds(parse, without_collecting(parse), whole, rounds=rounds)
        print(
            f"{scenes:>8,} {plain * 1e3:>6.1f} ms {quiet * 1e3:>6.1f} ms {ours * 1e3:>6.1f} ms "
            f"{ours / plain:>6.2f} {ours / quiet:>6.2f}"
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
