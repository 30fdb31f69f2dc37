"""The bot readers as exact policies.

A bot puts three quarters of the weight on the open choice with the largest immediate change by its own
measure (ties shared), and a quarter on all open choices alike. Immediate is what the choice itself does,
before the next scene is arrived at. The uniform reader takes every open choice with equal chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import Tables
from game.analysis.live import ALL, Arm, Graph, Reads
from game.analysis.part import PLANE, Counts, Part, Rows
from game.analysis.terms import Column, holds
from game.story.model import Story

UNIFORM = "uniform"
WEIGHT = 0.75
"""What a bot puts on its favourites; the rest is shared by all open choices."""

Change = NDArray[np.int16]
Floats = NDArray[np.float64]
Some = Rows | slice
"""Some of the states of a node."""
# From the values before (autonomy, connection) and the changes of autonomy, connection and trust.
Measure = Callable[[Change, Change, Change, Change, Change], Change]


def _lower(autonomy: Change, connection: Change, by_a: Change, by_c: Change, _: Change) -> Change:
    """The change of the meter that is lower now; of both where neither is."""
    return np.where(autonomy < connection, by_a, np.where(connection < autonomy, by_c, by_a + by_c))


MEASURES: Mapping[str, Measure] = {
    "pleaser": lambda _a, _c, by_a, by_c, _t: by_c - by_a,
    "loner": lambda _a, _c, by_a, by_c, _t: by_a - by_c,
    "avoider": lambda _a, _c, by_a, by_c, _t: -by_a - by_c,
    "candid": lambda _a, _c, _by_a, _by_c, by_trust: by_trust,
    "balancer": _lower,
}
READERS = (UNIFORM, *MEASURES)
CANDID = "candid"
TRUST = "trust"


def candid_sees(story: Story) -> tuple[str, ...]:
    """The variables that the candid reader looks at beyond what the story reads."""
    return (TRUST,) if TRUST in story.meters else ()


def candid_reads(tables: Tables) -> Reads:
    """What must be told apart for the candid reader: trust, wherever choices that move it compete."""
    at: dict[str, dict[str, int]] = {}
    after: dict[str, dict[str, int]] = {}
    for place in tables.places.values():
        moving = [
            move for move in place.moves if any(op.name == TRUST for row in move.rows for op in row.ops)
        ]
        if moving and len(place.moves) > 1:
            at[place.id] = {TRUST: ALL}
            after |= {move.mark: {TRUST: ALL} for move in moving}
    return Reads(at, after)


@dataclass
class Policy:
    """How readers choose in each state of one node; arrays are (readers, *shape of the states)."""

    even: Floats
    """What each open choice gets of every reader alike."""
    more: Floats
    """What each favourite gets beside."""
    favourites: list[NDArray[np.bool_]]
    """By arm, where it is a favourite of which reader; empty where there are no bots."""

    def weights(self, arm: int, rows: Some = slice(None)) -> Floats:
        """The chance that each reader takes `arm` in the states `rows`, where it is open."""
        if not self.favourites:
            return self.even[:, rows]
        return self.even[:, rows] + self.more[:, rows] * self.favourites[arm][:, rows]

    def split(self, mass: Floats) -> "Policy":
        """The same for readers of whom `mass` stand there: how many, not how likely."""
        more = mass * self.more if self.favourites else self.more
        return Policy(mass * self.even, more, self.favourites)

    taking = weights


def policy(graph: Graph, node: Node, whole: Part, open_count: Counts, readers: tuple[str, ...]) -> Policy:
    """How `readers` choose in the states of `whole`, of a node, in which so many choices are open."""
    shape = open_count.shape
    share = np.array([1.0 if reader == UNIFORM else 1.0 - WEIGHT for reader in readers])
    arms = graph.arms[node]
    parts = _parts(len(arms))
    even = share.reshape(-1, *([1] * open_count.ndim)) * parts.take(open_count)
    if not arms or readers == (UNIFORM,):
        return Policy(even, even, [])
    more = np.zeros((len(readers), *shape))
    columns = whole.columns
    a, c = (_wide(columns[name], shape) for name in PLANE)
    trust = _wide(columns[TRUST], shape) if TRUST in columns else None
    opens: list[NDArray[np.bool_]] = []
    changes: list[tuple[Change, Change, Change]] = []
    for arm in arms:
        opens.append(np.broadcast_to(holds(arm.when, columns), shape))
        changes.append(_changes(whole, arm, (a, c, trust), TRUST in graph.tables.story.meters))
    favourites = [np.zeros((len(readers), *shape), np.bool_) for _ in arms]
    for number, reader in enumerate(readers):
        if reader == UNIFORM:
            continue
        score = [
            np.where(is_open, MEASURES[reader](a, c, *change), np.int16(-10000))
            for is_open, change in zip(opens, changes, strict=True)
        ]
        best = score[0]
        for one in score[1:]:
            best = np.maximum(best, one)
        tied = np.zeros(shape, open_count.dtype)
        for is_open, one, favourite in zip(opens, score, favourites, strict=True):
            np.logical_and(is_open, one == best, out=favourite[number])
            tied += favourite[number]
        more[number] = WEIGHT * parts.take(tied)
    return Policy(even, more, favourites)


@lru_cache(maxsize=64)
def _parts(most: int) -> Floats:
    """What each of so many gets, for every number up to `most`."""
    return np.concatenate(([1.0], 1.0 / np.arange(1, most + 1)))


def _changes(
    whole: Part, arm: Arm, before: tuple[Change, Change, Change | None], trusts: bool
) -> tuple[Change, Change, Change]:
    """What an arm itself changes in each state: autonomy, connection and what the candid reader looks at."""
    names = (*PLANE, TRUST)
    values = [None if old is None else old.copy() for old in before]
    for part in whole.change(arm.rows) if arm.rows else ():
        after = part.columns
        for name, column in zip(names, values, strict=True):
            if column is not None and name in after:
                part.write(after[name], column)
    by_a, by_c, by_trust = (
        np.zeros_like(before[0]) if old is None or new is None else new - old
        for old, new in zip(before, values, strict=True)
    )
    return by_a, by_c, by_trust if trusts else by_a + by_c


def _wide(column: Column, shape: tuple[int, ...]) -> Change:
    return np.broadcast_to(np.asarray(column, np.int16), shape)
