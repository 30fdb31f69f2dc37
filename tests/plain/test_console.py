"""What is typed and how it is taken."""

from pathlib import Path

from tests.plain.conftest import STORIES, Play


def test_a_paste_of_thousands_of_long_lines_is_refused_line_by_line(play: Play) -> None:
    said = play(*["x" * 2_000] * 3_000, "2")
    assert said.count("That line is too long to be an answer.") == 3_000
    assert "It takes her four minutes and a tea towel." in said, "what comes after it is heard"


def test_how_to_ask_for_the_words_is_told_wherever_one_begins(play: Play, tmp_path: Path) -> None:
    assert "\nAll words: `help`.\n" in play(slug=None)
    text = (STORIES / "kettle" / "story.toml").read_text("utf-8")
    unnoted = "".join(line for line in text.splitlines(True) if not line.startswith("content_notes"))
    assert unnoted != text
    (tmp_path / "unnoted.toml").write_text(unnoted, "utf-8")
    said = play(slug="unnoted", stories=tmp_path)
    assert "\nAll words: `help`.\n" in said


def test_that_there_are_content_notes_is_told_on_the_first_page_from_the_shelf_too(play: Play) -> None:
    said = play("1", "1", "shelf", "1", slug=None)
    assert said.index("\nContent notes: `notes`.\n") < said.index("Wren has had one hand")
    assert said.count("Content notes: `notes`.") == 1, "and not again where one goes on"
