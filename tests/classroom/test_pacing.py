"""Which pages are talked through, by what hangs on them, which is exact."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from game.analysis.sway import swayed
from game.classroom import pacing
from game.classroom.room import Depth, Room
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
    # By play: a hundred readings, so that a figure is hardly ever off by more than this.
    met = pacing._met(story)
    for scene, sway in found.scenes.items():
        assert 0 <= sway.far <= 1
        _, often = met.get(scene, (0.0, 0.0))
        assert often == pytest.approx(sway.often, abs=0.35 + 0.2 * sway.often)


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


@pytest.mark.parametrize("lesson", pacing.LESSONS)
def test_a_longer_lesson_talks_through_more(blue_dot: Story, lesson: int) -> None:
    plan = pacing.propose(blue_dot, lesson)
    met = {point.scene: point.often for point in plan.points}
    talks = sum(min(met[scene], 1.0) for scene in plan.full)
    assert {25: 1, 45: 2, 90: 3}[lesson] <= talks <= {25: 2, 45: 4, 90: 8}[lesson] + 0.5
    assert plan.lesson == lesson
    assert str(round(plan.minutes)) in plan.told
    fewer = plan.choosing(plan.full[1:])
    assert fewer.full == plan.full[1:]
    assert fewer.minutes < plan.minutes
    again = fewer.choosing(plan.full)
    assert (again.points, again.minutes) == (plan.points, pytest.approx(plan.minutes))


def test_without_figures_the_story_s_own_questions_are_taken(blue_dot: Story) -> None:
    plan = pacing.propose(blue_dot, 45)
    assert plan.full
    assert all(point.talk for point in plan.points if point.full)
    assert all(point.far is None for point in plan.points)


def test_the_page_on_which_most_hangs_is_taken_in_its_stretch(blue_dot: Story) -> None:
    plan = pacing.propose(blue_dot, 45)
    points = [point.scene for point in plan.points]
    last = points[-2]
    sways = Sways({scene: Sway(1.0, 0.9 if scene == last else 0.0) for scene in points})
    assert last in pacing.propose(blue_dot, 45, sways).full


def test_points_stand_in_the_order_of_reading_and_say_where_they_are(blue_dot: Story) -> None:
    plan = pacing.propose(blue_dot, 45)
    scenes = [point.scene for point in plan.points]
    assert scenes[0] == blue_dot.header.start
    assert scenes.index("wed_night") < scenes.index("friday") < scenes.index("sixth")
    assert plan.points[0].begins.startswith("The 22:51 to Hull")
    assert plan.points[0].chapter == "Monday"
    assert pacing.propose(blue_dot, 45) == plan, "asked twice, it says the same"


def test_a_class_that_follows_the_plan_talks_there(blue_dot: Story) -> None:
    plan = pacing.propose(blue_dot, 90)
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
    plan = pacing.propose(story, 45)
    assert (plan.points, plan.full) == ((), ())
