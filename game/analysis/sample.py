"""Random readings, by the rules of the game themselves: quick evidence, with the way that gave it.

A condition that was seen to hold and to fail needs no proof. When a story is too large to be explored, the
share of readings that ended so or so is an estimate, and is given with an interval.
"""

import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from game.analysis.compile import Tables
from game.analysis.figures import choices_in, words_shown
from game.analysis.sites import Site, Stage
from game.analysis.terms import Column, holds
from game.narrative import rules
from game.narrative.prose import ending_text, line, paragraphs
from game.narrative.state import State
from game.story.model import HERE

LONGEST = 2_000
"""Choices after which a reading is given up."""
_NORMAL = 1.96


class Here(Mapping[str, Column]):
    """A state, as the columns of one."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __getitem__(self, name: str) -> int:
        kind, _, of = name.partition(".")
        if of:
            return int(of in (self._state.seen if kind == "seen" else self._state.chosen))
        return int(self._state.values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._state.values)

    def __len__(self) -> int:
        return len(self._state.values)


@dataclass
class Sample:
    """What random readings of the uniform reader met."""

    readings: int = 0
    unfinished: int = 0
    """Readings that got stuck, or were given up."""
    endings: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    words: list[int] = field(default_factory=list)
    """Words read in each, pages, choices and replies together."""
    choices: list[int] = field(default_factory=list)
    """Choices made in each."""
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Scene, ending or outcome -> the choices that led there."""
    opened: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """``scene.choice`` -> the choices after which it was open."""
    held: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    """Numbers of the sites that were seen to hold, and to fail."""


def interval(hits: int, readings: int) -> tuple[float, float]:
    """A share of `readings` that lies in this interval 19 times of 20 (Wilson's)."""
    if not readings:
        return 0.0, 1.0
    share, z = hits / readings, _NORMAL
    middle = share + z * z / (2 * readings)
    spread = z * math.sqrt(share * (1 - share) / readings + z * z / (4 * readings * readings))
    scale = 1 + z * z / readings
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def sample(
    tables: Tables, watched: list[Site], readings: int = 600, seconds: float = 2.0, seed: int = 1
) -> Sample:
    """At most `readings` random readings, in at most about `seconds`; always the same ones for one story."""
    return _Sampler(tables, watched, seed).run(readings, time.monotonic() + seconds)


class _Sampler:
    def __init__(self, tables: Tables, watched: list[Site], seed: int) -> None:
        self.story, self.before = tables.story, tables.before
        self.rng = random.Random(seed)
        self.found = Sample()
        self.watched: dict[tuple[str, Stage, str], list[tuple[int, Site]]] = {}
        for number, site in enumerate(watched):
            self.watched.setdefault(site.moment, []).append((number, site))

    def run(self, readings: int, deadline: float) -> Sample:
        while self.found.readings < readings and time.monotonic() < deadline:
            self.read(deadline)
            self.found.readings += 1
        return self.found

    def read(self, deadline: float) -> None:
        story, words = self.story, 0
        path: list[str] = []
        state = rules.begin(story, self.before)
        first = State(state.scene, {**story.meters, **story.counters, **dict.fromkeys(story.flags, False)})
        self.look(state.scene, "arriving", "", first)
        fresh = True
        for _ in range(LONGEST):
            if fresh:
                self.look(state.scene, "arrived", "", state)
                words += self.page(state)
                self.found.places.setdefault(state.scene, tuple(path))
            self.look(state.scene, "at", "", state)
            if state.scene in story.endings:
                self.close(state, words, path)
                return
            options = rules.open_choices(story, state)
            for choice in options:
                self.found.opened.setdefault(f"{state.scene}.{choice.id}", tuple(path))
                self.look(state.scene, "open", f"chose.{state.scene}.{choice.id}", state)
            if not options or time.monotonic() > deadline:
                break
            choice = self.rng.choice(options)
            if (step := rules.attempt(story, state, choice)) is None:
                break
            path.append(f"{state.scene}.{choice.id}")
            self.look(state.scene, "after", f"chose.{state.scene}.{choice.id}", step.after)
            words += words_shown(line(story, choice.text, state))
            words += sum(map(words_shown, paragraphs(story, choice.reply, step.after)))
            fresh = step.to != HERE
            if fresh and step.to in story.scenes:
                left = State(
                    step.to,
                    step.after.values,
                    step.state.seen,
                    step.after.chosen,
                    step.after.taken,
                    self.before,
                )
                self.look(step.to, "arriving", "", left)
            state = step.state
        self.found.unfinished += 1

    def page(self, state: State) -> int:
        ending = self.story.endings.get(state.scene)
        shown = (
            ending_text(self.story, ending, state)
            if ending
            else paragraphs(self.story, self.story.scenes[state.scene].text, state)
        )
        return sum(map(words_shown, shown))

    def close(self, state: State, words: int, path: list[str]) -> None:
        found = self.found
        found.endings[state.scene] = found.endings.get(state.scene, 0) + 1
        found.outcomes[state.outcome] = found.outcomes.get(state.outcome, 0) + 1
        found.places.setdefault(state.outcome, tuple(path))
        found.words.append(words)
        found.choices.append(choices_in(self.story, path))

    def look(self, place: str, stage: Stage, mark: str, state: State) -> None:
        """Note which of the conditions that are judged now hold; one that was seen both ways rests."""
        waiting = self.watched.get((place, stage, mark))
        if not waiting:
            return
        here, settled = Here(state), False
        for number, site in waiting:
            (self.found.held if holds(site.term, here) else self.found.failed).add(number)
            settled = settled or (number in self.found.held and number in self.found.failed)
        if settled:
            self.watched[place, stage, mark] = [
                (number, site)
                for number, site in waiting
                if not (number in self.found.held and number in self.found.failed)
            ]
