"""The path: what the points are, where it turned, and that the words say what the points say."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.debrief.path import path_of
from game.narrative.playthrough import Playthrough
from tests.debrief.stories import played, story_of
from tests.random_stories import random_story

STEP = """
[[scene.one.choice]]
id = "{id}"
text = '{text}'
to = "{to}"
effects = {{ autonomy = {autonomy}, connection = {connection} }}
"""


def step(id_, autonomy, connection, text=None, to="here"):
    return STEP.format(id=id_, text=text or f"Do {id_}.", to=to, autonomy=autonomy, connection=connection)


def walked(tmp_path, *steps, meters=""):
    """The path of one choice after another, the last of which ends the story."""
    choices = "".join(step(f"c{n}", *each, to="here") for n, each in enumerate(steps))
    story = story_of(
        tmp_path,
        f'{meters}\n[scene.one]\ntext = "Here."\n{choices}' + step("end", 0, 0, "End.", "ending"),
    )
    return path_of(played(story, *(f"c{n}" for n in range(len(steps))), "end"))


def test_points_are_the_meters_of_every_moment(tmp_path):
    path = walked(tmp_path, (8, 0), (0, -14))
    assert [(point.autonomy, point.connection) for point in path.points] == [
        (50, 50),
        (58, 50),
        (58, 36),
        (58, 36),
    ]
    assert [point.said for point in path.points] == ["", "Do c0.", "Do c1.", "End."]
    assert path.points[-1].region == "isolation"


def test_turns_are_the_largest_moves_in_order_of_play(tmp_path):
    path = walked(tmp_path, (4, 0), (14, 0), (-8, 0), (0, 14), (0, 8), (8, 4), (0, -4))
    assert list(path.turns) == sorted(path.turns)
    assert {path.points[at].said for at in path.turns} == {"Do c1.", "Do c3.", "Do c2.", "Do c5."}


def test_small_steps_are_no_turns(tmp_path):
    path = walked(tmp_path, (4, 0), (0, -4), (-4, 0))
    assert path.turns == ()
    assert "small steps" in " ".join(path.told)


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ((0, 14), "you were closer."),
        ((0, -14), "you were less close."),
        ((14, 0), "you were more your own"),
        ((-14, 14), "closer, but less your own"),
        ((14, 14), "closer, and more your own"),
        ((-14, -14), "less close, and less your own"),
        ((14, -2), "you were more your own"),
    ],
)
def test_a_turn_is_told_by_where_it_went(tmp_path, move, words):
    told = walked(tmp_path, move, (2, 0)).told
    assert told[0] == "You began near the middle of the map."
    assert told[1].startswith("After “Do c0” ")
    assert words in told[1]


@pytest.mark.parametrize(
    ("meters", "began", "ended"),
    [
        ("[meters]\nautonomy = 20\nconnection = 80", "You began close, not your own.", "close, not your own"),
        ("[meters]\nautonomy = 80\nconnection = 20", "on your own side, not close", "your own, not close"),
        ("[meters]\nautonomy = 20\nconnection = 20", "neither", "neither close nor your own"),
        ("[meters]\nautonomy = 80\nconnection = 80", "close, and your own", "close, and your own"),
        (
            "[meters]\nautonomy = 80\nconnection = 80\nbo_autonomy = 20",
            "somebody else’s cost",
            "at their cost",
        ),
    ],
)
def test_beginning_and_end_are_told_by_their_region(tmp_path, meters, began, ended):
    told = walked(tmp_path, meters=meters).told
    assert began in told[0]
    assert ended in told[-1]
    assert "hair" not in told[-1]


def test_an_end_on_a_border_says_so(tmp_path):
    told = walked(tmp_path, meters="[meters]\nautonomy = 61\nconnection = 80").told
    assert told[-1] == "It ended close, and your own, by a hair."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Say it. Twice.", "After “Say it” "),
        ('"Which bit? This?"', "After “Which bit? This?” "),
        ('Say "no" to her.', "After “Say ‘no’ to her” "),
        ("‘What time’ll you be in?’", "After “What time’ll you be in?” "),
        ("Say *no* to her.", "After “Say no to her” "),
    ],
)
def test_a_choice_is_quoted_once_and_cleanly(tmp_path, text, quoted):
    story = story_of(
        tmp_path,
        '[scene.one]\ntext = "Here."\n'
        + step("go", 14, 0, "X").replace("'X'", f"'''{text}'''")
        + step("end", 0, 0, "End.", "ending"),
    )
    assert path_of(played(story, "go", "end")).told[1].startswith(quoted)


def test_the_other_is_the_one_who_had_least(tmp_path):
    story = story_of(
        tmp_path,
        '[cast]\nyou = { name = "Joss" }\nbisi = { name = "Bisi" }\nbo = { name = "Bo" }\n'
        '[meters]\nbisi_autonomy = 50\nbo_autonomy = 55\n[scene.one]\ntext = "Here."\n'
        '[[scene.one.choice]]\nid = "go"\ntext = "Go."\nto = "ending"\n'
        "effects = { bisi_autonomy = -14, connection = 8 }\n",
    )
    path = path_of(played(story, "go"))
    assert path.other_name == "Bisi"
    assert path.other == ((50, 50), (36, 58))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), rng=st.randoms(use_true_random=False))
def test_the_telling_never_holds_a_number(tmp_path, seed, rng):
    playthrough = Playthrough(random_story(seed, tmp_path))
    for _ in range(10):
        options = [option.id for option in playthrough.options if option.struck is None]
        if options:
            playthrough.choose(rng.choice(options))
    path = path_of(playthrough)
    assert not re.search(r"\d", " ".join(path.told))
    assert len(path.points) == len(playthrough.path)
    assert all(sentence.endswith(".") for sentence in path.told)
