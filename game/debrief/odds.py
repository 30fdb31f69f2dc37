"""Odds of where a story ends, in words. No number that looks like a measurement is ever said."""

from collections.abc import Iterable, Mapping, Sequence

from game.debrief.path import REGIONS
from game.narrative.foresight import Prospect

_WORDS = (
    (1 / 20, "about one in twenty"),
    (1 / 10, "about one in ten"),
    (1 / 7, "about one in seven"),
    (1 / 5, "about one in five"),
    (1 / 4, "about one in four"),
    (1 / 3, "about one in three"),
    (2 / 5, "about two in five"),
    (1 / 2, "about one in two"),
    (3 / 5, "about three in five"),
    (2 / 3, "about two in three"),
    (3 / 4, "about three in four"),
    (4 / 5, "about four in five"),
    (6 / 7, "about six in seven"),
    (9 / 10, "about nine in ten"),
)
UNKNOWN = "one that you have not come to"
"""What an ending is called that has not been found and has no hint."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HARDLY, _NEARLY = 1 / 33, 1 - 1 / 20
# A hair that sums of many odds may be off by: what is nearer to all of it is all of it.
_HAIR = 1e-9
# Outcomes rarer than this are only named.
_SELDOM = 0.1
# What draws away by less than this need not be told beside what is over for good.
_SLIGHT = 0.05


def chance(odds: float) -> str:
    """A probability of what is neither over nor certain, to stand in a sentence: ``about one in three``."""
    if odds < _HARDLY:
        return "hardly ever"
    if odds > _NEARLY:
        return "nearly certain"
    return min(_WORDS, key=lambda pair: abs(pair[0] - odds))[1]


def moved(before: Prospect, after: Prospect) -> tuple[str, ...]:
    """What a choice did to what could come: what came nearer, what drew away, what was over."""
    names = [name for name in REGIONS if name in before.odds or name in after.odds]
    change = {name: after.odds.get(name, 0.0) - before.odds.get(name, 0.0) for name in names}
    if len(after.odds) == 1 and sum(after.odds.values()) >= 1 - _HAIR:
        (only,) = after.odds
        return (
            f"From here it could only end {_quoted(only)}; before, {_was(before.odds[only], 'that was')}.",
        )
    if not after.odds:
        return ("From here it comes to no ending.",)
    told = []
    over = sorted((name for name in names if name not in after.odds), key=lambda name: change[name])
    up = max(names, key=lambda name: change[name])
    if change[up] > 0:
        told.append(f"{_quoted(up)} came nearer: {_from_to(before.odds[up], after.odds[up])}.")
    down = min(after.odds, key=lambda name: change[name])
    if change[down] < (-_SLIGHT if over else 0):
        told.append(f"{_quoted(down)} drew away: {_from_to(before.odds[down], after.odds[down])}.")
    if over:
        first, *others = over
        told.append(f"{_quoted(first)} could no longer come; {_was(before.odds[first], 'it had been')}.")
        if others:
            told.append(f"Nor could {listed([_quoted(name) for name in others], 'or')}.")
    return tuple(_capital(sentence) for sentence in told)


def _was(odds: float, so: str) -> str:
    was = chance(odds)
    return "it hardly ever did" if was == "hardly ever" else f"{so} {was}"


def leads(prospect: Prospect) -> str:
    """Where a road led: the outcomes that could come, the likeliest first."""
    order = sorted(prospect.odds, key=lambda name: -prospect.odds[name])
    if not order:
        return "It led to no ending."
    never = "" if sum(prospect.odds.values()) >= 1 - _HAIR else ", or go on for ever"
    if len(order) == 1:
        return f"It could only end {_quoted(order[0])}{never}."
    likely = [name for name in order if prospect.odds[name] >= _SELDOM] or order[:1]
    told = ", ".join(f"{_quoted(name)} {chance(prospect.odds[name])}" for name in likely)
    seldom = order[len(likely) :]
    if seldom:
        told += f"; seldom {listed([_quoted(name) for name in seldom], 'or')}"
    return f"Left to chance, {told}{'; or it goes on for ever' if never else ''}."


def listed(words: Sequence[str], joint: str = "and") -> str:
    """``a, b and c``; what is there twice is said once, but endings without a name are counted."""
    unknown = words.count(UNKNOWN)
    words = [_counted(unknown) if word == UNKNOWN else word for word in dict.fromkeys(words)]
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _counted(unknown: int) -> str:
    many = _NUMBERS[unknown - 1] if unknown <= len(_NUMBERS) else str(unknown)
    return f"{many} that you have not come to"


def endings_told(mine: Sequence[str], open_before: Iterable[str], names: Mapping[str, str]) -> str:
    """The endings that a road could still come to, among those that were open before it was taken."""
    before = list(open_before)
    lost = [name for name in before if name not in mine]
    if not mine:
        return "No ending."
    if not lost:
        return (
            "Every ending that was open stayed open." if len(before) > 1 else f"It comes to {names[mine[0]]}."
        )
    if len(lost) * 3 <= len(before):
        return f"Every ending stayed open but {listed([names[name] for name in lost])}."
    return f"It could still come to {listed([names[name] for name in mine], 'or')}."


def _from_to(before: float, after: float) -> str:
    was, now = chance(before), chance(after)
    if was == now:
        return f"{now}, a little more than before" if after > before else f"{now}, a little less than before"
    return f"{was} before, {now} after"


def _quoted(name: str) -> str:
    return f"“{REGIONS[name]}”"


def _capital(sentence: str) -> str:
    """The sentence with a capital, inside its quotation marks if it begins with one."""
    at = 1 if sentence.startswith("“") else 0
    return sentence[:at] + sentence[at].upper() + sentence[at + 1 :]
