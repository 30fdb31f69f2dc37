"""An order in which things lead forward, with those that lead back to each other taken together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

Name = TypeVar("Name", bound=Any)


def components(names: Iterable[Name], after: Mapping[Name, Iterable[Name]]) -> list[tuple[Name, ...]]:
    """Strongly connected components of ``names``, first things first (Tarjan, without recursion).

    Inside a component, too, most lead forward: only what closes a loop leads back.
    """
    index: dict[Name, int] = {}
    low: dict[Name, int] = {}
    done: dict[Name, int] = {}
    stack: list[Name] = []
    on_stack: set[Name] = set()
    found: list[tuple[Name, ...]] = []
    for root in names:
        if root in index:
            continue
        work: list[tuple[Name, Iterator[Name]]] = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(after[target])))
                    break
                if target in on_stack:
                    low[name] = min(low[name], index[target])
            else:
                work.pop()
                done[name] = len(done)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    group: list[Name] = []
                    while not group or group[-1] != name:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    found.append(tuple(sorted(group, key=done.__getitem__, reverse=True)))
    return found[::-1]
