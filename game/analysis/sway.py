"""Which scenes much hangs on: how often a reading by chance chooses there, and how far that moves the odds.

Exact, and told as one line of JSON to whoever plans a class; what was worked out is kept.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.compile import compile_story
from game.analysis.explore import reach
from game.analysis.foresee import BYTES, SECONDS
from game.analysis.graphs import graph
from game.analysis.links import Links, links_of
from game.analysis.odds import Floats, ends, values_of
from game.narrative.foresight import Sway, Sways
from game.story.model import Story

FORMAT = 1
"""Raised whenever what is kept, or how it is worked out, changes."""
_LEAST = 1e-9
"""A tangle whose remaining mass is below this is settled."""
_ROUNDS = 1000


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
        _keep(path, msgspec.json.encode(found))
    except OSError:
        # It is only not kept, and can be worked out again.
        return found
    return found


def _sways(story: Story, budget: Budget) -> Sways:
    links = links_of(reach(graph(compile_story(story)), budget))
    ending = ends(links, budget)
    visits = _visits(links, budget)
    values = values_of(links, ending, budget)
    often = dict.fromkeys(story.scenes, 0.0)
    moved = dict.fromkeys(story.scenes, 0.0)
    for node in links.out:
        open_ = links.open_count[node]
        free = open_ > 1
        mine = visits[links.span(node)]
        often[node.place] = often.get(node.place, 0.0) + float(mine[free].sum())
        here = values[links.span(node)]
        for rows, targets, _, _ in _edges(links, node):
            change = np.abs(here[rows] - values[targets]).sum(axis=1)
            never = np.abs(here[rows].sum(axis=1) - values[targets].sum(axis=1))
            share = np.where(free[rows], mine[rows] / np.maximum(open_[rows], 1), 0.0)
            moved[node.place] += float((share * (change + never) / 2).sum())
    # Sums of many odds are a hair off: what moves nothing moves exactly nothing.
    return Sways({name: Sway(many, round(moved[name] / many, 9)) for name, many in often.items() if many})


def _visits(links: Links, budget: Budget) -> Floats:
    """How often the uniform reader is expected in each state."""
    visits = np.zeros(links.reach.states)
    visits[links.offset[links.reach.start]] = 1.0
    for group in links.components:
        inside = set(group)
        edges = [(node, *edge) for node in group for edge in _edges(links, node)]
        back = [edge for edge in edges if edge[3] in inside]
        # Whoever is led back inside comes by again, and again: each round it is fewer of them.
        waiting = visits.copy()
        for _ in range(_ROUNDS if back else 0):
            budget.check(links.reach.states)
            again = np.zeros(links.reach.states)
            for node, rows, targets, _, open_ in back:
                np.add.at(again, targets, waiting[links.span(node)][rows] / open_)
            visits += again
            waiting = again
            if again.sum() < _LEAST:
                break
        for node, rows, targets, to, open_ in edges:
            if to not in inside:
                np.add.at(visits, targets, visits[links.span(node)][rows] / open_)
    return visits


def _edges(
    links: Links, node: Node
) -> Iterator[tuple[NDArray[np.integer], NDArray[np.integer], Node, NDArray[np.integer]]]:
    """Each choice of `node`: rows of the node, the states they come to, its node, and how many are open."""
    for link in links.out[node]:
        rows = np.arange(len(link.targets)) if link.rows is None else link.rows
        yield rows, link.targets + links.offset[link.to], link.to, links.open_count[node][rows]


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        try:
            file.write(data)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            file.close()
            os.unlink(file.name)
            raise
