"""Story text: emphasis is read, everything else stays as it stands."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from game.narrative.markup import Block, Span, parse, plain
from game.narrative.prose import split


def test_emphasis_is_read() -> None:
    assert parse("She said *no*, **kindly**, ~~twice~~.").spans == (
        Span("She said "),
        Span("no", italic=True),
        Span(", "),
        Span("kindly", bold=True),
        Span(", "),
        Span("twice", struck=True),
        Span("."),
    )


def test_emphasis_nests() -> None:
    assert Span("both", italic=True, bold=True) in parse("**bold and *both***").spans


@pytest.mark.parametrize(
    ("paragraph", "block"),
    [
        ("***", Block("break", ())),
        ("> Ring me.", Block("quote", (Span("Ring me."),))),
        ("- the green bin", Block("item", (Span("the green bin"),))),
        ("-4 at the platform", Block("text", (Span("-4 at the platform"),))),
    ],
)
def test_blocks(paragraph: str, block: Block) -> None:
    assert parse(paragraph) == block


@pytest.mark.parametrize(
    "text",
    [
        "[/foo]",
        "[@click=app.quit]x[/]",
        "[bold]x",
        "a * b * c",
        "snake_case_ and _this_",
        "<b>&amp;",
        "5 ** 2 is",
        r"\*",
    ],
)
def test_anything_else_stands(text: str) -> None:
    assert plain(text) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_nothing_is_lost_but_marks(text: str) -> None:
    assert plain(text).replace("*", "").replace("~", "") == text.removeprefix("> ").removeprefix(
        "- "
    ).replace("*", "").replace("~", "") or text.startswith(("> ", "- "))


def test_a_quotation_may_have_several_paragraphs() -> None:
    assert split("He read:\n> one,\n> two\n>\n> three\n\n> four") == (
        "He read:",
        "> one,",
        "> two",
        "> three",
        "> four",
    )


MARKS = ["*", "**", "~~"]
RUNS = st.tuples(st.sampled_from(MARKS), st.text("ab .?”", min_size=1), st.text("ab .,”—", min_size=1))


@given(
    st.lists(st.sampled_from([*MARKS, *"~_aé7 \n.?“”’($"]), min_size=1).map("".join)
    | st.lists(RUNS).map(lambda runs: "".join(f"{mark}{said}{mark}{after}" for mark, said, after in runs))
)
@example("*a**b*")
def test_emphasis_is_where_markdown_has_it(text: str) -> None:
    text = f"x {text}"
    (inline,) = MarkdownIt("zero").enable(["emphasis", "strikethrough"]).parseInline(text)
    depth = Counter[str]()
    looks: list[tuple[object, ...]] = []
    for token in inline.children or ():
        if token.nesting and token.markup != "_" and token.markup != "__":
            depth[token.tag] += token.nesting
        else:
            look = (depth["em"] > 0, depth["strong"] > 0, depth["s"] > 0)
            looks += [(letter, *look) for letter in token.content or token.markup]
    assert [(letter, *look) for said, *look in parse(text).spans for letter in said] == looks
