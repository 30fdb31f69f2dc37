"""The exact figures as far as they are known, worked out by a process beside the author's window."""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from game.author.figures import Known, Message, Weighed
from game.debrief.beside import Beside

_MESSAGES: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def command(story: Path, digest: str) -> list[str]:
    """The command that weighs the story at `story`, as long as its standard input is open."""
    return [sys.executable, "-P", "-m", "game", "weigh", str(story), "--serve", digest]


class Weigher(Beside[Weighed]):
    """The figures of one version of a story after another.

    `known` is of the version that was weighed last, and stays while the next one is worked out; `status`
    tells whether it is of the one that lies on disk. `weighed` answers the path that was asked for last, of
    the same version as `known`, and is None until it does.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__(_MESSAGES.decode, changed)
        self.known: Known | None = None

    @property
    def weighed(self) -> Weighed | None:
        """The odds of the page to which the path leads that was asked for last."""
        return self.reply

    def start(self, story: Path, digest: str, path: tuple[str, ...]) -> None:
        """Weigh another version, and a path through it; work on the one before is ended at once."""
        self.stop()
        self.ask(path)
        self.begin(command(story, digest))

    def learn(self, message: object) -> Weighed | None:
        """Take in the figures."""
        if isinstance(message, Known):
            self.status, self.known = "known", message
        return message if isinstance(message, Weighed) else None
