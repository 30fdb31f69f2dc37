"""What is said of prose, and what is let pass."""

from pathlib import Path
from textwrap import dedent

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from game.analysis import english
from game.analysis.style import SCREEN, SENTENCE, Remark, findings, phrase_counts, remarks
from game.analysis.texts import Sources, texts
from game.analysis.together import pages
from game.analysis.waivers import judge
from game.analysis.worn import EPIPHANIES, FEELING_TALK, PHRASES, Worn
from game.story.condition import parse
from game.story.load import load
from game.story.model import Story
from game.story.read import read

HEAD = """
[story]
format = 1
title = "A trial"
author = "The Leeway authors"
version = "1.0.0"
language = "{language}"
blurb = "A trial."
minutes = 3
start = "door"

[flags]
wet = "It rained."
late = "It was late."

[counters]
week = 0
"""
DOOR = """
[scene.door]
text = [{text}]
[[scene.door.choice]]
id = "knock"
text = "Knock."
set = ["wet", "late"]
effects = {{ week = 1 }}
reply = '''{reply}'''
to = "ending"
[[scene.door.choice]]
id = "go"
text = "Go away."
to = "ending"
"""
END = """
[ending.end]
title = "The end"
text = '''{ending}'''
"""


@pytest.fixture
def write(tmp_path: Path):
    """Write a story of one scene and load it."""

    def make(
        *text: str, reply: str = "Yes.", ending: str = "It shuts.", language: str = "en", more: str = ""
    ) -> Story:
        entries = ", ".join(t if t.startswith("{") else f"'''{t}'''" for t in text or ("A door.",))
        parts = (HEAD.format(language=language), DOOR.format(text=entries, reply=reply))
        path = tmp_path / "trial.toml"
        path.write_text("".join((*parts, END.format(ending=ending), more)), encoding="utf-8")
        story, diagnostics = load(path)
        assert story is not None, diagnostics
        return story

    return make


def codes(story: Story) -> list[str]:
    return [remark.code for remark in remarks(story)]


# -- sentences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("He waits. She does not.", ["He waits.", "She does not."]),
        ("‘No, love,’ she said. ‘Not that one.’", ["‘No, love,’ she said.", "‘Not that one.’"]),
        ("‘Is it?’ she says. It is.", ["‘Is it?’ she says.", "It is."]),
        ("“Is it?” Bisi says. It is.", ["“Is it?” Bisi says.", "It is."]),
        ("“Is it?” Bisi looks up.", ["“Is it?”", "Bisi looks up."]),
        ('"Go!" her mother shouts. "Go."', ['"Go!" her mother shouts.', '"Go."']),
        ("Mrs. Tordoff and Dr. Ray went to No. 6 with J. Dov.", None),
        ("It left at 6 a.m. and it was late.", None),
        ("It left at 6 a.m. Nobody saw.", ["It left at 6 a.m.", "Nobody saw."]),
        ("It cost 3.50 at 22:51.", None),
        ("And then … nothing came of it.", None),
        ("She said no. No. 6 was shut.", ["She said no.", "No. 6 was shut."]),
        ("*Delayed*. The board gives up.", ["*Delayed*.", "The board gives up."]),
    ],
)
def test_sentences_end_where_a_reader_hears_them_end(paragraph: str, expected: list[str] | None) -> None:
    assert [s.text for s in english.sentences(paragraph)] == (expected or [paragraph])


@given(st.text(alphabet="aB .!?’‘“”\"…—3,'", max_size=60))
def test_sentences_lose_nothing_and_know_their_place(paragraph: str) -> None:
    found = list(english.sentences(paragraph))
    assert "".join("".join(s.text for s in found).split()) == "".join(paragraph.split())
    assert all(paragraph.startswith(s.text, s.offset) for s in found)


def test_a_word_keeps_its_apostrophe_and_a_dash_is_none() -> None:
    assert english.words("She’d — well, it’s ten-to-two—and 22:51.") == [
        "She’d",
        "well,",
        "it’s",
        "ten-to-two",
        "and",
        "22:51.",
    ]


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("‘I understand,’ he said.", "he said."),
        ("“I understand,” he said, “but it’s late.”", "he said,"),
        ("‘It’s the boys’ bins,’ he said. She’d gone.", "he said. She’d gone."),
        ("He'd say 'no.' And go.", "He'd say And go."),
        ("“Nobody closed this.", ""),
        ("The ‘good’ suitcase.", "The suitcase."),
    ],
)
def test_what_is_spoken_is_not_told(paragraph: str, told: str) -> None:
    blanked = english.narration(paragraph)
    assert len(blanked) == len(paragraph)
    assert " ".join(blanked.split()) == told


# -- phrases ---------------------------------------------------------------------------------------


EXAMPLES = {
    "something shifts": "And something shifts in the room.",
    "the air thickens": "Between them the air has thickened.",
    "a breath you didn’t know you were holding": "You let out a breath you hadn't known you held.",
    "hangs between you": "The question hangs there between you.",
    "unspoken": "The rest stays unspoken.",
    "settles over": "A quiet settled over the room.",
    "a mix of X and Y": "A mix of relief and dread.",
    "for the first time in": "For the first time in years he rings.",
    "couldn’t help but": "You can’t help but laugh.",
    "testament": "It is a testament to her patience.",
    "tapestry": "A rich tapestry of voices.",
    "a beat": "A beat. Then he goes.",
    "the weight of": "The weight of everything.",
    "barely above a whisper": "It was barely above a whisper.",
    "eyes soften": "Her eyes softened.",
    "jaw tightens": "His jaw tightens.",
    "heart hammers": "Your heart hammers.",
    "the silence stretches": "The silence stretched.",
    "a small, sad smile": "She gives you a small, sad smile.",
    "And yet.": "And yet. The door is shut.",
    "Maybe that’s enough.": "And maybe that's enough.",
    "the phone buzzes": "Your phone buzzes.",
    "hold space": "I want to hold some space for that.",
    "process": "He needs to process his feelings.",
    "valid": "“Your feelings are completely valid.”",
    "healing journey": "It is part of my healing journey.",
    "toxic": "She left a toxic relationship.",
    "gaslight": "“Stop gaslighting me.”",
    "trauma response": "That is a trauma response.",
    "attachment style": "What is your attachment style?",
    "codependent": "We were co-dependent.",
    "love language": "Soup is her love language.",
    "I hear you": "“I hear you,” she says.",
}
TOLD = {
    "realise": "You finally realized it.",
    "understand": "Now she understands.",
    "finally see": "You finally see what she meant.",
    "in that moment": "In that moment the bus came.",
}


@pytest.mark.parametrize("worn", [*PHRASES, *FEELING_TALK], ids=lambda worn: worn.name)
def test_a_worn_phrase_is_found(write, worn: Worn) -> None:
    code = "W701" if worn in PHRASES else "W702"
    assert [(r.code, worn.name in r.message) for r in remarks(write(EXAMPLES[worn.name]))] == [(code, True)]


@pytest.mark.parametrize("worn", EPIPHANIES, ids=lambda worn: worn.name)
def test_an_ending_that_explains_is_found(write, worn: Worn) -> None:
    found = remarks(write(ending=TOLD[worn.name]))
    assert ("W703", True) in [(r.code, worn.name in r.message) for r in found]
    assert codes(write(TOLD[worn.name])) == []


@pytest.mark.parametrize(
    "text",
    [
        "You like the weight of it in your hand.",
        "It was in the Old Testament, and in the will.",
        "She missed a beat of the drum and found it.",
        "The shift something was on was the early one.",
        "He mixes sand and cement.",
        "The dust settled over the county.",
        "They process the cheese on Mondays. The ticket is valid until May, and the waste is toxic waste.",
        "A gaslight mantle stood on the shelf. I hear your dog.",
        "Marcusson and Mayan and Arias are other names.",
    ],
)
def test_the_plain_sense_of_a_word_passes(write, text: str) -> None:
    assert codes(write(text)) == []


def test_feeling_talk_and_worn_names_are_found(write) -> None:
    assert codes(write("“I hear you,” Elara says. “Your feelings are valid.”")) == ["W702", "W702", "W704"]


def test_an_ending_may_not_tell_what_was_understood_but_people_may_say_so(write) -> None:
    assert codes(write(ending="You finally see what she meant.")) == ["W703"]
    assert codes(write(ending="In that moment you realised.")) == ["W703", "W703"]
    assert codes(write("You realise the bus has gone.", ending="“I understand,” says the driver.")) == []


def test_another_language_is_left_alone(write) -> None:
    assert codes(write("Something shifts.", language="fr")) == []


def test_a_phrase_may_go_over_the_end_of_a_line_but_not_of_a_paragraph(write) -> None:
    assert codes(write("And then something\nshifts.")) == ["W701"]
    assert codes(write("And then something\n\nshifts.")) == []


def test_a_remark_stands_at_its_very_word(write, tmp_path: Path) -> None:
    story = write("A door.\n\nIt is shut.\n\nThen something shifts.")
    (remark,) = remarks(story)
    sources = Sources(read(tmp_path / "trial.toml"))
    file, place = sources.place(remark.path, remark.offset)
    assert sources.line(file, place.line)[place.column - 1 :].startswith("something shifts")
    assert remark.at == "door"


def test_the_phrases_of_a_story_are_counted(write) -> None:
    story = write("Something shifts. Something shifts again.", reply="And yet. And yet.")
    assert phrase_counts(story) == {"something shifts": 2, "And yet.": 2}


# -- pages -----------------------------------------------------------------------------------------


def test_only_passages_that_can_stand_together_make_a_page(write) -> None:
    apart = [f"{{ when = 'week == {n}', text = 'It is like a bell, like a drum.' }}" for n in (1, 2, 3)]
    likeness = "{{ when = '{}', text = 'A lamp like a moon.' }}"
    assert codes(write(likeness.format("wet"), likeness.format("not wet"))) == []
    assert codes(write(likeness.format("wet"), likeness.format("late"))) == ["N706"]
    assert codes(write(*apart)) == ["N706"]


def test_a_long_page_may_have_more_than_a_short_one(write) -> None:
    filler = "He waits by the wall. " * (SCREEN // 5)
    pair = "A lamp like a moon. A coat like a tent. "
    assert codes(write(pair)) == ["N706"]
    assert codes(write(pair + filler)) == []


def test_a_liking_is_no_likeness(write) -> None:
    story = write(
        "You like a bath. She would like the key. It looks as if it rained. They don’t like people."
    )
    assert codes(story) == []


def test_dashes_are_counted_by_the_screen(write) -> None:
    assert codes(write("The door — the blue one — sticks.")) == ["W707"]
    assert codes(write("The door — it sticks. A ten-year-old, 1914–18.")) == []


def test_too_much_to_read_since_the_last_choice(write) -> None:
    door = "word " * 200 + "end."
    more = """
    [scene.hall]
    text = '''{hall}'''
    then = "stairs"
    [scene.stairs]
    text = '''{stairs}'''
    [[scene.stairs.choice]]
    id = "up"
    text = "Up."
    to = "ending"
    [[scene.stairs.choice]]
    id = "back"
    text = "Back."
    to = "hall"
    """
    more = dedent(more)
    long = write(door, more=more.format(hall="word " * 300, stairs="word " * 151))
    short = write(door, more=more.format(hall="word " * 300, stairs="word " * 150))
    assert [(r.code, r.at) for r in remarks(long)] == [("W708", "stairs")]
    assert codes(short) == []
    assert codes(write("word " * 401)) == ["W709"]


WHENS = st.sampled_from(
    [
        "wet",
        "not wet",
        "week == 1",
        "week >= 2",
        "wet and week == 2",
        "late or wet",
        "week + wet >= 3",
        "week < 3",
    ]
)


@given(st.lists(WHENS))
def test_pages_are_what_the_conditions_allow(whens: list[str]) -> None:
    conditions = [parse(when) for when in whens]
    expected = set()
    for wet in (False, True):
        for late in (False, True):
            for week in (0, 1, 2, 3, 9):
                names = {"wet": wet, "late": late, "week": week}
                expected.add(tuple(bool(eval(when, {}, names)) for when in whens))
    assert set(pages(conditions, {"week"})) == expected


# -- habits ----------------------------------------------------------------------------------------


def test_long_sentences_are_told_once_for_the_story(write) -> None:
    long, short = "He " + "waits and " * 9 + "goes. ", "He waits and goes. "
    found = remarks(write(long * 30, reply=long * 20))
    assert [r.code for r in found] == ["W709", "W710"]
    assert found[1].at == "story"
    assert "19.6" in found[1].message
    assert SENTENCE < 19.6
    assert codes(write(short * 30, reply=short * 20)) == []


def test_a_habit_is_told_once_and_a_single_instance_never(write) -> None:
    tic = "It was not grief but habit. "
    found = remarks(write(tic * 4))
    assert [(r.code, r.at) for r in found] == [("N713", "story")]
    assert codes(write(tic * 3)) == []
    assert codes(write("Well… " * 4)) == ["N714"]


def test_the_story_opens_on_waking_up(write) -> None:
    assert codes(write("You wake up at six. It rains.")) == ["N712"]
    assert codes(write("The kettle is on.\n\nYou wake up at six.", reply="You wake.")) == []


# -- waivers ---------------------------------------------------------------------------------------

WAIVE = """
[[waive]]
code = "{}"
at = "{}"
reason = "She does say it."
"""


def judged(story: Story, path: Path, unasked: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    sources = Sources(read(path))
    found = judge(story, sources, findings(story, sources), lambda code, _: code in unasked)
    return [one.diagnostic.code for one in found.standing], [one.diagnostic.code for one, _ in found.waived]


def test_a_waiver_silences_its_code_at_its_place_and_nothing_else(write, tmp_path: Path) -> None:
    said, path = "Something shifts — twice — here.", tmp_path / "trial.toml"
    assert judged(write(said, reply=said), path) == (["W701", "W707", "W701", "W707"], [])
    story = write(said, reply=said, more=WAIVE.format("W701", "door"))
    assert judged(story, path) == (["W707", "W701", "W707"], ["W701"])
    story = write(said, reply=said, more=WAIVE.format("W701", "door.knock"))
    assert judged(story, path) == (["W701", "W707", "W707"], ["W701"])


def test_a_waiver_that_answers_nothing_is_a_finding(write, tmp_path: Path) -> None:
    story, path = (
        write(more=WAIVE.format("W701", "door") + WAIVE.format("W999", "door")),
        tmp_path / "trial.toml",
    )
    sources = Sources(read(path))
    found = judge(story, sources, findings(story, sources))
    assert [one.diagnostic.code for one in found.standing] == ["W801", "W801"]
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [lines[one.diagnostic.line - 1] for one in found.standing] == ['code = "W701"', 'code = "W999"']
    assert judged(story, path, unasked=("W701",)) == (["W801"], [])


# -- shipped ---------------------------------------------------------------------------------------


def test_every_text_of_a_story_has_its_place() -> None:
    path = Path(__file__).parents[1] / "stories" / "kettle"
    story, _ = load(path)
    assert story is not None
    sources = Sources(read(path))
    raw = (path / "story.toml").read_text(encoding="utf-8")
    for text in texts(story):
        file, place = sources.place(text.path)
        line = sources.line(file, place.line)[place.column - 1 :]
        first = text.text.lstrip().split("\n")[0][:12]
        assert first in line.replace('\\"', '"') or first in raw.split("\n")[place.line].replace('\\"', '"')
    written = tomli.loads(raw)
    menus = sum(len(menu["choice"]) for menu in written["menu"].values())
    own = sum(len(scene.get("choice", ())) for scene in written["scene"].values())
    assert sum(text.path[-1] == "text" and text.kind == "choice" for text in texts(story)) == menus + own


def test_the_miniature_has_nothing_to_answer_for() -> None:
    story, _ = load(Path(__file__).parents[1] / "stories" / "kettle")
    assert story is not None
    assert [r for r in remarks(story) if isinstance(r, Remark)] == []
