"""The votes of a class, before the talk and after it, and who moved: as far as that may be told."""

from collections.abc import Iterator, Sequence

from game.classroom import debrief
from game.classroom.ballots import PASS, Round
from game.classroom.cells import SMALL, Row, table
from game.classroom.cells import Table as Cells
from game.classroom.report.document import Block, Choice, Heading, Table, Text, Votes, count
from game.debrief.path import bare
from game.narrative.markup import plain

UNMOVED = "Where it is not said who moved, hands were counted, or the counts are too small to tell."
PASSED = "passed"
TOO_FEW = "With so few of you, the counts of this vote are not told."


def votes(history: Sequence[Round]) -> Iterator[Block]:
    """The votes of the rounds that the class's path still holds."""
    rounds = [(one, table(one)) for one in debrief.played(history)]
    twice = [(one, cells) for one, cells in rounds if cells.first and cells.second]
    once = [(one, cells) for one, cells in rounds if not (cells.first and cells.second)]
    if twice:
        yield Heading("Before the talk, and after it")
        for one, cells in twice:
            yield _vote(one, cells)
            if _telling(cells):
                yield _moved(one, cells)
        if not all(_telling(cells) for _, cells in twice):
            yield Text(UNMOVED, True)
    if once:
        yield Heading("Voted once")
        yield from (_vote(one, cells) for one, cells in once)
    if not rounds:
        yield Heading("Votes")
        yield Text(debrief.NO_VOTES)


def _vote(one: Round, cells: Cells) -> Votes:
    named = (
        {"before": cells.first, "after": cells.second}
        if cells.first and cells.second
        else {"votes": cells.first or cells.second}
    )
    columns = {name: vote for name, vote in named.items() if vote is not None}
    rows = [
        Choice(
            option.letter or "",
            plain(option.text),
            tuple(vote.counts[option.id] for vote in columns.values()),
            option.id == one.choice,
        )
        for option in one.options
        if option.letter is not None
    ]
    passes = tuple(vote.counts[PASS] for vote in columns.values())
    if any(many != 0 for many in passes):
        rows.append(Choice("", PASSED, passes))
    asked = debrief.asked(plain(one.chapter), plain(one.talk or ""))
    hidden = any(None in vote.counts.values() for vote in columns.values())
    few = one.last is not None and one.last.cast < SMALL
    if hidden and few and not any(many for choice in rows for many in choice.counts):
        # A table that would only say so in every line.
        columns = {}
        rows = [choice._replace(counts=()) for choice in rows if choice.letter]
    told = (*([TOO_FEW] if hidden and not columns else []), *_told(one, cells))
    return Votes(asked, tuple(columns), tuple(rows), told, len(columns) < 2)


def _told(one: Round, cells: Cells) -> Iterator[str]:
    texts = {option.id: bare(plain(option.text)) for option in one.options}
    vote, shown = one.last, deciding(one, cells)
    if vote is None or vote.silent:
        yield f"No vote was counted; done: “{texts[one.choice]}”."
    elif vote.declared is not None:
        yield f"The teacher saw that “{texts[vote.declared]}” had the most; nobody counted."
    elif shown is not None and shown.told and one.tied:
        yield "It was even."
    # Where counts are hidden it is not said that they were even; what has a reason was not.
    if one.reason or one.overruled or (one.tied and shown is not None and shown.told):
        letter = next(option.letter for option in one.options if option.id == one.choice)
        yield debrief.by_people(letter or "", one.reason)
    if cells.first and cells.second and (movement := _movement(cells)):
        yield movement


def _telling(cells: Cells) -> bool:
    """Whether as much of first against second vote is told as is hidden."""
    counts = [many for many in cells.moved.values() if many != 0]
    return counts.count(None) * 2 <= len(counts) > 0


def _movement(cells: Cells) -> str:
    """How many moved, if that follows from what is told anyway; passes are not counted."""
    across = [many for pair, many in cells.moved.items() if PASS not in pair and pair[0] != pair[1]]
    if not across or None in across:
        return ""
    moved = sum(many for many in across if many is not None)
    return f"{moved} chose something else the second time." if moved else "Nobody chose something else."


def _moved(one: Round, cells: Cells) -> Table:
    letters = {option.id: option.letter for option in one.options if option.letter} | {PASS: PASSED}
    names = [
        name
        for name in letters
        if any(cells.moved[pair] != 0 for other in letters for pair in ((name, other), (other, name)))
    ]
    rows = tuple(
        (f"{letters[before]} before", *(count(cells.moved[before, after]) for after in names))
        for before in names
    )
    return Table("Who moved", ("", *(f"{letters[name]} after" for name in names)), rows)


def deciding(one: Round, cells: Cells) -> Row | None:
    """The vote that decided, as it may be told."""
    return cells.second if one.last is one.second else cells.first
