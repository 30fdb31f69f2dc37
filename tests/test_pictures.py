"""The pictures that are kept, and the tests that take them."""

from pathlib import Path

import pytest

PICTURES = sorted(Path(__file__).parent.glob("*/__snapshots__/*"))


@pytest.mark.parametrize("folder", PICTURES, ids=lambda folder: folder.name)
def test_every_picture_is_taken_by_a_test(request: pytest.FixtureRequest, folder: Path) -> None:
    taken = {
        item.name
        for item in request.session.items
        if item.path.stem == folder.name and item.path.parent == folder.parents[1]
    }
    if not taken:
        pytest.skip("the tests that take them are no part of this run")
    assert {picture.stem for picture in folder.iterdir()} <= taken
