"""Every ink can be read on its paper."""

import itertools

import pytest
from textual.color import Color

from game.tui.themes import ACCENTS, CONTRAST, LOOKS, NIGHT, PAPER, TERMINAL, THEMES, WORDS, inks


def contrast(one: Color, other: Color) -> float:
    """The WCAG contrast ratio, 1..21."""

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in colour.rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAPERS = {theme.name: Color.parse(theme.background) for theme in THEMES if not theme.ansi}


def test_the_measure_of_contrast():
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("theme", "accent", "look"),
    itertools.product((PAPER, NIGHT, CONTRAST), (None, *ACCENTS), LOOKS),
)
def test_every_ink_is_readable_on_its_paper(theme, accent, look):
    """Body text and what is lit at 7:1, the quiet ink at 4.5:1; the theme of contrast at 7:1 throughout."""
    needed = 4.5 if LOOKS[look].ink == "quiet" and theme != CONTRAST else 7
    ink = inks(theme, accent)[look].foreground
    assert contrast(ink, PAPERS[theme]) >= needed


def test_the_terminals_own_colours_are_its_own():
    for accent in (None, *ACCENTS):
        for style in inks(TERMINAL, accent).values():
            assert style.foreground.ansi is not None


def test_there_are_four_and_each_has_a_name():
    assert [theme.name for theme in THEMES] == list(WORDS)
    assert len(WORDS) == 4


def test_a_story_brings_its_accent_and_nothing_else():
    plain, sea = inks(PAPER, None), inks(PAPER, "sea")
    assert {look for look in LOOKS if plain[look] != sea[look]} == {"name", "title", "mark", "lit"}
