"""The studio: what an author sees of a save, and everything that can be asked for beside the page."""

import os
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from game.author.studio.app import StudioApp
from game.author.studio.commands import STUDIO_COMMANDS
from game.author.studio.head import Fault, Head
from game.saves.home import Home
from game.saves.settings import Settings
from game.tui.widgets.leaf import Leaf
from tests.author.desks import copied, edit, until
from tests.make_screenshots import without_fonts
from tests.tui.book import light, painted

WIDE, USUAL, SMALL = (120, 40), (80, 24), (40, 15)


class Pictured(StudioApp):
    """The studio, whose pictures ask nobody for a font."""

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        return without_fonts(super().export_screenshot(title=title, simplify=simplify))


@pytest.fixture(autouse=True)
def _no_wishes_of_the_tester(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copied(tmp_path)


Studio = Callable[..., StudioApp]


@pytest.fixture
def studio(story: Path, tmp_path: Path) -> Studio:
    """Makes a studio on the miniature, by a path as it is typed, or on another path; settings by keyword."""

    def make(path: Path = Path("kettle"), **settings: object) -> StudioApp:
        quiet = Settings(welcomed=True, reduced_motion=True)
        changed = Settings(**{**{name: getattr(quiet, name) for name in quiet.__struct_fields__}, **settings})
        return Pictured(path, Home(tmp_path / "home"), changed)

    return make


def page(app: StudioApp) -> str:
    return " ".join(app.query_one("#page", Leaf).text.split())


def pane(app: StudioApp) -> str:
    return " ".join(app.query_one("#pane", Leaf).text.split())


def at(app: StudioApp) -> str:
    assert app.desk.bench.play is not None
    return app.desk.bench.play.now.scene


async def read(pilot: Pilot[None]) -> StudioApp:
    """Wait until the story is on the page."""
    app = pilot.app
    assert isinstance(app, StudioApp)
    await until(lambda: app.desk.bench.checked, lambda: painted(app))
    await pilot.pause()
    return app


async def known(pilot: Pilot[None]) -> StudioApp:
    """Wait until the figures are of the story that is shown, and the odds of the page."""
    app = await read(pilot)
    desk = app.desk
    await until(
        lambda: desk.weigher.status == "known" and not desk.old and desk.weigher.weighed is not None,
        lambda: painted(app),
    )
    await pilot.pause()
    return app


async def test_a_save_is_on_the_screen_within_a_second_at_the_same_place(studio: Studio, story: Path) -> None:
    async with studio().run_test(size=WIDE) as pilot:
        app = await read(pilot)
        await pilot.press("3", "1")
        assert at(app) == "note"
        edit(story, ("under the magnet", "under the banana"))
        assert await until(lambda: "under the banana" in page(app)) < 1.0
        await pilot.pause()
        assert at(app) == "note"
        assert "+ There is a note under the banana." in painted(app)
        assert "Read again" in painted(app)


@pytest.mark.parametrize("how", ["vim", "atomic", "new file"])
async def test_every_way_in_which_editors_save_is_seen(studio: Studio, story: Path, how: str) -> None:
    file = story / "story.toml"
    async with studio().run_test(size=USUAL) as pilot:
        app = await read(pilot)
        if how == "vim":
            file.rename(story / "story.toml~")
            shutil.copy(story / "story.toml~", file)
            edit(story, ("wants two hands", "wants three hands"))
            (story / "story.toml~").unlink()
        elif how == "atomic":
            edit(story, ("wants two hands", "wants three hands"), atomic=True)
        else:
            # A part of the story moves to a file of its own.
            text = file.read_text(encoding="utf-8").replace("wants two hands", "wants three hands")
            head, tail = text.split(
                "# ------------------------------------------------------------------ Wed"
            )
            (story / "wednesday.toml").write_text(f"#{tail}", encoding="utf-8")
            file.write_text(head, encoding="utf-8")
        await until(lambda: "wants three hands" in page(app), lambda: painted(app))


async def test_a_single_file_is_a_story_too(studio: Studio, story: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.toml"
    shutil.move(story / "story.toml", alone)
    async with studio(Path("alone.toml")).run_test(size=USUAL) as pilot:
        app = await read(pilot)
        edit(alone, ("wants two hands", "wants three hands"), atomic=True)
        await until(lambda: "wants three hands" in page(app), lambda: painted(app))


async def test_a_fault_stands_over_the_last_good_story_and_goes_with_it(studio: Studio, story: Path) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await read(pilot)
        await pilot.press("1")
        edit(story, ('title = "The Kettle"', 'title = "The Kettle'))
        await until(lambda: app.query_one(Fault).display)
        await pilot.pause()
        shown = painted(app)
        assert "kettle/story.toml:4:" in shown
        assert "E103" in shown
        assert '4  title = "The Kettle' in shown
        assert "In the night there is a noise" in shown
        await pilot.press("1")
        assert at(app) == "morning"
        edit(story, ('title = "The Kettle', 'title = "The Kettle"'))
        await until(lambda: not app.query_one(Fault).display)
        await pilot.pause()
        assert at(app) == "morning"
        assert "E103" not in painted(app)


async def test_a_story_that_is_not_there_is_waited_for_and_one_that_goes_comes_back(
    studio: Studio, story: Path, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    story.rename(aside)
    async with studio().run_test(size=USUAL) as pilot:
        app = pilot.app
        assert isinstance(app, StudioApp)
        await until(lambda: "there is nothing here" in painted(app), lambda: painted(app))
        assert "It waits" in painted(app)
        aside.rename(story)
        await until(lambda: app.desk.bench.play, lambda: painted(app))
        await pilot.press("1")
        shutil.rmtree(story)
        await until(lambda: "there is nothing here" in painted(app), lambda: painted(app))
        assert "In the night" in painted(app)
        copied(tmp_path)
        await until(lambda: app.desk.bench.faults is None, lambda: painted(app))
        assert at(app) == "night"


async def test_what_vanished_is_told_on_the_page(studio: Studio, story: Path) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await read(pilot)
        await pilot.press("1", "1", "2")
        assert at(app) == "friday"
        edit(story, ('id = "plastic"', 'id = "lilac"'))
        await until(lambda: at(app) == "morning")
        assert "The choice morning.plastic is gone. You stand at morning, one choice before" in page(app)


async def test_figures_are_old_from_a_save_until_the_new_ones_come(studio: Studio, story: Path) -> None:
    async with studio().run_test(size=WIDE) as pilot:
        app = await known(pilot)
        await pilot.press("o")
        assert "The figures are exact: every one of 1,012 states" in pane(app)
        assert "interdependence" in pane(app)
        assert "43.7%" in pane(app)
        first = app.desk.weigher._process
        assert first is not None
        edit(story, ('when = "looks < 2"', 'when = "looks < 1"'))
        await until(lambda: app.desk.old)
        # Nothing is waited for here: in a moment the new ones are known.
        assert app.studio.where().startswith("working out")
        assert "those shown are of an earlier save" in pane(app)
        assert "43.7%" in pane(app)
        await known(pilot)
        assert first.returncode is not None
        assert "earlier save" not in pane(app)
        assert "1,012" not in pane(app)
        exact = app.desk.weigher.known
        assert exact is not None
        assert f"{exact.states:,} states" in pane(app)
        process = app.desk.weigher._process
        assert process is not None
    assert process.returncode is not None


async def test_a_save_ends_the_work_on_the_one_before_and_begins_anew(studio: Studio, story: Path) -> None:
    async with studio().run_test(size=WIDE) as pilot:
        app = await read(pilot)
        processes = set()
        for number in range(3, 6):
            edit(story, (f"minutes = {number}", f"minutes = {number + 1}"))
            await until(lambda n=number: app.desk.bench.story.header.minutes == n + 1)
            await until(lambda: app.desk.weigher._process)
            processes.add(app.desk.weigher._process)
        await known(pilot)
        assert sum(process.returncode is None for process in processes) == 1
        assert all(process.returncode == -9 for process in processes if process.returncode is not None)


async def test_a_scene_is_one_key_away_by_a_way_that_a_reader_can_go(studio: Studio) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await known(pilot)
        await pilot.press("g")
        assert "576 words, 6 scenes, 14 choices, 3 endings." in pane(app)
        assert "the header says 3" in pane(app)
        await light(pilot, "why")
        await pilot.press("enter")
        await pilot.pause()
        assert at(app) == "why"
        assert "You said it because:" in painted(app)
        witness = app.desk.weigher.known.witnesses["why"]
        path = app.desk.bench.play.path
        made = [f"{a.scene}.{b.choice.id}" for a, b in pairwise(path)]
        assert made == list(witness)


async def test_the_palette_goes_anywhere(studio: Studio) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await known(pilot)
        await pilot.press("ctrl+p", *"poured_out")
        await until(lambda: "Go to poured_out" in painted(app), lambda: painted(app))
        await pilot.press("enter", "enter")
        await until(lambda: at(app) == "poured_out", lambda: painted(app))
        await pilot.pause()
        assert "An ending: " in painted(app)
        await pilot.press("b")
        assert at(app) == "why"


async def test_a_finding_leads_to_where_a_reader_meets_it(studio: Studio, story: Path) -> None:
    edit(
        story,
        ('id = "sister"\n', 'id = "sister"\nto = "kitchen"\n'),
        ('when = "trust >= 55"', 'when = "trust >= 99"'),
    )
    async with studio().run_test(size=USUAL) as pilot:
        app = await known(pilot)
        await pilot.press("f")
        text = pane(app)
        assert "never open: trust is at most 71 at `morning`; this needs 99" in text
        assert '155 when = "trust >= 99"' in text
        await light(pilot, f"{app.desk.weigher.known.standing[-1].finding.diagnostic.line}")
        await pilot.press("enter")
        await pilot.pause()
        assert at(app) == "morning"


async def test_the_map_shows_the_ways_in_and_out_and_leads_along_them(studio: Studio) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await known(pilot)
        await pilot.press("1", "m")
        shown = painted(app)
        assert "├━ kitchen" in shown
        assert "╰╼ → note" in shown
        assert "75%" in shown
        assert "     then friday" in shown
        await light(pilot, "→ note")
        await pilot.press("enter")
        assert at(app) == "note"


async def test_the_mouse_opens_panes_and_chooses(studio: Studio) -> None:
    async with studio().run_test(size=WIDE) as pilot:
        app = await read(pilot)
        column = painted(app).splitlines()[1].index("map")
        await pilot.click(Head, offset=(column + 1, 1))
        assert "A R O U N D" in painted(app)
        rows = painted(app).splitlines()
        row = next(y for y, text in enumerate(rows) if "Get up and pour it." in text[:70])
        await pilot.click(offset=(rows[row].index("Get up") + 2, row))
        await pilot.pause()
        assert at(app) == "night"
        assert len(app.desk.bench.path_made) == 1


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_pane_opens_by_its_key_and_in_turn_and_fits(
    studio: Studio, size: tuple[int, int]
) -> None:
    async with studio().run_test(size=size) as pilot:
        app = await known(pilot)
        headings = {
            "s": "W H E R E",
            "o": "O D D S",
            "f": "F I N D I N G S",
            "m": "A R O U N D",
            "g": "W O R D S",
        }
        for key, heading in headings.items():
            await pilot.press(key)
            assert heading in painted(app)
        seen = set()
        for _ in range(6):
            await pilot.press("right")
            seen |= {heading for heading in headings.values() if heading in painted(app)}
            assert all(len(row) <= size[0] for row in painted(app).splitlines())
        assert seen == set(headings.values())
        await pilot.press("p")
        assert "M O N D A Y" in painted(app)
        await pilot.press("1")
        assert at(app) == "night"
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
        assert "In the night" in painted(app)
        assert any(heading in painted(app) for heading in headings.values())
        await pilot.press("s", "b")
        assert at(app) == "kitchen"


async def test_help_settings_and_every_command_are_there(studio: Studio) -> None:
    async with studio().run_test(size=USUAL) as pilot:
        app = await read(pilot)
        await pilot.press("question_mark")
        text = " ".join(app.screen.query_one(Leaf).text.split())
        assert all(command.about in text for command in STUDIO_COMMANDS)
        await pilot.press("escape", "f2", "enter")
        assert app.settings.theme == "night"
        await pilot.press("escape", "r")
        assert at(app) == "kitchen"


async def test_an_ending_says_what_it_is_and_how_to_go_on(studio: Studio) -> None:
    async with studio(theme="terminal").run_test(size=USUAL) as pilot:
        app = await read(pilot)
        await pilot.press("1", "1", "1", "2")
        assert "From the first page." in painted(app)
        outcome = app.desk.bench.play.now.state.outcome
        assert f"An ending: {outcome}." in painted(app)
        await pilot.press("2")
        assert at(app) == "friday"


@pytest.mark.skipif(os.name == "nt", reason="pictures are made on one system")
@pytest.mark.parametrize(
    ("name", "size", "theme"),
    [
        ("state", WIDE, "paper"),
        ("odds", WIDE, "night"),
        ("fault", WIDE, "paper"),
        ("map", USUAL, "paper"),
        ("findings", USUAL, "night"),
        ("scenes", SMALL, "paper"),
    ],
)
def test_it_looks_as_it_did(
    snap_compare: Callable[..., bool],
    studio: Studio,
    story: Path,
    name: str,
    size: tuple[int, int],
    theme: str,
) -> None:
    keys = {"state": "s", "odds": "o", "fault": "s", "map": "m", "findings": "f", "scenes": "g"}

    async def there(pilot: Pilot[None]) -> None:
        app = await known(pilot)
        await pilot.press("1", keys[name])
        await until(lambda: app.desk.weigher.weighed)
        if name == "fault":
            edit(story, ("wren_autonomy = -8 }]", "wren_autonmy = -8 }]"))
            await until(lambda: app.desk.bench.faults)
        app.studio.foot.hush()
        await pilot.pause()

    assert snap_compare(studio(theme=theme), run_before=there, terminal_size=size)


async def test_the_key_screen_lists_the_keys_of_the_studio_and_moves_them(studio: Studio) -> None:
    async with studio().run_test(size=(100, 60)) as pilot:
        app = await read(pilot)
        await pilot.press("f2", "6")
        listed = painted(app)
        assert all(command.about in listed for command in STUDIO_COMMANDS)
        assert "Close the book" not in listed, "no key of a window that is not open"
        await light(pilot, "How likely every outcome")
        await pilot.press("enter", "f")
        assert "f is findings already" in painted(app)
        await pilot.press("enter", "x", "escape", "escape", "x")
        assert "O D D S" in pane(app)


async def test_where_panes_are_known_by_their_keys_these_are_the_keys_that_hold(studio: Studio) -> None:
    async with studio(keys={"studio.odds": "x"}).run_test(size=SMALL) as pilot:
        app = await read(pilot)
        (head,) = (line for line in painted(app).splitlines() if "page" in line and " g" in line)
        assert head.split()[-6:] == ["page", "s", "x", "f", "m", "g"]
