"""A reading that is forgotten in another window while it is open in this one."""

import os

import pytest

from game.saves.bookcase import Bookcase
from game.story.model import Story
from tests.saves.walks import reopened

pytestmark = pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")

GONE = "This reading was removed while it was open. You can read on; no more of it is kept."


def test_it_is_told_and_can_be_read_on(bookcase: Bookcase, kettle: Story) -> None:
    reading = bookcase.begin(kettle)
    reading.choose("look")
    assert reading.notice == ""
    assert bookcase.forget() == 1
    moment = reading.choose("half")
    assert reading.notice == GONE
    assert moment is reading.playthrough.now
    reading.close()
    assert reading.notice == GONE
    assert bookcase.resume(kettle) is None, "what was forgotten stays forgotten"


def test_it_is_told_where_nothing_was_written_yet(bookcase: Bookcase, kettle: Story) -> None:
    with bookcase.begin(kettle) as first:
        first.choose("look")
    reading = reopened(bookcase, kettle)
    bookcase.forget("kettle")
    reading.choose("half")
    assert reading.notice == GONE
