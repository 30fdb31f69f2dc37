"""Every condition of a story, and the moment at which it is judged.

Texts have no part in what can be reached, so the exploration does not keep what only they read. Each
condition is a *site* here: with where and when it is judged, so that it can be watched, or proved.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from game.analysis.compile import Tables
from game.analysis.terms import TRUE, Flag, Term, assume, every, negate, reads
from game.analysis.texts import own_choices
from game.story.model import ENDING, Branch, Choice, Effect, Passage, Scene, Story
from game.story.shape import Path
from game.story.template import names_in

Stage = Literal["at", "open", "arrived", "after", "arriving"]
"""When a condition is judged: whenever its place is stood at, where its choice is open, when the place has
been arrived at, when its choice has been made, or just before an arrival changes anything."""


class Moment(NamedTuple):
    """When and where conditions are judged."""

    place: str
    stage: Stage
    choice: str = ""
    """The mark of the choice, ``chose.scene.choice``, where the stage is of one."""

    @property
    def told(self) -> tuple[str, str]:
        """As it stands in a sentence: what joins it, and of what it is."""
        if self.stage == "after":
            return "after", f"`{self.choice.removeprefix('chose.')}`"
        return "before the effects of" if self.stage == "arriving" else "at", f"`{self.place}`"


Kind = Literal["choice", "struck", "effects", "text", "route", "word", "ending"]


class Site(NamedTuple):
    """One condition where it stands, and one place at which it is judged."""

    path: Path
    at: str
    """As a `[[waive]]` names it."""
    kind: Kind
    place: str
    stage: Stage
    choice: str
    """The mark of the choice, ``chose.scene.choice``, where the stage belongs to one."""
    term: Term
    """What must be true for it to count: entries of a list also ask that none before them did."""
    plain: bool
    """Whether `term` is just the condition, so that always holding is worth a word."""

    @property
    def moment(self) -> Moment:
        """When it is judged: a choice's own condition wherever its scene is stood at."""
        return Moment(self.place, self.stage, "" if self.stage == "at" else self.choice)

    @property
    def names(self) -> frozenset[str]:
        """What it reads."""
        return frozenset(reads(self.term))


def sites(tables: Tables) -> Iterator[Site]:
    """Every condition of a story, once for each place where it is judged."""
    story = tables.story
    for scene in story.scenes.values():
        yield from _scene(tables, scene)
    for ending in story.endings.values():
        for key in ("text", "leaning", "other_voice"):
            path: Path = ("ending", ending.id, key)
            yield from _prose(tables, path, ending.id, getattr(ending, key), ending.id, "arrived", "")


def _scene(tables: Tables, scene: Scene) -> Iterator[Site]:
    story = tables.story
    path: Path = ("scene", scene.id)
    for key in ("recap", "text"):
        yield from _prose(tables, (*path, key), scene.id, getattr(scene, key), scene.id, "arrived", "")
    yield from _words(tables, scene.chapter or "", scene.id, "arrived", "")
    yield from _rows(tables, (*path, "effects"), scene.id, scene.effects, scene.id, "arriving", "")
    for choice, where, at in _choices(story, scene):
        mark = f"chose.{scene.id}.{choice.id}"
        when = tables.term(choice.when)
        free = negate(Flag(mark)) if choice.once else TRUE
        if choice.when is not None:
            yield Site(
                (*where, "when"), at, "choice", scene.id, "at", mark, every((when, free)), not choice.once
            )
            if choice.struck is not None:
                closed = every((negate(when), free))
                yield Site((*where, "struck"), at, "struck", scene.id, "at", mark, closed, False)
                yield from _words(tables, choice.struck, scene.id, "at", mark, closed)
        yield from _words(tables, choice.text, scene.id, "at", mark)
        yield from _rows(tables, (*where, "effects"), at, choice.effects, scene.id, "open", mark)
        yield from _prose(tables, (*where, "reply"), at, choice.reply, scene.id, "after", mark)
        if choice.to:
            yield from _route(tables, (*where, "to"), at, choice.to, scene.id, mark)
        else:
            yield from _route(tables, (*path, "then"), scene.id, scene.then, scene.id, mark)


def _choices(story: Story, scene: Scene) -> Iterator[tuple[Choice, Path, str]]:
    """The choices of a scene, with the path at which each is written and its name in a waiver."""
    own = own_choices(story, scene)
    for index, choice in enumerate(own):
        yield choice, ("scene", scene.id, "choice", index), f"{scene.id}.{choice.id}"
    if scene.is_page:
        for choice in scene.choices:
            yield choice, ("scene", scene.id), scene.id
    for name in scene.menu:
        for index, choice in enumerate(story.menus[name].choices):
            yield choice, ("menu", name, "choice", index), name


def _rows(
    tables: Tables, path: Path, at: str, rows: Iterable[Effect], place: str, stage: Stage, mark: str
) -> Iterator[Site]:
    for index, row in enumerate(rows):
        if row.when is not None:
            yield Site((*path, index, "when"), at, "effects", place, stage, mark, tables.term(row.when), True)


def _prose(
    tables: Tables, path: Path, at: str, prose: Iterable[Passage], place: str, stage: Stage, mark: str
) -> Iterator[Site]:
    for index, passage in enumerate(prose):
        if passage.when is not None:
            term = tables.term(passage.when)
            yield Site((*path, index, "when"), at, "text", place, stage, mark, term, True)
        yield from _words(tables, passage.text, place, stage, mark)


def _words(
    tables: Tables, text: str, place: str, stage: Stage, mark: str, shown: Term = TRUE
) -> Iterator[Site]:
    """The lines of the words that `text`, where it is `shown`, names: the first that holds is put in."""
    for name, _ in names_in(text):
        before: list[Term] = []
        for index, passage in enumerate(tables.story.words[name]):
            term = tables.term(passage.when)
            taken = every((shown, *map(negate, before), term))
            if taken != TRUE:
                yield Site(("words", name, index), name, "word", place, stage, mark, taken, False)
            before.append(term)


def _route(
    tables: Tables, path: Path, at: str, route: Iterable[Branch], place: str, mark: str
) -> Iterator[Site]:
    before: list[Term] = []
    for index, (when, to) in enumerate(route):
        term = tables.term(when)
        taken = every((*map(negate, before), term))
        if taken != TRUE:
            yield Site((*path, index), at, "route", place, "after", mark, taken, False)
        if to == ENDING:
            yield from _endings(tables, taken, place, mark)
        before.append(term)


def _endings(tables: Tables, taken: Term, place: str, mark: str) -> Iterator[Site]:
    before: list[Term] = [taken]
    for ending in tables.story.endings.values():
        term = assume(tables.term(ending.when), {f"seen.{place}": 1})
        path: Path = ("ending", ending.id, "when")
        yield Site(path, ending.id, "ending", place, "after", mark, every((*before, term)), False)
        before.append(negate(term))
