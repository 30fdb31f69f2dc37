"""What a key takes, in words: for values that are not what the model says."""

from collections.abc import Iterator
from math import isfinite
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import msgspec
from msgspec import inspect

from game.story.names import mended
from game.story.nearest import suggestion

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """Something wrong at `path` under the value that was looked at."""

    path: Path
    code: str
    message: str
    hint: str = ""


def called(value: Any) -> str:
    """What an author calls the type of `value`."""
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number with a point",
        str: "a text",
        list: "a list",
    }
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")


def faults(name: str, value: Any, annotation: Any) -> Iterator[Fault]:
    """Everything wrong with a plain `value`, called `name`, whose type in the model is `annotation`."""
    try:
        msgspec.convert(value, annotation)
        return
    except msgspec.ValidationError:
        pass
    kind, examples = _bare(inspect.type_info(annotation))
    wanted = f"{name} is {_wanted(kind)}"
    match kind:
        case inspect.VarTupleType() if isinstance(value, list):
            inner = [
                Fault((index, *fault.path), *fault[1:])
                for index, entry in enumerate(value)
                for fault in faults(f"an entry of {name}", entry, _item(annotation))
            ]
            yield from inner or [Fault((), "E204", f"{wanted}, not {len(value)}", "write as many")]
        case inspect.LiteralType(values=values) if type(value) is type(values[0]):
            known = [str(each) for each in values]
            hint = suggestion(str(value), known) or f"one of {', '.join(known)}"
            yield Fault((), "E204", f"{name} cannot be {_quoted(value)}", hint)
        case inspect.IntType() if type(value) is int:
            yield Fault((), "E204", f"{wanted}, not {_quoted(value)}")
        case inspect.StrType() if value == "":
            yield Fault((), "E204", f"{name} is empty", "write something, or leave the key out")
        case inspect.StrType() if isinstance(value, str):
            hint = f"for example {' or '.join(map(repr, examples))}" if examples else _as_name(value)
            yield Fault((), "E204", f"{name} cannot be {_quoted(value)}", hint)
        case _:
            yield Fault((), "E203", f"{wanted}, not {called(value)}", instead(value, kind))


def instead(value: Any, kind: inspect.Type) -> str:
    """What to write for `value`, whose kind is not the one that is wanted; empty where nobody can tell."""
    match kind:
        case inspect.IntType() if isinstance(value, str) and value.strip("+-").isdecimal():
            return f"write {value.removeprefix('+')}, without quotation marks"
        case inspect.LiteralType(values=values) if isinstance(value, str) and value in map(str, values):
            return f"write {value}, without quotation marks"
        case inspect.IntType() if type(value) is float and isfinite(value):
            return f"write {_quoted(round(value)).strip('`')}"
        case inspect.BoolType() if isinstance(value, str | int):
            return "write true or false, without quotation marks"
        case inspect.VarTupleType() if isinstance(value, str):
            return f"put it between brackets: [{_in_marks(value)}]"
        case inspect.VarTupleType():
            return 'write a list of texts: ["…", "…"]'
        case inspect.StrType() | inspect.LiteralType() if not isinstance(value, list | dict):
            written = str(value) if type(value) in (int, float) else "…"
            return f"put it between quotation marks: {_in_marks(written)}"
        case inspect.StrType() if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return f"write it without brackets: {_in_marks(value[0])}"
    return ""


def _in_marks(text: str) -> str:
    return '"…"' if len(text) > 20 or set('"\\') & set(text) else f'"{text}"'


def _as_name(value: str) -> str:
    better = mended(value)
    return f"write `{better}`" if better != value else "a-z, 0-9 and _, with a letter first"


def _bare(kind: inspect.Type) -> tuple[inspect.Type, list[Any]]:
    """The type itself without its metadata and its None, and the examples given for it."""
    examples: list[Any] = []
    while True:
        if isinstance(kind, inspect.Metadata):
            examples = (kind.extra_json_schema or {}).get("examples", examples)
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            kind = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
        else:
            return kind, examples


def _item(annotation: Any) -> Any:
    """The type of the entries of ``tuple[X, ...]``."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_args(annotation)[0]


def _wanted(kind: inspect.Type) -> str:
    match kind:
        case inspect.IntType(ge=int() as low, le=int() as high):
            return f"a whole number from {low} to {high}"
        case inspect.IntType():
            return "a whole number"
        case inspect.BoolType():
            return "true or false"
        case inspect.VarTupleType(min_length=int() as least):
            return f"a list of {least} texts"
        case inspect.VarTupleType():
            return "a list of texts"
        case inspect.LiteralType(values=values):
            return " or ".join(map(str, values)) if len(values) < 3 else "a text"
    return "a text"


def _quoted(value: Any) -> str:
    """`value` as a message shows it, cut short where it is long."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else "a number of many digits"
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:39]}…`"
