"""The little Markdown that story text may use: ``*``, ``**``, ``~~``, ``>``, ``-`` and ``***``.

Everything else, brackets above all, is text and stays as it stands.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MARK = re.compile(r"[*_~]")
# Emphasis that can be read in one way alone: the mark stands at a word, or has a space or a full stop and
# their like on its other side, and no other mark stands between the two.
_SIMPLE = re.compile(
    r"(?:(?=[*~]+\w)|(?<![^ \n])(?=[*~]+[^*~\s]))"
    r"(?P<mark>\*\*?|~~)(?P<text>[^*_~]+)"
    r"(?:(?<=\w)|(?<=\S)(?=[*~]+(?:[ \n.,;:!?)’”…—]|\Z)))(?P=mark)(?![*~])"
)


class Span(NamedTuple):
    """A run of text in one style."""

    text: str
    italic: bool = False
    bold: bool = False
    struck: bool = False


class Block(NamedTuple):
    """One paragraph: running text, a quotation, an item of a list, or a break between sections."""

    kind: Literal["text", "quote", "item", "break"]
    spans: tuple[Span, ...]

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return "".join(span.text for span in self.spans)


@lru_cache(maxsize=512)
def parse(paragraph: str) -> Block:
    """Read one paragraph as `prose.paragraphs` gives it."""
    if paragraph == "***":
        return Block("break", ())
    if paragraph.startswith("> "):
        return Block("quote", _spans(paragraph[2:]))
    if paragraph.startswith("- "):
        return Block("item", _spans(paragraph[2:]))
    return Block("text", _spans(paragraph))


def plain(paragraph: str) -> str:
    """The text of `paragraph` without its marks."""
    return parse(paragraph).plain


def _spans(text: str) -> tuple[Span, ...]:
    if "*" not in text and "~~" not in text:
        return (Span(text),)
    return _simple(text) or _any(text)


def _simple(text: str) -> tuple[Span, ...]:
    """The spans of `text` as `_any` would find them, or none where that takes more than a look."""
    spans: list[Span] = []
    at = 0
    for found in (*_SIMPLE.finditer(text), None):
        between = text[at : found.start() if found else None]
        if _MARK.search(between):
            return ()
        if between:
            spans.append(Span(between))
        if found:
            mark, at = found["mark"], found.end()
            spans.append(Span(found["text"], italic=mark == "*", bold=mark == "**", struck=mark == "~~"))
    return tuple(spans)


def _any(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    depth = {"em": 0, "strong": 0, "s": 0}
    (inline,) = _reader().parseInline(text)
    for token in inline.children or ():
        mark, _, side = token.type.partition("_")
        if mark in depth and token.markup.startswith(("*", "~")):
            depth[mark] += 1 if side == "open" else -1
        elif literal := token.content or token.markup:
            spans.append(Span(literal, depth["em"] > 0, depth["strong"] > 0, depth["s"] > 0))
    return tuple(spans)


@cache
def _reader() -> "MarkdownIt":
    # Imported when emphasis is met that is not simple: it is slower and larger than the rest of the game.
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "strikethrough"])
