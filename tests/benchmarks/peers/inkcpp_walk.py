"""Walks one ink story with inkcpp: ``python inkcpp_walk.py STORY_JSON MODE STEPS``.

MODE "trace": print a digest of all that a reader of STEPS choices sees. "time": walk twice and print the
steps a second of the second walk. The picker and the trace are those of bench_steps.py.
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import inkcpp_py  # type: ignore[import-not-found]


def walk(story: "inkcpp_py.Story", steps: int, see: Callable[[str, list[str]], None] | None = None) -> None:
    """Walk `steps` steps, from the first page again after every ending."""
    seed, runner = 1, story.new_runner()
    for _ in range(steps):
        text = runner.getall().strip()
        choices = [runner.get_choice(number).text() for number in range(runner.num_choices())]
        if see:
            see(text, choices)
        if not choices:
            runner = story.new_runner()
            continue
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        runner.choose((seed >> 16) % len(choices))


def main(compiled: str, mode: str, steps: int) -> None:
    """Print what is asked for."""
    with tempfile.TemporaryDirectory() as name:
        binary = Path(name) / "story.bin"
        inkcpp_py.compile_json(compiled, str(binary))
        story = inkcpp_py.Story.from_file(str(binary))
        if mode == "trace":
            digest = hashlib.sha256()
            walk(
                story,
                steps,
                lambda text, options: digest.update(("\n".join([text, *options]) + "\n\n").encode()),
            )
            print(digest.hexdigest())
            return
        walk(story, steps)
        start = time.perf_counter()
        walk(story, steps)
        print(steps / (time.perf_counter() - start))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
