"""``leeway help``: the guides that ship with the stories, in the terminal."""

import pydoc
import re
import sys
from collections.abc import Mapping

from game.story.library import shipped_stories

TOPICS: Mapping[str, str] = {"writing": "AUTHORING.md", "findings": "DIAGNOSTICS.md"}
"""What help can be had about, and the file that holds it."""

_REMARK = re.compile(r"<!--.*?-->\n*", re.DOTALL)


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
        pydoc.pager(guide)
    else:
        print(guide, end="")
    return 0
