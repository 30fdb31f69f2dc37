"""Why something never happens, in the words of the author's own condition."""

from collections.abc import Callable, Collection, Mapping
from functools import reduce

import numpy as np

from game.analysis.prove import Nearness, Verdict
from game.analysis.sites import Moment
from game.analysis.terms import OTHERS_LOW, Columns, Flag, Linear, Not, Region, Some, Term, holds
from game.narrative.outcome import region

# variable, what it needs, whether upwards, when it is asked -> where it was last within reach, or nothing
Lost = Callable[[str, int, bool, Collection[Moment]], str]

_NAMED = 3
"""How many moments are named before they are only counted."""


def reason(verdict: Verdict, lost: Lost) -> str:
    """Why the condition of `verdict`, which never holds, does not; empty where there is nothing to say.

    What is said is true of every moment that it names. Where the condition asks for one thing here and for
    another there, as an ending does to which several ways lead, the nearest of these is told.
    """
    alike: dict[frozenset[Term], list[Moment]] = {}
    for moment, parts in verdict.near.items():
        alike.setdefault(frozenset(parts), []).append(moment)
    told = [_Told(moments, [verdict.near[moment] for moment in moments], lost) for moments in alike.values()]
    return min(told, key=lambda one: len(one.stopped)).reason() if told else ""


class _Told:
    """What can be told of moments at which the same is asked."""

    def __init__(self, moments: list[Moment], near: list[Mapping[Term, Nearness]], lost: Lost) -> None:
        self.moments, self.lost = moments, lost
        self.when = _listed(moments, "and")
        self.parts = [reduce(Nearness.join, (parts[term] for parts in near)) for term in near[0]]
        self.stopped = [part for part in self.parts if not part.ever]

    def reason(self) -> str:
        if not self.stopped:
            somewhere = _listed(self.moments, "or")
            return f"its parts hold {somewhere}, but never together" if len(self.parts) > 1 else ""
        return "; ".join(dict.fromkeys(text for part in self.stopped if (text := self.part(part))))

    def part(self, near: Nearness) -> str:
        match near.term:
            case Flag(name):
                return _flag(name, self.when, False)
            case Not(Flag(name)):
                return _flag(name, self.when, True)
            case Linear(((str(name), _),)) | Not(Linear(((str(name), _),))):
                return self.number(near, name)
            case Linear(parts) | Not(Linear(parts)):
                names = [name for name, _ in parts if isinstance(name, str)]
                ranges = [f"{name} is {near.least[name]} to {near.most[name]}" for name in names]
                return f"{' and '.join(ranges)} {self.when}" if ranges else ""
            case Region():
                return _region(near.term, near, self.when)
            case Not(Region(outcome)):
                return f"the meters always say {outcome} {self.when}"
            case Some():
                return f"no part of it ever holds {self.when}"
            case Not():
                return f"what it denies always holds {self.when}"
        return ""

    def number(self, near: Nearness, name: str) -> str:
        columns: list[Columns] = [{name: value} for value in range(101)]
        good = [value for value, column in enumerate(columns) if holds(near.term, column)]
        least, most = near.least[name], near.most[name]
        if not good:
            return f"no value of {name} can be so"
        if good[0] > most:
            before = self.lost(name, good[0], True, self.moments)
            return f"{name} is at most {most} {self.when}; this needs {good[0]}{before}"
        if good[-1] < least:
            before = self.lost(name, good[-1], False, self.moments)
            return f"{name} is at least {least} {self.when}; this needs {good[-1]}{before}"
        wanted = str(good[0]) if len(good) == 1 else f"{good[0]} to {good[-1]}"
        return f"{name} is {least} to {most} {self.when}, but never what this needs ({wanted})"


def _listed(moments: list[Moment], joint: str) -> str:
    """``at `a` and `b` and after `c.ask```, with what is more than a few only counted."""
    joined: dict[str, dict[str, None]] = {}
    for joins, name in (moment.told for moment in moments):
        joined.setdefault(joins, {})[name] = None
    told = []
    for joins, names in joined.items():
        some = list(names)[:_NAMED] if len(names) <= _NAMED else list(names)[: _NAMED - 1]
        some += [f"{len(names) - len(some)} more"] if len(some) < len(names) else []
        told.append(f"{joins} " + f" {joint} ".join(filter(None, (", ".join(some[:-1]), some[-1]))))
    return f" {joint} ".join(told)


def _flag(name: str, when: str, always: bool) -> str:
    kind, _, of = name.partition(".")
    if not of:
        return f"`{name}` is {'always' if always else 'never'} set {when}"
    done = "left" if kind == "seen" else "chosen"
    return (
        f"`{of}` has always been {done} already {when}"
        if always
        else f"`{of}` has never been {done} yet {when}"
    )


def _region(asked: Region, near: Nearness, when: str) -> str:
    said = f"the meters never say {asked.outcome} {when}"
    # Where nobody else has a meter, nothing is lopsided.
    others = (100, 0) if asked.others else (None,)
    goals = np.array(
        [
            (a, c)
            for a in range(101)
            for c in range(101)
            if asked.outcome in [region(a, c, other) for other in others]
        ]
    )
    if not len(goals) or not near.points:
        return said
    points = sorted(near.points)
    gaps = [int(np.abs(goals - point).max(axis=1).min()) for point in points]
    if not min(gaps):
        low = "is not" if asked.outcome == "lopsided" else "is"
        return f"{said}: autonomy and connection would, but somebody else's own {low} below {OTHERS_LOW}"
    a, c = points[int(np.argmin(gaps))]
    return f"{said}: nearest are autonomy {a} and connection {c}"
