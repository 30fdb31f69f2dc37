"""A way through a story as it is typed."""

from pathlib import Path

import pytest

from game.saves.steps import StepError, walk
from game.story.load import load

PAGES = """
[story]
format = 1
title = "Pages"
author = "A"
version = "1"
language = "en"
blurb = "B"
minutes = 1
start = "one"
[scene.one]
text = "One."
then = [{ when = "autonomy > 90", to = "two" }]
[scene.two]
text = "Two."
choice = [{ id = "out", text = "Out.", to = "ending" }]
[ending.out]
title = "Out"
text = "Out."
"""


def _walk(folder: Path, text: str, path: str) -> list[str]:
    file = folder / "pages.toml"
    file.write_text(text, "utf-8")
    story = load(file).story
    assert story is not None
    return walk(story, path)


def test_a_page_is_turned_by_itself(tmp_path: Path) -> None:
    assert _walk(tmp_path, PAGES.replace("autonomy > 90", "autonomy > 9"), "two.out") == ["on", "out"]


def test_a_page_that_leads_nowhere_is_told_with_its_step(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"^step 1, two\.out: no destination of one holds$"):
        _walk(tmp_path, PAGES, "two.out")


def test_what_can_be_chosen_is_told_as_it_is_typed(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"^step 1, out: .* one can choose two\.out$"):
        _walk(tmp_path, PAGES.replace("autonomy > 90", "autonomy > 9"), "out")
