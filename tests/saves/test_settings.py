"""The settings file."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.saves.home import Home
from game.saves.settings import Settings, load_settings, save_settings

ANY = st.builds(
    Settings,
    theme=st.sampled_from(["paper", "night", "contrast", "terminal"]),
    measure=st.integers(44, 80),
    spacing=st.sampled_from(["close", "open"]),
    reduced_motion=st.booleans(),
    skip_noted=st.booleans(),
    keys=st.dictionaries(
        st.text(max_size=9),
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9),
        max_size=4,
    ),
    welcomed=st.booleans(),
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def _write(home: Home, text: str) -> None:
    home.folder.mkdir()
    home.settings.write_text(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(chosen=ANY)
def test_what_is_set_is_kept(home: Home, chosen: Settings) -> None:
    assert save_settings(home, chosen) == ""
    assert load_settings(home) == (chosen, "")
    assert [path.name for path in home.folder.iterdir()] == ["settings.json"]


def test_without_a_file_everything_stands_as_at_first(home: Home) -> None:
    assert load_settings(home) == (Settings(), "")
    assert Settings() == Settings("paper", 66, "close", False, False, {}, False)


@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ('{"theme": "paper ", "measure": 70}', Settings(measure=70), "`theme`"),
        ('{"measure": 12, "welcomed": true}', Settings(welcomed=True), "`measure`: expected `int` >= 44"),
        ('{"keys": {"quit": 3}, "theme": "night"}', Settings(theme="night"), "`keys`"),
        ('{"keys": {"quit": ""}, "theme": "night"}', Settings(theme="night"), "`keys`"),
        ('{"keys": {"quit": "\\u001b[2J"}, "theme": "night"}', Settings(theme="night"), "`keys`"),
        ('{"them": "night"}', Settings(), "`them` is not a setting (did you mean `theme`?)"),
        ("{", Settings(), "are not JSON"),
        ("[]", Settings(), "are not JSON"),
        ("\x00\x00", Settings(), "are not JSON"),
    ],
)
def test_a_broken_file_is_told_with_its_key_and_kept_aside(
    home: Home, text: str, kept: Settings, said: str
) -> None:
    _write(home, text)
    found, notice = load_settings(home)
    assert found == kept
    assert said in notice
    assert str(home.settings) in notice
    assert home.settings.with_name("settings.broken.json").read_text() == text
    assert load_settings(home) == (kept, ""), "and it is told once"


def test_deep_nesting_is_only_a_broken_file(home: Home) -> None:
    _write(home, '{"keys":' * 10_000)
    assert load_settings(home)[0] == Settings()


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(home, Settings(theme="night"))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    said = save_settings(home, Settings(theme="contrast"))
    assert "no space left on device" in said
    assert str(home.settings) in said
    assert load_settings(home) == (Settings(theme="night"), "")
    assert [path.name for path in home.folder.iterdir()] == ["settings.json"]


def test_it_is_synced_before_it_takes_the_place_of_the_old(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)

        def spy(*arguments: object, name: str = name, real: object = real) -> object:
            asked.append(name)
            return real(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(os, name, spy)
    home.folder.mkdir()
    save_settings(home, Settings())
    assert asked[:3] == ["write", "fsync", "replace"]


def test_a_home_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = Home(tmp_path / "file")
    settings, notice = load_settings(home)
    assert settings == Settings()
    assert "cannot be read" in notice
    assert "cannot be written" in save_settings(home, settings)
