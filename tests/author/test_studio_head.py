"""The line above the studio: where one stands, and which panes there are."""

from pathlib import Path

from game.author.studio.app import StudioApp
from game.saves.home import Home
from game.saves.settings import Settings
from tests.author.desks import copied, until
from tests.tui.book import painted


async def test_where_the_story_and_the_place_have_no_room_the_place_is_told(tmp_path: Path) -> None:
    story = copied(tmp_path).rename(tmp_path / "the-kettle-that-sang")
    app = StudioApp(story, Home(tmp_path / "home"), Settings(welcomed=True, reduced_motion=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.desk.bench.play)
        await pilot.pause()
        assert app.desk.bench.play is not None
        place = app.desk.bench.play.now.scene
        (head,) = (line for line in painted(app).splitlines() if "scenes" in line and "odds" in line)
        assert head.split()[:2] == [place, "page"]
        await pilot.resize_terminal(120, 40)
        await until(lambda: f"the-kettle-that-sang · {place}" in painted(app))
