"""A story as one file: it comes back as it was, and nothing that is not a story comes in."""

import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.author import archive
from game.author.archive import ArchiveError, unpacked
from game.author.new import write
from game.cli import main
from game.story.load import open_story
from tests.author.base import KETTLE

TEXT = (KETTLE / "story.toml").read_bytes()
BROKEN = TEXT.replace(b'start = "kitchen"', b'start = "kichen"')

Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs the command in an empty folder; its status, and what it printed."""
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def command(*arguments: object) -> tuple[int, str, str]:
        status = main([str(one) for one in arguments])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where stories that are added come to lie; not there at first."""
    return tmp_path / "home" / "stories"


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """An archive of any members, sensible or not."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            if isinstance(name, zipfile.ZipInfo):
                made.writestr(name, data)
            else:
                # A name as it stands: `writestr` would tidy it.
                about = zipfile.ZipInfo("x")
                about.filename = about.orig_filename = name
                about.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(about, data)
    return path


def special(name: str, kind: int) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name)
    about.create_system = 3
    about.external_attr = (kind | 0o777) << 16
    return about


def test_a_story_comes_back_as_it_was_and_is_on_the_shelf(
    told: Told, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(Path("mine"), "hub", "Somebody")
    (folder / "notes.txt").write_text("for me", encoding="utf-8")
    (folder / "README.md").write_text("for all", encoding="utf-8")
    status, said, _ = told("pack", "mine", "-o", "given.zip")
    assert status == 0
    assert said.splitlines()[:2] == [
        "Packed Mine as given.zip: 3 files.",
        "Left out: leeway.schema.json, notes.txt.",
    ]
    assert "guide.md is still as `leeway new` wrote it" in said
    (folder / "guide.md").write_text("# Mine\n\nOur own.\n", encoding="utf-8")
    said = told("pack", "mine", "-o", "given.zip")[1]
    assert said.startswith("Packed Mine as given.zip, in place of the one before: 3 files.\n")
    assert "guide.md" not in said
    status, said, _ = told("add", "given.zip")
    assert (status, said.splitlines()[0]) == (0, "Mine, by Somebody, is on the shelf.")
    assert open_story(shelf / "mine") == open_story(folder)
    assert {file.name for file in (shelf / "mine").iterdir()} == {"story.toml", "guide.md", "README.md"}
    assert [entry.name for entry in shelf.iterdir()] == ["mine"], "nothing is left of the unpacking"
    monkeypatch.setattr("sys.stdin", StringIO())
    assert "1. Mine. A hall," in told("shelf", "--plain")[1]
    assert told("check", "mine", "--strict")[0] == 0


def test_packing_again_makes_the_same_bytes_and_a_file_of_toml_is_a_story_too(told: Told) -> None:
    Path("kettle.toml").write_bytes(TEXT)
    assert told("pack", "kettle.toml")[0] == 0
    first = Path("kettle.zip").read_bytes()
    os.utime("kettle.toml", (1, 1))
    assert told("pack", "kettle.toml")[0] == 0
    assert Path("kettle.zip").read_bytes() == first
    assert told("add", "kettle.zip")[0] == 0


def test_a_name_means_one_story_in_every_command_and_the_other_is_told(
    told: Told, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = write(Path("mine"), "hub", "Somebody") / "story.toml"
    told("pack", "mine")
    told("add", "mine.zip")
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("return the ladle", "return the spoon"), encoding="utf-8")
    assert text != story.read_text(encoding="utf-8")
    other = f"another mine is on the shelf, at {shelf / 'mine'}."
    for command in (["check", "mine", "--quick"], ["map", "mine", "--quick"], ["pack", "mine"]):
        assert other in told(*command)[2], command
    monkeypatch.setattr("sys.stdin", StringIO())
    _, said, beside = told("play", "mine", "--plain")
    assert other in beside
    assert "return the spoon" in said
    # Compared with that name, it is the other one that is meant; or the one that was given away.
    _, said, beside = told("check", "mine", "--against", "mine", "--quick")
    assert "compared with " + str(shelf / "mine") in beside
    assert said == "Nothing that a check looks at is different.\n"
    story.write_text(text.replace("return the ladle", "return the big ladle"), encoding="utf-8")
    assert told("check", "mine", "--against", "mine", "--quick")[1].startswith("Words: ")
    shutil.move("mine.zip", "old.zip")
    assert told("check", "mine", "--against", "old.zip", "--quick")[1].startswith("Words: ")


def test_what_is_no_story_is_compared_with_nothing(told: Told) -> None:
    write(Path("mine"), "hub", "Somebody")
    Path("notes.txt").write_text("x", encoding="utf-8")
    status, said, beside = told("check", "mine", "--against", "notes.txt", "--quick")
    assert (status, said) == (2, "")
    assert "no other story is called notes.txt, or lies there" in beside
    zipped(Path("torn.zip"), ("mine/README", b"x"))
    status, said, beside = told("check", "mine", "--against", "torn.zip", "--quick")
    assert (status, said) == (2, "")
    assert "torn.zip holds no story.toml" in beside


def test_what_somebody_packed_by_hand_is_taken(told: Told, shelf: Path) -> None:
    assert told("add", zipped(Path("lamp.zip"), ("story.toml", TEXT), ("LICENSE", b"x")))[0] == 0
    assert (shelf / "lamp" / "LICENSE").read_bytes() == b"x"
    assert told("add", zipped(Path("cup.zip"), ("mug/", b""), ("mug/story.toml", TEXT)))[0] == 0
    assert (shelf / "mug" / "story.toml").read_bytes() == TEXT


def test_nothing_is_replaced_unless_it_is_said(told: Told, shelf: Path) -> None:
    old = zipped(Path("old.zip"), ("a/story.toml", TEXT), ("a/guide.md", b"old"))
    new = zipped(Path("new.zip"), ("a/story.toml", TEXT.replace(b"The Kettle", b"The Urn")))
    assert told("add", old)[0] == 0
    status, _, error = told("add", new)
    assert status == 1
    assert error == "leeway: a is on the shelf already; nothing was written. --replace puts this there\n"
    assert open_story(shelf / "a").title == "The Kettle"
    assert told("add", new, "--replace")[0] == 0
    assert open_story(shelf / "a").title == "The Urn"
    assert not (shelf / "a" / "guide.md").exists(), "of the old one nothing stays"
    assert [entry.name for entry in shelf.iterdir()] == ["a"]


def test_a_story_in_one_file_is_replaced_too(told: Told, shelf: Path) -> None:
    shelf.mkdir(parents=True)
    (shelf / "a.toml").write_bytes(TEXT)
    new = zipped(Path("new.zip"), ("a/story.toml", TEXT))
    assert told("add", new)[0] == 1
    assert told("add", new, "--replace")[0] == 0
    assert [entry.name for entry in shelf.iterdir()] == ["a"]


def test_a_shipped_story_is_not_hidden_by_accident(told: Told, shelf: Path) -> None:
    false = zipped(Path("x.zip"), ("blue-dot/story.toml", TEXT))
    assert told("add", false)[0] == 1
    assert not shelf.exists()


def test_what_cannot_be_put_in_place_leaves_the_old_one(
    told: Told, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_of_a = zipped(Path("a.zip"), ("a/story.toml", TEXT))
    assert told("add", archive_of_a)[0] == 0
    real = Path.rename

    def full(self: Path, target: Path) -> Path:
        if ".adding-" in str(self.parent) and self.name == "a":
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", full)
    status, _, error = told("add", archive_of_a, "--replace")
    assert status == 1
    assert "no space left on device" in error
    assert (shelf / "a" / "story.toml").read_bytes() == TEXT
    assert [entry.name for entry in shelf.iterdir()] == ["a"]


GOOD = ("a/story.toml", TEXT)
HOSTILE: dict[str, list[tuple[str | zipfile.ZipInfo, bytes]]] = {
    "parent": [GOOD, ("a/../../evil.toml", b"")],
    "parent at once": [GOOD, ("../evil.toml", b"")],
    "absolute": [GOOD, ("/tmp/evil.toml", b"")],
    "drive": [GOOD, ("C:/evil.toml", b"")],
    "drive, relative": [GOOD, ("C:evil.toml", b"")],
    "stream": [GOOD, ("a/story.toml:evil", b"")],
    "backslash": [GOOD, ("a\\..\\..\\evil.toml", b"")],
    "nul": [GOOD, ("a/evil.sh\0.toml", b"")],
    "newline": [GOOD, ("a/evil\n.toml", b"")],
    "escape": [GOOD, ("a/\x1b[2Jevil.toml", b"")],
    "turned about": [GOOD, ("a/\u202elmot.evil", b"")],
    "empty part": [GOOD, ("a//evil.toml", b"")],
    "dot": [GOOD, ("a/./evil.toml", b"")],
    "no name": [GOOD, ("", b"")],
    "slash alone": [GOOD, ("/", b"")],
    "parent folder": [GOOD, ("../b/", b"")],
    "device": [GOOD, ("a/con.toml", b"")],
    "device name": [("nul/story.toml", TEXT)],
    "trailing dot": [GOOD, ("a/evil.toml.", b"")],
    "link": [GOOD, (special("a/evil.toml", stat.S_IFLNK), b"/etc/passwd")],
    "link to a folder": [(special("a", stat.S_IFLNK), b"/tmp"), GOOD],
    "fifo": [GOOD, (special("a/evil.toml", stat.S_IFIFO), b"")],
    "other capitals": [GOOD, ("a/Story.TOML", b"")],
    "capitals": [GOOD, ("a/week.toml", b""), ("a/Week.toml", b"")],
    "accents": [GOOD, ("a/caf\u00e9.toml", b""), ("a/cafe\u0301.toml", b"")],
    "program": [GOOD, ("a/setup.py", b"raise SystemExit")],
    "hidden": [GOOD, ("a/.week.toml", b"")],
    "deeper": [GOOD, ("a/b/week.toml", b"")],
    "two stories": [GOOD, ("b/story.toml", TEXT)],
    "two places": [GOOD, ("week.toml", b"")],
    "bad slug": [("My Story/story.toml", TEXT)],
    "no header": [("a/week.toml", TEXT)],
    "nothing": [],
    "broken": [("a/story.toml", BROKEN)],
    "not text": [("a/story.toml", b"\xff\xfe")],
    "many": [GOOD, *((f"a/{number}.toml", b"") for number in range(1_001))],
    "bomb": [GOOD, ("a/big.toml", b" " * (3 * 1024 * 1024))],
    "large": [GOOD, ("a/big.toml", b"#" + os.urandom(16).hex().encode() * 140_000)],
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_story_is_refused_and_nothing_is_written(told: Told, tmp_path: Path, case: str) -> None:
    bad = zipped(Path("x.zip"), *HOSTILE[case])
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    status, said, error = told("add", bad)
    assert status == 1
    assert said == ""
    assert error.startswith("leeway: ")
    assert error.count("\n") <= 3
    assert error.rstrip("\n").replace("\n", "").isprintable(), "no name steers the terminal"
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "home" / "stories").exists() or not any((tmp_path / "home/stories").iterdir())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(told: Told) -> None:
    twice = zipped(Path("x.zip"), GOOD, ("a/story.toml", BROKEN))
    assert "stands in the archive twice" in told("add", twice)[2]


def test_a_broken_story_is_told_by_its_own_names(told: Told) -> None:
    error = told("add", zipped(Path("x.zip"), ("a/story.toml", BROKEN)))[2]
    assert "\na/story.toml:10:" in error.replace(os.sep, "/")
    assert "did you mean `kitchen`?" in error


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-30],
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"PK\x05\x06" + b"\0" * 17,
        lambda data: data[:60] + bytes(b ^ 0xFF for b in data[60:90]) + data[90:],
        # A size that was declared too small, and one too large.
        lambda data: data.replace(len(TEXT).to_bytes(4, "little"), (100).to_bytes(4, "little")),
        lambda data: data.replace(len(TEXT).to_bytes(4, "little"), (len(TEXT) + 9).to_bytes(4, "little")),
    ],
    ids=["cut short", "half", "empty", "no end", "bits", "declared less", "declared more"],
)
def test_a_damaged_archive_is_refused(told: Told, shelf: Path, spoil: Callable[[bytes], bytes]) -> None:
    bad = zipped(Path("x.zip"), GOOD)
    bad.write_bytes(spoil(bad.read_bytes()))
    status, _, error = told("add", bad)
    assert (status, error) == (1, "leeway: x.zip is damaged, or is no zip archive\n")
    assert not shelf.exists()


def test_locked_and_strange_packings_are_refused(told: Told) -> None:
    bad = zipped(Path("x.zip"), GOOD)
    data = bytearray(bad.read_bytes())
    head = data.index(b"PK\x01\x02")
    data[head + 8] |= 1
    bad.write_bytes(data)
    assert "locked with a password" in told("add", bad)[2]
    with zipfile.ZipFile("y.zip", "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a/story.toml", TEXT)
    assert "not known here" in told("add", "y.zip")[2]


def test_an_archive_larger_than_any_story_is_not_opened(told: Told) -> None:
    with Path("x.zip").open("wb") as file:
        file.truncate(archive.ARCHIVE_BYTES + 1)
    assert "larger than 8 MiB" in told("add", "x.zip")[2]
    assert "nothing at y.zip" in told("add", "y.zip")[2]


def test_what_is_too_large_in_total_is_refused_before_it_is_unpacked(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = zipped(Path("x.zip"), GOOD, ("a/b.toml", b"#" * 60_000), ("a/c.toml", b"#" * 60_000))
    monkeypatch.setattr(archive, "STORY_BYTES", 120_000)
    monkeypatch.setattr(archive, "_data", lambda *_: pytest.fail("it was unpacked"))
    assert "unpacks to more than" in told("add", three)[2]


def test_a_broken_story_is_not_packed_and_nothing_else_is_written_over(told: Told) -> None:
    Path("a.toml").write_bytes(BROKEN)
    status, _, error = told("pack", "a.toml")
    assert status == 1
    assert "did you mean `kitchen`?" in error
    assert not Path("a.zip").exists()
    Path("a.toml").write_bytes(TEXT)
    assert told("pack", "a.toml", "-o", "a.toml")[0] == 1
    assert Path("a.toml").read_bytes() == TEXT
    assert told("pack", "a.toml", "-o", "no/where.zip")[0] == 1


@given(st.lists(st.text(st.sampled_from("ab./\\:\0 ~C"), max_size=9), max_size=3), st.binary(max_size=9))
def test_no_name_leads_out(tmp_path_factory: pytest.TempPathFactory, names: list[str], data: bytes) -> None:
    folder = tmp_path_factory.mktemp("names")
    unique = {f"a/{name}.toml" if len(name) % 2 else name for name in names}
    path = zipped(folder / "x.zip", GOOD, *((name, data) for name in sorted(unique)))
    try:
        slug, files = unpacked(path)
    except ArchiveError:
        return
    for name in files:
        assert (folder / slug / name).resolve().parent == (folder / slug).resolve()
        assert Path(name).name == name
