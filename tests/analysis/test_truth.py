"""Nothing that is said is ever false: small stories about each of which something untrue was once said."""

import pytest

from game.analysis.explore import Budget
from game.analysis.lockstep import read_many
from game.analysis.readers import READERS
from game.analysis.report import analyse
from game.analysis.survey import explore
from game.story.load import load

from .stories import HEAD

START = HEAD.replace("s0", "a")
END = """
[ending.e]
title = "E"
text = "E."
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "made.toml"
        path.write_text(text, encoding="utf-8")
        found = load(path)
        assert found.story is not None, [str(one) for one in found.diagnostics]
        return found.story

    return read


@pytest.fixture
def said(read):
    """What is said of a story by the findings of a code."""

    def said(text, code):
        return [remark.message for remark in analyse(read(text), 10).remarks if remark.code == code]

    return said


def scene(name, *lines, choices=()):
    return "\n".join((f"[scene.{name}]", f'text = "{name}."', *lines, *choices, ""))


def choice(scene, name, *lines):
    return "\n".join((f"[[scene.{scene}.choice]]", f'id = "{name}"', f'text = "{name}."', *lines))


@pytest.mark.parametrize("crowded", [0, 1 << 20])
def test_more_choices_are_open_than_a_byte_can_count(read, crowded, monkeypatch):
    monkeypatch.setattr("game.analysis.index.CROWDED", crowded)
    choices = [choice("a", f"c{i}", f'to = "{"d" if i < 75 else "e"}"') for i in range(300)]
    story = read(START + scene("a", choices=choices) + END + END.replace("ending.e", "ending.d"))
    survey = explore(story, Budget.of(60, 1 << 30))
    for reader in READERS:
        assert survey.odds.endings[reader] == pytest.approx({"d": 0.25, "e": 0.75})
    many = read_many(survey.tables, readings=4_000)
    assert many.endings["d"] / 4_000 == pytest.approx(0.25, abs=0.05)
