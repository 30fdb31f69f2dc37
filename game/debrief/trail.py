"""The trail code of a reading: every choice of it in a few letters, to be read out or typed in.

A group that played alone shows its code at the end, and whoever leads the class types it in: no network, no
file. The number behind it is the choices in mixed radix (which of the options open on that page, of how
many), so a page with one way on costs nothing. Before it stand two symbols for the very story, after it one
check symbol: a weighted sum modulo a prime, which finds any one wrong symbol and any two neighbours that
changed places.
"""

import hashlib

from game.narrative import rules
from game.narrative.playthrough import Playthrough
from game.narrative.state import State
from game.story.diagnostic import visible
from game.story.model import Story

SYMBOLS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""No vowels, so that no word is spelled, and neither 0 nor 1. Their number is a prime."""

LONGEST = 28
"""Symbols; a reading that would need more has no code."""

GROUP = 4
"""Symbols that are written together; the last group may have fewer."""

_BASE = len(SYMBOLS)
_STORY = 2
# A code of nothing but first choices could turn a loop for ever.
_MOST_CHOICES = 10_000


class TrailError(ValueError):
    """What is wrong with a code that was typed in, as a sentence with a way out."""


def trail(play: Playthrough) -> str | None:
    """The code of a reading that has ended, in groups of four; None before that, or if it is too long."""
    if play.ending is None:
        return None
    number, radix = 0, 1
    for before, moment in zip(play.path, play.path[1:], strict=False):
        assert moment.choice is not None
        names = _open(play.story, before.state)
        number += names.index(moment.choice.id) * radix
        radix *= len(names)
    digits = _mark(play.story)
    while number:
        number, digit = divmod(number, _BASE)
        digits.append(digit)
    if len(digits) + 1 > LONGEST:
        return None
    digits.append(_check(digits))
    symbols = "".join(SYMBOLS[digit] for digit in digits)
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))


def walk(story: Story, code: str) -> Playthrough:
    """The reading that `code` tells, in either case, spaces and dashes as one likes. Raises `TrailError`."""
    symbols = "".join(code.upper().split()).replace("-", "")
    if unknown := next((symbol for symbol in symbols if symbol not in SYMBOLS), ""):
        raise TrailError(f"“{visible(unknown)}” is in no trail code: they are of consonants, and of 2 to 9.")
    digits = [SYMBOLS.index(symbol) for symbol in symbols]
    if not _STORY < len(digits) <= LONGEST or digits.pop() != _check(digits):
        raise TrailError("That is not quite a trail code: look at each symbol again.")
    if digits[:_STORY] != _mark(story):
        raise TrailError(f"That trail is of another story, or of another version of {story.title}.")
    number = 0
    for digit in reversed(digits[_STORY:]):
        number = number * _BASE + digit
    play = Playthrough(story)
    for _ in range(_MOST_CHOICES):
        names = _open(story, play.now.state)
        if not names:
            break
        number, which = divmod(number, len(names))
        play.choose(names[which])
    if play.ending is None or number:
        raise TrailError(f"That code leads to no ending of {story.title}: ask for it again.")
    return play


def begins(story: Story, symbols: str) -> bool:
    """Whether these `symbols`, without spaces and dashes, begin as every code of `story` does."""
    return symbols.upper().startswith("".join(SYMBOLS[digit] for digit in _mark(story)))


def _open(story: Story, state: State) -> list[str]:
    return [choice.id for choice in rules.open_choices(story, state)]


def _mark(story: Story) -> list[int]:
    value = int.from_bytes(hashlib.sha256(story.digest.encode()).digest()[:8], "big")
    return [value // _BASE**place % _BASE for place in range(_STORY)]


def _check(digits: list[int]) -> int:
    # No weight is 0 modulo the base, no two are the same, and none is the check symbol's own, which is 1.
    return -sum(weight * digit for weight, digit in enumerate(digits, 2)) % _BASE
