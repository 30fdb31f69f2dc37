"""Conditions held against what a story declares: names that nobody declared, and kinds that do not fit."""

import ast
from collections.abc import Callable, Collection, Mapping, Set
from typing import Protocol

from game.story.condition import (
    ALWAYS,
    OUTCOMES,
    SHAPES,
    Condition,
    ConditionError,
    held_against_truth,
    indent,
    reference,
)
from game.story.nearest import suggestion


class Scope(Protocol):
    """The names that a story declares, as `problems` asks for them."""

    @property
    def numbers(self) -> Set[str]:
        """Names of meters and counters."""

    @property
    def truths(self) -> Set[str]:
        """Names of flags."""

    @property
    def choices(self) -> Mapping[str, Collection[str]]:
        """Scene id -> ids of the choices that stand on it."""

    @property
    def readings(self) -> Mapping[str, Collection[str]]:
        """Names declared under ``[before]``, each with the flags that are read of it."""


def problems(condition: Condition, scope: Scope) -> list[ConditionError]:
    """What is wrong with a condition in a story that declares `scope`; empty if nothing is."""
    found: list[ConditionError] = []
    _kind(condition.tree, scope, found, wanted="truth")
    before = indent(condition.text)
    for problem in found:
        problem.offset += before
    return found


def _kind(node: ast.expr, scope: Scope, found: list[ConditionError], wanted: str) -> None:
    """Hold `node` against `scope`: `wanted` is "truth", "number" or "sum" (where a truth counts 1)."""

    def bad(message: str, hint: str = "") -> None:
        found.append(ConditionError(message, node.col_offset, hint))

    match node:
        case ast.BoolOp(values=values):
            if wanted == "number":
                bad("a comparison needs numbers, and this is a truth")
            for value in values:
                _kind(value, scope, found, "truth")
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            if wanted == "number":
                bad("a comparison needs numbers, and this is a truth", "put parentheses after `not`")
            _kind(operand, scope, found, "truth")
        case ast.Compare():
            if wanted == "number":
                bad("a comparison needs numbers, and this is a truth")
            _compare(node, scope, found)
        case ast.UnaryOp(operand=operand):
            if wanted == "truth":
                bad("this is a number where a truth is needed", "compare it: `... >= 1`")
            _kind(operand, scope, found, "sum")
        case ast.BinOp() if dashed := _dashed(node, scope):
            hint = f"a dash in a name is `_`: write `{dashed}`"
            bad(f"unknown name `{ast.unparse(node).replace(' ', '')}`", hint)
        case ast.BinOp(left=left, right=right):
            if wanted == "truth":
                bad("this is a number where a truth is needed", "compare it: `... >= 1`")
            _kind(left, scope, found, "sum")
            _kind(right, scope, found, "sum")
        case ast.Constant(value=value):
            if wanted == "truth":
                bad(f"{value!r} is a number where a truth is needed", "compare it, or leave `when` out")
        case ast.Name(id=name):
            _name(name, scope, bad, wanted)
        case ast.Attribute():
            if wanted == "number":
                bad("a comparison needs numbers, and this is a truth", "leave the comparison out")
            _dotted(reference(node), scope, bad)


def _dashed(node: ast.BinOp, scope: Scope) -> str:
    """The name that a difference was meant for of which a part is unknown, or an empty string."""
    match node:
        case ast.BinOp(left=ast.Name(id=left), op=ast.Sub(), right=ast.Name(id=right)):
            known = scope.numbers | scope.truths
            return name if (name := f"{left}_{right}") in known and not {left, right} <= known else ""
    return ""


def _compare(node: ast.Compare, scope: Scope, found: list[ConditionError]) -> None:
    def bad(message: str, hint: str = "") -> None:
        found.append(ConditionError(message, node.col_offset, hint))

    sides = [node.left, *node.comparators]
    about_outcome = any(
        (isinstance(side, ast.Name) and (side.id == "outcome" or side.id in OUTCOMES))
        or (isinstance(side, ast.Attribute) and side.attr == "outcome")
        for side in sides
    )
    if not about_outcome:
        if (error := held_against_truth(node)) is not None and scope.numbers.isdisjoint(("true", "false")):
            found.append(error)
            return
        for side in sides:
            _kind(side, scope, found, "number")
        return
    form = "write `outcome == dependency`"
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Name(id=name) as right]):
            parts = ast.unparse(left).split(".")
            if parts[-1:] != ["outcome"]:
                bad("an outcome stands on the right", form)
            elif len(parts) == 2 and parts[0] not in scope.readings:
                bad(f"unknown name `{parts[0]}`", suggestion(parts[0], scope.readings))
            elif name not in OUTCOMES:
                hint = suggestion(name, OUTCOMES) or f"one of {', '.join(OUTCOMES)}"
                found.append(ConditionError(f"`{name}` is no outcome", right.col_offset, hint))
        case _:
            bad("an outcome is compared with == or !=, and with one outcome", form)


def _name(name: str, scope: Scope, bad: Callable[..., None], wanted: str) -> None:
    if name == "outcome" or name in OUTCOMES:
        bad(f"`{name}` cannot stand alone", f"write `outcome == {name if name in OUTCOMES else OUTCOMES[1]}`")
    elif name in scope.numbers:
        if wanted == "truth":
            bad(f"`{name}` is a number where a truth is needed", f"compare it: `{name} >= 1`")
    elif name in scope.truths:
        if wanted == "number":
            bad(f"`{name}` is a flag, not a number", f"write `{name}` or `not {name}`")
    elif name in SHAPES:
        bad(f"`{name}` cannot stand alone", f"write {SHAPES[name]}")
    elif name in ("true", "false"):
        bad(f"`{name}` cannot stand in a condition", ALWAYS)
    elif name in scope.choices:
        bad(f"`{name}` is a scene", f"write `seen.{name}`, which holds once it has been left")
    else:
        bad(f"unknown name `{name}`", suggestion(name, scope.numbers | scope.truths))


def _dotted(parts: list[str], scope: Scope, bad: Callable[..., None]) -> None:
    match parts:
        case ["seen", scene]:
            if scene not in scope.choices:
                bad(f"unknown scene `{scene}`", suggestion(scene, scope.choices))
        case ["chose", scene, choice]:
            if scene not in scope.choices:
                bad(f"unknown scene `{scene}`", suggestion(scene, scope.choices))
            elif choice not in scope.choices[scene]:
                bad(f"`{scene}` has no choice `{choice}`", suggestion(choice, scope.choices[scene]))
        case ["before", name]:
            if name not in scope.readings:
                bad(f"unknown name `{name}`", suggestion(name, scope.readings))
        case [name, "outcome"] if name in scope.readings:
            bad(f"`{name}.outcome` cannot stand alone", f"write `{name}.outcome == dependency`")
        case [name, flag]:
            if name not in scope.readings:
                known = {"seen", "chose", "before", *scope.readings}
                hint = (
                    f"write `seen.{name}`"
                    if (name in scope.choices and flag == "seen")
                    else suggestion(name, known)
                )
                bad(f"unknown name `{name}`", hint)
            elif flag not in scope.readings[name]:
                hint = suggestion(flag, scope.readings[name]) or f"add it to the `flags` of before.{name}"
                bad(f"before.{name} does not list the flag `{flag}`", hint)
