"""What could still come of the reading that is open, as far as it is known by now."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from game.debrief import foreseer
from game.debrief.beside import Beside
from game.narrative.foresight import Density, Fork, Forks, TooWide

if TYPE_CHECKING:
    from pathlib import Path

    from game.story.library import Library
    from game.story.model import Story


def foresee(
    story: "Story", library: "Library", cache: "Path", changed: Callable[[], None]
) -> "Foresight | None":
    """Begin to work out what could still come; None for a story that has left the disk and is only read."""
    path = library.paths().get(story.slug)
    return None if path is None else Foresight(path, story.digest, cache, changed)


class Foresight(Beside[Forks]):
    """One story foreseen, as long as this is open.

    `density` is there once it is known, `forks` once they are for the path that was asked for last. A story
    may be too ``wide`` to be known.
    """

    def __init__(self, story: "Path", digest: str, cache: "Path", changed: Callable[[], None]) -> None:
        super().__init__(foreseer.heard, changed)
        self.density: Sequence[Sequence[float]] | None = None
        self.begin(foreseer.command(story, digest, cache))

    @property
    def forks(self) -> Sequence[Fork] | None:
        """The forks of the path that was asked for last, once they are known."""
        return None if self.reply is None else self.reply.forks

    def learn(self, message: object) -> Forks | None:
        """Take in where readings end, or that it cannot be known."""
        match message:
            case Density(rows):
                # Ten thousand numbers that are held as long as the reading takes: a third of the room.
                self.status, self.density = "known", tuple(array("d", row) for row in rows)
            case TooWide():
                self.status = "wide"
            case Forks():
                return message
        return None
