"""Every name that a story declares, taken from its raw tables, however wrong the rest of them is."""

import keyword
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from game.story.condition import RESERVED
from game.story.model import ENDING, HERE, NAME, PAGE_TURN

Tables = Mapping[str, Any]

# Another person's own autonomy: the outcome reads these meters by their suffix.
OTHERS_OWN = "_autonomy"

# Kinds of names that share one space, in the order in which a clash is told.
SHARED = ("meters", "counters", "flags", "words", "before")

KEYWORDS = frozenset(keyword.kwlist)
UNUSABLE = RESERVED | KEYWORDS

GIVEN_METERS = {"autonomy": 50, "connection": 50}
"""The meters that every story has, and where they start unless it says otherwise."""


def default_id(text: str, position: int) -> str:
    """A choice's id when it has none: its text in lower case without accents, other runs as ``_``.

    `position` counts from 0; a text that leaves no letter to begin with gives ``choice_N``, N from 1.
    """
    return _made(text) or f"choice_{position + 1}"


def mended(name: str) -> str:
    """`name` if it can be one, or nothing can be made of it; else what it could be in its place."""
    return name if re.match(NAME, name) else _made(name) or name


def _made(text: str) -> str:
    """A name out of what stands in `text`, or an empty string."""
    # Imported here: it is large, and a story that ships writes its ids.
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return made if made[:1].isalpha() else ""


def table(value: Any) -> Tables:
    """`value` if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def _by_name(value: Any) -> dict[str, Any]:
    return {mended(name): inner for name, inner in table(value).items()}


def rows(value: Any) -> list[Any]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


class Names:
    """The scope that conditions, texts and destinations of a story are held against.

    What has a name that cannot be one stands here by the name it could have, which others may use already.
    """

    def __init__(self, tables: Tables) -> None:
        kinds = {kind: _by_name(tables.get(kind)) for kind in SHARED}
        self.meters = frozenset(kinds["meters"]) | frozenset(GIVEN_METERS)
        self.counters = frozenset(kinds["counters"])
        self.truths = frozenset(kinds["flags"])
        self.words = frozenset(kinds["words"])
        self.readings = {
            name: [flag for flag in rows(table(reading).get("flags")) if isinstance(flag, str)]
            for name, reading in kinds["before"].items()
        }
        self.numbers = self.meters | self.counters
        self.scenes = _by_name(tables.get("scene"))
        self.endings = _by_name(tables.get("ending"))
        self.menus = _by_name(tables.get("menu"))

    @cached_property
    def choices(self) -> Mapping[str, frozenset[str]]:
        """Scene id -> ids of the choices that stand on it, those of its menus included."""
        return {name: frozenset(id_ for id_, _ in self.standing(name)) for name in self.scenes}

    @cached_property
    def places(self) -> frozenset[str]:
        """Everything that a save or a waiver may name: scenes, endings, flags and ``scene.choice``."""
        choices = (f"{scene}.{choice}" for scene, ids in self.choices.items() for choice in ids)
        return frozenset((*self.scenes, *self.endings, *self.truths, *choices))

    @cached_property
    def targets(self) -> frozenset[str]:
        """Everywhere a choice may lead."""
        return frozenset((*self.scenes, *self.endings, HERE, ENDING))

    def standing(self, scene: str) -> Iterator[tuple[str, str | None]]:
        """Every choice of `scene` as its id and the menu it comes from, None for its own."""
        own = table(self.scenes[scene])
        empty = True
        for id_ in self.ids(own):
            empty = False
            yield id_, None
        for menu in rows(own.get("menu")):
            for id_ in self.ids(table(self.menus.get(menu))) if isinstance(menu, str) else ():
                empty = False
                yield id_, menu
        if empty and not rows(own.get("choice")):
            yield PAGE_TURN.id, None

    def ids(self, holder: Tables) -> Iterator[str]:
        """Ids of the choices written in a scene or menu."""
        for position, choice in enumerate(rows(holder.get("choice"))):
            yield choice_id(table(choice), position)

    def written(self, scene: str, choice: str) -> bool:
        """Whether the id of a choice that stands on `scene` is written, not made from its text."""
        found = self._choices(scene)
        return not found or any(table(c).get("id") == choice for c in found)

    def nameless(self, scene: str) -> bool:
        """Whether some choice that stands on `scene` has no id of its own."""
        return any("id" not in table(choice) for choice in self._choices(scene))

    def _choices(self, scene: str) -> list[Any]:
        own = table(self.scenes[scene])
        holders = [own, *(table(self.menus.get(m)) for m in rows(own.get("menu")) if isinstance(m, str))]
        return [c for holder in holders for c in rows(holder.get("choice"))]


def choice_id(choice: Tables, position: int) -> str:
    """The id of a choice as written, or as made from its text."""
    written, text = choice.get("id"), choice.get("text")
    return (
        written if isinstance(written, str) else default_id(text if isinstance(text, str) else "", position)
    )
