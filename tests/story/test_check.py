"""`leeway check` and `leeway schema`, as their users meet them."""

import json
import re
from pathlib import Path

import pytest

from game.author import check, schema
from tests.story.base import SOUND, put, spoiled


def test_findings_are_lines_that_editors_understand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(tmp_path, spoiled("{ trust = 4 }", "{ conection = 4 }"))
    assert check.run([str(path)]) == 1
    out, err = capsys.readouterr()
    (line,) = out.splitlines()
    assert re.fullmatch(re.escape(str(path)) + r":\d+:13: E403 .*did you mean `connection`\?\)", line)
    assert err == "1 story checked: 1 error, 0 warnings.\n"


def test_warnings_do_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path, spoiled('id = "ring"', 'id = "ring-up"'))
    assert check.run([str(path)]) == 0
    assert "W210" in capsys.readouterr().out


def test_a_sound_story_has_no_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([str(put(tmp_path, SOUND))]) == 0
    assert capsys.readouterr() == ("", "1 story checked, nothing to report.\n")


def test_json_is_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = put(tmp_path, SOUND), put(tmp_path, spoiled("checks = 0", "checks = -1"), "bad.toml")
    assert check.run([str(good), str(bad)], "json") == 1
    out, err = capsys.readouterr()
    assert err == ""
    (finding,) = json.loads(out)
    assert finding == {
        "file": str(bad),
        "line": finding["line"],
        "column": 10,
        "code": "E204",
        "severity": "error",
        "message": "`checks` is an integer from 0 to 99, not -1",
        "hint": "",
    }
    assert check.run([str(good)], "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_path_that_leads_nowhere_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([str(tmp_path / "nothing")]) == 1
    assert "E101" in capsys.readouterr().out


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.run() == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A Leeway story"
