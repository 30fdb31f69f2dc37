"""Findings with the place that a waiver names, and the findings that are answered already."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from game.analysis.texts import WHOLE, Sources
from game.story.codes import CODES
from game.story.diagnostic import Diagnostic, diagnostic
from game.story.model import Story
from game.story.shape import Path


class Finding(NamedTuple):
    """Something found, and where in the story it stands."""

    at: str
    """A scene, ``scene.choice``, an ending, any other name of the story, or ``"story"``."""
    diagnostic: Diagnostic
    witness: tuple[str, ...] | None = None
    """The choices, ``scene.choice`` each, that lead a reader there; None where that says nothing."""


class Judged(NamedTuple):
    """Findings after the story's waivers."""

    standing: tuple[Finding, ...]
    waived: tuple[tuple[Finding, str], ...]
    """With the reason that the author gave."""


def finding(
    sources: Sources, code: str, at: str, path: Path, message: str, hint: str = "", offset: int = 0
) -> Finding:
    """A finding about the value at `path`, or about the character `offset` of that text."""
    file, place = sources.place(path, offset)
    return Finding(at, diagnostic(code, file, place.line, place.column, message, hint))


def judge(
    story: Story,
    sources: Sources,
    findings: Iterable[Finding],
    unasked: Callable[[str, str], bool] = lambda _code, _at: False,
) -> Judged:
    """Take out what the story waives; a waiver that answers nothing is a finding itself.

    `unasked` says whether nobody looked for a code at a place this time: a waiver of it may well be needed.
    """
    reasons = {(waiver.code, waiver.at): waiver.reason for waiver in story.waivers}
    standing: list[Finding] = []
    waived: list[tuple[Finding, str]] = []
    for one in findings:
        reason = reasons.get((one.diagnostic.code, one.at))
        if reason is None:
            standing.append(one)
        else:
            waived.append((one, reason))
    used = {(one.diagnostic.code, one.at) for one, _ in waived}
    for index, waiver in enumerate(story.waivers):
        if (waiver.code, waiver.at) in used or unasked(waiver.code, waiver.at):
            continue
        path = ("waive", index, "code")
        if waiver.code in CODES:
            whole = "the story" if waiver.at == WHOLE else f"`{waiver.at}`"
            message = f"{waiver.code} is not found at {whole}"
        else:
            message = f"there is no code {waiver.code}"
        standing.append(finding(sources, "W801", waiver.at, path, message, "take the waiver out"))
    return Judged(tuple(sorted(standing, key=lambda one: one.diagnostic)), tuple(waived))
