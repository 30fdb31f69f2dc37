"""What the shelf remembers."""

import os
import time
from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase, Record
from game.saves.home import Home, home
from game.story.model import Story
from tests.random_stories import random_story
from tests.saves.walks import journals, reopened, scenes


def _read(bookcase: Bookcase, story: Story, *choices: str) -> str:
    with bookcase.begin(story) as reading:
        for choice in choices:
            reading.choose(choice)
        return reading.id


def test_nothing_was_read_yet(bookcase: Bookcase, kettle: Story) -> None:
    assert bookcase.record(kettle) == Record({}, frozenset(), 0, None)
    assert bookcase.readings(kettle) == ()
    assert not bookcase.home.folder.exists(), "looking writes nothing"


def test_endings_are_found_once_with_their_first_date(
    bookcase: Bookcase, kettle: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    for date in ("2026-03-02", "2026-01-31", "2026-12-01"):
        monkeypatch.setattr("game.saves.reading.today", lambda date=date: date)
        _read(bookcase, kettle, "half", "on", "sign", "you")
    _read(bookcase, kettle, "pour", "on", "ask")
    record = bookcase.record(kettle)
    assert record.endings == {"two_cups": "2026-01-31"}
    assert record.readings == 4


def test_every_branch_counts_in_what_was_found_and_taken(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as reading:
        first = reading.playthrough.now
        for choice in ("half", "on", "sign", "you"):
            reading.choose(choice)
        reading.rewind(first)
        reading.choose("pour")
        assert bookcase.record(kettle, apart_from=reading).taken == frozenset()
    record = bookcase.record(kettle)
    assert list(record.endings) == ["two_cups"]
    assert record.taken == {"kitchen.half", "night.on", "note.sign", "friday.you", "kitchen.pour"}


def test_a_summary_says_where_a_reading_stands(bookcase: Bookcase, kettle: Story) -> None:
    older = _read(bookcase, kettle, "half", "on", "sign", "you")
    newer = _read(bookcase, kettle, "look", "pour", "on")
    latest, first = bookcase.readings(kettle)
    assert (latest.id, latest.chapter, latest.choices, latest.ending) == (newer, "Wednesday", 3, "")
    assert (first.id, first.chapter, first.choices, first.ending) == (older, "Friday", 4, "two_cups")
    assert latest.started == time.strftime("%Y-%m-%d")
    assert bookcase.record(kettle).latest == latest


def test_an_older_reading_can_be_taken_up_and_is_the_latest_then(bookcase: Bookcase, kettle: Story) -> None:
    older = _read(bookcase, kettle, "sit", "on")
    _read(bookcase, kettle, "pour")
    for path in journals(bookcase.home.folder):
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**10))
    reading = bookcase.resume(kettle, older)
    assert reading is not None
    with reading:
        assert scenes(reading) == ["kitchen", "night", "note"]
    with reopened(bookcase, kettle) as reading:
        assert reading.id == older
    assert bookcase.resume(kettle, "20260101-000000-000000-abcd") is None


def test_readings_that_were_only_opened_leave_nothing_behind(bookcase: Bookcase, kettle: Story) -> None:
    for _ in range(3):
        _read(bookcase, kettle)
    assert len(journals(bookcase.home.folder)) == 1
    assert bookcase.readings(kettle) == ()


def _let_time_pass(bookcase: Bookcase) -> None:
    """Make what is on disk a second older: the clock of a file system may tick a few times a second only."""
    for path in bookcase.home.journals.rglob("*.jsonl"):
        before = path.stat().st_mtime_ns - 10**9
        os.utime(path, ns=(before, before))


def test_a_bare_start_opens_what_is_being_read(bookcase: Bookcase, kettle: Story, tmp_path: Path) -> None:
    other = random_story(3, tmp_path)
    _read(bookcase, kettle, "pour")
    assert bookcase.latest() == "kettle"
    _read(bookcase, other, "a")
    assert bookcase.latest() == (other.slug if bookcase.record(other).latest.ending == "" else None)  # type: ignore[union-attr]
    _let_time_pass(bookcase)
    with reopened(bookcase, kettle) as reading:
        for choice in ("on", "plastic", "you"):
            reading.choose(choice)
        assert reading.playthrough.ending is not None
        assert bookcase.latest() is None, "a reading that is over is not gone on with"
        reading.rewind(reading.playthrough.moments[1])
        assert bookcase.latest() == "kettle"


def test_one_story_is_forgotten(bookcase: Bookcase, kettle: Story, tmp_path: Path) -> None:
    other = random_story(3, tmp_path)
    _read(bookcase, kettle, "pour")
    _read(bookcase, kettle, "sit")
    _read(bookcase, other, "a")
    bookcase.home.settings.write_text("{}")
    assert bookcase.count("kettle") == 2
    assert bookcase.forget("kettle") == 2
    assert bookcase.resume(kettle) is None
    assert bookcase.record(other).readings == 1
    assert bookcase.home.settings.exists()


def test_all_is_forgotten_but_the_stories_of_the_player(bookcase: Bookcase, kettle: Story) -> None:
    _read(bookcase, kettle, "pour")
    folder = bookcase.home.folder
    gone = ("settings.json", "settings.broken.json", "cache/a/b", "classes/one.jsonl", "classes/one.lock")
    for name in (*gone, "stories/mine.toml", "classes/help.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    assert bookcase.forget() == 1
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == {
        Path("stories/mine.toml"),
        Path("classes/help.toml"),
    }
    assert bookcase.forget() == 0


@pytest.mark.parametrize("slug", ["..", ".", "a/b", "naïve story", "con.", "x" * 300])
def test_a_story_may_be_called_anything_and_stays_in_its_place(
    bookcase: Bookcase, kettle: Story, slug: str
) -> None:
    import msgspec

    named = msgspec.structs.replace(kettle, slug=slug)
    with bookcase.begin(named) as reading:
        reading.choose("pour")
        if reading.notice:
            assert len(slug) > 200
            return
    assert [path.parent.parent for path in journals(bookcase.home.folder.parent)] == [bookcase.home.journals]
    assert bookcase.latest() == slug
    assert bookcase.forget(slug) == 1


def test_the_home_is_where_it_was_told_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "here"))
    assert home() == Home(tmp_path / "here")
    monkeypatch.setenv("LEEWAY_HOME", "~/there")
    assert home().folder == Path("~/there").expanduser()
    monkeypatch.delenv("LEEWAY_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home().folder.is_absolute()
    assert home().folder.name == "leeway"
