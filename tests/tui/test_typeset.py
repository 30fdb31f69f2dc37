"""Lines are set in the measure, and no word is lost in any window."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from game.tui.typeset import Piece, heading, lines, prose, said, setting, struck

WORDS = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="*~>-"), min_size=1, max_size=12
)
PARAGRAPH = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
WINDOW = st.tuples(st.integers(40, 200), st.integers(15, 60))


def solid(text: str) -> str:
    return "".join(text.split())


@given(st.lists(PARAGRAPH, min_size=1, max_size=5), WINDOW, st.integers(44, 80), st.sampled_from((1, 2)))
def test_nothing_is_cut_off_and_nothing_leaves_the_measure(paragraphs, window, measure, spacing):
    page = setting(*window, measure, spacing)
    assert page.indent + page.measure <= window[0]
    set_ = lines([prose(paragraph) for paragraph in paragraphs], page)
    assert all(cell_len(line.content.plain.rstrip()) <= page.measure for line in set_)
    assert solid("".join(line.content.plain for line in set_)) == solid("".join(paragraphs))


@given(PARAGRAPH, WINDOW)
def test_a_heading_is_spaced_and_kept_whole(text, window):
    page = setting(*window, 66)
    set_ = lines([heading(text)], page)
    assert all(cell_len(line.content.plain.rstrip()) <= page.measure + 1 for line in set_)
    assert solid("".join(line.content.plain for line in set_)) == solid(text.upper())


@given(st.integers(40, 200))
def test_the_margin_is_a_tenth_and_the_measure_at_most_what_was_asked(width):
    page = setting(width, 24, 66)
    assert page.indent == max(4, width // 10)
    assert page.measure == min(66, width - page.indent - 2)


def test_one_blank_line_stands_between_paragraphs_and_more_with_open_lines():
    page = setting(80, 24, 66)
    pieces = [prose("One."), prose("Two.")]
    assert [line.content.plain for line in lines(pieces, page)] == ["", "", "One.", "", "Two."]
    open_ = setting(80, 24, 60, spacing=2)
    text = [line.content.plain.rstrip() for line in lines([prose("word " * 30)], open_)]
    assert text[2:6] == [" ".join(["word"] * 12), "", " ".join(["word"] * 12), ""]


def test_emphasis_is_a_style_and_brackets_are_text():
    piece = prose("She *never* says [bold]so[/bold], **ever**.")
    assert piece.content.plain == "She never says [bold]so[/bold], ever."
    shown = {piece.content.plain[span.start : span.end]: span.style for span in piece.content.spans}
    assert shown["never"].italic
    assert shown["ever"].bold


def test_quotes_items_and_breaks():
    assert prose("> A note.").inset == 4
    item = prose("- I do the lid.")
    assert (item.hang, item.content.plain) == ("–", "I do the lid.")
    (line,) = lines([prose("***")], setting(80, 10, 66))[1:]
    assert line.content.plain.strip() == "·   ·   ·"


def test_a_struck_choice_carries_its_reason():
    piece = struck("Ring *her*.", "she is on till six")
    assert piece.content.plain == "Ring her.  she is on till six"
    styles = [span.style for span in piece.content.spans if span.start == 0 and span.end >= 9]
    assert any(style.strike for style in styles)


def test_said_and_drawn_pieces_keep_their_lines():
    assert said("A *b*.").content.plain == "A b."
    drawn = Piece(Content(""), draw=lambda _: Content("ab\ncd"))
    assert [line.content.plain for line in lines([drawn], setting(80, 10, 66))][1:] == ["ab", "cd"]
