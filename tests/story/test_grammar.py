"""What an author is told where a file is no TOML: the place of the mistake, not where the parser gave up."""

import re
from pathlib import Path

import pytest

from tests.story.base import SOUND, place, read, spoiled

# What is replaced, by what, with ‸ at the place that is told; a part of what is said, and of the way out.
BROKEN: list[tuple[str, str, str, str]] = [
    # -- quotation marks
    ('id = "ring"', "id = ‸“ring”", "a curly quotation mark, “,", 'write straight ones: "…"'),
    ('id = "ring"', 'id = ‸"ring”', "not closed on its line", "a curly ” closes nothing"),
    ('id = "ring"', 'id = ‸"ring', "not closed on its line", 'close it with "'),
    ('"A page."', '‸"""A page.', "the marks on line 51 end it", 'write """ where it ends'),
    ('"""It hangs."""', '‸"""It hangs.', "is not closed", 'write """ where it ends'),
    ('"A page."', '"""A\npage.""" ‸"Go."', "began on line 46 ends before this", "left over?"),
    ('"A page."', '[\n"""A\n""""‸B"""]', "began on line 47 ends before this", "left over?"),
    ('"A page."', '"A "‸page"."', "ends before this", 'written \\", or'),
    ('"A page."', "'Don'‸t.'", "ends before this", 'an apostrophe between "…"'),
    ('"A page."', '"A ‸\\page."', "`\\p` is no sign", "write \\\\"),
    ('"A page."', '"A \\u‸12"', "no code of a character", "\\u00e9"),
    ("trust = 50", "trust = ‸fifty", "`fifty` is neither", 'write "fifty"'),
    ('when = "trust >= 40"', "when = ‸trust >= 40", "`trust` is neither", 'write "trust >= 40"'),
    ('language = "en"', "language = ‸", "no value behind the =", "take the key out"),
    ("trust = 50", "trust = ‸True", "`True` is no value", "write true"),
    # -- brackets, commas, and what joins a key to its value
    ("{ trust = 4 }", "{ trust = 4 ‸checks = 1 }", "a comma is missing before `checks`", "between entries"),
    ("{ trust = 4 }", "‸{ trust = 4", "the table that begins here is not closed", "write }"),
    ('["trust"]', '‸["trust"', "the list that begins here is not closed", "write ]"),
    ('["trust"]', '["trust" ‸"fear"]', "a comma is missing", "between entries"),
    ('["trust"]', '["trust",‸,]', "a comma stands here", "take it out"),
    ('["trust"]', '["trust"]‸]', "a ] too many", "take it out"),
    ('title = "Two cups"', 'title‸: "Two cups"', "`:` stands where = belongs", "write `title = …`"),
    ('title = "Two cups"', 'title ‸"Two cups"', "an = is missing", "write `title = …`"),
    ("trust = 50", "trust =‸= 50", "a second =", "write one"),
    ("trust = 50", "trust = 0‸50", "does not begin with 0", "write 50"),
    ("trust = 50", "trust = 50‸%", "something follows the value", "behind #"),
    ("trust = 50", "trust = 50‸, 60", "a comma stands behind", "write a list"),
    ("{ trust = 4 }", "{ trust ‸+= 4 }", "`+=` stands where = belongs", "adds what it names"),
    (
        "[[scene.board.choice]]",
        "‸[[scene.board.choice.effects]]\na = 1\n[[scene.board.choice]]",
        "stands before any [[scene.board.choice]]",
        "effects = …",
    ),
    ("minutes = 5", f"minutes = ‸{'[' * 3000}{']' * 3000}", "nested too deeply", "more than a story needs"),
    ("minutes = 5", f"minutes = ‸{'9' * 5000}", "too many digits", "no number of a story"),
    ("[scene.page]", "‸---- the page\n[scene.page]", "no `key = value`", "a remark behind #"),
    ("[scene.page]", "‸She goes on.\n[scene.page]", "no `key = value`", "between quotation marks"),
    ("[scene.page]", "‸*She* goes on.\n[scene.page]", "no `key = value`", "between quotation marks"),
    ("trust = 50", "trust‸\u00a0= 50", "cannot be seen stands here, U+00A0", "ordinary space"),
    ("trust = 50", "trust = ‸\u200b50", "cannot be seen stands here, U+200B", "ordinary space"),
    ("trust = 50", "trust = ‸−5", "`−` stands where - belongs", "write -5"),
    ("trust = 50", "trust = ‸- 5", "a sign stands before its number without a space", "write -5"),
    ("trust = 50", "trust = ‸yes", "`yes` is neither", "write true"),
    ("{ trust = 4 }", "{ trust‸: 4 }", "`:` stands where = belongs", "write `trust = …`"),
    ("{ trust = 4 }", "{ trust = 4‸; checks = 1 }", "`;` stands where a comma belongs", "write ,"),
    ("{ trust = 4 }", "{ trust =‸> 4 }", "`=>` stands where = belongs", "write = alone"),
    ("{ trust = 4 }", "‸trust = 4", "`trust` is neither", "between braces: { trust = 4 }"),
    ("{ trust = 4 }", "[ ‸trust = 4 ]", "`trust` is neither", "between braces: { trust = 4 }"),
    ("{ trust = 4 }", "‸(trust = 4)", "`(` begins no value", "braces"),
    ("{ trust = 4 }", "{ trust = 4, ‸trust = 8 }", "`trust` is written twice in this table", "take one"),
    ('id = "ring"', 'id = "ring" ‸-- Ring.', "something follows the value", "behind #"),
    ('id = "ring"', 'id = "ring" ‸// Ring.', "something follows the value", "behind #"),
    ('id = "ring"', 'id = "ring"‸;', "`;` ends nothing", "take it out"),
    ('id = "ring"', "id = ‸`ring`", "` begins no text", 'straight ones: "…"'),
    ('id = "ring"', "id = ‸″ring″", "″ begins no text", 'straight ones: "…"'),
    ("trust = 50", "‸trüst = 50", "`trüst` cannot be a name", "write `trust = …`"),
    ("trust = 50", "‸trust level = 50", "a name has no spaces", "write `trust_level = …`"),
    # -- headers
    ("[scene.page]", "[scene.p‸äge]", "cannot stand in a header", "write [scene.page]"),
    ("[scene.page]", "[scene ‸page]", "no spaces", "write [scene.page]"),
    ("[scene.page]", "[scene‸:page]", "cannot stand in a header", "write [scene.page]"),
    ("[scene.page]", "[scene.page] ‸a page", "something follows the header", "behind #"),
    ("[scene.page]", '‸["scene.page]', "a quotation mark in this header", "write [scene.page]"),
    ("[scene.page]", "‸[scene.'page]", "a quotation mark in this header", "write [scene.page]"),
    ("[[scene.board.choice]]", "[[scene‸}board.choice]]", "`}` cannot", "write [[scene.board.choice]]"),
    ("[[scene.board.choice]]", "[[scene‸:board.choice]]", "`:` cannot", "write [[scene.board.choice]]"),
    ("[scene.page]", "‸scene.page]", "the header is not opened with [", "write [scene.page]"),
    ("[[scene.board.choice]]", "‸[scene.board.choice]]", "not opened with [[", "[[scene.board.choice]]"),
    (
        "[[scene.board.choice]]",
        "‸[scene.board.choice.call]\na = 1\n[[scene.board.choice]]",
        "[scene.board.choice.call] is no header of a choice",
        'write [[scene.board.choice]], and `id = "call"` below it',
    ),
    ("[ending.hook]", "[ending.hook‸", "not closed with ]", "write [ending.hook]"),
    ("[[scene.board.choice]]", "[[scene.board.choice‸]", "not closed with ]]", "[[scene.board.choice]]"),
    ("[scene.page]", "[scene.the ‸page]", "no spaces", "write [scene.the_page]"),
    ("[scene.page]", "[scene.‸“page”]", "a curly quotation mark", "straight"),
    ("[scene.page]", "[‸]", "a name is missing", "a-z"),
    # -- twice
    (
        "[counters]",
        "[counters]\n‸[meters]\na = 1\n[x]",
        "meters is written twice: first on line 12",
        "below the first",
    ),
    ('title = "Two cups"', 'title = "Two cups"\n‸title = "Three"', "twice: first on line 3", "take one"),
    ("[counters]", "‸[meters.trust]\na = 1\n[counters]", "meters.trust is written already", "once"),
]


@pytest.mark.parametrize(("old", "new", "message", "hint"), BROKEN)
def test_a_mistake_is_told_where_it_is_with_a_way_out(
    tmp_path: Path, old: str, new: str, message: str, hint: str
) -> None:
    sound = spoiled('"It hangs there."', '"""It hangs."""')
    assert sound.count(old) == 1
    marked = sound.replace(old, new)
    (finding,) = read(tmp_path, marked.replace("‸", "")).diagnostics
    assert (finding.line, finding.column) == place(marked, marked.index("‸"))
    assert finding.code == "E103"
    assert message in finding.message
    assert hint in finding.hint


def test_a_scene_in_one_file_twice_is_told_as_in_two(tmp_path: Path) -> None:
    text = SOUND + '\n[scene.page]\ntext = "Again."\nthen = "ending"\n'
    (finding,) = read(tmp_path, text).diagnostics
    assert (finding.code, finding.line, finding.column) == ("E208", 53, 8)
    assert "first on line 45" in finding.message


def test_a_choice_among_others_with_single_brackets_is_told_itself(tmp_path: Path) -> None:
    choice = 'text = "Go."\n\n'
    text = SOUND.replace(
        "[[scene.board.choice]]", f"‸[scene.board.choice]\n{choice}[[scene.board.choice]]\n{choice}[x]"
    )
    (finding,) = read(tmp_path, text.replace("‸", "")).diagnostics
    assert (finding.line, finding.column) == place(text, text.index("‸"))
    assert "write [[scene.board.choice]]" in finding.hint


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_columns_are_those_of_the_file_however_its_lines_end(tmp_path: Path, end: str) -> None:
    text = spoiled('text = "A page."', 'text = """A page.').replace("\n", end)
    (finding,) = read(tmp_path, text).diagnostics
    assert (finding.line, finding.column) == place(text, text.index('"""'))


def test_words_of_the_parser_reach_nobody(tmp_path: Path) -> None:
    """Every cut of the sound story ends in words of ours, at a place in it."""
    for end in range(1, len(SOUND)):
        for finding in read(tmp_path, SOUND[:end]).diagnostics:
            assert finding.line <= SOUND.count("\n", 0, end) + 1
            assert not re.search(r"expected|declare |unclosed|illegal|unterminated|\(\'", finding.message)
