"""Conditions in a form that whole arrays of states, and ranges of values, can be put through.

A `Condition` keeps one tree. Here that tree becomes a `Term`: names are resolved to the variables of the
exploration, sums are brought to linear form, and what is already known is folded away. A term can be asked
whether it is true of these columns (`holds`), and which differences between values it can see (`reads`);
`judging` asks whether it could be true at all.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.narrative.outcome import OTHERS_OWN, region
from game.story.condition import OUTCOMES, Condition, earlier_outcome

# A column: the value of one variable in each of many states, or one number where all agree.
Column = NDArray[np.uint8] | int
Columns = Mapping[str, Column]
# True or False where every state agrees.
Truths = NDArray[np.bool_] | bool

FULL = (1 << 128) - 1
"""A set of values, or of cuts, as the bits of an integer: bit n stands for n."""

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True)
class Known:
    """Always true, or always false."""

    value: bool


@dataclass(frozen=True)
class Flag:
    """A flag, ``seen.X`` or ``chose.X.Y``: a variable that is 0 or 1."""

    name: str


@dataclass(frozen=True)
class Not:
    """The contrary of a term."""

    term: "Term"


@dataclass(frozen=True)
class Every:
    """True where all its terms are."""

    terms: tuple["Term", ...]


@dataclass(frozen=True)
class Some:
    """True where any of its terms is."""

    terms: tuple["Term", ...]


@dataclass(frozen=True)
class Linear:
    """``sum(factor * part) compared with 0``; a part is a variable's name, or a term that counts 1."""

    parts: tuple[tuple["str | Term", int], ...]
    constant: int
    compare: type[ast.cmpop]


@dataclass(frozen=True)
class Region:
    """Whether the meters stand in the region of `outcome`."""

    outcome: str
    others: tuple[str, ...]


Term = Known | Flag | Not | Every | Some | Linear | Region
TRUE, FALSE = Known(True), Known(False)


# -- from a condition's tree ----------------------------------------------------------------------


def term_of(condition: Condition | None, others: tuple[str, ...], before: frozenset[str]) -> Term:
    """The term of a condition (None always holds).

    `others` are the story's ``<name>_autonomy`` meters, `before` what earlier readings left.
    """
    return TRUE if condition is None else _term(condition.tree, others, before)


def _term(node: ast.expr, others: tuple[str, ...], before: frozenset[str]) -> Term:
    def inner(child: ast.expr) -> Term:
        return _term(child, others, before)

    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return every(map(inner, values))
        case ast.BoolOp(values=values):
            return some(map(inner, values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return negate(inner(operand))
        case ast.Name(id=name):
            return Flag(name)
        case ast.Attribute():
            parts = ast.unparse(node).split(".")
            if parts[0] in ("seen", "chose"):
                return Flag(".".join(parts))
            return Known((parts[1] if parts[0] == "before" else ".".join(parts)) in before)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            earlier = earlier_outcome(node)
            if earlier is not None:
                name, outcome, equal = earlier
                return Known((f"{name}.outcome.{outcome}" in before) == equal)
            if isinstance(left, ast.Name) and left.id == "outcome":
                (right,) = comparators
                assert isinstance(right, ast.Name)
                here = Region(right.id, others)
                return here if isinstance(ops[0], ast.Eq) else negate(here)
            sides = [_sum(side, inner) for side in (left, *comparators)]
            return every(_linear(sides[i], sides[i + 1], type(op)) for i, op in enumerate(ops))
        case _:
            raise TypeError(ast.dump(node))


_Sum = tuple[dict["str | Term", int], int]


def _sum(node: ast.expr, truth: Callable[[ast.expr], Term]) -> _Sum:
    match node:
        case ast.Constant(value=int(value)):
            return {}, value
        case ast.Name(id=name):
            return {name: 1}, 0
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _plus(({}, 0), _sum(operand, truth), -1)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _sum(operand, truth)
        case ast.BinOp(left=left, op=op, right=right):
            return _plus(_sum(left, truth), _sum(right, truth), 1 if isinstance(op, ast.Add) else -1)
        case _:
            term = truth(node)
            return ({}, int(term.value)) if isinstance(term, Known) else ({term: 1}, 0)


def _plus(left: _Sum, right: _Sum, factor: int) -> _Sum:
    parts = dict(left[0])
    for part, times in right[0].items():
        parts[part] = parts.get(part, 0) + factor * times
    return {part: times for part, times in parts.items() if times}, left[1] + factor * right[1]


def _linear(left: _Sum, right: _Sum, compare: type[ast.cmpop]) -> Term:
    parts, constant = _plus(left, right, -1)
    if not parts:
        return Known(bool(COMPARE[compare](constant, 0)))
    # No sum of at most a thousand characters reaches a million, so a larger constant decides alike.
    return Linear(tuple(parts.items()), max(-(10**6), min(10**6, constant)), compare)


def every(terms: Iterator[Term] | tuple[Term, ...]) -> Term:
    """All of `terms`, with what is known folded away."""
    kept: list[Term] = []
    for term in terms:
        if term == FALSE:
            return FALSE
        if term != TRUE:
            kept.extend(term.terms if isinstance(term, Every) else (term,))
    return kept[0] if len(kept) == 1 else Every(tuple(kept)) if kept else TRUE


def some(terms: Iterator[Term] | tuple[Term, ...]) -> Term:
    """Any of `terms`, with what is known folded away."""
    kept: list[Term] = []
    for term in terms:
        if term == TRUE:
            return TRUE
        if term != FALSE:
            kept.extend(term.terms if isinstance(term, Some) else (term,))
    return kept[0] if len(kept) == 1 else Some(tuple(kept)) if kept else FALSE


def negate(term: Term) -> Term:
    """The contrary of `term`."""
    if isinstance(term, Known):
        return Known(not term.value)
    return term.term if isinstance(term, Not) else Not(term)


# -- the array form -------------------------------------------------------------------------------


def holds(term: Term, columns: Columns) -> Truths:
    """Whether `term` is true of each state of `columns`; one truth where that is the same for all."""
    match term:
        case Known(value):
            return value
        case Flag(name):
            column = columns[name]
            return bool(column) if isinstance(column, int) else column.view(np.bool_)
        case Not(inner):
            truth = holds(inner, columns)
            return not truth if isinstance(truth, bool) else ~truth
        case Every(terms):
            return _join(terms, columns, True)
        case Some(terms):
            return _join(terms, columns, False)
        case Linear():
            return _compare(term, columns)
        case Region(outcome, others):
            return is_outcome(outcome_codes(columns, others), outcome)


def _join(terms: tuple[Term, ...], columns: Columns, neutral: bool) -> Truths:
    found: Truths = neutral
    for term in terms:
        truth = holds(term, columns)
        if isinstance(truth, bool):
            if truth is not neutral:
                return truth
        elif isinstance(found, bool):
            found = truth
        else:
            found = found & truth if neutral else found | truth
    return found


def _compare(term: Linear, columns: Columns) -> Truths:
    compare = COMPARE[term.compare]
    if len(term.parts) == 1 and isinstance(name := term.parts[0][0], str) and term.parts[0][1] == 1:
        column = columns[name]
        found = compare(column, -term.constant)
        return bool(found) if isinstance(column, int) else found
    total: Any = term.constant
    for part, factor in term.parts:
        value: Any = columns[part] if isinstance(part, str) else holds(part, columns)
        total = total + factor * (int(value) if isinstance(value, bool | int) else value.astype(np.int32))
    found = compare(total, 0)
    return bool(found) if isinstance(total, int) else found


@lru_cache(maxsize=1)
def regions() -> NDArray[np.uint8]:
    """Index into `OUTCOMES` by autonomy, connection, and whether another's own autonomy is low."""
    codes = np.zeros((101, 101, 2), np.uint8)
    for autonomy in range(101):
        for connection in range(101):
            for low, other in enumerate((100, 0)):
                codes[autonomy, connection, low] = OUTCOMES.index(region(autonomy, connection, other))
    return codes


# Where `region` changes its mind about another's autonomy; a test holds it against `region` itself.
OTHERS_LOW = 45


def outcome_codes(columns: Columns, others: tuple[str, ...]) -> NDArray[np.uint8] | int:
    """The outcome of each state, as an index into `OUTCOMES`."""
    low: Truths = _join(tuple(Linear(((other, 1),), -OTHERS_LOW, ast.Lt) for other in others), columns, False)
    autonomy, connection = columns["autonomy"], columns["connection"]
    if isinstance(autonomy, int) or isinstance(connection, int):
        place: Any = autonomy * 101 + connection
    else:
        place = autonomy.astype(np.intp) * 101 + connection
    found = regions().reshape(-1)[place * 2 + low]
    return found if isinstance(found, np.ndarray) else int(found)


def is_outcome(codes: NDArray[np.uint8] | int, outcome: str) -> Truths:
    """Where `codes` stand for `outcome`."""
    found = codes == OUTCOMES.index(outcome)
    return found if isinstance(found, np.ndarray) else bool(found)


def others_of(meters: Mapping[str, int]) -> tuple[str, ...]:
    """The meters that are another person's own autonomy."""
    return tuple(name for name in meters if name.endswith(OTHERS_OWN))


# -- what is seen -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def values_of(bits: int) -> list[int]:
    """The members of a set of bits, in order."""
    return [n for n in range(bits.bit_length()) if bits >> n & 1]


def assume(term: Term, known: Mapping[str, int]) -> Term:
    """`term` where the flags in `known` have the value given there, whatever the columns say."""
    match term:
        case Flag(name) if name in known:
            return Known(bool(known[name]))
        case Not(inner):
            return negate(assume(inner, known))
        case Every(terms):
            return every(tuple(assume(inner, known) for inner in terms))
        case Some(terms):
            return some(tuple(assume(inner, known) for inner in terms))
        case Linear(parts, constant, compare):
            total: _Sum = ({}, constant)
            for part, factor in parts:
                new = part if isinstance(part, str) else assume(part, known)
                inner_sum: _Sum = ({}, int(new.value)) if isinstance(new, Known) else ({new: 1}, 0)
                total = _plus(total, inner_sum, factor)
            return _linear(total, ({}, 0), compare)
    return term


def reads(term: Term) -> dict[str, int]:
    """The differences a term can see: variable -> its cuts. A cut at n parts values below n from the rest."""
    found: dict[str, int] = {}
    for name, cuts in _reads(term):
        found[name] = found.get(name, 0) | cuts
    return found


def _reads(term: Term) -> Iterator[tuple[str, int]]:
    match term:
        case Flag(name):
            yield name, 0b10
        case Not(inner):
            yield from _reads(inner)
        case Every(terms) | Some(terms):
            for inner in terms:
                yield from _reads(inner)
        case Linear(parts):
            alone = len(parts) == 1
            for part, factor in parts:
                if not isinstance(part, str):
                    yield from _reads(part)
                elif alone:
                    yield part, _cuts_of(term, factor)
                else:
                    yield part, FULL & ~1
        case Region(_, others):
            yield "autonomy", FULL & ~1
            yield "connection", FULL & ~1
            for other in others:
                yield other, 1 << OTHERS_LOW


def _cuts_of(term: Linear, factor: int) -> int:
    """Where the answer of a comparison of one variable changes."""
    compare = COMPARE[term.compare]
    answers = [bool(compare(factor * value + term.constant, 0)) for value in range(101)]
    return sum(1 << n for n in range(1, 101) if answers[n] != answers[n - 1])
