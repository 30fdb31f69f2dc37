"""An open book: the page, its choices, the way back, and what comes after an ending."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from game.debrief.trail import trail
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Option
from game.narrative.rules import NoWayOnError
from game.plain.facts import tell_endings, tell_notes
from game.plain.place import Command, Place, Visit, as_number
from game.saves.reading import Reading

if TYPE_CHECKING:
    from game.plain.foresight import Foresight

Act = Callable[[], None]


class Book(Place):
    """One story being read. The reading is its own until `close`."""

    def __init__(self, visit: Visit, reading: Reading) -> None:
        super().__init__(visit)
        self.story = reading.story
        # What stands on the page by number; a choice that is not open has nothing to do.
        self._acts: list[tuple[str, Act | None]] = []
        self._open(reading)
        self.commands = (
            Command(("again", "r"), "the page again, from its top", lambda rest: self.page()),
            Command(("back", "b"), "one choice back", self._back),
            Command(("log", "l"), "everything read so far, on this branch", self._log),
            Command(("pages", "p"), "every page you have been on, on every branch", self._pages),
            Command(("go", "g"), "to a page: go 3. What came after it is kept, as a branch", self._go),
            Command(("chapters", "c"), "the chapters reached; chapters 2 goes to the second", self._chapters),
            Command(("notes", "n"), "what this story touches on", self._notes),
            Command(
                ("skip", "s"),
                "a noted scene in a sentence, or in full again; skip all, skip none",
                self._skip,
            ),
            Command(("endings", "e"), "the endings found, and hints for the others", self._endings),
            Command(
                ("keep", "k"), "this reading as a file in this folder; keep page for a web page", self._keep
            ),
            Command(("shelf",), "close the book", self._shelf),
        )

    def close(self) -> None:
        """Let the reading go, and say so if it could not be kept."""
        if self._foresight is not None:
            self._foresight.close()
        self.reading.close()
        self._news()

    def _open(self, reading: Reading) -> None:
        self.reading = reading
        self.play = reading.playthrough
        self._foresight: Foresight | None = None
        self._taken = self.visit.bookcase.record(self.story, apart_from=reading).taken
        # Moment -> whether it was asked to be told in a sentence.
        self._asked: dict[int, bool] = {}
        self._notice = ""

    # -- the page -----------------------------------------------------------------------------------

    def page(self) -> None:
        """Say the whole page."""
        self._news()
        arrival, stays = self.play.visit
        self.console.prose(*arrival.reply)
        self._tell_arrival(arrival)
        for stay in stays:
            self.console.say("", plain(stay.said))
            self.console.prose(*stay.reply)
        self.repeat()

    def repeat(self) -> None:
        """Say the choices."""
        self._acts = self._after() if self.play.ending else [self._offer(one) for one in self.play.options]
        self.console.say("", *(f"{number}. {text}" for number, (text, _) in enumerate(self._acts, 1)))
        if code := trail(self.play):
            self.console.say("", f"For a class: {code}")
        if not any(act for _, act in self._acts):
            self.console.say("No choice is open here: a fault of the story. `back` takes one back.")

    @property
    def expected(self) -> str:
        """Which numbers there are."""
        return "Type 1." if len(self._acts) == 1 else f"Type a number from 1 to {len(self._acts)}."

    def number(self, number: int) -> None:
        """Make a choice."""
        if not 1 <= number <= len(self._acts):
            self.console.say(f"There is no {number} here. {self.expected}")
            return
        text, act = self._acts[number - 1]
        if act is None:
            self.console.say(text)
        else:
            act()

    def _offer(self, option: Option) -> tuple[str, Act | None]:
        text = plain(option.text)
        if option.struck is not None:
            return f"{text} (not open: {plain(option.struck)})", None
        before = option.id in self.play.tried or f"{self.play.now.scene}.{option.id}" in self._taken
        return text + (" (chosen before)" if before else ""), partial(self._choose, option.id)

    def _choose(self, choice_id: str) -> None:
        try:
            moment = self.reading.choose(choice_id)
        except NoWayOnError:
            self.console.say("Nothing comes after this choice: a fault of the story. Choose another.")
            return
        if foresight := self._foresee():
            foresight.start()
        self._news()
        self.console.echo(plain(moment.said))
        self.console.prose(*moment.reply)
        if not moment.stayed:
            self._tell_arrival(moment)
        self.repeat()

    def _tell_arrival(self, moment: Moment) -> None:
        """The heading and text of a page."""
        if heading := self.play.heading(moment):
            self.console.say("", plain(heading))
        if ending := self.story.endings.get(moment.scene):
            self.console.say("", f"An ending: {plain(ending.title)}")
        summary = self.play.summary(moment)
        if summary is not None and self._brief(moment):
            self.console.say("", f"In a sentence: {plain(summary)}")
        else:
            self.console.prose(*moment.text)

    def _news(self) -> None:
        """What the saves have to tell, once."""
        if self.reading.notice and self.reading.notice != self._notice:
            self.console.say("", self.reading.notice)
        self._notice = self.reading.notice

    # -- after an ending ----------------------------------------------------------------------------

    def _after(self) -> list[tuple[str, Act | None]]:
        # Imported here: the first page need not wait for what comes after the last.
        from game.plain.afterwards import parts

        bookcase = self.visit.bookcase
        told = parts(self.console, self.play, self._foresee(), lambda: bookcase.record(self.story).endings)
        return [
            *((title, partial(self._tell, tell)) for title, tell in told),
            ("Keep this reading as a file.", partial(self._tell, partial(self._keep, ""))),
            ("Begin again.", self._begin_again),
            ("The endings.", partial(self._endings, "")),
            ("The shelf.", partial(self._shelf, "")),
        ]

    def _foresee(self) -> "Foresight | None":
        """What could still come; None for a story that has left the disk, which is only read."""
        path = self.visit.library.paths().get(self.story.slug)
        if self._foresight is None and path is not None:
            # Imported here: not before there is a first choice to think about.
            from game.plain.foresight import Foresight

            self._foresight = Foresight(path, self.story.digest, self.visit.bookcase.home.cache)
        return self._foresight

    def _tell(self, tell: Act) -> None:
        tell()
        self.console.say("", f"{self.expected} Enter alone says the choices again.")

    def _begin_again(self) -> None:
        self.close()
        self._open(self.visit.bookcase.begin(self.story))
        self.page()

    # -- the way back -------------------------------------------------------------------------------

    def _stand(self, moment: Moment) -> None:
        self.reading.rewind(moment)
        self.page()

    def _back(self, rest: str) -> None:
        if self.play.now.n == 0:
            self.console.say("This is the first page.")
        else:
            self._stand(self.play.moments[self.play.now.parent])

    def _go(self, rest: str) -> None:
        moments = self.play.moments
        number = as_number(rest)
        if number is None or number >= len(moments):
            self.console.say(f"Which page? They run from 0 to {len(moments) - 1}; `pages` lists them.")
        else:
            self._stand(moments[number])

    def _pages(self, rest: str) -> None:
        here = {moment.n for moment in self.play.path}
        for moment in self.play.moments:
            after = f"after: {plain(moment.said)}" if moment.n else "the first."
            where = " (you are here)" if moment is self.play.now else ""
            branch = "" if moment.n in here else " (on another branch)"
            self.console.say(f"Page {moment.n}, {after}{where}{branch}")
        self.console.say("`go` and a number stands there.")

    def _log(self, rest: str) -> None:
        for moment in self.play.path:
            if moment.n:
                self.console.say("", f"Page {moment.n}, after: {plain(moment.said)}")
            self.console.prose(*moment.reply)
            if not moment.stayed:
                self._tell_arrival(moment)
        self.console.say("")

    def _chapters(self, rest: str) -> None:
        chapters = list(self.play.chapters())
        number = as_number(rest)
        if number is not None and 1 <= number <= len(chapters):
            self._stand(chapters[number - 1][1])
            return
        for place, (heading, _) in enumerate(chapters, 1):
            self.console.say(f"Chapter {place}: {plain(heading)}")
        self.console.say("`chapters` and a number goes there." if chapters else "No chapter yet.")

    # -- and the rest -------------------------------------------------------------------------------

    def _notes(self, rest: str) -> None:
        tell_notes(self.console, self.story)

    def _skip(self, rest: str) -> None:
        if rest in ("all", "none"):
            self._asked.clear()
            self.visit.change(skip_noted=rest == "all")
            told = "in a sentence" if rest == "all" else "in full"
            self.console.say(f"From here on, scenes that carry a content note are told {told}.")
            return
        arrival, _ = self.play.visit
        if self.play.summary(arrival) is None:
            self.console.say("This page has no shorter telling.")
            return
        self._asked[arrival.n] = not self._brief(arrival)
        self.page()

    def _brief(self, moment: Moment) -> bool:
        """Whether a noted scene is told in a sentence: as was asked there, or else as everywhere."""
        return self._asked.get(moment.n, self.visit.settings.skip_noted)

    def _endings(self, rest: str) -> None:
        tell_endings(self.console, self.story, self.visit.bookcase.record(self.story))

    def _keep(self, rest: str) -> None:
        from game.debrief.export import keep

        suffix: Literal[".html", ".md"] = ".html" if rest == "page" else ".md"
        brief = self.visit.settings.skip_noted
        try:
            path = keep(self.story, self.play, Path.cwd(), brief=brief, suffix=suffix)
        except OSError as error:
            self.console.say(f"It could not be written here: {(error.strerror or str(error)).lower()}.")
        else:
            self.console.say(f"This reading is in {path}")

    def _shelf(self, rest: str) -> None:
        self.over = True
