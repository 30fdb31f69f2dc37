"""How the whole suite runs."""

import os

import pytest
from hypothesis import settings

from tests.rest import hasten_textual

# A slow machine is no failure; and where a run decides about a change, it must decide the same twice.
settings.register_profile("leeway", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("leeway")

hasten_textual()

# The window of the tester, which whoever runs tests side by side passes on, is no part of a test.
for wish in ("COLUMNS", "LINES"):
    os.environ.pop(wish, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long test takes as long as it takes."""
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.timeout(0))
