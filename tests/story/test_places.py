"""Places in files that stretch the syntax library: newer grammar, escapes, dotted keys, odd headers."""

from pathlib import Path

import pytest

from game.story.places import Places
from tests.story.base import SOUND, place, read, spots


def test_where_the_library_cannot_follow_a_fault_stands_at_the_header(tmp_path: Path) -> None:
    # A line break and a comma at the end of an inline table, and \e, are newer than its grammar.
    newer = SOUND.replace("{ trust = 4 }", "{\n  trust = 4,\n  conection = 4,\n}")
    ((code, line, column),) = spots(read(tmp_path, newer).diagnostics)
    assert (code, (line, column)) == ("E403", place(newer, newer.index("choice]]")))
    # What comes before and after it keeps its places.
    wrong = (
        newer.replace("A page.", "A {page}.")
        .replace("checks = 0", "checks = 100")
        .replace("conection", "trust ")
    )
    wrong = wrong.replace("trust  = 4,", "")
    expected = [("E204", "100"), ("E304", "{page}")]
    assert spots(read(tmp_path, wrong).diagnostics) == [
        (code, *place(wrong, wrong.index(text))) for code, text in expected
    ]


@pytest.mark.parametrize(
    ("text", "path", "at"),
    [
        ("a.b.c = 1", ("a", "b", "c"), 4),
        ("[x]\na.b = { c = [1, { d = 2 }] }", ("x", "a", "b", "c", 1, "d"), 22),
        ("[[x]]\n[[x]]\nk = 1", ("x", 1, "k"), 12),
        ("[[x]]\n[[x.y]]\n[[x]]\n[[x.y]]\nk = 1", ("x", 1, "y", 0, "k"), 28),
        ("[[x]]\n[x.y]\nk = 1", ("x", 0, "y", "k"), 12),
        ('["a b".c]\n"é" = 1', ("a b", "c", "é"), 10),
        ('"\\u00e9" = 1', ("é",), 0),
        ("a = [ # one\n 1, # two\n 2 ]", ("a", 1), 23),
        ("é = 'x'\nb = 1".replace("é", '"é"'), ("b",), 10),
    ],
)
def test_a_path_has_a_place(text: str, path: tuple[str | int, ...], at: int) -> None:
    assert Places(text).key(path) == place(text, at)


@pytest.mark.parametrize(
    ("written", "offset", "at"),
    [
        ("'abc'", 2, 3),
        ('"abc"', 2, 3),
        ('"""\nabc\ndef"""', 5, 9),
        ("'''ab\ncd'''", 3, 6),
        ('"a\\tb"', 2, 0),
        ('"é—c"', 2, 3),
        ("'''\r\na\r\nb'''", 2, 8),
    ],
)
def test_a_character_of_a_string_has_a_place(written: str, offset: int, at: int) -> None:
    text = f"k = {written}\n"
    assert Places(text).value(("k",), offset) == place(text, 4 + at)


def test_a_path_that_is_not_there_has_the_place_of_what_is_around_it() -> None:
    text = "[a]\nb = 1\n"
    assert Places(text).value(("a", "b", "c", 3)) == place(text, 4)
    assert Places(text).key(("x",)) == (1, 1)
