"""The machine, the playthrough and the rules agree on walks of any length."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.narrative import rules
from game.narrative.machine import Narrative
from game.narrative.playthrough import Playthrough
from tests.random_stories import random_story

WALK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@WALK
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 60))
def test_a_walk_is_the_same_through_rules_machine_and_playthrough(
    tmp_path: Path, seed: int, steps: int
) -> None:
    story = random_story(seed, tmp_path)
    rng = random.Random(seed)
    state, narrative, playthrough = rules.begin(story), Narrative(story), Playthrough(story)
    for _ in range(steps):
        assert narrative.state == state == playthrough.now.state
        assert narrative.scene == state.scene
        choices = rules.open_choices(story, state)
        assert [o.id for o in playthrough.options if o.struck is None] == [c.id for c in choices]
        if not choices:
            assert playthrough.ending is rules.ending_of(story, state) is not None
            return
        choice = rng.choice(choices)
        state = rules.choose(story, state, choice).state
        assert narrative.choose(choice)
        playthrough.choose(choice.id)


@WALK
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 30), data=st.data())
def test_going_back_and_choosing_again_is_as_if_one_had_never_left(
    tmp_path: Path, seed: int, steps: int, data: st.DataObject
) -> None:
    story = random_story(seed, tmp_path)
    rng = random.Random(seed)
    playthrough = Playthrough(story)
    for _ in range(steps):
        options = [o for o in playthrough.options if o.struck is None]
        if not options:
            break
        playthrough.choose(rng.choice(options).id)
    before = playthrough.moments
    earlier = data.draw(st.sampled_from(playthrough.path))
    playthrough.rewind(earlier)
    fresh = Playthrough(story)
    for moment in playthrough.path[1:]:
        assert moment.choice is not None
        fresh.choose(moment.choice.id)
    assert fresh.now.state == playthrough.now.state
    assert fresh.now.text == playthrough.now.text
    assert fresh.options == playthrough.options
    assert playthrough.moments == before


def test_a_refused_choice_moves_nothing(tmp_path: Path) -> None:
    story = random_story(1, tmp_path)
    playthrough = Playthrough(story)
    now = playthrough.now
    with pytest.raises(rules.ChoiceClosedError):
        playthrough.choose("no_such_choice")
    assert playthrough.now is now
    assert playthrough.moments == (now,)


def test_states_are_equal_and_hash_alike_when_they_hold_the_same(tmp_path: Path) -> None:
    story = random_story(2, tmp_path)
    one, two = rules.begin(story), rules.begin(story)
    assert one == two
    assert len({one, two}) == 1
