"""Every fault that can be seen without exploring: its code, its place, and the way out."""

import re
from pathlib import Path

import pytest

from game.story.codes import severity_of
from game.story.load import load
from tests.story.base import SOUND, place, put, read, spoiled, spots

# What is replaced, by what, and what is found: code, a part of what is said, and the text at its place
# where that is not marked by the next ‸.
FAULTS: list[tuple[str, str, list[tuple[str, ...]]]] = [
    (
        'title = "Two cups"',
        '‸titel = "Two cups"',
        [("E202", "needs `title`", "story]"), ("E201", "`title`?")],
    ),
    ('blurb = "A kettle and two cups."\n', "", [("E202", "needs `blurb`", "story]")]),
    ("[counters]", "[‸countres]", [("E201", "did you mean `counters`?")]),
    ("format = 1", "format = ‸2", [("E211", "a newer Leeway")]),
    ("format = 1", "format = ‸true", [("E203", "not true or false")]),
    ('"Two cups"', "‸3", [("E203", "a text, not a whole number")]),
    ('"Two cups"', '"‸"', [("E204", "empty")]),
    ("minutes = 5", "minutes = ‸0", [("E204", "from 1 to 600")]),
    ("minutes = 5", "minutes = ‸5.0", [("E203", "not a number with a point")]),
    ("minutes = 5", "minutes = ‸2026-01-01", [("E203", "not a date or time")]),
    ('"en"', '"‸English"', [("E204", "'pt-BR'")]),
    ('concepts = ["trust"]', 'accent = "‸ambr"', [("E204", "did you mean `amber`?")]),
    ('["trust"]', '["trust", "‸trst"]', [("E405", "did you mean `trust`?")]),
    ('["trust"]', '["trust", ‸4]', [("E203", "a text, not a whole number")]),
    ("trust = 50", "trust = ‸101", [("E204", "from 0 to 100, not 101")]),
    ("checks = 0", "checks = ‸-1", [("E204", "from 0 to 99, not -1")]),
    ('wind = "The wind is up."', "wind = ‸true", [("E203", "a text")]),
    ("[ending.hook]", '[debrief]\nquestions = ‸["a", "b"]\n[ending.hook]', [("E204", "3 texts, not 2")]),
    ("checks = 0", "‸class = 0", [("E206", "conditions")]),
    ("checks = 0", "‸seen = 0", [("E206", "format")]),
    ("checks = 0", "‸Checks = 0", [("E205", "a-z")]),
    ("checks = 0", '‸"checks\\n" = 0', [("E205", "a-z")]),
    ("checks = 0", "‸trust = 0", [("E207", "a meter already")]),
    ("checks = 0", "‸autonomy = 0", [("E207", "a meter already")]),
    ("checks = 0", "‸mara_autonomy = 0", [("E212", "[meters]")]),
    ("[ending.hook]", "[ending.‸page]", [("E208", "also a scene")]),
    ('id = "ring"', 'id = "check"', [("E208", "menu.check brings a second choice `check`", 'check"]')]),
    ('id = "ring"', 'id = "‸return"', [("E206", "return_")]),
    ('id = "ring"', 'id = "‸Ring it"', [("E204", "`Ring it`")]),
    ('id = "ring"', 'id = "‸ring-up"', [("W210", "write `ring_up`")]),
    ("{sea}. The board.", "‸{see}. {sea}", [("E304", "did you mean `sea`?")]),
    ("{sea}. The board.", "{sea}. The ‸{board.", [("E303", "`{{`")]),
    ("{sea}. The board.", "{sea}. The ‸} board", [("E303", "`}}`")]),
    ('"Calm"', '"Calm ‸{sea}"', [("E305", "words do not contain words")]),
    ('"It hangs there."', '"‸ "', [("E307", "empty")]),
    ('"It hangs there."', '["a", { text = "b", ‸wen = "wind" }]', [("E201", "did you mean `when`?")]),
    ('"It hangs there."', '["a", ‸{ when = "wind" }]', [("E202", "needs `text`")]),
    ('"It hangs there."', '["a", ‸5]', [("E203", "not a whole number")]),
    ('"It hangs there."', "‸5", [("E203", "a text or a list")]),
    ('"It hangs there."', '["a", { text = ‸5 }]', [("E203", "a text, not a whole number")]),
    ('title = "The key"', 'title = "‸{sea}"', [("W306", "shown as it stands")]),
    ('"Flags" }, "Calm"', '"Flags" }, "Calm", "‸Rain"', [("W506", "never shown")]),
    ('text = "A page."\n', "", [("W507", "no text", "page]")]),
    ('text = "Ring."', 'text = "‸"', [("E307", "empty")]),
    ("trust >= 40", "‸trst >= 40", [("E302", "did you mean `trust`?")]),
    ("trust >= 40", "  trust >= 4 and ‸told", [("E302", "unknown name `told`")]),
    ("trust >= 40", "‸trust", [("E302", "`trust >= 1`")]),
    ("trust >= 40", "trust ‸> = 40", [("E301", "without a space")]),
    ("trust >= 40", "wind ‸&& wind", [("E301", "write `and`")]),
    ("trust >= 40", "trust >= 40 ‸# or so", [("E301", "outside the quotes")]),
    ("trust >= 40", "‸wind.upper()", [("E301", "cannot call")]),
    ("trust >= 40", "‸é", [("E301", "cannot stand in a condition")]),
    ("trust >= 40", "‸seen.bord", [("E302", "did you mean `board`?")]),
    ("trust >= 40", "‸chose.board.rin", [("E302", "did you mean `ring`?")]),
    ("trust >= 40", "‸vera.took_monday", [("E302", "did you mean `took_tuesday`?")]),
    ("trust >= 40", "trust >= ‸99999999", [("E301", "at most 1,000,000")]),
    ("trust >= 40", "not " * 51 + "‸" + "not " * 9 + "wind", [("E301", "too deeply")]),
    ("trust >= 40", "‸" + "wind or " * 125 + "wind", [("E301", "at most 1,000 characters")]),
    ('when = "trust >= 40"', "when = ‸40", [("E203", "a condition is a text")]),
    ('when = "trust >= 40"\n', "‸", [("E504", "say when")]),
    ('start = "board"', 'start = "‸bord"', [("E401", "did you mean `board`?")]),
    ('start = "board"', 'start = "‸hook"', [("E401", "an ending, not a scene")]),
    ('then = "ending"', 'then = "‸endng"', [("E401", "did you mean `ending`?")]),
    ('then = "ending"', "then = ‸[]", [("E501", "neither", "page]"), ("E203", "an empty list")]),
    ('then = "ending"', 'then = ["ending", "‸board"]', [("W506", "never taken")]),
    ('then = "ending"', 'then = ‸{ to = "ending" }', [("E203", "a text or a list")]),
    ('set = ["wind"]', 'set = ["‸wnd"]', [("E402", "did you mean `wind`?")]),
    ('set = ["wind"]', 'set = ["‸trust"]', [("E402", "a number, not a flag")]),
    ('set = ["wind"]', 'set = ‸"wind"', [("E203", "a list of texts")]),
    ("{ trust = 4 }", "{ ‸conection = 4 }", [("E403", "did you mean `connection`?")]),
    ("{ trust = 4 }", "{ ‸wind = 4 }", [("E403", 'set = ["wind"]')]),
    ("{ trust = 4 }", "{ trust = ‸4.5 }", [("E203", "by a whole number")]),
    ("{ trust = 4 }", "{ trust = ‸140 }", [("E204", "at most 100")]),
    ("{ trust = 4 }", "[{ trust = 4 }, ‸5]", [("E203", "a row of effects is a table")]),
    ("{ trust = 4 }", "‸4", [("E203", "a table or a list of tables")]),
    ('menu = ["check"]', 'menu = ["check", "‸chek"]', [("E404", "there is no menu `chek`")]),
    ("[meters]", '[renamed]\nold = "‸bord"\n[meters]', [("E406", "did you mean `board`?")]),
    ("[meters]", '[renamed]\n‸page = "board"\n[meters]', [("E407", "still exists")]),
    ("[meters]", '[renamed]\n‸board.call = "board.ring"\n[meters]', [("E203", '"board.call"')]),
    ("[meters]", '[renamed]\n"board.call" = "‸board"\n[meters]', [("E406", "scene.choice")]),
    ("[meters]", '[[waive]]\ncode = "E123"\nat = "‸bord"\nreason = "So."\n[meters]', [("E408", "`board`?")]),
    ('then = "ending"', "", [("E501", "neither choices nor `then`", "page]")]),
    ('then = "ending"', 'then = "‸here"', [("E503", "for ever")]),
    ('then = "page"', "", [("E502", "no `to`", "choice]]")]),
    ('menu = ["check"]\n', "", [("W508", "nothing uses menu.check", "check]")]),
    ("{sea}. The board.", "The board.", [("W508", "nothing uses the word `sea`", "sea = [{ when ")]),
    # -- a key of another table, and a header of something else
    ('set = ["wind"]', 'set = ["wind"]\n‸menu = []', [("E201", "above the first [[scene.board.choice]]")]),
    ('set = ["wind"]', 'set = ["wind"]\n‸talk = "Why?"', [("E201", "`talk` belongs to the scene")]),
    ("[scene.page]", "[scene.page]\n‸to = 'hook'", [("E201", "a scene leads on with `then`")]),
    ("[scene.page]", "[scene.page]\n‸once = true", [("E201", "below a [[scene.page.choice]]")]),
    ("[ending.hook]", "[ending.hook]\n‸then = 'page'", [("E201", "nothing comes after an ending")]),
    ("[ending.hook]", "[ending.hook]\n‸effects = {}", [("E201", "belongs to a scene")]),
    ("[scene.page]", "[[scene.‸page]]", [("E203", "write [scene.page], with single brackets")]),
    ("[counters]", "[[‸counters]]", [("E203", "write [counters], with single brackets")]),
    ("[[scene.board.choice]]", "[scene.board.‸choice]", [("E203", "write [[scene.board.choice]]")]),
    ("[counters]", "[‸attic]\ntext = 'A.'\n[counters]", [("E201", "write [scene.attic] or")]),
    # -- a name that cannot be one is told once, and not where it is used
    ("[scene.page]", "[scene.‸Page]", [("E205", "write `page`")]),
    ('wind = "The wind is up."', '‸Wind = "The wind is up."', [("E205", "write `wind`")]),
    ('then = "ending"', 'then = "‸ENDING"', [("E401", "did you mean `ending`?")]),
    ('id = "ring"', 'id = "‸ri ng"', [("E204", "write `ri_ng`")]),
    # -- what to write for a value of another kind
    ("minutes = 5", 'minutes = ‸"5"', [("E203", "write 5, without quotation marks")]),
    ("minutes = 5", "minutes = ‸5.5", [("E203", "write 6")]),
    ('set = ["wind"]', 'set = ‸"wind"', [("E203", 'between brackets: ["wind"]')]),
    ('text = "Ring."', 'text = ‸["Ring."]', [("E203", 'without brackets: "Ring."')]),
    ('id = "ring"', "id = ‸4", [("E203", 'between quotation marks: "4"')]),
    ('set = ["wind"]', 'once = ‸"yes"', [("E203", "write true or false")]),
    ('set = ["wind"]', "set = ‸{ wind = true }", [("E203", "write a list of texts")]),
    ('when = "trust >= 40"', 'when = ‸["wind", "wind"]', [("E203", "join them")]),
    # -- conditions as they are often written
    ("trust >= 40", "wind ‸= true", [("E301", "a flag alone says that it is set")]),
    ("trust >= 40", "trust >= 40‸%", [("E301", "`%` cannot stand")]),
    ("trust >= 40", "trust ‸=> 40", [("E301", "write `>=`")]),
    ("trust >= 40", "trust ‸=< 40", [("E301", "write `<=`")]),
    ("trust >= 40", "wind ‸AND wind", [("E301", "write `and`")]),
    ("trust >= 40", "trust ‸≥ 40", [("E301", "write `>=`")]),
    ("trust >= 40", "‸outcome is adrift", [("E301", "write == for `is`")]),
    ("trust >= 40", "outcome == ‸'adrift'", [("E301", "without quotation marks")]),
    ("trust >= 40", "wind ‸= false", [("E301", "write `not wind`")]),
    ("trust >= 40", "wind == ‸False", [("E301", "write `not wind`")]),
    ("trust >= 40", "‸True != vera.took_tuesday", [("E301", "write `not vera.took_tuesday`")]),
    ("trust >= 40", "wind == ‸true", [("E302", "it is set: write `wind`")]),
    ("trust >= 40", "‸true", [("E302", "leave it out")]),
    ("trust >= 40", "wind and ‸True", [("E301", "leave it out")]),
    ("trust >= 40", "trust ‸between 40 and 60", [("E301", "something is missing before `between`")]),
    ("trust >= 40", "trust ‸40", [("E301", "something is missing before `40`")]),
    ("trust >= 40", "wind and ‸(wind or trust > 4", [("E301", "write ) where")]),
    ("trust >= 40", "wind‸)", [("E301", "nothing opens")]),
    ("trust >= 40", "wind ‸and", [("E301", "missing behind `and`")]),
    ("trust >= 40", "trust ‸>=", [("E301", "missing behind `>=`")]),
    ("trust >= 40", "‸or wind", [("E301", "missing before `or`")]),
    ("trust >= 40", "‸seen(page)", [("E301", "write seen.SCENE")]),
    ("trust >= 40", "wind or ‸page", [("E302", "write `seen.page`")]),
    ("trust >= 40", "‸page.seen", [("E302", "write `seen.page`")]),
    ("trust >= 40", "‸adrift", [("E302", "write `outcome == adrift`")]),
    ("trust >= 40", "outcome == ‸adrifd", [("E302", "did you mean `adrift`?")]),
    ("trust >= 40", "‸bisi-autonomy > 4", [("E302", "a dash in a name is `_`: write `bisi_autonomy`")]),
    # -- what is meant by another word, or stands in another place
    ('then = "ending"', 'then = [{ when = "wind", ‸then = "hook" }, "ending"]', [("E201", "mean `to`?")]),
    ('"It hangs there."', '["a", { ‸if = "wind", text = "b" }]', [("E201", "did you mean `when`?")]),
    ("[scene.page]", "[scene.page]\n‸title = 'Noon'", [("E201", "did you mean `chapter`?")]),
    ("[scene.page]", "[scene.page]\n‸id = 'x'", [("E201", "its id stands in its header")]),
    ("[scene.page]", "[scene.page]\n‸trust = 4", [("E201", "write effects = { trust = 4 }")]),
    ('set = ["wind"]', "‸trust = -4", [("E201", "write effects = { trust = -4 }")]),
    ('set = ["wind"]', 'set = ["‸checks"]', [("E402", "effects = { checks = 1 }")]),
    ('then = "ending"', 'then = "‸ending.hook"', [("E401", "write `hook`: an id stands alone")]),
    ('start = "board"', 'start = "‸scene.board"', [("E401", "write `board`: an id stands alone")]),
    ('then = "ending"', 'then = "‸h\u043eok"', [("E401", "`hook`? Here it has U+043E in it")]),
    ('set = ["wind"]', 'set = ["‸wind\u00a0"]', [("E402", "`wind`? Here it has U+00A0 in it")]),
    ("{ trust = 4 }", '[‸"trust + 4"]', [("E203", "{ connection = 4 }")]),
    ("format = 1", 'format = ‸"1"', [("E203", "write 1, without quotation marks")]),
    ("{sea}. The board.", "‸{ sea }. The board.", [("E303", "write `{sea}`")]),
    ("{sea}. The board.", "‸{Sea}. The board.", [("E303", "write `{sea}`")]),
    ("{sea}. The board.", "‸{se}. The board.", [("E304", "did you mean `sea`?")]),
    ("{sea}. The board.", "{sea}. ‸{checks} times", [("E304", "no number or flag is shown")]),
    ('menu = ["check"]', 'menu = ‸"check"', [("E203", 'between brackets: ["check"]')]),
    ('menu = ["check"]', 'menu = ["‸chek"]', [("E404", "did you mean `check`?")]),
    ("[counters]", "[cast]\nyou = ‸'Joss'\n[counters]", [("E203", "write [cast.you], and its keys below")]),
    ("[[scene.board.choice]]", "[[‸choice]]", [("E201", "write [[scene.NAME.choice]]")]),
    ("[[scene.board.choice]]", "[[‸board.choice]]", [("E201", "write [[scene.board.choice]]")]),
    # -- a table that is not understood makes nothing else look wrong
    ("[scene.page]", "[‸scenes.page]", [("E201", "did you mean `scene`?")]),
    ("[scene.page]", "[‸page]", [("E201", "write [scene.page] or [ending.page]")]),
    ("[ending.hook]", "[‸endings.hook]", [("E201", "did you mean `ending`?")]),
    ('[flags]\nwind = "The wind is up."', '[‸flag]\nwind = "The wind is up."', [("E201", "`flags`?")]),
    ("[words]", "[‸word]", [("E201", "`words`?")]),
]


@pytest.mark.parametrize(("old", "new", "wanted"), FAULTS)
def test_a_fault_has_its_code_its_place_and_a_way_out(
    tmp_path: Path, old: str, new: str, wanted: list[tuple[str, ...]]
) -> None:
    marked = spoiled(old, new)
    text = marked.replace("‸", "")
    marks = [mark.start() - order for order, mark in enumerate(re.finditer("‸", marked))]
    loaded = read(tmp_path, text)
    assert [finding.code for finding in loaded.diagnostics] == [code for code, *_ in wanted]
    for finding, (code, said, *elsewhere) in zip(loaded.diagnostics, wanted, strict=True):
        assert said in f"{finding.message} {finding.hint}"
        assert finding.severity == severity_of(code)
        assert (finding.line, finding.column) == place(
            text, text.index(*elsewhere) if elsewhere else marks.pop(0)
        )
    assert (loaded.story is None) == any(code[0] == "E" for code, *_ in wanted)


def test_what_belongs_to_the_scene_is_missed_nowhere_else(tmp_path: Path) -> None:
    """A scene's `then` below its choices is one mistake, and is told as one."""
    text = spoiled('then = "page"\n', "").replace("[scene.page]", 'then = "page"\n\n[scene.page]')
    (finding,) = read(tmp_path, text).diagnostics
    assert (finding.code, finding.line) == ("E201", text[: text.index('then = "page"')].count("\n") + 1)
    assert "write it above the first [[scene.board.choice]]" in finding.hint


def test_a_choice_under_a_misspelt_scene_is_told_which_was_meant(tmp_path: Path) -> None:
    text = SOUND + '\n[[scene.bord.choice]]\ntext = "Look up."\n'
    found = read(tmp_path, text).diagnostics
    assert [(one.code, one.hint) for one in found] == [
        (code, "did you mean `board`? Then write [[scene.board.choice]]") for code in ("W507", "E502")
    ]


def test_a_scene_under_a_misspelt_table_is_told_once(tmp_path: Path) -> None:
    """Its choices and whatever leads there are right, and nothing is said of them."""
    noon = '\n[scenes.noon]\ntext = "Noon."\nthen = "page"\n\n[[scene.noon.choice]]\ntext = "Go."\n'
    text = spoiled('then = "page"', 'then = "noon"') + noon
    (finding,) = read(tmp_path, text).diagnostics
    assert (finding.code, finding.line, finding.column) == ("E201", *place(text, text.index("scenes.noon")))
    assert finding.hint == "did you mean `scene`?"


def test_a_menu_without_its_second_brackets_is_told_how_it_is_written(tmp_path: Path) -> None:
    menu = '[menu.check]\nchoice = [{ id = "check", text = "Check.", to = "here" }]'
    keys = 'id = "check"\ntext = "Check."\nto = "here"'
    single = read(tmp_path, spoiled(menu, f"[menu.check]\n{keys}")).diagnostics
    assert {finding.code for finding in single} == {"E201", "E202"}
    assert all("[[menu.check.choice]]" in finding.hint for finding in single)
    double = read(tmp_path, spoiled(menu, f"[[menu.check]]\n{keys}")).diagnostics
    assert [(finding.code, finding.hint) for finding in double] == [("E203", "write [[menu.check.choice]]")]
    assert read(tmp_path, spoiled(menu, f"[[menu.check.choice]]\n{keys}")).diagnostics == ()


def test_a_copy_of_a_story_beside_it_is_one_finding(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    put(folder, spoiled("A page.", "A {page}."), "story copy.toml")
    (finding,) = load(folder).diagnostics
    assert (finding.code, Path(finding.file).name, finding.line) == ("E207", "story copy.toml", 1)
    assert "story.toml:1" in finding.message
    assert "another ending than .toml" in finding.hint


def test_the_sound_story_has_nothing_to_report(tmp_path: Path) -> None:
    story, diagnostics = read(tmp_path, SOUND)
    assert diagnostics == ()
    assert story is not None
    assert story.slug == "two-cups"
    assert [choice.id for choice in story.scenes["board"].choices] == ["ring", "check"]
    assert story.scenes["page"].is_page


def test_everything_wrong_is_told_in_one_run(tmp_path: Path) -> None:
    text = SOUND
    ten = [
        ('"Two cups"', "3"),
        ("minutes = 5", "minutes = 0"),
        ("checks = 0", "trust = 0"),
        ("{sea}. The board.", "{sea}. {see}"),
        ("trust >= 40", "trst >= 40"),
        ("{ trust = 4 }", "{ conection = 4 }"),
        ('set = ["wind"]', 'set = ["wnd"]'),
        ('then = "ending"', 'then = "endng"'),
        ('title = "The key"', 'titel = "The key"'),
        ('menu = ["check"]', 'menu = ["check", "chek"]'),
    ]
    for old, new in ten:
        assert text.count(old) == 1
        text = text.replace(old, new)
    loaded = read(tmp_path, text)
    codes = [finding.code for finding in loaded.diagnostics]
    # The misspelt `title` is two findings: a key too many, and one missing.
    assert codes == ["E203", "E204", "E207", "E404", "E304", "E302", "E403", "E402", "E401", "E202", "E201"]


def test_an_id_made_from_text_must_be_written_where_it_is_named(tmp_path: Path) -> None:
    unnamed = SOUND.replace('id = "ring"\n', "")
    assert read(tmp_path, unnamed).diagnostics == ()
    named = unnamed.replace('then = "ending"', 'then = [{ when = "chose.board.ring", to = "hook" }, "board"]')
    (finding,) = read(tmp_path, named).diagnostics
    assert (finding.code, finding.line, finding.column) == ("E209", 46, 19)
    assert 'id = "ring"' in finding.hint
    renamed = unnamed.replace("[meters]", '[renamed]\n"board.call" = "board.ring"\n[meters]')
    (finding,) = read(tmp_path, renamed).diagnostics
    assert (finding.code, finding.line) == ("E209", 13)
    deleted = named.replace("chose.board.ring", "chose.board.call_her")
    (finding,) = read(tmp_path, deleted).diagnostics
    assert (finding.code, finding.line, finding.column) == ("E209", 46, 19)
    assert 'id = "call_her"' in finding.hint
    with_word = unnamed.replace('text = "Ring."', 'text = "{sea}."')
    (finding,) = read(tmp_path, with_word).diagnostics
    assert (finding.code, finding.line) == ("E209", 37)


def test_ids_made_from_text_can_collide(tmp_path: Path) -> None:
    twice = SOUND.replace('id = "ring"\n', "").replace(
        "[scene.page]", '[[scene.board.choice]]\ntext = "Ring!"\n\n[scene.page]'
    )
    assert spots(read(tmp_path, twice).diagnostics) == [("E208", 44, 15)]


def test_a_story_needs_scenes_and_an_ending(tmp_path: Path) -> None:
    header = SOUND[: SOUND.index("[meters]")]
    found = read(tmp_path, header).diagnostics
    assert [finding.code for finding in found] == ["E202", "E505", "E401"]
    assert spots(read(tmp_path, "").diagnostics) == [("E202", 1, 1), ("E202", 1, 1), ("E505", 1, 1)]


def test_a_scene_lives_in_one_file_and_names_merge(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    put(folder, '[flags]\nrain = "Rain."\n', "a.toml")
    story, diagnostics = load(folder)
    assert diagnostics == ()
    assert story is not None
    assert set(story.flags) == {"wind", "rain"}
    put(folder, '[flags]\nwind = "Again."\n\n[scene.page]\ntext = "x"\nthen = "board"\n', "z.toml")
    found = load(folder).diagnostics
    assert spots(found) == [("E207", 2, 1), ("E208", 4, 8)]
    assert all(finding.file.endswith("z.toml") for finding in found)
    assert "story.toml:45" in found[1].message


def test_a_broken_file_does_not_make_others_look_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND + '\n[scene.x]\ntext = "{nope}"\nthen = "nowhere"\ncolour = 1\n', "story.toml")
    put(folder, '[scene.nowhere]\ntext = "\n', "z.toml")
    assert spots(load(folder).diagnostics) == [("E201", 56, 1), ("E103", 2, 8)]


def test_any_file_of_a_folder_stands_for_the_whole_story(tmp_path: Path) -> None:
    folder = tmp_path / "two-cups"
    folder.mkdir()
    put(folder, SOUND, "story.toml")
    other = put(folder, '[flags]\nrain = "Rain."\n', "a.toml")
    story = load(other).story
    assert story is not None
    assert story == load(folder).story
