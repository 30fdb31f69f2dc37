"""The smallest sound story that uses every table, for tests that spoil it in one place."""

from pathlib import Path

from game.story.diagnostic import Diagnostic
from game.story.load import Loaded, load

SOUND = """\
[story]
format = 1
title = "Two cups"
author = "The Leeway authors"
version = "1.0.0"
language = "en"
blurb = "A kettle and two cups."
minutes = 5
start = "board"
concepts = ["trust"]

[meters]
trust = 50
bisi_autonomy = 55

[counters]
checks = 0

[flags]
wind = "The wind is up."

[words]
sea = [{ when = "wind", text = "Flags" }, "Calm"]

[before]
vera = { story = "vera", flags = ["took_tuesday"] }

[menu.check]
choice = [{ id = "check", text = "Check.", to = "here" }]

[scene.board]
menu = ["check"]
chapter = "Monday"
text = "{sea}. The board."
then = "page"

[[scene.board.choice]]
id = "ring"
text = "Ring."
when = "trust >= 40"
struck = "not now"
effects = { trust = 4 }
set = ["wind"]

[scene.page]
text = "A page."
then = "ending"

[ending.hook]
title = "The key"
text = "It hangs there."
"""


def spoiled(old: str, new: str) -> str:
    """The sound story with `old`, which stands in it once, replaced by `new`."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def put(folder: Path, text: str | bytes, name: str = "two-cups.toml") -> Path:
    """Write a story of one file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, text: str | bytes) -> Loaded:
    """Load a story of one file."""
    return load(put(folder, text))


def spots(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, int]]:
    """Code, line and column of every finding."""
    return [(finding.code, finding.line, finding.column) for finding in diagnostics]


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
