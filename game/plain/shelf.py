"""The shelf: the stories there are, and where each was left."""

from game.plain.book import Book
from game.plain.facts import tell_endings, tell_notes, where_left
from game.plain.place import Command, Place, Visit, as_number
from game.saves.reading import Reading
from game.story.model import Story


class Shelf(Place):
    """Every story by its number."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.stories = visit.library.stories()
        self.commands = (
            Command(
                ("new",), "a story from its beginning: new 1. What you have read of it is kept", self._new
            ),
            Command(("notes", "n"), "what a story touches on: notes 1", self._notes),
            Command(
                ("endings", "e"), "the endings found, and hints for the others: endings 1", self._endings
            ),
            Command(
                ("readings",),
                "your readings of a story: readings 1. readings 1 2 opens the second",
                self._readings,
            ),
        )

    def read(self, story: Story) -> None:
        """Open a story where it was left, or at its beginning, until it is closed."""
        self._open(self.visit.bookcase.resume(story) or self.visit.bookcase.begin(story))

    def repeat(self) -> None:
        """Say what stands on the shelf."""
        self.console.say("")
        for number, story in enumerate(self.stories, 1):
            facts = where_left(story, self.visit.bookcase.record(story))
            self.console.say(f"{number}. {story.title}. {story.header.blurb} {facts}")
        if not self.stories:
            self.console.say("There is no story on the shelf.")
        for entry in self.visit.library.entries():
            if entry.story is None:
                self.console.say(f"{entry.slug} cannot be read. `leeway check {entry.path}` says why.")

    @property
    def expected(self) -> str:
        """Which numbers there are."""
        many = len(self.stories)
        return f"Type a number from 1 to {many}." if many > 1 else "Type 1." if many else "There is no story."

    def number(self, number: int) -> None:
        """Open a story."""
        if story := self._story(number):
            self.read(story)
            self._back()

    def _open(self, reading: Reading) -> None:
        if reading.story.header.content_notes and reading.playthrough.now.n == 0:
            self.console.say("", "Content notes: `notes`.")
        book = Book(self.visit, reading)
        try:
            book.page()
            book.stay()
        finally:
            book.close()

    def _story(self, number: int | None) -> Story | None:
        if number is not None and 1 <= number <= len(self.stories):
            return self.stories[number - 1]
        self.console.say(f"Which story? {self.expected}" if self.stories else self.expected)
        return None

    def _new(self, rest: str) -> None:
        if story := self._story(as_number(rest)):
            self._open(self.visit.bookcase.begin(story))
            self._back()

    def _back(self) -> None:
        self.console.say("", "The shelf.")
        self.repeat()

    def _notes(self, rest: str) -> None:
        if story := self._story(as_number(rest)):
            tell_notes(self.console, story)

    def _endings(self, rest: str) -> None:
        if story := self._story(as_number(rest)):
            tell_endings(self.console, story, self.visit.bookcase.record(story))

    def _readings(self, rest: str) -> None:
        first, _, second = rest.partition(" ")
        if (story := self._story(as_number(first))) is None:
            return
        readings = self.visit.bookcase.readings(story)
        number = as_number(second.strip())
        if number is not None and 1 <= number <= len(readings):
            reading = self.visit.bookcase.resume(story, readings[number - 1].id)
            if reading is not None:
                self._open(reading)
                self._back()
            return
        for place, one in enumerate(readings, 1):
            where = story.endings[one.ending].title if one.ending else one.chapter or "the beginning"
            choices = "one choice" if one.choices == 1 else f"{one.choices} choices"
            self.console.say(f"Reading {place}, begun on {one.started}: {where}, {choices} in.")
        if not readings:
            self.console.say(f"You have not read {story.title} yet.")
