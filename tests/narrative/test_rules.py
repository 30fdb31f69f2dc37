"""What happens when you choose, in the order in which the format says it happens."""

from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from game.narrative import rules
from game.narrative.meters import count, respond
from game.narrative.outcome import leans, outcome_of, region
from game.narrative.prose import line, paragraphs
from game.narrative.state import State
from game.story.load import load
from game.story.model import Story

METER = st.integers(0, 100)


# -- meters ---------------------------------------------------------------------------------------


@given(st.sampled_from([1, 2, 4, 8, 14, -1, -2, -4, -8, -14]))
def test_an_effect_is_literal_in_the_middle(change: int) -> None:
    assert respond(50, change) == 50 + change


@pytest.mark.parametrize(
    ("value", "change", "after"),
    [
        (95, 8, 97),
        (0, 8, 12),
        (100, 14, 100),
        (90, 14, 94),
        (5, -8, 3),
        (100, -8, 88),
        (0, -14, 0),
        (30, 4, 36),
    ],
)
def test_bounded_response(value: int, change: int, after: int) -> None:
    assert respond(value, change) == after


@given(METER, st.integers(-60, 60))
def test_a_meter_never_leaves_its_range_nor_goes_the_other_way(value: int, change: int) -> None:
    after = respond(value, change)
    assert 0 <= after <= 100
    assert (after - value) * change >= 0


@given(METER, METER, st.integers(-30, 30))
def test_a_push_keeps_the_order_of_two_meters(low: int, high: int, change: int) -> None:
    low, high = sorted((low, high))
    assert respond(low, change) <= respond(high, change)


@given(METER, st.integers(-30, 30))
def test_rising_and_falling_mirror_each_other(value: int, change: int) -> None:
    assert respond(100 - value, -change) == 100 - respond(value, change)


@given(st.integers(0, 99), st.integers(-200, 200))
def test_a_counter_is_added_and_clamped(value: int, change: int) -> None:
    assert count(value, change) == min(99, max(0, value + change))


# -- outcomes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("autonomy", "connection", "other", "expected"),
    [
        (44, 44, None, "adrift"),
        (45, 44, None, "unsettled"),
        (60, 60, None, "interdependence"),
        (60, 60, 45, "interdependence"),
        (60, 60, 44, "lopsided"),
        (59, 60, 44, "unsettled"),
        (49, 69, None, "dependency"),
        (50, 70, None, "unsettled"),
        (49, 68, None, "unsettled"),
        (69, 49, None, "isolation"),
        (70, 50, None, "unsettled"),
        (44, 64, None, "dependency"),
    ],
)
def test_regions(autonomy: int, connection: int, other: int | None, expected: str) -> None:
    assert region(autonomy, connection, other) == expected


def test_the_lowest_of_the_others_decides() -> None:
    values = {"autonomy": 70, "connection": 70, "bisi_autonomy": 80, "mum_autonomy": 30}
    assert outcome_of(values) == "lopsided"


@given(METER, METER)
def test_an_ending_leans_when_a_small_change_would_change_it(autonomy: int, connection: int) -> None:
    values = {"autonomy": autonomy, "connection": connection}
    near = {
        region(a, c)
        for a in range(101)
        if abs(a - autonomy) <= 3
        for c in range(101)
        if abs(c - connection) <= 3
    }
    assert leans(values) == (len(near) > 1)


# -- the order of things --------------------------------------------------------------------------


def story(tmp_path: Path, scenes: dict[str, object], **more: object) -> Story:
    tables = {
        "story": {
            "format": 1,
            "title": "T",
            "author": "a test",
            "version": "1",
            "language": "en",
            "blurb": "b",
            "minutes": 1,
            "start": next(iter(scenes)),
        },
        "meters": {"autonomy": 50, "connection": 50, "trust": 50},
        "counters": {"n": 0},
        "flags": {"one": "One.", "two": "Two."},
        "scene": scenes,
        "ending": {"last": {"title": "Last", "text": "The end."}},
        **more,
    }
    path = tmp_path / "t.toml"
    path.write_text(tomli_w.dumps(tables))
    made, diagnostics = load(path)
    assert made is not None, diagnostics
    return made


def only(story: Story, state: State) -> rules.Step:
    (choice,) = rules.open_choices(story, state)
    return rules.choose(story, state, choice)


def test_every_when_is_judged_before_any_row_is_applied(tmp_path: Path) -> None:
    effects = [
        {"trust": 14, "set": ["one"]},
        {"when": "trust >= 60 or one", "n": 5},
        {"when": "trust == 50", "n": 1},
    ]
    made = story(
        tmp_path, {"a": {"text": "x", "choice": [{"text": "Go", "effects": effects, "to": "ending"}]}}
    )
    assert only(made, rules.begin(made)).state.values["n"] == 1


def test_rows_follow_each_other_and_set_beside_effects_comes_last(tmp_path: Path) -> None:
    choice = {
        "text": "Go",
        "effects": [{"trust": 40}, {"trust": 8, "clear": ["one"], "set": ["one"]}],
        "set": ["two"],
        "clear": ["two"],
        "to": "ending",
    }
    made = story(tmp_path, {"a": {"text": "x", "choice": [choice]}})
    values = only(made, rules.begin(made)).state.values
    assert values["trust"] == respond(respond(50, 40), 8)
    assert not values["one"]
    assert not values["two"]


def test_a_reply_knows_the_choice_and_its_effects_but_not_that_the_scene_is_left(tmp_path: Path) -> None:
    reply = [
        {"when": "chose.a.go", "text": "chosen"},
        {"when": "one", "text": "set"},
        {"when": "seen.a", "text": "left"},
        {"when": "n == 3", "text": "arrived"},
    ]
    scenes = {
        "a": {
            "text": "x",
            "choice": [{"id": "go", "text": "Go", "set": ["one"], "reply": reply, "to": "b"}],
        },
        "b": {"text": [{"when": "seen.a and n == 3", "text": "y"}], "effects": {"n": 3}, "then": "ending"},
    }
    made = story(tmp_path, scenes)
    step = only(made, rules.begin(made))
    assert paragraphs(made, step.choice.reply, step.after) == ("chosen", "set")
    assert paragraphs(made, made.scenes["b"].text, step.state) == ("y",)


def test_a_destination_is_judged_after_the_effects_and_before_leaving(tmp_path: Path) -> None:
    to = [{"when": "seen.a", "to": "a"}, {"when": "one", "to": "b"}, "ending"]
    scenes = {
        "a": {"text": "x", "choice": [{"text": "Go", "set": ["one"], "to": to}]},
        "b": {"text": "y", "then": "ending"},
    }
    made = story(tmp_path, scenes)
    assert only(made, rules.begin(made)).to == "b"


def test_an_ending_is_judged_with_the_scene_counted_as_left(tmp_path: Path) -> None:
    endings = {
        "first": {"title": "F", "when": "not seen.a", "text": "f"},
        "second": {"title": "S", "when": "seen.a and n == 1", "text": "s"},
        "third": {"title": "T", "text": "t"},
    }
    choice = {"text": "Go", "effects": {"n": 1}, "to": "ending"}
    made = story(tmp_path, {"a": {"text": "x", "choice": [choice]}}, ending=endings)
    assert only(made, rules.begin(made)).state.scene == "second"


def test_an_ending_named_directly_is_taken_as_it_is(tmp_path: Path) -> None:
    endings = {"never": {"title": "N", "when": "n == 9", "text": "n"}, "last": {"title": "L", "text": "l"}}
    made = story(tmp_path, {"a": {"text": "x", "choice": [{"text": "Go", "to": "never"}]}}, ending=endings)
    assert only(made, rules.begin(made)).state.scene == "never"


def test_here_stays_and_its_own_id_arrives_again(tmp_path: Path) -> None:
    choices = [{"text": "Stay", "to": "here"}, {"text": "Again", "to": "a"}]
    made = story(tmp_path, {"a": {"text": "x", "effects": {"n": 1}, "choice": choices}})
    state = rules.begin(made)
    assert state.values["n"] == 1
    stay, again = rules.open_choices(made, state)
    stayed = rules.choose(made, state, stay)
    assert (stayed.to, stayed.state.values["n"], stayed.state.seen) == ("here", 1, frozenset())
    arrived = rules.choose(made, state, again)
    assert (arrived.to, arrived.state.values["n"], arrived.state.seen) == ("a", 2, frozenset({"a"}))


def test_once_hides_and_a_taken_choice_is_never_struck(tmp_path: Path) -> None:
    choices = [
        {
            "text": "Once",
            "once": True,
            "when": "n == 0",
            "struck": "not now",
            "effects": {"n": 1},
            "to": "here",
        },
        {"text": "Shut", "when": "n == 9", "struck": "too few", "to": "here"},
        {"text": "Go", "to": "ending"},
    ]
    made = story(tmp_path, {"a": {"text": "x", "choice": choices}})
    state = rules.begin(made)
    assert [c.id for c in rules.open_choices(made, state)] == ["once", "go"]
    assert [c.id for c in rules.struck_choices(made, state)] == ["shut"]
    after = rules.choose(made, state, made.scenes["a"].by_id["once"]).state
    assert [c.id for c in rules.open_choices(made, after)] == ["go"]
    assert [c.id for c in rules.struck_choices(made, after)] == ["shut"]
    with pytest.raises(rules.ChoiceClosedError):
        rules.choose(made, after, made.scenes["a"].by_id["once"])


def test_a_menu_stands_after_the_scenes_own_choices(tmp_path: Path) -> None:
    menu = {"often": {"choice": [{"text": "Check", "to": "here"}]}}
    scenes = {"a": {"text": "x", "menu": ["often"], "choice": [{"text": "Go", "to": "ending"}]}}
    made = story(tmp_path, scenes, menu=menu)
    assert [c.id for c in rules.open_choices(made, rules.begin(made))] == ["go", "check"]


def test_a_page_has_one_choice_called_on(tmp_path: Path) -> None:
    made = story(tmp_path, {"a": {"text": "x", "then": "ending"}})
    assert [c.id for c in rules.open_choices(made, rules.begin(made))] == ["on"]


def test_a_route_without_an_entry_that_holds_says_so(tmp_path: Path) -> None:
    choice = {"text": "Go", "to": [{"when": "n == 9", "to": "ending"}]}
    made = story(tmp_path, {"a": {"text": "x", "choice": [choice]}})
    with pytest.raises(rules.NoWayOnError, match="a"):
        only(made, rules.begin(made))


# -- prose ----------------------------------------------------------------------------------------


def test_words_take_the_first_line_that_holds_and_nothing_if_none_does(tmp_path: Path) -> None:
    words = {"sea": [{"when": "one", "text": "flat"}, "grey"], "wind": [{"when": "one", "text": "wind"}]}
    made = story(tmp_path, {"a": {"text": "x", "then": "ending"}}, words=words)
    state = rules.begin(made)
    assert line(made, "A {sea} sea, {wind} {{and}} so on", state) == "A grey sea, {and} so on"


def test_a_newline_is_a_space_and_a_blank_line_a_paragraph(tmp_path: Path) -> None:
    text = ["One\ntwo.\n\n  \nThree.", {"when": "one", "text": "Never."}, "> quoted\n> again\n- item"]
    made = story(tmp_path, {"a": {"text": text, "then": "ending"}})
    found = paragraphs(made, made.scenes["a"].text, rules.begin(made))
    assert found == ("One two.", "Three.", "> quoted", "> again", "- item")


def test_an_empty_word_leaves_no_empty_paragraph(tmp_path: Path) -> None:
    words = {"w": [{"when": "one", "text": "w"}]}
    made = story(tmp_path, {"a": {"text": ["{w}", "x"], "then": "ending"}}, words=words)
    assert paragraphs(made, made.scenes["a"].text, rules.begin(made)) == ("x",)
