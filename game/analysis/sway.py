"""Which scenes much hangs on: how often a reading by chance chooses there, and how far that moves the odds.

Exact, and told as one line of JSON to whoever plans a class; what was worked out is kept.
"""

import sys
from pathlib import Path

import msgspec
import numpy as np

from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.compile import compile_story
from game.analysis.explore import reach
from game.analysis.foresee import BYTES, SECONDS
from game.analysis.graphs import graph
from game.analysis.keep import keep
from game.analysis.links import Links
from game.analysis.odds import ends, values_of
from game.analysis.spread import visits_of
from game.narrative.foresight import Sway, Sways
from game.story.condition import OUTCOMES
from game.story.model import Story

FORMAT = 1
"""Raised whenever what is kept, or how it is worked out, changes."""


def run(story: Story, cache: Path) -> int:
    """Say the sways of `story` on standard output; returns 1 when they cannot be known."""
    found = swayed(story, cache)
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    return 1 if found.because else 0


def swayed(story: Story, cache: Path, seconds: float = SECONDS, memory: int = BYTES) -> Sways:
    """The sways of `story`: those kept in `cache`, or new ones, which are kept if they can be."""
    path = cache / "sway" / f"{story.slug}-{FORMAT}-{story.digest[:32]}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sways)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        pass
    budget = Budget.of(seconds, memory)
    try:
        found = _sways(story, budget)
    except (OutOfBudgetError, TooWideError) as error:
        return Sways({}, str(error))
    try:
        keep(path, lambda file: file.write(msgspec.json.encode(found)))
    except OSError:
        # It is only not kept, and can be worked out again.
        return found
    return found


def _sways(story: Story, budget: Budget) -> Sways:
    links = Links(reach(graph(compile_story(story), pause=budget.check), budget))
    ending = ends(links, budget)
    visits = visits_of(links, ending, budget)
    often = dict.fromkeys(story.scenes, 0.0)
    moved = dict.fromkeys(story.scenes, 0.0)
    for pieces, values in values_of(links, OUTCOMES, ending, budget):
        for piece in pieces:
            node = piece.node
            open_, mine = piece.open_count, visits[node][piece.span]
            mine = np.where(open_ > 1, mine, 0.0)
            here = values[node][piece.span]
            if piece.links:
                often[node.place] += float(mine.sum())
            for link in piece.links:
                rows = slice(None) if link.rows is None else link.rows
                by = values[link.to][link.targets] - here[rows]
                # Outcomes that become likelier or less so, and the chance of never coming to an end.
                change = np.abs(by).sum(axis=1) + np.abs(by.sum(axis=1))
                moved[node.place] += float((mine[rows] / open_[rows] * change / 2).sum())
    # Sums of many odds are a hair off: what moves nothing moves exactly nothing.
    return Sways({name: Sway(many, round(moved[name] / many, 9)) for name, many in often.items() if many})
