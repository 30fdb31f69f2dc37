"""Conditions: ``trust >= 40 and not told_mara``.

A condition is a small expression over integers and truths. It is parsed once with
`ast`, held against a whitelist, and compiled to a callable that reads anything shaped
like `Facts`. Nothing an author writes is ever looked up, called or imported.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Protocol
from warnings import catch_warnings, simplefilter

from game.story.slips import alone, no_sign, slip

OUTCOMES = ("interdependence", "dependency", "isolation", "lopsided", "adrift", "unsettled")

RESERVED = frozenset({"seen", "chose", "before", "outcome", "when", "set", "clear", "here", "ending"}) | set(
    OUTCOMES
)

MAX_LENGTH = 1_000
# Deeper than anyone reads; it keeps every walk over a tree far from Python's own limit.
MAX_DEPTH = 50
# Larger than any sum of meters and counters.
MAX_NUMBER = 1_000_000

_SHAPES = {"seen": "seen.SCENE", "chose": "chose.SCENE.CHOICE", "before": "before.NAME"}
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Facts(Protocol):
    """What a condition may read: the state of one reading."""

    @property
    def values(self) -> Mapping[str, int]:
        """Meters 0..100, counters 0..99, and every flag as a truth, by name."""

    @property
    def seen(self) -> Set[str]:
        """Ids of the scenes that have been left at least once."""

    @property
    def chosen(self) -> Set[str]:
        """``scene.choice`` of every choice made so far."""

    @property
    def before(self) -> Set[str]:
        """``name``, ``name.flag`` and ``name.outcome.OUTCOME`` of finished readings of other stories."""

    @property
    def outcome(self) -> str:
        """The region of the plane that the meters stand in now."""


class ConditionError(ValueError):
    """A condition that cannot be read; `offset` is the 0-based column inside its text."""

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class Scope(Protocol):
    """The names that a story declares, as `Condition.problems` asks for them."""

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


class Condition:
    """One parsed condition. Equal conditions have equal text; instances are shared by text."""

    __slots__ = ("__dict__", "text", "tree")

    def __init__(self, text: str, tree: ast.expr) -> None:
        self.text = text
        self.tree = tree

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def holds(self) -> Callable[[Facts], bool]:
        """The scalar form: ``holds(state)`` is whether the condition is true of it."""
        expression = ast.Expression(ast.Lambda(_FACTS_ARGUMENT, _ToLookups().visit(_copy(self.tree))))
        code = compile(ast.fix_missing_locations(expression), "<condition>", "eval")
        function: Callable[[Facts], bool] = eval(code, {"__builtins__": {}})
        return function

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name read, as written: ``trust``, ``seen.board``, ``chose.board.ring``, ``vera.outcome``."""
        return frozenset(name for name, _ in self.references())

    def references(self) -> Iterator[tuple[str, int]]:
        """Every name read, as often as it is read, with its 0-based place in the text."""
        indent = _indent(self.text)
        return ((".".join(parts), node.col_offset + indent) for parts, node in _references(self.tree))

    def problems(self, scope: Scope) -> list[ConditionError]:
        """What is wrong with this condition in a story that declares `scope`; empty if nothing is."""
        found: list[ConditionError] = []
        _kind(self.tree, scope, found, wanted="truth")
        indent = _indent(self.text)
        for problem in found:
            problem.offset += indent
        return found


@lru_cache(maxsize=16_384)
def parse(text: str) -> Condition:
    """Read a condition.

    Raises `ConditionError` when the text is not one; unknown names are not looked at here (see
    `Condition.problems`).
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"a condition is at most {MAX_LENGTH:,} characters; this has {len(text):,}", 0, _SPLIT
        )
    if (sign := no_sign(text)) is not None:
        raise ConditionError(*sign)
    line = text.replace("\r", " ").replace("\n", " ")
    indent = _indent(line)
    try:
        with catch_warnings():
            simplefilter("ignore")  # `1and 2` is Python's business to warn about, not the author's
            tree = ast.parse(line.strip(), mode="eval").body
        _whitelist(tree)
    except SyntaxError as error:
        offset = min((error.offset or 1) - 1 + indent, len(line))
        raise ConditionError(*slip(line, offset)) from None
    except ConditionError as error:
        raise ConditionError(error.message, error.offset + indent, error.hint) from None
    except (MemoryError, RecursionError):
        raise ConditionError(_TOO_DEEP, 0, _SPLIT) from None
    except ValueError:
        raise ConditionError(*slip(line, 0)) from None
    return Condition(text, tree)


_TOO_DEEP = "this condition is nested too deeply"
_ALWAYS = "leave it out: what always holds needs no condition, and what never does no place"
_SPLIT = "set a flag for a part of it"


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _whitelist(node: ast.expr, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise ConditionError(_TOO_DEEP, node.col_offset, _SPLIT)
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _whitelist(value, depth + 1)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd(), operand=operand):
            _whitelist(operand, depth + 1)
        case ast.BinOp(op=ast.Add() | ast.Sub(), left=left, right=right):
            _whitelist(left, depth + 1)
            _whitelist(right, depth + 1)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            if not all(isinstance(op, _COMPARISONS) for op in ops):
                hint = "write == for `is`, != for `is not`; a flag alone says that it is set"
                raise ConditionError("only == != < <= > >= compare", node.col_offset, hint)
            constant = any(isinstance(side, ast.Constant) for side in (left, *comparators))
            if constant and (error := _compared(node)) is not None:
                raise error
            for value in (left, *comparators):
                _whitelist(value, depth + 1)
        case ast.Constant(value=value):
            if type(value) is not int:
                raise ConditionError(
                    f"`{ast.unparse(node)}` is no whole number", node.col_offset, _instead(value)
                )
            if value > MAX_NUMBER:
                raise ConditionError(f"a number is at most {MAX_NUMBER:,}", node.col_offset)
        case ast.Name():
            pass
        case ast.Attribute():
            _reference(node)
        case ast.Call(func=called):
            form = _SHAPES.get(called.id, "") if isinstance(called, ast.Name) else ""
            hint = f"write {form}" if form else ""
            raise ConditionError("a condition cannot call anything", node.col_offset, hint)
        case _:
            raise ConditionError(
                "this cannot stand in a condition",
                node.col_offset,
                "integers, names, + -, comparisons, and, or, not, and parentheses can",
            )


def _instead(value: object) -> str:
    """What to write for a constant that is no integer."""
    if isinstance(value, bool):
        return _ALWAYS
    return "write the name alone, without quotation marks" if isinstance(value, str) else ""


def _truth(node: ast.expr) -> str:
    """What `node` says if it is a truth as other languages write it, else an empty string."""
    match node:
        case ast.Constant(value=bool(value)):
            return str(value)
        case ast.Name(id="true" | "false" as name):
            return name
    return ""


def _compared(node: ast.Compare) -> ConditionError | None:
    """What is wrong where a name is held against a truth: a flag alone says as much."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[right]):
            for truth, name in ((left, right), (right, left)):
                if (said := _truth(truth)) and isinstance(name, ast.Name | ast.Attribute):
                    hint = alone(ast.unparse(name), said, isinstance(op, ast.Eq))
                    return ConditionError(f"`{said}` cannot stand in a condition", truth.col_offset, hint)
    return None


def _reference(node: ast.expr) -> list[str]:
    """The dotted name that `node` spells; raises where it is anything else."""
    parts: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name):
        raise ConditionError("only a name can stand before a dot", node.col_offset)
    parts.append(inner.id)
    parts.reverse()
    form = _SHAPES.get(parts[0], "NAME.FLAG or NAME.outcome")
    if len(parts) != form.split()[0].count(".") + 1:
        raise ConditionError(
            f"`{'.'.join(parts)}` has the wrong number of dots", node.col_offset, f"write {form}"
        )
    return parts


def _references(node: ast.expr) -> Iterator[tuple[list[str], ast.expr]]:
    """Every dotted or plain name under `node` with the node that spells it; outcome names are left out."""
    match node:
        case ast.Name(id=name):
            if name not in OUTCOMES:
                yield [name], node
        case ast.Attribute():
            yield _reference(node), node
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from _references(child)


# -- compiling ------------------------------------------------------------------------------------

_FACTS_ARGUMENT = ast.arguments(
    posonlyargs=[], args=[ast.arg("facts")], kwonlyargs=[], kw_defaults=[], defaults=[]
)


def _copy(tree: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(tree), mode="eval").body


def _member(name: str, of: str) -> ast.expr:
    holder = ast.Attribute(ast.Name("facts", ast.Load()), of, ast.Load())
    return ast.Compare(ast.Constant(name), [ast.In()], [holder])


class _ToLookups(ast.NodeTransformer):
    """Rewrites names into lookups on `Facts`."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "outcome":
            return ast.Attribute(ast.Name("facts", ast.Load()), "outcome", ast.Load())
        if node.id in OUTCOMES:
            return ast.Constant(node.id)
        values = ast.Attribute(ast.Name("facts", ast.Load()), "values", ast.Load())
        return ast.Subscript(values, ast.Constant(node.id), ast.Load())

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        head, *rest = _reference(node)
        if head == "seen":
            return _member(rest[0], "seen")
        if head == "chose":
            return _member(".".join(rest), "chosen")
        return _member(rest[0] if head == "before" else f"{head}.{rest[0]}", "before")

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        earlier = earlier_outcome(node)
        if earlier is None:
            return super().generic_visit(node)  # type: ignore[return-value]
        name, outcome, equal = earlier
        test = _member(f"{name}.outcome.{outcome}", "before")
        return test if equal else ast.UnaryOp(ast.Not(), test)


def earlier_outcome(node: ast.Compare) -> tuple[str, str, bool] | None:
    """``vera.outcome == adrift`` as ("vera", "adrift", True); None for any other comparison."""
    match node:
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=name), attr="outcome"),
            ops=[ast.Eq() | ast.NotEq() as op],
            comparators=[ast.Name(id=outcome)],
        ):
            return name, outcome, isinstance(op, ast.Eq)
    return None


# -- what a story declares ------------------------------------------------------------------------


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
            _dotted(_reference(node), scope, bad)


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
        if (error := _compared(node)) is not None and scope.numbers.isdisjoint(("true", "false")):
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
    elif name in _SHAPES:
        bad(f"`{name}` cannot stand alone", f"write {_SHAPES[name]}")
    elif name in ("true", "false"):
        bad(f"`{name}` cannot stand in a condition", _ALWAYS)
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


def suggestion(name: str, known: Collection[str]) -> str:
    """``did you mean `trust`?`` for the nearest of `known`, or an empty string when none is near."""
    near = nearest(name, known)
    # Two names can look the same, and differ in a letter of another script or a space that does not break.
    strange = "".join(f" Here it has U+{ord(sign):04X} in it" for sign in name if sign not in near)
    return (f"did you mean `{near}`?" + ("" if name.isascii() else strange)) if near else ""


def nearest(name: str, known: Collection[str]) -> str:
    """The one of `known` that `name` was most likely meant for, or an empty string when none is near."""
    if name.lower() != name and name.lower() in known:
        return name.lower()
    if len(known) > _MANY:
        # Comparing with each takes a second for thousands; a slip of one letter is found at once.
        near = sorted(_one_slip(name[:_LONG]).intersection(known))
    else:
        near = get_close_matches(name[:_LONG], list(known), n=1, cutoff=0.6)
    return near[0] if near else ""


_MANY = 500
_LONG = 60
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def _one_slip(name: str) -> set[str]:
    """Every name that one slip turns into `name`: a letter too many, too few, wrong, or swapped."""
    cuts = [(name[:i], name[i:]) for i in range(len(name) + 1)]
    slips = {head + tail[1:] for head, tail in cuts if tail}
    slips |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    slips |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    return slips | {head + letter + tail for head, tail in cuts for letter in _LETTERS}
