"""Where stories are found, and by what name."""

import os
from pathlib import Path

import pytest

from game.story import library
from game.story.library import Library, NoStoryError
from tests.story.base import SOUND, put


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    for name in ("two-cups", "a-lamp"):
        (folder / name).mkdir(parents=True)
        put(folder / name, SOUND, "story.toml")
    put(folder, SOUND, "single.toml")
    put(folder, "[story]\n", "broken.toml")
    put(folder, "notes", "readme.md")
    (folder / "drafts").mkdir()
    (folder / ".hidden").mkdir()
    put(folder / ".hidden", SOUND, "story.toml")
    return folder


def test_one_broken_story_hides_no_other(shelf: Path) -> None:
    found = Library([shelf])
    assert [entry.slug for entry in found.entries()] == ["a-lamp", "broken", "single", "two-cups"]
    assert [story.slug for story in found.stories()] == ["a-lamp", "single", "two-cups"]
    broken = found.entries()[1]
    assert broken.story is None
    assert broken.diagnostics
    assert found.story("broken") is None
    assert found.story("nobody") is None


def test_the_first_folder_goes_first(shelf: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "single").mkdir(parents=True)
    put(mine / "single", SOUND.replace("Two cups", "Mine"), "story.toml")
    found = Library([mine, shelf, tmp_path / "absent"])
    assert [entry.slug for entry in found.entries()] == ["single", "a-lamp", "broken", "two-cups"]
    story = found.story("single")
    assert story is not None
    assert story.title == "Mine"


def test_a_story_is_found_by_name_and_by_path(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Library([shelf])
    assert found.find("two-cups") == shelf / "two-cups"
    assert found.find("single") == shelf / "single.toml"
    assert found.find(str(shelf / "two-cups")) == shelf / "two-cups"
    monkeypatch.chdir(shelf)
    assert found.find("./single.toml") == Path("single.toml")
    assert found.called("two-cups") == [Path("two-cups")], "one story, whichever way it is come to"
    # A name of the shelf is a name, unless a story lies where one stands.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two-cups").mkdir()
    assert found.find("two-cups") == shelf / "two-cups"
    put(tmp_path / "two-cups", SOUND, "story.toml")
    assert found.called("two-cups") == [Path("two-cups"), shelf / "two-cups"]
    assert found.find("two-cups") == Path("two-cups")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("two-cup", "did you mean `two-cups`?"),
        ("zzz", "on the shelf: a-lamp"),
        ("./single.tom", "nothing at ./single.tom"),
        ("", "nothing at"),
        ("a\x00b", "no story is called"),
    ],
)
def test_a_story_that_is_not_there(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(shelf)
    if name == "":
        assert Library([shelf]).find(".") == Path()
        return
    with pytest.raises(NoStoryError) as caught:
        Library([shelf]).find(name)
    assert said in str(caught.value)


def test_a_changed_story_is_read_again(shelf: Path) -> None:
    found = Library([shelf])
    first = found.story("single")
    assert found.story("single") is first
    path = put(shelf, SOUND.replace("Two cups", "Three cups"), "single.toml")
    os.utime(path, ns=(1, 1))
    second = found.story("single")
    assert second is not None
    assert second.title == "Three cups"


def test_what_ships_is_found_in_a_checkout_and_in_an_installed_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = Path(__file__).resolve().parents[2]
    assert library.shipped_stories() == checkout / "stories"
    assert library.assets() == checkout / "assets"
    assert Library().folders == (checkout / "stories",)
    package = tmp_path / "site-packages" / "game"
    monkeypatch.setattr(library, "_PACKAGE", package)
    # Another package's folder of the same name beside it is not ours.
    (tmp_path / "site-packages" / "stories").mkdir(parents=True)
    assert library.shipped_stories() == package / "_data" / "stories"


@pytest.mark.parametrize(
    "text",
    [
        'title = "T"\nblurb = "B"\nminutes = 9',
        'notes = [\n["a"],\n]\ntitle = "T"\nblurb = "B"\nminutes = 9\n[cast]\n',
        'note = """\n[story]\n[cast]\n"""\ntitle = "T"\nblurb = "B"\nminutes = 9\n[[scene]]\nid = 1',
        'title = "T" # [story]\nblurb = "B"\nminutes = 9\n[story.more]\na = 1\n[x]',
    ],
)
@pytest.mark.parametrize("before", ["", "# [story]\n", '[words]\nyou = "[story]"\n'])
def test_a_spine_is_read_wherever_the_header_stands(tmp_path: Path, text: str, before: str) -> None:
    put(tmp_path, f"{before}[story]\n{text}\n", "one.toml")
    (spine,) = Library([tmp_path]).spines()
    assert (spine.slug, spine.title, spine.blurb, spine.minutes) == ("one", "T", "B", 9)


@pytest.mark.parametrize(
    "text", ["", "[story]\n", "story = 1", "[story]\ntitle = 1", "[story", "\x00", "[cast]\n"]
)
def test_what_has_no_sound_header_has_no_spine(tmp_path: Path, text: str) -> None:
    put(tmp_path, text, "one.toml")
    assert list(Library([tmp_path]).spines()) == []
