"""`leeway map`, and the sheet for the wall."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from game.author.gather import gather
from game.author.map import MapError, run
from game.author.page import page
from game.author.report import Checked
from tests.author.base import KETTLE, kettle_with, quick

VOID = frozenset({"meta", "br", "hr", "img", "link"})


class Sheet(HTMLParser):
    """Reads a page, and fails at a tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


@pytest.fixture(scope="module")
def kettle() -> Checked:
    return gather(KETTLE, 20.0)


def test_the_sheet_holds_graph_odds_density_findings_and_figures(kettle: Checked) -> None:
    sheet = Sheet(page(kettle))
    assert kettle.story is not None
    for said in (
        "The Kettle",
        "576",
        "43.7%",
        "1,012 states",
        "How it ends",
        "reader ends in adrift",
        "loner",
    ):
        assert said in sheet.text
    for ending in kettle.story.endings.values():
        assert ending.title in sheet.text
    for scene in kettle.story.scenes.values():
        assert scene.id in sheet.text
    assert "Get up and pour it." in sheet.text
    assert sheet.tags.count("circle") > 40
    assert {"svg", "table", "h1", "section"} <= set(sheet.tags)


def test_the_sheet_needs_nothing_but_itself(kettle: Checked) -> None:
    text = page(kettle)
    sheet = Sheet(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(sheet.tags)
    assert not {"src", "href"} & {name for name, _ in sheet.attributes}
    assert not re.search(r"url\((?!#)|@import", text)
    assert not [name for name, _ in sheet.attributes if name.startswith("on")]


def test_what_an_author_writes_is_only_text(tmp_path: Path) -> None:
    bad = '<script>alert(1)</script>\\" onload=\\"x'
    written = ("The Kettle", "Two cups", "Get up and pour it.", "Monday")
    changes = [(f'"{text}"', f'"{bad}"') for text in written]
    sheet = Sheet(page(quick(kettle_with(tmp_path, *changes))))
    assert "script" not in sheet.tags
    assert not [name for name, _ in sheet.attributes if name.startswith("on")]
    assert sheet.text.count("<script>alert(1)</script>") >= 3


def test_nothing_is_claimed_that_nobody_looked_at() -> None:
    sheet = Sheet(page(quick(KETTLE)))
    assert "How it ends" not in sheet.text
    assert "Where it ends" not in sheet.text
    assert "xact" not in sheet.text
    assert "%" not in sheet.text


def test_what_is_not_exact_says_so(kettle: Checked) -> None:
    sheet = Sheet(page(replace(kettle, exact=False, because=("Time ran out.",))))
    assert "Not exact. Time ran out." in sheet.text
    assert "Every probability is exact" not in sheet.text


def test_a_small_density_is_drawn_as_small_dots(kettle: Checked) -> None:
    density = [[0.0] * 101 for _ in range(101)]
    density[10][90], density[90][10] = 0.8, 0.2
    text = page(replace(kettle, density=density))
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', text)
    dots = [tuple(map(float, circle)) for circle in circles]
    (left, right) = sorted(dots)
    # Autonomy to the right, connection up; the area is the share.
    assert left[0] == pytest.approx(11)
    assert left[1] == pytest.approx(9)
    assert right[:2] == pytest.approx((91, 89))
    assert (left[2] / right[2]) ** 2 == pytest.approx(4.0, rel=0.05)


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.svg", "<svg "),
        ("a.html", "<!doctype html>"),
        ("a.dot", "digraph "),
        ("a.gv", "digraph "),
        ("a.mmd", "---\n"),
    ],
)
def test_the_name_of_the_file_says_what_to_draw(
    tmp_path: Path, name: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert run(str(KETTLE), None, str(out), None) == 0
    assert out.read_text(encoding="utf-8").startswith(begins)
    assert capsys.readouterr().out == f"Written to {out}.\n"


def test_without_a_file_it_is_mermaid_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(KETTLE), None, None, None) == 0
    assert "flowchart TD" in capsys.readouterr().out
    assert run(str(KETTLE), "svg", "-", None) == 0
    ElementTree.fromstring(capsys.readouterr().out)


def test_traffic_is_drawn_when_the_story_was_explored(tmp_path: Path) -> None:
    run(str(KETTLE), None, str(tmp_path / "a.dot"), 20.0)
    assert "night (×1.2)" in (tmp_path / "a.dot").read_text(encoding="utf-8")


def test_a_format_wins_over_the_name_and_an_unknown_name_is_told(tmp_path: Path) -> None:
    out = tmp_path / "map.txt"
    with pytest.raises(MapError, match=r"map\.txt does not say what to draw"):
        run(str(KETTLE), None, str(out), None)
    assert not out.exists()
    assert run(str(KETTLE), "dot", str(out), None) == 0
    assert out.read_text(encoding="utf-8").startswith("digraph")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(MapError, match="cannot be written: "):
        run(str(KETTLE), None, str(tmp_path / "no" / "map.svg"), None)


def test_a_story_that_does_not_load_is_told_and_not_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.svg"
    assert run(str(kettle_with(tmp_path, ("looks = 0", "looks = -1"))), None, str(out), None) == 1
    assert "E204" in capsys.readouterr().err
    assert not out.exists()
