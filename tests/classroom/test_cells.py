"""What of a count leaves the room, and that nothing hidden can be had back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from game.classroom.ballots import PASS, Round, Tally, moved
from game.classroom.cells import Row, Table, row, table
from game.classroom.round import Depth

CHOICES = ("a", "b", "c")

Name = tuple[str | None, ...]
Sums = Sequence[tuple[Sequence[Name], Name]]


def _row(*counts: int) -> tuple[int | None, ...]:
    found = row(dict(zip("abcdef", counts, strict=False)))
    return (*found.counts.values(), found.total)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((14, 12), (14, 12, 26)),
        ((7, 5, 0), (7, 5, 0, 12)),
        ((26, 0), (26, 0, 26)),  # a large class of one mind
        ((12, 0), (None, None, 12)),  # a small one
        ((22, 4), (None, None, 26)),  # 26 less 22
        ((14, 9, 3), (14, None, None, 26)),
        ((22, 3, 1), (None, None, None, 26)),  # 26 less 22 again, though two are hidden
        ((3, 1), (None, None, None)),
        ((3, 0), (None, None, None)),
        ((0, 0), (0, 0, 0)),
    ],
)
def test_a_row(counts: tuple[int, ...], told: tuple[int | None, ...]) -> None:
    assert _row(*counts) == told


@pytest.mark.parametrize("width", [2, 3, 4])
def test_whoever_knows_the_rules_works_out_no_count_of_a_row(width: int) -> None:
    """Every row there is of up to 24 people (16 with four choices), by what is told of it."""
    alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in _rows(width):
        alike[_row(*counts)].append(counts)
    for told, rows in alike.items():
        for place, count in enumerate(told[:-1]):
            if count is None:
                assert len({counts[place] for counts in rows}) > 1, (told, rows)


@pytest.mark.parametrize("width", [2, 3])
def test_whoever_knows_what_won_works_out_no_count_of_a_row(width: int) -> None:
    for counts in _rows(width):
        *told, total = _row(*counts)
        for place, won in product(range(width), range(width)):
            if told[place] is None and total is not None and counts[won] == max(counts):
                others = (
                    other
                    for other in product(*(range(total + 1) if count is None else [count] for count in told))
                    if sum(other) == total and other[won] == max(other)
                )
                assert any(other[place] != counts[place] for other in others), (counts, told, won)


def _rows(width: int) -> Iterator[tuple[int, ...]]:
    for counts in product(range(25), repeat=width):
        if sum(counts) <= (24 if width < 4 else 16):
            yield counts


# -- two votes ---------------------------------------------------------------------------------------


def _round(ballots: Sequence[tuple[str | None, str | None]], choices: Sequence[str]) -> Round:
    """A round in which seats voted so, first and second; None did not."""
    first = {seat: one for seat, (one, _) in enumerate(ballots) if one is not None}
    second = {seat: two for seat, (_, two) in enumerate(ballots) if two is not None}

    def tally(cast: dict[int, str]) -> Tally:
        said = list(cast.values())
        return Tally({choice: said.count(choice) for choice in choices}, said.count(PASS))

    return Round(
        number=1,
        page=0,
        led_to=1,
        scene="one",
        chapter="",
        talk=None,
        depth=Depth.FULL,
        options=(),
        first=tally(first),
        second=tally(second),
        moved=moved(first, second),
        tied=(),
        choice=choices[0],
    )


def _sums(found: Table, once: bool) -> Iterator[tuple[list[Name], Name]]:
    """Every sum of a table: its parts, and what they come to; `once` are cells that stand nowhere."""
    assert found.first is not None
    assert found.second is not None
    names = list(found.first.counts)
    for which in ("first", "second"):
        yield [(which, name) for name in names], (which,)
    for name in names:
        parts: list[Name] = [("moved", name, other) for other in names]
        yield [*parts, *([("moved", name, None)] if once else [])], ("first", name)
        parts = [("moved", other, name) for other in names]
        yield [*parts, *([("moved", None, name)] if once else [])], ("second", name)


def _told(found: Table) -> dict[Name, int | None]:
    assert found.first is not None
    assert found.second is not None
    told: dict[Name, int | None] = {("moved", *pair): count for pair, count in found.moved.items()}
    for which, vote in (("first", found.first), ("second", found.second)):
        told |= {(which, name): count for name, count in vote.counts.items()} | {(which,): vote.total}
    return told


def _free(sums: Sums, told: dict[Name, int | None], true: dict[Name, int]) -> set[Name]:
    """The hidden counts that could be one more or one fewer, with all that is told as it is."""
    fixed = {name: count for name, count in told.items() if count is not None}
    return {
        name
        for name, count in told.items()
        if count is None
        and any(
            value >= 0 and _fits(sums, {**fixed, name: value}, true)
            for value in (true[name] + 1, true[name] - 1)
        )
    }


def _fits(sums: Sums, fixed: dict[Name, int], near: dict[Name, int]) -> bool:
    """Whether there are counts, none below 0, that agree with every sum, looked for near `near`."""
    known = dict(fixed)
    changed = True
    while changed:
        changed = False
        for parts, whole in sums:
            open_parts = [part for part in parts if part not in known]
            rest = sum(known[part] for part in parts if part in known)
            if whole in known:
                if known[whole] < rest or (not open_parts and known[whole] != rest):
                    return False
                if len(open_parts) == 1:
                    known[open_parts[0]] = known[whole] - rest
                    changed = True
            elif not open_parts:
                known[whole] = rest
                changed = True
    free = next((part for parts, whole in sums for part in (*parts, whole) if part not in known), None)
    if free is None:
        return True
    tries = sorted(
        {near[free] + step for step in (0, 1, -1, 2, -2) if near[free] + step >= 0},
        key=lambda n: abs(n - near[free]),
    )
    return any(_fits(sums, {**known, free: value}, near) for value in tries)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_hidden_count_of_a_table_follows_from_what_is_told(data: st.DataObject) -> None:
    choices = CHOICES[: data.draw(st.integers(2, 3))]
    once = data.draw(st.booleans())
    said = [*choices, PASS, *([None] if once else [])]
    many = {pair: data.draw(st.sampled_from([0, 0, 1, 3, 6, 9, 20])) for pair in product(said, said)}
    ballots = [pair for pair, count in many.items() for _ in range(count)]
    found = table(_round(ballots, choices))
    assume(found.moved)
    told = _told(found)
    true: dict[Name, int] = dict.fromkeys(told, 0)
    for before, after in ballots:
        true[("moved", before, after)] = true.get(("moved", before, after), 0) + 1
        for which, name in (("first", before), ("second", after)):
            if name is not None:
                true[(which, name)] += 1
                true[(which,)] += 1
    for name in (*choices, PASS):
        for pair in ((name, None), (None, name)):
            true.setdefault(("moved", *pair), 0)
    assert all(count is None or count == true[name] for name, count in told.items())
    assert not [name for name, count in told.items() if count is not None and 0 < count < 5]
    hidden = {name for name, count in told.items() if count is None}
    assert _free(list(_sums(found, once)), told, true) == hidden


def test_a_table_is_told_where_it_is_large_and_hides_what_is_small() -> None:
    ballots = [("a", "a")] * 40 + [("a", "b")] * 20 + [("b", "b")] * 30 + [("b", "a")] * 10
    assert table(_round(ballots, ("a", "b"))).moved[("a", "b")] == 20
    found = table(_round([*ballots[:90], *[("b", "a")] * 3], ("a", "b")))
    assert found.first == Row({"a": 60, "b": 33, PASS: 0}, 93)
    assert found.moved == {}, "of four counts any one tells the other three"
    found = table(_round([*ballots, *[("b", "c")] * 3, *[("c", "b")] * 3, *[("c", "c")] * 9], CHOICES))
    assert (found.moved["a", "a"], found.moved["b", "c"], found.moved["c", "b"]) == (40, None, None)
    assert (found.moved["b", "b"], found.moved["c", "c"]) == (None, None), "43 less 40, 12 less 9"
