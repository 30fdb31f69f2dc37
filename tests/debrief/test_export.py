"""A kept reading holds all of it, runs nothing, asks for nothing, and shows every reader the same."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from game.debrief.export import as_html, as_markdown, keep, name_for
from game.debrief.export.markdown import in_markdown
from game.narrative.markup import parse
from tests.debrief.stories import played, story_of

STORY = """
[flags]
told = "He told her."
[cast]
you = { name = "Jo" }
bo = { name = "Bo & <Co>" }
[meters]
bo_autonomy = 50
[debrief]
questions = ["Who <b>asked</b>?", "Was it *fair*?", "Can two numbers say it?"]

[scene.one]
chapter = "Monday & <i>more</i>"
text = ["It *begins* with <script>alert(1)</script> and 1 < 2.", "- a list", "- of two", "> said", "***",
  "# no heading"]
[[scene.one.choice]]
id = "tell"
text = "Tell **her** | now."
set = ["told"]
effects = { connection = 14, autonomy = -8 }
reply = "1. She [nods](javascript:alert(1))."
to = "two"
[[scene.one.choice]]
id = "stay"
text = "Stay."
to = "here"
reply = "So you stay."

[scene.two]
skip = "It hurt."
text = "It hurt at length."
then = "three"

[scene.three]
text = [{ when = "told", text = "She knows <all> of it." }, "`Rain`."]
[[scene.three.choice]]
id = "go"
text = "Go."
to = "ending"
"""
END = """
[ending.last_train]
title = "The last <train>"
text = "*Gone.*"
other_voice = "He _told_ me."
"""


@pytest.fixture
def reading(tmp_path):
    story = story_of(tmp_path, STORY, END)
    return story, played(story, "stay", "tell", "on", "go")


class Page(HTMLParser):
    """Text and tags of a page; the tags must close in order."""

    VOID = {"meta", "hr", "br"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_the_page_holds_the_whole_reading_and_the_debrief(reading):
    text = Page(as_html(*reading)).text
    for part in (
        "Monday & <i>more</i>",
        "It begins with <script>alert(1)</script> and 1 < 2.",
        "Stay.",
        "So you stay.",
        "Tell her | now.",
        "1. She [nods](javascript:alert(1)).",
        "It hurt at length.",
        "She knows <all> of it.",
        "The last <train>",
        "What the story kept",
        "How they might tell it",
        "He _told_ me.",
        "You began near the middle of the map.",
        "Who <b>asked</b>?",
        "Two numbers cannot hold a relationship.",
        "the thin one Bo & <Co>",
    ):
        assert part in text
    assert text.index("Stay.") < text.index("Tell her") < text.index("It hurt at length.")


def test_the_page_runs_nothing_and_asks_for_nothing(reading):
    html = as_html(*reading)
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "a", "base", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href")]
    assert "default-src 'none'" in html
    assert "@import" not in html
    assert "url(" not in html


def test_the_page_turning_is_no_choice_and_the_map_is_on_request(reading):
    page = Page(as_html(*reading))
    assert "Go on." not in page.text
    assert "details" in page.tags
    assert ("open", None) not in page.attributes


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_no_meter_is_written(tmp_path, write):
    story = story_of(tmp_path, STORY.replace("bo_autonomy = 50", "bo_autonomy = 37\nconnection = 61"), END)
    playthrough = played(story, "tell", "on", "go")
    values = playthrough.now.state.values
    text = write(story, playthrough)
    if write is as_html:
        text = Page(text).text
    for name in ("autonomy", "connection", "bo_autonomy"):
        assert not re.search(rf"\b{values[name]}\b", text)


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_a_scene_can_be_told_in_brief(reading, write):
    assert "It hurt at length." in write(*reading)
    brief = write(*reading, brief=True)
    assert "It hurt." in brief
    assert "at length" not in brief


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_a_reading_that_has_not_ended_is_kept_without_a_debrief(tmp_path, write):
    story = story_of(tmp_path, STORY, END)
    text = write(story, played(story, "tell"))
    assert "It hurt at length." in text
    assert "Two numbers" not in text


def test_only_the_present_branch_is_kept(tmp_path):
    story = story_of(tmp_path, STORY, END)
    playthrough = played(story, "stay", "tell", "on", "go")
    playthrough.rewind(playthrough.moments[0])
    playthrough.choose("tell")
    assert "So you stay." not in as_html(story, playthrough)


def rendered(markdown: str) -> Page:
    return Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def test_markdown_shows_the_words_and_nothing_of_the_authors_becomes_a_mark(reading):
    page = rendered(as_markdown(*reading))
    for part in (
        "It begins with <script>alert(1)</script> and 1 < 2.",
        "# no heading",
        "1. She [nods](javascript:alert(1)).",
        "`Rain`.",
        "Tell her | now.",
        "He _told_ me.",
    ):
        assert part in page.text
    assert not {"script", "a", "code", "ol", "i"} & set(page.tags)
    assert page.tags.count("h1") == 1


TEXT = st.text(alphabet="ab*~_`[]()<>&!#|\\-+=1. $\"'", min_size=1, max_size=40)


@settings(deadline=None)
@given(TEXT)
def test_any_paragraph_reads_the_same_in_markdown(paragraph):
    """What a story's own little Markdown shows is what any reader of Markdown shows."""
    paragraph = " ".join(paragraph.split())
    assume(paragraph != "***")
    block = parse(paragraph)
    page = rendered(in_markdown(paragraph))
    assert page.text == " ".join(block.plain.split())
    wanted = {
        tag
        for tag, on in (
            ("em", any(span.italic and span.text.strip() for span in block.spans)),
            ("strong", any(span.bold and span.text.strip() for span in block.spans)),
            ("s", any(span.struck and span.text.strip() for span in block.spans)),
        )
        if on
    }
    assert set(page.tags) - {"p", "ul", "li", "blockquote"} == wanted


def test_keep_names_the_file_and_overwrites_nothing(reading, tmp_path):
    story, playthrough = reading
    assert name_for(story, playthrough) == "test-last-train"
    first = keep(story, playthrough, tmp_path)
    second = keep(story, playthrough, tmp_path)
    assert [first.name, second.name] == ["test-last-train.html", "test-last-train-2.html"]
    assert first.read_bytes() == second.read_bytes()
    with pytest.raises(OSError, match="No such file"):
        keep(story, playthrough, tmp_path / "nowhere")
