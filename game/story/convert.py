"""TOML values -> the model's own shapes, and what a story mentions on the way.

This is the fast half of loading: it only says yes or no. What is wrong, and where, is for `examine`.
"""

from typing import TYPE_CHECKING, Any

from game.story.condition import Condition, parse
from game.story.model import CHANGE_MAX, Branch, Effect, Effects, Passage, Prose, Route

if TYPE_CHECKING:
    from collections.abc import Callable

_INTEGER = frozenset({int})
_NO_CHANGES = frozenset({"when", "set", "clear"})

# What `Passage(...)` and the others do in the end; straight to it, as most of loading is this.
_new = tuple.__new__


class Reader:
    """`msgspec.convert`'s hook for the four shapes that the format writes in more than one way.

    It keeps what it met, so that a whole story can be held against its names in a few set operations:
    every condition, destination, changed number, flag and passage of text.

    Raises `ValueError` where a value has another shape, and `ConditionError` for a condition.
    """

    def __init__(self) -> None:
        self.conditions: set[Condition] = set()
        self.targets: set[str] = set()
        self.numbers: set[str] = set()
        self.flags: set[str] = set()
        self.texts: list[str] = []
        self.shadowed = False
        """Whether an entry of some list follows one that always holds."""
        self._readers: dict[type, Callable[[Any], object]] = {
            Condition: self._condition,
            Prose: self._prose,
            Effects: self._effects,
            Route: self._route,
        }

    def __call__(self, kind: type, value: Any) -> object:
        return self._readers[kind](value)

    def _condition(self, value: Any) -> Condition:
        condition = parse(_string(value))
        self.conditions.add(condition)
        return condition

    def _prose(self, value: Any) -> Prose:
        if type(value) is str:
            self.texts.append(value)
            return _new(Prose, (_new(Passage, (None, value)),))
        passages = Prose(Passage(*self._entry(entry, "text")) for entry in _list(value))
        self.texts.extend([passage.text for passage in passages])
        return passages

    def _route(self, value: Any) -> Route:
        if type(value) is str:
            self.targets.add(value)
            return _new(Route, (_new(Branch, (None, value)),))
        route = Route(Branch(*self._entry(entry, "to")) for entry in _list(value))
        if not route:
            raise ValueError("an empty list leads nowhere")
        self.targets.update([branch.to for branch in route])
        self.shadowed |= any(branch.when is None for branch in route[:-1])
        return route

    def _entry(self, entry: Any, key: str) -> tuple[Condition | None, str]:
        if type(entry) is str:
            return None, entry
        if type(entry) is not dict or not entry.keys() <= {"when", key}:
            raise ValueError("an entry is a string or a table of two keys")
        return (self._condition(entry["when"]) if "when" in entry else None), _string(entry.get(key))

    def _effects(self, value: Any) -> Effects:
        if type(value) is dict:
            return _new(Effects, (self._effect(value),))
        return Effects(map(self._effect, _list(value)))

    def _effect(self, row: Any) -> Effect:
        if type(row) is not dict:
            raise ValueError("a row is a table")
        when: Condition | None = None
        set_: tuple[str, ...] = ()
        clear: tuple[str, ...] = ()
        changes = tuple(row.items())
        if not _INTEGER.issuperset(map(type, row.values())):
            changes = tuple([change for change in changes if change[0] not in _NO_CHANGES])
            when = self._condition(row["when"]) if "when" in row else None
            set_ = self._names(row["set"]) if "set" in row else ()
            clear = self._names(row["clear"]) if "clear" in row else ()
        for name, change in changes:
            if type(change) is not int or not -CHANGE_MAX <= change <= CHANGE_MAX:
                raise ValueError("a number changes by an integer, and not by more than that")
            self.numbers.add(name)
        return _new(Effect, (when, changes, set_, clear))

    def _names(self, value: Any) -> tuple[str, ...]:
        names = tuple(map(_string, _list(value)))
        self.flags.update(names)
        return names


def _string(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("not a string")
    return value


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError("not a list")
    return value
