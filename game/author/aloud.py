"""The writer's desk as lines, for a screen reader: what a save did is said as soon as it is known.

The desk lives in a thread of its own, so that it can speak while a line is being waited for.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from game.author import telling
from game.author.desk import Desk, News
from game.author.telling import WAITING, Shown
from game.narrative.markup import plain
from game.plain.console import Console, LeftError
from game.plain.place import Command, as_number
from game.story.nearest import suggestion

INTERRUPTED = 130
PATIENCE = 3.0
"""Seconds for which an answer is waited for before something else is said."""
FINDINGS = 10
"""Findings that are told at once."""


def run(path: Path, console: Console | None = None) -> int:
    """Watch the story at `path`, and do what is typed until it is left; returns an exit status.

    The end of the input is a way to leave: status 0. Control-C is one, too: status 130.
    """
    console = console or Console()
    aloud = Aloud(path, console)
    try:
        with aloud:
            while True:
                aloud.obey(console.ask())
    except LeftError:
        return 0
    except KeyboardInterrupt:
        console.say("")
        return INTERRUPTED
    finally:
        console.close()


class Aloud:
    """One desk, asked in words. To be used in a ``with`` block, in which it watches."""

    def __init__(self, path: Path, console: Console) -> None:
        self.console = console
        self.desk = Desk(path, self._news)
        self._turn = threading.RLock()
        """Whoever has it may speak, and look at the desk."""
        self._told = threading.Condition(self._turn)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._page: tuple[object, ...] = ()
        self._known = ""
        self.commands = (
            Command(("choose", "c"), "a choice by its number: choose 2, or only 2", self._choose),
            Command(("again", "a"), "the page again", lambda rest: self.page()),
            Command(("back", "b"), "one choice back", self._back),
            Command(("restart", "r"), "to the first page", self._restart),
            Command(("where", "w"), "the scene, and the choices that led here", self._where),
            Command(("state", "s"), "meters, counters and flags, and what each choice would do", self._state),
            Command(
                ("findings", "f"), "what is wrong, and where; findings all tells every one", self._findings
            ),
            Command(("odds", "o"), "how likely every outcome and ending is from here", self._odds),
            Command(("jump", "j"), "to a scene or an ending: jump kitchen", self._jump),
            Command(("scenes",), "every scene and ending by its name", self._scenes),
            Command(("words",), "how long it is, in words and in minutes", self._words),
            Command(("map", "m"), "the ways into this scene and out of it", self._map),
            Command(("help", "h", "?"), "these words", self._help),
            Command(("quit", "q"), "leave; nothing of your files is changed", self._quit),
        )

    # -- the desk beside it -------------------------------------------------------------------------

    def __enter__(self) -> "Aloud":
        with self._told:
            self._thread.start()
            self._wait(lambda: bool(self._page) or self.desk.bench.faults is not None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._task is not None:
            # Where the loop ended by itself there is nothing left to end.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(PATIENCE)

    def _watch(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        await self.desk.run()

    def _news(self, news: News) -> None:
        with self._told:
            if news == "saved":
                self._saved()
            else:
                self._figures()
            self._told.notify_all()

    def _asked(self) -> None:
        """Ask for the odds of where one stands, in the thread of the desk."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.desk.moved)

    def _wait(self, done: Callable[[], bool]) -> bool:
        """Wait a moment for something that the desk will know. Whether it does."""
        return self._told.wait_for(done, PATIENCE)

    # -- what it says by itself ---------------------------------------------------------------------

    def _saved(self) -> None:
        bench, say = self.desk.bench, self.console.say
        first = not self._page
        if bench.faults is not None:
            say("", "The story cannot be read as it is.")
            self._tell(telling.findings(self.desk)[:3])
            say("The last version that could be read stays open." if bench.play else WAITING)
            return
        assert bench.play is not None
        counted = telling.counted(self.desk)
        if first:
            say("", f"{bench.play.story.title}. {counted.capitalize()}. All words: `help`.")
        else:
            say("", f"Saved, and read again: {counted}.")
        if bench.notice:
            say(bench.notice)
        page = self._seen()
        if first or bench.notice:
            self.page()
        elif page != self._page:
            say("This page reads differently now; `again` says all of it.", *map(plain, bench.fresh))
        self._page = page

    def _figures(self) -> None:
        weigher, story = self.desk.weigher, self.desk.bench.story
        if (
            weigher.status == "known"
            and story is not None
            and not self.desk.old
            and self._known != story.digest
        ):
            self._known = story.digest
            counted = telling.counted(self.desk).capitalize()
            self.console.say("", f"{telling.progress(self.desk)} {counted}.")
        elif weigher.status == "lost":
            self.console.say("", telling.progress(self.desk))

    def _seen(self) -> tuple[object, ...]:
        play = self.desk.bench.play
        return () if play is None else (play.now.scene, play.now.text, play.now.reply, play.options)

    # -- what is typed ------------------------------------------------------------------------------

    def obey(self, line: str) -> None:
        """Do what one line says."""
        word, _, rest = line.partition(" ")
        with self._turn:
            if not word:
                self.choices()
            elif as_number(word.removesuffix(".")) is not None:
                self._choose(word)
            elif command := next((one for one in self.commands if word.casefold() in one.words), None):
                if command.words[0] not in ("help", "quit", "findings") and self.desk.bench.play is None:
                    self.console.say("There is no story to show yet. " + WAITING)
                else:
                    command.act(rest.strip())
            else:
                near = suggestion(word, [one.words[0] for one in self.commands])
                asks = f"{near.capitalize()} " if near else ""
                self.console.say(f"That is not a word here. {asks}`help` lists the words.")

    def page(self) -> None:
        """Say the page: the reply, the heading, the text and the choices."""
        play = self.desk.bench.play
        if play is None:
            return
        arrival, stays = play.visit
        self.console.prose(*arrival.reply)
        if heading := play.heading(arrival):
            self.console.say("", plain(heading))
        if play.ending:
            self.console.say("", f"An ending: {plain(play.ending.title)}, {play.now.state.outcome}.")
        self.console.prose(*arrival.text)
        for stay in stays:
            self.console.say("", plain(stay.said))
            self.console.prose(*stay.reply)
        self.choices()
        self._page = self._seen()

    def choices(self) -> None:
        """Say the choices by their numbers."""
        play = self.desk.bench.play
        if play is None:
            self.console.say(WAITING)
            return
        lines = [
            f"{number}. {plain(option.text)}"
            + (f" (not open: {plain(option.struck)})" if option.struck is not None else "")
            for number, option in enumerate(play.options, 1)
        ]
        self.console.say(
            "", *(lines or ["It ends here. `back` takes one choice back, `restart` begins again."])
        )

    def _choose(self, rest: str) -> None:
        play = self.desk.bench.play
        number = as_number(rest.removesuffix("."))
        if play is None:
            self.console.say(WAITING)
        elif number is None or not 1 <= number <= len(play.options):
            most = len(play.options)
            self.console.say(
                f"Type a number from 1 to {most}." if most else "There is nothing to choose here."
            )
        elif (option := play.options[number - 1]).struck is not None:
            self.console.say(f"Not open: {plain(option.struck)}")
        elif why := self.desk.bench.choose(option.id):
            self.console.say(why)
        else:
            self.console.echo(plain(option.text))
            self._stand()

    def _stand(self) -> None:
        self._asked()
        self.page()

    def _back(self, rest: str) -> None:
        if self.desk.bench.back():
            self._stand()
        else:
            self.console.say("This is the first page.")

    def _restart(self, rest: str) -> None:
        self.desk.bench.restart()
        self._stand()

    def _where(self, rest: str) -> None:
        play = self.desk.bench.play
        assert play is not None
        path = [f"{before.scene}.{after.choice.id}" for before, after in pairwise(play.path) if after.choice]
        many = "one choice" if len(path) == 1 else f"{len(path)} choices"
        self.console.say("", f"You stand at {play.now.scene}, {many} from the beginning.")
        if path:
            self.console.say(f"The way here: {','.join(path)}")
        if self.desk.bench.faults is not None:
            self.console.say("The files cannot be read as they are; this is the story as it was.")

    def _state(self, rest: str) -> None:
        play, say = self.desk.bench.play, self.console.say
        assert play is not None
        story, values = play.story, play.now.state.values
        say("", *(f"{name} {int(values[name])}" for name in (*story.meters, *story.counters)))
        on = [name for name in story.flags if values[name]]
        if story.flags:
            say(f"Flags set: {', '.join(on)}." if on else "No flag is set.")
        say(f"It would end {play.now.state.outcome} here.")
        for number, line in enumerate(telling.options(self.desk.bench), 1):
            say("", f"{number}. {line.said}", *line.does)

    def _odds(self, rest: str) -> None:
        say, weigher = self.console.say, self.desk.weigher
        play = self.desk.bench.play
        assert play is not None
        path = self.desk.bench.path_made
        here = weigher.status != "working" or weigher.weighed is not None
        if here:
            self._wait(lambda: weigher.weighed is not None and weigher.weighed.path == path)
        say("", telling.progress(self.desk))
        if weigher.weighed is None:
            say("The odds from here are said as soon as they are asked for again, and known.")
            return
        odds = weigher.weighed.here
        told = (*telling.outcomes(odds.outcomes), *telling.endings(odds.endings, play.story))
        say(*(f"{plain(one.title)} {telling.chance(one.span)}" for one in told))
        for number, option in enumerate(play.options, 1):
            after = weigher.weighed.roads.get(option.id)
            if after is not None:
                likely = (
                    f"{one.title} {telling.chance(one.span)}" for one in telling.outcomes(after.outcomes)
                )
                say(f"After {number}, {plain(option.text)} {', '.join(likely)}.")

    def _findings(self, rest: str) -> None:
        found = telling.findings(self.desk)
        self.console.say("", f"{telling.counted(self.desk).capitalize()}.")
        some = found if rest == "all" else found[:FINDINGS]
        self._tell(some)
        if len(found) > len(some):
            self.console.say("", f"And {len(found) - len(some)} more: `findings all` tells them.")

    def _tell(self, found: tuple[Shown, ...]) -> None:
        for shown in found:
            one = shown.finding.diagnostic
            old = " Of an earlier save." if shown.old else ""
            self.console.say(
                "", f"{one.file}:{one.line}:{one.column}: {one.severity} {one.code}. {one.message}.{old}"
            )
            if shown.written.strip():
                self.console.say(f"The line says: {shown.written.strip()[:200]}")
            if shown.finding.witness:
                self.console.say(f"Way there: {','.join(shown.finding.witness)}")
            self.console.say(f"To do: {one.hint}{'' if one.hint.endswith('?') else '.'}")

    def _jump(self, rest: str) -> None:
        play = self.desk.bench.play
        assert play is not None
        places = (*play.story.scenes, *play.story.endings)
        if rest not in places:
            near = suggestion(rest, places) if rest else ""
            self.console.say(f"No scene is called {rest or 'that'}. {near or '`scenes` lists them.'}")
        elif why := self.desk.go_to(rest):
            self.console.say(why)
        else:
            self._stand()

    def _scenes(self, rest: str) -> None:
        play, checked = self.desk.bench.play, self.desk.bench.checked
        assert play is not None
        assert checked is not None
        scenes = checked.figures.scenes if checked.figures else {}
        endings = checked.figures.endings if checked.figures else {}
        self.console.say("", *(f"{name}, {scenes.get(name, 0)} words" for name in play.story.scenes))
        self.console.say(
            "Endings:", *(f"{name}, {endings.get(name, 0)} words" for name in play.story.endings)
        )

    def _words(self, rest: str) -> None:
        self.console.say("", *telling.lengths(self.desk))

    def _map(self, rest: str) -> None:
        play = self.desk.bench.play
        assert play is not None
        place, known = play.now.scene, self.desk.weigher.known
        around = telling.neighbours(play.story, place, known)
        old = " The shares are of an earlier save." if known and self.desk.old else ""
        self.console.say("", f"Around {place}.{old}")
        for way in around.into:
            self.console.say(f"From {way.source} by {way.choice}: {way.label}{telling.often(way)}")
        for way in around.out:
            where = "Stays here" if way.stays else f"To {way.target}"
            self.console.say(f"{where} by {way.choice}: {way.label}{telling.often(way)}")
        for name, further in around.beyond.items():
            if further:
                self.console.say(f"From {name} one may go to {', '.join(further)}.")
        if not around.out:
            self.console.say("It ends here.")

    def _help(self, rest: str) -> None:
        self.console.say(
            "",
            "Write in your own editor, and save: the story is read again, and you stay where you are.",
            "A number chooses. Enter alone says the choices again. The words are:",
            *(f"{' or '.join(one.words)}: {one.about}." for one in self.commands),
        )

    def _quit(self, rest: str) -> None:
        raise LeftError
