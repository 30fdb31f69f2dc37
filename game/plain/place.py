"""A place where the reader is asked for a number or a word: the shelf, and an open book."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec import structs

from game.plain.console import Console, LeftError
from game.saves.bookcase import Bookcase
from game.saves.settings import Settings, save_settings
from game.story.library import Library


class Visit:
    """What every place shares."""

    def __init__(self, console: Console, library: Library, bookcase: Bookcase, settings: Settings) -> None:
        self.console = console
        self.library = library
        self.bookcase = bookcase
        self.settings = settings

    def change(self, **changes: Any) -> None:
        """Change settings, at once and for good."""
        self.settings = structs.replace(self.settings, **changes)
        if problem := save_settings(self.bookcase.home, self.settings):
            self.console.say(problem)


class Command(NamedTuple):
    """A word that can be typed; `act` is given what stands behind it."""

    words: tuple[str, ...]
    about: str
    act: Callable[[str], None]


class Place:
    """Asks until `over`. Numbers choose; the words in `commands` do the rest."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.console = visit.console
        self.over = False
        self.commands: Sequence[Command] = ()
        self._everywhere = (
            Command(("about",), "what this is, and what it is not", self._about),
            Command(("help", "h", "?"), "these words", self._help),
            Command(("quit", "q"), "leave; your place is kept", self._quit),
        )

    def stay(self) -> None:
        """Ask, and do what is said, until it is over. Raises `LeftError` when the reader leaves."""
        while not self.over:
            self.obey(self.console.ask())

    def obey(self, line: str) -> None:
        """Do what one line says."""
        word, _, rest = line.partition(" ")
        if not word:
            self.repeat()
        elif (number := as_number(word.removesuffix("."))) is not None:
            self.number(number)
        elif command := self._named(word.casefold()):
            command.act(rest.strip())
        else:
            self.console.say(f"That is not a word here. {self.expected} `help` lists the words.")

    @property
    def expected(self) -> str:
        """What may be typed, as a sentence."""
        raise NotImplementedError

    def repeat(self) -> None:
        """Say again what can be chosen."""
        raise NotImplementedError

    def number(self, number: int) -> None:
        """Do what stands beside `number`."""
        raise NotImplementedError

    def _named(self, word: str) -> Command | None:
        return next((one for one in (*self.commands, *self._everywhere) if word in one.words), None)

    def _help(self, rest: str) -> None:
        self.console.say("", f"{self.expected} Enter alone says the choices again. The words are:")
        for one in (*self.commands, *self._everywhere):
            self.console.say(f"{' or '.join(one.words)}: {one.about}.")

    def _about(self, rest: str) -> None:
        from game.debrief.about import ABOUT

        self.console.prose(*ABOUT)
        self.console.say("")

    def _quit(self, rest: str) -> None:
        raise LeftError


def as_number(text: str) -> int | None:
    """The number that was typed, or None."""
    return int(text) if text.isdecimal() and len(text) <= 6 else None
