"""What can be said of the prose by looking at it: worn phrases, crowded pages, habits, length.

A finding that an author learns to ignore is a fault of the finding. So a rule stands here only where it can
be judged mechanically with few false alarms, and what is a matter of habit is reported once, with its places.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, groupby, islice
from statistics import fmean
from typing import NamedTuple, TypeVar

from game.analysis import english
from game.analysis.figures import words_of
from game.analysis.texts import WHOLE, Kind, Sources, Text, texts
from game.analysis.together import pages
from game.analysis.waivers import Finding, finding
from game.analysis.worn import (
    DASH,
    ELLIPSIS,
    EPIPHANIES,
    FEELING_TALK,
    NAMES,
    NOT_BUT,
    PHRASES,
    SIMILE,
    WAKING,
    Worn,
    worn_in,
)
from game.narrative import markup
from game.narrative.prose import split
from game.story.model import Passage, Scene, Story
from game.story.shape import Path
from game.story.template import names_in

SCREEN = 180
"""Words that a reader sees at once, at most."""
STRETCH = 450
"""Words between two choices, at most."""
OPENING = 400
"""Words before the first choice, at most."""
SENTENCE = 16
"""Words in an average sentence, at most."""

_P = TypeVar("_P", Passage, Text)


class Remark(NamedTuple):
    """One thing to say about the prose, before it has a line and a column."""

    code: str
    at: str
    path: Path
    offset: int
    message: str
    hint: str = ""


def remarks(story: Story) -> list[Remark]:
    """Everything there is to say about the prose of `story`; nothing of a story in another language."""
    if not story.header.language.lower().startswith("en"):
        return []
    reader = _Reader(story)
    found: list[Remark] = []
    for rule in _RULES:
        found += rule(reader)
    return found


def findings(story: Story, sources: Sources) -> list[Finding]:
    """The same as findings, each with its file, line and column."""
    return [finding(sources, r.code, r.at, r.path, r.message, r.hint, r.offset) for r in remarks(story)]


_EVERY = (*PHRASES, *FEELING_TALK)


def phrase_counts(story: Story) -> dict[str, int]:
    """How often each worn phrase stands in `story`, for a count over a whole catalogue."""
    found: dict[str, int] = {}
    for text in texts(story):
        for worn, _ in worn_in(flat(text), _EVERY):
            found[worn.name] = found.get(worn.name, 0) + 1
    return found


@dataclass(frozen=True)
class _Reader:
    """A story with what several rules ask for."""

    story: Story

    @cached_property
    def texts(self) -> list[Text]:
        return list(texts(self.story))

    @cached_property
    def words(self) -> int:
        return sum(words_of(text.text) for text in self.texts)

    @cached_property
    def word_lengths(self) -> Mapping[str, int]:
        """The most words that each ``{name}`` can stand for."""
        return {
            name: max(words_of(passage.text) for passage in prose)
            for name, prose in self.story.words.items()
            if prose
        }

    def length(self, text: str) -> int:
        """The most words that `text` can show."""
        inserted = sum(self.word_lengths.get(name, 0) for name, _ in names_in(text))
        return words_of(text) + inserted

    def showings(self, passages: Sequence[_P]) -> list[tuple[_P, ...]]:
        """Every set of passages that can show together."""
        shows = pages([passage.when for passage in passages], self.story.numbers)
        return [tuple(compress(passages, show)) for show in shows]

    def longest(self, prose: Sequence[Passage]) -> int:
        """The most words that `prose` can show at once."""
        return max(sum(self.length(passage.text) for passage in shown) for shown in self.showings(prose))


def flat(text: Text) -> str:
    """A text with its lines as one, every character in its place: a phrase may go over the end of a line."""
    return text.text.replace("\n", " ")


# -- phrases --------------------------------------------------------------------------------------


def _phrases(reader: _Reader) -> Iterator[Remark]:
    for text in reader.texts:
        said = flat(text)
        yield from _hits("W701", PHRASES, text, said, "say what can be seen instead")
        yield from _hits(
            "W702", FEELING_TALK, text, text.text, "let it be said sideways, or waive it for a voice"
        )
        if text.kind == "ending":
            told = english.narration(said)
            yield from _hits("W703", EPIPHANIES, text, told, "end on a thing done")


def _hits(code: str, table: tuple[Worn, ...], text: Text, searched: str, hint: str) -> Iterator[Remark]:
    for worn, match in worn_in(searched, table):
        said = " ".join(match[0].split())
        yield Remark(code, text.at, text.path, match.start(), f"“{said}” ({worn.name})", hint)


_NAMES = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")


def _names(reader: _Reader) -> Iterator[Remark]:
    hint = "take one from the place and the birth year"
    found: set[str] = set()
    for key, person in reader.story.cast.items():
        if match := _NAMES.search(person.name):
            found.add(match[0])
            yield Remark("W704", WHOLE, ("cast", key), 0, f"“{match[0]}” is a worn name", hint)
    for text in reader.texts:
        for match in _NAMES.finditer(flat(text)):
            if match[0] not in found:
                found.add(match[0])
                yield Remark("W704", text.at, text.path, match.start(), f"“{match[0]}” is a worn name", hint)


_TITLE = re.compile(r"^(?:Mrs?|Ms|Mx|Dr|Aunt(?:ie)?|Uncle|Sir|Old|Little)\.? ")


def _initials(reader: _Reader) -> Iterator[Remark]:
    by_initial: dict[str, list[str]] = {}
    for key, person in reader.story.cast.items():
        name = _TITLE.sub("", person.name)
        others = by_initial.setdefault(name[:1].upper(), [])
        if others:
            message = f"“{person.name}” and “{others[0]}” begin alike"
            yield Remark(
                "N705", WHOLE, ("cast", key), 0, message, "names are told apart by their first letter"
            )
        others.append(person.name)


# -- pages ----------------------------------------------------------------------------------------


class _Block(NamedTuple):
    """Prose that stands together: a scene's text, a reply, an ending."""

    at: str
    path: Path
    kind: Kind
    passages: tuple[Text, ...]


def _blocks(reader: _Reader) -> Iterator[_Block]:
    whole = (text for text in reader.texts if text.kind in ("scene", "reply", "ending", "word"))
    for path, members in groupby(whole, key=lambda text: text.path[:-1]):
        passages = tuple(members)
        yield _Block(passages[0].at, path, passages[0].kind, passages)


def _crowded(reader: _Reader) -> Iterator[Remark]:
    """Pages on which similes or dashes crowd, where everything is shown that can be together."""
    for block in _blocks(reader):
        # Of the lines of a word only the first that holds is put in.
        alone: list[tuple[Text, ...]] = [(passage,) for passage in block.passages]
        shown = alone if block.kind == "word" else reader.showings(block.passages)
        similes = _most(reader, shown, SIMILE)
        if similes:
            said = ", ".join(f"“{' '.join(match[0].split())} …”" for _, match in similes)
            message = f"{len(similes)} similes close together: {said}"
            text, match = similes[-1]
            yield Remark("N706", text.at, text.path, match.start(), message, "one on a screen is enough")
        dashes = _most(reader, shown, DASH)
        if dashes:
            message = f"{len(dashes)} dashes close together"
            text, match = dashes[-1]
            yield Remark("W707", text.at, text.path, match.start(), message, "one on a screen is enough")


def _most(
    reader: _Reader, showings: list[tuple[Text, ...]], pattern: re.Pattern[str]
) -> list[tuple[Text, re.Match[str]]]:
    """The hits of the showing that has most more than one a screen; empty where none has."""
    worst: list[tuple[Text, re.Match[str]]] = []
    for shown in showings:
        hits = [(text, match) for text in shown for match in pattern.finditer(flat(text))]
        screens = max(1, -(-sum(reader.length(text.text) for text in shown) // SCREEN))
        if len(hits) > max(screens, len(worst)):
            worst = hits
    return worst


def _stretches(reader: _Reader) -> Iterator[Remark]:
    """Scenes with too much to read since the last choice."""
    story = reader.story
    own = {scene.id: reader.longest(scene.text) for scene in story.scenes.values()}
    arrivals = _arrivals(reader, own)
    start = story.header.start
    for scene in story.scenes.values():
        before = arrivals.get(scene.id, 0)
        total = before + own[scene.id]
        path = ("scene", scene.id, "text")
        if scene.is_page:
            continue
        if scene.id == start and own[start] > OPENING:
            message = f"up to {own[start]} words before the first choice"
            yield Remark("W709", start, path, 0, message, f"{OPENING} at most: a reader comes back here")
        elif total > STRETCH:
            message = f"up to {total} words since the last choice"
            if before:
                message += f", {before} of them before this scene"
            yield Remark("W708", scene.id, path, 0, message, f"{STRETCH} at most; a choice every 150 to 300")


def _arrivals(reader: _Reader, own: Mapping[str, int]) -> Mapping[str, int]:
    """Scene -> the most words that stand between the last choice and its text: a reply, and pages turned."""
    story = reader.story
    found: dict[str, int] = {}
    waiting = list(story.scenes.values())
    rounds = 0
    while waiting and rounds <= len(story.scenes):
        rounds += 1
        changed: list[Scene] = []
        for scene in waiting:
            carried = found.get(scene.id, 0) + own[scene.id] if scene.is_page else 0
            for choice in scene.choices:
                words = carried + reader.longest(choice.reply)
                for branch in story.route(scene, choice):
                    to = story.scenes.get(branch.to)
                    if to is not None and to is not scene and words > found.get(to.id, 0):
                        found[to.id] = words
                        if to.is_page:
                            changed.append(to)
        waiting = changed
    return found


# -- habits ---------------------------------------------------------------------------------------


def _sentences(reader: _Reader) -> Iterator[Remark]:
    """The length of an average sentence, over the whole story."""
    lengths: list[int] = []
    by_place: dict[Path, list[int]] = {}
    for text in reader.texts:
        if text.kind in ("choice", "word"):
            continue
        own = [english.count(s.text) for p in split(text.text) for s in english.sentences(markup.plain(p))]
        lengths += own
        by_place.setdefault(text.path[:2], []).extend(own)
    if len(lengths) < 50 or fmean(lengths) < SENTENCE:
        return
    longest = sorted((fmean(own), path) for path, own in by_place.items() if len(own) >= 8)[:-4:-1]
    named = ", ".join(f"`{path[1]}` {mean:.0f}" for mean, path in longest)
    message = f"an average sentence has {fmean(lengths):.1f} words"
    yield Remark("W710", WHOLE, ("story", "title"), 0, message, f"stay under {SENTENCE}; longest in {named}")


def _evenness(reader: _Reader) -> Iterator[Remark]:
    """Whether scenes differ in length."""
    own = sorted((reader.longest(scene.text), scene.id) for scene in reader.story.scenes.values())
    own = [(length, name) for length, name in own if length]
    if len(own) < 8 or own[-1][0] >= 3 * own[0][0]:
        return
    message = f"every scene has {own[0][0]} to {own[-1][0]} words"
    hint = "let the longest have three times the words of the shortest"
    yield Remark("N711", WHOLE, ("story", "title"), 0, message, hint)


def _waking(reader: _Reader) -> Iterator[Remark]:
    start = ("scene", reader.story.header.start, "text", 0)
    for text in reader.texts:
        if text.path == start:
            first = next(iter(split(text.text)), "")
            opening = " ".join(sentence.text for sentence in islice(english.sentences(first), 2))
            if match := WAKING.search(english.narration(opening)):
                place = text.text.find(match[0])
                yield Remark("N712", text.at, text.path, place, "the story opens on waking up", "start later")


class _Habit(NamedTuple):
    """Something that is a fault only when it comes often."""

    code: str
    what: str
    hint: str
    every: int
    """Words for each of them that are no fault."""
    find: Callable[[Text], list[int]]
    """Offsets in a text."""


def _habits(reader: _Reader) -> Iterator[Remark]:
    for habit in _HABITS:
        found = [(text, offset) for text in reader.texts for offset in habit.find(text)]
        if len(found) < 4 or len(found) * habit.every < reader.words:
            continue
        where: dict[str, int] = {}
        for text, _ in found:
            where[text.at] = where.get(text.at, 0) + 1
        named = ", ".join(f"`{at}`" for at in list(where)[:8]) + (" and elsewhere" if len(where) > 8 else "")
        text, offset = found[0]
        message = f"{len(found)} {habit.what}, in {named}"
        yield Remark(habit.code, WHOLE, text.path, offset, message, habit.hint)


def _matches(pattern: re.Pattern[str]) -> Callable[[Text], list[int]]:
    return lambda text: [match.start() for match in pattern.finditer(flat(text))]


def _drumroll(text: Text) -> list[int]:
    """A last paragraph of a few told words, after a full one."""
    paragraphs = split(text.text) if text.kind in ("scene", "ending") else ()
    if len(paragraphs) < 2:
        return []
    last, before = markup.plain(paragraphs[-1]), markup.plain(paragraphs[-2])
    told = english.narration(last).split() == last.split()
    if not told or not last.endswith(".") or english.count(last) > 6 or english.count(before) < 25:
        return []
    return [max(0, text.text.rfind(paragraphs[-1].split()[0]))]


def _asking(text: Text) -> list[int]:
    """A scene whose last told sentence asks."""
    if text.kind != "scene" or not text.text.rstrip().endswith("?"):
        return []
    told = english.narration(text.text).rstrip()
    return [len(told) - 1] if told.endswith("?") else []


_HABITS = (
    _Habit("N713", "times “not this but that”", "say what it is", 2000, _matches(NOT_BUT)),
    _Habit("N714", "ellipses", "let a line break off, or end", 600, _matches(ELLIPSIS)),
    _Habit("N715", "passages that close on a line alone", "end a paragraph sooner", 700, _drumroll),
    _Habit("N716", "scenes that end by asking", "the choices ask already", 1000, _asking),
)

_RULES: tuple[Callable[[_Reader], Iterator[Remark]], ...] = (
    _phrases,
    _names,
    _initials,
    _crowded,
    _stretches,
    _sentences,
    _evenness,
    _waking,
    _habits,
)
