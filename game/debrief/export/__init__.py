"""A reading to keep: as Markdown, or as one web page that needs nothing else and prints like a book.

- `as_markdown(story, playthrough)` and `as_html(story, playthrough)` return the whole file as text: what was
  read on the present path, the choices, the ending, and then the debrief if there is an ending. With
  `brief` a scene that may be skipped for its content is told by its summary. No number of a meter is in it.
- `keep(story, playthrough, folder)` writes one into a folder under a name of its own.
"""

from pathlib import Path
from typing import Literal

from game.debrief.export.markdown import as_markdown
from game.debrief.export.web import as_html
from game.narrative.playthrough import Playthrough
from game.story.model import Story

__all__ = ["as_html", "as_markdown", "keep", "name_for"]


def name_for(story: Story, playthrough: Playthrough) -> str:
    """What a file of this reading is called, without a suffix: ``blue-dot-sundays``."""
    ending = playthrough.ending
    return "-".join([story.slug, *([ending.id.replace("_", "-")] if ending else [])])


def keep(
    story: Story,
    playthrough: Playthrough,
    folder: Path,
    *,
    brief: bool = False,
    suffix: Literal[".html", ".md"] = ".html",
) -> Path:
    """Write the reading to `folder`, as a web page or as Markdown, and return its path.

    Nothing is overwritten. Raises `OSError` if it cannot be written.
    """
    text = (as_html if suffix == ".html" else as_markdown)(story, playthrough, brief=brief)
    name = name_for(story, playthrough)
    copy = 1
    while True:
        path = folder / (f"{name}{suffix}" if copy == 1 else f"{name}-{copy}{suffix}")
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            copy += 1
        else:
            return path
