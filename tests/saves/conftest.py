from pathlib import Path

import pytest

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.story.model import Story
from tests.saves import walks


@pytest.fixture
def bookcase(tmp_path: Path) -> Bookcase:
    return Bookcase(Home(tmp_path / "home"))


@pytest.fixture(scope="session")
def kettle() -> Story:
    return walks.kettle()
