"""Thousands of readings in lockstep, held against the exact odds."""

import math

import pytest

from game.analysis.compile import compile_story
from game.analysis.explore import Budget
from game.analysis.lockstep import read_many
from game.analysis.readers import READERS, candid_sees
from game.analysis.survey import explore
from tests.analysis.test_agreement import loaded, small_stories

MANY = 4_000


def close(hits: int, chance: float) -> bool:
    """Whether so many of `MANY` is what `chance` gives, but for five standard deviations."""
    return abs(hits - MANY * chance) <= 5 * math.sqrt(MANY * chance * (1 - chance)) + 1e-6


@pytest.mark.parametrize("reader", READERS)
def test_readings_end_as_often_as_the_odds_say(reader, tmp_path):
    for seed, known in small_stories(20_000, 12):
        story = loaded(known.text, tmp_path)
        odds = explore(story, Budget.of(60, 1 << 30)).odds
        if sum(odds.endings[reader].values()) < 1 - 1e-9:
            continue
        tally = read_many(compile_story(story, extra=candid_sees(story)), reader, MANY, 60.0)
        assert tally.unfinished == 0
        assert sum(tally.outcomes.values()) == MANY
        for name, chance in odds.endings[reader].items():
            assert close(tally.endings.get(name, 0), chance), (seed, name)
        for name, chance in odds.outcomes[reader].items():
            assert close(tally.outcomes.get(name, 0), chance), (seed, name)


def test_readings_that_do_not_end_are_counted(tmp_path):
    found = [
        (loaded(known.text, tmp_path), known.odds("uniform")[known.start])
        for _, known in small_stories(20_000, 40)
        if not known.can_end() & {known.start}
    ]
    assert found
    for story, _ in found[:3]:
        tally = read_many(compile_story(story), readings=50, seconds=0.2)
        assert tally.unfinished == 50


def test_the_same_seed_gives_the_same_readings(tmp_path):
    _, known = next(small_stories(20_000, 1))
    tables = compile_story(loaded(known.text, tmp_path))
    assert read_many(tables, readings=500, seconds=60.0) == read_many(tables, readings=500, seconds=60.0)
