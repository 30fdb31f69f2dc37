"""The reference of the format in the writer's guide, made from the same model as the loader and the schema.

``python -m game.author.reference`` writes it anew between its two marks in ``stories/AUTHORING.md``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from game.story.concepts import CONCEPTS
from game.story.library import shipped_stories
from game.story.names import UNUSABLE
from game.story.schema import schema

GUIDE_FILE = "AUTHORING.md"
OPENING = "<!-- The reference: python -m game.author.reference writes it. -->"
CLOSING = "<!-- Here the reference ends. -->"

# How each table is written in a file, and what it is made of; None where its names are the author's.
_TABLES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "story": (("[story]", "Header"),),
    "cast": (("[cast]", "Person"),),
    "debrief": (("[debrief]", "Debrief"),),
    "meters": (("[meters]", None),),
    "counters": (("[counters]", None),),
    "flags": (("[flags]", None),),
    "words": (("[words]", None),),
    "scene": (("[scene.NAME]", "Scene"), ("[[scene.NAME.choice]]", "Choice")),
    "menu": (("[[menu.NAME.choice]]", None),),
    "ending": (("[ending.NAME]", "Ending"),),
    "renamed": (("[renamed]", None),),
    "waive": (("[[waive]]", "Waiver"),),
    "before": (("[before]", "Before"),),
}

_EXAMPLES = {
    "cast": 'mara = { name = "Mara", about = "drives the 36" }',
    "meters": "trust = 50",
    "counters": "week = 0",
    "flags": 'told_mara = "She has been told."',
    "words": 'sky = [{ when = "week == 2", text = "It rains" }, "It is dry"]',
    "renamed": 'old_scene = "new_scene"',
    "before": 'vera = { story = "one-of-us-vera", flags = ["took_tuesday"] }',
}

_KINDS = {
    "Prose": "text or list",
    "Condition": "condition",
    "Effects": "effects",
    "Route": "destination",
    "Choice": "tables",
}


def reference() -> str:
    """The reference as Markdown: each table with its keys, what they take, and what they are for."""
    whole = schema()
    tops, parts = whole["properties"], whole["$defs"]
    assert tops.keys() == _TABLES.keys(), "a table without a place in the reference"
    lines: list[str] = []
    for name, tables in _TABLES.items():
        for index, (written, part) in enumerate(tables):
            about = tops[name]["description"] if index == 0 else parts[tables[0][1]]["properties"]["choice"]
            lines += [f"### `{written}`", "", about if index == 0 else about["description"], ""]
            if index == 0 and name in _EXAMPLES:
                lines += [f"As in `{_EXAMPLES[name]}`", ""]
            if part is not None:
                lines += [*_keys(parts[part]), ""]
    lines += [
        "### Names",
        "",
        "Ids, flags, meters, counters and words are made of small letters, digits and `_`, a letter first.",
    ]
    lines += ["None may be " + ", ".join(f"`{name}`" for name in sorted(UNUSABLE)) + ".", ""]
    lines += ["### Ideas", "", "What `concepts` may hold:", "", *(f"- {idea}" for idea in CONCEPTS)]
    return "\n".join(lines) + "\n"


def _keys(part: dict[str, Any]) -> Iterator[str]:
    for key, value in part["properties"].items():
        needed = ", needed" if key in part.get("required", ()) else ""
        yield f"- `{key}` ({_kind(value)}{needed}): {value['description']}"


def _kind(value: dict[str, Any]) -> str:
    """What a key takes, in a word or two."""
    if "$ref" in value:
        return _KINDS[value["$ref"].rpartition("/")[2]]
    if "enum" in value:
        options = [str(option) for option in value["enum"]]
        return options[0] if len(options) == 1 else f"one of {', '.join(options)}"
    match value["type"]:
        case "integer":
            return f"number, {value['minimum']} to {value['maximum']}"
        case "boolean":
            return "true or false"
        case "array":
            inner = value["items"]
            return _KINDS[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else "list"
        case _:
            return "text"


def with_reference(guide: str) -> str:
    """`guide` with what stands between the two marks written anew. Raises `ValueError` without them."""
    before, opening, rest = guide.partition(OPENING)
    _, closing, after = rest.partition(CLOSING)
    if not (opening and closing):
        raise ValueError("the guide has lost the marks of its reference")
    return f"{before}{OPENING}\n\n{reference()}\n{CLOSING}{after}"


def guide_path() -> Path:
    """Where the guide for writers lies."""
    return shipped_stories() / GUIDE_FILE


if __name__ == "__main__":
    path = guide_path()
    path.write_text(with_reference(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
