"""What a check found, said three ways: text for people, JSON for programs, annotations for GitHub."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from game.analysis.english import several
from game.analysis.figures import Figures, minutes
from game.analysis.graph import Traffic
from game.analysis.waivers import Finding
from game.story.codes import Severity
from game.story.condition import OUTCOMES
from game.story.diagnostic import visible
from game.story.model import Story

Line = Callable[[str, int], str]
"""A line of a file, from 1."""


# What a sum of odds is off by as it is rounded.
_ROUNDED = 1e-9


@dataclass(frozen=True)
class Spread:
    """A figure of readings by chance."""

    least: int
    mean: float
    most: int | None
    """None where there is no bound."""
    readings: int | None
    """How many were made to find out; None where it is exact, of all that there could be."""


@dataclass(frozen=True)
class Checked:
    """Everything that is known of one story. What nobody looked for is None or empty, never guessed."""

    name: str
    """Its name in reports: the slug, or the path where nothing could be loaded."""
    story: Story | None = None
    standing: tuple[Finding, ...] = ()
    waived: tuple[tuple[Finding, str], ...] = ()
    line: Line = field(default=lambda _file, _number: "")
    figures: Figures | None = None
    exact: bool | None = None
    """Whether every reachable state was looked at; None where the story was not explored at all."""
    states: int = 0
    because: tuple[str, ...] = ()
    """Why it is not exact, and what to change; a sentence each."""
    endings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Reader -> ending -> probability."""
    outcomes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Reader -> outcome -> probability."""
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Ending or outcome -> where its probability lies, where it was sampled."""
    witnesses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Scene, ending or outcome -> a shortest list of choices that leads there; of a story of many scenes,
    endings and outcomes alone."""
    unreachable: Mapping[str, str] = field(default_factory=dict)
    """Scene, ``scene.choice`` or ending that no reader can meet -> why."""
    ranges: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    """Scene or ending -> meter or counter -> between which values it certainly is there."""
    residual: float = 0.0
    """The most that an exact probability can be off by."""
    words: Spread | None = None
    """Words read in one reading."""
    choices: Spread | None = None
    """Choices made in one reading."""
    seen: float | None = None
    """The share of the text that one reading sees, 0 to 1."""
    density: Sequence[Sequence[float]] | None = None
    """``density[autonomy][connection]``: where readings end, 101 x 101; sums to the probability of ending."""
    traffic: Traffic | None = None

    @property
    def never(self) -> dict[str, float]:
        """Reader -> the probability of never reaching an ending; 0 where it is no more than `residual`."""
        left = {reader: 1.0 - sum(odds.values()) for reader, odds in self.endings.items()}
        return {reader: share if share > self.residual + _ROUNDED else 0.0 for reader, share in left.items()}

    def count(self, severity: Severity) -> int:
        """How many standing findings are of `severity`."""
        return sum(one.diagnostic.severity == severity for one in self.standing)


def failed(checked: Iterable[Checked], strict: bool) -> bool:
    """Whether a check fails: at an error, and with `strict` at a warning too. A note never fails."""
    severities = {one.diagnostic.severity for story in checked for one in story.standing}
    return "error" in severities or (strict and "warning" in severities)


# -- text -----------------------------------------------------------------------------------------

RANGES = 12
"""How many places a text tells the certain ranges of."""
_ANYTHING = ((0, 99), (0, 100))

SEVERITIES: tuple[Severity, ...] = get_args(Severity)

_TITLES: Mapping[Severity, str] = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
_COLOURS = {"error": "1;31", "warning": "33", "note": "36", "quiet": "2", "strong": "1"}


def text(checked: Checked, width: int = 100, colour: bool = False) -> str:
    """The report for a terminal of `width` columns, findings by severity, then what is known for certain."""
    paint = _paint if colour else _plain
    story = checked.story
    blocks = [[paint("strong", story.title if story else checked.name)]]
    for severity, title in _TITLES.items():
        found = [one for one in checked.standing if one.diagnostic.severity == severity]
        if found:
            blocks.append([paint("strong", title)])
            blocks += [list(_told(one, checked.line, width, paint)) for one in found]
    if checked.waived:
        lines = [paint("strong", "Answered")]
        for one, reason in checked.waived:
            lines.append(f"  {one.diagnostic.code} at {one.at}: {visible(reason)}")
        blocks.append(lines)
    blocks += [block for block in _known(checked, paint) if block]
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks) + "\n"


_Paint = Callable[[str, str], str]


def _plain(_: str, said: str) -> str:
    return said


def _paint(kind: str, said: str) -> str:
    return f"\x1b[{_COLOURS[kind]}m{said}\x1b[0m"


def _told(one: Finding, line: Line, width: int, paint: _Paint) -> Iterator[str]:
    """One finding: place, code and message, the line with a caret, the way there, the way out."""
    found = one.diagnostic
    place = f"{found.file}:{found.line}:{found.column}"
    yield f"{place}: {paint(found.severity, found.code)} {found.message}"
    written = line(found.file, found.line)
    if written:
        number = str(found.line)
        shown, caret = cropped(written, found.column - 1, max(24, width - len(number) - 8))
        yield paint("quiet", f"    {number} | ") + shown
        yield paint("quiet", f"    {' ' * len(number)} | ") + " " * caret + paint(found.severity, "^")
    if one.witness:
        yield from _wrapped(f"way there: {','.join(one.witness)}", "    ", width)
    yield from _wrapped(f"→ {found.hint}", "    ", width)


def _wrapped(said: str, indent: str, width: int) -> Iterator[str]:
    line = indent
    for word in said.split():
        if len(line) > len(indent) and len(line) + len(word) + 1 > width:
            yield line
            line = indent
        line += word if line == indent else f" {word}"
    yield line


def cropped(written: str, column: int, width: int) -> tuple[str, int]:
    """The part of a line around `column` (from 0) that fits `width` cells, and the cell of the column."""
    cells = [visible(character) if character != "\t" else "  " for character in written]
    column = min(column, len(cells))
    start = 0
    while start < column and _cells("".join(cells[start:column])) > width * 2 // 3:
        start += 1
    start += next((i for i, cell in enumerate(cells[start:column]) if start == 0 and cell != " "), 0)
    end = start
    while end < len(cells) and _cells("".join(cells[start : end + 1])) < width - 2:
        end += 1
    opening, closing = "…" if start and cells[start - 1].strip() else "", "…" if end < len(cells) else ""
    before = _cells(opening + "".join(cells[start:column]))
    return opening + "".join(cells[start:end]) + closing, before


def _cells(said: str) -> int:
    """How many cells of a terminal `said` takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said
    )


# -- what is known ---------------------------------------------------------------------------------


def _known(checked: Checked, paint: _Paint) -> Iterator[list[str]]:
    if checked.exact is not None:
        told = f"{checked.states:,} states" if checked.states else ""
        if checked.exact:
            said = f"Every reading was followed: {told}."
        else:
            said = f"Not exact: {told} were looked at." if told else "Not exact."
        yield [said, *(f"  {why}" for why in checked.because)]
    if checked.unreachable:
        yield [
            paint("strong", "Out of reach"),
            *(f"  {name}: {why}" if why else f"  {name}" for name, why in checked.unreachable.items()),
        ]
    story = checked.story
    if story and checked.endings:
        yield _table(
            "Endings", {name: story.endings[name].title for name in story.endings}, checked.endings, paint
        )
        yield _table("Outcomes", {name: name for name in OUTCOMES}, checked.outcomes, paint)
    if checked.intervals and set(checked.intervals.values()) == {(0.0, 1.0)}:
        yield ["No reading by chance came to an ending in the time there was."]
    elif story and checked.intervals:
        titles = {name: ending.title for name, ending in story.endings.items()}
        lines = [paint("strong", "From readings by chance; 19 times of 20 it lies between")]
        for name, (low, high) in checked.intervals.items():
            label = visible(titles.get(name, name))
            lines.append(f"  {label}{' ' * max(1, 26 - _cells(label))}{low:>4.0%} and {high:>4.0%}")
        yield lines
    if checked.exact is False and checked.ranges:
        yield [paint("strong", "Certain all the same"), *_certain(checked.ranges)]
    if checked.figures:
        yield [*_figures(checked)]


def _certain(ranges: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[str]:
    """What keeps to less than all it could be, place by place, the last `RANGES` places of them."""
    told = {}
    for place, values in ranges.items():
        narrow = {name: ends for name, ends in sorted(values.items()) if ends not in _ANYTHING}
        said = [
            f"{name} {low}" + (f" to {high}" if low != high else "") for name, (low, high) in narrow.items()
        ]
        if said:
            told[place] = ", ".join(said)
    for place in list(told)[-RANGES:]:
        yield f"  {place}: {told[place]}"
    if len(told) > RANGES:
        yield f"  and {len(told) - RANGES:,} places more: --format json has them all"


def _table(
    title: str, rows: Mapping[str, str], columns: Mapping[str, Mapping[str, float]], paint: _Paint
) -> list[str]:
    """Rows of percentages, a column for each reader."""
    wide = max(len(title), *(_cells(label) for label in rows.values())) + 4
    head = title + " " * (wide - len(title)) + "".join(f"{reader:>10}" for reader in columns)
    lines = [paint("strong", head)]
    for name, label in rows.items():
        shares = "".join(f"{percent(odds.get(name, 0.0)):>10}" for odds in columns.values())
        lines.append(f"  {visible(label)}{' ' * (wide - 2 - _cells(label))}{shares}")
    return lines


def percent(share: float) -> str:
    """``62.5%``; ``<0.1%`` for what is rare, and ``·`` for what never happens."""
    if share <= 0.0:
        return "·"
    return "<0.1%" if share < 0.0005 else f"{share:.1%}"


def _figures(checked: Checked) -> Iterator[str]:
    figures, words = checked.figures, checked.words
    assert figures is not None
    counts = (figures.words, "word"), (figures.decisions, "choice"), (len(figures.endings), "ending")
    yield ", ".join(several(count, what) for count, what in counts) + "."
    if words is not None:
        yield (
            f"A reading by chance has about {words.mean:,.0f} words and takes {_minutes(words.mean)}; "
            f"{words.readings:,} of them had {words.least:,} to {words.most:,} words."
        )
    if checked.choices is not None:
        yield told_choices(checked.choices)
    if checked.seen is not None:
        yield told_seen(checked.seen)


def told_choices(made: Spread) -> str:
    """How many choices a reading makes, in a sentence; what was only seen in some readings says so."""
    said = f"It makes {several(round(made.mean), 'choice')} on the average"
    if made.readings is not None:
        return f"{said}; {made.readings:,} readings made {made.least:,} to {made.most:,}."
    if made.most is None:
        return f"{said}, at least {made.least:,}, and as many as one likes where the way leads round."
    return f"{said}, at least {made.least:,} and at most {made.most:,}."


def told_seen(share: float) -> str:
    """How much of the text a reading by chance sees, in a sentence."""
    return f"It sees about {share:.0%} of the text."


def _minutes(words: float) -> str:
    count = round(minutes(words))
    return "about a minute" if count <= 1 else f"about {count:,} minutes"


# -- JSON -----------------------------------------------------------------------------------------


def as_json(checked: Checked) -> dict[str, Any]:
    """The report as plain values; keys are only ever added to."""
    story, uniform = checked.story, next(iter(checked.endings), "")
    found: dict[str, Any] = {
        "story": checked.name,
        "title": story.title if story else None,
        "digest": story.digest if story else None,
        "exact": checked.exact,
        "states": checked.states,
        "because": list(checked.because),
        "endings": {
            ending.id: {
                "probability": _probability(checked, uniform, ending.id),
                "outcome": ending.outcome,
                "witness": _witness(checked.witnesses.get(ending.id)),
            }
            for ending in (story.endings.values() if story else ())
        },
        "outcomes": {outcome: _probability(checked, uniform, outcome) for outcome in OUTCOMES},
        "unreachable": dict(checked.unreachable),
        "findings": [_finding(one) for one in checked.standing],
        "waived": [{**_finding(one), "reason": reason} for one, reason in checked.waived],
        "words": _words(checked),
        "readers": {
            reader: {
                "endings": dict(odds),
                "outcomes": dict(checked.outcomes.get(reader, {})),
                "never": checked.never[reader],
            }
            for reader, odds in checked.endings.items()
        },
        "residual": checked.residual,
        "ranges": {
            place: {name: list(ends) for name, ends in values.items()}
            for place, values in checked.ranges.items()
        },
        "intervals": {name: list(ends) for name, ends in checked.intervals.items()},
    }
    return found


def _probability(checked: Checked, uniform: str, name: str) -> float | None:
    """What is known of an ending or an outcome: exactly, or as the middle of its interval."""
    if uniform:
        odds = checked.outcomes[uniform] if name in OUTCOMES else checked.endings[uniform]
        return odds.get(name, 0.0)
    ends = checked.intervals.get(name)
    return None if ends is None else sum(ends) / 2


def _witness(path: tuple[str, ...] | None) -> list[str] | None:
    return None if path is None else list(path)


def _finding(one: Finding) -> dict[str, Any]:
    found = one.diagnostic
    return {
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
        "at": one.at,
        "witness": _witness(one.witness),
    }


def _words(checked: Checked) -> dict[str, Any]:
    figures, words = checked.figures, checked.words
    return {
        "total": figures.words if figures else None,
        "reading": _spread(words),
        "choices": _spread(checked.choices),
        "minutes": None if words is None else round(minutes(words.mean), 1),
        "seen": checked.seen,
    }


def _spread(of: Spread | None) -> dict[str, float | None] | None:
    return None if of is None else {"min": of.least, "mean": of.mean, "max": of.most, "readings": of.readings}


def json_text(checked: Sequence[Checked]) -> str:
    """One object for one story, a list of them for any other number."""
    found = [as_json(one) for one in checked]
    return json.dumps(found[0] if len(found) == 1 else found, indent=2, ensure_ascii=False)


# -- GitHub ---------------------------------------------------------------------------------------

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(checked: Checked) -> str:
    """One workflow command a finding, which GitHub shows beside the line it is about."""
    return "".join(f"{_command(one)}\n" for one in checked.standing)


def _command(one: Finding) -> str:
    found = one.diagnostic
    said = found.message
    if one.witness:
        said += f"\nway there: {','.join(one.witness)}"
    said += f"\n{found.hint}"
    file, title = _property(found.file), _property(found.code)
    where = f"file={file},line={found.line},col={found.column},title={title}"
    return f"::{_COMMANDS[found.severity]} {where}::{_data(said)}"


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
