"""Which story carries which idea, and which ideas are still owed a story, as Markdown.

python -m game.author.concepts > stories/CONCEPTS.md
"""

import sys
from collections.abc import Iterator, Sequence

from game.story.concepts import CONCEPTS
from game.story.library import Library
from game.story.model import Story

ENOUGH = 2
"""How many stories an idea should be met in: one case is taken for a rule."""

BY_THE_GAME = {
    "the comparison table": "the idea card, which every story ends with",
    "the disclaimer": "About, and the first page that a new reader sees",
}
"""Ideas that stand beside every story, and where."""

_INTRODUCTION = """\
# What the stories are about

Every idea below should be met in at least {enough} stories, since one story is easily taken for a rule.
The table is made from the stories themselves: it says which of them name the idea among their `concepts`,
and what is still owed. Each story's `guide.md` says how it goes about it.
"""


def page(stories: Sequence[Story]) -> str:
    """The page as Markdown, for these stories in their order."""
    return "\n".join([_INTRODUCTION.format(enough=_count(ENOUGH)), *_table(stories), "", *_owed(stories), ""])


def _table(stories: Sequence[Story]) -> Iterator[str]:
    yield "| Idea | Stories |"
    yield "| --- | --- |"
    for concept in CONCEPTS:
        titles = ", ".join(story.title for story in _carrying(stories, concept))
        yield f"| {concept} | {BY_THE_GAME.get(concept) or titles or 'none yet'} |"


def _owed(stories: Sequence[Story]) -> Iterator[str]:
    yield "## Still owed"
    yield ""
    owed = {
        concept: ENOUGH - len(_carrying(stories, concept))
        for concept in CONCEPTS
        if concept not in BY_THE_GAME
    }
    for missing in range(ENOUGH, 0, -1):
        names = [concept for concept, count in owed.items() if count == missing]
        if names:
            yield f"- {_count(missing)} {'story' if missing == 1 else 'stories'} each: {', '.join(names)}."
    if not any(count > 0 for count in owed.values()):
        yield "Nothing."


def _carrying(stories: Sequence[Story], concept: str) -> list[Story]:
    return [story for story in stories if concept in story.header.concepts]


def _count(number: int) -> str:
    return {1: "one", 2: "two"}.get(number, str(number))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page(Library().stories()))
