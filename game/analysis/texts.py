"""Every piece of prose in a story, and the place where an author finds it."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, NamedTuple

from game.story.condition import Condition
from game.story.model import Choice, Prose, Scene, Story
from game.story.places import Place
from game.story.read import Source
from game.story.report import Report
from game.story.shape import Path

WHOLE = "story"
"""Where a finding stands that is about the story as a whole."""

Kind = Literal["scene", "choice", "reply", "ending", "voice", "word", "recap"]


class Text(NamedTuple):
    """One passage of what a reader may see."""

    at: str
    """A scene, ``scene.choice``, an ending, a menu or a word: as a `[[waive]]` names it."""
    path: Path
    """Where it is written, from the top of the story; a passage by its number even where there is one."""
    kind: Kind
    when: Condition | None
    text: str


def texts(story: Story) -> Iterator[Text]:
    """Every passage that a reader or a class may see, each once, in the order of the story."""
    for scene in story.scenes.values():
        yield from _prose(scene.id, ("scene", scene.id, "recap"), "recap", scene.recap)
        yield from _prose(scene.id, ("scene", scene.id, "text"), "scene", scene.text)
        for index, choice in enumerate(own_choices(story, scene)):
            yield from _choice(f"{scene.id}.{choice.id}", ("scene", scene.id, "choice", index), choice)
    for name, menu in story.menus.items():
        for index, choice in enumerate(menu.choices):
            yield from _choice(name, ("menu", name, "choice", index), choice)
    for ending in story.endings.values():
        path = ("ending", ending.id)
        yield from _prose(ending.id, (*path, "text"), "ending", ending.text)
        yield from _prose(ending.id, (*path, "leaning"), "ending", ending.leaning)
        yield from _prose(ending.id, (*path, "other_voice"), "voice", ending.other_voice)
    for name, prose in story.words.items():
        yield from _prose(name, ("words", name), "word", prose)


def own_choices(story: Story, scene: Scene) -> tuple[Choice, ...]:
    """The choices written in the scene itself; those of its menus stand after them."""
    if scene.is_page:
        return ()
    borrowed = sum(len(story.menus[name].choices) for name in scene.menu)
    return scene.choices[: len(scene.choices) - borrowed]


def _choice(at: str, path: Path, choice: Choice) -> Iterator[Text]:
    yield Text(at, (*path, "text"), "choice", None, choice.text)
    if choice.struck is not None:
        yield Text(at, (*path, "struck"), "choice", None, choice.struck)
    yield from _prose(at, (*path, "reply"), "reply", choice.reply)


def _prose(at: str, path: Path, kind: Kind, prose: Prose) -> Iterator[Text]:
    for index, passage in enumerate(prose):
        yield Text(at, (*path, index), kind, passage.when, passage.text)


class Sources:
    """The files of a story, asked for the place of a value: read only when there is something to report."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _report(self) -> Report:
        return Report(self._source)

    def place(self, path: Path, offset: int = 0) -> tuple[str, Place]:
        """File and place of the value at `path`, or of the character `offset` of a text.

        A path that no file holds has the place of the nearest thing around it.
        """
        return self._report.place(_held(self._report.tables, path), offset)

    def line(self, file: str, line: int) -> str:
        """A line of a file, from 1, as it is written; empty where there is none."""
        text = next((one.text for one in self._source.files if one.name == file), "")
        lines = text.split("\n")
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""


def _held(tables: object, path: Path) -> Path:
    """As much of `path` as `tables` hold; where one string stands for a list of one, the string."""
    held: Path = ()
    inner: Any = tables
    for key in path:
        if isinstance(inner, str):
            return held
        try:
            inner = inner[key]
        except (KeyError, IndexError, TypeError):
            return held
        held = (*held, key)
    return (
        (*held, "text") if isinstance(inner, dict) and isinstance(path[-1], int) and "text" in inner else held
    )
