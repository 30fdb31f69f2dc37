"""How numbers move: bounded response for meters, plain addition for counters."""

from game.story.model import COUNTER_MAX, METER_MAX


def respond(value: int, change: int) -> int:
    """A meter at `value` (0..100) pushed by `change`: literal at 50, less the nearer the end it is pushed to.

    ``step = (|d| * clamp(room, 13, 75) + 25) // 50``, where room is what is left in that direction: a
    rescaled form of ChoiceScript's "fairmath", in integers so that every reading is exact.
    """
    if change >= 0:
        room = METER_MAX - value
        step = (change * min(max(room, 13), 75) + 25) // 50
        return min(METER_MAX, value + step)
    step = (-change * min(max(value, 13), 75) + 25) // 50
    return max(0, value - step)


def count(value: int, change: int) -> int:
    """A counter at `value` (0..99) after `change`: added and clamped."""
    return min(COUNTER_MAX, max(0, value + change))
