"""What every screen looks like, at three sizes and in two themes."""

import pytest

SIZES = [(80, 24), (40, 15), (120, 40)]

SCREENS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "shelf": (None, ()),
    "title": ("kettle", ()),
    "page": ("kettle", ("1", "down", "down")),
    "page_stayed": ("kettle", ("1", "4")),
    "page_struck": ("kettle", ("1", "1", "enter")),
    "ending": ("kettle", ("1", "3", "enter", "1", "2")),
    "log": ("kettle", ("1", "1", "b", "3", "l")),
    "settings": ("kettle", ("s",)),
}


@pytest.mark.parametrize("theme", ["paper", "night"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_it_looks_as_it_did(snap_compare, open_book, name, size, theme):
    slug, keys = SCREENS[name]
    assert snap_compare(open_book(slug, theme=theme), press=keys, terminal_size=size)
