"""One of our stories as the source of an ink story that tells the same, step for step.

Covers what the generator writes: meters and their bounded response, counters, flags, conditions, effects
on a choice and on arrival, routes, endings. Raises `ValueError` at anything else, rather than write another
story.
"""

import ast
from collections.abc import Iterable, Iterator

from game.story.condition import OUTCOMES, Condition
from game.story.model import ENDING, HERE, Choice, Effect, Prose, Route, Scene, Story

# `game.narrative.meters` and `game.narrative.outcome`, in ink. Its division of integers rounds down.
FUNCTIONS = """\
=== function respond(ref x, d) ===
{ d >= 0:
    ~ x = MIN(100, x + (d * MIN(MAX(100 - x, 13), 75) + 25) / 50)
- else:
    ~ x = MAX(0, x - ((0 - d) * MIN(MAX(x, 13), 75) + 25) / 50)
}
=== function count(ref x, d) ===
~ x = MIN(MAX(x + d, 0), 99)
=== function outcome() ===
{
- autonomy < 45 and connection < 45:
    ~ return "adrift"
- autonomy >= 60 and connection >= 60:
    ~ return "interdependence"
- connection - autonomy >= 20 and autonomy < 50:
    ~ return "dependency"
- autonomy - connection >= 20 and connection < 50:
    ~ return "isolation"
}
~ return "unsettled"
"""

_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def to_ink(story: Story) -> str:
    """The ink source of `story`. Raises `ValueError` where the story uses more than this knows."""
    if any(name.endswith("_autonomy") for name in story.meters) or story.words or story.before:
        raise ValueError("another person's meter, words and earlier readings are not translated")
    return "\n".join(_lines(story))


def _lines(story: Story) -> Iterator[str]:
    for name, value in {**story.meters, **story.counters}.items():
        yield f"VAR {name} = {value}"
    for name in story.flags:
        yield f"VAR {name} = false"
    yield f"-> {story.header.start}"
    for scene in story.scenes.values():
        yield f"=== {scene.id} ==="
        yield from _effects(story, scene.rows)
        yield _paragraph(scene.text)
        for choice in scene.choices:
            yield from _choice(story, scene, choice)
    yield "=== any_ending ==="
    for ending in story.endings.values():
        yield f"{{ {_condition(ending.when)}: -> {ending.id} }}"
    for ending in story.endings.values():
        yield f"=== {ending.id} ==="
        yield _paragraph(ending.text)
        yield "-> END"
    yield FUNCTIONS


def _choice(story: Story, scene: Scene, choice: Choice) -> Iterator[str]:
    if choice.once or choice.reply or choice.struck:
        raise ValueError(f"{scene.id}.{choice.id}: `once`, `reply` and `struck` are not translated")
    guard = f"{{ {_condition(choice.when)} }} " if choice.when else ""
    yield f"+ {guard}[{_text(choice.text)}]"
    yield from _effects(story, choice.rows)
    yield from _route(story.route(scene, choice))


def _route(route: Route) -> Iterator[str]:
    for branch in route:
        if branch.to == HERE:
            raise ValueError('"here" is not translated')
        divert = f"-> {'any_ending' if branch.to == ENDING else branch.to}"
        yield f"{{ {_condition(branch.when)}: {divert} }}" if branch.when else divert


def _effects(story: Story, rows: Iterable[Effect]) -> Iterator[str]:
    for row in rows:
        if row.when is not None:
            raise ValueError("effects with a condition are not translated")
        for name, change in row.changes:
            yield f"~ {'respond' if name in story.meters else 'count'}({name}, {change})"
        for flag in row.set:
            yield f"~ {flag} = true"
        for flag in row.clear:
            yield f"~ {flag} = false"


def _paragraph(prose: Prose) -> str:
    (passage,) = prose
    if passage.when is not None or "\n" in passage.text:
        raise ValueError("text with conditions or paragraphs is not translated")
    return _text(passage.text)


def _text(text: str) -> str:
    if any(sign in text for sign in "\\{}[]|~#<>*"):
        raise ValueError(f"signs that ink reads are not translated: {text!r}")
    return text


def _condition(condition: Condition | None) -> str:
    return "true" if condition is None else _expression(condition.tree)


def _expression(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=int(value)):
            return str(value)
        case ast.Name(id="outcome"):
            return "outcome()"
        case ast.Name(id=name):
            return f'"{name}"' if name in OUTCOMES else name
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            # Whatever is no name brings its own parentheses; a name inside some would be a list.
            return f"not {_expression(operand)}"
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            return f"({_expression(left)} {'+' if isinstance(op, ast.Add) else '-'} {_expression(right)})"
        case ast.BoolOp(op=op, values=values):
            word = " and " if isinstance(op, ast.And) else " or "
            return f"({word.join(map(_expression, values))})"
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = list(map(_expression, (left, *comparators)))
            pairs = (
                f"{one} {_SIGNS[type(op)]} {two}" for one, op, two in zip(sides, ops, sides[1:], strict=False)
            )
            return f"({' and '.join(pairs)})"
    raise ValueError(f"{ast.unparse(node)} is not translated")
