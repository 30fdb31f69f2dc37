"""Steps a second through the narrative machine, against inkjs on the same story.

A step is the text of the scene, the texts of the open choices, and one choice made. Both sides first walk
the same road, chosen by the same picker, and must show the same words all along it.

    python -m tests.benchmarks.bench_steps
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from game.narrative import rules
from game.narrative.machine import Narrative
from game.narrative.playthrough import Playthrough
from game.narrative.prose import ending_text, line, paragraphs
from game.story.load import load
from game.story.model import Story
from tests.benchmarks.generate import write
from tests.benchmarks.measure import Ratio, medians, report
from tests.benchmarks.peers import inkjs

SCENES = 1_000
TRACED = 20_000
TIMED = 10_000
RUNS = 5

See = Callable[[tuple[str, ...], list[str]], None]


def pick(seed: int) -> int:
    """The next seed of the picker; ``(seed >> 16) % choices`` is what it picks."""
    return (seed * 1103515245 + 12345) & 0x7FFFFFFF


def walk(story: Story, narrative: Narrative, steps: int, see: See | None = None) -> None:
    """Walk `steps` steps through the machine, from the first page again after every ending."""
    seed = 1
    first = rules.begin(story)
    narrative.place(first)
    for _ in range(steps):
        state = narrative.state
        ending = rules.ending_of(story, state)
        if ending is not None:
            text = ending_text(story, ending, state)
            if see:
                see(text, [])
            narrative.place(first)
            continue
        text = paragraphs(story, story.scenes[state.scene].text, state)
        choices = rules.open_choices(story, state)
        texts = [line(story, choice.text, state) for choice in choices]
        if see:
            see(text, texts)
        seed = pick(seed)
        narrative.choose(choices[(seed >> 16) % len(choices)])


def trace(story: Story, steps: int) -> str:
    """The digest of everything that a reader of `steps` steps sees."""
    digest = hashlib.sha256()
    walk(
        story,
        Narrative(story),
        steps,
        lambda text, choices: digest.update(("\n".join([*text, *choices]) + "\n\n").encode()),
    )
    return digest.hexdigest()


def steps_a_second(story: Story) -> float:
    """How fast a walk through the machine goes, the second time round."""
    narrative = Narrative(story)
    walk(story, narrative, TIMED)
    start = time.perf_counter()
    walk(story, narrative, TIMED)
    return TIMED / (time.perf_counter() - start)


def readings_a_second(story: Story) -> float:
    """The same through `Playthrough`, which keeps every moment, as the game does."""
    seed, playthrough = 1, Playthrough(story)
    first = playthrough.now
    start = time.perf_counter()
    for _ in range(TIMED):
        options = [option for option in playthrough.options if option.struck is None]
        if not options:
            playthrough.rewind(first)
            continue
        seed = pick(seed)
        playthrough.choose(options[(seed >> 16) % len(options)].id)
    return TIMED / (time.perf_counter() - start)


def main() -> None:
    """Print the two ratios."""
    missing = inkjs.absent()
    if missing:
        sys.exit(f"{missing} is missing: the peer of this benchmark needs node and npm")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        story = load(write(folder / "long-road", SCENES)).story
        assert story is not None
        peer = inkjs.Inkjs(story, folder)
        if trace(story, TRACED) != peer.trace(TRACED):
            sys.exit("the two sides tell different stories: nothing can be compared")
        ours, kept, theirs = medians(
            RUNS,
            lambda: steps_a_second(story),
            lambda: readings_a_second(story),
            lambda: peer.steps_a_second(TIMED),
        )
    report(
        [
            Ratio("live steps, the machine / inkjs", ours, theirs, "steps/s", at_least=1.5),
            Ratio("live steps, every moment kept / inkjs", kept, theirs, "steps/s", at_least=1.0),
        ]
    )


if __name__ == "__main__":
    main()
