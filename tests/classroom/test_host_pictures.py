"""What a class looks like on the wall, on a small projector and on a larger one."""

import pytest

from game.classroom.room import Depth, Phase
from tests.classroom.hosted import ballots, begin, class_app, on, shown

SIZES = [(80, 24), (100, 30)]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR", "LEEWAY_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


async def _plan(pilot):
    pass


async def _lobby(pilot):
    await begin(pilot, 26)


async def _read(pilot):
    await begin(pilot, 27)
    await on(pilot, Phase.READING)


async def _vote(pilot):
    _, seats = await begin(pilot, 27)
    await on(pilot, Phase.READING)
    pilot.app.room.set_depth(Depth.FULL)
    await on(pilot, Phase.FIRST)
    ballots(pilot.app.room, seats, "AAAAABBBBBBBBBCCCCCCCCCDD-.")


async def _talk(pilot):
    await _vote(pilot)
    await on(pilot, Phase.ARGUE)


async def _reveal(pilot):
    await _talk(pilot)
    await on(pilot, Phase.SECOND)
    ballots(pilot.app.room, sorted(pilot.app.room.seated), "AAAAAAAAAAABBBBBCCCCCCCCCC-")
    await on(pilot, Phase.REVEAL)


async def _hands(pilot):
    await _vote(pilot)
    await pilot.press("h", "1", "2", "down", "7")


async def _map(pilot):
    await _reveal(pilot)
    room = pilot.app.room
    room.skip(Phase.PREDICT)
    for place, seat in enumerate(sorted(room.seated)):
        room.predict(seat, 30 + place, 70 - place)
    room.advance()
    pilot.app.screen.reset()


SCREENS = {
    "plan": _plan,
    "lobby": _lobby,
    "read": _read,
    "vote": _vote,
    "talk": _talk,
    "hands": _hands,
    "reveal": _reveal,
    "map": _map,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_it_looks_as_it_did(snap_compare, tmp_path, name, size):
    async def there(pilot):
        await SCREENS[name](pilot)
        await shown(pilot)

    theme = "night" if size == (100, 30) else "paper"
    assert snap_compare(class_app(tmp_path, theme=theme), run_before=there, terminal_size=size)
