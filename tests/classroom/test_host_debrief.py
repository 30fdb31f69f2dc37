"""What stands on the wall after the ending, as it is read from the back of the room."""

import re

import pytest
from textual.style import Style

from game.classroom.host.chart import (
    CAME,
    LEAST_HIGH,
    LEAST_WIDE,
    PLACED,
    Chart,
    Entry,
    Inks,
    beside,
)
from game.classroom.host.pages import ON_THE_WALL
from game.classroom.room import Phase
from game.debrief.ideas import CARD
from game.debrief.path import REGIONS
from tests.classroom.hosted import ballots, begin, class_app, shown
from tests.tui.book import painted, words

CORNERS = [REGIONS[name] for name in ("dependency", "interdependence", "adrift", "isolation")]
WAY = [(50, 50), (40, 60), (60, 40), (75, 30)]
NO_INK = Inks(*[Style()] * 5)
LEGEND = [Entry("↑", "Higher: closer."), Entry("", "Two numbers cannot hold a relationship.")]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR", "LEEWAY_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("size", [(LEAST_WIDE, LEAST_HIGH), (73, 19), (90, 25)], ids=str)
def test_no_mark_covers_a_word_of_the_map(size):
    every = [(across, up) for across in range(0, 101, 5) for up in range(0, 101, 5)]
    for chart in (
        Chart(WAY, turns=(1, 2, 3)),
        Chart(WAY, other=WAY[::-1], placed=every),
        Chart([(20, 80), (52, 53)], placed=[(50, 50)] * 9),
        Chart([(50, 54), (40, 54), (75, 54)], turns=(1, 2)),
        Chart([(0, 0), (100, 100)], placed=[(0, 100), (100, 0)], lopsided=True),
    ):
        drawn = beside(*size, chart, LEGEND, NO_INK).plain
        lines = drawn.splitlines()
        assert len(lines) <= size[1]
        assert max(map(len, lines)) <= size[0]
        for corner in CORNERS:
            far = corner == REGIONS["interdependence"]
            assert (REGIONS["lopsided"] if far and chart.lopsided else corner) in drawn
        for number, _ in enumerate(chart.turns, 1):
            assert str(number) in drawn
        assert "Higher: closer." in drawn
        # Its last point lies there, or predictions lie everywhere: the middle has its name all the same.
        assert all(word in drawn for word in REGIONS["unsettled"].split(", "))


def test_what_was_told_is_pale_and_where_the_class_came_in_has_its_mark():
    pale = Inks(Style(bold=True), *[Style()] * 3, Style(dim=True))
    for told in ((), (1, 2), (1, 2, 3)):
        drawn = beside(90, 25, Chart(WAY, told=told), [], pale)
        ways = [drawn.plain[span.start : span.end] for span in drawn.spans if span.style == pale.border]
        assert any(set(way) & set("▀▄▌▐▖▗▘▝") for way in ways) == bool(told)
        assert (CAME in drawn.plain) == (told == (1, 2))


def test_every_prediction_is_one_mark_and_what_lies_above_it_is_the_way():
    placed = [(20, 80), (80, 80), (20, 20)]
    drawn = beside(90, 25, Chart(WAY, placed=placed), [], NO_INK).plain
    assert drawn.count(PLACED) == 3
    # The first row that has one, from the left to the right: closer and less of one's own comes first.
    first, second = (line.index(PLACED) for line in drawn.splitlines() if PLACED in line)
    assert first < second or first == second
    top = next(line for line in drawn.splitlines() if PLACED in line)
    assert top.count(PLACED) == 2
    assert drawn.count(PLACED) == beside(90, 25, Chart(WAY, placed=placed * 9), [], NO_INK).plain.count(
        PLACED
    )


async def _at_the_debrief(pilot, many=26):
    app, seats = await begin(pilot, many)
    room = app.room
    while not room.at_ending:
        if room.phase is Phase.FIRST:
            ballots(room, seats, "A" * (many // 2 + 1) + "B" * (many // 2 - 1))
        if room.phase is Phase.SECOND:
            ballots(room, seats, "A" * (many // 2 + 1) + "B" * (many // 2 - 1))
        room.advance()
    room.skip(Phase.PREDICT)
    for place, seat in enumerate(seats):
        room.predict(seat, 20 + 2 * place, 80 - 2 * place)
    room.advance()
    await shown(pilot)
    return app


async def _page(pilot, name):
    while pilot.app.debrief.name != name:
        await pilot.press("right")
    await shown(pilot)
    return painted(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)], ids=str)
async def test_the_map_and_the_words_that_explain_it_stand_in_one_window(tmp_path, size):
    app = class_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await _at_the_debrief(pilot)
        seen = await _page(pilot, "The map")
        assert app.screen.board.windows == 1, seen
        one = " ".join(re.sub(r"[·×•]", " ", seen).split())
        for corner in CORNERS:
            assert corner in one
        you = app.room.you
        told = words(app)
        # The words stand beside the map, row by row; so each of their lines is looked for by itself.
        for word in ("Higher: closer.", "Further right", f"line is {you}", "Where it ended: ", "you placed"):
            assert word in told
        turned = await _page(pilot, "Where you turned it")
        assert app.screen.board.windows == 1
        assert "1  " in turned


async def test_a_map_is_drawn_for_the_window_that_there_is_now(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await _at_the_debrief(pilot, 6)
        await _page(pilot, "The map")
        for size in ((60, 20), (80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await shown(pilot)
            seen = painted(app)
            assert REGIONS["isolation"] in seen
            assert ("Higher" in seen) == (size[0] >= 80)
        await pilot.resize_terminal(60, 20)
        await shown(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "Higher" in painted(app)


async def test_what_the_class_was_split_on_is_told_with_its_sides(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app = await _at_the_debrief(pilot)
        await _page(pilot, "Where you were split")
        told, voted = words(app), [one for one in app.room.history if one.last]
        assert any(f"14 {one.done} – done" in told for one in voted)
        others = [option.text for one in voted for option in one.options if option.letter == "B"]
        assert any(f"12 {text}" in told for text in others)
        await _page(pilot, "It was close")
        assert "– done 12 " in words(app)


async def test_no_vote_is_torn_between_two_windows(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await _at_the_debrief(pilot)
        for name in ("Before and after", "Where you were split", "It was close"):
            await _page(pilot, name)
            board = app.screen.board
            for window in range(board.windows):
                board.turn(window)
                await pilot.pause()
                rows = [row.strip() for row in painted(app).splitlines()[:-3] if row.strip(" ↑↓")]
                assert not rows[0].startswith(("before", "after")), rows
                assert not rows[-1].startswith("before"), rows


@pytest.mark.parametrize("size", [(80, 24), (100, 30)], ids=str)
async def test_the_idea_card_is_one_window_and_says_so_for_both(tmp_path, size):
    assert {row.aspect for row in CARD.rows} >= set(ON_THE_WALL)
    app = class_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await _at_the_debrief(pilot, 4)
        seen = await _page(pilot, "Attachment and autonomy")
        assert app.screen.board.windows == 1
        assert all(aspect in seen for aspect in ON_THE_WALL)
        assert seen.count("Attachment: ") == seen.count("Autonomy: ") == len(ON_THE_WALL)


async def test_nobody_alone_is_seen_on_the_wall(tmp_path):
    app = class_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app, seats = await begin(pilot, 8)
        room = app.room
        while not room.at_ending:
            if room.phase in (Phase.FIRST, Phase.SECOND):
                ballots(room, seats, "AAAAAAAB")
            room.advance()
        room.skip(Phase.FEELING)
        for place, seat in enumerate(seats):
            room.feel(seat, "torn" if place else "sad")
        room.advance()
        for place, seat in enumerate(seats):
            room.predict(seat, *((20, 80) if place else (80, 20)))
        room.advance()
        await shown(pilot)
        assert (await _page(pilot, "The map")).count(PLACED) == 2, "once on the map, once beside it"
        seen = await _page(pilot, "How it leaves you")
        assert "torn" in seen
        assert "sad" not in seen
        assert "Words that only one of you chose are not shown." in words(app)
        seen = await _page(pilot, "Before and after")
        assert {line.split()[-1] for line in seen.splitlines() if "after" in line.split()[:1]} == {"7", "0–1"}
        await _page(pilot, "Where you were split")
        assert "of one mind every time, or nearly" in words(app)
