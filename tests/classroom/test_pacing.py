"""Which pages are talked through, by what hangs on them, which is exact."""

import random
import subprocess
from functools import cache
from pathlib import Path
from statistics import fmean

import pytest

from game.analysis.sway import swayed
from game.classroom import pacing
from game.classroom.room import Depth, Phase, Room
from game.debrief import foreseer
from game.narrative import rules
from game.narrative.foresight import Sway, Sways
from game.narrative.state import State
from game.story.library import shipped_stories
from game.story.load import load
from game.story.model import Story
from tests.classroom.base import kettle
from tests.random_stories import random_story
from tests.story.base import SOUND, read


@pytest.fixture(scope="module")
def blue_dot() -> Story:
    story = load(shipped_stories() / "blue-dot").story
    assert story is not None
    return story


def _counted(story: Story) -> dict[str, Sway]:
    """The same figures, by going through every reading there is; only for stories without a way back."""

    @cache
    def odds(state: State) -> dict[str, float]:
        if rules.ending_of(story, state):
            return {state.outcome: 1.0}
        found: dict[str, float] = {}
        after = [rules.choose(story, state, choice).state for choice in rules.open_choices(story, state)]
        for one in after:
            for name, chance in odds(one).items():
                found[name] = found.get(name, 0.0) + chance / len(after)
        return found

    often: dict[str, float] = {}
    far: dict[str, float] = {}

    def go(state: State, chance: float) -> None:
        choices = rules.open_choices(story, state)
        here = odds(state)
        for choice in choices:
            after = rules.choose(story, state, choice).state
            there = odds(after)
            names = here.keys() | there.keys()
            distance = sum(abs(here.get(name, 0.0) - there.get(name, 0.0)) for name in names) / 2
            if len(choices) > 1:
                often[state.scene] = often.get(state.scene, 0.0) + chance / len(choices)
                far[state.scene] = far.get(state.scene, 0.0) + chance / len(choices) * distance
            go(after, chance / len(choices))

    go(rules.begin(story), 1.0)
    return {scene: Sway(many, far[scene] / many) for scene, many in often.items()}


def test_what_hangs_on_a_page_is_exact(tmp_path: Path) -> None:
    found = swayed(kettle(), tmp_path)
    counted = _counted(kettle())
    assert found.scenes.keys() == counted.keys()
    for scene, sway in found.scenes.items():
        assert sway.often == pytest.approx(counted[scene].often)
        assert sway.far == pytest.approx(counted[scene].far)


@pytest.mark.parametrize("seed", [0, 1, 3, 6])
def test_also_where_a_story_leads_back_to_itself(tmp_path: Path, seed: int) -> None:
    story = random_story(seed, tmp_path, size=4)
    found = swayed(story, tmp_path)
    assert found.because == ""
    # By play: sixty readings, so that a figure is hardly ever off by more than this.
    met = pacing.beginnings(story)[0].met
    for scene, sway in found.scenes.items():
        assert 0 <= sway.far <= 1
        often = met[scene].often if scene in met else 0.0
        assert often == pytest.approx(sway.often, abs=0.4 + 0.25 * sway.often)


def test_what_was_worked_out_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = swayed(kettle(), tmp_path)
    (kept,) = (tmp_path / "sway").iterdir()
    assert swayed(kettle(), tmp_path, seconds=0.0) == found
    kept.write_bytes(b"{")
    assert swayed(kettle(), tmp_path) == found
    kept.unlink()
    assert swayed(kettle(), tmp_path, seconds=0.0).because, "and without it there is too little time"
    assert not kept.exists()


def test_another_process_says_it(tmp_path: Path) -> None:
    story = Path(__file__).parents[1] / "stories" / "kettle"
    options = {**foreseer.options(), "stdin": subprocess.DEVNULL}
    with subprocess.Popen(pacing.command(story, tmp_path), **options) as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert pacing.heard(output) == swayed(kettle(), tmp_path)
    for nothing in (b"", b"{", b"Traceback", b'{"type":"sways","scenes":{},"because":"too wide"}'):
        assert pacing.heard(nothing) is None


@cache
def _shipped(slug: str) -> tuple[Story, tuple[pacing.Beginning, ...]]:
    story = load(shipped_stories() / slug).story
    assert story is not None
    return story, pacing.beginnings(story)


def _proposed(story: Story, lesson: int, sways: Sways | None = None) -> pacing.Plan:
    return pacing.propose(story, pacing.beginnings(story), lesson, sways)


@pytest.mark.parametrize("lesson", pacing.LESSONS)
@pytest.mark.parametrize("slug", ["blue-dot", "either-to-sign", "five-flights", "tether"])
def test_every_story_fits_into_every_lesson_with_a_talk(slug: str, lesson: int) -> None:
    story, found = _shipped(slug)
    # What hangs on a page as the worst that it may be: any page may be the one that is talked over.
    for worth in (None, "first", "last"):
        scenes = list(found[0].met)
        far = {scene: (at if worth == "last" else -at) for at, scene in enumerate(scenes)}
        low = min(far.values())
        sways = Sways({scene: Sway(1.0, (at - low) / len(far)) for scene, at in far.items()})
        plan = pacing.propose(story, found, lesson, sways if worth else None)
        assert plan.minutes <= lesson
        # A plan that leaves half of the story's time unused would be no plan.
        assert plan.minutes >= lesson - pacing.STORY[lesson] / 2
        assert f"About {round(plan.minutes)} minutes" in plan.told
        assert "There are" not in plan.told
        assert {25: 1, 45: 1, 90: 3}[lesson] <= len(plan.full)
        assert bool(plan.beginning.road) == (lesson < 90), "two lessons hold the whole of it"
        room = Room(story, lesson)
        if plan.beginning.road:
            room.tell_on(plan.beginning.road)
        room.advance()
        assert room.playthrough.chapter == plan.beginning.chapter


def test_the_estimate_is_what_a_class_does_and_not_what_it_is_told(blue_dot: Story) -> None:
    """The minutes of the plan against classes that go through it, page by page, by chance."""
    _, found = _shipped("blue-dot")
    plan = pacing.propose(blue_dot, found, 45)
    rng = random.Random(3)
    took = []
    for _ in range(25):
        room = Room(blue_dot)
        room.plan(plan.full)
        room.tell_on(plan.beginning.road)
        room.advance()
        words, minutes = sum(len(line.split()) for line in room.recap), 0.0
        while not room.at_ending:
            page = room.playthrough.now
            words += 0 if page.stayed else sum(len(line.split()) for line in page.text)
            words += sum(len(one.text.split()) for one in room.options if one.letter)
            if room.depth is Depth.PAGE:
                room.advance()
            else:
                minutes += 4.0 if room.depth is Depth.FULL else 0.7
                room.skip(Phase.FIRST)
                room.winner(rng.choice([one.id for one in room.options if one.letter]))
                room.skip(Phase.CONSEQUENCE)
                room.advance()
            words += sum(len(line.split()) for line in room.playthrough.now.reply)
        words += sum(len(line.split()) for line in room.playthrough.now.text)
        took.append(27 + minutes + words / pacing.WORDS_A_MINUTE)
    assert fmean(took) == pytest.approx(plan.minutes, abs=1.0)


def test_more_talks_take_more_and_the_plan_says_when_they_do_not_fit(blue_dot: Story) -> None:
    plan = _proposed(blue_dot, 45)
    fewer = plan.choosing(plan.full[1:])
    assert fewer.full == plan.full[1:]
    assert fewer.minutes < plan.minutes
    assert fewer.choosing(plan.full) == plan
    whole = pacing.planned(blue_dot, pacing.beginnings(blue_dot)[0], 45)
    assert len(whole.full) == 1
    assert whole.minutes > 60
    assert "There are 45" in whole.told


def test_without_figures_the_story_s_own_questions_are_taken(blue_dot: Story) -> None:
    plan = _proposed(blue_dot, 90)
    asked = [point for point in plan.points if point.talk]
    assert len(asked) >= 3
    assert sum(point.full for point in asked) >= 3


def test_the_page_on_which_most_hangs_is_taken_in_its_stretch(blue_dot: Story) -> None:
    points = [point.scene for point in _proposed(blue_dot, 45).points]
    for scene in points:
        sways = Sways({each: Sway(1.0, 0.9 if each == scene else 0.0) for each in points})
        assert scene in _proposed(blue_dot, 45, sways).full


def test_points_stand_in_the_order_of_reading_and_say_where_they_are(blue_dot: Story) -> None:
    plan = _proposed(blue_dot, 90)
    scenes = [point.scene for point in plan.points]
    assert scenes[0] == blue_dot.header.start
    assert scenes.index("wed_night") < scenes.index("friday") < scenes.index("sixth")
    chapters = list(dict.fromkeys(point.chapter for point in plan.points))
    assert chapters == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert _proposed(blue_dot, 90) == plan, "asked twice, it says the same"


def test_a_class_that_follows_the_plan_talks_there(blue_dot: Story) -> None:
    plan = _proposed(blue_dot, 90)
    room = Room(blue_dot)
    room.plan(plan.full)
    room.advance()
    assert room.depth is (Depth.FULL if blue_dot.header.start in plan.full else Depth.QUICK)


def test_a_story_of_pages_only_has_nothing_to_plan(tmp_path: Path) -> None:
    text = SOUND.replace('menu = ["check"]\n', "").replace(
        '[menu.check]\nchoice = [{ id = "check", text = "Check.", to = "here" }]\n', ""
    )
    story, diagnostics = read(tmp_path, text)
    assert story is not None, diagnostics
    plan = _proposed(story, 45)
    assert (plan.points, plan.full, plan.beginning.road) == ((), (), ())


def test_a_page_is_named_by_all_that_can_be_chosen_there(blue_dot: Story) -> None:
    plan = pacing.propose(blue_dot, pacing.beginnings(blue_dot), 90)
    for point in plan.points:
        written = [choice.id for choice in blue_dot.scenes[point.scene].choices]
        assert 2 <= len(point.choices) <= len(written)
        assert all(point.choices)
    named = {point.scene: point.choices for point in plan.points}
    assert named["wed_night"] == (
        "Ring Graham.",
        "Drive to York, and be outside.",
        "Put your phone in the bread bin and go to bed.",
        "Check.",
    )
