"""Whether a term can hold at all, given the set of values that each variable may have."""

import ast
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from game.analysis.terms import (
    COMPARE,
    Every,
    Flag,
    Known,
    Linear,
    Not,
    Region,
    Some,
    Term,
    every,
    negate,
    regions,
    some,
    values_of,
)
from game.story.condition import OUTCOMES


def judge(term: Term, may: Mapping[str, int]) -> bool | None:
    """Whether `term` holds when each variable is one of the values in its set of bits; None if it may."""
    match term:
        case Known(value):
            return value
        case Flag(name):
            return {1: False, 2: True}.get(may[name])
        case Not(inner):
            found = judge(inner, may)
            return None if found is None else not found
        case Every(terms):
            return _judge_all(terms, may, True)
        case Some(terms):
            return _judge_all(terms, may, False)
        case Linear():
            return _judge_linear(term, may)
        case Region(outcome, _):
            return _judge_region(outcome, may["autonomy"], may["connection"])


def _judge_all(terms: tuple[Term, ...], may: Mapping[str, int], neutral: bool) -> bool | None:
    found: bool | None = neutral
    for term in terms:
        truth = judge(term, may)
        if truth is (not neutral):
            return truth
        if truth is None:
            found = None
    return found


def _judge_linear(term: Linear, may: Mapping[str, int]) -> bool | None:
    if len(term.parts) == 1 and isinstance(name := term.parts[0][0], str):
        good = _good(term.parts[0][1], term.constant, term.compare.__name__)
        values = may[name]
        return None if values & good and values & ~good else bool(values & good)
    compare = COMPARE[term.compare]
    low = high = term.constant
    for part, factor in term.parts:
        if isinstance(part, str):
            least, most = (may[part] & -may[part]).bit_length() - 1, may[part].bit_length() - 1
        else:
            truth = judge(part, may)
            least, most = (0, 1) if truth is None else (int(truth), int(truth))
        low += min(factor * least, factor * most)
        high += max(factor * least, factor * most)
    if term.compare in (ast.Eq, ast.NotEq):
        if low <= 0 <= high and low != high:
            return None
        return bool(compare(low, 0))
    ends = {bool(compare(low, 0)), bool(compare(high, 0))}
    return ends.pop() if len(ends) == 1 else None


@lru_cache(maxsize=4096)
def _good(factor: int, constant: int, sign: str) -> int:
    """The values of one variable for which a comparison, by the name of its sign in `ast`, holds."""
    compare = COMPARE[getattr(ast, sign)]
    return sum(1 << value for value in range(101) if compare(factor * value + constant, 0))


@lru_cache(maxsize=4096)
def _judge_region(outcome: str, autonomy: int, connection: int) -> bool | None:
    seen = regions()[np.ix_(values_of(autonomy), values_of(connection))] == OUTCOMES.index(outcome)
    return bool(seen[0, 0, 0]) if seen.all() or not seen.any() else None


def simplify(term: Term, may: Mapping[str, int]) -> Term:
    """`term` without the parts that `may` already decides."""
    found = judge(term, may)
    if found is not None:
        return Known(found)
    match term:
        case Not(inner):
            return negate(simplify(inner, may))
        case Every(terms):
            return every(tuple(simplify(inner, may) for inner in terms))
        case Some(terms):
            return some(tuple(simplify(inner, may) for inner in terms))
    return term


def allowed(term: Term, may: Mapping[str, int], name: str) -> int:
    """The values of `name`, the only variable of a comparison or of its contrary, for which `term` holds."""
    inner = term.term if isinstance(term, Not) else term
    assert isinstance(inner, Linear)
    good = _good(inner.parts[0][1], inner.constant, inner.compare.__name__)
    return may[name] & (~good if isinstance(term, Not) else good)
