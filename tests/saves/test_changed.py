"""A story that was edited after it was read."""

from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase
from game.story.model import Story
from tests.saves.walks import edited, journals, reopened, scenes


def _read(bookcase: Bookcase, story: Story, *choices: str) -> None:
    with bookcase.begin(story) as reading:
        for choice in choices:
            reading.choose(choice)


def test_new_words_change_nothing(bookcase: Bookcase, kettle: Story, tmp_path: Path) -> None:
    _read(bookcase, kettle, "sit", "on", "sign")
    later = edited(tmp_path, ("The plaster has gone grey.", "The plaster has gone."))
    with reopened(bookcase, later) as reading:
        assert scenes(reading) == ["kitchen", "night", "note", "friday"]
        assert reading.playthrough.now.text[0].startswith("The plaster has gone. ")
        assert reading.notice == ""


def test_new_effects_are_felt_by_an_old_reading(bookcase: Bookcase, kettle: Story, tmp_path: Path) -> None:
    _read(bookcase, kettle, "sit")
    later = edited(tmp_path, ("effects = { autonomy = 8, connection = -4 }", "effects = { autonomy = 14 }"))
    with reopened(bookcase, later) as reading:
        assert reading.playthrough.now.state.values["autonomy"] == 64


@pytest.mark.parametrize(
    ("change", "stands", "back"),
    [
        pytest.param(
            ('then = "friday"\n\n[[scene.note', 'then = "why"\n\n[[scene.note'), 2, "one choice", id="to"
        ),
        pytest.param(('id = "sign"', 'id = "signed"'), 2, "one choice", id="gone"),
        pytest.param(('id = "sign"', 'id = "sign"\nwhen = "half"'), 2, "one choice", id="closed"),
        pytest.param(
            ('to = "morning" }, "note"', 'to = "morning" }, "friday"'), 1, "2 choices", id="elsewhere"
        ),
        pytest.param(('then = "night"', 'then = "why"'), 0, "3 choices", id="at once"),
    ],
)
def test_it_stops_where_the_story_now_leads_elsewhere(
    bookcase: Bookcase, kettle: Story, tmp_path: Path, change: tuple[str, str], stands: int, back: str
) -> None:
    _read(bookcase, kettle, "sit", "on", "sign")
    (path,) = journals(bookcase.home.folder)
    before = path.read_bytes()
    later = edited(tmp_path, change)
    with reopened(bookcase, later) as reading:
        assert scenes(reading) == ["kitchen", "night", "note"][: stands + 1]
        assert reading.notice == (
            f"The Kettle has changed since you read it: you are {back} back, where it still holds."
        )
        choice = next(option.id for option in reading.playthrough.options if option.struck is None)
        reading.choose(choice)
        now = reading.playthrough.now
    assert path.read_bytes().startswith(before), "every step stays in the file"
    with reopened(bookcase, later) as reading:
        assert reading.playthrough.now == now
        assert "another branch" in reading.notice
    with reopened(bookcase, kettle) as reading:
        moments = [moment.scene for moment in reading.playthrough.moments]
        assert moments[:4] == ["kitchen", "night", "note", "friday"], "and the old story still has them"


def test_a_lost_branch_leaves_the_one_that_is_read_alone(
    bookcase: Bookcase, kettle: Story, tmp_path: Path
) -> None:
    with bookcase.begin(kettle) as reading:
        first = reading.playthrough.now
        reading.choose("pour")
        reading.choose("on")
        reading.choose("ask")
        reading.rewind(first)
        reading.choose("sit")
    later = edited(tmp_path, ('id = "ask"', 'id = "asked"'))
    with reopened(bookcase, later) as reading:
        assert scenes(reading) == ["kitchen", "night"]
        assert len(reading.playthrough.moments) == 4
        assert "another branch of this reading ends earlier now" in reading.notice


def test_what_was_renamed_is_followed(bookcase: Bookcase, kettle: Story, tmp_path: Path) -> None:
    before = edited(
        tmp_path,
        ("[scene.morning", "[scene.breakfast"),
        ('"morning" }', '"breakfast" }'),
        ('breakfast = "morning"\n', ""),
        ('"kitchen.wait" = "kitchen.sit"\n', ""),
        ('lukewarm = "shelf"\n', ""),
        ('id = "sit"', 'id = "wait"'),
        ("[ending.shelf]", "[ending.lukewarm]"),
    )
    with bookcase.begin(before) as reading:
        first = reading.playthrough.now
        reading.choose("wait")
        reading.rewind(first)
        for choice in ("pour", "on", "plastic", "you"):
            reading.choose(choice)
        assert scenes(reading) == ["kitchen", "night", "breakfast", "friday", "lukewarm"]
    with reopened(bookcase, kettle) as reading:
        assert reading.notice == ""
        assert scenes(reading) == ["kitchen", "night", "morning", "friday", "shelf"]
        assert len(reading.playthrough.moments) == 6
    record = bookcase.record(kettle)
    assert list(record.endings) == ["shelf"]
    assert {"kitchen.sit", "morning.plastic"} <= record.taken


def test_a_choice_and_its_scene_may_both_be_renamed(
    bookcase: Bookcase, kettle: Story, tmp_path: Path
) -> None:
    _read(bookcase, kettle, "sit", "on", "sign")
    later = edited(
        tmp_path,
        ("[scene.note", "[scene.letter"),
        ('"note"', '"letter"'),
        ("seen.note", "seen.letter"),
        ("chose.note", "chose.letter"),
        ('id = "sign"', 'id = "agree"'),
        ("[renamed]\n", '[renamed]\nnote = "letter"\n"note.sign" = "letter.agree"\n'),
    )
    with reopened(bookcase, later) as reading:
        assert reading.notice == ""
        assert scenes(reading) == ["kitchen", "night", "letter", "friday"]
