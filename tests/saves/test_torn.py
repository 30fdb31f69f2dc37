"""Files that are not what they should be: cut short, damaged, foreign, or later than we are."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.saves.bookcase import Bookcase
from game.story.model import Story
from tests.saves.walks import facts, journals, reopened, scenes, wander


def short(line: bytes) -> str:
    return repr(line[:60])


def _read_to_the_end(bookcase: Bookcase, story: Story) -> Path:
    with bookcase.begin(story) as reading:
        for choice in ("look", "half", "on", "sign", "you"):
            reading.choose(choice)
    (path,) = journals(bookcase.home.folder)
    return path


def test_a_file_cut_at_any_byte_costs_at_most_the_line_that_was_cut(
    bookcase: Bookcase, kettle: Story
) -> None:
    path = _read_to_the_end(bookcase, kettle)
    whole = path.read_bytes()
    two_lines = whole.rfind(b"\n", 0, whole.rfind(b"\n", 0, -1)) + 1
    for size in range(two_lines, len(whole)):
        path.write_bytes(whole[:size])
        lines = whole[:size].count(b"\n")
        with reopened(bookcase, kettle) as reading:
            assert reading.notice == ""
            assert len(reading.playthrough.path) == lines
            choice = next(option.id for option in reading.playthrough.options if option.struck is None)
            reading.choose(choice)
            after = facts(reading)
        assert path.read_bytes().startswith(whole[: whole[:size].rfind(b"\n") + 1])
        with reopened(bookcase, kettle) as reading:
            assert facts(reading) == after
        assert journals(bookcase.home.folder) == [path]


def test_looking_does_not_cut(bookcase: Bookcase, kettle: Story) -> None:
    path = _read_to_the_end(bookcase, kettle)
    torn = path.read_bytes()[:-5]
    path.write_bytes(torn)
    with reopened(bookcase, kettle):
        pass
    assert path.read_bytes() == torn


def test_a_tail_of_zeros_is_cut(bookcase: Bookcase, kettle: Story) -> None:
    path = _read_to_the_end(bookcase, kettle)
    path.write_bytes(path.read_bytes() + bytes(512))
    with reopened(bookcase, kettle) as reading:
        assert reading.playthrough.ending is not None
        reading.rewind(reading.playthrough.moments[0])
    assert b"\0" not in path.read_bytes()


@pytest.mark.parametrize("size", [0, 1, 20])
def test_a_file_without_its_first_line_holds_nothing_and_is_tidied_away(
    bookcase: Bookcase, kettle: Story, size: int
) -> None:
    path = _read_to_the_end(bookcase, kettle)
    path.write_bytes(path.read_bytes()[:size])
    assert bookcase.resume(kettle) is None
    assert bookcase.latest() is None
    with bookcase.begin(kettle) as reading:
        assert reading.notice == ""
    assert not path.exists()


def test_a_file_with_a_wrong_first_line_is_left_alone(bookcase: Bookcase, kettle: Story) -> None:
    path = _read_to_the_end(bookcase, kettle)
    wrong = b"#" + path.read_bytes()
    path.write_bytes(wrong)
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen"]
        assert str(path) in reading.notice
    bookcase.begin(kettle).close()
    assert path.read_bytes() == wrong


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"[" * 5_000, b'{"at":99}'], ids=short
)
def test_a_line_that_cannot_be_read_stops_there_and_says_so(
    bookcase: Bookcase, kettle: Story, line: bytes
) -> None:
    path = _read_to_the_end(bookcase, kettle)
    lines = path.read_bytes().split(b"\n")
    lines[3] = line
    path.write_bytes(b"\n".join(lines))
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen", "kitchen", "night"]
        assert f"Line 4 of {path}" in reading.notice
        reading.choose("on")
    assert path.read_bytes() == b"\n".join(lines), "the damaged file is kept as it is"
    with reopened(bookcase, kettle) as reading:
        assert reading.notice == ""
        assert scenes(reading) == ["kitchen", "kitchen", "night", "note"]


@pytest.mark.parametrize(
    "step",
    [
        b'{"n":0,"parent":0,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":1,"parent":0,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":9,"parent":8,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":9,"parent":9,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":9,"parent":-1,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":9999999999999,"parent":0,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":"9","parent":0,"scene":"kitchen","choice":"sit","to":"night"}',
        b'{"n":9,"parent":0,"scene":"\\u001b[2J","choice":"sit","to":"night"}',
        b'{"n":9,"parent":0,"scene":"kitchen","choice":"../../etc","to":"night"}',
        b'{"n":9,"parent":0,"scene":"kitchen","choice":"sit","to":"night","on":"\\u001b]0;x"}',
    ],
    ids=short,
)
def test_a_line_that_no_game_writes_is_not_believed(bookcase: Bookcase, kettle: Story, step: bytes) -> None:
    path = _read_to_the_end(bookcase, kettle)
    path.write_bytes(path.read_bytes() + step + b"\n")
    with reopened(bookcase, kettle) as reading:
        assert f"Line 7 of {path}" in reading.notice
        assert reading.playthrough.ending is not None
    assert "\x1b" not in str(bookcase.readings(kettle)) + str(bookcase.record(kettle))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 500), data=st.binary(min_size=1, max_size=40), where=st.floats(0, 1))
def test_no_damage_of_any_kind_stops_the_player(
    bookcase: Bookcase, kettle: Story, seed: int, data: bytes, where: float
) -> None:
    bookcase.forget()
    with bookcase.begin(kettle) as reading:
        for _ in wander(reading, random.Random(seed), 8):
            pass
    (path,) = journals(bookcase.home.folder)
    whole = path.read_bytes()
    place = int(where * len(whole))
    path.write_bytes(whole[:place] + data + whole[place + len(data) :])
    bookcase.record(kettle)
    bookcase.readings(kettle)
    bookcase.latest()
    with bookcase.resume(kettle) or bookcase.begin(kettle) as reading:
        options = [option.id for option in reading.playthrough.options if option.struck is None]
        for choice in options[:1]:
            reading.choose(choice)
        before = facts(reading)
        again = reopened(bookcase, kettle)
        assert again.playthrough.now.text == before[1][before[0]].text
        again.close()


def test_a_file_of_a_later_version_is_left_alone(bookcase: Bookcase, kettle: Story) -> None:
    path = _read_to_the_end(bookcase, kettle)
    later = path.read_bytes().replace(b'"format":1', b'"format":2')
    path.write_bytes(later)
    with reopened(bookcase, kettle) as reading:
        assert "a later version of Leeway" in reading.notice
        assert scenes(reading) == ["kitchen"]
    assert path.read_bytes() == later


def test_an_older_reading_opens_where_the_latest_cannot(bookcase: Bookcase, kettle: Story) -> None:
    _read_to_the_end(bookcase, kettle)
    with bookcase.begin(kettle) as reading:
        reading.choose("pour")
    latest = journals(bookcase.home.folder)[-1]
    latest.write_bytes(b"\x00\n")
    with reopened(bookcase, kettle) as reading:
        assert reading.playthrough.ending is not None
        assert str(latest) in reading.notice
