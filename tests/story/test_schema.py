"""The JSON Schema takes what the loader takes, and refuses what has the wrong shape."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import tomli
from jsonschema import Draft202012Validator

from game.story.keys import EXAMPLES, KEYS
from game.story.schema import schema
from tests.benchmarks.generate import files
from tests.random_stories import story_table
from tests.story.base import SOUND
from tests.story.test_faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(schema())

# What one file of a story cannot show by its shape alone: names, conditions, ways on.
BEYOND = {"E207", "E301", "E208", "E209", "W210", "E212", "E302", "E303", "E304", "E305", "W306", "E307"} | {
    f"{kind}{number}" for kind in "EW" for number in (*range(401, 405), *range(406, 409), *range(501, 510))
}


def test_it_is_a_schema_and_can_be_written_as_json() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


def stories() -> list[Path]:
    return [*ROOT.glob("stories/*/*.toml"), *ROOT.glob("tests/stories/*/*.toml")]


@pytest.mark.parametrize("path", stories(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_of_every_story_fits(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(tomli.loads(path.read_text(encoding="utf-8")))) == []


def test_generated_stories_fit() -> None:
    assert list(VALIDATOR.iter_errors(tomli.loads(SOUND))) == []
    assert list(VALIDATOR.iter_errors(tomli.loads(files(20)["story.toml"]))) == []
    for seed in range(20):
        assert list(VALIDATOR.iter_errors(story_table(seed))) == []


# For JSON, 5.0 is an integer.
OF_SHAPE = [
    (old, new)
    for old, new, wanted in FAULTS
    if not {code for code, *_ in wanted} <= BEYOND and not new.endswith("5.0")
]


@pytest.mark.parametrize(("old", "new"), OF_SHAPE)
def test_a_fault_of_shape_does_not_fit(old: str, new: str) -> None:
    tables = tomli.loads(SOUND.replace(old, new.replace("‸", "")))
    assert list(VALIDATOR.iter_errors(tables))


def test_nobody_writes_what_the_loader_adds() -> None:
    tables: Any = tomli.loads(SOUND)
    for spoil in (
        lambda t: t["scene"]["page"].update(id="page"),
        lambda t: t["ending"]["hook"].update(id="hook"),
        lambda t: t.update(slug="x"),
        lambda t: t.update(digest="x"),
    ):
        spoiled = copy.deepcopy(tables)
        spoil(spoiled)
        assert list(VALIDATOR.iter_errors(spoiled))


def test_every_key_is_described_once() -> None:
    definitions = {"Story": schema(), **schema()["$defs"]}
    described = {
        f"{name}.{key}"
        for name, part in definitions.items()
        if any(path.startswith(f"{name}.") for path in KEYS)
        for key, inner in part["properties"].items()
        if inner["description"]
    }
    assert described == KEYS.keys()


def test_every_example_fits_its_key() -> None:
    definitions = schema()["$defs"]
    for path, example in EXAMPLES.items():
        name, _, key = path.partition(".")
        inner = definitions[name]["properties"][key]
        assert inner["examples"] == [example], path
        Draft202012Validator({**inner, "$defs": definitions}).validate(example)


def test_the_schema_beside_the_stories_is_up_to_date() -> None:
    shipped = json.loads((ROOT / "stories" / "leeway.schema.json").read_text(encoding="utf-8"))
    assert shipped == schema(), "run: leeway schema > stories/leeway.schema.json"
