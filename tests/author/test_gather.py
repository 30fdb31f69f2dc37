"""What one check knows: loading, exploring and the prose together, and the waivers heard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from game.analysis.budget import OutOfBudgetError
from game.analysis.figures import choices_in
from game.analysis.odds import Odds
from game.analysis.survey import Survey
from game.author import report
from game.author.gather import gather
from game.author.report import Checked, failed
from tests.author.base import KETTLE, kettle_with, quick

SHIFTS = ("It has stopped raining", "Something shifts — there — and it has stopped raining")
NEVER = ('when = "trust >= 55"\nstruck', 'when = "trust >= 95"\nstruck')
BUDGET = 20.0


def codes(checked: Checked) -> list[tuple[str, str]]:
    return [(one.diagnostic.code, one.at) for one in checked.standing]


def waiver(code: str, at: str) -> str:
    return f'\n[[waive]]\ncode = "{code}"\nat = "{at}"\nreason = "It is so."\n'


@pytest.fixture(scope="module")
def kettle() -> Checked:
    return gather(KETTLE, BUDGET)


def test_everything_is_known_of_a_sound_story(kettle: Checked) -> None:
    story = kettle.story
    assert story is not None
    assert kettle.exact
    assert kettle.states > 100
    for odds in (kettle.endings, kettle.outcomes):
        assert len(odds) == 6
        assert all(sum(one.values()) == pytest.approx(1.0) for one in odds.values())
    assert set(kettle.endings["uniform"]) == set(story.endings)
    assert kettle.density is not None
    assert sum(map(sum, kettle.density)) == pytest.approx(1.0)
    assert kettle.traffic is not None
    assert kettle.traffic.visits["kitchen"] > 1.0
    assert sum(kettle.traffic.visits[e] for e in story.endings) == pytest.approx(1.0)
    assert kettle.words is not None
    assert kettle.words.least <= kettle.words.mean <= kettle.words.most < 576
    assert kettle.seen is not None
    assert 0.3 < kettle.seen < 0.7
    assert kettle.unreachable == {}


def test_choices_are_counted_exactly_and_words_in_readings(kettle: Checked, tmp_path: Path) -> None:
    assert kettle.choices is not None
    assert kettle.traffic is not None
    assert (kettle.choices.least, kettle.choices.most, kettle.choices.readings) == (3, 9, None)
    # The night is a page: to turn it is no choice.
    ways = [count for (name, _), count in kettle.traffic.ways.items() if name != "night.on"]
    assert kettle.choices.mean == pytest.approx(sum(ways))
    nearest = [way for name, way in kettle.witnesses.items() if name in kettle.story.endings]
    assert kettle.choices.least == min(choices_in(kettle.story, way) for way in nearest)
    assert "It makes 5 choices on the average, at least 3 and at most 9." in report.text(kettle)
    assert kettle.words is not None
    assert kettle.words.readings == 600
    again = gather(kettle_with(tmp_path, ('when = "looks < 2"', 'when = "looks >= 0"')), BUDGET)
    assert again.choices is not None
    assert again.choices.most is None
    assert "at least 3, and as many as one likes where the way leads round." in report.text(again)
    assert report.as_json(again)["words"]["choices"]["max"] is None


def test_of_a_story_past_its_budget_choices_are_those_of_some_readings() -> None:
    checked = gather(KETTLE, 0.01)
    assert checked.exact is False
    assert checked.choices is not None
    assert checked.choices.readings == checked.words.readings > 0
    assert f"; {checked.choices.readings:,} readings made " in report.text(checked)


def test_what_could_not_be_settled_is_told_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.author.gather.UNSETTLED", 2)
    monkeypatch.setattr("game.analysis.survey.Survey.weigh", only_uniform(Survey.weigh))
    (why,) = gather(KETTLE, BUDGET).because
    assert why == "Not settled in the time there was: the pleaser, the loner, and 3 more."


def only_uniform(weigh: Callable[..., Odds]) -> Callable[..., Odds]:
    """Odds of the uniform reader; there is never enough for the others."""

    def weighed(survey: Survey, readers: tuple[str, ...]) -> Odds:
        if readers != ("uniform",):
            raise OutOfBudgetError
        return weigh(survey, readers)

    return weighed


def test_the_ways_out_of_a_scene_add_up_to_the_ways_in(kettle: Checked) -> None:
    assert kettle.traffic is not None
    for scene in ("note", "why", "morning"):
        ways = kettle.traffic.ways.items()
        out = sum(count for (name, to), count in ways if name.startswith(f"{scene}.") and to != "here")
        assert out == pytest.approx(kettle.traffic.visits[scene])


def test_a_witness_is_a_way_there(kettle: Checked) -> None:
    from game.narrative.playthrough import Playthrough

    assert kettle.story is not None
    for ending in kettle.story.endings:
        reading = Playthrough(kettle.story)
        for step in kettle.witnesses[ending]:
            scene, _, choice = step.partition(".")
            assert reading.now.scene == scene
            reading.choose(choice)
        assert reading.now.scene == ending


def test_a_large_story_tells_the_ways_to_its_endings_and_outcomes_alone(
    kettle: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kettle.story is not None
    assert {"kitchen", "why", "morning"} <= kettle.witnesses.keys()
    monkeypatch.setattr("game.author.gather.WITNESSED", len(kettle.story.scenes) - 1)
    large = gather(KETTLE, BUDGET)
    assert large.witnesses == {
        name: way for name, way in kettle.witnesses.items() if name not in kettle.story.scenes
    }
    assert set(kettle.story.endings) < set(large.witnesses)


def test_a_quick_check_claims_nothing_that_was_not_looked_at() -> None:
    checked = quick(KETTLE)
    assert checked.exact is None
    assert checked.standing == ()
    assert checked.endings == {}
    assert checked.figures is not None
    assert checked.figures.words == 576


def test_what_does_not_load_is_told_with_its_place(tmp_path: Path) -> None:
    checked = quick(kettle_with(tmp_path, ("looks = 0", "looks = -1")))
    assert checked.story is None
    assert [code for code, _ in codes(checked)] == ["E204"]
    found = checked.standing[0].diagnostic
    assert checked.line(found.file, found.line) == "looks = -1"
    assert checked.figures is None


def test_out_of_reach_is_told_with_the_reason(tmp_path: Path) -> None:
    checked = gather(kettle_with(tmp_path, NEVER), BUDGET)
    assert ("W603", "morning.sister") in codes(checked)
    assert "95" in checked.unreachable["morning.sister"]
    assert checked.traffic is not None
    assert "morning.sister" in checked.traffic.unreached


def test_a_waiver_answers_a_finding_of_every_kind(tmp_path: Path) -> None:
    unused = ("[words]", '[words]\nspare = "Nobody says it."')
    path = kettle_with(tmp_path, SHIFTS, NEVER, unused)
    stood = [
        ("W701", "sky"),
        ("W707", "sky"),
        ("W603", "morning.sister"),
        ("W508", "spare"),
        ("W632", "story"),
    ]
    assert set(stood) <= set(codes(gather(path, BUDGET)))
    path = kettle_with(tmp_path, SHIFTS, NEVER, unused, more="".join(waiver(*one) for one in stood))
    checked = gather(path, BUDGET)
    assert not set(stood) & set(codes(checked))
    assert {(one.diagnostic.code, one.at) for one, _ in checked.waived} == set(stood)
    assert {reason for _, reason in checked.waived} == {"It is so."}


def test_a_waiver_is_not_called_needless_by_a_check_that_did_not_look(tmp_path: Path) -> None:
    path = kettle_with(tmp_path, more=waiver("W601", "note") + waiver("W701", "note"))
    assert codes(quick(path)) == [("W801", "note")]
    assert [code for code, _ in codes(gather(path, BUDGET))].count("W801") == 2


def test_errors_fail_always_warnings_only_strictly_and_notes_never(tmp_path: Path) -> None:
    error = quick(kettle_with(tmp_path, ("looks = 0", "looks = -1")))
    warning = quick(kettle_with(tmp_path, SHIFTS))
    answered = quick(kettle_with(tmp_path, SHIFTS, more=waiver("W701", "sky") + waiver("W707", "sky")))
    note = quick(kettle_with(tmp_path, ("In the night she fills", "You wake up. In the night she fills")))
    assert note.count("note") == 0
    note = quick(kettle_with(tmp_path, ("Wren has had one hand", "You wake up. Wren has had one hand")))
    assert note.count("note") == 1
    found = (error, warning, answered, note)
    assert [failed([one], strict=False) for one in found] == [True, False, False, False]
    assert [failed([one], strict=True) for one in found] == [True, True, False, False]
    assert failed([note, warning], strict=True)
