"""What the desk has to say, in words that a window and a voice share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from game.analysis.figures import minutes
from game.analysis.graph import Strand, Traffic, graph_of, share
from game.analysis.waivers import Finding
from game.author.bench import Bench, Road
from game.author.desk import Desk
from game.author.figures import Known, Span
from game.author.report import SEVERITIES, percent, told_choices, told_seen
from game.narrative.markup import plain
from game.narrative.state import State
from game.story.condition import OUTCOMES
from game.story.model import HERE, Story

WAITING = "It waits, and reads the story as soon as it can be read."


class Change(NamedTuple):
    """What a choice does to one value: a number, or a flag as a truth."""

    name: str
    before: int
    after: int


class Shown(NamedTuple):
    """A finding, its line as it is written, and whether it is of an earlier save."""

    finding: Finding
    written: str
    old: bool


class Chance(NamedTuple):
    """An outcome or an ending by its name, what to call it, and how likely it is."""

    id: str
    title: str
    span: Span


def changes(before: State, after: State) -> tuple[Change, ...]:
    """What differs between two states, in the order of the story."""
    return tuple(
        Change(name, int(value), int(after.values[name]))
        for name, value in before.values.items()
        if after.values[name] != value
    )


def sentence(change: Change, story: Story) -> str:
    """A change in words: ``autonomy 50 to 46``, ``sets rang_box``."""
    if change.name in story.flags:
        return f"{'sets' if change.after else 'clears'} {change.name}"
    return f"{change.name} {change.before} to {change.after}"


class Offer(NamedTuple):
    """What the page offers, by the number it has there: its words, and in a few lines what it does."""

    id: str
    said: str
    struck: str | None
    does: tuple[str, ...]


def options(bench: Bench) -> tuple[Offer, ...]:
    """Everything that the page offers, struck choices too, each with what it would do or what it asks for."""
    assert bench.play is not None
    roads = {road.choice.id: road for road in bench.roads()}
    return tuple(
        Offer(
            one.id,
            one.text,
            one.struck,
            (asks(bench, one.id),) if one.struck is not None else _does(bench, roads[one.id]),
        )
        for one in bench.play.options
    )


def _does(bench: Bench, road: Road) -> tuple[str, ...]:
    """What a choice does, and where it leads and what happens on arrival there."""
    play, step = bench.play, road.step
    assert play is not None
    if step is None:
        return ("leads nowhere: no entry of its route holds here",)
    story = play.story
    by_choice = [sentence(change, story) for change in changes(play.now.state, step.after)]
    arrival = [sentence(change, story) for change in changes(step.after, step.state)]
    to = "stays here" if step.to == HERE else f"leads to {step.to}"
    where = f"{to}; on arrival {', '.join(arrival)}" if arrival else to
    return (", ".join(by_choice), where) if by_choice else (where,)


def hidden(bench: Bench) -> tuple[tuple[str, str], ...]:
    """The choices of the scene that the page does not show now, each with why."""
    play = bench.play
    assert play is not None
    scene = play.story.scenes.get(play.now.scene)
    shown = {option.id for option in play.options}
    choices = scene.choices if scene else ()
    return tuple((plain(one.text), asks(bench, one.id)) for one in choices if one.id not in shown)


def asks(bench: Bench, choice: str) -> str:
    """Why a choice of the present scene is not open."""
    play = bench.play
    assert play is not None
    one = play.story.scenes[play.now.scene].by_id[choice]
    if f"{play.now.scene}.{choice}" in play.now.state.taken:
        return "taken already"
    return f"asks for {one.when.text}" if one.when else "not open"


def often(way: Strand) -> str:
    """How often readers by chance go a way, to stand behind it: `` (22%)``."""
    if way.traffic is None:
        return ""
    return f" ({share(way.traffic)})" if way.reached else " (never)"


def chance(span: Span) -> str:
    """A probability: ``62.5%``, or ``58% to 66%`` where it is not known exactly."""
    low, high = span
    return percent(low) if low == high else f"{low:.0%} to {high:.0%}"


def outcomes(odds: Mapping[str, Span]) -> tuple[Chance, ...]:
    """The outcomes that can come, in the order of the model."""
    return tuple(Chance(name, name, odds[name]) for name in OUTCOMES if name in odds)


def endings(odds: Mapping[str, Span], story: Story) -> tuple[Chance, ...]:
    """The endings that can come, in the order of the story; one that an edit took away goes by its id."""
    known = [name for name in story.endings if name in odds]
    gone = [name for name in odds if name not in story.endings]
    return tuple(
        Chance(name, story.endings[name].title if name in story.endings else name, odds[name])
        for name in (*known, *gone)
    )


def findings(desk: Desk) -> tuple[Shown, ...]:
    """Everything that stands, errors first: of the files as they are, and what was proved of them."""
    checked = desk.bench.faults or desk.bench.checked
    if checked is None:
        return ()
    known = desk.weigher.known
    if known is not None and not desk.old and desk.bench.faults is None:
        found = [Shown(noted.finding, noted.written, False) for noted in known.standing]
    else:
        found = [
            Shown(one, checked.line(one.diagnostic.file, one.diagnostic.line), False)
            for one in checked.standing
        ]
        # What only an exploration can say stands until the next one is through; of a story that cannot be
        # read there will be none, and what was proved of another is neither there nor gone.
        proved = (
            [noted for noted in known.standing if noted.finding.diagnostic.code[1] == "6"]
            if known and desk.bench.faults is None
            else []
        )
        found += [Shown(noted.finding, noted.written, True) for noted in proved]
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.finding.diagnostic.severity)))


def counted(desk: Desk) -> str:
    """``1 error, 3 warnings``, or ``nothing to mend``, as far as it is known by now."""
    kinds = Counter(one.finding.diagnostic.severity for one in findings(desk))
    said = [f"{kinds[kind]} {kind}{'' if kinds[kind] == 1 else 's'}" for kind in SEVERITIES if kinds[kind]]
    through = desk.weigher.status == "known" and not desk.old
    return (", ".join(said) or "nothing to mend") + ("" if through or said else " so far")


def progress(desk: Desk) -> str:
    """How far the figures are, as a sentence."""
    weigher, known = desk.weigher, desk.weigher.known
    found = f", {weigher.states:,} states so far" if weigher.states else ""
    if weigher.status == "working":
        of = "; those shown are of an earlier save" if known else ""
        return f"The figures are being worked out{found}{of}."
    if weigher.status == "lost":
        return "The figures could not be worked out on this computer; the next save tries again."
    if known is None:
        return "There are no figures yet."
    if desk.old:
        return "The figures are of an earlier save."
    if known.exact:
        return f"The figures are exact: every one of {known.states:,} states was looked at."
    return " ".join(("The figures are from readings by chance.", *known.because))


def lengths(desk: Desk) -> Iterator[str]:
    """Words and minutes, a sentence each."""
    checked, known = desk.bench.checked, desk.weigher.known
    if checked is None or checked.figures is None:
        return
    figures = checked.figures
    scenes, ends = len(figures.scenes), len(figures.endings)
    yield f"{figures.words:,} words, {scenes} scenes, {figures.decisions} choices, {ends} endings."
    if known is None:
        return
    old = " That was an earlier save." if desk.old else ""
    if known.words is not None:
        of = known.words
        took = max(1, round(minutes(of.mean)))
        yield (
            f"A reading by chance has about {of.mean:,.0f} words ({of.least:,} to {of.most:,}) and takes "
            f"about {took} {'minute' if took == 1 else 'minutes'}; the header says {_header(desk)}.{old}"
        )
    if known.choices is not None:
        yield told_choices(known.choices)
    if known.seen is not None:
        yield told_seen(known.seen)


def _header(desk: Desk) -> int:
    story = desk.bench.story
    assert story is not None
    return story.header.minutes


class Neighbours(NamedTuple):
    """The ways into a place, and the ways out of it, in the order of the story."""

    into: tuple[Strand, ...]
    out: tuple[Strand, ...]
    beyond: Mapping[str, tuple[str, ...]]
    """Where a way out leads -> where one may go from there, each once."""


def neighbours(story: Story, place: str, known: Known | None) -> Neighbours:
    """What stands around a scene or an ending; with `known`, how often readers by chance go each way."""
    traffic = None
    if known is not None and known.visits:
        ways = {(way, to): count for way, to, count in known.ways}
        traffic = Traffic(known.visits, ways, known.unreachable)
    strands = graph_of(story, traffic).strands
    out = tuple(strand for strand in strands if strand.source == place)
    beyond: dict[str, dict[str, None]] = {strand.target: {} for strand in out if not strand.stays}
    for strand in strands:
        if strand.source in beyond and not strand.stays:
            beyond[strand.source][strand.target] = None
    return Neighbours(
        tuple(strand for strand in strands if strand.target == place and not strand.stays),
        out,
        {name: tuple(targets) for name, targets in beyond.items()},
    )
