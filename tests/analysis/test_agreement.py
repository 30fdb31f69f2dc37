"""The exact explorer against the naive one, on random small stories."""

from itertools import count

import pytest

from game.analysis.compile import compile_story
from game.analysis.explore import Budget
from game.analysis.lengths import choices_made
from game.analysis.live import Reads
from game.analysis.prove import verdicts
from game.analysis.readers import READERS
from game.analysis.sample import Sample, sample
from game.analysis.sites import sites
from game.analysis.survey import explore
from game.narrative.state import State
from game.story.condition import OUTCOMES
from game.story.load import load

from . import naive as slow
from .reduced import STORIES
from .stories import HEAD, random_story

CLOSE = 1e-9


def small_stories(first, many, most=250):
    """`many` random stories of at most `most` states, with what the naive explorer knows of them."""
    found = 0
    for seed in count(first):
        if found == many:
            return
        try:
            known = slow.Naive(random_story(seed), most)
        except slow.TooBigError:
            continue
        if len(known.depth) > 2:
            found += 1
            yield seed, known


def loaded(text, folder):
    path = folder / "random.toml"
    path.write_text(text, encoding="utf-8")
    found = load(path)
    assert found.story is not None, [str(d) for d in found.diagnostics]
    return found.story


def as_state(known, state):
    place, _, seen, chosen = state
    taken = {
        mark
        for mark in chosen
        for choice in known.options(known.scenes[mark.split(".")[0]])
        if choice["id"] == mark.split(".")[1] and choice.get("once")
    }
    return State(place, known.values_of(state), seen, chosen, frozenset(taken))


def shortest(known):
    """What can be met -> the fewest choices after which it is."""
    found = {}
    for state, depth in known.depth.items():
        keys = [("place", state[0]), *(("choice", mark) for mark, _, _ in known.steps[state])]
        if state[0] in known.endings:
            keys.append(("outcome", slow.outcome(known.values_of(state))))
        for key in keys:
            found[key] = min(depth, found.get(key, depth))
    return found


def check_conditions(seed, known, story):
    """Every condition holds, fails and is judged as the naive explorer saw it."""
    tables = compile_story(story)
    watched = list(sites(tables))
    seen = sample(tables, watched, readings=20) if seed % 2 else Sample()
    for path, verdict in verdicts(tables, watched, seen, Budget.of(60, 1 << 30)).items():
        assert verdict.proved, (seed, path)
        if verdict.sites[0].kind in ("choice", "effects", "text"):
            answers = known.judged.get(path, set())
            assert verdict.holds == (True in answers), (seed, path)
            assert verdict.always == (verdict.sites[0].plain and answers == {True}), (seed, path)
            assert verdict.never == (answers == {False}), (seed, path)
        elif verdict.sites[0].kind in ("route", "ending"):
            assert verdict.holds == (path in known.led), (seed, path)


def check_ranges(seed, known, survey):
    met = {}
    for state in known.depth:
        for name, value in known.values_of(state).items():
            met.setdefault((state[0], name), set()).add(value)
    for place, ranges in survey.ranges.items():
        assert {"autonomy", "connection"} <= ranges.keys()
        for name, (low, high) in ranges.items():
            assert (low, high) == (min(met[place, name]), max(met[place, name])), (seed, place, name)


def check(seed, known, folder):
    story = loaded(known.text, folder)
    survey = explore(story, Budget.of(60, 1 << 30))
    whole = explore(story, Budget.of(60, 1 << 30), extra=Reads(everything=True))
    assert whole.reach.states == len(known.depth), seed
    lengths = known.choices_made()
    for one in (survey, whole):
        met = {met: len(path) for met, path in one.witnesses.items()}
        assert met == shortest(known), seed
        assert bool(one.reach.stuck) == any(
            not steps and state[0] in known.scenes for state, steps in known.steps.items()
        ), seed
        made = choices_made(one.links, one.ending, one.odds, one.budget)
        assert (made and (made.least, made.mean, made.most)) == (
            lengths and (lengths[0], pytest.approx(lengths[1]), lengths[2])
        ), seed
        for reader in READERS:
            odds = known.odds(reader)[known.start]
            for ending in known.endings:
                expected = sum(p for (name, _), p in odds.items() if name == ending)
                assert one.odds.endings[reader][ending] == pytest.approx(expected, abs=CLOSE), (seed, reader)
            for outcome in OUTCOMES:
                expected = sum(p for (_, name), p in odds.items() if name == outcome)
                assert one.odds.outcomes[reader][outcome] == pytest.approx(expected, abs=CLOSE), (
                    seed,
                    reader,
                )
    check_ranges(seed, known, survey)
    check_ranges(seed, known, whole)
    for state, odds in known.odds("uniform").items():
        outcomes = survey.prospects(as_state(known, state))
        endings = survey.ways_to_end(as_state(known, state))
        for outcome in OUTCOMES:
            expected = sum(p for (_, name), p in odds.items() if name == outcome)
            assert outcomes[outcome] == pytest.approx(expected, abs=CLOSE), (seed, state)
        for ending in known.endings:
            expected = sum(p for (name, _), p in odds.items() if name == ending)
            assert endings[ending] == pytest.approx(expected, abs=CLOSE), (seed, state)


@pytest.mark.parametrize("crowded", [0, 8, 1 << 20], ids=("never", "as it is", "always"))
def test_small_stories_agree(crowded, tmp_path, monkeypatch):
    """States are gone through one by one, or as planes, to the same end."""
    monkeypatch.setattr("game.analysis.index.CROWDED", crowded)
    for seed, known in small_stories(0 if crowded == 8 else 1_000, 200 if crowded == 8 else 60):
        check(seed, known, tmp_path)


def test_states_too_far_for_planes_are_found_all_the_same(tmp_path, monkeypatch):
    """As if a plane could count a single choice, not 65,534."""
    monkeypatch.setattr("game.analysis.index.CROWDED", 1 << 20)
    for module in ("index", "explore"):
        monkeypatch.setattr(f"game.analysis.{module}.FAR", 2)
    for seed, known in small_stories(2_000, 40):
        check(seed, known, tmp_path)


def test_conditions_of_small_stories_agree(tmp_path):
    for seed, known in small_stories(5_000, 40, 80):
        check_conditions(seed, known, loaded(known.text, tmp_path))


TWO_WAYS_TO_ONE_PLACE = (
    HEAD.replace("s0", "a")
    + """
[flags]
f = "It happened."

[scene.a]
text = "A."
then = "b"
[[scene.a.choice]]
id = "no"
text = "No."
[[scene.a.choice]]
id = "yes"
text = "Yes."
set = ["f"]

[scene.b]
text = "B."
then = [{ when = "f", to = "c" }, "c"]

[scene.c]
text = "C."
then = "ending"

[ending.marked]
title = "Marked"
text = "With."
when = "f"

[ending.plain]
title = "Plain"
text = "Without."
"""
)


def test_entries_that_lead_to_one_place_are_kept_apart(tmp_path):
    survey = explore(loaded(TWO_WAYS_TO_ONE_PLACE, tmp_path), Budget.of(60, 1 << 30))
    paths = {name: path for (kind, name), path in survey.witnesses.items() if kind == "place"}
    assert paths["marked"] == ("a.yes", "b.on", "c.on")
    assert paths["plain"] == ("a.no", "b.on", "c.on")


def test_staying_with_another_count_is_no_arrival(tmp_path):
    """The random story in which a text was said to be shown that only a reader who stays could have seen."""
    known = slow.Naive(random_story(10_011), 600)
    check_conditions(10_011, known, loaded(known.text, tmp_path))


@pytest.mark.parametrize("name", STORIES)
def test_stories_on_which_they_once_differed_agree(name, tmp_path):
    known = slow.Naive(STORIES[name], 600)
    check(name, known, tmp_path)
    check_conditions(0, known, loaded(known.text, tmp_path))


@pytest.mark.long
@pytest.mark.parametrize("batch", range(20))
def test_thousands_of_stories_agree(batch, tmp_path):
    for seed, known in small_stories(10_000 * (batch + 1), 250, 600):
        check(seed, known, tmp_path)
        check_conditions(seed, known, loaded(known.text, tmp_path))
