"""What an author wrote, as immutable data. `load` makes it; everything else only reads it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct, field

from game.story.condition import Condition

METER_MAX = 100
COUNTER_MAX = 99
# No single change can be larger: at most the whole way from one end to the other.
CHANGE_MAX = 100
SCENES_MAX = 100_000

# For Python, a dollar sign also stands before a newline at the end; a name has none.
_END = r"(?!\n)$"
NAME = r"^[a-z][a-z0-9_]*" + _END
Name = Annotated[str, Meta(pattern=NAME)]
# A choice's id may hold a dash; a condition cannot name such a one.
ChoiceId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*" + _END)]
# Something to read: an empty one is a mistake.
Text = Annotated[str, Meta(min_length=1)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]*" + _END)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*" + _END, examples=["en", "pt-BR"])]

Accent = Literal["amber", "moss", "oxide", "plum", "sea", "slate"]
Outcome = Literal["interdependence", "dependency", "isolation", "lopsided", "adrift", "unsettled"]

# Where a choice may lead besides a scene or an ending by its id.
HERE = "here"
ENDING = "ending"


class Passage(NamedTuple):
    """A paragraph or paragraphs; shown when `when` holds, always if it is None."""

    when: Condition | None
    text: str


class Prose(tuple[Passage, ...]):
    """Text as every text key takes it: a string, or a list of strings and ``{ when, text }``."""

    __slots__ = ()


class Effect(NamedTuple):
    """One row of effects: numbers first, then `set`, then `clear`."""

    when: Condition | None
    changes: tuple[tuple[str, int], ...]
    set: tuple[str, ...]
    clear: tuple[str, ...]


class Effects(tuple[Effect, ...]):
    """Effect rows: a table, or a list of tables, each with an optional `when`."""

    __slots__ = ()


class Branch(NamedTuple):
    """One entry of a route."""

    when: Condition | None
    to: str


class Route(tuple[Branch, ...]):
    """Where a choice leads: the first entry that holds. An id, ``"ending"``, ``"here"``, or a list."""

    __slots__ = ()


class Choice(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One thing the reader may do."""

    text: str
    id: ChoiceId
    when: Condition | None = None
    struck: str | None = None
    once: bool = False
    effects: Effects = Effects()
    set: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    reply: Prose = Prose()
    note: str | None = None
    to: Route = Route()

    @cached_property
    def rows(self) -> tuple[Effect, ...]:
        """Its effect rows in the order in which they are applied, `set` and `clear` as the last."""
        return _rows(self.effects, self.set, self.clear)


# The one choice of a scene that has `then` and none of its own.
PAGE_TURN = Choice(text="Go on.", id="on")


class Scene(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A place in the story; `choices` includes those of its menus, after its own."""

    id: Name
    text: Prose = Prose()
    chapter: str | None = None
    recap: Prose = Prose()
    menu: tuple[str, ...] = ()
    effects: Effects = Effects()
    set: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    talk: str | None = None
    skip: str | None = None
    then: Route = Route()
    choices: tuple[Choice, ...] = field(default=(), name="choice")

    @cached_property
    def rows(self) -> tuple[Effect, ...]:
        """Its arrival rows in the order in which they are applied, `set` and `clear` as the last."""
        return _rows(self.effects, self.set, self.clear)

    @cached_property
    def by_id(self) -> Mapping[str, Choice]:
        """Choice id -> choice."""
        return {choice.id: choice for choice in self.choices}

    @property
    def is_page(self) -> bool:
        """Whether the scene has no choice of its own and is turned like a page."""
        return self.choices == (PAGE_TURN,)


class Ending(Struct, frozen=True, forbid_unknown_fields=True):
    """How a reading may close."""

    id: Name
    title: Text
    text: Prose
    outcome: Outcome | None = None
    when: Condition | None = None
    leaning: Prose = Prose()
    other_voice: Prose = Prose()
    hint: str | None = None


class Menu(Struct, frozen=True, forbid_unknown_fields=True):
    """Choices that stand on several scenes, written once."""

    choices: tuple[Choice, ...] = field(name="choice")


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """The ``[story]`` table."""

    format: Literal[1]
    title: Text
    author: Text
    version: Text
    language: Language
    blurb: Text
    minutes: Annotated[int, Meta(ge=1, le=600)]
    start: str
    content_notes: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    accent: Accent | None = None


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the cast."""

    name: Text
    about: str = ""


class Debrief(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked when the reading is over: three questions, one of them arguing with the model."""

    questions: Annotated[tuple[Text, ...], Meta(min_length=3, max_length=3)]


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """A finding answered, with a reason that the report prints."""

    code: Annotated[str, Meta(pattern=r"^[EWN][0-9]{3}" + _END, examples=["W508"])]
    at: Text
    reason: Text


class Before(Struct, frozen=True, forbid_unknown_fields=True):
    """A finished reading of another story that this one may read."""

    story: Slug
    flags: tuple[Name, ...] = ()
    needed: bool = False


Meter = Annotated[int, Meta(ge=0, le=METER_MAX)]
Counter = Annotated[int, Meta(ge=0, le=COUNTER_MAX)]


class Story(Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """A whole story. Mappings keep the order of the files."""

    slug: str
    digest: str
    header: Header = field(name="story")
    cast: dict[Name, Person] = {}
    debrief: Debrief | None = None
    meters: dict[Name, Meter] = {}
    counters: dict[Name, Counter] = {}
    flags: dict[Name, Text] = {}
    words: dict[Name, Prose] = {}
    renamed: dict[str, str] = {}
    menus: dict[Name, Menu] = field(default_factory=dict, name="menu")
    scenes: dict[Name, Scene] = field(name="scene")
    endings: dict[Name, Ending] = field(name="ending")
    waivers: tuple[Waiver, ...] = field(default=(), name="waive")
    before: dict[Name, Before] = {}

    @property
    def title(self) -> str:
        """Its title."""
        return self.header.title

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Names of meters and counters."""
        return frozenset(self.meters) | frozenset(self.counters)

    @cached_property
    def truths(self) -> frozenset[str]:
        """Names of flags."""
        return frozenset(self.flags)

    @cached_property
    def choices(self) -> Mapping[str, frozenset[str]]:
        """Scene id -> ids of the choices that stand on it."""
        return {scene.id: frozenset(choice.id for choice in scene.choices) for scene in self.scenes.values()}

    @cached_property
    def readings(self) -> Mapping[str, tuple[str, ...]]:
        """Names declared under ``[before]``, each with the flags that are read of it."""
        return {name: reading.flags for name, reading in self.before.items()}

    def route(self, scene: Scene, choice: Choice) -> Route:
        """Where `choice` leads from `scene`: its own `to`, or the scene's `then`."""
        return choice.to or scene.then


def _rows(effects: Effects, set_: tuple[str, ...], clear: tuple[str, ...]) -> tuple[Effect, ...]:
    return (*effects, Effect(None, (), set_, clear)) if set_ or clear else tuple(effects)
