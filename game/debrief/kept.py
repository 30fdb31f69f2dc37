"""What the story kept: choices as they stood on the page, each with its echo.

A choice leaves marks: its ``chose`` name, and every flag that it turned from unset to set. Its echo is the
first later passage or word on the reader's own path that is shown *because of* a mark. From that follow
the rules at the edges:

- A mark belongs to the choice that made it. Setting a flag that is set already, or choosing again what was
  chosen before, makes no mark; a flag that has been cleared is nobody's, until a choice sets it anew.
- A passage that merely holds is no echo: without the mark it must be gone. ``not told`` is shown because a
  choice was not made, so it echoes none. Where two marks would each suffice (``told or bolted``), the
  passage echoes both.
- A choice's own reply is its answer and no echo; a later choice's reply may be one. Words echo wherever
  they stand: in text, reply, heading, the text of a choice, the reason of a struck one, an ending and its
  leaning.
- A scene that a reader may skip for its content is never quoted: perhaps it was not read.
- Only the path that led here counts. What was read on a branch that the reader left is not kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from game.debrief.sentences import FROM, TO, holding, opening
from game.narrative import rules
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Playthrough
from game.narrative.prose import ending_prose, shown, split
from game.narrative.state import State
from game.story.condition import Condition
from game.story.model import Passage, Prose, Story
from game.story.template import fill

LEAST, MOST = 4, 6

# Conditions name few truths; beyond this many we only ask what a mark does on its own.
_MOST_OTHERS = 8


@dataclass(frozen=True)
class Echo:
    """Where a choice came back: a sentence or two of what was read, and the chapter it stood in."""

    text: str
    chapter: str


@dataclass(frozen=True)
class Kept:
    """One choice of the reader's, as it stood on the page, with what it left behind.

    `n` is the number of the moment that it led to. One of `echo` and `note`, the author's word on the
    choice, is always there.
    """

    n: int
    said: str
    chapter: str
    echo: Echo | None
    note: str


class _Sighting(NamedTuple):
    """Something conditional that the reader was shown; `at` is the index of its moment on the path."""

    at: int
    when: Condition
    state: State
    text: str
    marks: Mapping[str, int]
    """Mark -> index of the moment that the choice which made it led to, as things stood then."""


def kept(story: Story, playthrough: Playthrough) -> tuple[Kept, ...]:
    """At most six choices of the present path, in order of play.

    Those with an echo come first, the latest echoes before others; an echo is quoted once. Where fewer
    than four have one, choices with an author's note fill up to four, those that moved most first.
    """
    path = playthrough.path
    chapters = _chapters(playthrough)

    def entry(index: int, echo: Echo | None) -> Kept:
        note = path[index].choice.note if echo is None else None  # type: ignore[union-attr]
        return Kept(path[index].n, plain(path[index].said), chapters[index - 1], echo, note or "")

    found: dict[int, Echo] = {}
    told: set[tuple[int, str]] = set()
    late = sorted(_echoes(story, playthrough).items(), key=lambda item: item[0] - item[1].at)
    for index, sighting in late:
        if story.scenes[path[index - 1].scene].is_page:
            continue
        if len(found) < MOST and (sighting.at, sighting.text) not in told:
            told.add((sighting.at, sighting.text))
            found[index] = Echo(sighting.text, chapters[sighting.at])
    entries = {index: entry(index, echo) for index, echo in found.items()}
    for index in _noted(path):
        if len(entries) >= LEAST:
            break
        if index not in entries:
            entries[index] = entry(index, None)
    return tuple(entries[index] for index in sorted(entries))


def _chapters(playthrough: Playthrough) -> list[str]:
    """The chapter in force at each moment of the path."""
    found: list[str] = []
    for moment in playthrough.path:
        found.append(playthrough.heading(moment) or (found[-1] if found else ""))
    return [plain(chapter) for chapter in found]


def _noted(path: Sequence[Moment]) -> list[int]:
    """Where the path made a choice with a note for the first time, those that moved the meters most first."""
    first: dict[tuple[str, str], int] = {}
    for index in range(1, len(path)):
        choice = path[index].choice
        if choice is not None and choice.note:
            first.setdefault((path[index - 1].scene, choice.id), index)

    def moved(index: int) -> int:
        before, after = path[index - 1].state.values, path[index].state.values
        return sum(abs(after[name] - before[name]) for name in ("autonomy", "connection"))

    return sorted(first.values(), key=moved, reverse=True)


def _echoes(story: Story, playthrough: Playthrough) -> dict[int, _Sighting]:
    """Index of the moment that a choice led to -> the first thing shown because of it."""
    found: dict[int, _Sighting] = {}
    for sighting in _sightings(story, playthrough):
        named = sighting.when.names & sighting.marks.keys()
        for index in sorted({sighting.marks[name] for name in named}):
            mine = frozenset(name for name in named if sighting.marks[name] == index)
            if index not in found and _because(sighting.when, sighting.state, mine):
                found[index] = sighting
    return found


def _because(when: Condition, state: State, marks: frozenset[str]) -> bool:
    """Whether `when`, which holds, holds because of `marks`.

    It would fail without them: as things are, or once other marks that it can spare are taken away too.
    """
    others = [name for name in sorted(when.names - marks) if _holds(state, name)]
    spared: set[frozenset[str]] = set()
    for size in range(len(others) + 1 if len(others) <= _MOST_OTHERS else 1):
        for names in map(frozenset, combinations(others, size)):
            # Sparing is step by step: a mark that only another's absence makes needless was not needless.
            if all(names - {name} in spared for name in names) and when.holds(_without(state, names)):
                spared.add(names)
                if not when.holds(_without(state, names | marks)):
                    return True
    return False


def _holds(state: State, name: str) -> bool:
    """Whether `name`, as a condition writes it, is a mark that `state` bears."""
    if name.startswith("chose."):
        return name.removeprefix("chose.") in state.chosen
    return state.values.get(name) is True


def _without(state: State, marks: frozenset[str]) -> State:
    """`state` as if `marks` had never been made."""
    values = {name: False if name in marks else value for name, value in state.values.items()}
    chosen = state.chosen - {name.removeprefix("chose.") for name in marks}
    return State(state.scene, values, state.seen, chosen, state.taken, state.before)


# -- what was shown -------------------------------------------------------------------------------


def _sightings(story: Story, playthrough: Playthrough) -> Iterator[_Sighting]:
    """Everything conditional on the path, in the order in which it was read."""
    path = playthrough.path
    marks: dict[str, int] = {}
    for index, moment in enumerate(path):
        if index:
            before = path[index - 1].state
            choice = story.scenes[before.scene].by_id[moment.choice.id]  # type: ignore[union-attr]
            after = rules.choose(story, before, choice).after
            # Its own reply is an answer: the marks of this choice count from what comes after it.
            earlier = {name: maker for name, maker in marks.items() if _holds(after, name)}
            for when, text in _conditional(story, choice.reply, after):
                yield _Sighting(index, when, after, text, earlier)
            marks |= dict.fromkeys(_names(story, after) - _names(story, before), index)
            standing = _names(story, after) & _names(story, moment.state)
            marks = {name: maker for name, maker in marks.items() if name in standing}
        now = dict(marks)
        for prose in _page(story, playthrough, moment):
            for when, text in _conditional(story, prose, moment.state):
                yield _Sighting(index, when, moment.state, text, now)


def _names(story: Story, state: State) -> set[str]:
    """The marks that `state` bears, as conditions write them."""
    flags = {name for name in story.flags if state.values[name]}
    return flags | {f"chose.{mark}" for mark in state.chosen}


def _page(story: Story, playthrough: Playthrough, moment: Moment) -> Iterator[Prose]:
    """Everything that stands on a page, in the order of reading."""
    ending = rules.ending_of(story, moment.state)
    if ending is not None:
        yield ending_prose(ending, moment.state)
        return
    scene = story.scenes[moment.scene]
    if not moment.stayed:
        yield Prose((Passage(None, scene.chapter or ""),))
        if scene.skip is None:
            yield scene.text
    struck = rules.struck_choices(story, moment.state)
    for choice in scene.choices:
        if choice in struck or rules.is_open(moment.state, choice):
            yield Prose((Passage(None, choice.text),))
        if choice in struck:
            yield Prose((Passage(None, choice.struck or ""),))


def _conditional(story: Story, prose: Prose, state: State) -> Iterator[tuple[Condition, str]]:
    """Every conditional passage and word of `prose` that `state` shows, with the sentence to quote."""
    for passage in shown(prose, state):
        fired: list[Condition] = []

        def word(name: str, fired: list[Condition] = fired) -> str:
            line = next(shown(story.words[name], state), None)
            if line is None or line.when is None or not line.text.strip():
                return line.text if line else ""
            fired.append(line.when)
            return f"{FROM}{line.text}{TO}"

        text = [text for paragraph in split(fill(passage.text, word)) if (text := plain(paragraph))]
        if passage.when is not None and text:
            yield passage.when, opening(_unmarked(text[0]))
        spoken = (
            _unmarked(holding(paragraph, start)) for paragraph in text for start in _places(paragraph, FROM)
        )
        yield from zip(fired, spoken, strict=False)


def _places(text: str, character: str) -> list[int]:
    return [place for place, found in enumerate(text) if found == character]


def _unmarked(text: str) -> str:
    return text.replace(FROM, "").replace(TO, "")
