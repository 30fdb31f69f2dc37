"""What it takes to explore generated stories to the end: every state, and the odds of a reading by chance.

    python -m tests.benchmarks.bench_analysis [SCENES ...]

Acyclic stories of 100 to 10,000 scenes must be reached in 20 seconds and weighed in 60, within a GiB and in
time that grows with the scenes; 150 scenes, acyclic and with roads back, in 5 and in 20. Seconds are of the
processor: of all ratios of this folder these alone have no peer, for nobody else does this.
"""

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from game.analysis.budget import Budget
from game.analysis.compile import compile_story
from game.analysis.explore import reach
from game.analysis.graphs import graph
from game.analysis.links import Links
from game.analysis.odds import ends
from game.analysis.spread import odds_of
from game.story.load import load
from tests.benchmarks import branching

SIZES = (100, 1_000, 10_000)


@dataclass(frozen=True)
class Measured:
    """One story, explored."""

    name: str
    scenes: int
    states: int
    reached: float
    """Seconds from the story as it was read to every state."""
    weighed: float
    """Seconds from there to the odds of the uniform reader."""
    memory: float
    """The most that the process has held so far, in MB."""

    def __str__(self) -> str:
        return (
            f"{self.name:<30}{self.states:>14,} states  reach {self.reached:6.2f} s "
            f"({self.reached / self.scenes * 1e3:5.2f} ms a scene)  odds {self.weighed:6.2f} s  "
            f"{self.memory:5,.0f} MB"
        )


def measured(name: str, scenes: int, text: str) -> Measured:
    """Explore one story."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "branching.toml"
        path.write_text(text, encoding="utf-8")
        story, found = load(path)
    assert story is not None, found[:3]
    budget = Budget.of(600, 1 << 30)
    start = time.process_time()
    links = Links(reach(graph(compile_story(story), pause=budget.check), budget))
    reached = time.process_time()
    odds = odds_of(links, ("uniform",), ends(links, budget), budget)
    weighed = time.process_time()
    assert abs(sum(odds.endings["uniform"].values()) - 1) < 1e-9
    # Linux counts in KiB.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(name, scenes, links.reach.states, reached - start, weighed - reached, memory)


def main(sizes: list[int]) -> None:
    """Print one line for each story; status 1 where a bound is missed."""
    missed = False
    for scenes in sizes:
        one = measured(f"{scenes:,} scenes", scenes, branching.text(scenes))
        print(one, flush=True)
        missed |= one.reached > 20 or one.weighed > 60 or one.memory > 1024
    for name, back, bound in (("150 scenes", 0.0, 5.0), ("150 scenes, roads back, 2 flags", 0.15, 20.0)):
        one = measured(name, 150, branching.text(150, back, 2 if back else 0))
        print(one, flush=True)
        missed |= one.reached + one.weighed > bound
    sys.exit(missed)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
