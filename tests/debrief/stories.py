"""Small stories written where they are tested."""

from pathlib import Path
from textwrap import dedent

from game.narrative.playthrough import Playthrough
from game.story.load import load
from game.story.model import Story

HEADER = """
[story]
format = 1
title = "A test"
author = "The tests"
version = "1.0.0"
language = "en"
blurb = "Short."
minutes = 1
start = "one"
"""

END = """
[ending.end]
title = "The end"
text = "It is over."
"""


def story_of(folder: Path, toml: str, end: str = END) -> Story:
    """A story of `toml` below the usual header, with one plain ending unless `end` is given."""
    file = folder / "test.toml"
    file.write_text(HEADER + dedent(toml) + end, encoding="utf-8")
    loaded = load(file)
    assert loaded.story is not None, loaded.diagnostics
    return loaded.story


def played(story: Story, *choices: str) -> Playthrough:
    """A reading of `story` by these choices, in order."""
    playthrough = Playthrough(story)
    for choice in choices:
        playthrough.choose(choice)
    return playthrough
