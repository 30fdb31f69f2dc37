"""What the checker says of stories with one fault each, and of one without."""

import pytest

from game.analysis.report import analyse
from game.narrative.playthrough import Playthrough
from game.story.load import load

from .stories import HEAD

SOUND = (
    HEAD.replace("s0", "a")
    + """
[meters]
trust = 50

[flags]
rang = "It rang."

[scene.a]
text = ["Here.", { when = "seen.a", text = "Again." }]
then = "b"

[[scene.a.choice]]
id = "up"
text = "Up."
effects = { autonomy = 14, trust = 8 }

[[scene.a.choice]]
id = "down"
text = "Down."
effects = { autonomy = -14, connection = -14 }
set = ["rang"]

[[scene.a.choice]]
id = "wait"
text = "Wait."
once = true
effects = { connection = 8 }
to = "a"

[scene.b]
text = [{ when = "rang", text = "It rang." }]
then = "ending"

[[scene.b.choice]]
id = "stay"
text = "Stay."
effects = { connection = 14 }

[[scene.b.choice]]
id = "leave"
text = "Leave."
effects = { connection = -14 }

[ending.good]
title = "Good"
text = "Good."
when = "trust >= 55"

[ending.other]
title = "Other"
text = "Other."
"""
)

# What a story this small cannot help: corners, drift and habits.
BALANCE = {"W631", "W632", "W633", "W634", "W635"}


@pytest.fixture
def report_on(tmp_path):
    def report(text, **options):
        path = tmp_path / "made.toml"
        path.write_text(text, encoding="utf-8")
        found = load(path)
        assert found.story is not None, [str(d) for d in found.diagnostics]
        return analyse(found.story, 10, **options)

    return report


def codes(report):
    return {remark.code for remark in report.remarks} - BALANCE


def only(report, code):
    (remark,) = [remark for remark in report.remarks if remark.code == code]
    return remark


def test_a_sound_story_has_nothing_to_report(report_on):
    report = report_on(SOUND)
    assert report.exact
    assert codes(report) == set()
    assert sum(chance.middle for chance in report.endings.values()) == pytest.approx(1)
    assert (
        report.unreachable["scenes"] == report.unreachable["choices"] == report.unreachable["endings"] == []
    )


STAY = 'text = "Stay."'
WHENS = 'when = "trust >= 55"'
FAULTS = [
    (WHENS, 'when = "trust >= 70"', "W602", "trust is at most 58 after `b.stay` and `b.leave`; this needs"),
    (STAY, STAY + '\nwhen = "autonomy < 20"', "W603", "autonomy is at least 36 at `b`; this needs 19"),
    ('"rang", text', '"rang and trust >= 55", text', "W604", "its parts hold at `b`, but never together"),
    ('[{ when = "rang",', '[{ when = "seen.b",', "W604", "`b` has never been left yet at `b`"),
    ('then = "ending"', 'then = [{ when = "outcome == lopsided", to = "a" }, "ending"]', "W605", "never say"),
    ("{ connection = 8 }", '{ when = "rang", connection = 8 }', "W606", "`rang` is never set"),
    (STAY, STAY + '\nwhen = "trust >= 50"\nstruck = "no"', "W608", "always open"),
    (STAY, STAY + '\nwhen = "trust >= 50"', "N609", "always holds"),
    (WHENS, WHENS + '\noutcome = "adrift"', "E614", "the ending says adrift"),
    ("trust = 8 }", 'trust = 8 }\nset = ["dull"]', "W622", "asks whether `dull` is set"),
    ("[flags]", '[flags]\nidle = "Idle."', "W622", "sets or asks for `idle`"),
]


@pytest.mark.parametrize(("old", "new", "code", "says"), FAULTS)
def test_each_fault_is_found_with_its_reason(report_on, old, new, code, says):
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    if "dull" in new:
        text = text.replace("[flags]\n", '[flags]\ndull = "Dull."\n')
    report = report_on(text)
    assert code in codes(report)
    assert says in only(report, code).message


def test_an_unreachable_scene_says_who_could_lead_there(report_on):
    report = report_on(SOUND + '\n[scene.c]\ntext = "C."\nskip = "C was skipped."\nthen = "ending"\n')
    assert codes(report) == {"W601", "W615"}
    assert only(report, "W601").message.endswith("`c`: nothing leads there")
    assert report.unreachable["scenes"] == ["c"]
    assert report.unreachable["choices"] == ["c.on"]


def test_a_reader_can_be_stuck(report_on):
    text = SOUND.replace('id = "stay"', 'id = "stay"\nwhen = "rang"')
    report = report_on(text.replace('id = "leave"', 'id = "leave"\nwhen = "rang"'))
    remark = only(report, "E611")
    assert remark.at == "b"
    assert remark.witness == ("a.up",)


def test_a_route_can_lead_nowhere(report_on):
    report = report_on(SOUND.replace('title = "Other"', 'title = "Other"\nwhen = "rang"'))
    assert "E612" not in codes(report)
    report = report_on(
        SOUND.replace('title = "Other"', 'title = "Other"\nwhen = "rang"').replace("trust >= 55", "rang")
    )
    remark = only(report, "E612")
    assert "no ending holds" in remark.message
    assert remark.witness in {("a.up", "b.stay"), ("a.up", "b.leave")}


def test_who_is_left_without_an_ending_is_missed_in_no_outcome(report_on):
    """What nobody ends in is not told while some do not end at all."""
    text = SOUND.replace('title = "Other"', 'title = "Other"\nwhen = "outcome == adrift"')
    report = report_on(text)
    assert "E612" in codes(report)
    assert not [one for one in report.remarks if one.code == "W632"]


def test_an_ending_below_one_that_takes_everybody_says_which(report_on):
    remark = only(report_on(SOUND.replace(WHENS + "\n", "")), "W602")
    assert remark.message.endswith("`good`, above it, stands without `when` and takes every reader")
    assert remark.hint == "put it above `good`, or give that one a `when`"
    remark = only(report_on(SOUND.replace(WHENS, 'when = "trust >= 0"')), "W602")
    assert remark.message.endswith("those above it take every reader")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        (WHENS, WHENS + '\noutcome = "adrift"', 'when = "trust >= 55 and outcome == adrift"'),
        (WHENS, 'when = "trust >= 55 or rang"\noutcome = "adrift"', '"(trust >= 55 or rang) and outcome'),
        ('title = "Other"', 'title = "Other"\noutcome = "adrift"', "write an ending without `when` below"),
    ],
)
def test_the_way_out_of_a_denied_outcome_leaves_nobody_without_an_ending(report_on, old, new, hint):
    assert hint in only(report_on(SOUND.replace(old, new)), "E614").hint


def test_a_loop_can_have_no_way_out(report_on):
    report = report_on(SOUND.replace('then = "ending"', 'then = [{ when = "rang", to = "b" }, "ending"]'))
    remark = only(report, "E613")
    assert remark.at == "b"
    assert remark.witness == ("a.down",)


def test_choices_without_a_difference(report_on):
    report = report_on(
        SOUND.replace("effects = { connection = -14 }\n\n[ending", "effects = { connection = 14 }\n\n[ending")
    )
    assert "`stay`, `leave`" in only(report, "W621").message


def test_every_witness_plays(report_on):
    report = report_on(SOUND)
    for (kind, name), path in report.witnesses.items():
        playthrough = Playthrough(report.story)
        for step in path:
            scene, _, choice = step.partition(".")
            assert playthrough.now.scene == scene
            playthrough.choose(choice)
        if kind == "place":
            assert playthrough.now.scene == name
        elif kind == "outcome":
            assert playthrough.now.state.outcome == name
        else:
            assert name.partition(".")[2] in {
                option.id for option in playthrough.options if not option.struck
            }


def wide_story():
    """Six evenings on each of which a flag may be set, all of them asked for at the end."""
    days = range(6)
    flags = "".join(f'f{day} = "Day {day}."\n' for day in days)
    parts = [HEAD.replace("s0", "d0"), "[meters]\ntrust = 50\n[flags]\n" + flags]
    for day in days:
        parts.append(f'[scene.d{day}]\ntext = "Day."\nthen = "{f"d{day + 1}" if day < 5 else "last"}"\n')
        for name, extra in (("yes", f'set = ["f{day}"]'), ("no", ""), ("up", "effects = { autonomy = 4 }")):
            parts.append(f'[[scene.d{day}.choice]]\nid = "{name}"\ntext = "{name}"\n{extra}\n')
    every = " + ".join(f"f{day}" for day in days) + " >= 2"
    parts.append(f"""[scene.last]
text = "Last."
then = "ending"
[[scene.last.choice]]
id = "on"
text = "On."
[[scene.last.choice]]
id = "never"
text = "Never."
when = "trust >= 60"
[ending.all]
title = "All"
text = "All."
when = "{every}"
[ending.some]
title = "Some"
text = "Some."
""")
    return "\n".join(parts)


def test_past_its_budget_it_claims_only_what_is_certain(report_on):
    report = report_on(wide_story(), budget_bytes=100)
    assert not report.exact
    assert "memory" in report.because
    assert report.unreachable == {"scenes": [], "choices": ["last.never"], "endings": [], "outcomes": []}
    exact = report_on(wide_story())
    assert exact.exact
    for name, chance in report.endings.items():
        assert chance.low < chance.high
        assert chance.low <= exact.endings[name].middle <= chance.high
    for place, ranges in exact.ranges.items():
        for name, (low, high) in ranges.items():
            assert report.ranges[place][name][0] <= low <= high <= report.ranges[place][name][1]


def test_past_its_budget_it_names_what_multiplies(report_on):
    report = report_on(wide_story(), budget_bytes=100)
    found = [remark for remark in report.remarks if remark.code == "N641"]
    assert found
    assert all(remark.path == ("ending", "all", "when") for remark in found)
    assert all("`f" in remark.message for remark in found)


def test_what_was_reached_is_certain_though_nobody_could_be_weighed(report_on, monkeypatch):
    def short(links, readers, ending, budget):
        budget.check(held=budget.memory + 1)

    exact = report_on(wide_story())
    monkeypatch.setattr("game.analysis.survey.odds_of", short)
    report = report_on(wide_story())
    assert not report.exact
    assert report.because == (
        "every state was reached, but not every chance was weighed: the memory allowed did not suffice"
    )
    assert report.states == exact.states
    assert report.unreachable == exact.unreachable
    assert report.witnesses == exact.witnesses
    assert {"W602", "W603"} & codes(report) == {"W602", "W603"} & codes(exact) != set()
    for name, chance in report.endings.items():
        assert chance.low <= exact.endings[name].middle <= chance.high


def test_interrupting_gives_what_is_known(report_on):
    def stop(found, waiting):
        raise KeyboardInterrupt

    report = report_on(SOUND, progress=stop)
    assert not report.exact
    assert report.because == "it was interrupted"
    assert ("place", "b") in report.witnesses


def test_interrupting_the_proofs_keeps_what_was_explored(report_on):
    text = SOUND.replace('{ when = "rang", text', '{ when = "rang and trust >= 55", text', 1)
    calls = []

    def stop(found, waiting):
        calls.append(found)
        if len(calls) == explored + 1:
            raise KeyboardInterrupt

    explored = 0
    proved = report_on(text, progress=lambda found, waiting: calls.append(found))
    assert proved.unproved == ()
    # The proofs come last: find the first word of theirs by leaving their work out.
    every, calls[:] = len(calls), []
    plain = report_on(SOUND, progress=lambda found, waiting: calls.append(found))
    assert plain.exact
    explored, calls[:] = len(calls), []
    assert explored < every
    report = report_on(text, progress=stop)
    assert report.exact
    assert report.unproved == ("b",)
    assert "W604" not in codes(report)


def test_past_its_budget_many_readings_bound_the_odds_closely(report_on):
    report = report_on(wide_story(), budget_bytes=100)
    exact = report_on(wide_story())
    for name, chance in report.endings.items():
        assert 0 < chance.high - chance.low < 0.015
        assert chance.low - 0.01 < exact.endings[name].middle < chance.high + 0.01


def test_interrupting_the_first_readings_says_so(report_on, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("game.analysis.report.sample", stop)
    report = report_on(SOUND)
    assert not report.exact
    assert report.because == "it was interrupted"
    assert report.sample.readings == 0
