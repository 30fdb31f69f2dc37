"""Which paragraphs and words a state shows."""

import re
from collections.abc import Iterator
from functools import lru_cache

from game.narrative.outcome import leans
from game.narrative.state import State
from game.story.model import Ending, Passage, Prose, Story
from game.story.template import fill

# A blank line, which inside a quotation may have its mark.
_BLANK_LINES = re.compile(r"\n[ \t]*(?:>?[ \t]*\n[ \t]*)+")
_SPACES = re.compile(r"[ \t\n]+")
# A line that opens a quotation or an item of a list keeps its line.
_BLOCK_LINE = re.compile(r"\n[ \t]*(?=> |- )")


def shown(prose: Prose, state: State) -> Iterator[Passage]:
    """The passages of `prose` that `state` shows."""
    return (passage for passage in prose if passage.when is None or passage.when.holds(state))


def word(story: Story, name: str, state: State) -> str:
    """What ``{name}`` says now: the first line that holds, nothing if none does."""
    return next((passage.text for passage in shown(story.words[name], state)), "")


def line(story: Story, text: str, state: State) -> str:
    """One line of text, such as a choice, with its words filled in."""
    return _SPACES.sub(" ", fill(text, lambda name: word(story, name, state))).strip()


def paragraphs(story: Story, prose: Prose, state: State) -> tuple[str, ...]:
    """The paragraphs that `state` shows, words filled in: a newline is a space, a blank line a new one.

    Emphasis is left as the author wrote it; `markup.parse` reads it.
    """
    found: list[str] = []
    for passage in shown(prose, state):
        found += split(fill(passage.text, lambda name: word(story, name, state)))
    return tuple(found)


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """The paragraphs of `text`: a newline is a space, a blank line a new paragraph."""
    pieces = (piece for block in _BLANK_LINES.split(text) for piece in _BLOCK_LINE.split(block))
    return tuple(clean for piece in pieces if (clean := _SPACES.sub(" ", piece).strip()))


def ending_prose(ending: Ending, state: State) -> Prose:
    """What is told at an ending: its text, and its leaning where the outcome hangs by a hair."""
    return Prose((*ending.text, *ending.leaning)) if leans(state.values) else ending.text


def ending_text(story: Story, ending: Ending, state: State) -> tuple[str, ...]:
    """The paragraphs of an ending."""
    return paragraphs(story, ending_prose(ending, state), state)
