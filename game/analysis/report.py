"""The report on one story: everything that can be said of it without reading it aloud."""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from game.analysis.budget import Budget, OutOfBudgetError, TooWideError
from game.analysis.certain import Certain, certain, too_large
from game.analysis.compile import compile_story
from game.analysis.findings import CAUGHT, OF_HABITS, Remark, never_met, remarks
from game.analysis.lengths import Choices, choices_made
from game.analysis.lockstep import Tally, read_many
from game.analysis.prove import verdicts
from game.analysis.readers import READERS, UNIFORM
from game.analysis.sample import Sample, interval, sample
from game.analysis.sites import sites
from game.analysis.survey import Survey, explore
from game.analysis.texts import Sources
from game.analysis.waivers import Finding, finding
from game.narrative.state import NOTHING
from game.story.condition import OUTCOMES
from game.story.model import Story

BUDGET_SECONDS = 20.0
BUDGET_BYTES = 2**30
AFTERWARDS = 3.0
"""Seconds, beyond its budget, that a report has to say what is known, and to guess where it is not exact."""


@dataclass(frozen=True)
class Chance:
    """How likely something is for a uniform reader: exactly, or between two bounds 19 times of 20."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether it is known exactly."""
        return self.low == self.high

    @property
    def middle(self) -> float:
        """The one number to show."""
        return (self.low + self.high) / 2


@dataclass
class Report:
    """What an exploration found; `exact` says whether the uniform reader was weighed to the end.

    Where not, `because` says why, and odds are estimates from random readings. Unless every state was
    `reached` all the same, nothing is called unreachable but what ranges alone exclude.
    """

    story: Story
    exact: bool
    because: str
    states: int
    seconds: float
    endings: Mapping[str, Chance]
    outcomes: Mapping[str, Chance]
    readers: Mapping[str, Mapping[str, Mapping[str, float]]]
    """Reader -> "endings", "outcomes" -> name -> probability; empty where they could not be weighed."""
    residual: float
    """The most that a probability of an exact report can be off by."""
    witnesses: Mapping[tuple[str, str], tuple[str, ...] | None]
    """("place" | "choice" | "outcome", name) -> choices that lead there; as few as can be where `reached`.

    None where there was too little time to find them.
    """
    ranges: Mapping[str, Mapping[str, tuple[int, int]]]
    """Scene or ending -> meter or counter -> its least and greatest value there; see `Survey.ranges`."""
    remarks: list[Remark]
    sample: Sample
    made: Choices | None = None
    """How many choices readings make; None where that is known of the sample alone."""
    reached: bool = False
    """Whether every state that any reader can reach is known."""
    unproved: tuple[str, ...] = ()
    """What could not be settled with what there was: places of the story, and readers."""
    short: frozenset[str] = frozenset()
    """What there was too little of: see `Budget`."""
    certain: Certain | None = field(default=None, repr=False)
    """What is certain of a story that was not explored to the end."""
    survey: Survey | None = field(default=None, repr=False)

    @property
    def unreachable(self) -> dict[str, list[str]]:
        """Scenes, choices, endings and outcomes that no reader can meet: of an inexact report, only some."""
        places: Collection[str] = {name for kind, name in self.witnesses if kind == "place"}
        choices: Collection[str] = {name for kind, name in self.witnesses if kind == "choice"}
        outcomes: Collection[str] = {name for kind, name in self.witnesses if kind == "outcome"}
        story = self.story
        every = [f"{scene.id}.{choice.id}" for scene in story.scenes.values() for choice in scene.choices]
        if not self.reached:
            places = self.certain.places if self.certain else {*story.scenes, *story.endings}
            choices = self.certain.choices if self.certain else {*every}
            outcomes = OUTCOMES
        return {
            "scenes": [name for name in story.scenes if name not in places],
            "choices": [name for name in every if name not in choices],
            "endings": [name for name in story.endings if name not in places],
            "outcomes": [name for name in OUTCOMES if name not in outcomes],
        }

    def unasked(self, code: str, at: str) -> bool:
        """Whether nobody could say this time if `code`, which takes an exploration, is found at `at`."""
        if not self.exact or at in self.unproved:
            return True
        if code in OF_HABITS:
            return len(self.readers) < len(READERS)
        return code == "E613" and CAUGHT in self.unproved

    def findings(self, sources: Sources) -> list[Finding]:
        """The findings, each with its file, line and column, and its witness."""
        return [
            finding(sources, r.code, r.at, r.path, r.message, r.hint)._replace(witness=r.witness)
            for r in self.remarks
        ]


def analyse(
    story: Story,
    budget_seconds: float = BUDGET_SECONDS,
    budget_bytes: int = BUDGET_BYTES,
    progress: Callable[[int, int], None] | None = None,
    before: frozenset[str] = NOTHING,
) -> Report:
    """Explore `story` as far as the budget goes.

    `progress` is called now and then with the number of states found and of those still to be looked at.
    `before` is what finished readings of other stories left. A KeyboardInterrupt ends the exploration, and
    the report says what is known.
    """
    started = time.monotonic()
    # Between two looks at the process a step may go a little beyond.
    whole = max(budget_bytes, BUDGET_BYTES) * 15 // 16
    budget = replace(Budget.of(budget_seconds, budget_bytes, progress), whole=whole)
    tables = compile_story(story, before)
    watched = list(sites(tables))
    shown = Sample()
    survey: Survey | None = None
    because, crowd, states = "", None, 0
    try:
        shown = sample(tables, watched, seconds=min(2.0, budget_seconds / 5))
        survey = explore(story, budget, before)
    except OutOfBudgetError as error:
        because, crowd, states = str(error), error.crowd, error.states
    except TooWideError as error:
        because = f"at `{error.node.place}` more is alive at once than can be told apart ({error.bits} bits)"
    except KeyboardInterrupt:
        because = "it was interrupted"
    if survey is None:
        afterwards = Budget.of(AFTERWARDS, budget_bytes)
        limits = certain(tables, afterwards.part(0.5))
        found = _guess(story, because, shown, read_many(tables, seconds=afterwards.left), limits)
        found.remarks += too_large(crowd, watched, tables) if crowd else ()
        found.states, found.short = states, frozenset(budget.short)
        found.seconds = time.monotonic() - started
        return found
    made: Choices | None = None
    weighed = UNIFORM in survey.odds.endings
    try:
        if weighed:
            with suppress(OutOfBudgetError):
                made = choices_made(survey.links, survey.ending, survey.odds, budget)
        known = verdicts(tables, watched, shown, budget.beside(survey.reach.held))
    except KeyboardInterrupt:
        budget.interrupt()
        known = verdicts(tables, watched, shown, budget)
    survey.closing = budget.afterwards(AFTERWARDS)
    if weighed:
        found = _exact(survey, shown)
    else:
        because = f"every state was reached, but not every chance was weighed: {budget.excuse}"
        seconds = min(AFTERWARDS, survey.closing.left / 2)
        found = _guess(story, because, shown, read_many(tables, seconds=seconds), None)
        found.states, found.reached = survey.reach.states, True
        found.witnesses, found.ranges = survey.witnesses, survey.ranges
    found.remarks = remarks(survey, known)
    # Ways are looked for now, and kept: what there is too little time for is told with the rest.
    for met in survey.met:
        if met[0] == "outcome" or met[1] in story.endings:
            survey.way(*survey.met[met])
    unproved = [*survey.skipped]
    unproved += [verdict.sites[0].at for verdict in known.values() if not verdict.proved]
    unproved += [f"the {reader}" for reader in READERS if weighed and reader not in survey.odds.endings]
    found.unproved, found.short = tuple(dict.fromkeys(unproved)), frozenset(budget.short)
    found.made = made
    found.seconds = time.monotonic() - started
    return found


def _exact(survey: Survey, shown: Sample) -> Report:
    odds = survey.odds
    return Report(
        survey.tables.story,
        True,
        "",
        survey.reach.states,
        0.0,
        {name: Chance(p, p) for name, p in odds.endings[UNIFORM].items()},
        {name: Chance(p, p) for name, p in odds.outcomes[UNIFORM].items()},
        {
            reader: {"endings": odds.endings[reader], "outcomes": odds.outcomes[reader]}
            for reader in odds.endings
        },
        max(odds.residual.values()),
        survey.witnesses,
        survey.ranges,
        [],
        shown,
        reached=True,
        survey=survey,
    )


def _guess(story: Story, because: str, shown: Sample, many: Tally, limits: Certain | None) -> Report:
    # Where some of the many were given up, those that ended are the short ones; then the few say more.
    ended = not many.given_up
    readings = many.readings if ended else shown.readings
    # A reading that was given up may yet have ended anywhere.
    anywhere = 0 if ended else shown.unfinished

    def chance(hits: Mapping[str, int], name: str) -> Chance:
        sure = hits.get(name, 0)
        return Chance(interval(sure, readings)[0], interval(sure + anywhere, readings)[1])

    witnesses = {("choice", name): path for name, path in shown.opened.items()}
    for name, path in shown.places.items():
        witnesses["outcome" if name in OUTCOMES else "place", name] = path
    return Report(
        story,
        False,
        because,
        0,
        0.0,
        {name: chance(many.endings if ended else shown.endings, name) for name in story.endings},
        {name: chance(many.outcomes if ended else shown.outcomes, name) for name in OUTCOMES},
        {},
        0.0,
        witnesses,
        limits.ranges if limits else {},
        list(never_met(story, limits.places, limits.choices)) if limits else [],
        shown,
        certain=limits,
    )
