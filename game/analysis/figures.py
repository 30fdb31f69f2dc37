"""How long a story is: in words, in choices, in minutes, and how much of it one reading sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from game.analysis import english
from game.analysis.texts import Text, texts
from game.narrative import markup
from game.narrative.playthrough import Moment
from game.narrative.prose import split
from game.story.model import Story
from game.story.shape import Path
from game.story.template import fill

WORDS_A_MINUTE = 260
"""What adults read of English fiction."""
CHOOSING = 1.25
"""Choosing adds a quarter."""


@dataclass(frozen=True)
class Figures:
    """The size of a story as it is written; every count is of what a reader can see."""

    words: int
    """All of it, each passage once."""
    scenes: Mapping[str, int]
    """Scene -> words of its own text."""
    choices: Mapping[str, int]
    """``scene.choice``, or ``menu.choice`` -> words of the choice and its reply, where they are written."""
    endings: Mapping[str, int]
    """Ending -> words of its text."""

    @property
    def decisions(self) -> int:
        """How many choices are written, pages that are only turned not counted."""
        return len(self.choices)


@lru_cache(maxsize=4096)
def words_of(text: str) -> int:
    """Words that `text` shows, without marks; what a ``{name}`` puts in is not counted here."""
    return sum(english.count(markup.plain(paragraph)) for paragraph in split(fill(text, lambda _: " ")))


def figures(story: Story) -> Figures:
    """The size of `story`."""
    words = 0
    counts: dict[str, dict[str, int]] = {
        "scene": dict.fromkeys(story.scenes, 0),
        "choice": {},
        "ending": dict.fromkeys(story.endings, 0),
    }
    homes = {"scene": "scene", "choice": "choice", "reply": "choice", "ending": "ending", "voice": "ending"}
    for text in texts(story):
        length = words_of(text.text)
        words += length
        home = homes.get(text.kind)
        if home is not None:
            at = _in_menu(story, text) if text.path[0] == "menu" else text.at
            counts[home][at] = counts[home].get(at, 0) + length
    return Figures(words, counts["scene"], counts["choice"], counts["ending"])


def _in_menu(story: Story, text: Text) -> str:
    """``menu.choice`` of a text that stands in a menu."""
    _, menu, _, index, *_ = text.path
    return f"{menu}.{story.menus[str(menu)].choices[int(index)].id}"


def minutes(words: float) -> float:
    """How long a reading of so many words takes, choosing included."""
    return words / WORDS_A_MINUTE * CHOOSING


def words_read(path: tuple[Moment, ...]) -> int:
    """Words of the choices, replies and pages of one reading, in the order in which it met them."""
    return sum(
        words_of(moment.said)
        + sum(map(words_of, moment.reply))
        + (0 if moment.stayed else sum(map(words_of, moment.text)))
        for moment in path
    )


def share_seen(story: Story, shown: Mapping[Path, float]) -> float:
    """The share of the words that a reading sees, 0 to 1.

    `shown` gives for each passage, by its path, how likely a reading shows it at least once; a passage
    it does not name is never shown. For one given reading the likelihoods are 0 and 1.
    """
    lengths = {text.path: words_of(text.text) for text in texts(story)}
    whole = sum(lengths.values())
    return sum(length * shown.get(path, 0.0) for path, length in lengths.items()) / whole if whole else 0.0
