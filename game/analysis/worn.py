"""Words and phrases that are worn through: what they look like, and what to do instead.

Each was chosen because readers and editors know it for a formula. A pattern is written so that the plain
sense of a word passes: the Old Testament, a beat of a drum, a process at work.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Worn(NamedTuple):
    """One worn phrase: its name in reports, and the pattern that finds it."""

    name: str
    pattern: re.Pattern[str]
    part: str
    """What stands, in small letters, in everything that the pattern finds: quick to look for first."""


def worn_in(text: str, table: Iterable[Worn]) -> Iterator[tuple[Worn, re.Match[str]]]:
    """What of `table` stands in `text`, and where."""
    small = text.lower()
    # Most texts have none of it: this line is gone through for every phrase and every text.
    for worn in [worn for worn in table if worn.part in small]:
        for match in worn.pattern.finditer(text):
            yield worn, match


def _worn(table: dict[str, tuple[str, str]]) -> tuple[Worn, ...]:
    return tuple(
        Worn(name, re.compile(rf"(?<![\w’'-])(?:{pattern})", re.I), part)
        for name, (part, pattern) in table.items()
    )


_SOMEBODY = r"(?:you|we|they|he|she|it|I|him|her|them|us|me)"
_WHOSE = r"(?:my|your|his|her|its|our|their|the|a)"

PHRASES = _worn(
    {
        "something shifts": ("shift", r"something (?:\w+ ){0,2}shift(?:s|ed|ing)?\b"),
        "the air thickens": ("thicken", r"(?:the )?air (?:\w+ ){0,2}thicken(?:s|ed|ing)?\b"),
        "a breath you didn’t know you were holding": (
            "breath ",
            rf"breath (?:that )?{_SOMEBODY} (?:did|had)(?:n| not)",
        ),
        "hangs between you": (
            "between ",
            r"h(?:angs?|ung|anging) (?:\w+ )?between (?:you|us|them|the two)\b",
        ),
        "unspoken": ("unspoken", r"unspoken\b"),
        "settles over": (
            "settl",
            r"settl(?:es?|ed|ing) over (?:you|us|them|him|her|me|the (?:room|table|house))\b",
        ),
        "a mix of X and Y": ("mix", r"mix(?:ture)? of \w+(?: \w+){0,2} and \w+"),
        "for the first time in": ("for the first", r"for the first time in\b"),
        "couldn’t help but": ("help but", r"(?:can(?:no|[’'])t|couldn[’']t|could not|can not) help but\b"),
        "testament": ("testament", r"(?<!old )(?<!new )(?<!will and )(?:a )?testament to\b"),
        "tapestry": ("tapestr", r"tapestr(?:y|ies) of\b"),
        "a beat": ("a beat", r"a beat(?=[.,;:…]| passes\b| of silence| later| too long)"),
        "the weight of": (
            "the weight of",
            r"the weight of (?!it\b(?! all))(?!them\b)\w+(?! \w+[.,;]? ?(?:in|on|against)\b)",
        ),
        "barely above a whisper": ("barely ", r"barely (?:above|more than) a whisper"),
        "eyes soften": ("soften", r"(?:eyes|gaze|expression|face) soften(?:s|ed|ing)?\b"),
        "jaw tightens": ("jaw ", r"jaw (?:tighten|clench|set)(?:s|ed|ing)?\b"),
        "heart hammers": ("heart ", r"heart (?:hammer|pound|thud|race)(?:s|ed|d|ing)?\b"),
        "the silence stretches": (
            "silence ",
            r"silence (?:\w+ )?(?:stretch(?:es|ed|ing)?|lengthen(?:s|ed|ing)?)\b",
        ),
        "a small, sad smile": ("sad smile", r"small,? sad smile"),
        "And yet.": ("and yet", r"and yet[.…—]"),
        "Maybe that’s enough.": (
            "enough",
            r"(?:maybe|perhaps) (?:that|it|this)(?:[’']s| is| was) enough[.!]",
        ),
        "the phone buzzes": ("phone ", rf"{_WHOSE} phone (?:buzz(?:es|ed)?|vibrat(?:es|ed)|ping(?:s|ed))\b"),
    }
)

# A therapist may talk so, and a person who is being mocked: a waiver says which.
FEELING_TALK = _worn(
    {
        "hold space": ("space for", r"h(?:old|olds|olding|eld) (?:\w+ )?space for\b"),
        "process": (
            "process",
            r"process(?:ing)? (?:my|your|his|her|our|their|this|these|the|all) (?:\w+ )?"
            r"(?:feelings?|emotions?|grief|loss|trauma|anger|pain)\b",
        ),
        "valid": (
            "valid",
            r"(?:feelings?|emotions?|that|it|this|needs?|you)(?: are|[’']re| is|[’']s) (?:\w+ )?valid\b",
        ),
        "healing journey": ("healing", r"healing journey|journey of healing"),
        "toxic": ("toxic", r"toxic (?!waste|fumes?|gas|paint|smoke|chemicals?|sludge|spill|shock)\w+"),
        "gaslight": ("gaslight", r"gaslight(?:s|ed|ing)?\b(?! (?:mantle|fitting|flicker|lamp))"),
        "trauma response": ("trauma response", r"trauma responses?\b"),
        "attachment style": ("attachment style", r"attachment styles?\b"),
        "codependent": ("dependen", r"co-?dependen(?:t|ts|ce|cy)\b"),
        "love language": ("love language", r"love languages?\b"),
        "I hear you": ("i hear you", r"I hear you(?=[.,!?;”’\"]|$| and\b| but\b)"),
    }
)

# Whole words, as names of people.
NAMES = (
    "Elara",
    "Lyra",
    "Kael",
    "Sarah Chen",
    "Marcus",
    "Maya",
    "Elena",
    "Aria",
    "Eleanor Vance",
    "Dr. Patel",
    "Dr Patel",
)

# Told, not spoken, in an ending.
EPIPHANIES = _worn(
    {
        "realise": ("reali", r"(?:you|she|he|they|I|we) (?:\w+ )?reali[sz](?:e|es|ed)\b|reali[sz]ation\b"),
        "understand": (
            "underst",
            r"(?:you|she|he|they|I|we) (?:(?:finally|now|begin to) )?underst(?:and|ands|ood)\b",
        ),
        "finally see": ("finally", r"finally (?:see|sees|saw|know|knows|knew|get|gets)\b"),
        "in that moment": (" moment", r"in (?:that|this) moment\b"),
    }
)

# ``you like a bath`` and ``would like the key`` are a liking, not a likeness. What stood before is looked at
# after the word itself was met: a pattern that begins with a look back is tried at every letter.
_LIKING = "".join(
    f"(?<!{before} like )"
    for before in (
        *(
            rf"\b{who}"
            for who in ("you", "I", "we", "they", "You", "We", "They", "who", "people", "would", "also")
        ),
        *("’d", "'d", "n’t", "n't", "do", "did", "not", "to", "might", "still"),
    )
)
# ``looks as if`` says what can be seen.
_INFERRED = "".join(
    rf"(?<!\b{verb}{end} as )" for verb in ("look", "sound", "seem") for end in ("", "s", "ed")
)
SIMILE = re.compile(
    rf"\blike {_LIKING}(?:an?|the|some(?:one|body|thing)?|nothing|one of|two|three|people|they)\b"
    r"|\bas (?:"
    r"(?!much|many|well|soon|long|far|often|good as|usual|little|few)\w+ as (?:an?|the|if|though|any)\b"
    rf"|{_INFERRED}(?:if|though)\b)"
)
NOT_BUT = re.compile(
    r"\bnot (?:just |only |merely |simply |so much )?(?:\w+[’']?\w* ){1,5}?"
    r"but\b(?! (?:not|when|if|I|you|she|he|they|it)\b)"
    r"|\b(?:isn|wasn|aren|weren)[’']t (?:just |only )?(?:\w+ ){0,4}?\w+[.;—] "
    r"(?:It|That|This|They|He|She)(?:[’']s| is| was|[’']re| are| were)\b",
    re.I,
)
ELLIPSIS = re.compile(r"\.\.\.|…")
DASH = re.compile(r"—|(?<=\s)–(?=\s)|(?<=\w)--(?=\w)|\s--\s")
WAKING = re.compile(
    r"\b(?:you|I|she|he) (?:wake|wakes|woke)\b|\bwak(?:e|es|ing) up\b|\balarm (?:goes|went|rings|rang)\b",
    re.I,
)
