"""What a class leaves on paper: what is in it, what is not, and how files that are not whole are told."""

import asyncio
import csv
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from game.classroom import report
from game.classroom.care import HELP
from game.classroom.cells import FEW, SAID, table
from game.classroom.report.document import Document, Plane
from game.classroom.report.foretold import UnknownError, forks
from game.classroom.report.votes import TOO_FEW
from game.classroom.room import FEELINGS, Depth, Phase, Room
from game.cli import main
from game.debrief.path import REGIONS
from game.debrief.turning import CHANGED, LOST
from game.narrative.foresight import Fork
from game.story.library import shipped_stories
from game.story.load import load
from tests.classroom.base import at_vote, kettle, play_round, play_to_ending, seated, vote
from tests.saves.walks import KETTLE, edited

UNKNOWN = "What else could have come is not known here."


def _vote(room: Room, seats: Sequence[int], *counts: int) -> None:
    """So many for each choice, none for those that are not named; the rest pass."""
    names = [option.id for option in room.options if option.letter]
    ballots = [name for name, count in zip(names, counts, strict=False) for _ in range(count)]
    vote(room, dict(zip(seats, [*ballots, *[None] * (len(seats) - len(ballots))], strict=True)))


def _class(room: Room) -> Room:
    """A class of thirty to its end: after a talk ten move, a quick vote is overruled."""
    seats = seated(room, 30)
    at_vote(room)
    _vote(room, seats, 15, 15)
    room.advance()
    room.advance()
    _vote(room, seats, 5, 25)
    room.skip(Phase.REVEAL)
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    while room.depth is Depth.PAGE:
        room.advance()
    at_vote(room, Depth.QUICK)
    open_ids = [one.id for one in room.options if one.letter]
    _vote(room, seats, 27)
    room.advance()
    room.decide(open_ids[-1], "=HYPERLINK(1) <b>the other side</b> | was not heard")
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    play_to_ending(room)
    room.advance()
    for seat in seats:
        room.feel(seat, FEELINGS[0] if seat != seats[0] else FEELINGS[1])
    room.advance()
    for index, seat in enumerate(seats):
        room.predict(seat, 60 + index % 7, 40 - index % 5)
    room.advance()
    room.end()
    return room


def test_a_small_class_is_told_why_counts_are_withheld() -> None:
    room = Room(kettle())
    seats = seated(room, 14)
    at_vote(room)
    _vote(room, seats, 14)
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    assert _withheld(room)
    assert not _withheld(_class(Room(kettle())))


def _withheld(room: Room) -> bool:
    return "Fewer than fifteen voted" in _markdown(room).split("## ")[0]


def _document(room: Room, found: Sequence[Fork] | str = UNKNOWN) -> Document:
    return report.document(room, "2026-03-04", found)


def _markdown(room: Room) -> str:
    return report.written(_document(room), "md")


def test_it_tells_both_votes_who_decided_and_why() -> None:
    text = _markdown(_class(Room(kettle())))
    assert re.search(r"\| A \| .* \| 15 \| 5 \|", text)
    assert re.search(r"\| B \| .* \| 15 \| 25 \|", text)
    assert re.search("The class talked it over and did [A-D]: “=HYPERLINK", text)
    assert "\\<b\\>the other side\\</b\\> \\| was not heard" in text
    assert UNKNOWN in text
    assert all(line in text for line in HELP)
    assert SAID in text


def test_what_would_name_a_pupil_is_in_no_format() -> None:
    """27 of 30 said one thing, one felt otherwise than 29: neither the 3 nor the 29 and 27 are told."""
    room = _class(Room(kettle()))
    assert room.feelings[FEELINGS[0]] == 29
    for as_format in report.FORMATS:
        text = report.written(_document(room), as_format)
        text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL)
        assert FEW in text
        assert not re.search(r"\b(27|29)\b", text)
    assert f"| {FEELINGS[0]} | {FEW} |" in _markdown(room)
    assert f"| {FEELINGS[1]} | {FEW} |" in _markdown(room)


def test_a_small_class_of_one_mind_and_its_close_votes_stay_in_the_room() -> None:
    room = Room(kettle())
    seats = seated(room, 8)
    at_vote(room, Depth.QUICK)
    _vote(room, seats, 4, 4)
    room.advance()
    room.decide(room.options[0].id)
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    text = _markdown(room)
    assert "even" not in text
    assert text.count(TOO_FEW) == 1
    assert f"| {FEW} |" not in text, "one sentence, and not the same words in every line"
    assert "No vote was close, as far as its counts may be told." in text
    assert "Where you were split" not in text
    assert "still under way" in text
    assert "stopped before an ending" in text
    assert "It ended" not in text


def _plane(room: Room) -> Plane:
    return next(block for block in _document(room).blocks if isinstance(block, Plane))


def test_predictions_are_a_field_and_nobody_s_point() -> None:
    box = _plane(_class(Room(kettle()))).placed
    assert box is not None
    assert box.left < 63 < box.right
    assert box.low < 38 < box.high
    assert all(side % 5 == 0 for side in box)


@pytest.mark.parametrize(("many", "told"), [(0, False), (4, False), (5, True), (14, True)])
def test_a_few_predictions_are_not_told(many: int, told: bool) -> None:
    room = Room(kettle())
    seats = seated(room, many)
    room.advance()
    room.skip(Phase.PREDICT)
    for seat in seats:
        room.predict(seat, 71, 33)
    room.advance()
    room.end()
    box = _plane(room).placed
    assert (box is not None) == told
    if box is not None:
        assert box.right - box.left >= 15, "fewer than fifteen who placed it alike are not told to the point"


def test_of_two_reports_of_one_class_nobody_s_answer_is_taken_from_the_other() -> None:
    """A parent keeps the report of an afternoon, and subtracts it from that of the day after."""

    def asked(room: Room, seats: Sequence[int]) -> str:
        room.skip(Phase.FEELING)
        for place, seat in enumerate(seats):
            room.feel(seat, FEELINGS[0] if place < 10 else FEELINGS[1])
        room.advance()
        for place, seat in enumerate(seats):
            room.predict(seat, *((90, 10) if place < 20 else (10, 90)))
        room.advance()
        return _markdown(room)

    room = Room(kettle())
    seats = seated(room, 20)
    room.advance()
    before = asked(room, seats)
    room.rewind(0)
    # Whoever comes in now says the same as all others said before; only the newcomer's answer is new.
    asked(room, [*seats, *seated(room, 1)])
    assert "both may be asked again" in before
    assert f"| {FEELINGS[0]} |" not in before
    assert "Before the map was shown, you placed" not in before
    room.end()
    after = _markdown(room)
    assert f"| {FEELINGS[0]} | 10 |" in after
    assert f"| {FEELINGS[1]} | 11 |" in after
    assert "Before the map was shown, you placed" in after
    assert _markdown(room) == after, "nothing of it can change any more"


def test_a_ballot_is_not_had_from_two_votes_between_which_one_phone_came() -> None:
    """Twelve voted twice alike and a thirteenth once: the second vote less the first would be its ballot."""
    room = Room(kettle())
    seats = seated(room, 12)
    at_vote(room)
    _vote(room, seats, 6, 6)
    (late,) = seated(room, 1)
    room.advance()
    room.advance()
    _vote(room, seats, 6, 6)
    vote(room, {late: room.options[0].id})
    room.skip(Phase.REVEAL)
    room.skip(Phase.CONSEQUENCE)
    one = room.history[0]
    assert (one.first.cast, one.second.cast) == (12, 13)
    cells = table(one)
    told = [
        None if cell is None else cell.counts[room.history[0].options[0].id]
        for cell in (cells.first, cells.second)
    ]
    assert None in told


def test_a_vote_that_was_held_once_has_a_line_for_each_choice() -> None:
    room = Room(kettle())
    seats = seated(room, 26)
    at_vote(room, Depth.QUICK)
    _vote(room, seats, 16, 10)
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    page = report.written(_document(room), "html")
    once = page[page.index("Voted once") :].partition("</section>")[0]
    first, second, *_ = (option.text for option in room.history[0].options)
    assert re.search(rf"<tr><th[^>]*><b>A</b> {re.escape(first)}.*?done</span></th><td>16</td></tr>", once)
    assert re.search(rf"<tr><th[^>]*><b>B</b> {re.escape(second)}</th><td>10</td></tr>", once)
    split = _markdown(room).partition("## Where you were split")[2].partition("##")[0]
    assert "16 for “Get up and pour it”, which was done; 10 for “Sit on your hands”" in split


def test_what_was_taken_back_is_told_apart() -> None:
    room = Room(kettle())
    play_round(room, "sit")
    room.rewind(0)
    play_to_ending(room)
    text = _markdown(room)
    assert "## Taken back" in text
    assert text.count("had the most; nobody counted") == sum(not one.left for one in room.history)


def test_the_sheet_has_no_formula(tmp_path: Path) -> None:
    story = edited(tmp_path, ('"Look over."', '"+1+1"'), ('"Sit on your hands."', '"@SUM(A1)"'))
    rows = list(csv.reader(StringIO(report.written(_document(_class(Room(story))), "csv"))))
    cells = [cell for row in rows for cell in row]
    assert {"'+1+1", "'@SUM(A1)"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(row[-3:-1] == ["15", "5"] for row in rows)


@pytest.mark.parametrize("said", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_begins_like_a_formula_is_text(said: str) -> None:
    room = _class(Room(kettle()))
    found = _document(room)._replace(title=said)
    (first, *_) = csv.reader(StringIO(report.written(found, "csv"), newline=""))
    assert first[1] == f"'{said}"


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    page = report.written(_document(_class(Room(kettle()))), "html")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|https?:|url\(|@import", page)
    assert "&lt;b&gt;the other side" in page
    assert all(f">{name}</text>" in page for name in (REGIONS["unsettled"], REGIONS["adrift"]))
    for tag in ("section", "table", "ul", "p", "svg", "main"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


def test_hands_are_counted_with_phones_and_nobody_says_who_moved() -> None:
    room = Room(kettle())
    seats = seated(room, 20)
    at_vote(room)
    ids = [option.id for option in room.options if option.letter]
    for counts in ((12, 8), (6, 14)):
        _vote(room, seats, *counts)
        room.count_hands({ids[0]: 5, ids[1]: 5})
        room.advance()
        if room.phase is Phase.ARGUE:
            room.advance()
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    text = _markdown(room)
    assert re.search(r"\| 17 \| 11 \|\n.*\| 13 \| 19 \|", text)
    assert "Where it is not said who moved, hands were counted" in text
    assert "Who moved" not in text


# -- what else could have come -----------------------------------------------------------------------


def test_close_votes_and_endings_in_reach_are_foretold(tmp_path: Path) -> None:
    room = Room(kettle())
    seats = seated(room, 21)
    at_vote(room, Depth.QUICK)
    ids = [one.id for one in room.options if one.letter]
    _vote(room, seats, 11, 10)
    room.skip(Phase.CONSEQUENCE)
    room.advance()
    play_to_ending(room)
    path = tuple(moment.choice.id for moment in room.playthrough.path if moment.choice)
    found = forks(KETTLE, kettle().digest, path, tmp_path)
    assert len(found) == len(path)
    assert set(found[0].roads) == set(ids)
    text = report.written(_document(room, found), "md")
    assert "A few would have changed these." in text
    assert re.search(r"was done\\?\. (Left to chance|It could only)", text)
    with pytest.raises(UnknownError, match=CHANGED):
        forks(KETTLE, "another", path, tmp_path)
    with pytest.raises(UnknownError, match=re.escape(LOST)):
        forks(KETTLE, kettle().digest, path, tmp_path / "anew", seconds=0.0)


# -- the command -------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    shutil.copytree(KETTLE, tmp_path / "home" / "stories" / "kettle")
    return tmp_path / "home"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the process that foresees, which other tests ask."""

    def unknown(*_: object) -> None:
        raise UnknownError(UNKNOWN)

    monkeypatch.setattr("game.classroom.report.forks", unknown)


def _kept(home: Path) -> Path:
    room = _class(Room.open(kettle(), home / "classes", 45))
    room.close()
    assert room.file is not None
    return room.file


def test_the_command_writes_what_the_name_of_the_file_says(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _kept(home)
    (home / "classes" / "help.toml").write_text('[[contact]]\nname = "Ms Okafor"\nat = "room 12"\n')
    assert main(["class", "report", str(file), "-o", str(tmp_path / "a.html")]) == 0
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "Ms Okafor: room 12" in page
    assert "“" in page.split("Still in reach")[1].split("</section>")[0]
    assert main(["class", "report", "-o", str(tmp_path / "a.csv")]) == 0, "the last class without a name"
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    capsys.readouterr()
    assert main(["class", "report", str(file)]) == 0
    assert capsys.readouterr().out.startswith("# ")
    assert main(["class", "report", str(file), "-o", str(tmp_path / "a.pdf")]) == 2
    assert ".md, .html or .csv" in capsys.readouterr().err
    assert main(["class", "report", str(file), "--format", "md", "-o", str(tmp_path / "no" / "a")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_files_that_are_not_whole_are_told_in_sentences(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _kept(home)
    whole = file.read_bytes()

    def told(data: bytes) -> tuple[int, str]:
        file.write_bytes(data)
        status = main(["class", "report", str(file)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return status, out + err

    lines = whole.splitlines(keepends=True)
    assert "under way" not in told(whole)[1]
    assert "under way" in told(b"".join(lines[:-1]))[1]
    assert "cut short, and is left out" in told(whole[:-5])[1]
    status, text = told(b"".join([*lines[:4], b"nonsense\n", *lines[4:]]))
    assert (status, "Line 5 of its file cannot be read" in text) == (0, True)
    assert told(b"nonsense\n")[0] == 1
    status, text = told(whole.replace(b'"counts":{"', b'"counts":{"made_up":1,"', 1))
    assert (status, "of its file cannot be read" in text) == (0, True)
    assert told(b"")[0] == 1
    assert main(["class", "report", str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err

    file.write_bytes(whole)
    story = home / "stories" / "kettle" / "story.toml"
    text = story.read_text("utf-8")
    story.write_text(text.replace('title = "', 'title = "New: ', 1), "utf-8")
    assert "has been changed since" in told(whole)[1]
    story.write_text(re.sub(r'id = "\w+"', lambda found: found[0][:-1] + '_x"', text), "utf-8")
    status, said = told(whole)
    assert status == 1
    assert "no longer stands in it" in said or "cannot be read" in said
    shutil.rmtree(home / "stories")
    assert told(whole)[0] == 2, "the story is not on the shelf"
    assert main(["class", "report", str(file), "--story", str(KETTLE)]) == 0


def test_without_a_class_it_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["class", "report"]) == 1
    assert "no class was held here" in capsys.readouterr().err


# -- on paper ----------------------------------------------------------------------------------------


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.async_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        await browser.close()


def _blue_dot() -> Room:
    """A class of thirty that votes on every page of Blue Dot, and talks over eight of them."""
    story = load(shipped_stories() / "blue-dot").story
    assert story is not None
    room = Room(story, 90)
    seats = seated(room, 30)
    room.advance()
    talks = 0
    while not room.at_ending:
        if room.depth is Depth.PAGE:
            room.advance()
            continue
        full = room.round % 2 == 0 and talks < 8
        talks += full
        at_vote(room, Depth.FULL if full else Depth.QUICK)
        # A third of the votes is close.
        counts = (14, 13, 3) if room.round % 3 == 0 else (18, 7, 5)
        _vote(room, seats, *counts)
        if full:
            room.advance()
            room.advance()
            _vote(room, seats, *counts)
        room.skip(Phase.REVEAL)
        room.skip(Phase.CONSEQUENCE)
        room.advance()
    return room


@pytest.mark.browser
async def test_it_prints_on_two_sheets(browser: Any, tmp_path: Path) -> None:
    room = await asyncio.to_thread(_blue_dot)
    path = tuple(moment.choice.id for moment in room.playthrough.path if moment.choice)
    place = shipped_stories() / "blue-dot"
    found = await asyncio.to_thread(forks, place, room.story.digest, path, tmp_path)
    file = tmp_path / "report.html"
    file.write_text(report.written(_document(room, found), "html"), "utf-8")
    page = await browser.new_page()
    await page.goto(file.as_uri())
    printed = await page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"2"]
