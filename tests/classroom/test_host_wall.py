"""What can be read from the back of the room: the code, letters, whole windows; and the door behind it."""

import asyncio
import re
import time

import pytest
import segno
from rich.color import Color

from game.classroom.host import wall
from game.classroom.host.board import Board
from game.classroom.host.letters import HEIGHT, WIDTH, large
from game.classroom.host.qr import QUIET, QrCode, matrix, rows
from game.classroom.host.screens.text import Text
from game.classroom.network import Server
from game.classroom.room import Phase, Room
from game.debrief import foreseer
from tests.classroom.hosted import Door, ballots, begin, class_app, on, past_ground_rules, quick_vote, shown
from tests.classroom.phones import Phone
from tests.tui.book import painted, until, words

SCAN = "HTTP://192.168.1.37:8765/J/BCDFGHJKLMNPQRST"
DARK = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR", "LEEWAY_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


# -- the code -----------------------------------------------------------------------------------------


def test_the_half_blocks_say_every_module_of_the_code():
    wanted = [list(row) for row in segno.make(SCAN, error="l", micro=False).matrix_iter(border=QUIET)]
    drawn = []
    for row in rows(matrix(SCAN)):
        drawn.append([DARK[cell][0] for cell in row])
        drawn.append([DARK[cell][1] for cell in row])
    assert drawn[: len(wanted)] == wanted
    assert not any(map(any, drawn[len(wanted) :]))
    assert not any(any(row) for row in (*wanted[:QUIET], *wanted[-QUIET:]))


@pytest.mark.parametrize("theme", ["paper", "night", "contrast", "terminal", "none"])
async def test_the_code_is_black_on_white_whatever_the_theme(tmp_path, monkeypatch, theme):
    if theme == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    app = class_app(tmp_path, theme="paper" if theme == "none" else theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        code = app.screen.query_one(QrCode)
        assert code.display
        place = code.region
        painted_rows = app.screen._compositor.render_strips()[place.y : place.bottom]
        seen = [strip.crop(place.x, place.right) for strip in painted_rows]
        assert ["".join(each.text for each in strip) for strip in seen] == rows(matrix(SCAN))
        for strip in seen:
            for segment in strip:
                assert segment.style is not None
                assert segment.style.color == Color.parse("#000000")
                assert segment.style.bgcolor == Color.parse("#ffffff")


async def test_a_class_that_is_taken_up_has_its_code_beside_the_address(tmp_path):
    first = class_app(tmp_path)
    room = Room.open(first.story, tmp_path / "classes", 45)
    room.advance()
    app = class_app(tmp_path, room)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert "192.168.1.37:8765/" in painted(app)
        board, code = app.screen.board.region, app.screen.query_one(QrCode).region
        assert board.right <= code.x
        assert code.right < 80


async def test_a_wall_that_is_made_larger_stays_where_it_was_read(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(40, 9)) as pilot:
        await begin(pilot)
        await on(pilot, Phase.READING)
        board = app.screen.board
        board.turn(board.windows - 1)
        await pilot.pause()
        assert board.windows > 3
        last = app.room.options[-1].text
        assert last in " ".join(painted(app).split())
        await pilot.resize_terminal(40, 15)
        await shown(pilot)
        assert last in " ".join(painted(app).split())


async def test_a_window_too_small_for_the_code_shows_the_address_alone(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await begin(pilot)
        assert not app.screen.query_one(QrCode).display
        assert "Type this into a phone: 192.168.1.37:8765/" in words(app)
        assert "B C D F G H" in words(app) or large("BCDFGH")[0] in painted(app)
        await pilot.resize_terminal(80, 24)
        await shown(pilot)
        assert app.screen.query_one(QrCode).display
        await on(pilot, Phase.READING)
        assert not app.screen.query_one(QrCode).display
        await pilot.press("c")
        await pilot.pause()
        assert app.screen.query_one(QrCode).display
        await pilot.press("enter")
        await pilot.pause()
        assert not app.screen.query_one(QrCode).display
        assert app.room.phase is Phase.READING


# -- the board ----------------------------------------------------------------------------------------


def test_every_letter_and_figure_has_a_form_of_its_own():
    forms = {letter: large(letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
    assert len(set(forms.values())) == 36
    assert all(len(form) == HEIGHT and {len(row) for row in form} == {WIDTH} for form in forms.values())
    assert {len(row) for row in large("BCDFGH")} == {6 * (WIDTH + 1) - 1}


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (40, 15)], ids=str)
async def test_windows_show_every_line_once_and_no_list_of_choices_is_broken(tmp_path, size):
    app = class_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        await on(pilot, Phase.READING)
        board = app.screen.query_one(Board)
        seen = []
        for window in range(board.windows):
            seen.append(painted(app))
            assert ("↑" in seen[-1], "↓" in seen[-1]) == (window > 0, window + 1 < board.windows)
            await pilot.press("space")
            await pilot.pause()
        assert app.room.phase is Phase.READING, "space never opens a vote"
        told = [line.strip() for text in seen for line in text.splitlines()[:-2]]
        for line in filter(None, (line.strip() for line in board.text.splitlines())):
            assert sum(line in row for row in told) >= 1, line
        assert len(set(seen)) == len(seen)
        first = app.room.options[0].text
        assert all(option.text[:12] in seen[-1] for option in app.room.options), first


async def test_no_window_holds_one_line_where_the_one_before_can_give(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for many in range(8, 16):
            app.push_screen(Text("Lines", wall.notes(f"Line {number}." for number in range(many))))
            await pilot.pause()
            board = app.screen.board
            seen = []
            for window in range(board.windows):
                board.turn(window)
                await pilot.pause()
                seen.append(sum("Line " in row for row in painted(app).splitlines()))
            assert sum(seen) == many
            assert min(seen) >= 3 or len(seen) == 1, seen
            await pilot.press("escape")


async def test_a_long_paragraph_is_read_on_where_it_was_whatever_the_window_becomes(tmp_path):
    app = class_app(tmp_path)
    text = " ".join(f"word{number}" for number in range(400))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.push_screen(Text("Long", wall.notes([text])))
        await pilot.pause()
        board = app.screen.board
        board.turn(board.windows // 2)
        await pilot.pause()
        for size in ((100, 30), (60, 18), (80, 24), (160, 45), (80, 24)):
            read = next(word for word in painted(app).split() if word.startswith("word"))
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            assert read in painted(app).split(), size


async def test_what_goes_on_below_letters_has_its_arrow(tmp_path):
    app = class_app(tmp_path, make_door=None, hands=True)
    async with app.run_test(size=(80, 11)) as pilot:
        await begin(pilot)
        await on(pilot, Phase.FIRST)
        windows = []
        for rows_ in (11, 16, 20, 22, 24):
            await pilot.resize_terminal(80, rows_)
            await pilot.press("h")
            await shown(pilot)
            board = app.screen.board
            windows.append(board.windows)
            assert ("They pass." in painted(app)) == (board.windows == 1)
            assert ("↓" in painted(app)) == (board.window + 1 < board.windows)
            await pilot.press("escape")
            await pilot.pause()
        assert (windows[0] > 1, windows[-1]) == (True, 1)


async def test_more_than_one_page_of_text_is_paged_by_wheel_and_keys_and_survives_a_resize(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await on(pilot, Phase.READING)
        board = app.screen.query_one(Board)
        assert board.windows > 1
        await pilot.press("end")
        last = board.window
        assert last == board.windows - 1
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert board.scroll_offset.y % board.size.height == 0
        await pilot.press("home")
        await pilot.pause()
        assert board.window == 0
        assert f"1 of {board.windows}" in painted(app)


# -- the door -----------------------------------------------------------------------------------------


async def test_a_real_phone_comes_in_votes_and_is_seen_on_the_wall(tmp_path):
    app = class_app(tmp_path, make_door=Server, port=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await shown(pilot)
        assert isinstance(app.door, Server)
        assert " ".join(large(app.door.code)[0].split()) in " ".join(painted(app).split())
        async with Phone(app.door) as phone:
            await phone.sit()
            await quick_vote(pilot)
            before = time.monotonic()
            answer = await phone.vote(app.room, app.room.options[1].id)
            assert answer.status == 200
            assert time.monotonic() - before < 2
            await until(pilot, lambda: "1 ballot, " in painted(app))
            await on(pilot, Phase.REVEAL)
            assert "B has the most." in painted(app)
        port = app.door.port
    with pytest.raises(OSError, match=str(port)):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_class_planned_by_hand_opens_no_door_until_phones_are_wanted(tmp_path):
    made = []

    class Counted(Door):
        async def start(self, room, port=8765):
            made.append(port)

    app = class_app(tmp_path, make_door=Counted)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "5")
        await past_ground_rules(pilot)
        assert app.room.hands
        assert "Votes are by hand." in words(app)
        assert made == []
        await pilot.press("h")
        await shown(pilot)
        assert made == [8765]
        assert not app.room.hands
        assert "Scan the square" in words(app)


async def test_the_wall_says_when_the_network_has_gone_and_when_it_is_another(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot)
        door = app.door
        assert isinstance(door, Door)
        assert "type 192.168.1.37:8765/test there" in words(app)
        door.tested = 1
        await shown(pilot)
        assert "One phone tried it: it works." in words(app)
        door.changes, door.url, door.scan = True, None, None
        app.look_at_network()
        await shown(pilot)
        assert "has left the network" in painted(app)
        assert "no phone can reach it" in words(app)
        door.url, door.scan = "10.0.0.2:8765/BCDFGH", SCAN
        app.look_at_network()
        await shown(pilot)
        assert "10.0.0.2:8765/" in words(app)
        assert "The network has changed." in painted(app)


async def test_where_no_port_can_be_had_the_class_goes_on_by_hand(tmp_path):
    class Shut(Door):
        async def start(self, room, port=8765):
            raise OSError("Ports 8765 to 8784 of this computer are in use.")

    app = class_app(tmp_path, make_door=Shut)
    async with app.run_test(size=(80, 24)) as pilot:
        app, _ = await begin(pilot)
        assert app.door is None
        await shown(pilot)
        assert "Ports 8765 to 8784" in words(app)
        await quick_vote(pilot)
        await pilot.press("h")
        await pilot.pause()
        assert "Type a number" in words(app)


async def test_three_hundred_ballots_in_a_moment_are_a_few_repaints(tmp_path, monkeypatch):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app, seats = await begin(pilot, 300)
        await quick_vote(pilot)
        looks = []
        renew = app.screen.renew_foot
        monkeypatch.setattr(app.screen, "renew_foot", lambda: (looks.append(1), renew()))
        ballots(app.room, seats, "AB" * 150)
        await shown(pilot)
        assert "300 ballots, 300 here" in painted(app)
        assert 1 <= len(looks) <= 4


async def test_what_the_other_choice_could_have_led_to_comes_from_another_process(tmp_path):
    app = class_app(tmp_path, foresees=True)
    async with app.run_test(size=(100, 40)) as pilot:
        app, seats = await begin(pilot, 4)
        room = app.room
        while not room.at_ending:
            if room.phase is Phase.FIRST:
                ballots(room, seats, "AAAB")
            await pilot.press("enter")
            if room.phase is Phase.SECOND:
                ballots(room, seats, "AABB")
            if room.phase in (Phase.REVEAL, Phase.VOICES) and room.decided is None:
                room.decide(room.options[0].id)
        room.skip(Phase.DEBRIEF)
        await shown(pilot)
        while app.debrief.name != "It was close":
            await pilot.press("right")
        await until(pilot, lambda: app.foresight.forks is not None)
        await shown(pilot)
        told = re.search("That would most often have led to “(.+?)”: ", words(app))
        assert told is not None
        # The class has come to one ending; any other is called by its hint.
        assert told[1] in [
            one.title if one is room.playthrough.ending else (one.hint or "").removesuffix(".")
            for one in app.story.endings.values()
        ]
        await pilot.press("right")
        await pilot.pause()
        assert "Back to: " in words(app)
        assert "working" not in words(app)


async def test_until_it_is_known_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(foreseer, "command", lambda *_: ["sleep", "60"])
    app = class_app(tmp_path, foresees=True)
    async with app.run_test(size=(100, 40)) as pilot:
        app, _ = await begin(pilot)
        app.room.advance()
        app.room.skip(Phase.DEBRIEF)
        await shown(pilot)
        while app.debrief.name != "Still in reach":
            await pilot.press("right")
        await pilot.pause()
        assert "still being worked out" in words(app)


async def test_the_line_that_figures_go_to_is_on_the_wall_however_small_it_is(tmp_path):
    app = class_app(tmp_path, make_door=None, hands=True)
    async with app.run_test(size=(40, 8)) as pilot:
        await begin(pilot)
        await on(pilot, Phase.FIRST)
        for keys in ("h", "w"):
            await pilot.press(keys)
            await shown(pilot)
            assert app.screen.board.windows > 1
            assert app.room.options[0].text.split()[0] in painted(app)
