"""The process that works out the exact figures of a story, beside the author who writes it.

It tells its messages (`figures`) on standard output, one a line: how far it is, then what is known of the
whole story, and from then on an answer to every path that comes in, a line of JSON each. It lives as long as
its standard input is open, so that it never outlives whoever started it.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from game.author.figures import Known, Message, Noted, Odds, Weighed
from game.author.gather import gather_all
from game.author.report import Checked
from game.narrative import rules
from game.narrative.foresight import Changed, now_and_then
from game.narrative.state import State
from game.story.condition import OUTCOMES
from game.story.model import Story

if TYPE_CHECKING:
    from game.analysis.report import Report
    from game.analysis.survey import Survey

SECONDS = 60.0
"""How long one exploration may take: somebody writes meanwhile."""
READINGS = 400
"""How many readings a page is weighed by where the story could not be explored, each choice by as many."""
PATIENCE = 0.4
"""Seconds that they may take, for each choice."""
LONGEST = 2_000
"""Choices after which a reading is given up."""

Tell = Callable[[Message], None]
Weigh = Callable[[State], Odds]


def run(path: Path, digest: str, seconds: float = SECONDS) -> int:
    """Weigh the story at `path`, whose digest must be `digest`, until the input closes."""
    paths: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(paths,), daemon=True).start()
    checked, report = gather_all(path, seconds, now_and_then(_tell))
    story = checked.story
    if story is None or report is None or story.digest != digest:
        _tell(Changed())
        return 1
    _tell(known(checked, report))
    weigh = weigher(story, report)
    while True:
        _tell(weighed(story, weigh, msgspec.json.decode(paths.get(), type=tuple[str, ...])))


def _tell(message: Message) -> None:
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


def _listen(paths: "SimpleQueue[str]") -> None:
    for line in sys.stdin:
        paths.put(line)
    # Nobody is there any more. Whatever the main thread is at, it is at it for nobody.
    os._exit(0)


def known(checked: Checked, report: "Report") -> Known:
    """What `checked` has to say that takes an exploration, and the findings of both kinds."""
    traffic = checked.traffic
    spans = {name: (one.low, one.high) for name, one in (*report.outcomes.items(), *report.endings.items())}
    return Known(
        report.exact,
        checked.states,
        checked.because,
        tuple(Noted(one, checked.line(one.diagnostic.file, one.diagnostic.line)) for one in checked.standing),
        len(checked.waived),
        Odds(
            {name: spans[name] for name in report.outcomes if spans[name][1] > 0},
            {name: spans[name] for name in report.endings if spans[name][1] > 0},
        ),
        checked.witnesses,
        checked.unreachable,
        checked.words,
        checked.choices,
        checked.seen,
        traffic.visits if traffic else {},
        tuple((way, to, count) for (way, to), count in traffic.ways.items()) if traffic else (),
    )


def weighed(story: Story, weigh: Weigh, path: Sequence[str]) -> Weighed:
    """What comes of the page to which `path` leads, the ids of choices from the first page on.

    Raises `KeyError` for a path that cannot be gone.
    """
    state = rules.begin(story)
    for choice in path:
        state = rules.choose(story, state, story.scenes[state.scene].by_id[choice]).state
    roads: dict[str, Odds] = {}
    for open_ in rules.open_choices(story, state):
        # A choice that leads nowhere is no road.
        if (step := rules.attempt(story, state, open_)) is not None:
            roads[open_.id] = weigh(step.state)
    return Weighed(tuple(path), weigh(state), roads)


def weigher(story: Story, report: "Report") -> Weigh:
    """What tells the odds of a state of `story`: exactly if it was explored, else by readings by chance."""
    return _by_chance(story) if report.survey is None else _exactly(report.survey)


def _exactly(survey: "Survey") -> Weigh:
    def weigh(state: State) -> Odds:
        return Odds(_spans(survey.prospects(state)), _spans(survey.ways_to_end(state)))

    return weigh


def _spans(odds: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    return {name: (chance, chance) for name, chance in odds.items() if chance > 0}


def _by_chance(story: Story) -> Weigh:
    from game.analysis.sample import interval

    rng = random.Random(1)

    def weigh(state: State) -> Odds:
        ends: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        deadline = time.monotonic() + PATIENCE
        readings = 0
        while readings < READINGS and (readings == 0 or time.monotonic() < deadline):
            readings += 1
            last = _read(story, state, rng)
            if last is not None:
                ends[last.scene] += 1
                outcomes[last.outcome] += 1
        return Odds(
            {name: interval(outcomes[name], readings) for name in OUTCOMES if name in outcomes},
            {name: interval(ends[name], readings) for name in story.endings if name in ends},
        )

    return weigh


def _read(story: Story, state: State, rng: random.Random) -> State | None:
    """Where one reading by chance ends that goes on from `state`; None if it does not."""
    for _ in range(LONGEST):
        if state.scene in story.endings:
            return state
        options = rules.open_choices(story, state)
        step = rules.attempt(story, state, rng.choice(options)) if options else None
        if step is None:
            return None
        state = step.state
    return None
