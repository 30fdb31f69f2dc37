"""The events of a file, once more: what a class is taken up from, or looked at."""

from pathlib import Path
from typing import NamedTuple

from game.classroom.event import AnyEvent
from game.classroom.log import Contents, ResumeError, fold
from game.classroom.session import Refused, Session


class Replayed(NamedTuple):
    """What has happened again."""

    events: list[AnyEvent]
    """Those that stand, folded."""
    whole: bool
    """Whether the file says something else, and is to be written anew."""
    said: str
    """What whoever leads the class should know of it, in a sentence; else empty."""


def replay(session: Session, contents: Contents, file: Path) -> Replayed:
    """Let all that `file` holds happen in `session`, which is new; what cannot be read ends it early.

    Raises `ResumeError` where the story was changed since, so that what was chosen no longer stands in it.
    """
    story = session.story
    changed = contents.header.digest != story.digest
    events: list[AnyEvent] = []
    whole, damaged = contents.torn, contents.damaged
    for number, event in enumerate(contents.events, 2):
        try:
            folds = session.apply(event)
        except Refused:
            if changed:
                raise ResumeError(
                    f"{story.title} has been changed since this class began, and what the class did no "
                    f"longer stands in it (line {number} of {file}). Put the earlier story back, or "
                    "begin a new class."
                ) from None
            damaged = number
            break
        if folds:
            events, whole = fold(events, folds), True
        events.append(event)
    said = ""
    if damaged:
        said = f"Line {damaged} of {file} cannot be read; the class goes on from before it."
    elif changed:
        said = f"{story.title} has been changed since this class began; all that was chosen stands."
    return Replayed(events, whole or bool(damaged), said)
