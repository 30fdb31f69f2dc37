"""How long a story is: in words, in choices, in minutes, and how much of it one reading sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from random import Random

from game.analysis import english
from game.analysis.texts import Text, texts
from game.narrative import markup, rules
from game.narrative.prose import ending_prose, shown, split
from game.narrative.state import State
from game.story.model import HERE, PAGE_TURN, Prose, Story
from game.story.template import fill, names_in

WORDS_A_MINUTE = 260
"""What adults read of English fiction."""
CHOOSING = 1.25
"""Choosing adds a quarter."""
LONGEST = 2_000
"""Choices after which a reading is given up."""


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
    """Words that a text of the story shows, without marks; what a ``{name}`` puts in is not counted here."""
    return sum(map(words_shown, split(fill(text, lambda _: " "))))


@lru_cache(maxsize=4096)
def words_shown(line: str) -> int:
    """Words of a line or a paragraph as it stands on a page."""
    return english.count(markup.plain(line))


def choices_in(story: Story, way: Iterable[str]) -> int:
    """How many steps of a way, ``scene.choice`` each, are choices and not pages that are turned."""
    return sum(not story.scenes[step.partition(".")[0]].is_page for step in way)


def figures(story: Story) -> Figures:
    """The size of `story`."""
    words = 0
    counts: dict[str, dict[str, int]] = {
        "scene": dict.fromkeys(story.scenes, 0),
        "choice": {},
        "ending": dict.fromkeys(story.endings, 0),
    }
    homes = {"scene": "scene", "choice": "choice", "reply": "choice", "ending": "ending", "voice": "ending"}
    every = list(texts(story))
    read = {name for text in every if text.kind != "recap" for name, _ in names_in(text.text)}
    for text in every:
        # What only a class hears is in no reading.
        if text.kind == "recap" or (text.kind == "word" and text.at not in read):
            continue
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


def share_seen(story: Story, rng: Random) -> float | None:
    """The share of the words, 0 to 1, that a reading of `rng`'s choices sees; None if it never ends."""
    return _Reading(story).share(rng)


class _Reading:
    """What one reading has seen, each passage once."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.seen: dict[int, int] = {}

    def share(self, rng: Random) -> float | None:
        story = self.story
        state = rules.begin(story)
        arrived = True
        for _ in range(LONGEST):
            if arrived:
                ending = rules.ending_of(story, state)
                if ending is not None:
                    self.see(ending_prose(ending, state), state)
                    self.see(ending.other_voice, state)
                    return sum(self.seen.values()) / (figures(story).words or 1)
                self.see(story.scenes[state.scene].text, state)
            options = rules.open_choices(story, state)
            for choice in options:
                self.say(choice, choice.text, state)
            for choice in rules.struck_choices(story, state):
                self.say(choice, choice.text, state)
                self.say(choice.struck, choice.struck or "", state)
            if not options:
                return None
            if (step := rules.attempt(story, state, rng.choice(options))) is None:
                return None
            self.see(step.choice.reply, step.after)
            state, arrived = step.state, step.to != HERE
        return None

    def see(self, prose: Prose, state: State) -> None:
        for passage in shown(prose, state):
            self.say(passage, passage.text, state)

    def say(self, whose: object, text: str, state: State) -> None:
        """Note a text of the story, which is the `whose` it belongs to, and the words in it."""
        if whose is PAGE_TURN:
            return
        self.seen[id(whose)] = words_of(text)
        for name, _ in names_in(text):
            for passage in islice(shown(self.story.words[name], state), 1):
                self.seen[id(passage)] = words_of(passage.text)
