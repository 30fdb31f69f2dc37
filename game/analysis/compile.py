"""A story as flat integer tables: what each choice does to each variable, and where it leads.

Everything that changes a number becomes a table of 128 entries, made by calling the very rules of the
game, so that an effect, a flag that is set and a mark that is left are one kind of thing. Variables are
named as in conditions: ``trust``, ``checks``, ``wind``, ``seen.board``, ``chose.board.ring``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.analysis.terms import FALSE, TRUE, Flag, Term, assume, every, negate, others_of, reads, term_of
from game.narrative.meters import count, respond
from game.story.growing import growing
from game.story.model import COUNTER_MAX, ENDING, METER_MAX, Choice, Effect, Scene, Story

NOWHERE = ""
"""Where a choice leads when no entry of its route holds: a fault of the story."""


class Op(NamedTuple):
    """One change of one variable: `key` says which, and `table` has the value after for each value before."""

    name: str
    key: tuple[str, int]

    @property
    def table(self) -> NDArray[np.uint8]:
        """128 values; those past the end of the variable repeat its last."""
        return _table(*self.key)

    @property
    def constant(self) -> int | None:
        """The value after where it is the same whatever came before, else None."""
        return {"set": 1, "clear": 0}.get(self.key[0])

    def image(self, values: int) -> int:
        """The set of values after, from a set of values before."""
        return _image(self.key, values)

    def pull(self, cuts: int) -> int:
        """The cuts before that the cuts after ask for."""
        return _pull(self.key, cuts)


@lru_cache(maxsize=1024)
def _table(kind: str, change: int) -> NDArray[np.uint8]:
    if kind == "meter":
        made = [respond(min(value, METER_MAX), change) for value in range(128)]
    elif kind == "counter":
        made = [count(min(value, COUNTER_MAX), change) for value in range(128)]
    else:
        made = [int(kind == "set")] * 128
    # Classes of values are pulled back through effects, which is right only where they keep the order.
    assert made == sorted(made), (kind, change)
    return np.array(made, np.uint8)


@lru_cache(maxsize=65536)
def _image(key: tuple[str, int], values: int) -> int:
    if key[0] in ("set", "clear"):
        return 0b10 if key[0] == "set" else 0b01
    table = _table(*key)
    found = 0
    for value in range(values.bit_length()):
        if values >> value & 1:
            found |= 1 << int(table[value])
    return found


@lru_cache(maxsize=65536)
def _pull(key: tuple[str, int], cuts: int) -> int:
    table = _table(*key)
    found = 0
    for cut in range(1, min(cuts.bit_length(), 101)):
        if cuts >> cut & 1:
            first = int(np.searchsorted(table, cut))
            if 0 < first <= METER_MAX:
                found |= 1 << first
    return found


class Row(NamedTuple):
    """Changes made together where `when` holds."""

    when: Term
    ops: tuple[Op, ...]


class Exit(NamedTuple):
    """Where a choice leads if `when` holds and no exit before it did: a place, ``"here"``, or nowhere."""

    when: Term
    to: str


class Move(NamedTuple):
    """A choice that stands on a scene."""

    id: str
    when: Term
    """Its own condition, and not having been taken."""
    rows: tuple[Row, ...]
    mark: str
    exits: tuple[Exit, ...]


class Place(NamedTuple):
    """A scene, or an ending, which has no moves."""

    id: str
    arrival: tuple[Row, ...]
    moves: tuple[Move, ...]
    mark: str


@dataclass(frozen=True)
class Tables:
    """A whole story, ready to be explored."""

    story: Story
    before: frozenset[str]
    places: Mapping[str, Place]
    initial: Mapping[str, int]
    """Every variable with its value before the first arrival."""
    sizes: Mapping[str, int]
    """How many values each variable can have: 101, 100 or 2."""
    read: frozenset[str]
    """The variables that some condition or reader can see, directly or through others."""

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The meters that are another person's own autonomy."""
        return others_of(self.story.meters)

    def term(self, condition: object) -> Term:
        """The term of a condition of this story."""
        return term_of(condition, self.others, self.before)  # type: ignore[arg-type]


@growing()
def compile_story(
    story: Story,
    before: frozenset[str] = frozenset(),
    every_variable: bool = False,
    extra: Iterable[str] = (),
) -> Tables:
    """The tables of `story` for a reader whose earlier readings left `before`.

    Only what can decide openness, meters and endings is kept, and the variables in `extra`; with
    `every_variable` all are, marks too.
    """
    return _Compiler(story, before).tables(every_variable, frozenset(extra))


class _Compiler:
    def __init__(self, story: Story, before: frozenset[str]) -> None:
        self.story = story
        self.others = others_of(story.meters)
        self.before = before
        self.endings = [(ending.id, self.term(ending.when)) for ending in story.endings.values()]

    def term(self, condition: object) -> Term:
        return term_of(condition, self.others, self.before)  # type: ignore[arg-type]

    def tables(self, every_variable: bool, extra: frozenset[str]) -> Tables:
        places = {scene.id: self.place(scene) for scene in self.story.scenes.values()}
        places |= {name: Place(name, (), (), f"seen.{name}") for name in self.story.endings}
        initial = {**self.story.meters, **self.story.counters, **dict.fromkeys(self.story.flags, 0)}
        sizes = {
            **dict.fromkeys(self.story.meters, METER_MAX + 1),
            **dict.fromkeys(self.story.counters, COUNTER_MAX + 1),
            **dict.fromkeys(self.story.flags, 2),
        }
        for scene in self.story.scenes.values():
            marks = [f"seen.{scene.id}", *(f"chose.{scene.id}.{choice.id}" for choice in scene.choices)]
            initial |= dict.fromkeys(marks, 0)
            sizes |= dict.fromkeys(marks, 2)
        wanted = (
            frozenset(initial) if every_variable else _relevant(places.values(), extra | set(self.others))
        )
        places = {name: _without_unread(place, wanted) for name, place in places.items()}
        return Tables(self.story, self.before, places, initial, sizes, wanted)

    def place(self, scene: Scene) -> Place:
        moves = tuple(self.move(scene, choice) for choice in scene.choices)
        return Place(scene.id, self.rows(scene.rows), moves, f"seen.{scene.id}")

    def move(self, scene: Scene, choice: Choice) -> Move:
        mark = f"chose.{scene.id}.{choice.id}"
        when = self.term(choice.when)
        if choice.once:
            when = every((when, negate(Flag(mark))))
        return Move(choice.id, when, self.rows(choice.rows), mark, self.exits(scene, choice))

    def rows(self, rows: Iterable[Effect]) -> tuple[Row, ...]:
        return tuple(Row(self.term(row.when), self.ops(row)) for row in rows)

    def ops(self, row: Effect) -> tuple[Op, ...]:
        """Numbers first, then `set`, then `clear`."""
        changes = [
            Op(name, ("meter" if name in self.story.meters else "counter", change))
            for name, change in row.changes
        ]
        return (
            *changes,
            *(Op(name, ("set", 0)) for name in row.set),
            *(Op(name, ("clear", 0)) for name in row.clear),
        )

    def exits(self, scene: Scene, choice: Choice) -> tuple[Exit, ...]:
        """The route with ``"ending"`` written out, judged with the scene counted as left."""
        found: list[Exit] = []
        for branch in self.story.route(scene, choice):
            when = self.term(branch.when)
            if branch.to != ENDING:
                found.append(Exit(when, branch.to))
            else:
                left = {f"seen.{scene.id}": 1}
                found += [Exit(every((when, assume(term, left))), name) for name, term in self.endings]
                found.append(Exit(when, NOWHERE))
            if when == TRUE:
                break
        found.append(Exit(TRUE, NOWHERE))
        certain = next(i for i, exit_ in enumerate(found) if exit_.when == TRUE)
        return tuple(exit_ for exit_ in found[: certain + 1] if exit_.when != FALSE)


def _relevant(places: Iterable[Place], extra: frozenset[str]) -> frozenset[str]:
    """What decides openness, routes and the two meters, and whatever decides those."""
    wanted = {"autonomy", "connection", *extra}
    rows: list[Row] = []
    for place in places:
        rows += place.arrival
        for move in place.moves:
            rows += move.rows
            wanted.update(reads(move.when), *(reads(exit_.when) for exit_ in move.exits))
    while True:
        more = {
            name for row in rows if any(op.name in wanted for op in row.ops) for name in reads(row.when)
        } - wanted
        if not more:
            return frozenset(wanted)
        wanted |= more


def _without_unread(place: Place, wanted: frozenset[str]) -> Place:
    def kept(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        fewer = (Row(row.when, tuple(op for op in row.ops if op.name in wanted)) for row in rows)
        return tuple(row for row in fewer if row.ops and row.when != FALSE)

    moves = tuple(move._replace(rows=kept(move.rows)) for move in place.moves)
    return place._replace(arrival=kept(place.arrival), moves=moves)
