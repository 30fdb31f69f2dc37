"""A folder or a file of TOML -> a `Story`, or everything that is wrong with it.

A sound story is converted whole and checked in a few set operations. Only where that says no is the
story read again by `examine`, slowly, table by table, so that everything wrong is told in one run.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import rtoml
import tomli

from game.story.convert import Reader
from game.story.diagnostic import Diagnostic, diagnostic
from game.story.growing import growing
from game.story.model import PAGE_TURN, Story
from game.story.names import GIVEN_METERS, default_id
from game.story.read import Source, hidden_in, read
from game.story.sound import sound

_BROKEN = (re.compile(r"=[ \t]*[#\n]"), re.compile(r"\n[ \t]*="))
"""A line that ends or begins at an `=`: rtoml takes that in an inline table, which is no TOML."""


class Loaded(NamedTuple):
    """A story, or None with the diagnostics that say why; a story may come with warnings."""

    story: Story | None
    diagnostics: tuple[Diagnostic, ...]


class StoryError(Exception):
    """A story that cannot be played; `diagnostics` say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


def load(path: Path) -> Loaded:
    """Read the story at `path`: a folder with ``story.toml``, any file in one, or one ``.toml`` file.

    Never raises for what an author wrote; whatever is wrong is among the diagnostics, in file order.
    """
    # A story is many small objects and no garbage: collecting it while it grows costs a third.
    with growing():
        return _load(path)


def open_story(path: Path) -> Story:
    """The story at `path`, to be played. Raises `StoryError` if it has errors."""
    story, diagnostics = load(path)
    if story is None:
        raise StoryError(diagnostics)
    return story


def _load(path: Path) -> Loaded:
    source = read(path)
    story, clean = _converted(source) if source.complete and source.files else (None, False)
    if clean and not source.diagnostics:
        return Loaded(story, ())
    from game.story.examine import examine

    diagnostics = examine(source)
    wrong = any(finding.severity == "error" for finding in diagnostics)
    if story is None and not wrong:
        # The two halves disagree, which is our fault; a test holds them together.
        message = "the story cannot be read, and the checks do not see why"
        diagnostics += (diagnostic("E203", str(path), 1, 1, message, "please report this story"),)
    return Loaded(None if wrong else story, diagnostics)


def _converted(source: Source) -> tuple[Story | None, bool]:
    """The story if its tables have the right shapes, and whether nothing at all is to be said about it."""
    reader = Reader()
    try:
        tables = _merged(source)
        unnamed = _with_ids(tables)
        tables["meters"] = GIVEN_METERS | tables.get("meters", {})
        tables["slug"] = source.slug
        tables["digest"] = source.digest
        story = msgspec.convert(tables, Story, dec_hook=reader)
        _with_menus(story)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None, False  # some value has the wrong shape: `examine` says which
    return story, sound(story, reader, unnamed)


def _merged(source: Source) -> dict[str, Any]:
    """The tables of all files as one. Raises `ValueError` where two files write the same thing."""
    merged: dict[str, Any] = {}
    for file in source.files:
        tables = _tables(file.text)
        if file.hidden or (file.escapes and any(hidden_in(tables))):
            raise ValueError("a hidden character")
        for key, value in tables.items():
            if key not in merged:
                merged[key] = value
            elif isinstance(value, list):
                merged[key] += value
            elif merged[key].keys().isdisjoint(value):
                merged[key].update(value)
            else:
                raise ValueError("written twice")
    return merged


def _tables(text: str) -> dict[str, Any]:
    """The tables of a file. Raises `ValueError` where it is no TOML.

    tomli says what is TOML. rtoml needs a third of the time, and is asked first where the two are at one.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    # It also skips a second byte order mark.
    if text[:1] != "\ufeff" and not any(broken.search(text) for broken in _BROKEN):
        with suppress(ValueError):
            return rtoml.loads(text)
    return tomli.loads(text)


def _with_ids(tables: dict[str, Any]) -> dict[str, str]:
    """Give every scene, ending and choice its id; returns those made for choices, each with its text."""
    for kind in ("scene", "ending"):
        for name, table in tables[kind].items():
            if "id" in table:
                raise ValueError("a scene or ending has no `id` beside its name")
            table["id"] = name
    unnamed: dict[str, str] = {}
    for kind in ("scene", "menu"):
        for table in tables.get(kind, {}).values():
            for position, choice in enumerate(table.get("choice", ())):
                if "id" not in choice:
                    made = choice["id"] = default_id(choice["text"], position)
                    unnamed[made] = unnamed.get(made, "") + choice["text"]
    return unnamed


def _with_menus(story: Story) -> None:
    """Let the choices of its menus stand on a scene after its own, and a page be turned."""
    for scene in story.scenes.values():
        if scene.menu:
            choices = scene.choices + tuple(c for name in scene.menu for c in story.menus[name].choices)
            msgspec.structs.force_setattr(scene, "choices", choices)
        if not scene.choices:
            msgspec.structs.force_setattr(scene, "choices", (PAGE_TURN,))
