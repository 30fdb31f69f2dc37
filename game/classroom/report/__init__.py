"""What a class leaves, to keep: as Markdown, as a web page that prints on two sheets, or for a spreadsheet.

Only aggregates are in it, and of these only what names nobody (`classroom.cells`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

from game.classroom import log
from game.classroom.report.document import Document
from game.classroom.report.foretold import UnknownError, forks
from game.classroom.report.gather import document
from game.classroom.report.markdown import as_markdown
from game.classroom.report.sheet import as_csv
from game.classroom.report.web import as_html
from game.classroom.room import Room
from game.debrief.turning import choices
from game.story.model import Story

__all__ = ["FORMATS", "Document", "Format", "document", "format_of", "newest", "report", "written"]

Format = Literal["md", "html", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

_ENDINGS: dict[str, Format] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
}
_WRITERS: dict[Format, Callable[[Document], str]] = {"md": as_markdown, "html": as_html, "csv": as_csv}


def format_of(file: Path) -> Format | None:
    """What a file is to be, by how its name ends; None where that says nothing."""
    return _ENDINGS.get(file.suffix.lower())


def written(found: Document, as_format: Format) -> str:
    """The whole file as text."""
    return _WRITERS[as_format](found)


def report(file: Path, story: Story, place: Path, cache: Path, help_lines: tuple[str, ...]) -> Document:
    """The report of the class in `file` on `story`, which lies at `place`. Raises `log.ResumeError`.

    What else could have come is worked out by another process, a minute and a half at most, or else the
    report says why it is not known.
    """
    contents = log.read(file)
    room = Room.read(file, story)
    room.help = help_lines
    notes = []
    if contents.torn:
        notes.append("Its last line was cut short, and is left out.")
    read = sum(event.n <= room.seq for event in contents.events)
    if contents.damaged or read < len(contents.events):
        notes.append(
            f"Line {contents.damaged or read + 2} of its file cannot be read; what came after it is not here."
        )
    if contents.header.digest != story.digest:
        notes.append(f"{story.title} has been changed since; all that the class chose still stands in it.")
    try:
        found = forks(place, story.digest, choices(room.playthrough), cache)
    except UnknownError as error:
        return document(room, contents.header.created, str(error), notes)
    return document(room, contents.header.created, found, notes)


def newest(folder: Path) -> Path | None:
    """The class in `folder` that was last at work, over or not; None where there is none."""
    return next(iter(log.newest_first(folder)), None)
