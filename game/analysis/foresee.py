"""The process that knows what could still come of a reading, and tells it to the one that shows the reading.

It tells its messages (`narrative.foresight`) on standard output, one a line: how far it is, then the density
or why there is none, and from then on an answer to every path that comes in, a line of JSON each. It lives
as long as its standard input is open, so that it never outlives whoever started it.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

import msgspec

from game.analysis import atlas
from game.analysis.atlas import Atlas
from game.analysis.explore import Budget
from game.analysis.heap import give_back
from game.narrative import rules
from game.narrative.foresight import Changed, Density, Fork, Forks, Message, TooWide, now_and_then
from game.story.load import load
from game.story.model import Story

SECONDS = 60.0
"""How long one story may take: somebody is reading meanwhile."""
BYTES = 2**30

Tell = Callable[[Message], None]


def run(path: Path, cache: Path, digest: str, seconds: float = SECONDS) -> int:
    """Foresee the story at `path`, whose digest must be `digest`, until the input closes.

    What is worked out is kept in `cache`. Returns 1 when the story cannot be foreseen.
    """
    paths: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, paths), daemon=True).start()

    story = load(path).story
    if story is None or story.digest != digest:
        _tell(Changed())
        return 1
    found = foresee(story, cache, _tell, seconds)
    _tell(_first_word(found))
    if found.legend.because:
        return 1
    # From now on this process mostly waits.
    give_back()
    while True:
        _tell(answer(story, found, msgspec.json.decode(paths.get(), type=tuple[str, ...])))


def once(story: Story, cache: Path, path: Sequence[str]) -> int:
    """Say what is known of `story` and of one path through it; returns 1 when it cannot be foreseen."""
    found = foresee(story, cache, lambda message: None)
    _tell(_first_word(found))
    if found.legend.because:
        return 1
    _tell(answer(story, found, path))
    return 0


def _first_word(found: Atlas) -> Message:
    if found.legend.because:
        return TooWide(found.legend.because)
    return Density(tuple(tuple(row) for row in found.density.tolist()))


def _tell(message: Message) -> None:
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


def _listen(lines: TextIO, paths: "SimpleQueue[str]") -> None:
    for line in lines:
        paths.put(line)
    # Nobody is there any more. Whatever the main thread is at, it is at it for nobody.
    os._exit(0)


def foresee(story: Story, cache: Path, tell: Tell, seconds: float = SECONDS, memory: int = BYTES) -> Atlas:
    """The atlas of `story`: the one that is kept in `cache`, or a new one, which is kept if it can be.

    `tell` hears now and then how far it is.
    """
    found = atlas.load(cache, story)
    if found is not None:
        return found
    budget = Budget.of(seconds, memory, now_and_then(tell))
    found = atlas.build(story, budget)
    # That there was too little time says something about this computer, now; another day may have more.
    if not found.legend.because or time.monotonic() < budget.deadline:
        try:
            atlas.save(cache, story, found)
        except OSError:
            # It is only not kept: a full disk is told where a reading could be lost by it.
            return found
    return found


def answer(story: Story, found: Atlas, path: Sequence[str]) -> Forks:
    """The forks of `path`, the ids of choices from the first page on.

    Raises `KeyError` for a path that cannot be gone.
    """
    state = rules.begin(story)
    forks: list[Fork] = []
    for choice in path:
        after = {one.id: rules.attempt(story, state, one) for one in rules.open_choices(story, state)}
        # A choice that leads nowhere is no road.
        roads = {name: found.prospect(story, step.state) for name, step in after.items() if step is not None}
        forks.append(Fork(found.prospect(story, state), roads))
        gone = after[choice]
        if gone is None:
            raise KeyError(choice)
        state = gone.state
    return Forks(tuple(path), tuple(forks))
