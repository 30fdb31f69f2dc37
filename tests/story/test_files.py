"""What lies on disk: bytes, sizes, links, and folders that are no stories."""

import os
import sys
from pathlib import Path

import pytest

from game.cli import main
from game.story.load import StoryError, load, open_story
from tests.story.base import SOUND, place, put, read, spots

ESC = "\x1b"


def only(diagnostics: tuple[object, ...]) -> str:
    (finding,) = diagnostics
    return str(finding)


@pytest.mark.parametrize(
    "hidden",
    ["\\u001b[31m", "\\e[31m", "\\x1b", "\\u009b", "\\U0000202E", "\\b", "\\r", "\\u007f", "\\u2066"],
)
def test_a_hidden_character_written_as_an_escape_is_found_where_it_is_written(
    tmp_path: Path, hidden: str
) -> None:
    text = SOUND.replace("A page.", f'A \\"page\\"{hidden}.')
    loaded = read(tmp_path, text)
    assert loaded.story is None
    ((code, line, column),) = spots(loaded.diagnostics)
    assert (code, (line, column)) == ("E105", place(text, text.index(hidden)))


def test_an_escape_that_spells_nothing_hidden_is_fine(tmp_path: Path) -> None:
    text = SOUND.replace("A page.", "A \\u00e9 page\\n\\twith \\\\u001b.").replace(
        "It hangs", "'It' \\\"hangs\\\""
    )
    assert read(tmp_path, text).diagnostics == ()
    literal = SOUND.replace('"A page."', r"'C:\users\x1b'")
    assert read(tmp_path, literal).diagnostics == ()


@pytest.mark.parametrize("hidden", ["\u202e", "\u2067", "\x9b", "\x85"])
def test_a_hidden_character_that_stands_there_is_found_once(tmp_path: Path, hidden: str) -> None:
    text = SOUND.replace("A page.", f"A — page{hidden}.")
    loaded = read(tmp_path, text)
    assert spots(loaded.diagnostics) == [("E105", *place(text, text.index(hidden)))]
    assert hidden not in only(loaded.diagnostics)
    comment = SOUND.replace("[meters]", f"# {hidden}\n[meters]")
    assert [code for code, *_ in spots(read(tmp_path, comment).diagnostics)] == ["E105"]


@pytest.mark.parametrize("hidden", [ESC, "\x07", "\x00", "\x7f"])
def test_a_control_character_is_told_as_such_and_not_as_bad_grammar(tmp_path: Path, hidden: str) -> None:
    text = SOUND.replace("A page.", f"A page{hidden}.")
    assert spots(read(tmp_path, text).diagnostics) == [("E105", *place(text, text.index(hidden)))]


def test_what_is_said_of_a_story_never_carries_its_escapes(tmp_path: Path) -> None:
    text = SOUND.replace("[scene.page]", '[scene."\\u001b[31m"]').replace("trust = 4 ", '"\\u202e" = 4 ')
    loaded = read(tmp_path, text)
    assert loaded.story is None
    said = "".join(map(str, loaded.diagnostics))
    assert "\\u001b[31m" in said
    assert said.isprintable()


def test_windows_line_ends_are_fine_and_places_hold(tmp_path: Path) -> None:
    text = SOUND.replace("\n", "\r\n")
    assert read(tmp_path, text).diagnostics == ()
    wrong = SOUND.replace('"A page."', '"""\nA page.\n{nope}"""')
    expected = [("E304", *place(wrong, wrong.index("{nope}")))]
    assert spots(read(tmp_path, wrong).diagnostics) == expected
    assert spots(read(tmp_path, wrong.replace("\n", "\r\n")).diagnostics) == expected


def test_a_byte_order_mark_is_a_warning(tmp_path: Path) -> None:
    story, diagnostics = read(tmp_path, b"\xef\xbb\xbf" + SOUND.encode())
    assert story is not None
    assert [code for code, *_ in spots(diagnostics)] == ["W109"]


def test_bytes_that_are_not_utf8_have_a_place(tmp_path: Path) -> None:
    data = SOUND.replace("A page.", "Ünder a pagE.").encode().replace(b"E.", b"\xff.")
    found = read(tmp_path, data).diagnostics
    line = SOUND[: SOUND.index("A page.")].count("\n") + 1
    assert spots(found) == [("E102", line, len('text = "Ünder a pag') + 1)]
    assert "0xff" in str(found[0])


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "1" * 5000, "a = " + "{a=" * 900])
def test_values_beyond_reason_are_broken_grammar(tmp_path: Path, text: str) -> None:
    assert [code for code, *_ in spots(read(tmp_path, text).diagnostics)] == ["E103"]


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = "#" + "x" * (4 * 1024 * 1024)
    assert [code for code, *_ in spots(read(tmp_path, comment).diagnostics)] == ["E104"]
    folder = tmp_path / "large"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    put(folder, "# another\n", "z.toml")
    monkeypatch.setattr("game.story.read.STORY_BYTES", len(SOUND) + 5)
    (finding,) = load(folder).diagnostics
    assert (finding.code, Path(finding.file).name) == ("E104", "z.toml")


def test_a_story_has_a_hundred_thousand_scenes_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sound", "scenes"):
        monkeypatch.setattr(f"game.story.{module}.SCENES_MAX", 1)
    assert [code for code, *_ in spots(read(tmp_path, SOUND).diagnostics)] == ["E104"]


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    put(tmp_path, SOUND)
    story, diagnostics = load(tmp_path / "two-cup.toml")
    assert story is None
    assert "did you mean `two-cups.toml`?" in only(diagnostics)
    assert "E101" in only(load(tmp_path / "no" / "such" / "thing").diagnostics)
    with pytest.raises(StoryError, match="E101"):
        open_story(tmp_path / "nothing.toml")


def test_folders_and_files_that_are_no_stories(tmp_path: Path) -> None:
    assert "E106" in only(load(tmp_path).diagnostics)
    put(tmp_path, SOUND)
    assert "story.toml" in only(load(tmp_path).diagnostics)
    assert "E106" in only(load(put(tmp_path, "hello", "readme.md")).diagnostics)


def test_an_editors_own_files_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    put(folder, b"\x00\xff", "._story.toml")
    put(folder, "not toml", "story.toml~")
    assert load(folder).diagnostics == ()


def test_the_name_of_a_story_is_that_of_its_folder_or_file(tmp_path: Path) -> None:
    found = load(put(tmp_path, SOUND, "Two Cups.toml")).diagnostics
    assert [finding.code for finding in found] == ["E108"]
    assert "rename the file" in found[0].hint


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    os.symlink(folder, tmp_path / "linked")
    assert load(tmp_path / "linked").story is not None
    os.symlink(put(tmp_path, "", "other.toml"), folder / "a.toml")
    assert [code for code, *_ in spots(load(folder).diagnostics)] == ["E107"]
    (folder / "a.toml").unlink()
    os.symlink(folder / "gone", folder / "a.toml")
    assert "leads to nothing" in only(load(folder).diagnostics)
    (folder / "a.toml").unlink()
    os.symlink(folder / "a.toml", folder / "a.toml")
    assert [code for code, *_ in spots(load(folder).diagnostics)] == ["E101"]
    (folder / "a.toml").unlink()
    (folder / "a.toml").mkdir()
    assert "no file" in only(load(folder).diagnostics)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a user to whom files can be closed"
)
def test_a_closed_file(tmp_path: Path) -> None:
    path = put(tmp_path, SOUND)
    path.chmod(0)
    assert "closed to you" in only(load(path).diagnostics)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    os.mkfifo(folder / "a.toml")
    assert "no file" in only(load(folder).diagnostics)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SOUND.encode("utf-16"), "UTF-16, not UTF-8 (save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "no text (look whether it is the one that was meant)"),
        (SOUND.replace("\n", "\r").encode(), "carriage return alone (save it with the line ends"),
    ],
)
def test_a_file_of_another_kind_is_told_as_what_it_is(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in only(read(tmp_path, data).diagnostics)


@pytest.mark.parametrize("name", ["story.toml.txt", "Story.toml"])
def test_a_header_by_another_name_is_seen(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, name)
    if not (folder / "story.toml").exists():  # as on a disk that knows no capitals
        assert f"rename {name} to story.toml" in only(load(folder).diagnostics)


def test_the_only_file_of_a_folder_can_be_its_header(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "scenes.toml")
    assert "rename scenes.toml to story.toml" in only(load(folder).diagnostics)
    put(folder, "# more\n", "b.toml")
    assert "rename" not in only(load(folder).diagnostics)


def test_a_story_that_is_a_circle_of_links_is_told(tmp_path: Path) -> None:
    circle = tmp_path / "round"
    circle.symlink_to(circle)
    found = only(load(circle).diagnostics)
    assert "leads to nothing, or round in a circle (mend the link" in found
    assert main(["check", str(circle)]) == 1
    (tmp_path / "x.zip").write_bytes(b"")
    assert "`leeway add`" in only(load(tmp_path / "x.zip").diagnostics)
