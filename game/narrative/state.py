"""Where a reader is."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from game.narrative.outcome import outcome_of

NOTHING: frozenset[str] = frozenset()


class State(Struct, frozen=True, dict=True):
    """Everything that decides what can happen next, and what the page says. Never changed; replaced.

    `values` holds meters (0..100), counters (0..99) and every flag (a truth), in the story's order.
    `seen` has the scenes left at least once, `chosen` every ``scene.choice`` made, `taken` those of
    them that were `once`, and `before` what finished readings of other stories left behind.
    """

    scene: str
    values: Mapping[str, int]
    seen: frozenset[str] = NOTHING
    chosen: frozenset[str] = NOTHING
    taken: frozenset[str] = NOTHING
    before: frozenset[str] = NOTHING

    def __hash__(self) -> int:
        return hash(
            (self.scene, tuple(self.values.values()), self.seen, self.chosen, self.taken, self.before)
        )

    @cached_property
    def outcome(self) -> str:
        """The region of the plane in which the meters stand."""
        return outcome_of(self.values)
