"""How much time and memory an exploration may take, and how it says that they were not enough."""

import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from game.analysis.bounds import Node
from game.analysis.heap import give_back, resident


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
    """For what is counted as it is held."""
    progress: Callable[[int, int], None] | None = None
    """Called with the number of states found and of those still to be looked at."""
    whole: int = sys.maxsize
    """For the process, whatever it is that takes it; looked at where the system tells."""
    short: set[str] = field(default_factory=set)
    """What there was too little of, at some time: "time", "memory", or "patience" of whoever interrupts."""
    _looked: float = field(default=-math.inf, repr=False)

    @classmethod
    def of(cls, seconds: float, memory: int, progress: Callable[[int, int], None] | None = None) -> "Budget":
        """A budget that starts now; `memory` in bytes."""
        return cls(time.monotonic() + seconds, memory, progress)

    @classmethod
    def endless(cls) -> "Budget":
        """A budget that is never spent, for what is quick once a story has been explored."""
        return cls(math.inf, sys.maxsize)

    @property
    def left(self) -> float:
        """Seconds until the deadline; less than 0 after it."""
        return self.deadline - time.monotonic()

    @property
    def excuse(self) -> str:
        """What there was too little of, to be put after a colon."""
        if "patience" in self.short:
            return "it was interrupted"
        return f"the {' and the '.join(sorted(self.short, reverse=True))} allowed did not suffice"

    def interrupt(self) -> None:
        """Nothing is left of it."""
        self.deadline = -math.inf
        self.short.add("patience")

    def beside(self, held: int) -> "Budget":
        """What is left while so many bytes stay held; its time runs out when this one's does."""
        return replace(self, memory=self.memory - held)

    def part(self, share: float) -> "Budget":
        """A share, 0 to 1, of the time that is left, and all of the memory."""
        return replace(self, deadline=time.monotonic() + share * max(0.0, self.left))

    def afterwards(self, seconds: float) -> "Budget":
        """What is left, and so many seconds from now at least, for what no progress is told of."""
        return replace(self, deadline=max(self.deadline, time.monotonic() + seconds), progress=None)

    def check(self, found: int = 0, waiting: int = 0, held: int = 0) -> None:
        """Report, and raise `OutOfBudgetError` when nothing is left; `held` is in bytes."""
        if self.progress is not None:
            self.progress(found, waiting)
        now = time.monotonic()
        if held > self.memory or (now > self._looked + _OFTEN and self._overfull(now)):
            self.short.add("memory")
            raise OutOfBudgetError(f"more than {found:,} states would not fit into the memory allowed", found)
        if now > self.deadline:
            self.short.add("time")
            raise OutOfBudgetError("the time allowed was over", found)

    def _overfull(self, now: float) -> bool:
        self._looked = now
        if resident() <= self.whole:
            return False
        # What was let go may only have been kept for later.
        give_back()
        return resident() > self.whole


_OFTEN = 0.05
"""Seconds from one look at the memory of the process to the next."""
