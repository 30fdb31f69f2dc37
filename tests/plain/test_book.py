"""A whole reading in plain lines, by what is typed and what is said."""

from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import load_settings
from tests.plain.conftest import Play
from tests.saves.walks import kettle, reopened, scenes

PAGE = """The Kettle

All words: `help`.

Content notes: `notes`.

Monday

Wren has had one hand since Thursday. The other is in plaster to the elbow, with 36 on it in biro, because \
you were bored in A and E and it is your bus. It rains on the bins.

The kettle is the iron one. Full, it wants two hands.

1. Get up and pour it.
2. Sit on your hands.
3. "What if it was only ever half full?"
4. Look over.
Your place is kept.
"""


def test_the_first_page_is_plain_text_and_nothing_else(play: Play) -> None:
    assert play() == PAGE


def test_a_number_chooses_and_the_answer_comes_before_the_next_page(play: Play) -> None:
    said = play("2")
    answer = said.index("It takes her four minutes and a tea towel.")
    assert answer < said.index("In the night there is a noise") < said.index("1. Go on.")


def test_a_choice_that_stays_answers_and_offers_the_rest_again(play: Play) -> None:
    said = play("4", "4")
    assert "She is reading the back of the oats." in said
    assert said.count("Monday") == 1
    assert said.count("4. Look over.") == 2, "it is gone after the second time"


def test_a_choice_that_is_not_open_is_told_with_its_reason_and_cannot_be_made(play: Play) -> None:
    said = play("1", "1", "3")
    assert "3. Ring her sister. (not open: her sister is on till six)" in said
    assert said.count("Ring her sister. (not open: her sister is on till six)") == 2
    assert "Friday" not in said


def test_quotations_lists_and_breaks_keep_their_shape_without_emphasis(play: Play) -> None:
    said = play("2", "1")
    assert "\n> Dov. I am not made of biscuit.\n" in said
    assert "\n- I do the lid.\n" in said
    assert "\n- Nobody cries. Crying is Tuesdays.\n" in said
    assert "\n* * *\n" in said


def test_what_is_typed_wrongly_is_told_and_changes_nothing(play: Play) -> None:
    said = play("9", "0", "-1", "1.5", "pour", "x" * 5_000, "\x1b[2J", "٧", "9" * 900, "")
    assert said.count("There is no 9 here. Type a number from 1 to 4.") == 1
    assert "There is no 7 here." in said
    assert "too long to be an answer" in said
    assert said.count("That is not a word here. Type a number from 1 to 4. `help` lists the words.") == 5
    assert "\x1b" not in said
    assert "xxx" not in said
    assert "Go on." not in said


def test_the_end_of_the_input_keeps_the_place(play: Play, home: Home) -> None:
    play("1", "1")
    with reopened(Bookcase(home), kettle()) as reading:
        assert scenes(reading) == ["kitchen", "night", "morning"]
    assert "She has the saucepan lid on her knee" in play()


def test_quit_leaves_at_once(play: Play) -> None:
    said = play("quit", "1")
    assert said.endswith("4. Look over.\nYour place is kept.\n")


def test_back_and_the_other_branch(play: Play, home: Home) -> None:
    said = play("back", "1", "1", "back", "back", "2", "pages", "go 2", "go 9", "go")
    assert "This is the first page." in said
    pages = said[said.index("Page 0, ") :]
    assert pages.startswith(
        "Page 0, the first.\n"
        "Page 1, after: Get up and pour it. (on another branch)\n"
        "Page 2, after: Go on. (on another branch)\n"
        "Page 3, after: Sit on your hands. (you are here)\n"
    )
    assert "She has the saucepan lid" in pages
    assert pages.count("Which page? They run from 0 to 3") == 2
    with reopened(Bookcase(home), kettle()) as reading:
        assert scenes(reading) == ["kitchen", "night", "morning"]


def test_the_log_tells_everything_on_the_way_here(play: Play) -> None:
    play("4", "1", "1")
    said = play("log")
    log = said[said.index("4. Look over.") if "4. Look over." in said else said.index("Go on.") :]
    for line in ("Monday", "Page 1, after: Look over.", '"Thanks," says Wren', "In the night", "Wednesday"):
        assert line in log


def test_a_chapter_can_be_begun_again(play: Play) -> None:
    said = play("2", "1", "chapters", "chapters 1")
    assert "Chapter 1: Monday\nChapter 2: Wednesday\n" in said
    assert said.count("Full, it wants two hands.") == 2


def test_a_noted_scene_is_told_in_a_sentence_to_who_asks(play: Play, home: Home) -> None:
    said = play("notes", "2", "skip", "skip", "back", "skip")
    assert "The Kettle touches on: a scald." in said
    assert said.count("In a sentence: In the night Wren scalds her hand, not badly.") == 1
    assert said.count("In the night there is a noise") == 2
    assert "This page has no shorter telling." in said


def test_and_everywhere_to_who_asks_for_that(play: Play, home: Home) -> None:
    said = play("skip all", "2", "1")
    assert "In a sentence: In the night Wren scalds her hand, not badly." in said
    assert "In the night there is a noise" not in said
    assert "There is a note under the magnet." in said, "the choices stay"
    assert load_settings(home)[0].skip_noted
    assert "In the night there is a noise" in play("back", "skip none", "again")
    assert not load_settings(home)[0].skip_noted


def test_choices_made_in_an_earlier_reading_are_marked(play: Play) -> None:
    said = play("1", "shelf", "new 1")
    assert "1. Get up and pour it. (chosen before)\n" in said
    assert "2. Sit on your hands.\n" in said


def test_the_debrief_is_told_whole(play: Play) -> None:
    ended = play("3", "1", "2", "2")
    assert "An ending: Two cups" in ended
    menu = ended[ended.rindex("\n\n1.") :].split("\n")
    told = play(*(str(number) for number in range(1, len(menu))))
    for part in (
        "What the story kept.",
        "How they might tell it.",
        "He could have poured. I'd have let him, some days.",
        "The map, told in words.",
        "It ended close, and your own",
        "Question 3. The map puts pouring low on your own side.",
        "Attachment and autonomy, side by side.",
        "Two numbers cannot hold a relationship.",
        "It is no test, no diagnosis and no advice",
    ):
        assert part in told, part
    assert "You chose: Add a rule: you are allowed to shout." in told
    assert "It came back (Friday): You can hear her shouting at the jam." in told


def test_a_reading_can_be_kept_as_a_file(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = play("3", "keep", "keep", "keep page")
    for name in ("kettle.md", "kettle-2.md", "kettle.html"):
        assert f"This reading is in {tmp_path / name}\n" in said
        assert "you both listen to it not spill" in (tmp_path / name).read_text("utf-8")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "could not be written here" in play("keep")


def test_choices_of_a_branch_that_was_left_are_marked_too(play: Play) -> None:
    assert "1. Get up and pour it. (chosen before)\n" in play("1", "back")


def test_endings_are_listed_with_hints_for_the_others(play: Play) -> None:
    play("3", "1", "2", "2")
    said = play("endings")
    assert "1 of 3 endings found." in said
    assert "Two cups, found on 20" in said
    assert "Not found: Tea, before anybody asked." in said
    assert "Poured out" not in said


def test_after_an_ending_one_can_begin_again_or_go_to_the_shelf(play: Play) -> None:
    ended = play("3", "1", "2", "2")
    numbers = {line.partition(". ")[2]: line.partition(". ")[0] for line in ended.splitlines()}
    assert "(chosen before)" in play(numbers["Begin again."])
    assert "The shelf.\n\n1. The Kettle." in play("3", "1", "2", "2", numbers["The shelf."])


def test_a_word_at_every_place_says_what_this_is(play: Play) -> None:
    assert "These are stories." in play("about")
    assert "These are stories." in play("about", slug=None)


def test_help_names_every_word(play: Play) -> None:
    words = [line.partition(":")[0] for line in play("help").splitlines() if ": " in line]
    for word in ("back or b", "log or l", "skip or s", "quit or q", "notes or n", "endings or e"):
        assert word in words


def test_a_story_without_a_way_on_is_told_and_can_be_left(play: Play, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "stories" / "kettle" / "story.toml").read_text("utf-8")
    closed = 'when = "trust >= 99"'
    for old, new in (
        ('id = "ask"', f'id = "ask"\n{closed}'),
        ("once = true\neffects = { connection = 4,", f"{closed}\neffects = {{ connection = 4,"),
        ('when = "looks < 2"', closed),
    ):
        assert old in text
        text = text.replace(old, new)
    stuck = text
    (tmp_path / "stuck.toml").write_text(stuck, "utf-8")
    said = play("1", "1", "back", "back", slug="stuck", stories=tmp_path)
    assert "No choice is open here: a fault of the story. `back` takes one back." in said
    assert said.count("Full, it wants two hands.") == 2
