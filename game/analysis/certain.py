"""What is certain of a story that is too large to be explored, and what makes it so large.

Ranges are reasoned out scene by scene, each variable by itself: nothing that they exclude can happen, though
not everything that they allow can.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.analysis.bounds import TooManyNodesError, bounds
from game.analysis.budget import Budget, Crowd, OutOfBudgetError
from game.analysis.compile import Tables
from game.analysis.findings import Remark
from game.analysis.judging import judge
from game.analysis.sites import Site

NAMED = 4
"""How many variables are named as what multiplies."""
NOTABLE = 1.5
"""How many times the states a variable must make to be named."""


@dataclass(frozen=True)
class Certain:
    """What no reader can meet, and what every reader's numbers keep to."""

    places: frozenset[str]
    """Scenes and endings that some reader may reach; no reader reaches any other."""
    choices: frozenset[str]
    """``scene.choice`` of the choices that may be open."""
    ranges: Mapping[str, Mapping[str, tuple[int, int]]]
    """Scene or ending -> meter or counter -> between which values it certainly is."""


def certain(tables: Tables, budget: Budget) -> Certain | None:
    """What can be said without exploring; None if even that takes more than `budget`."""
    try:
        found = bounds(tables, (), tables.read, len(tables.places), {}, budget.check)
    except (TooManyNodesError, OutOfBudgetError):
        return None
    choices: set[str] = set()
    ranges: dict[str, dict[str, tuple[int, int]]] = {}
    for node, may in found.may.items():
        ranges[node.place] = {
            name: ((may[name] & -may[name]).bit_length() - 1, may[name].bit_length() - 1)
            for name in tables.read
            if tables.sizes[name] > 2
        }
        for move in tables.places[node.place].moves:
            if judge(move.when, may) is not False:
                choices.add(f"{node.place}.{move.id}")
    return Certain(frozenset(node.place for node in found.may), frozenset(choices), ranges)


def too_large(crowd: Crowd, watched: list[Site], tables: Tables) -> Iterator[Remark]:
    """Which variables make a story too large, and the conditions for whose sake they are kept apart."""
    ahead = _ahead(tables, crowd.place)
    factors = sorted(crowd.factors.items(), key=lambda one: -one[1])
    for name, factor in [one for one in factors if one[1] >= NOTABLE][:NAMED]:
        asking = [site for site in watched if name in site.names and site.place in ahead]
        paths = list(dict.fromkeys(site.path for site in asking if site.kind in _KEEPING))
        if paths:
            more = f", and {len(paths) - 1} more ask for it" if len(paths) > 1 else ""
            yield Remark(
                "N641",
                asking[0].at,
                paths[0],
                f"`{name}` makes {factor:.1f} times as many states at `{crowd.place}`; "
                f"it is asked for here{more}",
                "ask for it sooner, or clear or settle it before",
            )


_KEEPING = ("choice", "effects", "route", "ending")


def _ahead(tables: Tables, place: str) -> set[str]:
    """Everywhere that may come after `place`, and itself."""
    found, waiting = {place}, [place]
    while waiting:
        for move in tables.places[waiting.pop()].moves:
            for exit_ in move.exits:
                if exit_.to in tables.places and exit_.to not in found:
                    found.add(exit_.to)
                    waiting.append(exit_.to)
    return found
