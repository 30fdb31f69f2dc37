"""Whatever a story file holds, loading gives a story or findings; and its two halves agree."""

import copy
import datetime
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.story import load as loading
from game.story.codes import CODES, severity_of
from game.story.examine import examine
from game.story.read import read
from tests.random_stories import random_story, story_table
from tests.story.base import SOUND, put

Path_ = tuple[str | int, ...]

WEIRD: list[Any] = [
    True,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    "x",
    "{",
    "a.b",
    "trust >=",
    [],
    [[]],
    ["x", 3],
    [{}],
    {},
    {"x": {"y": 1}},
    {"when": 3},
    datetime.date(2026, 1, 1),
]


def findings(folder: Path, text: str | bytes) -> list[str]:
    """Codes of all findings about a story of one file, after holding the two halves of loading together."""
    path = put(folder, text)
    story, diagnostics = loading.load(path)
    source = read(path)
    converted, clean = loading._converted(source) if source.complete and source.files else (None, False)
    slow = examine(source)
    assert diagnostics == slow, "what is told is what the slow half finds"
    wrong = any(finding.severity == "error" for finding in slow)
    assert not (clean and slow), f"the fast half passed what the slow half refuses: {slow}"
    assert wrong or converted is not None, "the fast half refused, and the slow half does not know why"
    assert (story is None) == wrong
    for finding in diagnostics:
        assert finding.code in CODES
        assert finding.severity == severity_of(finding.code)
        assert finding.line >= 1
        assert finding.column >= 1
        assert str(finding).isprintable()
    return [finding.code for finding in diagnostics]


def positions(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Paths of everything in a table."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from positions(inner, (*path, key))


def spoil(tables: dict[str, Any], path: Path_, value: Any) -> None:
    """Put `value` at `path`; None takes out what is there."""
    *way, last = path
    holder: Any = tables
    for step in way:
        holder = holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value


@pytest.mark.parametrize("weird", [None, *WEIRD], ids=repr)
def test_a_wrong_value_anywhere_is_a_finding_and_never_a_crash(tmp_path: Path, weird: object) -> None:
    tables = tomli.loads(SOUND)
    for path in positions(tables):
        spoiled = copy.deepcopy(tables)
        spoil(spoiled, path, weird)
        findings(tmp_path, tomli_w.dumps(spoiled))


def test_an_unknown_key_anywhere_is_told(tmp_path: Path) -> None:
    tables = tomli.loads(SOUND)
    free = {("cast",), ("flags",), ("words",), ("counters",), ("meters",), ("before",)}
    named = {("scene",), ("ending",), ("menu",)}
    for path in [(), *positions(tables)]:
        spoiled: Any = copy.deepcopy(tables)
        holder = spoiled
        for step in path:
            holder = holder[step]
        if isinstance(holder, dict) and path not in free | named:
            holder["zzz"] = "x"
            found = findings(tmp_path, tomli_w.dumps(spoiled))
            assert "E201" in found or "E403" in found, path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_random_story_spoiled_anywhere_is_a_finding_and_never_a_crash(
    tmp_path: Path, data: st.DataObject
) -> None:
    tables: Any = story_table(data.draw(st.integers(0, 10_000)), 3)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(positions(tables))))
        spoil(tables, path, copy.deepcopy(data.draw(st.sampled_from(WEIRD))))
    findings(tmp_path, tomli_w.dumps(tables))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 100_000))
def test_a_random_sound_story_loads(tmp_path: Path, seed: int) -> None:
    assert random_story(seed, tmp_path).scenes


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode(errors="surrogatepass")))
def test_any_bytes_are_a_finding_and_never_a_crash(tmp_path: Path, data: bytes) -> None:
    assert findings(tmp_path, data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_a_torn_story_is_never_a_crash(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SOUND.encode())
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data))
        end = start + chance.choice((0, 1, 1, 1, 10))
        data[start:end] = chance.choice(
            (b"", b'"', b"\n", b"[", b"{", b"}", b"=", b"\\u0007", b"\xc2\x9b", b"[[a]]\n")
        )
    findings(tmp_path, bytes(data))


SHREDS = (
    *("", "\n", "\r\n", "\r", "\t", "\x0b", "\x00", "\x7f", "\x85", "\u2028", "\ufeff", "é", "\U0001f600"),
    *(
        "'",
        '"',
        "'''",
        '"""',
        "[",
        "]",
        "{",
        "}",
        "=",
        "#",
        ",",
        ".",
        "1",
        "-",
        "_",
        "[a]",
        "[[a]]",
        "\n\n# x\n",
    ),
    *(
        r"\ ",
        r"\e",
        r"\x41",
        r"\u0007",
        r"\ud800",
        "\\\n",
        "0x",
        "1e5",
        "9" * 20,
        "inf",
        "nan",
        "true",
        "12:00:00",
    ),
    *(
        "2026-01-01",
        "2026-01-01T12:00:00Z",
        "a.b=1",
        '"a"."b"=1',
        "{b=1,c=2}",
        "{b=1,\nc=2,}",
        "[1,[2,\n]]",
        "=\n",
    ),
)


def torn(chance: random.Random, tables: list[str]) -> str:
    """A few tables of a story, with up to three places spoiled."""
    text = "".join(chance.choices(tables, k=2))
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        start = chance.randrange(len(text))
        text = text[:start] + chance.choice(SHREDS) + text[start + chance.choice((0, 1, 1, 10)) :]
    return text


def tables_of(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except tomli.TOMLDecodeError:
        return None


def read_as_tomli_reads(seed: int, many: int) -> None:
    chance = random.Random(seed)
    files = Path(__file__).parents[2].glob("stories/*/*.toml")
    tables = [table for file in files for table in re.split(r"(?m)^(?=\[)", file.read_text("utf-8")) if table]
    read = 0
    for _ in range(many):
        text = torn(chance, tables)
        expected = tables_of(tomli.loads, text)
        found = tables_of(loading._tables, text)
        # A number that is none is not equal to itself, but is written alike.
        assert found == expected or repr(found) == repr(expected), text
        read += expected is not None
    assert many / 10 < read < many * 9 / 10


def test_a_file_is_read_as_tomli_reads_it() -> None:
    read_as_tomli_reads(0, 5_000)


@pytest.mark.long
def test_many_files_are_read_as_tomli_reads_them() -> None:
    read_as_tomli_reads(1, 600_000)


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, "{a=" * 100_000, "[[],[" * 100_000], ids=lambda deep: deep[:5]
)
def test_what_is_nested_too_deep_is_refused(tmp_path: Path, deep: str) -> None:
    assert findings(tmp_path, f"a = {deep}")
