"""What could still come of a reading, held against the naive explorer; and what is kept of it."""

import random
from pathlib import Path

import numpy as np
import pytest

from game.analysis import atlas
from game.analysis.foresee import answer, foresee
from game.narrative import rules
from game.narrative.foresight import Message, Prospect, Working
from game.story.load import load
from game.story.model import Story
from tests.analysis.naive import Naive, TooBigError
from tests.random_stories import random_story

KETTLE = Path(__file__).parents[1] / "stories" / "kettle"


def nobody(message: Message) -> None:
    """Listens to nothing."""


def kettle() -> Story:
    story = load(KETTLE).story
    assert story is not None
    return story


def walk(story: Story, rng: random.Random) -> list[str]:
    """The choices of one reading, which need not come to an end."""
    state, made = rules.begin(story), []
    for _ in range(12):
        options = rules.open_choices(story, state)
        if not options:
            break
        choice = rng.choice(options)
        try:
            state = rules.choose(story, state, choice).state
        except rules.NoWayOnError:
            break
        made.append(choice.id)
    return made


def expected(naive: Naive, odds: dict, state: tuple) -> tuple[dict[str, float], set[str]]:
    """Outcome -> probability and the endings that can be reached, without any of the analysis."""
    chances: dict[str, float] = {}
    for (_, name), chance in odds[state].items():
        chances[name] = chances.get(name, 0.0) + chance
    reached, waiting = {state}, [state]
    while waiting:
        for _, _, after in naive.steps[waiting.pop()]:
            if after is not None and after not in reached:
                reached.add(after)
                waiting.append(after)
    return chances, {place for place, *_ in reached if place in naive.endings}


def agree(found: Prospect, odds: dict[str, float], endings: set[str]) -> None:
    assert set(found.endings) == endings
    for name in odds.keys() | found.odds.keys():
        assert found.odds.get(name, 0.0) == pytest.approx(odds.get(name, 0.0), abs=1e-9)


def compare(seed: int, folder: Path) -> bool:
    story = random_story(seed, folder)
    try:
        naive = Naive((folder / f"random-{seed}.toml").read_text(encoding="utf-8"))
    except TooBigError:
        return False
    odds = naive.odds("uniform")
    found = foresee(story, folder, nobody)
    kept = atlas.load(folder, story)
    assert kept is not None
    rng = random.Random(seed)
    for one in (found, kept):
        made = walk(story, rng)
        forks = answer(story, one, made).forks
        assert len(forks) == len(made)
        state = naive.start
        for choice, fork in zip(made, forks, strict=True):
            steps = {mark.partition(".")[2]: after for mark, _, after in naive.steps[state]}
            agree(fork.here, *expected(naive, odds, state))
            assert list(fork.roads) == [name for name, after in steps.items() if after is not None]
            for name, prospect in fork.roads.items():
                agree(prospect, *expected(naive, odds, steps[name]))
            state = steps[choice]
    where = np.zeros((101, 101))
    arrived = visits(naive)
    for state, chance in arrived.items():
        values = naive.values_of(state)
        where[values["autonomy"], values["connection"]] += chance
    assert np.allclose(found.density, where, rtol=0, atol=1e-9)
    return True


def visits(naive: Naive) -> dict[tuple, float]:
    """State at an ending -> the chance that a reader comes to it who chooses by chance."""
    able = naive.can_end()
    inner = [state for state in naive.depth if state in able and state[0] not in naive.endings]
    index = {state: number for number, state in enumerate(inner)}
    matrix, start = np.eye(len(inner)), np.zeros(len(inner))
    if naive.start in index:
        start[index[naive.start]] = 1
    for state, number in index.items():
        for _, _, after in naive.steps[state]:
            if after in index:
                matrix[index[after], number] -= 1 / len(naive.steps[state])
    often = np.linalg.solve(matrix, start) if inner else start
    found: dict[tuple, float] = {}
    for state, number in index.items():
        for _, _, after in naive.steps[state]:
            if after is not None and after[0] in naive.endings:
                found[after] = found.get(after, 0.0) + float(often[number]) / len(naive.steps[state])
    return found


def test_every_road_of_random_readings_is_as_a_naive_computation_has_it(tmp_path):
    assert sum(compare(seed, tmp_path) for seed in range(60)) >= 20


def test_the_density_is_where_readings_end(tmp_path):
    density = foresee(kettle(), tmp_path, nobody).density
    assert density.shape == (101, 101)
    assert density.sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.long
def test_and_of_many_more(tmp_path):
    assert sum(compare(seed, tmp_path) for seed in range(60, 2000)) >= 700


def test_what_is_kept_is_not_worked_out_again(tmp_path, monkeypatch):
    first = foresee(kettle(), tmp_path, nobody)
    monkeypatch.setattr(atlas, "build", None)
    again = foresee(kettle(), tmp_path, nobody)
    assert again.legend == first.legend
    assert np.array_equal(again.density, first.density)


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"no"]
)
def test_a_damaged_file_is_worked_out_again(tmp_path, damage):
    story = kettle()
    foresee(story, tmp_path, nobody)
    path = atlas.path_of(tmp_path, story)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert atlas.load(tmp_path, story) is None
    foresee(story, tmp_path, nobody)
    assert atlas.load(tmp_path, story) is not None
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_single_byte_that_changed_is_seen(tmp_path):
    story = kettle()
    foresee(story, tmp_path, nobody)
    path = atlas.path_of(tmp_path, story)
    whole = path.read_bytes()
    for place in range(len(whole) // 7, len(whole) * 6 // 7, len(whole) // 9):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        found = atlas.load(tmp_path, story)
        # Padding between two arrays may change without harm.
        if found is not None:
            path.write_bytes(whole)
            same = atlas.load(tmp_path, story)
            assert same is not None
            assert all(np.array_equal(found.arrays[name], same.arrays[name]) for name in same.arrays)


def test_an_atlas_of_another_version_of_the_story_is_put_away(tmp_path):
    story = kettle()
    foresee(story, tmp_path, nobody)
    stray = atlas.path_of(tmp_path, story).with_name("of-an-earlier-version.npz")
    stray.write_bytes(b"old")
    atlas.save(tmp_path, story, foresee(story, tmp_path, nobody))
    assert not stray.exists()


def test_a_story_too_wide_says_so_and_is_not_tried_again(tmp_path, monkeypatch):
    found = foresee(kettle(), tmp_path, nobody, memory=1000)
    assert "would not fit into the memory" in found.legend.because
    monkeypatch.setattr(atlas, "build", None)
    assert foresee(kettle(), tmp_path, nobody).legend == found.legend


def test_too_little_time_is_no_property_of_the_story(tmp_path):
    assert foresee(kettle(), tmp_path, nobody, seconds=0).legend.because
    assert not foresee(kettle(), tmp_path, nobody).legend.because


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path):
    (tmp_path / "atlas").write_text("a file where a folder should be")
    assert not foresee(kettle(), tmp_path, nobody).legend.because


def test_it_tells_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("game.narrative.foresight._EVERY", 0)
    heard: list[Message] = []
    foresee(kettle(), tmp_path, heard.append)
    assert any(isinstance(one, Working) and one.states > 100 for one in heard)
