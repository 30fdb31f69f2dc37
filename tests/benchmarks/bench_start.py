"""How long until there is something to read.

The first painted frame of the shelf in a pseudo-terminal, against a bare Textual app; and the first line of
plain mode on a pipe, against `python -c pass`, and against inkjs under node where that is to be had.

    python -m tests.benchmarks.bench_start
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from game.story.load import load
from tests.benchmarks.generate import write
from tests.benchmarks.measure import Ratio, medians, report
from tests.benchmarks.peers import inkjs
from tests.benchmarks.terminal import BARE, LEEWAY, Terminal, environment, home

RUNS = 15
SCENES = 1_000


def first_frame(command: Sequence[str], env: Mapping[str, str], text: str) -> float:
    """Milliseconds until `text` is painted."""
    with Terminal(command, env) as terminal:
        return (terminal.until(text) - terminal.started) * 1000


def first_line(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds until the first line with something on it comes down a pipe."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(env),
    ) as child:
        assert child.stdout is not None
        while not (line := child.stdout.readline()).strip():
            if not line:
                raise RuntimeError(f"{command} wrote nothing")
        taken = time.perf_counter() - start
        child.stdout.read()
    return taken * 1000


def nothing() -> float:
    """Milliseconds that ``python -c pass`` takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=environment({}), check=True)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        env = home(folder / "home")
        long_road = write(folder / "home" / "stories" / "long-road", SCENES)
        blue_dot = [*LEEWAY, "play", "blue-dot", "--plain"]
        long_plain = [*LEEWAY, "play", "long-road", "--plain"]
        shelf_env = home(folder / "empty")
        shelf, bare = medians(
            RUNS,
            lambda: first_frame(LEEWAY, shelf_env, "Blue Dot"),
            lambda: first_frame(BARE, {}, "Page 0000"),
        )
        plain, python = medians(RUNS, lambda: first_line(blue_dot, env), nothing)
        ratios = [
            Ratio("first frame, the shelf / a bare Textual app", shelf, bare, "ms", at_most=1.2),
            Ratio("first line, plain Blue Dot / python -c pass", plain, python, "ms", at_most=8),
        ]
        if inkjs.absent() is None:
            story = load(long_road).story
            assert story is not None
            peer = inkjs.Inkjs(story, folder).command("first")
            ours, theirs = medians(RUNS, lambda: first_line(long_plain, env), lambda: first_line(peer, {}))
            ratios.append(
                Ratio(f"first line, plain {SCENES:,} scenes / inkjs", ours, theirs, "ms", at_most=1)
            )
    report(ratios)


if __name__ == "__main__":
    main()
