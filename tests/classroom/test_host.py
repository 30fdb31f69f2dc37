"""A whole class from the wall: by phones, by hands, by both, and taken up again."""

import asyncio
import re

import pytest

from game.classroom.ballots import PASS
from game.classroom.host.app import ClassApp
from game.classroom.host.screens.room import TICK, RoomScreen
from game.classroom.room import Depth, Phase, Room
from game.narrative.markup import plain
from tests.classroom.base import kettle
from tests.classroom.hosted import Door, ballots, begin, class_app, on, past_ground_rules, quick_vote, shown
from tests.tui.book import painted, words


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR", "LEEWAY_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


def foot(app) -> str:
    return painted(app).rstrip().splitlines()[-1].strip()


async def test_enter_alone_leads_through_a_whole_class_of_phones(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "45 minutes, a lesson" in words(app)
        await pilot.press("g")
        await pilot.pause()
        assert "This is fiction." in words(app)
        assert f"You are {app.story.cast['you'].name}, who " in words(app)
        assert "This story touches on: a scald." in words(app)
        await past_ground_rules(pilot)
        app, seats = app, [app.room.sit()[0] for _ in range(5)]
        room = app.room
        for seat in seats:
            room.arrive(seat)
        await shown(pilot)
        assert "192.168.1.37:8765" in words(app)
        assert foot(app).startswith("5 here")
        await on(pilot, Phase.READING)
        room.set_depth(Depth.FULL)
        phases, round_ = [], room.round
        for _ in range(40):
            if room.phase not in phases:
                phases.append(room.phase)
            if room.phase in (Phase.FIRST, Phase.SECOND):
                ballots(room, seats, "AAB-." if room.phase is Phase.FIRST else "ABBB-")
                await shown(pilot)
                assert ("4" if room.phase is Phase.FIRST else "5") + " ballots, 5 here" in foot(app)
                assert "━" not in painted(app)
            if room.phase is Phase.REVEAL:
                await pilot.pause()
                wall = painted(app)
                assert "B has the most." in wall
                assert [line.split()[-1] for line in wall.splitlines() if "before" in line] == [
                    "2",
                    *["0–1"] * 3,
                ]
                assert [line.split()[-1] for line in wall.splitlines() if "after" in line] == [
                    "0–1",
                    "3",
                    "0–1",
                    "0–1",
                ]
                assert "passed" not in wall, "whoever passes alone is somebody too"
            if room.phase is Phase.VOICES:
                await pilot.pause()
                text = words(app)
                # The fewest speak first, and whom nobody chose does not speak.
                assert "Sit on your hands" in text
                assert "half full" not in text
                # Nor does whoever stands alone.
                assert "pour it" not in text
                assert "Your teacher speaks for A, C and D." in text, "nor is it told from nobody"
            if room.phase is Phase.CONSEQUENCE:
                break
            await pilot.press("enter")
        assert phases == [
            Phase.READING,
            Phase.FIRST,
            Phase.ARGUE,
            Phase.SECOND,
            Phase.REVEAL,
            Phase.VOICES,
            Phase.CONSEQUENCE,
        ]
        assert "Sit on your hands." in words(app)
        while room.phase is not Phase.FEELING:
            if room.phase is Phase.FIRST:
                ballots(room, seats, "AAAAA")
            if room.phase is Phase.REVEAL and room.round > round_ + 6:
                await pilot.press("f")
            await pilot.press("enter")
        await pilot.press("enter")
        await pilot.pause()
        assert "Nobody has answered yet" in painted(app)
        assert room.phase is Phase.FEELING, "what cannot come again is not passed by one key"
        await pilot.press("x")
        room.feel(seats[0], "torn")
        await shown(pilot)
        assert foot(app).startswith("1 answered, 5 here")
        await on(pilot, Phase.PREDICT)
        for place, seat in enumerate(seats):
            room.predict(seat, 40 + place, 60)
        await on(pilot, Phase.DEBRIEF)
        await pilot.pause()
        seen = [app.debrief.name]
        assert "●" in painted(app)
        for _ in range(60):
            if app.debrief.last and app.screen.board.window + 1 == app.screen.board.windows:
                break
            await pilot.press("enter")
            if app.debrief.name not in seen:
                seen.append(app.debrief.name)
        assert seen == [
            "The map",
            "Where you turned it",
            "How it leaves you",
            "Before and after",
            "Where you were split",
            "It was close",
            "Still in reach",
            "Three questions",
            "Attachment and autonomy",
            "If something came too near",
        ]
        await pilot.press("enter")
        assert room.phase is Phase.DEBRIEF, "the end is asked for twice"
        await pilot.press("enter")
        assert room.phase is Phase.OVER
        assert not room.seated
    file = next((tmp_path / "classes").glob("*.jsonl")).read_text()
    assert not any(f'"seat":{seat},' in file for seat in seats)


async def test_a_class_without_phones_counts_hands_all_the_way(tmp_path):
    app = class_app(tmp_path, make_door=None, hands=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot)
        assert "Votes are by hand." in words(app)
        assert not {"address", "lock"} & set(foot(app).split())
        room = app.room
        await quick_vote(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Type a number" in words(app)
        assert "ballot" not in foot(app)
        assert "here" not in foot(app)
        await pilot.press("1", "2", "enter", "8", "enter")
        await pilot.pause()
        assert painted(app).count("●") == 2, "one figure looks like two"
        assert not re.search(r"12|20|8|\d hands", painted(app)), "who is still to vote sees no number"
        await pilot.press("enter", "enter", "3", "enter")
        await pilot.pause()
        assert room.phase is Phase.FIRST, "a line is empty"
        assert "Not every line has a number." in painted(app)
        await pilot.press("enter")
        await pilot.pause()
        assert room.phase is Phase.REVEAL, "counting hands closes the vote"
        assert "━ 12" in painted(app)
        assert "3 passed." in painted(app)
        await on(pilot, Phase.CONSEQUENCE)
        (one,) = room.history
        assert one.by_hands
        assert one.last.passes == 3
        # And once only the winner.
        await quick_vote(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("w", "b")
        await on(pilot, Phase.CONSEQUENCE)
        assert room.history[-1].last.declared == room.history[-1].choice
        assert room.history[-1].options[1].id == room.history[-1].choice


async def test_a_class_into_which_nobody_came_is_not_begun_by_one_key(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.room.phase is Phase.LOBBY
        assert "Nobody is in yet." in painted(app)
        await pilot.press("enter")
        assert app.room.phase is Phase.READING


async def test_hands_are_added_to_the_phones(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 3)
        room = app.room
        await quick_vote(pilot)
        ballots(room, seats, "AB.")
        await pilot.press("h")
        await pilot.pause()
        await pilot.press("0", "enter", "4", "backspace", "5", "enter", "0", "enter", "0", "enter", "enter")
        await shown(pilot)
        assert room.phase is Phase.FIRST, "phones may still vote"
        assert "7 ballots, 3 here" in foot(app)
        assert not room.hands
        await on(pilot, Phase.REVEAL)
        assert room.first.counts[room.options[1].id] == 6
        assert room.first.hands == 5
        assert PASS not in room.first.counts


async def test_a_class_is_taken_up_where_it_was(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 4)
        await quick_vote(pilot)
        ballots(app.room, seats, "AAB.")
        before = app.room.options
    file = next((tmp_path / "classes").glob("*.jsonl"))
    again = class_app(tmp_path, Room.resume(file, app.story))
    async with again.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        room = again.room
        assert isinstance(again.screen, RoomScreen)
        assert "3 ballots, 0 here" in foot(again)
        assert room.options == before
        room.arrive(seats[3])
        room.vote(seats[3], room.round, room.vote_no, before[1].id)
        await shown(pilot)
        assert "4 ballots, 1 here" in foot(again)
        await on(pilot, Phase.REVEAL)
        assert list(room.first.counts.values())[:2] == [2, 2]


async def test_what_is_wrong_is_told_in_full_before_a_class_and_before_it_goes_on(tmp_path):
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "help.toml").write_text('contacts = "Ms Okafor"', "utf-8")
    door = Door()
    door.port = 8766
    app = class_app(tmp_path, make_door=lambda: door, port=8765)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "help.toml has a fault" in words(app), "on the plan, where nobody looks yet"
        assert "ours is shown." in words(app)
        app, _ = await begin(pilot)
        assert "Port 8765 is in use, so phones come in at 8766." in words(app)
        assert "help.toml" not in painted(app)
        await quick_vote(pilot)
    (file,) = (tmp_path / "classes").glob("*.jsonl")
    file.write_bytes(file.read_bytes() + b"{\n")
    app = class_app(tmp_path, Room.resume(file, kettle()))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        told = words(app)
        assert "cannot be read; the class goes on from before it." in told
        # Wherever the path before it breaks the line.
        assert "help.tomlhasafault" in told.replace(" ", "")
        await past_ground_rules(pilot)
        assert app.room.phase is Phase.FIRST
        assert app.room.options[0].text in words(app)


async def test_a_tie_is_shown_and_people_decide(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 4)
        room = app.room
        await quick_vote(pilot)
        ballots(room, seats, "AABB")
        await on(pilot, Phase.REVEAL)
        assert "A and B are even. Talk, and press one letter." in words(app)
        await pilot.press("enter")
        await pilot.pause()
        assert room.phase is Phase.REVEAL
        assert "It is even." in words(app)
        assert "half full" not in words(app), "only what is even can be chosen"
        await pilot.press("enter")
        assert room.decided is None, "nothing is decided by the key that leads on"
        await pilot.press("b")
        await pilot.pause()
        assert "A and B are even. The class talked it over and did B." in words(app)
        await pilot.press("enter")
        assert room.phase is Phase.CONSEQUENCE
        assert room.history[-1].choice == room.history[-1].options[1].id
        assert not room.history[-1].overruled
        await quick_vote(pilot)
        ballots(room, seats, "AABB")
        await on(pilot, Phase.REVEAL)
        await pilot.press("a")
        await shown(pilot)
        assert room.phase is Phase.REVEAL, "where a letter settles, it opens no vote again"
        assert room.decided == room.options[0].id
        await pilot.press("a")
        assert room.phase is Phase.FIRST, "and then it is a key again"


async def test_a_vote_that_is_open_is_not_left_for_the_map_by_one_key(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 4)
        room = app.room
        await quick_vote(pilot)
        ballots(room, seats, "AABB")
        for answer, phase in (("2", Phase.FIRST), ("1", Phase.DEBRIEF)):
            await pilot.press("f", "end", "enter")
            await shown(pilot)
            assert "Its ballots are dropped" in words(app)
            assert room.phase is Phase.FIRST
            await pilot.press(answer)
            await shown(pilot)
            assert room.phase is phase


async def test_the_fewest_speak_first_and_nobody_alone_and_what_is_settled_then_is_said_at_once(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app, seats = await begin(pilot, 8)
        room = app.room
        await on(pilot, Phase.READING)
        room.set_depth(Depth.FULL)
        await on(pilot, Phase.FIRST)
        ballots(room, seats, "AAABBCCC")
        room.skip(Phase.VOICES)
        await shown(pilot)
        text = words(app)
        assert "Your teacher speaks for D." in text
        assert "the smaller side first" in text
        places = {
            letter: text.index(said)
            for letter, said in zip("ABC", ("pour it", "Sit on", "half full"), strict=True)
        }
        assert places["B"] < places["A"] < places["C"]
        await pilot.press("enter", "c")
        await pilot.pause()
        assert "The class talked it over and did C." in words(app)
        assert room.phase is Phase.VOICES


async def test_a_vote_is_overruled_with_a_reason_that_is_shown(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 3)
        room = app.room
        await quick_vote(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert "Show the counts first." in painted(app)
        ballots(room, seats, "AAA")
        await on(pilot, Phase.REVEAL)
        await pilot.press("o")
        await pilot.pause()
        await pilot.press("b")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "Without a reason the vote stands." in painted(app)
        assert room.decided == room.options[0].id
        await pilot.press(*"time", "enter")
        await pilot.pause()
        assert "did B: “Time.”" in words(app), "with its reason, before anybody asks"
        await on(pilot, Phase.CONSEQUENCE)
        assert "The class talked it over and did B: “Time.”" in words(app)
        assert room.history[-1].overruled
        assert room.history[-1].reason == "time"


async def test_nothing_is_closed_by_mistake_and_a_vote_can_be_opened_again(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 2)
        room = app.room
        await quick_vote(pilot)
        await pilot.press("enter")
        assert room.phase is Phase.FIRST
        assert "Nobody has voted yet." in painted(app)
        ballots(room, seats, "AA")
        await on(pilot, Phase.REVEAL)
        await pilot.press("a")
        assert room.phase is Phase.FIRST
        ballots(room, seats, "BB")
        await on(pilot, Phase.REVEAL)
        assert "B has the most." in painted(app)
        await pilot.press("q")
        await pilot.pause()
        assert "q once more leaves." in painted(app)
        assert app.is_running


async def test_pause_timer_lock_and_removing_a_phone(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app, seats = await begin(pilot, 2)
        room = app.room
        await pilot.press("l")
        await shown(pilot)
        assert room.locked
        await pilot.press("x")
        assert "locked" in foot(app)
        await quick_vote(pilot)
        await pilot.press("t", "t")
        await shown(pilot)
        assert "1:59" in foot(app) or "2:00" in foot(app)
        await pilot.press("p")
        await pilot.pause()
        assert words(app).split() == ["A", "pause.", "It", "goes", "on", "in", "a", "moment."]
        assert "help page" in foot(app)
        await pilot.press("enter")
        assert room.phase is Phase.FIRST
        await pilot.press("p", "u")
        await pilot.pause()
        assert room.timer is None
        assert "A pause." not in painted(app)
        ballots(room, seats, "AB")
        await pilot.press("l", "r")
        await pilot.pause()
        signs = [room.view(seat).sign for seat in seats]
        assert all(f"Phone {sign}" in words(app) for sign in signs)
        assert not any(str(seat) in words(app) for seat in seats), "a seat's number stands beside its ballot"
        place = sorted(signs).index(signs[0])
        await pilot.press(str(place + 1))
        await shown(pilot)
        assert room.seated == set(seats), "it is asked once"
        await pilot.press("2")
        await shown(pilot)
        assert room.seated == {seats[1]}
        assert room.locked
        assert "1 ballot, 1 here" in foot(app)


async def test_back_to_an_earlier_choice_and_over_the_steps_of_a_round(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 2)
        room = app.room
        await on(pilot, Phase.READING)
        await pilot.press("f")
        await pilot.pause()
        assert "To the first vote." in words(app)
        await pilot.press("1")
        assert room.phase is Phase.FIRST
        ballots(room, seats, "AA")
        await on(pilot, Phase.CONSEQUENCE)
        await pilot.press("b")
        await pilot.pause()
        assert f"Get up and pour it. {plain(room.history[0].chapter)}".strip() in words(app)
        await pilot.press("1")
        await pilot.pause()
        assert room.phase is Phase.READING
        assert room.playthrough.now.n == 0
        assert room.history[0].left
        assert room.depth is Depth.FULL
        await pilot.press("d")
        assert room.depth is Depth.QUICK


async def test_every_command_has_a_key_of_its_own_and_the_help_names_it(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot)
        keys = [key for command in app.screen.commands for key in command.keys.split(",")]
        assert len(keys) == len(set(keys))
        await pilot.press("question_mark")
        await pilot.pause()
        for command in RoomScreen.commands:
            assert command.about in words(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, RoomScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, RoomScreen), "nothing lies below the room"


@pytest.mark.parametrize("size", [(80, 24), (100, 30)], ids=str)
async def test_no_key_is_cut_off_in_the_help(tmp_path, size):
    app = class_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("g")
        await pilot.pause()
        for below in ("the ground rules", "the room"):
            await pilot.press("question_mark")
            await pilot.pause()
            board, seen = app.screen.board, ""
            for window in range(board.windows):
                board.turn(window)
                await pilot.pause()
                seen += painted(app)
            assert "…" not in seen
            assert ("esc or b" in seen) == (below == "the ground rules")
            await pilot.press("escape")
            await past_ground_rules(pilot)


async def test_the_words_at_the_foot_can_be_clicked(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot, 1)
        line = painted(app).rstrip().splitlines()[-1]
        y = len(painted(app).rstrip().splitlines()) - 1
        await pilot.click(offset=(line.index("begin"), y))
        await pilot.pause()
        assert app.room.phase is Phase.READING


async def test_what_was_quick_and_what_is_noted_can_be_told_shorter(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot)
        await on(pilot, Phase.READING)
        await pilot.press("y")
        await pilot.pause()
        noted = app.story.scenes[app.room.playthrough.now.scene].skip
        assert (noted or "This page has no shorter telling.") in " ".join(painted(app).split())


async def test_enter_leads_past_nothing_that_the_ground_rules_say(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("g")
        await pilot.pause()
        assert "a scald" not in painted(app)
        for _ in range(app.screen.board.windows - 1):
            await pilot.press("enter")
            await pilot.pause()
        assert "a scald" in painted(app)
        await pilot.press("enter")
        assert isinstance(app.screen, RoomScreen)


@pytest.mark.parametrize("key", ["b", "B"])
async def test_where_letters_decide_only_escape_goes_back(tmp_path, key):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        _, seats = await begin(pilot, 2)
        await quick_vote(pilot)
        ballots(app.room, seats, "AB")
        await on(pilot, Phase.REVEAL)
        await pilot.press("o")
        await pilot.pause()
        assert "esc back" in foot(app)
        await pilot.press("escape")
        assert app.room.decided is None
        await pilot.press("o", key)
        assert app.room.decided == app.room.options[1].id


async def test_no_look_at_the_room_is_taken_when_every_screen_is_gone(tmp_path):
    class Slow(ClassApp):
        """Its screens are gone well before it is: so it may be on a computer that has other things to do."""

        async def _close_all(self) -> None:
            await super()._close_all()
            self._foreseen()
            await asyncio.sleep(3 * TICK)

    app = class_app(tmp_path, kind=Slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, 1)
        # What is shown no sooner than at the next look.
        app.room.lock()


async def test_a_class_that_cannot_be_kept_says_so_before_it_begins(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.bookcase.home.classes.write_text("a file, where a folder should be")
        await pilot.press("g")
        await pilot.pause()
        assert "This class is not on disk" in words(app)
        await pilot.press("enter")
        await past_ground_rules(pilot)
        assert "Scan the square" in words(app)
