"""Which choices the story kept, and the sentence in which each came back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.debrief.debrief import debrief_of
from game.debrief.kept import MOST, kept
from game.narrative.playthrough import Playthrough
from tests.debrief.stories import played, story_of
from tests.random_stories import random_story


def echoes(story, *choices):
    """Choice as it stood -> its echo, None where only the author's note keeps it."""
    return {item.said: item.echo and item.echo.text for item in kept(story, played(story, *choices))}


PAGE = """
[scene.one]
chapter = "Morning"
text = "It begins."
then = "two"
[[scene.one.choice]]
id = "tell"
text = "Tell her."
set = ["told"]
[[scene.one.choice]]
id = "wait"
text = "Wait."
"""

WAY_OUT = """
[[scene.{scene}.choice]]
id = "go"
text = "Go."
to = "{to}"
"""


def scene(name, text, to="ending"):
    return f"\n[scene.{name}]\n{text}\n" + WAY_OUT.format(scene=name, to=to)


def test_a_flag_comes_back_as_the_first_sentence_of_the_first_paragraph_that_names_it(tmp_path):
    story = story_of(
        tmp_path,
        '[flags]\ntold = "He told her."\n'
        + PAGE
        + scene(
            "two",
            'chapter = "Noon"\ntext = ["Rain.", { when = "told", text = '
            '"She has put out two of the good cups, with the saucers that nobody uses. She sits." }]',
            "three",
        )
        + scene("three", 'text = { when = "told", text = "Later." }'.replace("{", "[{").replace("}", "}]")),
    )
    (item,) = kept(story, played(story, "tell", "go", "go"))
    assert item.said == "Tell her."
    assert item.chapter == "Morning"
    assert item.echo is not None
    assert item.echo.text == "She has put out two of the good cups, with the saucers that nobody uses."
    assert item.echo.chapter == "Noon"
    assert echoes(story, "wait", "go", "go") == {}


def test_chose_echoes_as_a_flag_does(tmp_path):
    story = story_of(
        tmp_path,
        PAGE.replace('set = ["told"]', "")
        + scene("two", 'text = [{ when = "chose.one.tell", text = "She knows." }, "Rain."]'),
    )
    assert echoes(story, "tell", "go") == {"Tell her.": "She knows."}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("told", "She knows."),
        ("not wrote", None),
        ("not told", None),
        ("told and connection >= 10", "She knows."),
        ("told or connection >= 10", None),
        ("told or connection >= 90", "She knows."),
        ("not wrote and told", "She knows."),
        ("told + wrote >= 1", "She knows."),
        ("connection >= 10", None),
        ("seen.one", None),
    ],
)
def test_a_passage_echoes_only_if_it_is_shown_because_of_the_choice(tmp_path, when, expected):
    story = story_of(
        tmp_path,
        '[flags]\ntold = "He told her."\nwrote = "He wrote."\n'
        + PAGE
        + scene("two", f'text = ["Rain.", {{ when = "{when}", text = "She knows." }}]'),
    )
    assert echoes(story, "tell", "go") == ({"Tell her.": expected} if expected else {})


TWICE = """
[scene.one]
text = "It begins."
then = "two"
[[scene.one.choice]]
id = "tell"
text = "Tell her."
set = ["told"]

[scene.two]
text = "Rain."
then = "three"
[[scene.two.choice]]
id = "again"
text = "Tell her again."
set = ["told"]
[[scene.two.choice]]
id = "deny"
text = "Say you never said it."
clear = ["told"]
[[scene.two.choice]]
id = "write"
text = "Write it down."
set = ["wrote"]

[scene.three]
text = ["Later.", { when = "WHEN", text = "She knows." }]
then = "four"
[[scene.three.choice]]
id = "go"
text = "Go."
[[scene.three.choice]]
id = "once_more"
text = "Tell her once more."
set = ["told"]

[scene.four]
text = ["Last.", { when = "told", text = "She still knows." }]
[[scene.four.choice]]
id = "go"
text = "Go."
to = "ending"
"""
FLAGS = '[flags]\ntold = "He told her."\nwrote = "He wrote."\n'


def test_a_flag_set_twice_belongs_to_the_choice_that_set_it_first(tmp_path):
    story = story_of(tmp_path, FLAGS + TWICE.replace("WHEN", "told"))
    assert echoes(story, "tell", "again", "go", "go") == {"Tell her.": "She knows."}


def test_a_cleared_flag_is_nobodys_until_a_choice_sets_it_anew(tmp_path):
    story = story_of(tmp_path, FLAGS + TWICE.replace("WHEN", "told"))
    assert echoes(story, "tell", "deny", "go", "go") == {}
    assert echoes(story, "tell", "deny", "once_more", "go") == {"Tell her once more.": "She still knows."}


@pytest.mark.parametrize("when", ["told and wrote", "told or wrote"])
def test_a_passage_that_answers_two_choices_is_quoted_once(tmp_path, when):
    story = story_of(tmp_path, FLAGS + TWICE.replace("WHEN", when))
    assert echoes(story, "tell", "write", "go", "go") == {"Tell her.": "She knows."}


def test_an_effect_on_arrival_that_clears_ends_the_mark(tmp_path):
    story = story_of(
        tmp_path, FLAGS + TWICE.replace("WHEN", "told") + '[[scene.three.effects]]\nclear = ["told"]\n'
    )
    assert echoes(story, "tell", "write", "go", "go") == {}


def test_a_flag_that_an_arrival_sets_anew_is_nobodys(tmp_path):
    story = story_of(
        tmp_path,
        FLAGS + TWICE.replace("WHEN", "wrote") + '[[scene.four.effects]]\nset = ["told"]\n',
    )
    assert echoes(story, "tell", "deny", "go", "go") == {}
    assert echoes(story, "tell", "write", "go", "go") == {
        "Tell her.": "She still knows.",
        "Write it down.": "She knows.",
    }


def test_what_is_idle_beside_another_mark_is_no_cause(tmp_path):
    """`told` would only matter had the letter never been written; it was, so `sent` alone shows the line."""
    choice = """
    [scene.{name}]
    text = "Here."
    then = "{to}"
    [[scene.{name}.choice]]
    id = "do"
    text = "{flag}"
    set = ["{flag}"]
    """
    ways = (("one", "told", "b"), ("b", "wrote", "c"), ("c", "sent", "d"))
    story = story_of(
        tmp_path,
        FLAGS
        + 'sent = "He sent it."\n'
        + "".join(choice.format(name=name, flag=flag, to=to) for name, flag, to in ways)
        + scene("d", 'text = ["Rain.", { when = "(told and not wrote) or sent", text = "She knows." }]'),
    )
    assert echoes(story, "do", "do", "do", "go") == {"sent": "She knows."}


def test_a_row_that_did_not_fire_leaves_no_mark(tmp_path):
    story = story_of(
        tmp_path,
        FLAGS
        + PAGE.replace('set = ["told"]', 'effects = [{ when = "connection >= 90", set = ["told"] }]').replace(
            '"two"', '"mid"'
        )
        + '[scene.mid]\neffects = { set = ["told"] }\ntext = "Rain."\nthen = "two"\n'
        + scene("two", 'text = ["Rain.", { when = "told", text = "She knows." }]'),
    )
    assert echoes(story, "tell", "on", "go") == {}


# -- words ----------------------------------------------------------------------------------------

WORDS = FLAGS + '[words]\nshe = [{ when = "told", text = "the only one who knows" }, "your sister"]\n'


def test_a_word_echoes_with_the_sentence_it_stands_in(tmp_path):
    story = story_of(
        tmp_path,
        WORDS
        + PAGE
        + scene(
            "two",
            'text = "It rains all day on the yard and on the car. At the gate stands {she}, with *both* '
            'dogs, and a bag. The bag moves."',
        ),
    )
    assert echoes(story, "tell", "go") == {
        "Tell her.": "At the gate stands the only one who knows, with both dogs, and a bag."
    }
    assert echoes(story, "wait", "go") == {}


def test_a_word_echoes_inside_a_choice_a_struck_reason_and_a_heading(tmp_path):
    for number, two in enumerate(
        (
            'text = "Rain."\n[[scene.two.choice]]\nid = "ask"\ntext = "Ask {she}."\nto = "ending"\n',
            'text = "Rain."\n[[scene.two.choice]]\nid = "ask"\ntext = "Ask."\nwhen = "wrote"\n'
            'struck = "here comes {she}"\nto = "ending"\n',
            'chapter = "Noon, with {she}"\ntext = "Rain."\n',
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        story = story_of(
            folder, WORDS + PAGE + f"[scene.two]\n{two}" + WAY_OUT.format(scene="two", to="ending")
        )
        (echo,) = echoes(story, "tell", "go").values()
        assert echo is not None
        assert "the only one who knows" in echo


def test_a_choice_that_is_not_shown_echoes_nothing(tmp_path):
    story = story_of(
        tmp_path,
        WORDS + PAGE + '[scene.two]\ntext = "Rain."\n[[scene.two.choice]]\nid = "ask"\ntext = "Ask {she}."\n'
        'when = "wrote"\nto = "ending"\n' + WAY_OUT.format(scene="two", to="ending"),
    )
    assert echoes(story, "tell", "go") == {}


def test_a_choices_own_reply_is_no_echo_and_a_later_reply_is(tmp_path):
    story = story_of(
        tmp_path,
        FLAGS
        + """
[scene.one]
text = "It begins."
[[scene.one.choice]]
id = "tell"
text = "Tell her."
set = ["told"]
to = "here"
reply = [{ when = "told", text = "She sits." }]
[[scene.one.choice]]
id = "ask"
text = "Ask."
to = "ending"
reply = [{ when = "told", text = "She answers at once." }]
""",
    )
    assert echoes(story, "tell", "ask") == {"Tell her.": "She answers at once."}


def test_an_ending_and_its_leaning_echo_and_the_others_voice_does_not(tmp_path):
    end = """
    [ending.end]
    title = "The end"
    text = ["It is over.", { when = "told", text = "She rings." }]
    other_voice = [{ when = "wrote", text = "He wrote it down." }]
    leaning = [{ when = "chose.two.write", text = "She has the letter." }]
    """
    story = story_of(
        tmp_path,
        FLAGS
        + "[meters]\nautonomy = 46\nconnection = 43\n"
        + PAGE
        + '[scene.two]\ntext = "Rain."\n[[scene.two.choice]]\nid = "write"\ntext = "Write."\n'
        'set = ["wrote"]\nto = "ending"\n',
        end,
    )
    assert echoes(story, "tell", "write") == {"Tell her.": "She rings.", "Write.": "She has the letter."}


def test_a_scene_that_may_be_skipped_is_not_quoted(tmp_path):
    story = story_of(
        tmp_path,
        FLAGS
        + PAGE
        + scene(
            "two", 'skip = "It hurt."\ntext = ["Rain.", { when = "told", text = "It hurt so." }]', "three"
        )
        + scene("three", 'text = ["Sun.", { when = "told", text = "She knows." }]'),
    )
    assert echoes(story, "tell", "go", "go") == {"Tell her.": "She knows."}


# -- which are kept -------------------------------------------------------------------------------


def test_what_was_read_on_another_branch_is_not_kept(tmp_path):
    story = story_of(
        tmp_path,
        FLAGS + PAGE + scene("two", 'text = ["Rain.", { when = "told", text = "She knows." }]'),
    )
    playthrough = played(story, "tell", "go")
    assert [item.said for item in kept(story, playthrough)] == ["Tell her."]
    playthrough.rewind(playthrough.moments[0])
    playthrough.choose("wait")
    last = playthrough.choose("go")
    assert kept(story, playthrough) == ()
    playthrough.rewind(playthrough.moments[2])
    assert [item.said for item in kept(story, playthrough)] == ["Tell her."]
    assert last in playthrough.moments


def day(number, extra="", passages=()):
    shown = ", ".join(["'Rain.'", *passages])
    return (
        f"[scene.d{number}]\ntext = [{shown}]\n"
        f"[[scene.d{number}.choice]]\nid = 'do'\ntext = 'Do {number}.'\nto = 'd{number + 1}'\n{extra}\n"
    )


def test_of_many_the_six_that_came_back_latest_are_kept_in_order_of_play(tmp_path):
    echoing = [f"{{ when = 'chose.d{n}.do', text = 'Echo {n}.' }}" for n in range(8)]
    days = [day(n) for n in range(8)] + [day(8, "", echoing)]
    story = story_of(
        tmp_path, "".join(days).replace("'d9'", "'ending'").replace("d0", "one"), "\n" + END_PLAIN
    )
    found = kept(story, played(story, *["do"] * 9))
    assert len(found) == MOST
    assert [item.said for item in found] == [f"Do {n}." for n in range(6)]
    assert [item.n for item in found] == sorted(item.n for item in found)


def test_notes_fill_up_to_four_those_that_moved_most_first(tmp_path):
    sizes = [4, 14, 0, 8, 10, 12]
    days = [day(n, f"note = 'Note {n}.'\neffects = {{ autonomy = {size} }}") for n, size in enumerate(sizes)]
    story = story_of(
        tmp_path, "".join(days).replace("'d6'", "'ending'").replace("d0", "one"), "\n" + END_PLAIN
    )
    found = kept(story, played(story, *["do"] * 6))
    assert [item.note for item in found] == ["Note 1.", "Note 3.", "Note 4.", "Note 5."]
    assert all(item.echo is None for item in found)


END_PLAIN = "[ending.end]\ntitle = 'The end'\ntext = 'It is over.'\n"


def test_turning_a_page_is_no_choice(tmp_path):
    story = story_of(
        tmp_path,
        '[scene.one]\ntext = "It begins."\nthen = "two"\n'
        + scene("two", 'text = ["Rain.", { when = "chose.one.on", text = "You turned it." }]'),
    )
    assert kept(story, played(story, "on", "go")) == ()


def test_a_debrief_needs_an_ending(tmp_path):
    story = story_of(tmp_path, FLAGS + PAGE + scene("two", 'text = "Rain."'))
    with pytest.raises(ValueError, match="not come to an ending"):
        debrief_of(story, played(story, "tell"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), rng=st.randoms(use_true_random=False))
def test_on_any_story_an_echo_was_read_after_its_choice(tmp_path, seed, rng):
    story = random_story(seed, tmp_path)
    playthrough = Playthrough(story)
    read = [""]
    for _ in range(12):
        options = [option.id for option in playthrough.options if option.struck is None]
        if not options:
            break
        moment = playthrough.choose(rng.choice(options))
        heading = playthrough.heading(moment)
        offered = [part for option in playthrough.options for part in (option.text, option.struck or "")]
        read.append("\n".join([*moment.reply, heading, *moment.text, *offered]))
    found = kept(story, playthrough)
    assert len(found) <= MOST
    for item in found:
        assert item.said == playthrough.moments[item.n].said
        assert item.echo is not None
        assert item.echo.text in "\n".join(read[item.n :])
