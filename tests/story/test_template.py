"""Words in texts, and the ids that are made from texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.story.names import default_id
from game.story.template import TemplateError, braces_in, fill, names_in

PIECES = st.lists(
    st.sampled_from(["{sea}", "{a_1}", "{{", "}}", "word", " ", "{", "}", "{A}", "\n"]), max_size=8
)


@given(PIECES.map("".join))
def test_a_text_has_a_lone_brace_or_can_be_filled(text: str) -> None:
    braces = list(braces_in(text))
    assert all(text[offset] in "{}" for _, offset in braces)
    names = [name for name, _ in braces if name is not None]
    if len(names) < len(braces):
        with pytest.raises(TemplateError) as caught:
            list(names_in(text))
        assert caught.value.offset == next(offset for name, offset in braces if name is None)
        return
    assert [name for name, _ in names_in(text)] == names
    asked: list[str] = []
    filled = fill(text, lambda name: asked.append(name) or "<>")
    assert asked == names
    assert filled.count("<>") == len(names)
    assert len(filled) == len(text) - text.count("{{") - text.count("}}") - sum(map(len, names))


def test_a_doubled_brace_is_one() -> None:
    assert fill("{{sea}} {sea}", lambda name: name.upper()) == "{sea} SEA"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Ring the signal box.", "ring_the_signal_box"),
        ("Écouter Zoë…", "ecouter_zoe"),
        ("“Don’t.”", "dont"),
        ("22:09", "choice_3"),
        ("Да", "choice_3"),
        ("", "choice_3"),
        ("a  --  b", "a_b"),
    ],
)
def test_an_id_is_made_from_a_text(text: str, made: str) -> None:
    assert default_id(text, 2) == made


@given(st.text(max_size=40), st.integers(0, 50))
def test_an_id_made_from_any_text_is_a_name(text: str, position: int) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", default_id(text, position))
