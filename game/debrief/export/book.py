"""What a kept reading holds, in order, before anybody decides what it is written in."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from game.narrative.playthrough import Playthrough
from game.story.model import Story

Kind = Literal["chapter", "rest", "ending", "text", "told", "choice"]


class Part(NamedTuple):
    """One part of the reading; `text` carries the author's emphasis.

    A ``rest`` is the pause between two scenes of one chapter and has no text; ``told`` is the summary of a
    scene that is not told in full.
    """

    kind: Kind
    text: str


def parts(story: Story, playthrough: Playthrough, brief: bool) -> Iterator[Part]:
    """The present path as a book: chapters, text, choices, replies and the ending."""
    path = playthrough.path
    for index, moment in enumerate(path):
        if index and not story.scenes[path[index - 1].scene].is_page:
            yield Part("choice", moment.said)
        for paragraph in moment.reply:
            yield Part("text", paragraph)
        if moment.stayed:
            continue
        ending = story.endings.get(moment.scene)
        if ending is not None:
            yield Part("ending", ending.title)
        elif heading := playthrough.heading(moment):
            yield Part("chapter", heading)
        elif index:
            yield Part("rest", "")
        summary = playthrough.summary(moment)
        if brief and summary is not None:
            yield Part("told", summary)
        else:
            yield from (Part("text", paragraph) for paragraph in moment.text)
