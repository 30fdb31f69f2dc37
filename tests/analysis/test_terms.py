"""The array form of a condition is the scalar form, for every state at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.analysis.judging import judge, simplify
from game.analysis.part import PLANE, SIDE, Sparse
from game.analysis.terms import holds, outcome_codes, reads, term_of
from game.narrative.outcome import outcome_of
from game.narrative.state import State
from game.story.condition import OUTCOMES, parse

METERS = ("autonomy", "connection", "trust", "bisi_autonomy", "other_autonomy")
OTHERS = METERS[3:]
COUNTERS = ("week",)
FLAGS = ("wind", "rang")
MARKS = ("seen.board", "chose.board.ring")
BEFORE = frozenset({"vera", "vera.took", "vera.outcome.adrift"})
EARLIER = ("before.vera", "vera.took", "vera.lost", "vera.outcome == adrift", "vera.outcome != unsettled")

numbers = st.sampled_from((*METERS, *COUNTERS)) | st.integers(-3, 120).map(str)


def sums(truths):
    part = numbers | truths.map("({})".format) | numbers.map("-{}".format)
    return st.lists(st.tuples(st.sampled_from("+-"), part), min_size=1, max_size=3).map(
        lambda parts: " ".join(f"{sign} {text}" for sign, text in parts).removeprefix("+ ")
    )


def compares(truths):
    sign = st.sampled_from(("<", "<=", "==", "!=", ">=", ">"))
    side = numbers | sums(truths)
    chain = st.lists(st.tuples(sign, side), min_size=1, max_size=2)
    return st.tuples(side, chain).map(lambda it: it[0] + "".join(f" {sign} {side}" for sign, side in it[1]))


regions = st.tuples(st.sampled_from(("==", "!=")), st.sampled_from(OUTCOMES))
leaves = st.sampled_from((*FLAGS, *MARKS, *EARLIER)) | regions.map(lambda it: f"outcome {it[0]} {it[1]}")
conditions = st.recursive(
    leaves,
    lambda inner: (
        compares(inner)
        | st.tuples(inner, st.sampled_from(("and", "or")), inner).map(
            lambda it: f"({it[0]}) {it[1]} ({it[2]})"
        )
        | inner.map("not ({})".format)
    ),
    max_leaves=6,
)
states = st.builds(
    lambda meters, week, flags, marks: State(
        "board",
        {**dict(zip(METERS, meters, strict=True)), "week": week, **dict(zip(FLAGS, flags, strict=True))},
        frozenset({"board"} if marks[0] else ()),
        frozenset({"board.ring"} if marks[1] else ()),
        before=BEFORE,
    ),
    st.lists(st.integers(0, 100), min_size=5, max_size=5),
    st.integers(0, 99),
    st.lists(st.booleans(), min_size=2, max_size=2),
    st.lists(st.booleans(), min_size=2, max_size=2),
)


def values(state):
    return {
        **{name: int(value) for name, value in state.values.items()},
        "seen.board": int("board" in state.seen),
        "chose.board.ring": int("board.ring" in state.chosen),
    }


def columns_of(several):
    rows = [values(state) for state in several]
    return {name: np.array([row[name] for row in rows], np.uint8) for name in rows[0]}


@given(conditions, st.lists(states, min_size=1, max_size=8))
def test_arrays_and_states_agree(text, several):
    condition = parse(text)
    term = term_of(condition, OTHERS, BEFORE)
    expected = [condition.holds(state) for state in several]
    truth = holds(term, columns_of(several))
    assert np.broadcast_to(truth, len(several)).tolist() == expected
    assert [holds(term, values(state)) for state in several] == expected


@given(conditions, st.lists(states, min_size=1, max_size=4))
def test_a_judgement_is_true_of_all_it_was_made_of(text, several):
    condition = parse(text)
    term = term_of(condition, OTHERS, BEFORE)
    may = dict.fromkeys(values(several[0]), 0)
    for state in several:
        for name, value in values(state).items():
            may[name] |= 1 << value
    judged, simpler = judge(term, may), simplify(term, may)
    for state in several:
        assert judged in (None, condition.holds(state))
        assert holds(simpler, values(state)) == condition.holds(state)


@given(conditions, states, st.data())
def test_values_between_cuts_cannot_be_told_apart(text, state, data):
    condition = parse(text)
    cuts = reads(term_of(condition, OTHERS, BEFORE))
    name = data.draw(st.sampled_from((*METERS, *COUNTERS)))
    value, top = int(state.values[name]), 99 if name == "week" else 100
    same = [
        other
        for other in range(top + 1)
        if not any(
            cuts.get(name, 0) >> cut & 1 for cut in range(min(value, other) + 1, max(value, other) + 1)
        )
    ]
    other = State(
        state.scene,
        {**state.values, name: data.draw(st.sampled_from(same))},
        state.seen,
        state.chosen,
        before=state.before,
    )
    assert condition.holds(other) == condition.holds(state)


@given(st.lists(states, min_size=1, max_size=20))
def test_outcomes_agree(several):
    codes = outcome_codes(columns_of(several), OTHERS)
    assert [OUTCOMES[code] for code in codes] == [outcome_of(state.values) for state in several]


@given(conditions, st.lists(states, min_size=1, max_size=8))
def test_a_part_splits_into_those_that_hold_and_the_others(text, several):
    condition = parse(text)
    columns = columns_of(several)
    points = columns["autonomy"].astype(np.uint16) * SIDE + columns["connection"]
    groups = {name: column for name, column in columns.items() if name not in PLANE}
    part = Sparse(groups, len(several), np.arange(len(several)), points, None)
    good, bad = part.split(term_of(condition, OTHERS, BEFORE))
    for half, wanted in ((good, True), (bad, False)):
        rows = [i for i, state in enumerate(several) if condition.holds(state) is wanted]
        if half is None:
            assert rows == []
            continue
        assert (list(range(len(several))) if half.rows is None else half.rows.tolist()) == rows
        for name in columns:
            assert np.broadcast_to(half.columns[name], len(rows)).tolist() == columns[name][rows].tolist()


@pytest.mark.parametrize("text", ["1000000 > trust", "trust - 1000000 - 1000000 < 0", "trust < -1"])
def test_large_constants_can_stand_in_a_condition(text):
    condition, numbers_ = parse(text), {"autonomy": 50, "connection": 50, "trust": 7}
    columns = {name: np.array([value], np.uint8) for name, value in numbers_.items()}
    truth = holds(term_of(condition, (), frozenset()), columns)
    assert bool(truth.all()) == condition.holds(State("a", numbers_))
