"""What a report is made of, before anybody decides what it is written in.

Everything in a document may leave the room: counts are hidden already where they must be (None). Texts are
plain.
"""

from typing import NamedTuple

from game.classroom.cells import FEW
from game.debrief.path import Path


class Heading(NamedTuple):
    """A part of the report begins."""

    text: str


class Text(NamedTuple):
    """A paragraph; a quiet one says how to read what stands beside it."""

    text: str
    quiet: bool = False


class Items(NamedTuple):
    """Lines of a list."""

    lines: tuple[str, ...]


class Choice(NamedTuple):
    """A row of a vote: its letter, its words, how many in each column, and whether it was done."""

    letter: str
    said: str
    counts: tuple[int | None, ...]
    done: bool = False


class Votes(NamedTuple):
    """What was asked, and who said what: a column for each vote, and sentences below."""

    asked: str
    columns: tuple[str, ...]
    rows: tuple[Choice, ...]
    told: tuple[str, ...] = ()
    brief: bool = False
    """Whether it may be set without bars, to save paper."""


class Table(NamedTuple):
    """Rows under a head; the first cell of each is what it is about."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Box(NamedTuple):
    """A part of the plane, 0..100 each."""

    left: int
    right: int
    low: int
    high: int


class Plane(NamedTuple):
    """Ways across the plane, and where a class had placed the end. The words of it stand beside it."""

    paths: tuple[Path, ...]
    names: tuple[str, ...] = ()
    """What each way is called, where there is more than one."""
    placed: Box | None = None
    told: frozenset[int] = frozenset()
    """Indices of points to which the one way was told, and not voted on."""


Block = Heading | Text | Items | Votes | Table | Plane


class Document(NamedTuple):
    """A whole report."""

    title: str
    by: str
    language: str
    blocks: tuple[Block, ...]
    footer: str


def count(many: int | None) -> str:
    """A count as it is written."""
    return FEW if many is None else str(many)
