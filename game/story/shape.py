"""What a key takes, in words: for values that are not what the model says."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import msgspec
from msgspec import inspect

from game.story.condition import suggestion

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """Something wrong at `path` under the value that was looked at."""

    path: Path
    code: str
    message: str
    hint: str = ""


def called(value: Any) -> str:
    """What TOML calls the type of `value`."""
    names = {bool: "true or false", int: "an integer", float: "a float", str: "a string", list: "a list"}
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
            yield from inner or [Fault((), "E204", f"{wanted}, not {len(value)}")]
        case inspect.LiteralType(values=values) if type(value) is type(values[0]):
            known = [str(each) for each in values]
            hint = suggestion(str(value), known) or f"one of {', '.join(known)}"
            yield Fault((), "E204", f"{name} cannot be {_quoted(value)}", hint)
        case inspect.IntType() if type(value) is int:
            yield Fault((), "E204", f"{wanted}, not {_quoted(value)}")
        case inspect.StrType() if value == "":
            yield Fault((), "E204", f"{name} is empty", "write something, or leave the key out")
        case inspect.StrType() if isinstance(value, str):
            hint = f"for example {' or '.join(map(repr, examples))}" if examples else ""
            yield Fault((), "E204", f"{name} cannot be {_quoted(value)}", hint)
        case _:
            yield Fault((), "E203", f"{wanted}, not {called(value)}")


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
            return f"an integer from {low} to {high}"
        case inspect.IntType():
            return "an integer"
        case inspect.BoolType():
            return "true or false"
        case inspect.VarTupleType(min_length=int() as least):
            return f"a list of {least} strings"
        case inspect.VarTupleType():
            return "a list of strings"
        case inspect.LiteralType(values=values):
            return " or ".join(map(str, values)) if len(values) < 3 else "a string"
    return "a string"


def _quoted(value: Any) -> str:
    """`value` as a message shows it, cut short where it is long."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else "a number of many digits"
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:39]}…`"
