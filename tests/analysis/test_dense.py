"""Planes arrive where the rules of the game say, and what falls together there is joined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.analysis.boxes import Box
from game.analysis.dense import Dense, Shift, drift
from game.narrative.meters import respond

ends = st.integers(0, 90).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, min(100, low + 25))))
boxes = st.tuples(ends, ends).map(lambda both: Box(*both[0], *both[1]))
steps = st.lists(st.tuples(st.sampled_from(["autonomy", "connection"]), st.integers(-60, 60)), max_size=3)


def path_of(effects):
    """The changes of a `Dense`, each made by itself."""
    keys = [(name, (("meter", change),)) for name, change in effects]
    return tuple((key, ()) if name == "autonomy" else ((), key) for name, key in keys)


@pytest.mark.parametrize("op", [np.add, np.maximum])
@given(source=boxes, target=boxes, effects=steps, seed=st.integers(0, 99))
def test_planes_arrive_where_each_state_would(op, source, target, effects, seed):
    chance = np.random.default_rng(seed)
    rows, columns = source.sides
    planes = chance.integers(1, 100, (3, rows * columns))
    mask = chance.random((2, rows * columns)) < 0.7
    expected = np.zeros((2, *target.sides), int)
    for group, plane in enumerate((0, 2)):
        for place in range(rows * columns):
            point = {
                "autonomy": source.least_autonomy + place // columns,
                "connection": source.least_connection + place % columns,
            }
            for name, change in effects:
                point[name] = respond(point[name], change)
            row = point["autonomy"] - target.least_autonomy
            column = point["connection"] - target.least_connection
            if 0 <= row < target.sides[0] and 0 <= column < target.sides[1]:
                if mask[group, place]:
                    into = expected[1]
                    into[row, column] = op(into[row, column], planes[plane, place])
            else:
                # A node may have a wider box than can be reached: nothing stands there.
                mask[group, place] = False
    part = Dense({}, 2, source, path_of(effects), np.array([0, 2]), mask)
    shift = Shift(np.array([1, 1]), drift(source, part.path, target))
    arrived = np.zeros((2, target.sides[0] * target.sides[1]), int)
    shift.carry(part.values(planes), op, arrived)
    assert (arrived == expected.reshape(2, -1)).all()
    listed = np.zeros(arrived.size, int)
    op.at(listed, shift.cells(mask), part.values(planes)[:, :-1][mask])
    assert (listed == arrived.ravel()).all()
