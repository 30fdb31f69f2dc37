"""The shelf in plain lines, and the first visit."""

from pathlib import Path

from game.saves.home import Home
from game.saves.settings import load_settings
from tests.plain.conftest import STORIES, Play
from tests.random_stories import random_story


def test_a_first_visit_is_told_what_this_is_once(play: Play, home: Home) -> None:
    home.settings.unlink()
    first = play(slug=None)
    assert "Nothing here is advice, a diagnosis or therapy" in first
    assert first.index("These are stories.") < first.index("1. The Kettle.")
    assert load_settings(home)[0].welcomed
    assert "These are stories." not in play(slug=None)


def test_the_shelf_tells_each_story_and_where_it_was_left(play: Play) -> None:
    said = play(slug=None)
    line = "1. The Kettle. An iron kettle, a wrist in plaster, and who lifts what. About 3 minutes."
    assert f"\n{line}\n" in said
    play("2", "1")
    assert f"\n{line} You are in Wednesday.\n" in play(slug=None)
    play("1", "1")
    assert f"\n{line} 1 of 3 endings found.\n" in play("3", slug=None) + play("1", "2", slug=None) + play(
        slug=None
    )


def test_a_number_opens_a_story_where_it_was_left_and_shelf_comes_back(play: Play) -> None:
    play("2")
    said = play("1", "shelf", "1", slug=None)
    assert said.count("In the night there is a noise") == 2
    assert said.count("1. The Kettle.") == 2


def test_older_readings_can_be_listed_and_opened(play: Play) -> None:
    play("2")
    said = play("new 1", "1", "shelf", "readings 1", "readings 1 2", slug=None)
    assert "Reading 1, begun on 20" in said
    assert said.count(": Monday, one choice in.") == 2
    assert "In the night there is a noise" in said[said.index("Reading 2") :]


def test_notes_and_endings_of_a_story_can_be_asked_for(play: Play) -> None:
    said = play("notes 1", "endings 1", "notes", "endings 7", slug=None)
    assert "The Kettle touches on: a scald." in said
    assert "0 of 3 endings found." in said
    assert said.count("Which story? Type 1.") == 2


def test_an_empty_shelf_says_so(play: Play, tmp_path: Path) -> None:
    assert "There is no story on the shelf." in play("1", slug=None, stories=tmp_path / "none")


def test_a_broken_story_is_told_and_does_not_stop_the_others(play: Play, tmp_path: Path) -> None:
    random_story(5, tmp_path)
    (tmp_path / "broken.toml").write_text("[story\n")
    said = play(slug=None, stories=tmp_path)
    assert "1. Random 5." in said
    assert "broken" in said
    assert "leeway check" in said


def test_broken_settings_are_told(play: Play, home: Home) -> None:
    home.settings.write_text('{"theme": 3, "welcomed": true}')
    said = play(slug=None)
    assert "`theme`" in said
    assert str(home.settings) in said


def test_a_second_window_is_told(play: Play, home: Home) -> None:
    from game.saves.bookcase import Bookcase
    from tests.saves.walks import kettle

    assert STORIES.exists()
    with Bookcase(home).begin(kettle()) as reading:
        reading.choose("pour")
        said = play("1")
    assert "This reading is open in another window: a branch of it begins here." in said


def test_nothing_that_steers_a_terminal_is_ever_written(play: Play, home: Home) -> None:
    home.settings.write_text('{"the\\u001b[2Jme\\u202e\\u009b": 1, "welcomed": true}')
    said = play(slug=None)
    assert "is not a setting" in said
    assert not set("\x1b\u202e\x9b\r\x07") & set(said)
