"""Where a command finds the stories that it was told of, and what was read of them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from game.cli.errors import FAULT, CommandError
from game.cli.streams import complain

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from game.saves.bookcase import Bookcase
    from game.story.library import Library
    from game.story.model import Story


def declare_story(parser: "ArgumentParser") -> None:
    """Take one story, as `find` does."""
    parser.add_argument("story", metavar="STORY", help="a folder or a file of a story, or its name")


class Found(NamedTuple):
    """A story, where it lies, and the shelf with it on it."""

    story: "Story"
    path: Path
    library: "Library"


def library(beside: Path | None = None) -> "Library":
    """The shelf, and the story at `beside`, which may lie anywhere."""
    from game.saves.home import home
    from game.story.library import Library, shipped_stories
    from game.story.read import slug_of

    class Shelf(Library):
        def paths(self) -> dict[str, Path]:
            shelf = super().paths()
            here = {} if beside is None else {slug_of(beside): beside}
            # One that is on the shelf keeps its place there.
            return {**shelf, **here} if here.keys() <= shelf.keys() else {**here, **shelf}

    return Shelf([home().stories, shipped_stories()])


def bookcase() -> "Bookcase":
    """The readings on this computer."""
    from game.saves.bookcase import Bookcase
    from game.saves.home import home

    return Bookcase(home())


def find(name: str) -> Path:
    """Where the story lies that is at this path, or is called so on the shelf; where both are, that is told.

    Any file of a story's folder stands for the folder.

    Raises:
        CommandError: if there is none.
    """
    from game.story.library import NoStoryError
    from game.story.read import root_of

    if two := namesake(name):
        complain(two)
    try:
        return root_of(library().find(name))
    except NoStoryError as error:
        raise CommandError(str(error)) from None


def namesake(name: str) -> str:
    """Which story is meant where one lies at this path and another is called so; else an empty string."""
    answers = library().called(name)
    if len(answers) < 2:
        return ""
    here, there = answers
    return f"{os.path.join(os.curdir, here)} is meant; another {name} is on the shelf, at {there}."


def found(name: str) -> Found:
    """The story called `name`, read.

    Raises:
        CommandError: if there is none, or if it is broken: then it is said where.
    """
    from game.story.read import slug_of

    path = find(name)
    shelf = library(path)
    story = shelf.story(slug_of(path))
    if story is None:
        from game.story.diagnostic import first_errors
        from game.story.load import load

        told = first_errors(load(path).diagnostics, f"`leeway check {path}` lists them all")
        raise CommandError("\n".join(["this story cannot be read:", *told]), FAULT)
    return Found(story, path, shelf)


def steps(story: "Story", path: str) -> list[str]:
    """The choices to make in `story` to go the way that `path` spells, as in ``board.ring,bins.ask``.

    Raises:
        CommandError: if it cannot be gone.
    """
    from game.saves.steps import StepError, walk

    try:
        return walk(story, path)
    except StepError as error:
        raise CommandError(str(error)) from None
