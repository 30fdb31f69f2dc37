"""What the page for teachers says can be done as it says."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from game.classroom import pacing
from game.classroom.care import load_help
from game.classroom.host.commands import CLASS_APP_COMMANDS, CLASS_COMMANDS, WINNER
from game.classroom.room import Phase, Room
from game.cli import parse
from game.story.library import shipped_stories
from game.story.load import load
from tests.classroom.base import kettle
from tests.classroom.hosted import Door, begin, class_app, on, quick_vote, shown

PAGE = (shipped_stories() / "TEACHING.md").read_text("utf-8")
COMMANDS = sorted(
    {found.strip("` ") for found in re.findall(r"`leeway [^`\n]+`|^ {4}leeway .+$", PAGE, re.MULTILINE)}
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_on_the_page_is_one(command: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == "leeway"
    assert parse(arguments).module != "open"


def test_there_are_commands_and_keys_on_the_page_and_the_keys_are_known() -> None:
    assert len(COMMANDS) > 8
    named = set(re.findall(r"`([a-z?])`", PAGE))
    known = {command.keys for command in (*CLASS_COMMANDS, *CLASS_APP_COMMANDS, WINNER)}
    assert len(named) > 6
    assert named - {"?"} <= known


def test_the_help_page_that_it_shows_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "help.toml").write_text(example, "utf-8")
    lines, fault = load_help(tmp_path / "help.toml")
    assert fault == ""
    assert "Ms Okafor, counsellor: room 12, Tuesday and Thursday" in lines


def test_it_is_short_enough_to_be_read() -> None:
    assert len(PAGE.split()) < 2000


async def test_a_class_begun_the_day_before_is_taken_up_by_phones_and_stopped_early(tmp_path: Path) -> None:
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app, _ = await begin(pilot)
        await quick_vote(pilot)
        await pilot.press("h", "w", "enter")
        await shown(pilot)
        await on(pilot, Phase.CONSEQUENCE)
        await on(pilot, Phase.READING)
        page = app.room.playthrough.now
        assert app.room.history[0].first.declared is not None
    (file,) = (tmp_path / "classes").glob("*.jsonl")
    room = Room.resume(file, kettle())
    app = class_app(tmp_path, room, make_door=Door)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        assert (room.playthrough.now, room.hands) == (page, True)
        await pilot.press("h")
        await shown(pilot)
        assert not room.hands
        assert app.door is not None
        await pilot.press("f")
        await shown(pilot)
        await pilot.press("end", "enter")
        await shown(pilot)
        assert room.phase is Phase.DEBRIEF
    room.close()


def test_the_minutes_on_the_page_are_those_of_the_plan() -> None:
    story = load(shipped_stories() / "blue-dot").story
    assert story is not None
    found = pacing.beginnings(story)
    rows = re.findall(r"^\| (25|45|2 x 45) minutes \| (.+?) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 3
    for name, where, inside, around in rows:
        lesson = {"25": 25, "45": 45, "2 x 45": 90}[name]
        plan = pacing.propose(story, found, lesson)
        assert (int(inside), int(around)) == (pacing.STORY[lesson], lesson - pacing.STORY[lesson])
        begins = plan.beginning.chapter if plan.beginning.road else "the beginning"
        assert where.startswith(begins)
        assert plan.minutes <= lesson


def test_the_table_of_the_lesson_has_the_minutes_that_the_plan_counts_with() -> None:
    rows = [(int(begin), int(end)) for begin, end in re.findall(r"^\| (\d+)–(\d+) \|", PAGE, re.MULTILINE)]
    assert (rows[0][0], rows[-1][1]) == (0, 45)
    assert all(one[1] == after[0] for one, after in pairwise(rows))
    assert (rows[2][1] - rows[2][0]) == pacing.STORY[45]
    told = re.search(r"\*\*25 minutes\.\*\* (.+?)\.", PAGE, re.DOTALL)
    assert told is not None
    minutes = list(map(int, re.findall(r"\d+", told[1])))
    assert (sum(minutes), minutes[2]) == (25, pacing.STORY[25])
