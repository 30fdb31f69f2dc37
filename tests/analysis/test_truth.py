"""Nothing that is said is ever false: small stories about each of which something untrue was once said."""

import pytest

from game.analysis.atlas import build
from game.analysis.explore import Budget, OutOfBudgetError
from game.analysis.findings import CAUGHT
from game.analysis.graph import Traffic, graph_of
from game.analysis.lockstep import read_many
from game.analysis.readers import READERS, UNIFORM
from game.analysis.report import analyse
from game.analysis.survey import explore
from game.narrative.rules import begin
from game.narrative.state import State
from game.story.load import load

from .stories import HEAD

START = HEAD.replace("s0", "a")
END = """
[ending.e]
title = "E"
text = "E."
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "made.toml"
        path.write_text(text, encoding="utf-8")
        found = load(path)
        assert found.story is not None, [str(one) for one in found.diagnostics]
        return found.story

    return read


@pytest.fixture
def said(read):
    """What is said of a story by the findings of a code."""

    def said(text, code):
        return [remark.message for remark in analyse(read(text), 10).remarks if remark.code == code]

    return said


def scene(name, *lines, choices=()):
    return "\n".join((f"[scene.{name}]", f'text = "{name}."', *lines, *choices, ""))


def choice(scene, name, *lines):
    return "\n".join((f"[[scene.{scene}.choice]]", f'id = "{name}"', f'text = "{name}."', *lines))


@pytest.mark.parametrize("crowded", [0, 1 << 20])
def test_more_choices_are_open_than_a_byte_can_count(read, crowded, monkeypatch):
    monkeypatch.setattr("game.analysis.index.CROWDED", crowded)
    choices = [choice("a", f"c{i}", f'to = "{"d" if i < 75 else "e"}"') for i in range(300)]
    story = read(START + scene("a", choices=choices) + END + END.replace("ending.e", "ending.d"))
    survey = explore(story, Budget.of(60, 1 << 30))
    for reader in READERS:
        assert survey.odds.endings[reader] == pytest.approx({"d": 0.25, "e": 0.75})
    many = read_many(survey.tables, readings=4_000)
    assert many.endings["d"] / 4_000 == pytest.approx(0.25, abs=0.05)


WORD = """
[flags]
tired = "You are tired."

[words]
why = [{ when = "tired", text = "You are too tired" }, "It is not the time"]
"""


@pytest.mark.parametrize("struck", [True, False])
def test_a_line_shown_in_a_heading_or_with_a_struck_choice_is_seen(said, struck):
    """It is named on the first page too, where nobody is tired yet."""
    locked = ('when = "autonomy > 60"', 'struck = "{why}"') if struck else ()
    story = (
        START
        + WORD
        + scene("a", choices=[choice("a", "x", 'set = ["tired"]', 'to = "b"')]).replace("a.", "{why}.", 1)
        + scene(
            "b",
            "" if struck else 'chapter = "{why}"',
            choices=[choice("b", "go", 'to = "e"'), choice("b", "run", *locked, 'to = "e"')],
        )
        + END
    )
    assert said(story, "W607") == said(story, "W622") == []


def test_a_line_of_a_struck_reason_that_holds_only_where_it_is_open_is_not_seen(said):
    story = (
        START
        + WORD
        + scene(
            "a",
            choices=[
                choice("a", "x", 'set = ["tired"]', 'to = "here"'),
                choice("a", "run", 'when = "tired"', 'struck = "{why}"', 'to = "e"'),
            ],
        )
        + END
    )
    assert said(story, "W607") == ["no reader sees this line: its parts hold at `a`, but never together"]


def test_a_reason_names_the_moment_at_which_it_is_so(said):
    """Autonomy is 50 at `a` and 36 after `a.x`; trust is 70 at `b`, where it was 50 before the effects."""
    story = (
        START
        + "[meters]\ntrust = 50\n"
        + scene(
            "a",
            choices=[
                choice(
                    "a",
                    "x",
                    "effects = { autonomy = -14 }",
                    'reply = [{ when = "autonomy >= 50", text = "x" }]',
                ),
                choice("a", "y"),
            ],
        ).replace("[[", 'then = "b"\n[[', 1)
        + scene(
            "b",
            'effects = [{ trust = 20 }, { when = "trust >= 60", autonomy = 4 }]',
            choices=[choice("b", "go", 'to = "e"')],
        )
        + END
    )
    assert said(story, "W604") == [
        "no reader sees this text: autonomy is at most 36 after `a.x`; this needs 50; it is still 50 at `a`"
    ]
    assert said(story, "W606") == [
        "these effects never fire: trust is at most 50 before the effects of `b`; this needs 60"
    ]


MENU = """
[flags]
f = "F."

[counters]
n = 0

[[menu.m.choice]]
id = "both"
text = "Both."
when = "{when}"
to = "e"
"""


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("f and n >= 2", "its parts hold at `a` or `b`, but never together"),
        ("n == 1", "n is 0 to 2 at `a` and `b`, but never what this needs (1)"),
        ("n >= 3", "n is at most 2 at `a` and `b`; this needs 3"),
        ("chose.b.go", "`b.go` has never been chosen yet at `a` and `b`"),
    ],
)
def test_a_reason_of_a_menu_is_true_of_all_its_scenes(said, when, why):
    """The flag is set at `b` alone, and the counter is 2 at `a` alone."""
    story = (
        START
        + MENU.format(when=when)
        + scene("a", 'menu = ["m"]', "effects = { n = 2 }").replace("effects", "effects", 1)
        + choice("a", "x", "effects = { n = -2 }", 'set = ["f"]', 'to = "b"')
        + "\n"
        + scene("b", 'menu = ["m"]', choices=[choice("b", "go", 'to = "e"')])
        + END
    )
    assert said(story, "W603") == [f"this choice is never open: {why}"]


def test_nobody_takes_the_readers_of_an_ending_to_which_nobody_comes(said):
    story = (
        START
        + '[flags]\nf = "F."\n'
        + scene(
            "a",
            choices=[
                choice("a", "x", 'to = [{ when = "f", to = "ending" }, "e"]'),
                choice("a", "y", 'set = ["f"]', 'when = "autonomy > 90"', 'to = "here"'),
            ],
        )
        + END.replace("ending.e", "ending.first")
        + END.replace("ending.e", "ending.second")
        + END
    )
    assert said(story, "W602") == [
        "no reader comes to the ending `first`: `f` is never set after `a.x`",
        "no reader comes to the ending `second`: `a.x` could lead there, and never does",
    ]


@pytest.mark.parametrize(
    ("to", "when", "what"),
    [
        ('[{ when = "f", to = "ending" }]', "", "no entry holds"),
        ('"ending"', 'when = "f"', "no ending holds"),
        ('[{ when = "not f", to = "ending" }]', 'when = "f"', "no entry, or no ending, holds"),
        ('[{ when = "f", to = "e" }]', 'when = "f"', "no entry holds"),
    ],
)
def test_what_does_not_hold_is_named(said, to, when, what):
    story = START + '[flags]\nf = "F."\n' + scene("a", choices=[choice("a", "x", f"to = {to}")]) + END + when
    assert said(story, "E612") == [f"after `a.x` {what} for some readers"]


def test_an_outcome_that_only_another_denies_is_told_so(said):
    story = (
        START
        + "[meters]\nautonomy = 70\nconnection = 70\nbo_autonomy = 30\n"
        + scene("a", choices=[choice("a", "x", 'to = "ending"')])
        + END.replace("ending.e", "ending.good")
        + 'when = "outcome == interdependence"\n'
        + END
    )
    assert said(story, "W602") == [
        "no reader comes to the ending `good`: the meters never say interdependence after `a.x`: "
        "autonomy and connection would, but somebody else's own is below 45"
    ]


def test_what_to_write_is_right_for_a_condition_of_two_lines(read):
    story = (
        START
        + '[flags]\nf = "F."\ng = "G."\n'
        + scene("a", choices=[choice("a", name, f'set = ["{name}"]', 'to = "ending"') for name in "fg"])
        + END
        + 'outcome = "interdependence"\nwhen = """f\nor g"""\n'
        + END.replace("ending.e", "ending.other")
    )
    (remark,) = [one for one in analyse(read(story), 10).remarks if one.code == "E614"]
    assert remark.hint.endswith('when = "(f or g) and outcome == interdependence"')


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("not (f or g)", "what it denies always holds at `b`"),
        ("not (f and not g or g)", "what it denies always holds at `b`"),
        ("seen.b or chose.b.go", "no part of it ever holds at `b`"),
    ],
)
def test_a_reason_of_several_parts_is_true_of_each(said, when, why):
    story = (
        START
        + '[flags]\nf = "F."\ng = "G."\n'
        + scene("a", choices=[choice("a", name, f'set = ["{name}"]', 'to = "b"') for name in "fg"])
        + scene(
            "b",
            choices=[choice("b", "go", 'to = "e"'), choice("b", "no", f'when = "{when}"', 'to = "e"')],
        )
        + END
    )
    assert said(story, "W603") == [f"this choice is never open: {why}"]


# Two thousand times in a row the same of two choices: less than any number that a computer has.
RARE = """
[counters]
n = 0
m = 0

[meters]
autonomy = 70
connection = 40
"""


def rare():
    stay = "effects = [{ n = 1 }, { when = 'n == 98', m = 1 }, { when = 'n == 98', n = -99 }]"
    on = 'to = [{ when = "m == 20", to = "rare" }, "here"]'
    last = 'effects = { connection = 50 }\nto = "seldom"'
    return (
        START
        + RARE
        + scene("a", choices=[choice("a", "out", 'to = "e"'), choice("a", "stay", stay, on)])
        + scene("rare", choices=[choice("rare", "on", last)])
        + END
        + END.replace("ending.e", "ending.seldom")
    )


def test_what_can_happen_never_has_no_chance(read):
    report = analyse(read(rare()), 20)
    assert report.reached
    for reader, odds in report.readers.items():
        assert odds["endings"]["seldom"] > 0, reader
        assert odds["outcomes"]["interdependence"] > 0, reader
        assert odds["outcomes"]["adrift"] == 0, reader
    assert all(count > 0 for count in report.survey.odds.ways.values())
    assert report.survey.odds.visits["rare"] > 0


def test_what_can_come_of_a_page_is_never_told_to_be_over(read):
    atlas = build(read(rare()), Budget.of(60, 1 << 30))
    story = read(rare())
    prospect = atlas.prospect(story, begin(story))
    assert prospect.endings == ("e", "seldom")
    assert prospect.odds.keys() == {"isolation", "interdependence"}
    assert all(chance > 0 for chance in prospect.odds.values())


def test_a_state_outside_of_all_that_can_be_reached_is_not_taken_for_another(read):
    story = read(
        START
        + '[flags]\nf = "F."\n'
        + scene("a", choices=[choice("a", "x", 'set = ["f"]', 'to = "b"'), choice("a", "y", 'to = "b"')])
        + scene("b", choices=[choice("b", "go", 'to = [{ when = "f", to = "e" }, "ending"]')])
        + END
    )
    survey = explore(story, Budget.of(60, 1 << 30))
    for flag in (False, True):
        with pytest.raises(KeyError):
            survey.find(State("b", {"autonomy": 51, "connection": 50, "f": flag}))


def test_interrupting_the_lengths_says_so(read, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("game.analysis.report.choices_made", stop)
    report = analyse(read(rare()), 20)
    assert report.exact
    assert "patience" in report.short


def test_nobody_comes_nearest_to_where_nobody_comes(read):
    story = read(START + scene("a", choices=[choice("a", "x", 'to = "e"')]) + END)
    (remark,) = [one for one in analyse(story, 10).remarks if one.code == "W635"]
    assert remark.message.endswith("; none ever does")


def test_a_way_of_readers_who_are_caught_has_no_number(read):
    """Half of all readers go round `b` and `c` for ever: how often cannot be counted, and is not never."""
    story = read(
        START
        + scene("a", choices=[choice("a", "x", 'to = "e"'), choice("a", "y", 'to = "b"')])
        + scene("b", 'then = "c"')
        + scene("c", 'then = "b"')
        + scene("d", 'then = "e"')
        + END
    )
    odds = analyse(story, 10).survey.odds
    graph = graph_of(story, Traffic(odds.visits, odds.ways, ("d",)))
    assert {node.id: node.visits for node in graph.nodes} == {"a": 1, "b": 0.5, "c": None, "d": 0, "e": 0.5}
    told = {strand.source + strand.target: (strand.traffic, strand.reached) for strand in graph.strands}
    assert told == {
        "ae": (0.5, True),
        "ab": (0.5, True),
        "bc": (None, True),
        "cb": (None, True),
        "de": (0, False),
    }


def test_a_waiver_is_not_called_needless_by_who_did_not_look(read):
    story = read(START + scene("a", choices=[choice("a", "x", 'to = "e"')]) + END)
    report = analyse(story, 10)
    asked = [("W634", "story"), ("W635", "story"), ("E613", "a"), ("W603", "a.x")]
    assert [report.unasked(*one) for one in asked] == [False, False, False, False]
    report.readers = {UNIFORM: report.readers[UNIFORM]}
    assert [report.unasked(*one) for one in asked] == [True, True, False, False]
    report.unproved = (CAUGHT, "a.x")
    assert [report.unasked(*one) for one in asked] == [True, True, True, True]
    report.exact = False
    assert report.unasked("W631", "story")


def test_a_story_that_is_all_one_loop_runs_out_of_its_budget_without_a_word_too_many(read):
    """Nothing is known for certain of any place yet when there is no more room."""
    grow = 'effects = { autonomy = -4 }\nto = "b"'
    back = 'effects = { connection = 4 }\nto = [{ when = "connection >= 90", to = "e" }, "a"]'
    other = 'effects = { autonomy = 4, connection = -4 }\nto = "a"'
    story = read(
        START
        + scene("a", choices=[choice("a", "x", grow), choice("a", "z", 'to = "b"')])
        + scene("b", choices=[choice("b", "y", back), choice("b", "w", other)])
        + END
    )
    with pytest.raises(OutOfBudgetError) as raised:
        explore(story, Budget.of(60, 2_000))
    assert raised.value.crowd is not None
    assert raised.value.crowd.place in ("a", "b")
    with pytest.raises(OutOfBudgetError):
        explore(story, Budget.of(60, 0))
    report = analyse(story, budget_bytes=2_000)
    assert not report.exact


def test_what_is_never_open_is_not_compared(said):
    """It differs, in that nobody can choose it; and that is said already."""
    story = (
        START
        + scene(
            "a",
            choices=[
                choice("a", "x", 'to = "e"'),
                choice("a", "y", 'when = "autonomy > 60"', 'to = "e"'),
            ],
        )
        + END
    )
    assert said(story, "W621") == []
    assert len(said(story, "W603")) == 1
    assert len(said(story.replace("> 60", "> 40"), "W621")) == 1
