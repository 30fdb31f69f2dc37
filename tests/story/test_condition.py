"""Conditions: what they mean, what they refuse, and that nothing else ever happens."""

import ast
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.story.condition import MAX_DEPTH, OUTCOMES, ConditionError, parse
from game.story.scope import problems

NUMBERS = {"trust", "checks"}
FLAGS = {"wind", "told"}


@dataclass
class Scope:
    numbers: Set[str] = field(default_factory=lambda: NUMBERS)
    truths: Set[str] = field(default_factory=lambda: FLAGS)
    choices: Mapping[str, Set[str]] = field(default_factory=lambda: {"board": {"ring", "wait"}})
    readings: Mapping[str, Set[str]] = field(default_factory=lambda: {"vera": {"took"}})


@dataclass
class Reading:
    values: Mapping[str, int]
    seen: Set[str]
    chosen: Set[str]
    before: Set[str]
    outcome: str


READINGS = st.builds(
    Reading,
    values=st.fixed_dictionaries(
        {
            "trust": st.integers(0, 100),
            "checks": st.integers(0, 99),
            "wind": st.booleans(),
            "told": st.booleans(),
        }
    ),
    seen=st.sets(st.just("board")),
    chosen=st.sets(st.sampled_from(["board.ring", "board.wait"])),
    before=st.sets(st.sampled_from(["vera", "vera.took", "vera.outcome.adrift"])),
    outcome=st.sampled_from(OUTCOMES),
)

TRUTHS = st.sampled_from(
    [
        "wind",
        "told",
        "seen.board",
        "chose.board.ring",
        "before.vera",
        "vera.took",
        "outcome == adrift",
        "outcome != dependency",
        "vera.outcome == adrift",
        "vera.outcome != adrift",
    ]
)
TERMS = st.one_of(st.sampled_from(["trust", "checks"]), st.integers(0, 120).map(str))
SUMS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner | TRUTHS.map("({})".format))
        .map(" ".join)
        .map("({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=4,
)
COMPARED = st.lists(SUMS, min_size=2, max_size=3).flatmap(
    lambda sides: st.lists(
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), min_size=len(sides) - 1, max_size=len(sides) - 1
    ).map(lambda signs: " ".join(part for pair in zip(sides, [*signs, ""], strict=True) for part in pair))
)
CONDITIONS = st.recursive(
    TRUTHS | COMPARED,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or ", "\nand "]), inner).map("".join).map("({})".format),
        inner.map("not ({})".format),
    ),
    max_leaves=8,
)


def meant(node: ast.expr, reading: Reading) -> int:
    """What a tree says, read naively."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(meant(value, reading) for value in values)
        case ast.BoolOp(values=values):
            return any(meant(value, reading) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not meant(operand, reading)
        case ast.UnaryOp(op=op, operand=operand):
            return -meant(operand, reading) if isinstance(op, ast.USub) else meant(operand, reading)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = meant(left, reading), meant(right, reading)
            return a + b if isinstance(op, ast.Add) else a - b
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            asked = ast.unparse(left)
            if asked in ("outcome", "vera.outcome"):
                wanted = ast.unparse(comparators[0])
                same = (
                    reading.outcome == wanted if asked == "outcome" else f"{asked}.{wanted}" in reading.before
                )
                return same if isinstance(ops[0], ast.Eq) else not same
            sides = [meant(side, reading) for side in (left, *comparators)]
            signs = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}
            return all(
                {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[
                    signs[type(op).__name__]
                ]
                for op, a, b in zip(ops, sides, sides[1:], strict=False)
            )
        case ast.Constant(value=int(value)):
            return value
        case ast.Name(id=name):
            return reading.values[name]
        case ast.Attribute():
            head, _, rest = ast.unparse(node).partition(".")
            if head == "seen":
                return rest in reading.seen
            if head == "chose":
                return rest in reading.chosen
            return (rest if head == "before" else f"{head}.{rest}") in reading.before
    raise AssertionError(ast.dump(node))


@given(CONDITIONS, READINGS)
def test_a_condition_means_what_its_tree_says(text: str, reading: Reading) -> None:
    condition = parse(text)
    assert problems(condition, Scope()) == []
    assert bool(condition.holds(reading)) == bool(meant(condition.tree, reading))


@given(CONDITIONS)
def test_every_name_is_read_at_its_place(text: str) -> None:
    condition = parse(text)
    for name, offset in condition.references():
        assert text[offset:].startswith(name)
    assert condition.names == {name for name, _ in condition.references()}


_SCRAPS = """
trust wind seen.board chose.board.ring outcome dependency vera . ( ) [ ] { } + - * / not and or in is lambda :
, == >= = < if else 1 0x1 1.5 1e9 1j True None 'a' "b" f'' \\ # @ ~ ** := ; await yield __class__ print() é (
"""
SCRAPS = st.lists(st.sampled_from([*_SCRAPS.split(), "\n", "\t", "\x00", ""]), max_size=30).map(" ".join)


@given(st.text(max_size=60) | SCRAPS | SCRAPS.map(lambda text: text.replace(" ", "")))
def test_any_text_is_a_condition_or_a_condition_error(text: str) -> None:
    condition, found = None, []
    try:
        condition = parse(text)
        found = problems(condition, Scope())
    except ConditionError as error:
        found = [error]
    assert all(problem.message and 0 <= problem.offset <= len(text) for problem in found)
    if condition is not None and not found:
        condition.holds(Reading(dict.fromkeys(NUMBERS | FLAGS, 0), set(), set(), set(), "adrift"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 400 + "wind" + ")" * 400,
        "-" * 900 + "1",
        "not " * 240 + "wind",
        "1" + "+1" * 490,
        "wind or " * 124 + "wind",
        "wind" + ".a" * 400,
        "[" * 900,
        "9" * 900,
        "wind " * 2000,
    ],
)
def test_a_condition_beyond_reason_is_an_error_and_not_a_crash(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionError:
        return
    condition.holds(Reading({"wind": 0}, set(), set(), set(), "adrift"))


def test_the_deepest_condition_can_be_asked_far_down_the_stack() -> None:
    condition = parse("not " * MAX_DEPTH + "wind")

    def down(levels: int) -> bool:
        return down(levels - 1) if levels else condition.holds(reading)

    reading = Reading({"wind": 1}, set(), set(), set(), "adrift")
    assert down(400) == (MAX_DEPTH % 2 == 0)


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("  trst >= 1", 2, "did you mean `trust`?"),
        ("wind\nand trst >= 1", 9, "did you mean `trust`?"),
        ("trust", 0, "compare it: `trust >= 1`"),
        ("wind >= 1", 0, "write `wind` or `not wind`"),
        ("not 1", 4, "compare it"),
        ("wind and 3", 9, "compare it"),
        ("trust + wind", 0, "compare it"),
        ("seen.bord", 0, "did you mean `board`?"),
        ("chose.board.rng", 0, "did you mean `ring`?"),
        ("before.vra", 0, "did you mean `vera`?"),
        ("vera.tok", 0, "did you mean `took`?"),
        ("vra.took", 0, "did you mean `vera`?"),
        ("vera.outcome", 0, "vera.outcome == dependency"),
        ("outcome", 0, "outcome == dependency"),
        ("outcome == dependancy", 11, "did you mean `dependency`?"),
        ("outcome >= dependency", 0, "== or !="),
        ("dependency == outcome", 0, "outcome == dependency"),
        ("(trust >= 1) >= 1", 1, "this is a truth"),
        ("seen.board == 1", 0, "this is a truth"),
    ],
)
def test_what_does_not_fit_the_story(text: str, offset: int, said: str) -> None:
    (problem,) = problems(parse(text), Scope())
    assert problem.offset == offset
    assert said in f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("", 0, "empty"),
        ("wind && told", 5, "write `and`"),
        ("wind || told", 5, "write `or`"),
        ("!wind", 0, "write `not`"),
        ("trust = 4", 6, "write `==`"),
        ("trust > = 4", 6, "write `>=`"),
        ("wind # told", 5, "outside the quotes"),
        ("trust * 2 >= 4", 0, "can"),
        ("print('x')", 0, "cannot call"),
        ("trust >= 1.5", 9, "`1.5` is no whole number"),
        ("wind == True", 8, "write `wind`"),
        ("trust in (1, 2)", 0, "compare"),
        ("wind.__class__.__name__", 0, "dots"),
        ("seen", 0, "seen.SCENE"),
        ("chose.board", 0, "chose.SCENE.CHOICE"),
        ("(lambda: 1)", 1, "can"),
        ("“wind”", 0, "cannot stand"),
        ("trust >= 2000000", 9, "at most 1,000,000"),
    ],
)
def test_what_is_no_condition(text: str, offset: int, said: str) -> None:
    try:
        found = problems(parse(text), Scope())
    except ConditionError as error:
        found = [error]
    (problem,) = found
    assert problem.offset == offset
    assert said in f"{problem.message} {problem.hint}"


def test_conditions_of_one_text_are_one() -> None:
    assert parse("wind and told") is parse("wind and told")
    assert parse("wind") != parse("wind ")
    assert {parse("wind"): 1}[parse("wind")] == 1
