"""Thousands of readings at a time, each by its own choices: the array form of the rules, a column a variable.

For stories that are too large to be explored, and for whoever wants many readings quickly. Nobody sees the
words of these: `sample` reads fewer, page by page.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from game.analysis.compile import NOWHERE, Move, Place, Row, Tables
from game.analysis.part import PLANE, changed
from game.analysis.readers import MEASURES, TRUST, UNIFORM, WEIGHT, Change
from game.analysis.terms import TRUE, Column, Truths, holds, outcome_codes
from game.story.condition import OUTCOMES
from game.story.model import HERE

LONGEST = 100_000
"""Choices after which readings are given up."""

Rows = NDArray[np.intp]


@dataclass
class Tally:
    """Where readings ended."""

    readings: int
    steps: int = 0
    """Choices made in all of them."""
    given_up: int = 0
    """Readings that were still going on when the time, or the patience, was over."""
    endings: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def unfinished(self) -> int:
        """Readings that got stuck or lost, or were given up."""
        return self.readings - sum(self.endings.values())


def read_many(
    tables: Tables, reader: str = UNIFORM, readings: int = 20_000, seconds: float = 2.0, seed: int = 1
) -> Tally:
    """Where so many readings of `reader` end, all begun at once; given up after about `seconds`."""
    return _Lockstep(tables, reader, readings, seed).run(time.monotonic() + seconds)


class _Lockstep:
    def __init__(self, tables: Tables, reader: str, readings: int, seed: int) -> None:
        self.tables, self.reader = tables, reader
        self.rng = np.random.default_rng(seed)
        self.whole = {name: np.full(readings, tables.initial[name], np.uint8) for name in tables.read}
        self.places = list(tables.places.values())
        self.numbers = {place.id: number for number, place in enumerate(self.places)}
        self.at = np.zeros(readings, np.int32)
        self.tally = Tally(readings)

    def run(self, deadline: float) -> Tally:
        going: Rows = np.arange(len(self.at))
        self.arrive(going, self.tables.story.header.start)
        for _ in range(LONGEST):
            going = going[np.argsort(self.at[going], kind="stable")]
            places = self.at[going]
            starts = np.flatnonzero(np.diff(places, prepend=-1))
            on: list[Rows] = []
            for start, rows in zip(starts.tolist(), np.split(going, starts[1:]), strict=True):
                place = self.places[places[start]]
                if place.moves:
                    on += self.step(place, rows)
                else:
                    self.close(place, rows)
            going = np.concatenate(on) if on else going[:0]
            if not len(going) or time.monotonic() > deadline:
                break
        self.tally.given_up = len(going)
        return self.tally

    def step(self, place: Place, rows: Rows) -> Iterator[Rows]:
        """One choice of everybody at `place`; yields who goes on."""
        here = _Here(self.whole, rows)
        opens = np.empty((len(place.moves), len(rows)), np.bool_)
        for is_open, move in zip(opens, place.moves, strict=True):
            is_open[:] = holds(move.when, here)
        picked = self.pick(self.preferred(place, here, opens))
        for number, move in enumerate(place.moves):
            chosen = rows[picked == number]
            if len(chosen):
                self.tally.steps += len(chosen)
                yield from self.go(place, move, chosen)

    def preferred(self, place: Place, here: "_Here", opens: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Among which open choices each reading draws, (moves, rows)."""
        if self.reader == UNIFORM or len(opens) == 1:
            return opens
        scores = np.full(opens.shape, -10_000, np.int16)
        for score, is_open, move in zip(scores, opens, place.moves, strict=True):
            score[is_open] = self.score(move, here)[is_open]
        favourite = (scores == scores.max(axis=0)) & opens
        return np.where(self.rng.random(len(here.rows)) < WEIGHT, favourite, opens)

    def score(self, move: Move, here: "_Here") -> Change:
        after = _Here(self.whole, here.rows)
        after.change(move.rows)
        by = {name: here.wide(name, after) for name in PLANE}
        trust = here.wide(TRUST, after) if TRUST in self.whole else None
        if TRUST not in self.tables.story.meters:
            trust = by["autonomy"] + by["connection"]
        a, c = (np.asarray(here[name]).astype(np.int16) for name in PLANE)
        nothing = np.zeros(len(here.rows), np.int16)
        return MEASURES[self.reader](
            a, c, by["autonomy"], by["connection"], nothing if trust is None else trust
        )

    def pick(self, among: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The number of one choice of each column, all alike; -1 where there is none."""
        count = np.cumsum(among, axis=0, dtype=np.min_scalar_type(len(among)))
        drawn = (self.rng.random(among.shape[1]) * count[-1]).astype(count.dtype)
        return np.where(count[-1] > 0, np.argmax(count > drawn, axis=0), -1)

    def go(self, place: Place, move: Move, rows: Rows) -> Iterator[Rows]:
        after = _Here(self.whole, rows)
        after.change(move.rows)
        after.mark(move.mark)
        after.store()
        for exit_ in move.exits:
            truth: Truths = True if exit_.when == TRUE else holds(exit_.when, _Here(self.whole, rows))
            taken = rows if truth is True else rows[:0] if truth is False else rows[truth]
            if len(taken) and exit_.to != NOWHERE:
                if exit_.to != HERE:
                    left = _Here(self.whole, taken)
                    left.mark(place.mark)
                    left.store()
                    self.arrive(taken, exit_.to)
                yield taken
            if truth is True:
                return
            if truth is not False:
                rows = rows[~truth]
                if not len(rows):
                    return

    def arrive(self, rows: Rows, place: str) -> None:
        here = _Here(self.whole, rows)
        here.change(self.tables.places[place].arrival)
        here.store()
        self.at[rows] = self.numbers[place]

    def close(self, place: Place, rows: Rows) -> None:
        tally = self.tally
        tally.endings[place.id] = tally.endings.get(place.id, 0) + len(rows)
        codes = np.broadcast_to(outcome_codes(_Here(self.whole, rows), self.tables.others), len(rows))
        for name, many in zip(OUTCOMES, np.bincount(codes, minlength=len(OUTCOMES)).tolist(), strict=True):
            if many:
                tally.outcomes[name] = tally.outcomes.get(name, 0) + many


class _Here(dict[str, Column]):
    """The columns of some readings, taken out when they are asked for."""

    def __init__(self, whole: dict[str, NDArray[np.uint8]], rows: Rows) -> None:
        super().__init__()
        self.whole, self.rows = whole, rows
        self.touched: set[str] = set()

    def __missing__(self, name: str) -> Column:
        self[name] = column = self.whole[name][self.rows]
        return column

    def change(self, rows: tuple[Row, ...]) -> None:
        """Apply `rows`: every `when` is judged before the first is applied."""
        for row, fires in [(row, holds(row.when, self)) for row in rows]:
            for op in row.ops if fires is not False else ():
                self[op.name] = changed(op, self[op.name], fires)
                self.touched.add(op.name)

    def mark(self, mark: str) -> None:
        """Make a mark, where somebody reads it."""
        if mark in self.whole:
            self[mark] = 1
            self.touched.add(mark)

    def wide(self, name: str, after: "_Here") -> Change:
        """By how much `name` is more in `after`."""
        old, new = np.asarray(self[name]), np.asarray(after[name])
        return np.broadcast_to(new.astype(np.int16) - old.astype(np.int16), len(self.rows))

    def store(self) -> None:
        """Put back what was changed."""
        for name in self.touched:
            self.whole[name][self.rows] = self[name]
