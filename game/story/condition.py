"""Conditions: ``trust >= 40 and not told_mara``.

A condition is a small expression over integers and truths. It is parsed once with
`ast`, held against a whitelist, and compiled to a callable that reads anything shaped
like `Facts`. Nothing an author writes is ever looked up, called or imported.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Set
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

SHAPES = {"seen": "seen.SCENE", "chose": "chose.SCENE.CHOICE", "before": "before.NAME"}
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
        before = indent(self.text)
        return ((".".join(parts), node.col_offset + before) for parts, node in _references(self.tree))


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
    before = indent(line)
    try:
        with catch_warnings():
            simplefilter("ignore")  # `1and 2` is Python's business to warn about, not the author's
            tree = ast.parse(line.strip(), mode="eval").body
        _whitelist(tree)
    except SyntaxError as error:
        offset = min((error.offset or 1) - 1 + before, len(line))
        raise ConditionError(*slip(line, offset)) from None
    except ConditionError as error:
        raise ConditionError(error.message, error.offset + before, error.hint) from None
    except (MemoryError, RecursionError):
        raise ConditionError(_TOO_DEEP, 0, _SPLIT) from None
    except ValueError:
        raise ConditionError(*slip(line, 0)) from None
    return Condition(text, tree)


_TOO_DEEP = "this condition is nested too deeply"
ALWAYS = "leave it out: what always holds needs no condition, and what never does no place"
_SPLIT = "set a flag for a part of it"


def indent(text: str) -> int:
    """How many blanks a condition begins with: its tree has its columns without them."""
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
            if constant and (error := held_against_truth(node)) is not None:
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
            reference(node)
        case ast.Call(func=called):
            form = SHAPES.get(called.id, "") if isinstance(called, ast.Name) else ""
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
        return ALWAYS
    return "write the name alone, without quotation marks" if isinstance(value, str) else ""


def _truth(node: ast.expr) -> str:
    """What `node` says if it is a truth as other languages write it, else an empty string."""
    match node:
        case ast.Constant(value=bool(value)):
            return str(value)
        case ast.Name(id="true" | "false" as name):
            return name
    return ""


def held_against_truth(node: ast.Compare) -> ConditionError | None:
    """What is wrong where a name is held against a truth: a flag alone says as much."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[right]):
            for truth, name in ((left, right), (right, left)):
                if (said := _truth(truth)) and isinstance(name, ast.Name | ast.Attribute):
                    hint = alone(ast.unparse(name), said, isinstance(op, ast.Eq))
                    return ConditionError(f"`{said}` cannot stand in a condition", truth.col_offset, hint)
    return None


def reference(node: ast.expr) -> list[str]:
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
    form = SHAPES.get(parts[0], "NAME.FLAG or NAME.outcome")
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
            yield reference(node), node
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
        head, *rest = reference(node)
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
