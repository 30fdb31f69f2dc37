"""How the benchmarks take a time and say what it is worth.

A time on its own says nothing about another machine, so what counts is a ratio to a named reference
measured in the same run, the two taking turns, and the median of each.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """One line of the report: `ours` against `reference`, both in `unit`, and the bound on their ratio."""

    name: str
    ours: float
    reference: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over the reference."""
        return self.ours / self.reference

    @property
    def holds(self) -> bool:
        """Whether the ratio is within its bound."""
        if self.at_most is not None and self.ratio > self.at_most:
            return False
        return self.at_least is None or self.ratio >= self.at_least

    def __str__(self) -> str:
        bound = f"at most {self.at_most}" if self.at_most is not None else f"at least {self.at_least}"
        verdict = "holds" if self.holds else "MISSED"
        return (
            f"{self.name:<58}{_figure(self.ours):>10}{_figure(self.reference):>10} {self.unit:<8}"
            f"{self.ratio:>7.2f} x   {bound:<13} {verdict}"
        )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def medians(runs: int, *samples: Callable[[], float]) -> list[float]:
    """The median of `runs` calls of each of `samples`, which take turns so that a slow minute hits all.

    Each is called once before anything counts: the first start of a program writes its bytecode.
    """
    for sample in samples:
        sample()
    found: list[list[float]] = [[] for _ in samples]
    for _ in range(runs):
        for taken, sample in zip(found, samples, strict=True):
            taken.append(sample())
    return [median(taken) for taken in found]


def report(ratios: Sequence[Ratio]) -> None:
    """Print one line a ratio, and leave with status 1 if one is out of its bound."""
    for ratio in ratios:
        print(ratio)
    if not all(ratio.holds for ratio in ratios):
        sys.exit(1)
