"""The four themes, and a readable value of each story's accent in every one of them."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from textual.color import Color
from textual.style import Style
from textual.theme import Theme

PAPER: Final = "paper"
NIGHT: Final = "night"
CONTRAST: Final = "contrast"
TERMINAL: Final = "terminal"

ACCENTS: Final = ("amber", "moss", "oxide", "plum", "sea", "slate")
"""What a story may name as its accent, as its model knows it."""

WORDS: Final = {
    PAPER: "paper, warm white",
    NIGHT: "night, blue-black",
    CONTRAST: "high contrast",
    TERMINAL: "the colours of your terminal",
}
"""Theme name -> what the settings call it, in the order in which they offer it."""

# Whatever the toolkit would colour by itself is given one of our own few colours, so that a scroll
# bar or a palette can never bring a fifth one in.
_PAPERS: Final = {
    PAPER: {
        "background": "#f7f2e7",
        "ink": "#2a2019",
        "quiet": "#6b5d50",
        "faint": "#ded4c1",
        "accent": "#8c2d19",
        "story": {
            "amber": "#6f4a00",
            "moss": "#41541c",
            "oxide": "#8c2d19",
            "plum": "#6d2f5c",
            "sea": "#14565c",
            "slate": "#3b4f66",
        },
    },
    NIGHT: {
        "background": "#10151f",
        "ink": "#ddd6c6",
        "quiet": "#8f93a0",
        "faint": "#273042",
        "accent": "#e6a84f",
        "story": {
            "amber": "#e6a84f",
            "moss": "#a9bf78",
            "oxide": "#e8927a",
            "plum": "#d6a0cd",
            "sea": "#7fc4c4",
            "slate": "#a8bcd6",
        },
    },
    CONTRAST: {
        "background": "#000000",
        "ink": "#ffffff",
        "quiet": "#d6d6d6",
        "faint": "#5a5a5a",
        "accent": "#ffdd00",
        "story": dict.fromkeys(ACCENTS, "#ffdd00"),
    },
    TERMINAL: {
        "background": "ansi_default",
        "ink": "ansi_default",
        "quiet": "ansi_default",
        "faint": "ansi_default",
        "accent": "ansi_default",
        "story": {
            "amber": "ansi_yellow",
            "moss": "ansi_green",
            "oxide": "ansi_red",
            "plum": "ansi_magenta",
            "sea": "ansi_cyan",
            "slate": "ansi_blue",
        },
    },
}


def variables(name: str) -> dict[str, str]:
    """The style sheet's variables of theme `name`: ``ink``, ``quiet``, ``mark``, ``story-amber``...."""
    palette = _PAPERS[name]
    story = palette["story"]
    assert isinstance(story, dict)
    return {
        "ink": str(palette["ink"]),
        "quiet": str(palette["quiet"]),
        "faint": str(palette["faint"]),
        "mark": str(palette["accent"]),
        **{f"story-{accent}": value for accent, value in story.items()},
    }


# Names that the toolkit's own style sheet asks for where a theme is of terminal colours.
_NATIVE: Final = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "screen-selection-background": "ansi_bright_blue",
    "screen-selection-foreground": "ansi_black",
}


def _theme(name: str) -> Theme:
    palette = {key: str(value) for key, value in _PAPERS[name].items()}
    native = name == TERMINAL
    return Theme(
        name=name,
        primary=palette["accent"],
        secondary=palette["quiet"],
        accent=palette["accent"],
        warning=palette["accent"],
        error=palette["accent"],
        success=palette["accent"],
        foreground=palette["ink"],
        background=palette["background"],
        surface=palette["background"],
        panel=palette["background"],
        boost=palette["background"],
        dark=name != PAPER,
        ansi=native,
        variables={**variables(name), **(_NATIVE if native else {})},
    )


THEMES: Final = tuple(_theme(name) for name in WORDS)


class Look(NamedTuple):
    """How a piece of a page is inked: with the ``ink``, the ``quiet`` one, or the ``mark``."""

    ink: str = "ink"
    bold: bool = False
    italic: bool = False


LOOKS: Final[Mapping[str, Look]] = {
    "text": Look(),
    "quiet": Look("quiet"),
    "note": Look("quiet", italic=True),
    "chosen": Look(italic=True),
    "heading": Look("quiet"),
    "name": Look("mark", bold=True),
    "title": Look("mark", bold=True),
    "struck": Look("quiet"),
    "mark": Look("mark"),
    "lit": Look("mark", bold=True),
}
"""Everything that a piece may look like."""


@cache
def inks(theme: str, accent: str | None) -> Mapping[str, Style]:
    """Look -> its style in `theme`, without the paper; a story's `accent` takes the place of the mark."""
    colours = variables(theme)
    if accent is not None:
        colours["mark"] = colours[f"story-{accent}"]
    parsed = {name: Color.parse(colours[name]) for name in ("ink", "quiet", "mark")}
    return {
        name: Style(
            foreground=parsed[look.ink],
            bold=look.bold or None,
            italic=look.italic or None,
            # The terminal's own sixteen colours have no quieter ink that is sure to be readable.
            dim=(theme == TERMINAL and look.ink == "quiet") or None,
        )
        for name, look in LOOKS.items()
    }
