"""English prose as a lint reads it: its words, its sentences, and what in it is spoken."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# What is between spaces or dashes and holds a letter or a digit is a word: "ten-to-two", "she’d", "22:51".
_WORD = re.compile(r"[^\s—]*[^\W_][^\s—]*")

_CLOSERS = "\"”’'»)\\]*_~"
_END = re.compile(rf"(?P<stop>[.!?…]+)(?P<closed>[{_CLOSERS}]*)(?P<gap>\s+)(?P<next>[\"“‘'«(\[*_~–—-]*\S)")

# Never the last word of a sentence.
_TITLES = re.compile(
    r"(?:^|[\s\"“‘'(\[])(?:Mr|Mrs|Ms|Mx|Dr|Fr|Sr|St|Prof|Rev|Capt|Sgt|Col|Gen|Hon|vs|cf|e\.g|i\.e|approx|[A-Z])$"
)
# The last word unless a number follows: "No. 6", "p. 4", "fig. 2".
_BEFORE_NUMBER = re.compile(r"(?:^|[\s(])(?:[Nn]o|[Nn]os|p|pp|[Ff]ig|[Vv]ol|ch|ext)$")
_CLOCK = re.compile(r"(?:^|[\s\d])[ap]\.m$")

# As they stand in a tag, and as a pattern for their other forms.
_SAID = "said|says|told|tells|went|goes|began|sang|thought|wrote|read|cried|replied"
_SAYS = (
    "add|admit|agree|announce|answer|apologi[sz]e|ask|bellow|breathe|call|correct|demand|explain|grunt|insist|mouth"
    "|mumble|murmur|mutter|offer|order|promise|protest|read|remark|repeat|scream|shout|sigh|sign|snap|sob|suggest"
    "|wail|warn|whisper|wonder|yell"
)
# A tag that opens with a name: ‘Who?’ Bisi says. ‘Who?’ her mother asks stays whole by its small letter.
_TAG = re.compile(rf"(?:[^\W\d_][\w.’'-]*\s+){{1,3}}(?:{_SAID}|(?:{_SAYS})(?:s|d|ed)?)\b")


class Sentence(NamedTuple):
    """One sentence, and the 0-based offset at which it begins in its paragraph."""

    offset: int
    text: str


def words(text: str) -> list[str]:
    """The words of `text`: a dash alone is none, and a word with an apostrophe or a hyphen is one."""
    return _WORD.findall(text)


def count(text: str) -> int:
    """How many words `text` has."""
    return len(words(text))


def several(number: int, one: str, many: str = "") -> str:
    """``1 choice``, ``1,200 choices``; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentences(paragraph: str) -> Iterator[Sentence]:
    """The sentences of one paragraph, speech with its tag as one: ``‘Is it?’ she says.``"""
    start = 0
    for end in _END.finditer(paragraph):
        if _closes(paragraph, start, end):
            yield Sentence(start, paragraph[start : end.start("gap")])
            start = end.end("gap")
    rest = paragraph[start:].rstrip()
    if rest:
        yield Sentence(start, rest)


def _closes(paragraph: str, start: int, end: re.Match[str]) -> bool:
    """Whether a sentence that began at `start` is over at `end`."""
    first = end["next"][-1]
    if first.islower():
        return False
    if end["stop"] == ".":
        before = paragraph[start : end.start()]
        if _TITLES.search(before) or (first.isdigit() and _BEFORE_NUMBER.search(before)):
            return False
        if _CLOCK.search(before):
            return first.isupper()
    if end["closed"] and end["stop"] != "." and first.isupper():
        return not _TAG.match(paragraph, end.end() - 1)
    return True


_SPEECH = re.compile(
    r"“[^”]*(?:”|$)"
    r"|\"[^\"]*(?:\"|$)"
    # A closing ’ is also an apostrophe: the quotation ends where one follows a stop, else at the first that
    # ends a word.
    r"|(?<!\w)‘(?:[^’‘]|’(?=\w)|(?<=s)’(?=\s))*?[.,!?…—:;*]’(?!\w)"
    r"|(?<!\w)‘(?:[^’‘]|’(?=\w))*’(?!\w)"
    r"|(?<!\w)‘[^’‘]*$"
    r"|(?<!\w)'[^']*(?:'\w[^']*)*[.,!?…]'(?!\w)"
)


def narration(paragraph: str) -> str:
    """`paragraph` with everything spoken blanked out, so that offsets stay what they were."""
    return _SPEECH.sub(lambda speech: " " * len(speech[0]), paragraph)
