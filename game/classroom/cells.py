"""What of a count may leave the room: small counts are hidden, and with them what would give them away.

- A count of 1 to 4 is hidden. Of fewer than five people nothing is told at all.
- Where fewer than 15 were all of one mind, their count is hidden and one of the empty ones beside it.
- What is hidden in a sum that is told comes to at least 5, for it can be had by subtraction: where it would
  be less, the smallest count that is left in that sum is hidden too, with its equals. So it is where all that
  is hidden is the same: two that come to 8 are 4 and 4.
- No hidden count follows from all that is told. First against second vote is a network: into every row flows
  its first vote, out of every column its second. A hidden count could be another as well exactly where a unit
  can be sent around a circle through it, over hidden counts alone, with none below 0. Where there is no
  circle, one more count beside it is hidden.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from game.classroom.ballots import NONE, PASS, Round

LEAST = 5
"""The smallest count that is told, beside none at all."""
SMALL = 15
"""Of a group smaller than this it is not told that it was of one mind."""

FEW = "not told"
"""What stands in place of a count that is hidden."""
SAID = (
    f"Where it says “{FEW}”, a count is hidden: it is under five, or a group of fewer than fifteen was of "
    "one mind, or it would let such a count be worked out."
)


class Row(NamedTuple):
    """One vote as it may be told: choice -> count, None where it is hidden."""

    counts: dict[str, int | None]
    total: int | None

    @property
    def told(self) -> bool:
        """Whether nothing of it is hidden."""
        return self.total is not None and None not in self.counts.values()


class Table(NamedTuple):
    """Both votes of a round, None for one that was not held or in which nobody was counted.

    `moved` is first against second vote, (first, second) -> count, None where it is hidden; empty where
    phones did not vote twice, or where none of it may be told.
    """

    first: Row | None
    second: Row | None
    moved: dict[tuple[str, str], int | None]


class _Flow(NamedTuple):
    """A count that flows from one node to another; at every node but the outside, in is out."""

    source: str
    target: str
    many: int
    rank: int
    """Of counts that could be hidden those of the lowest rank are: moves, then votes, then totals."""
    wholes: tuple[tuple[str, ...], ...] = ()
    """What it is a part of."""
    shown: bool = True


_Name = tuple[str, ...]
_Flows = dict[_Name, _Flow]

_OUTSIDE = ""


def row(counts: Mapping[str, int]) -> Row:
    """One vote, or one question with words to choose from; its total is told with it."""
    flows = dict(_vote("first", counts))
    return _row("first", flows, _hidden(flows))


def table(one: Round) -> Table:
    """A round. With hands among the ballots its two votes stand apart: nobody knows how hands moved."""
    first, second = (
        {**vote.counts, PASS: vote.passes} if vote is not None and vote.cast else None
        for vote in (one.first, one.second)
    )
    if not one.moved or one.by_hands or first is None or second is None:
        return Table(row(first) if first else None, row(second) if second else None, {})
    flows = dict([*_vote("first", first, onward=True), *_vote("second", second, onward=True)])
    for before, after in product((*first, NONE), (*second, NONE)):
        count = one.moved.get(before, {}).get(after, 0)
        once = NONE in (before, after)
        # How many voted only once is told nowhere, but it must not be had by subtraction either.
        if count or not once:
            ends = [("first", before), ("second", after)]
            wholes = tuple(name for name in ends if name[1] != NONE)
            source, target = (_OUTSIDE if name[1] == NONE else " ".join(name) for name in ends)
            flows["moved", before, after] = _Flow(source, target, count, 0, wholes, not once)
    hidden = _hidden(flows)
    moved = {
        (name[1], name[2]): _told(name, flows, hidden)
        for name, flow in flows.items()
        if name[0] == "moved" and flow.shown
    }
    votes = _row("first", flows, hidden), _row("second", flows, hidden)
    return Table(*votes, moved if any(moved.values()) else {})


def _vote(which: str, counts: Mapping[str, int], *, onward: bool = False) -> Iterator[tuple[_Name, _Flow]]:
    """A total, and what it is parted into, which flows out or `onward`. A second vote flows the other way."""
    flows: _Flows = {(which,): _Flow(_OUTSIDE, which, sum(counts.values()), 2)}
    for name, count in counts.items():
        target = f"{which} {name}" if onward else _OUTSIDE
        flows[which, name] = _Flow(which, target, count, 1, ((which,),))
    for key, flow in flows.items():
        back = flow._replace(source=flow.target, target=flow.source)
        yield key, back if which == "second" else flow


def _row(which: str, flows: _Flows, hidden: Collection[_Name]) -> Row:
    parts = {name[1]: _told(name, flows, hidden) for name in flows if len(name) == 2 and name[0] == which}
    return Row(parts, _told((which,), flows, hidden))


def _told(name: _Name, flows: _Flows, hidden: Collection[_Name]) -> int | None:
    return None if name in hidden else flows[name].many


def _hidden(flows: _Flows) -> set[_Name]:
    """What is hidden: what is small by itself, and then one more wherever that would not do."""
    hidden = {name for name, flow in flows.items() if not flow.shown or 0 < flow.many < LEAST}
    for name, whole in flows.items():
        parts = [part for part, flow in flows.items() if name in flow.wholes]
        some = [part for part in parts if flows[part].many]
        if 0 < whole.many < LEAST:
            hidden.update(parts)
        elif whole.many < SMALL and len(some) == 1 and len(parts) > 1:
            hidden.update([some[0], next(part for part in parts if part not in some)])
    while more := _more(flows, hidden):
        hidden.update(more)
    return hidden


def _more(flows: _Flows, hidden: Collection[_Name]) -> list[_Name]:
    """What else to hide; nothing where all that is hidden is safe."""
    for node in {node: None for flow in flows.values() for node in flow[:2] if node != _OUTSIDE}:
        there = [flows[name] for name in hidden if node in flows[name][:2]]
        sides = {flow.source == node for flow in there}
        alike = len({flow.many for flow in there}) == 1
        if len(sides) == 1 and (alike or sum(flow.many for flow in there) < LEAST):
            more = _smallest(flows, hidden, {node})
            if more:
                return more
    for name in sorted(hidden):
        if not _could_differ(name, flows, hidden):
            beside = set(flows[name][:2]) - {_OUTSIDE}
            return _smallest(flows, hidden, beside) or _smallest(flows, hidden, None)
    return []


def _smallest(flows: _Flows, hidden: Collection[_Name], nodes: Collection[str] | None) -> list[_Name]:
    """What is missed least at `nodes`: an empty one where there is no other, else all that are as many."""
    touched = {node for name in hidden for node in flows[name][:2]} | {_OUTSIDE}

    def missed(name: _Name) -> tuple[int, bool, bool, int]:
        flow = flows[name]
        # Between two sums that hide something already it closes a circle, and draws in no third.
        return flow.rank, not flow.many, not touched.issuperset(flow[:2]), flow.many

    told = [
        name
        for name, flow in flows.items()
        if name not in hidden and (nodes is None or flow.source in nodes or flow.target in nodes)
    ]
    least = min(told, key=missed, default=None)
    if least is None or not flows[least].many:
        return [] if least is None else [least]
    return [name for name in told if missed(name) == missed(least)]


def _could_differ(name: _Name, flows: _Flows, hidden: Collection[_Name]) -> bool:
    """Whether all that is told would be the same with one more here, or one fewer."""
    here = flows[name]
    ways: dict[str, set[str]] = {}
    for other in hidden:
        if other != name:
            flow = flows[other]
            ways.setdefault(flow.source, set()).add(flow.target)
            if flow.many:
                ways.setdefault(flow.target, set()).add(flow.source)
    return _leads(ways, here.target, here.source) or (
        here.many > 0 and _leads(ways, here.source, here.target)
    )


def _leads(ways: Mapping[str, set[str]], start: str, goal: str) -> bool:
    found, waiting = {start}, [start]
    while waiting:
        for node in ways.get(waiting.pop(), set()) - found:
            found.add(node)
            waiting.append(node)
    return goal in found
