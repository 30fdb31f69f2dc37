"""The order in which things reach the disk, and disks that refuse."""

import errno
import os
import stat
from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.story.model import Story
from tests.saves.walks import journals, reopened, scenes


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the operating system is asked to do with saves, in order."""
    found: list[str] = []
    write, sync = os.write, os.fsync

    def kind(descriptor: int) -> str:
        return "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"

    def spy_write(descriptor: int, data: bytes) -> int:
        found.append(f"write {data.decode()[:5]}")
        return write(descriptor, data)

    def spy_sync(descriptor: int) -> None:
        found.append(f"sync {kind(descriptor)}")
        sync(descriptor)

    monkeypatch.setattr(os, "write", spy_write)
    monkeypatch.setattr(os, "fsync", spy_sync)
    return found


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let a folder be opened")
def test_a_choice_is_written_and_synced_before_its_page_is_there(
    bookcase: Bookcase, kettle: Story, asked: list[str]
) -> None:
    with bookcase.begin(kettle) as reading:
        assert asked[-3:] == ['write {"for', "sync file", "sync folder"]
        asked.clear()
        reading.choose("pour")
        assert asked == ['write {"n":', "sync file"]
        asked.clear()
        reading.rewind(reading.playthrough.moments[0])
        assert asked == ['write {"at"', "sync file"]


class Full:
    """A disk that takes `room` more bytes of saves, and then no more until `room` is set again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room: float = float("inf")
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, descriptor: int, data: bytes) -> int:
        """`os.write`, as far as there is room."""
        if self.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self._write(descriptor, data[: int(min(self.room, len(data)))])
        self.room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 1, 30, 61, 62, 63])
def test_a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again(
    bookcase: Bookcase, kettle: Story, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    disk = Full(monkeypatch)
    with bookcase.begin(kettle) as reading:
        reading.choose("look")
        disk.room = room
        reading.choose("half")
        told = reading.notice
        reading.choose("on")
        assert "not on disk" in reading.notice
        assert "no space left on device" in reading.notice
        assert str(bookcase.home.journals) in reading.notice
        assert told in ("", reading.notice)
        disk.room = float("inf")
        assert reading.playthrough.now.scene == "note"
        reading.choose("sign")
        assert reading.notice == "Everything is on disk again."
        reading.choose("you")
        assert reading.notice == ""
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen", "kitchen", "night", "note", "friday", "two_cups"]
        assert reading.notice == ""
    assert len(journals(bookcase.home.folder)) == 1


def test_what_a_full_disk_refused_is_tried_once_more_at_the_end(
    bookcase: Bookcase, kettle: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Full(monkeypatch)
    with bookcase.begin(kettle) as reading:
        disk.room = 10
        reading.choose("half")
        disk.room = float("inf")
    assert reading.notice == "Everything is on disk again."
    with reopened(bookcase, kettle) as reading:
        assert scenes(reading) == ["kitchen", "night"]


def test_a_folder_that_cannot_be_made_is_told_and_the_game_goes_on(tmp_path: Path, kettle: Story) -> None:
    (tmp_path / "file").write_text("not a folder")
    bookcase = Bookcase(Home(tmp_path / "file" / "home"))
    assert bookcase.resume(kettle) is None
    with bookcase.begin(kettle) as reading:
        assert str(tmp_path / "file") in reading.notice
        for choice in ("half", "on", "sign", "you"):
            reading.choose(choice)
        assert reading.playthrough.ending is not None
    assert bookcase.latest() is None
    assert bookcase.record(kettle).readings == 0
    assert bookcase.forget() == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_save_that_is_read_only_opens_and_says_that_nothing_is_kept(
    bookcase: Bookcase, kettle: Story
) -> None:
    with bookcase.begin(kettle) as reading:
        reading.choose("pour")
    (path,) = journals(bookcase.home.folder)
    path.parent.chmod(0o500)
    try:
        with reopened(bookcase, kettle) as reading:
            assert scenes(reading) == ["kitchen", "night"]
            assert "not on disk" in reading.notice
            reading.choose("on")
    finally:
        path.parent.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_readings_are_private(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle):
        (path,) = journals(bookcase.home.folder)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(bookcase.home.journals.stat().st_mode) == 0o700


def test_a_network_folder_without_locks_still_keeps_what_is_read(
    bookcase: Bookcase, kettle: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with bookcase.begin(kettle) as reading:
        assert reading.notice == ""
        reading.choose("pour")
    with reopened(bookcase, kettle) as reading:
        assert reading.notice == ""
        assert scenes(reading) == ["kitchen", "night"]
