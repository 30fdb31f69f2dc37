"""A report as text, JSON and annotations."""

import json
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.analysis.waivers import Finding
from game.author import check
from game.author.gather import gather
from game.author.report import Checked, github, json_text, percent, text
from game.story.diagnostic import Diagnostic
from tests.author.base import KETTLE, kettle_with, quick

BAD = Diagnostic("dir/a:b,c.toml", 3, 8, "E401", "error", "100% lost\nhere", "did you mean `bins`?")
changed = msgspec.structs.replace
LINES = {("dir/a:b,c.toml", 3): "\tto = “bniss”, and more of it " + "x" * 300}


def checked(*found: Diagnostic, witness: tuple[str, ...] | None = None) -> Checked:
    standing = tuple(Finding("board.ring", one, witness) for one in found)
    return Checked("trial", standing=standing, line=lambda file, line: LINES.get((file, line), ""))


# -- text ------------------------------------------------------------------------------------------


def test_text_is_grouped_by_severity_and_each_finding_is_a_line_for_editors() -> None:
    warning = changed(BAD, code="W701", severity="warning", line=9, message="worn", hint="")
    note = changed(BAD, code="N706", severity="note", line=1, message="many", hint="")
    lines = text(checked(note, warning, BAD)).splitlines()
    heads = [line for line in lines if line in ("Errors", "Warnings", "Notes")]
    assert heads == ["Errors", "Warnings", "Notes"]
    places = [line for line in lines if re.match(r"[^ ].*?:\d+:\d+: [EWN]\d{3} .", line)]
    assert [place.split(": ")[1][:4] for place in places] == ["E401", "W701", "N706"]


def test_the_caret_stands_under_the_column() -> None:
    lines = text(checked(BAD), width=60).splitlines()
    at = next(i for i, line in enumerate(lines) if "bniss" in line)
    assert lines[at + 1][lines[at].index("bniss")] == "^"
    assert all(len(line) <= 60 for line in lines[at : at + 2])
    assert lines[at].endswith("…")
    assert "    → did you mean `bins`?" in lines


WRITTEN = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200)


@given(WRITTEN, st.integers(1, 220), st.integers(40, 120))
def test_any_line_is_shown_in_its_width_with_the_caret_below(written: str, column: int, width: int) -> None:
    found = changed(BAD, column=column)
    shown = text(replace(checked(found), line=lambda _file, _line: written), width).splitlines()
    source = [line for line in shown if line.startswith("    3 | ")]
    if written.strip():
        below = shown[shown.index(source[0]) + 1]
        assert below.rstrip().endswith("^")
        assert len(below) <= width


def test_a_witness_is_a_path_for_play() -> None:
    assert "    way there: board.ring,bins.ask" in text(checked(BAD, witness=("board.ring", "bins.ask")))


def test_colour_is_only_paint() -> None:
    plain, painted = text(checked(BAD)), text(checked(BAD), colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[1;31mE401\x1b[0m" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain


def test_a_story_cannot_reach_the_terminal_raw() -> None:
    line = 'text = "\x1b]0;owned\x07 \u202e"'
    shown = text(replace(checked(BAD), line=lambda _file, _line: line))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "·"), (0.0001, "<0.1%"), (0.125, "12.5%"), (1.0, "100.0%")]
)
def test_shares(share: float, said: str) -> None:
    assert percent(share) == said


def test_what_was_sampled_is_never_shown_as_exact() -> None:
    known = replace(
        quick(KETTLE), exact=False, states=900, because=("Time ran out.",), intervals={"shelf": (0.31, 0.45)}
    )
    shown = text(known)
    assert "Not exact" in shown
    assert "Time ran out." in shown
    assert re.search(r"The high shelf +31% and  45%", shown)
    assert "Every reading" not in shown
    found = json.loads(json_text([known]))
    assert found["exact"] is False
    assert found["endings"]["shelf"]["probability"] == pytest.approx(0.38)
    assert found["intervals"] == {"shelf": [0.31, 0.45]}


# -- JSON ------------------------------------------------------------------------------------------


def test_json_holds_everything_that_a_program_may_ask_for() -> None:
    found = json.loads(json_text([gather(KETTLE, 20.0)]))
    keys = {"story", "exact", "states", "endings", "outcomes", "unreachable", "findings", "words", "readers"}
    assert keys <= found.keys()
    assert found["story"] == "kettle"
    assert found["exact"] is True
    assert sum(ending["probability"] for ending in found["endings"].values()) == pytest.approx(1.0)
    assert sum(found["outcomes"].values()) == pytest.approx(1.0)
    assert found["endings"]["two_cups"]["outcome"] == "interdependence"
    assert found["endings"]["two_cups"]["witness"][-1].startswith(("friday.", "why."))
    assert found["words"]["total"] == 576
    assert found["words"]["reading"]["readings"] > 0
    assert set(found["readers"]) == {"uniform", "pleaser", "loner", "avoider", "balancer", "candid"}


def test_json_of_a_finding_names_its_place_twice(tmp_path: Path) -> None:
    path = kettle_with(tmp_path, ("It has stopped raining", "Something shifts"))
    (found,) = json.loads(json_text([quick(path)]))["findings"]
    assert {key: found[key] for key in ("file", "code", "severity", "at", "witness")} == {
        "file": str(path),
        "code": "W701",
        "severity": "warning",
        "at": "sky",
        "witness": None,
    }
    line = path.read_text(encoding="utf-8").split("\n")[found["line"] - 1]
    assert line[found["column"] - 1 :].startswith("Something shifts")


def test_json_of_several_stories_is_a_list(tmp_path: Path) -> None:
    bad = kettle_with(tmp_path, ("looks = 0", "looks = -1"))
    good, broken = json.loads(json_text([quick(KETTLE), quick(bad)]))
    assert (good["title"], good["exact"]) == ("The Kettle", None)
    assert (broken["title"], broken["words"]["total"]) == (None, None)
    assert broken["findings"][0]["code"] == "E204"


# -- GitHub ----------------------------------------------------------------------------------------


def test_annotations_are_escaped_as_github_reads_them() -> None:
    note = changed(BAD, severity="note", code="N706", message="many", hint="")
    first, second = github(checked(BAD, note, witness=("board.ring",))).splitlines()
    where = "file=dir/a%3Ab%2Cc.toml,line=3,col=8,title=E401"
    assert first == f"::error {where}::100%25 lost%0Ahere%0Away there: board.ring%0Adid you mean `bins`?"
    assert second.startswith("::notice file=")


@given(st.text(), st.text())
def test_no_finding_can_write_a_second_command(message: str, file: str) -> None:
    said = github(checked(changed(BAD, message=message, file=file, hint=message)))
    assert said.count("\n") == 1
    assert "\r" not in said
    properties = said.split("::")[1]
    assert re.fullmatch(r"error file=[^:,\n]*,line=3,col=8,title=E401", properties)


# -- the command -----------------------------------------------------------------------------------


def test_the_command_prints_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([str(KETTLE)], seconds=None) == 0
    out, err = capsys.readouterr()
    assert out.startswith("The Kettle\n")
    assert err == "1 story checked, nothing to report.\n"
    bad = kettle_with(tmp_path, ("looks = 0", "looks = -1"))
    assert check.run([str(KETTLE), str(bad)], seconds=None) == 1
    out, err = capsys.readouterr()
    assert re.search(re.escape(str(bad)) + r":\d+:9: E204 ", out)
    assert err == "2 stories checked: 1 error, 0 warnings, 0 notes.\n"


def test_the_command_fails_at_a_warning_only_when_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(kettle_with(tmp_path, ("It has stopped raining", "Something shifts")))
    assert check.run([path], "github", seconds=None) == 0
    assert check.run([path], "github", strict=True, seconds=None) == 1
    assert capsys.readouterr().out.count("::warning file=") == 2


def test_a_phrase_of_several_stories_is_told_across_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    one = kettle_with(tmp_path, ("It has stopped raining", "Something shifts"))
    other = kettle_with(
        tmp_path / "other", ("It rains on the bins", "Something shifts, and something shifts")
    )
    check.run([str(one), str(other)], seconds=None)
    assert "3 times in 2 stories: something shifts" in capsys.readouterr().out
    check.run([str(one)], seconds=None)
    assert "Across" not in capsys.readouterr().out


def test_what_is_certain_without_following_every_reading_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    check.run([str(KETTLE)], seconds=0.0001)
    told = capsys.readouterr().out.split("Certain all the same\n")[1].split("\n\n")[0]
    exact = gather(KETTLE, 20.0)
    lines = [line.strip().split(": ") for line in told.splitlines()]
    assert lines
    compared = 0
    for place, said in lines:
        for part in said.split(", "):
            name, low, *_, high = part.split()
            # Where nothing reads a counter any more, it is not followed.
            least, most = exact.ranges[place].get(name, (int(low), int(high)))
            compared += name in exact.ranges[place]
            assert int(low) <= least <= most <= int(high), part
    assert compared


def test_what_was_not_followed_to_its_end_is_counted_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([str(KETTLE)], seconds=0.0001) == 0
    out, err = capsys.readouterr()
    assert "Not exact" in out
    assert err == "1 story checked, not exactly, nothing to report.\n"


def test_a_path_that_leads_nowhere_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([str(tmp_path / "nothing")]) == 1
    assert "E101" in capsys.readouterr().out
