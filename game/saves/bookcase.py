"""All the readings on this computer."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from game.saves import disk, journal
from game.saves.home import Home
from game.saves.journal import Contents, Header, Journal, today

if TYPE_CHECKING:
    from game.narrative.state import State
    from game.saves.reading import Reading
    from game.saves.replay import Replay
    from game.story.model import Story

_SUFFIX = ".jsonl"


class Summary(Struct, frozen=True):
    """One reading, as it stands in a list of readings."""

    id: str
    started: str
    """The date on which it began, as ``2026-11-22``."""
    chapter: str
    """The chapter in which it stands, or an empty string before the first."""
    choices: int
    """How many choices lead to where it stands."""
    ending: str
    """The id of the ending at which it stands, or an empty string."""


class Record(Struct, frozen=True):
    """What the player has read of one story."""

    endings: Mapping[str, str]
    """The id of every ending found -> the date on which it first was, as ``2026-11-22``."""
    taken: frozenset[str]
    """``scene.choice`` of every choice made."""
    readings: int
    """How many readings there are in which anything was chosen."""
    latest: Summary | None
    """The latest of them."""


class Bookcase:
    """The readings in `home`."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def begin(self, story: "Story") -> "Reading":
        """Open `story` at its first page, in a new file. The readings before it are kept."""
        for path in self._paths(story.slug):
            with suppress(OSError):
                _remove_if_empty(path)
        return self._make(story, None)

    def resume(self, story: "Story", reading_id: str | None = None) -> "Reading | None":
        """Open the reading called `reading_id`, or the latest, where it was left; None if there is none.

        A reading that another window has open, or whose file is damaged, goes on in a new file that
        begins with the path so far; `notice` says so, as it does when a file cannot be read at all.
        """
        passed_over = ""
        for path in self._paths(story.slug):
            if reading_id not in (None, path.stem):
                continue
            reading = self._open(story, path)
            if not isinstance(reading, str):
                reading.notice = " ".join(filter(None, (passed_over, reading.notice)))
                with suppress(OSError):
                    os.utime(path.with_stem(reading.id))
                return reading
            passed_over = passed_over or reading
        if not passed_over:
            return None
        return self._make(story, None, f"{passed_over} This one begins at the first page.")

    def readings(self, story: "Story") -> tuple[Summary, ...]:
        """The readings of `story` in which anything was chosen, the latest first."""
        return tuple(_summary(story, path, contents) for path, contents in self._read(story.slug))

    def record(self, story: "Story", apart_from: "Reading | None" = None) -> Record:
        """What has been read of `story`; `apart_from` leaves one reading out, such as the one on the page."""
        # Imported here, as below: the shelf draws itself without what makes recorded choices again.
        from game.saves.replay import choice_id, place

        endings: dict[str, str] = {}
        taken: set[str] = set()
        kept = [
            (path, contents)
            for path, contents in self._read(story.slug)
            if apart_from is None or path.stem != apart_from.id
        ]
        for _, contents in kept:
            for step in contents.steps:
                taken.add(f"{place(story, step.scene)}.{choice_id(story, step)}")
                to = place(story, step.to)
                if step.on is not None and to in story.endings:
                    endings[to] = min(step.on, endings.get(to, step.on))
        return Record(endings, frozenset(taken), len(kept), _summary(story, *kept[0]) if kept else None)

    def contents(self, slug: str) -> Iterator[Contents]:
        """What the journals of one story hold, the latest first, as far as they can be read."""
        return (contents for _, contents in self._read(slug))

    def reached(self, story: "Story", ending: str) -> "State | None":
        """How the latest reading that came to the ending of that id stood there; None if none has."""
        from game.saves.replay import replay

        for _, contents in self._read(story.slug):
            for one in reversed(replay(story, contents).held.values()):
                if one.state.scene == ending:
                    return one.state
        return None

    def latest(self) -> str | None:
        """The slug of the story that is being read; None if the latest reading is over, or there is none."""
        for path in self._paths():
            with suppress(OSError):
                contents = journal.read(path)
                if contents.header is not None and not contents.newer:
                    return None if contents.over else contents.header.story
        return None

    def count(self, slug: str | None = None) -> int:
        """How many files of readings there are, of one story or of all."""
        return sum(1 for _ in self._paths(slug))

    def forget(self, slug: str | None = None) -> int:
        """Remove the readings of one story, or with None all readings and classes, settings and cache.

        The player's own stories stay, and what a school has written for its classes. Returns how many
        readings are gone. Raises `OSError` if a file cannot be removed, as when another window has it
        open under Windows.
        """
        from shutil import rmtree

        gone = self.count(slug)
        folders = [self._folder(slug)] if slug else [self.home.journals, self.home.cache]
        for folder in filter(Path.exists, folders):
            rmtree(folder)
        if slug is None:
            written = [*self.home.folder.glob("settings.*"), *self.home.classes.glob("*")]
            for file in written:
                if file.suffix != ".toml":
                    file.unlink(missing_ok=True)
        return gone

    def _open(self, story: "Story", path: Path) -> "Reading | str":
        """The reading at `path`, or a sentence that says why not; an empty one if it never began."""
        from game.saves.replay import replay

        try:
            lock = journal.lock(path)
            elsewhere = lock is None
        except OSError:
            # A folder that is read-only: it is read, and the new file will find out for itself.
            lock, elsewhere = None, False
        try:
            contents = journal.read(path)
            # The plug was pulled before its first line was whole.
            unborn = not contents.size
            problem = _problem(contents)
        except OSError as error:
            unborn, problem = False, disk.reason(error)
        if problem:
            if lock is not None:
                lock.release()
            if unborn:
                return ""
            return f"A reading of {story.title} cannot be opened and is left as it is ({problem}): {path}."
        held = replay(story, contents)
        notice = _changed(story, held)
        if lock is not None and not contents.damaged:
            return _reading(story, Journal(path, lock, contents.size), held, notice)
        if lock is not None:
            lock.release()
        if contents.damaged:
            notice = (
                f"Line {contents.damaged} of {path} cannot be read: what stands before it goes on in a new "
                f"file, and the damaged one is kept. {notice}"
            )
        elif elsewhere:
            notice = f"This reading is open in another window: a branch of it begins here. {notice}"
        return self._make(story, held.branch(), notice.strip())

    def _make(self, story: "Story", path: "Replay | None", notice: str = "") -> "Reading":
        """A reading in a new file, which begins with `path`."""
        made = Journal(self._folder(story.slug) / f"{_new_id()}{_SUFFIX}")
        header = Header(journal.FORMAT, story.slug, story.digest, story.header.version, today())
        steps = [one.step for one in path.held.values()] if path else []
        refused = made.append(header, *steps)
        return _reading(story, made, path, " ".join(filter(None, (notice, refused))))

    def _folder(self, slug: str) -> Path:
        # A player's own story may be called anything, "..", too; a full stop is not quoted by itself.
        return self.home.journals / quote(slug, safe="").replace(".", "%2E")

    def _paths(self, slug: str | None = None) -> Iterator[Path]:
        """The journals of one story or of all, the one written last first."""
        # Clocks of file systems are coarse: of two written in one tick, the one begun last, as its name says.
        found: list[tuple[int, str, Path]] = []
        with suppress(OSError):
            for folder in [self._folder(slug)] if slug is not None else list(self.home.journals.iterdir()):
                with suppress(OSError):
                    found += [
                        (path.stat().st_mtime_ns, path.name, path) for path in folder.glob(f"*{_SUFFIX}")
                    ]
        return (path for *_, path in sorted(found, reverse=True))

    def _read(self, slug: str) -> Iterator[tuple[Path, Contents]]:
        """The journals of one story that can be read and hold anything, the latest first."""
        for path in self._paths(slug):
            with suppress(OSError):
                contents = journal.read(path)
                if not _problem(contents) and contents.steps:
                    yield path, contents


def _new_id() -> str:
    """A name that no other reading has, and that sorts after those before it."""
    now = time.time_ns()
    date = time.strftime("%Y%m%d-%H%M%S", time.localtime(now // 10**9))
    return f"{date}-{now % 10**9 // 1000:06}-{os.urandom(2).hex()}"


def _reading(story: "Story", made: Journal, path: "Replay | None", notice: str) -> "Reading":
    from game.saves.reading import Reading

    return Reading(story, made, path, notice)


def _remove_if_empty(path: Path) -> None:
    """Remove a reading in which nothing was chosen, unless it is open."""
    if journal.read(path).steps or (lock := journal.lock(path)) is None:
        return
    try:
        contents = journal.read(path)
        if not contents.steps and not contents.damaged and not contents.newer:
            path.unlink()
    finally:
        lock.release()
        journal.lock_path(path).unlink(missing_ok=True)


def _problem(contents: Contents) -> str:
    """Why a journal cannot be opened, or an empty string."""
    if contents.header is None:
        return "it does not begin as a reading does"
    return "a later version of Leeway wrote it" if contents.newer else ""


def _changed(story: "Story", held: "Replay") -> str:
    """What the player is told when the story no longer goes as it did."""
    if held.behind:
        back = "one choice" if held.behind == 1 else f"{held.behind} choices"
        return f"{story.title} has changed since you read it: you are {back} back, where it still holds."
    if held.lost:
        return (
            f"{story.title} has changed since you read it: another branch of this reading ends earlier now."
        )
    return ""


def _summary(story: "Story", path: Path, contents: Contents) -> Summary:
    from game.narrative import rules
    from game.narrative.prose import line
    from game.saves.replay import replay

    assert contents.header is not None
    held = replay(story, contents)
    states = [held.first, *(one.state for one in held.path)]
    chapter = ""
    for state in reversed(states):
        scene = story.scenes.get(state.scene)
        if scene is not None and scene.chapter is not None:
            chapter = line(story, scene.chapter, state)
            break
    ending = rules.ending_of(story, states[-1])
    return Summary(path.stem, contents.header.started, chapter, len(states) - 1, ending.id if ending else "")
