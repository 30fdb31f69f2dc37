"""``leeway help``: the guides that ship with the stories, in the terminal."""

import pydoc
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping

from game.story.library import shipped_stories

TOPICS: Mapping[str, str] = {"writing": "AUTHORING.md", "findings": "DIAGNOSTICS.md"}
"""What help can be had about, and the file that holds it."""

_NARROWEST, _WIDEST = 20, 88
_REMARK = re.compile(r"<!--.*?-->\n*", re.DOTALL)
# A fence, a heading or a row of a table stands by itself; an item begins a paragraph of its own.
_ALONE = re.compile(r"```|#+ |\|")
_ITEM = re.compile(r"- ")


class HelpError(Exception):
    """A guide that did not come with this copy of Leeway."""


def run(topic: str) -> int:
    """Show the guide to `topic`: page by page in a terminal, whole into anything else. Raises `HelpError`."""
    path = shipped_stories() / TOPICS[topic]
    try:
        guide = _REMARK.sub("", path.read_text(encoding="utf-8"))
    except OSError:
        raise HelpError(f"{path} cannot be read: the guide is missing from this copy of Leeway") from None
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        columns = shutil.get_terminal_size().columns
        pydoc.pager(wrapped(guide, max(_NARROWEST, min(columns - 1, _WIDEST))))
    else:
        print(guide, end="")
    return 0


def wrapped(guide: str, width: int) -> str:
    """The Markdown of `guide` with its prose set to `width` columns; examples and tables stay as they are."""
    return "".join(f"{line}\n" for line in _lines(guide, width))


def _lines(guide: str, width: int) -> Iterator[str]:
    waiting: list[str] = []
    fenced = False
    for line in [*guide.splitlines(), ""]:
        alone = fenced or not line or _ALONE.match(line) is not None
        if waiting and (alone or _ITEM.match(line)):
            yield from _set(" ".join(waiting), width)
            waiting = []
        if line.startswith("```"):
            fenced = not fenced
        if alone:
            yield line
        else:
            waiting.append(line.strip())


def _set(paragraph: str, width: int) -> list[str]:
    indent = "  " if _ITEM.match(paragraph) else ""
    return textwrap.wrap(
        paragraph, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
