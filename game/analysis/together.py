"""Which passages can stand on one page: decided by their conditions alone, without exploring.

Passages whose conditions exclude one another never show together; whether a story ever comes to a
state that shows them is not asked here. So the fullest page found is never too short, unless there are more
states or pages than are tried.
"""

import ast
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice, product

from game.story.condition import OUTCOMES, Condition

# How many states of the variables of one condition are tried, and how many pages are made of them.
STATES, PAGES = 4096, 1024

Shows = tuple[bool, ...]
"""For each passage, whether it shows."""


@dataclass(frozen=True)
class _Facts:
    values: Mapping[str, int]
    seen: frozenset[str]
    chosen: frozenset[str]
    before: frozenset[str]
    outcome: str


def pages(whens: Sequence[Condition | None], numbers: Set[str]) -> list[Shows]:
    """Every way in which passages with these conditions can show, at most `PAGES` of them.

    `numbers` are the names of the story's meters and counters; every other name is a truth.
    """
    groups = _groups([when for when in whens if when is not None])
    ways = [_ways(group, numbers) for group in groups]
    found: list[Shows] = []
    for chosen in islice(product(*ways), PAGES):
        true = {when for way in chosen for when in way}
        found.append(tuple(when is None or when in true for when in whens))
    return found


def _groups(whens: Sequence[Condition]) -> list[list[Condition]]:
    """`whens` in groups that have no name in common."""
    groups: list[tuple[set[str], list[Condition]]] = []
    for when in dict.fromkeys(whens):
        names, members = set(when.names), [when]
        apart = []
        for group in groups:
            if group[0].isdisjoint(names):
                apart.append(group)
            else:
                names |= group[0]
                members = group[1] + members
        groups = [*apart, (names, members)]
    return [members for _, members in groups]


def _ways(group: list[Condition], numbers: Set[str]) -> list[frozenset[Condition]]:
    """The sets of conditions of `group` that can be true at once, in a steady order."""
    names = sorted(set().union(*(when.names for when in group)))
    constants = {
        node.value
        for when in group
        for node in ast.walk(when.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, int)
    }
    steps = sorted({0, 100, *(n + d for n in constants for d in (-1, 0, 1) if 0 <= n + d <= 100)})
    options: list[Sequence[object]] = []
    for name in names:
        if name == "outcome" or name.endswith(".outcome"):
            options.append(OUTCOMES)
        else:
            options.append(steps if name in numbers else (False, True))
    found: dict[frozenset[Condition], None] = {}
    for state in islice(product(*options), STATES):
        facts = _facts(dict(zip(names, state, strict=True)))
        found[frozenset(when for when in group if when.holds(facts))] = None
    return list(found)


def _facts(state: Mapping[str, object]) -> _Facts:
    seen: set[str] = set()
    chosen: set[str] = set()
    before: set[str] = set()
    values: dict[str, int] = {}
    outcome = OUTCOMES[0]
    for name, value in state.items():
        head, _, rest = name.partition(".")
        if name == "outcome":
            outcome = str(value)
        elif not rest:
            values[name] = value  # type: ignore[assignment]
        elif rest == "outcome":
            before.add(f"{head}.outcome.{value}")
        elif value:
            {"seen": seen, "chose": chosen}.get(head, before).add(
                rest if head in ("seen", "chose", "before") else name
            )
    return _Facts(values, frozenset(seen), frozenset(chosen), frozenset(before), outcome)
