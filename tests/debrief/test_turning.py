"""Turning points by brute force, and the odds in words."""

import random

import pytest

from game.analysis.foresee import answer, foresee
from game.debrief.odds import UNKNOWN, chance, endings_told, leads, listed, moved
from game.debrief.turning import choices, distance, turning_points
from game.narrative.foresight import Prospect
from game.narrative.playthrough import Playthrough
from tests.analysis.naive import Naive, TooBigError
from tests.random_stories import random_story


def by_outcome(odds: dict) -> dict[str, float]:
    found: dict[str, float] = {}
    for (_, outcome), one in odds.items():
        found[outcome] = found.get(outcome, 0.0) + one
    return found


def moved_most(naive: Naive, path: tuple[str, ...]) -> list[tuple[int, float]]:
    """The index after each of the three choices that moved most, and how much, by the definition alone."""
    odds = naive.odds("uniform")
    state, sizes = naive.start, []
    for index, choice in enumerate(path, 1):
        after = next(to for mark, _, to in naive.steps[state] if mark.partition(".")[2] == choice)
        one, two = by_outcome(odds[state]), by_outcome(odds[after])
        one["never"], two["never"] = 1 - sum(one.values()), 1 - sum(two.values())
        size = sum(abs(one.get(name, 0) - two.get(name, 0)) for name in one.keys() | two.keys()) / 2
        sizes.append((index, size))
        state = after
    largest = sorted(sizes, key=lambda pair: (round(-pair[1], 9), pair[0]))[:3]
    return sorted(pair for pair in largest if pair[1] > 0.1 - 1e-9)


def test_they_are_those_of_the_definition_on_random_stories(tmp_path):
    compared = turned = 0
    for seed in range(300, 380):
        story = random_story(seed, tmp_path)
        try:
            naive = Naive((tmp_path / f"random-{seed}.toml").read_text(encoding="utf-8"))
        except TooBigError:
            continue
        play, rng = Playthrough(story), random.Random(seed)
        for _ in range(15):
            if play.ending is None:
                play.choose(rng.choice([option.id for option in play.options if option.struck is None]))
        forks = answer(story, foresee(story, tmp_path, lambda message: None), choices(play)).forks
        found = turning_points(play, forks)
        expected = moved_most(naive, choices(play))
        assert [turn.at for turn in found] == [at for at, _ in expected]
        assert [turn.size for turn in found] == pytest.approx([size for _, size in expected], abs=1e-9)
        for turn in found:
            page = play.path[turn.at - 1]
            assert turn.page is page
            names = [road.choice for road in turn.roads]
            open_here = [option.id for option in _options(story, page) if option.struck is None]
            assert names == [name for name in open_here if name != play.path[turn.at].choice.id]
        compared += 1
        turned += len(found)
    assert compared >= 20
    assert turned >= 12


def _options(story, page):
    play = Playthrough(story)
    play.rewind(page)
    return play.options


def test_distance_is_half_of_all_that_moved_and_never_ending_is_a_way_to_end():
    here = Prospect({"adrift": 0.5, "isolation": 0.5}, ("one",))
    assert distance(here, here) == 0
    assert distance(here, Prospect({"adrift": 1.0}, ("one",))) == 0.5
    assert distance(here, Prospect({}, ())) == 1


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.001, "hardly ever"),
        (0.05, "about one in twenty"),
        (0.24, "about one in four"),
        (0.52, "about one in two"),
        (0.86, "about six in seven"),
        (0.99, "nearly certain"),
        (1 - 1e-12, "nearly certain"),
    ],
)
def test_odds_are_said_in_words(odds, said):
    assert chance(odds) == said


def test_what_a_choice_did_names_what_came_nearer_what_drew_away_and_what_was_over():
    before = Prospect({"adrift": 0.5, "isolation": 0.25, "dependency": 0.25}, ("one",))
    assert moved(before, Prospect({"adrift": 0.25, "isolation": 0.75}, ("one",))) == (
        "“Your own, not close” came nearer: about one in four before, about three in four after.",
        "“Neither” drew away: about one in two before, about one in four after.",
        "“Close, not your own” could no longer come; it had been about one in four.",
    )
    assert moved(before, Prospect({"adrift": 1.0}, ("one",))) == (
        "From here it could only end “neither”; before, that was about one in two.",
    )


def test_where_a_road_led_has_every_outcome_that_could_come():
    prospect = Prospect({"adrift": 0.02, "isolation": 0.6, "dependency": 0.38}, ())
    assert leads(prospect) == (
        "Left to chance, “your own, not close” about three in five, “close, not your own” about two in five; "
        "seldom “neither”."
    )
    assert leads(Prospect({}, ())) == "It led to no ending."


def test_the_endings_of_a_road_are_told_the_shorter_way():
    names = {"one": "One", "two": "Two", "three": "Three"}
    assert endings_told(["one", "two", "three"], names, names) == "Every ending that was open stayed open."
    assert endings_told(["one", "two"], names, names) == "Every ending stayed open but Three."
    assert endings_told(["two"], names, names) == "It could still come to Two."
    assert endings_told(["two"], ["two"], names) == "It comes to Two."
    assert endings_told([], names, names) == "No ending."


def test_a_hint_that_several_endings_share_is_said_once():
    assert listed(["a", "a", "b"]) == "a and b"
    assert listed(["a", "a"]) == "a"


def test_endings_without_a_name_are_counted():
    names = {"one": UNKNOWN, "two": UNKNOWN, "three": "Three", "four": "Four", "five": "Five", "six": "Six"}
    mine = ["three", "four", "five", "six"]
    assert endings_told(mine, names, names) == "Every ending stayed open but two that you have not come to."
    assert endings_told(["one", "two"], ["one", "two", "three"], names) == (
        "Every ending stayed open but Three."
    )
    assert listed([UNKNOWN, "Three"], "or") == "one that you have not come to or Three"


def test_a_road_on_which_one_may_go_on_for_ever_says_so():
    assert leads(Prospect({"adrift": 0.5}, ("one",))) == "It could only end “neither”, or go on for ever."
    assert leads(Prospect({"adrift": 0.5, "isolation": 0.25}, ("one",))) == (
        "Left to chance, “neither” about one in two, “your own, not close” about one in four; "
        "or it goes on for ever."
    )


def test_what_hardly_ever_came_is_told_so():
    before = Prospect({"adrift": 0.01, "isolation": 0.59, "dependency": 0.4}, ("one",))
    assert moved(before, Prospect({"adrift": 1.0}, ("one",))) == (
        "From here it could only end “neither”; before, it hardly ever did.",
    )
    assert moved(before, Prospect({"isolation": 0.5, "dependency": 0.5}, ("one",)))[-1] == (
        "“Neither” could no longer come; it hardly ever did."
    )
