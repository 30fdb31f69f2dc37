"""Why something never happens, in the words of the author's own condition."""

from collections.abc import Callable

import numpy as np

from game.analysis.prove import Nearness, Verdict
from game.analysis.terms import Columns, Flag, Linear, Not, Region, holds
from game.narrative.outcome import region

# variable, what it needs, whether upwards, place -> where it was last within reach, or an empty string
Lost = Callable[[str, int, bool, str], str]


def reason(verdict: Verdict, lost: Lost) -> str:
    """Why the condition of `verdict`, which never holds, does not; empty where there is nothing to say."""
    place = verdict.sites[0].place
    stopped = [near for near in verdict.near.values() if not near.ever]
    if not stopped:
        return f"its parts hold at `{place}`, but never together" if len(verdict.near) > 1 else ""
    said = [_part(near, place, lost) for near in stopped]
    return "; ".join(dict.fromkeys(text for text in said if text))


def _part(near: Nearness, place: str, lost: Lost) -> str:
    match near.term:
        case Flag(name):
            return _flag(name, place, False)
        case Not(Flag(name)):
            return _flag(name, place, True)
        case Linear(((str(name), _),)) | Not(Linear(((str(name), _),))):
            return _number(near, name, place, lost)
        case Linear(parts) | Not(Linear(parts)):
            names = [name for name, _ in parts if isinstance(name, str)]
            ranges = [f"{name} is {near.least[name]} to {near.most[name]}" for name in names]
            return f"{' and '.join(ranges)} at `{place}`"
        case Region(outcome):
            return _region(outcome, near, place)
        case Not(Region(outcome)):
            return f"the meters always say {outcome} at `{place}`"
    return f"no part of it ever holds at `{place}`"


def _flag(name: str, place: str, always: bool) -> str:
    kind, _, of = name.partition(".")
    often = "always" if always else "never"
    if not of:
        return f"`{name}` is {often} set at `{place}`"
    return f"`{of}` has {often} been {'left' if kind == 'seen' else 'chosen'} before `{place}`"


def _number(near: Nearness, name: str, place: str, lost: Lost) -> str:
    columns: list[Columns] = [{name: value} for value in range(101)]
    good = [value for value, column in enumerate(columns) if holds(near.term, column)]
    least, most = near.least[name], near.most[name]
    if not good:
        return f"no value of {name} can be so"
    if good[0] > most:
        before = lost(name, good[0], True, place)
        return f"{name} is at most {most} at `{place}`; this needs {good[0]}{before}"
    if good[-1] < least:
        before = lost(name, good[-1], False, place)
        return f"{name} is at least {least} at `{place}`; this needs {good[-1]}{before}"
    wanted = str(good[0]) if len(good) == 1 else f"{good[0]} to {good[-1]}"
    return f"{name} is {least} to {most} at `{place}`, but never what this needs ({wanted})"


def _region(outcome: str, near: Nearness, place: str) -> str:
    wanted = [
        (a, c) for a in range(101) for c in range(101) for other in (100, 0) if region(a, c, other) == outcome
    ]
    if not wanted or not near.points:
        return f"the meters never say {outcome} at `{place}`"
    goals = np.array(wanted)
    points = sorted(near.points)
    gaps = [int(np.abs(goals - point).max(axis=1).min()) for point in points]
    a, c = points[int(np.argmin(gaps))]
    return f"the meters never say {outcome} at `{place}`: nearest are autonomy {a} and connection {c}"
