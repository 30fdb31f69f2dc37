"""The JSON Schema of the story format, made from the model, for editors that complete and underline.

It describes one file of a story, so no top-level table is required. What it cannot say, such as which
flag is declared, `load` checks.
"""

from typing import Any

import msgspec

from game.story.concepts import CONCEPTS
from game.story.condition import MAX_LENGTH, Condition
from game.story.keys import EXAMPLES, KEYS, TABLES
from game.story.model import CHANGE_MAX, NAME, Effects, Prose, Route, Story
from game.story.names import KEYWORDS, UNUSABLE

Schema = dict[str, Any]

# What the loader adds to an author's tables, and so what nobody writes.
_MADE = {"Story": ("slug", "digest"), "Scene": ("id",), "Ending": ("id",)}
_OPTIONAL = {"Choice": ("id",)}

_WHEN = {"$ref": "#/$defs/Condition"}
_FLAGS = {"type": "array", "items": {"type": "string", "pattern": NAME}}


def schema() -> Schema:
    """The schema as a JSON-ready dictionary, draft 2020-12."""
    _, parts = msgspec.json.schema_components((Story,), schema_hook=_shape, ref_template="#/$defs/{name}")
    for name, part in parts.items():
        _as_written(name, part)
    story = parts.pop("Story")
    story.pop("required", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **story,
        "title": "A Leeway story",
        "description": "One file of a story, format 1.",
        "$defs": {**parts, **_SHAPES},
    }


def _shape(kind: type) -> Schema:
    if kind in (Condition, Prose, Effects, Route):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    raise NotImplementedError(kind)


def _as_written(name: str, part: Schema) -> None:
    """Turn the schema of a struct of the model into that of the table that an author writes."""
    properties: dict[str, Schema] = part["properties"]
    for key in _MADE.get(name, ()):
        del properties[key]
    for key, inner in properties.items():
        inner = properties[key] = _without_null(inner)
        inner["title"] = f"{key}, in {TABLES[name]}"
        inner["description"] = KEYS[f"{name}.{key}"]
        if f"{name}.{key}" in EXAMPLES:
            inner["examples"] = [EXAMPLES[f"{name}.{key}"]]
        if inner.get("propertyNames"):
            inner["propertyNames"] = {"$ref": "#/$defs/Name"}
    unwritten = (*_MADE.get(name, ()), *_OPTIONAL.get(name, ()))
    if "required" in part:
        part["required"] = [key for key in part["required"] if key not in unwritten]
    for path, extra in _EXTRA.items():
        if path.startswith(f"{name}."):
            properties[path.partition(".")[2]].update(extra)


def _without_null(inner: Schema) -> Schema:
    """TOML has no null: a key that may be None is one that may be absent."""
    if "anyOf" in inner:
        (inner,) = (each for each in inner["anyOf"] if each != {"type": "null"})
    return {key: value for key, value in inner.items() if key != "default"}


def _entries(key: str, value: Schema, least: int = 0) -> Schema:
    """A string, or a list of strings and of tables of `when` and `key`."""
    entry = {
        "type": "object",
        "properties": {"when": _WHEN, key: value},
        "required": [key],
        "additionalProperties": False,
    }
    several = {"type": "array", "items": {"anyOf": [value, entry]}, "minItems": least}
    return {"anyOf": [value, several]}


_ROW: Schema = {
    "type": "object",
    "properties": {"when": _WHEN, "set": _FLAGS, "clear": _FLAGS},
    "propertyNames": {"pattern": NAME},
    "additionalProperties": {"type": "integer", "minimum": -CHANGE_MAX, "maximum": CHANGE_MAX},
}

_SHAPES: Schema = {
    "Name": {
        "title": "Name",
        "description": "Small letters, digits and _, with a letter first, and no word of the format.",
        "type": "string",
        "pattern": NAME,
        "not": {"enum": sorted(UNUSABLE)},
    },
    "Condition": {
        "title": "Condition",
        "description": "Integers, declared names, seen.SCENE, chose.SCENE.CHOICE, outcome == dependency; "
        "+ -, comparisons, and, or, not, parentheses.",
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_LENGTH,
        "pattern": r"^[\x20-\x7e\t\n]+$",
        "examples": ["trust >= 40 and not told_mara", "seen.board", "chose.board.ring"],
    },
    "Prose": {
        "title": "Text",
        "description": "A string, or a list of strings and { when, text }, each shown when it holds.",
        **_entries("text", {"type": "string", "minLength": 1}),
    },
    "Route": {
        "title": "Destination",
        "description": 'An id, "ending", "here", or a list, of which the first entry that holds is taken.',
        **_entries("to", {"type": "string", "minLength": 1, "examples": ["ending", "here"]}, least=1),
    },
    "Effects": {
        "title": "Effects",
        "description": "One row or a list of rows. In a row numbers change first, then `set`, then `clear`.",
        "anyOf": [_ROW, {"type": "array", "items": _ROW}],
        "examples": [{"trust": 4, "when": "let_no_stand"}],
    },
}

# What the model leaves to the checks, because they say it better.
_EXTRA: Schema = {
    "Header.concepts": {"items": {"enum": list(CONCEPTS)}, "uniqueItems": True},
    "Header.start": {"pattern": NAME},
    "Choice.text": {"minLength": 1},
    "Choice.id": {"not": {"enum": sorted(KEYWORDS)}},
}
