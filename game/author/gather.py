"""One check of one story: loaded, explored, its prose looked at, its waivers heard."""

import random
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path as File
from typing import TYPE_CHECKING

from game.analysis import style
from game.analysis.figures import figures, share_seen
from game.analysis.graph import Traffic
from game.analysis.texts import WHOLE, Sources, own_choices
from game.analysis.waivers import Finding, judge
from game.author.report import Checked, Spread
from game.story.codes import CODES
from game.story.diagnostic import Diagnostic
from game.story.load import load
from game.story.model import Story
from game.story.read import read
from game.story.shape import Path

if TYPE_CHECKING:
    from game.analysis.report import Report

SECONDS = 20.0
"""How long an exploration may take unless the author says otherwise."""
UNSETTLED = 12
"""How many of the places that could not be settled are named."""
WITNESSED = 1_000
"""Scenes of a story that tells a way to every one; a larger one tells those to endings and outcomes alone."""

Progress = Callable[[int, int], None]
"""Told now and then how many states were found, and how many wait to be looked at."""


def gather(path: File, seconds: float | None = SECONDS, progress: Progress | None = None) -> Checked:
    """Everything there is to say of the story at `path`.

    With `seconds` None the story is not explored, and only what can be seen without that is said. A
    KeyboardInterrupt while it is explored ends the exploration, and what is known by then is reported.
    """
    return gather_all(path, seconds, progress)[0]


def gather_all(
    path: File, seconds: float | None = SECONDS, progress: Progress | None = None
) -> "tuple[Checked, Report | None]":
    """The same, and the report of the exploration that it rests on; None where there was none."""
    started = time.monotonic()
    loaded, source = load(path), read(path)
    sources, story = Sources(source), loaded.story
    if story is None:
        found = tuple(Finding("", one) for one in loaded.diagnostics)
        return Checked(str(path), standing=found, line=sources.line), None
    findings = _placed(loaded.diagnostics, story, sources)
    findings += style.findings(story, sources)
    report: Report | None = None
    if seconds is not None:
        # It brings numpy, which a quick check need not wait for.
        from game.analysis.report import analyse

        # All of a check has these seconds, but exploring gets half of them however large the story is.
        left = max(seconds / 2, seconds - (time.monotonic() - started))
        report = analyse(story, left, progress=progress)
        findings += report.findings(sources)
    judged = judge(story, sources, findings, lambda code, at: _unasked(report, code, at))
    checked = Checked(
        story.slug,
        story=story,
        standing=judged.standing,
        waived=judged.waived,
        line=sources.line,
        figures=figures(story),
    )
    return (checked if report is None else _explored(checked, story, report)), report


def _placed(diagnostics: Iterable[Diagnostic], story: Story, sources: Sources) -> list[Finding]:
    """What loading had to say, with the places that enclose it; these take time, and are rarely asked for."""
    found = tuple(diagnostics)
    places = _Places(story, sources) if found else None
    return [Finding(places.at(one) if places else "", one) for one in found]


def _unasked(report: "Report | None", code: str, at: str) -> bool:
    """Whether nobody could say this time if `code` is found at `at`."""
    if code not in CODES or code[1] != "6":
        return False
    return report is None or report.unasked(code, at)


def _explored(checked: Checked, story: Story, report: "Report") -> Checked:
    unreachable = report.unreachable
    reasons = {
        one.at: one.diagnostic.message for one in checked.standing if one.diagnostic.code in _UNREACHED
    }
    reasons |= {
        one.at: one.diagnostic.message for one, _ in checked.waived if one.diagnostic.code in _UNREACHED
    }
    lost = [*unreachable["scenes"], *unreachable["choices"], *unreachable["endings"]]
    because = [f"{report.because[:1].upper()}{report.because[1:]}."] if report.because else []
    if report.unproved:
        more = len(report.unproved) - UNSETTLED
        told = (*report.unproved[:UNSETTLED], *((f"and {more:,} more",) if more > 0 else ()))
        short = "memory" if report.short == {"memory"} else "time"
        because.append(f"Not settled in the {short} there was: {', '.join(told)}.")
    chances = (*report.endings.items(), *report.outcomes.items())
    return replace(
        checked,
        exact=report.exact,
        states=report.states,
        because=tuple(because),
        endings={reader: odds["endings"] for reader, odds in report.readers.items()},
        outcomes={reader: odds["outcomes"] for reader, odds in report.readers.items()},
        intervals={} if report.exact else {name: (chance.low, chance.high) for name, chance in chances},
        witnesses=_witnesses(story, report),
        unreachable={name: reasons.get(name, "") for name in lost},
        ranges=report.ranges,
        residual=report.residual,
        words=_spread(report.sample.words),
        choices=_choices(report),
        seen=_seen(story),
        density=_density(report),
        traffic=_traffic(report, lost),
    )


_UNREACHED = ("W601", "W602", "W603")


def _witnesses(story: Story, report: "Report") -> dict[str, tuple[str, ...]]:
    """A way to every place and outcome that can be met; in a large story not to its scenes.

    Each of these may be as long as the story, and so all of them as long as its square.
    """
    every = len(story.scenes) <= WITNESSED
    wanted = [
        at
        for at in report.witnesses
        if at[0] == "outcome" or (at[0] == "place" and (every or at[1] in story.endings))
    ]
    ways = {at[1]: report.witnesses[at] for at in wanted}
    return {name: way for name, way in ways.items() if way is not None}


def _spread(values: list[int]) -> Spread | None:
    if not values:
        return None
    return Spread(min(values), sum(values) / len(values), max(values), len(values))


def _choices(report: "Report") -> Spread | None:
    made = report.made
    if made is None or made.mean is None:
        return _spread(report.sample.choices)
    return Spread(made.least, made.mean, made.most, None)


def _density(report: "Report") -> list[list[float]] | None:
    if report.survey is None:
        return None
    plane: list[list[float]] = report.survey.odds.density.sum(axis=0).tolist()
    return plane


def _traffic(report: "Report", lost: list[str]) -> Traffic | None:
    if report.survey is None:
        return None
    odds = report.survey.odds
    return Traffic(odds.visits, odds.ways, lost)


def _seen(story: Story, readings: int = 100, seconds: float = 0.5) -> float | None:
    """The share of the text that a reading by chance sees, on the average."""
    rng, deadline = random.Random(1), time.monotonic() + seconds
    shares: list[float] = []
    while len(shares) < readings and time.monotonic() < deadline:
        share = share_seen(story, rng)
        if share is not None:
            shares.append(share)
    return sum(shares) / len(shares) if shares else None


def _named(story: Story) -> Iterator[tuple[str, Path]]:
    """Everything that a waiver may name, with where it is written."""
    for scene in story.scenes.values():
        yield scene.id, ("scene", scene.id)
        for index, choice in enumerate(own_choices(story, scene)):
            yield f"{scene.id}.{choice.id}", ("scene", scene.id, "choice", index)
    kinds: dict[str, Iterable[str]] = {
        "menu": story.menus,
        "ending": story.endings,
        "words": story.words,
        "flags": story.flags,
        "meters": story.meters,
        "counters": story.counters,
    }
    for kind, names in kinds.items():
        yield from ((name, (kind, name)) for name in names)
    # What stands under these is about the story as a whole again.
    for top in ("story", "debrief", "cast", "flags", "meters", "counters", "words", "renamed", "waive"):
        yield WHOLE, (top,)


class _Places:
    """What encloses a line of a file: the place that a waiver of a finding there would name."""

    def __init__(self, story: Story, sources: Sources) -> None:
        self._starts: dict[str, list[tuple[int, str]]] = {}
        for at, path in _named(story):
            file, place = sources.place(path)
            self._starts.setdefault(file, []).append((place.line, at))
        for starts in self._starts.values():
            starts.sort()

    def at(self, found: Diagnostic) -> str:
        """The scene, choice, ending or name in whose lines a finding stands; else the whole story."""
        starts = self._starts.get(found.file, [])
        index = bisect_right([line for line, _ in starts], found.line)
        return starts[index - 1][1] if index else WHOLE
