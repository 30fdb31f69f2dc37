"""How much time and memory an exploration may take, and how it says that they were not enough."""

import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from game.analysis.bounds import Node


class TooWideError(Exception):
    """More is alive at one node than can be told apart."""

    def __init__(self, node: Node, bits: int) -> None:
        super().__init__(f"{node.place} needs {bits} bits")
        self.node = node
        self.bits = bits


@dataclass(frozen=True)
class Crowd:
    """Where most of the states were found when an exploration was given up, and what makes them many."""

    place: str
    factors: Mapping[str, float]
    """Variable -> how many times as many states there are because its values are kept apart."""


class OutOfBudgetError(Exception):
    """Time or memory ran out."""

    crowd: Crowd | None = None

    def __init__(self, message: str = "", states: int = 0) -> None:
        super().__init__(message)
        self.states = states
        """How many states had been found by then."""


@dataclass
class Budget:
    """When to stop: `deadline` on `time.monotonic`, and how many bytes may be held."""

    deadline: float
    memory: int
    progress: Callable[[int, int], None] | None = None
    """Called with the number of states found and of those still to be looked at."""

    @classmethod
    def of(cls, seconds: float, memory: int, progress: Callable[[int, int], None] | None = None) -> "Budget":
        """A budget that starts now; `memory` in bytes."""
        return cls(time.monotonic() + seconds, memory, progress)

    @classmethod
    def endless(cls) -> "Budget":
        """A budget that is never spent, for what is quick once a story has been explored."""
        return cls(math.inf, sys.maxsize)

    def beside(self, held: int) -> "Budget":
        """What is left while so many bytes stay held; its time runs out when this one's does."""
        return Budget(self.deadline, self.memory - held, self.progress)

    def check(self, found: int = 0, waiting: int = 0, held: int = 0) -> None:
        """Report, and raise `OutOfBudgetError` when nothing is left; `held` is in bytes."""
        if self.progress is not None:
            self.progress(found, waiting)
        if held > self.memory:
            raise OutOfBudgetError(f"more than {found:,} states would not fit into the memory allowed", found)
        if time.monotonic() > self.deadline:
            raise OutOfBudgetError("the time allowed was over", found)
