"""Proofs about conditions: whether one ever holds, whether it ever fails, and how near it comes.

What random readings have not shown both ways is proved, all of it together in one exploration that keeps
apart what those conditions read; where that is too much, half by half.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.compile import Tables, compile_story
from game.analysis.explore import reach
from game.analysis.graphs import graph
from game.analysis.links import Links
from game.analysis.live import ALL, Cuts, Reads
from game.analysis.sample import Sample
from game.analysis.sites import Moment, Site
from game.analysis.terms import Columns, Every, Linear, Not, Region, Term, Truths, holds, reads
from game.story.model import HERE
from game.story.shape import Path

LEAST_SECONDS = 0.2


@dataclass
class Nearness:
    """How near one part of a condition came to holding."""

    term: Term
    ever: bool = False
    least: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    """Of the numbers that it reads, over all states in which it was judged."""
    points: set[tuple[int, int]] = field(default_factory=set)
    """Autonomy and connection, where it asks for an outcome."""

    def join(self, other: "Nearness") -> "Nearness":
        """How near it came at one time or another."""
        return Nearness(
            self.term,
            self.ever or other.ever,
            {name: min(least, other.least.get(name, least)) for name, least in self.least.items()},
            {name: max(most, other.most.get(name, most)) for name, most in self.most.items()},
            self.points | other.points,
        )


@dataclass
class Verdict:
    """What is known of the condition at one path."""

    sites: tuple[Site, ...]
    holds: bool = False
    fails: bool = False
    proved: bool = False
    """Whether what has not been seen is certain never to happen."""
    judged: bool = False
    """Whether it is ever judged at all; what stands at an unreachable place is not."""
    near: dict[Moment, dict[Term, Nearness]] = field(default_factory=dict)
    """How near each part of it came whenever it was judged, where it never holds."""

    @property
    def never(self) -> bool:
        """Proved never to hold, though it is judged."""
        return self.proved and self.judged and not self.holds

    @property
    def always(self) -> bool:
        """Proved never to fail; asked only of plain conditions."""
        return self.proved and self.judged and not self.fails and self.sites[0].plain


def verdicts(tables: Tables, watched: Sequence[Site], sample: Sample, budget: Budget) -> dict[Path, Verdict]:
    """What is known of every condition: by the sample, and beyond it by proof as far as `budget` goes."""
    groups: dict[Path, list[int]] = {}
    for number, site in enumerate(watched):
        groups.setdefault(site.path, []).append(number)
    found: dict[Path, Verdict] = {}
    for path, numbers in groups.items():
        verdict = found[path] = Verdict(tuple(watched[number] for number in numbers))
        verdict.holds = any(number in sample.held for number in numbers)
        verdict.fails = any(number in sample.failed for number in numbers)
        verdict.judged = verdict.holds or verdict.fails
        verdict.proved = verdict.holds and (verdict.fails or not verdict.sites[0].plain)
    _prove([verdict for verdict in found.values() if not verdict.proved], tables, budget)
    return found


def _prove(open_: list[Verdict], tables: Tables, budget: Budget) -> None:
    if not open_:
        return
    if budget.left < LEAST_SECONDS:
        budget.short.add("time")
        return
    try:
        _judge_all(open_, tables, budget.part(1.0 if len(open_) == 1 else 0.5))
        return
    except (OutOfBudgetError, TooWideError):
        pass
    # Not while the error is at hand, which would hold all that was explored in vain.
    if len(open_) > 1:
        half = len(open_) // 2
        _prove(open_[:half], tables, budget)
        _prove(open_[half:], tables, budget)


def _judge_all(open_: list[Verdict], tables: Tables, budget: Budget) -> None:
    every_site = [(verdict, site) for verdict in open_ for site in verdict.sites]
    wanted = _reads(tables, [site for _, site in every_site])
    names = {name for cuts in (*wanted.at.values(), *wanted.after.values()) for name in cuts}
    kept = compile_story(tables.story, tables.before, extra=names)
    found = Links(reach(graph(kept, wanted, pause=budget.check), budget))
    by_place: dict[str, list[tuple[Verdict, Site]]] = {}
    for verdict, site in every_site:
        by_place.setdefault(site.place, []).append((verdict, site))
    judged: dict[int, Verdict] = {id(verdict): Verdict(verdict.sites) for verdict in open_}
    for verdict, site in by_place.get(tables.story.header.start, ()):
        if site.stage == "arriving":
            # The first page is arrived at from nowhere.
            _note(judged[id(verdict)], site, tables.initial, 1)
    for node in found.reach.cells:
        budget.check(found.reach.states)
        for moment, columns, size in _moments(found, node, by_place):
            for verdict, site in by_place.get(moment.place, ()):
                if site.moment == moment:
                    _note(judged[id(verdict)], site, columns, size)
    for verdict in open_:
        now = judged[id(verdict)]
        verdict.holds, verdict.fails, verdict.judged = now.holds, now.fails, now.judged
        verdict.near, verdict.proved = now.near, True


def _reads(tables: Tables, sites: Iterable[Site]) -> Reads:
    """What must be told apart, value by value, to judge `sites` and to say how near they come."""
    at: dict[str, Cuts] = {}
    after: dict[str, Cuts] = {}
    leading: dict[str, list[str]] = {}
    for place in tables.places.values():
        for move in place.moves:
            for exit_ in move.exits:
                leading.setdefault(exit_.to, []).append(move.mark)
    for site in sites:
        cuts = dict.fromkeys(reads(site.term), ALL)
        if site.stage == "after":
            after.setdefault(site.choice, {}).update(cuts)
        elif site.stage == "arriving":
            for mark in leading.get(site.place, ()):
                after.setdefault(mark, {}).update(cuts)
        else:
            at.setdefault(site.place, {}).update(cuts)
    return Reads(at, after)


def _moments(found: Links, node: Node, wanted: Mapping[str, object]) -> Iterator[tuple[Moment, Columns, int]]:
    """Every moment at which conditions are judged, from all states of `node`."""
    reach_ = found.reach
    place = reach_.graph.tables.places[node.place]
    arms = reach_.graph.arms[node]
    whole = reach_.part(node)
    if place.id in wanted:
        yield Moment(place.id, "at"), whole.columns, whole.size
        rows = found.arrived(node)
        arrived = whole.take(None if rows is None else np.flatnonzero(rows))
        yield Moment(place.id, "arrived"), arrived.columns, arrived.size
        for arm in arms:
            some = whole.where(arm.when)
            if some is not None:
                yield Moment(place.id, "open", place.moves[arm.move].mark), some.columns, some.size
    if place.id not in wanted and wanted.keys().isdisjoint(to.place for to in reach_.graph.after[node]):
        return
    for stride in reach_.expander.walk(node, whole):
        if stride.way is None:
            mark = place.moves[arms[stride.arm].move].mark
            after = stride.part.mark(mark)
            yield Moment(place.id, "after", mark), after.columns, after.size
        elif stride.way.to in wanted and stride.way.to != HERE:
            arriving = stride.part.mark(place.mark)
            yield Moment(stride.way.to, "arriving"), arriving.columns, arriving.size


def _note(verdict: Verdict, site: Site, columns: Columns, size: int) -> None:
    if not size:
        return
    verdict.judged = True
    truth = holds(site.term, columns)
    verdict.holds = verdict.holds or _any(truth)
    verdict.fails = verdict.fails or not _all(truth)
    if verdict.holds:
        return
    parts = verdict.near.setdefault(site.moment, {})
    for part in site.term.terms if isinstance(site.term, Every) else (site.term,):
        near = parts.setdefault(part, Nearness(part))
        near.ever = near.ever or _any(holds(part, columns))
        inner = part.term if isinstance(part, Not) else part
        if isinstance(inner, Linear):
            for name, _ in inner.parts:
                if isinstance(name, str):
                    column = np.asarray(columns[name])
                    near.least[name] = min(near.least.get(name, 999), int(column.min()))
                    near.most[name] = max(near.most.get(name, -1), int(column.max()))
        elif isinstance(inner, Region):
            a, c = np.broadcast_arrays(columns["autonomy"], columns["connection"])
            codes = np.unique(a.astype(np.int64) * 128 + c)
            near.points.update((int(code) >> 7, int(code) & 127) for code in codes)


def _any(truth: Truths) -> bool:
    return truth if isinstance(truth, bool) else bool(truth.any())


def _all(truth: Truths) -> bool:
    return truth if isinstance(truth, bool) else bool(truth.all())
