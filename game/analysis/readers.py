"""The bot readers as exact policies.

A bot puts three quarters of the weight on the open choice with the largest immediate change by its own
measure (ties shared), and a quarter on all open choices alike. Immediate is what the choice itself does,
before the next scene is arrived at. The uniform reader takes every open choice with equal chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import Tables
from game.analysis.explore import Reach, applied
from game.analysis.live import ALL, Reads
from game.analysis.terms import Column, holds
from game.story.model import Story

UNIFORM = "uniform"
WEIGHT = 0.75
"""What a bot puts on its favourites; the rest is shared by all open choices."""

Change = NDArray[np.int16]
Floats = NDArray[np.float64]
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
    """How readers choose in each state of one node."""

    even: Floats
    """What each open choice gets of every reader alike, (states, readers)."""
    more: Floats
    """What each favourite gets beside, (states, readers)."""
    favourites: list[NDArray[np.bool_] | None]
    """By arm, where it is a favourite of which reader, (states, readers); None where of nobody."""

    def weights(self, arm: int, rows: NDArray[np.int32] | slice) -> Floats:
        """The chance that each reader takes `arm` in the states `rows`, where it is open: (rows, readers)."""
        favourite = self.favourites[arm]
        if favourite is None:
            return self.even[rows]
        return self.even[rows] + self.more[rows] * favourite[rows]


def policy(reach: Reach, node: Node, readers: tuple[str, ...]) -> Policy:
    """How `readers` choose in the states of `node`."""
    count = reach.open_count[node]
    size = len(count)
    share = np.array([1.0 if reader == UNIFORM else 1.0 - WEIGHT for reader in readers])
    even = share / np.maximum(count, 1)[:, None]
    more = np.zeros((size, len(readers)))
    arms = reach.graph.arms[node]
    if not arms or readers == (UNIFORM,):
        return Policy(even, more, [None] * len(arms))
    columns = dict(reach.columns(node))
    a, c = (_wide(columns[name], size) for name in ("autonomy", "connection"))
    opens: list[NDArray[np.bool_]] = []
    changes: list[tuple[Change, Change, Change]] = []
    for arm in arms:
        truth = holds(arm.when, columns)
        opens.append(np.full(size, truth) if isinstance(truth, bool) else truth)
        after = applied(arm.rows, columns)
        by_a, by_c = (_wide(after["autonomy"], size) - a), (_wide(after["connection"], size) - c)
        if TRUST not in reach.graph.tables.story.meters:
            by_trust = by_a + by_c
        elif TRUST in after and TRUST in columns:
            by_trust = _wide(after[TRUST], size) - _wide(columns[TRUST], size)
        else:
            by_trust = np.zeros(size, np.int16)
        changes.append((by_a, by_c, by_trust))
    favourites = [np.zeros((size, len(readers)), np.bool_) for _ in arms]
    for column, reader in enumerate(readers):
        if reader == UNIFORM:
            continue
        score = [
            np.where(is_open, MEASURES[reader](a, c, *change), np.int16(-10000))
            for is_open, change in zip(opens, changes, strict=True)
        ]
        best = np.maximum.reduce(score)
        tied = np.zeros(size, np.uint8)
        for is_open, one, favourite in zip(opens, score, favourites, strict=True):
            here = is_open & (one == best)
            favourite[:, column] = here
            tied += here
        more[:, column] = WEIGHT / np.maximum(tied, 1)
    return Policy(even, more, list(favourites))


def _wide(column: Column, size: int) -> Change:
    return np.full(size, column, np.int16) if isinstance(column, int) else column.astype(np.int16)
