"""The figures beside the author: exact, of the page that is open, and ended with the window."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from game.analysis.report import Report, analyse
from game.author.figures import Known, Message, Weighed
from game.author.gather import gather_all
from game.author.weigh import known, weighed, weigher
from game.author.weigher import command
from game.debrief import foreseer
from game.narrative import rules
from game.narrative.state import State
from game.story.condition import OUTCOMES
from game.story.load import open_story
from game.story.model import Story
from tests.author.base import KETTLE


@pytest.fixture(scope="module")
def kettle() -> Story:
    return open_story(KETTLE)


@pytest.fixture(scope="module")
def report(kettle: Story) -> Report:
    return analyse(kettle, 20.0)


def walks(story: Story, readings: int) -> Iterator[tuple[tuple[str, ...], State]]:
    """Every page of some readings by chance, with the way there."""
    rng = random.Random(4)
    for _ in range(readings):
        state, path = rules.begin(story), tuple[str, ...]()
        yield path, state
        while options := rules.open_choices(story, state):
            choice = rng.choice(options)
            state, path = rules.choose(story, state, choice).state, (*path, choice.id)
            yield path, state


def naive(story: Story, state: State, found: dict[State, dict[str, float]]) -> dict[str, float]:
    """How likely each ending is from `state`, by going every way; for stories that do not go round."""
    if state in found:
        return found[state]
    if state.scene in story.endings:
        return {state.scene: 1.0}
    odds: dict[str, float] = {}
    options = rules.open_choices(story, state)
    for choice in options:
        for name, chance in naive(story, rules.choose(story, state, choice).state, found).items():
            odds[name] = odds.get(name, 0.0) + chance / len(options)
    found[state] = odds
    return odds


def test_odds_from_here_are_those_of_the_analysis_at_the_same_state(kettle: Story, report: Report) -> None:
    weigh_ = weigher(kettle, report)
    survey = report.survey
    assert survey is not None
    found: dict[State, dict[str, float]] = {}
    pages = 0
    for path, state in walks(kettle, 40):
        answer = weighed(kettle, weigh_, path)
        prospects = survey.prospects(state)
        for outcome in OUTCOMES:
            assert answer.here.outcomes.get(outcome, (0.0, 0.0))[0] == pytest.approx(prospects[outcome])
        by_hand = naive(kettle, state, found)
        assert {name: low for name, (low, _) in answer.here.endings.items()} == pytest.approx(by_hand)
        assert set(answer.roads) == {choice.id for choice in rules.open_choices(kettle, state)}
        for choice in rules.open_choices(kettle, state):
            after = survey.prospects(rules.choose(kettle, state, choice).state)
            for outcome, (low, high) in answer.roads[choice.id].outcomes.items():
                assert low == high == pytest.approx(after[outcome])
        pages += 1
    assert pages > 150


def test_a_story_that_could_not_be_explored_is_weighed_by_chance(kettle: Story, report: Report) -> None:
    lost = Report(**{**{name: getattr(report, name) for name in report.__dataclass_fields__}, "survey": None})
    answer = weighed(kettle, weigher(kettle, lost), ("pour",))
    exact = weighed(kettle, weigher(kettle, report), ("pour",))
    for name, (low, high) in answer.here.endings.items():
        assert low < high
        # 19 times of 20 it lies between the two; with this seed it does not lie far outside.
        assert low - 0.03 <= exact.here.endings[name][0] <= high + 0.03


def test_what_is_told_of_the_whole_story_goes_there_and_back(report: Report) -> None:
    checked, found = gather_all(KETTLE, 20.0)
    assert found is not None
    told = known(checked, found)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Message) == told
    assert told.exact
    assert told.start.endings == {name: (chance.low, chance.high) for name, chance in report.endings.items()}
    assert {one.finding.diagnostic.code for one in told.standing} == {"W631", "W632", "W634"}
    assert all(one.written == "[story]" for one in told.standing)
    assert told.witnesses["poured_out"][-1].startswith("why.")


def test_the_process_answers_every_path_and_ends_with_its_input(kettle: Story) -> None:
    process = subprocess.Popen(command(KETTLE, kettle.digest), **foreseer.options())
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(foreseer.question(("half", "on")))
        process.stdin.flush()
        told: list[Message] = []
        while not (told and isinstance(told[-1], Weighed)):
            told.append(msgspec.json.decode(process.stdout.readline(), type=Message))
        assert any(isinstance(one, Known) for one in told)
        last = told[-1]
        assert isinstance(last, Weighed)
        assert last.path == ("half", "on")
        assert set(last.roads) == {"sign", "amend"}
        if hasattr(os, "getpgid"):
            assert os.getsid(process.pid) == process.pid
            assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 10
        process.stdin.close()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_another_version_than_the_one_asked_for_is_not_weighed() -> None:
    process = subprocess.Popen(command(KETTLE, "0" * 64), **foreseer.options())
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readlines()[-1]) == {"type": "changed"}
        assert process.wait(10) == 1
    finally:
        process.kill()
        process.communicate()


def test_the_desk_imports_no_numpy_and_its_lines_no_textual(tmp_path: Path) -> None:
    probe = (
        "import io, sys; from pathlib import Path; from game.author.aloud import run; "
        "from game.plain.console import Console; "
        "run(Path(sys.argv[1]), Console(io.StringIO('1\\nstate\\nmap\\n'), io.StringIO())); "
        "print(sorted({'numpy', 'textual', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", probe, str(KETTLE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "LEEWAY_HOME": str(tmp_path)},
    )
    assert done.stdout.strip() == "[]", done.stderr
