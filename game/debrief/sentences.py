"""Sentences of a paragraph, so that a quotation never breaks off in the middle of one."""

import re

# A quotation of less than this takes the next sentence with it, as long as both stay under the other.
_SHORT, _LONG = 60, 170

# Private characters that stand around a part of a paragraph while its sentence is looked for.
FROM, TO = "\ue000", "\ue001"

_END = re.compile(rf"[.!?…]+[\"”’')\]{TO}]*\s+(?={FROM}?[^a-z\s{FROM}])")
_CLOSING_SINGLE = re.compile(r"’(?!\w)")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|[A-Z])\.\s+$")


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, in order; speech between quotation marks is never split."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        piece = paragraph[start : end.end()]
        if not _ABBREVIATION.search(piece) and not _open_quotation(piece):
            found.append(piece.strip())
            start = end.end()
    rest = paragraph[start:].strip()
    return [*found, rest] if rest else found


def opening(paragraph: str) -> str:
    """What a paragraph opens with: a sentence, or a few where they are short."""
    return _grown(sentences(paragraph), 0)


def holding(paragraph: str, place: int) -> str:
    """The sentence of a paragraph in which the character at `place` (0-based) stands, grown the same way."""
    found = sentences(paragraph)
    end = 0
    for index, sentence in enumerate(found):
        end = paragraph.index(sentence, end) + len(sentence)
        if place < end:
            return _grown(found, index)
    return paragraph


def _grown(found: list[str], index: int) -> str:
    text = found[index] if found else ""
    for sentence in found[index + 1 :]:
        # What ends in a colon only leads on to what is not quoted.
        if len(text) >= _SHORT or len(text) + len(sentence) >= _LONG or sentence.endswith(":"):
            break
        text = f"{text} {sentence}"
    return text


def _open_quotation(text: str) -> bool:
    """Whether a quotation has begun and not ended; a single mark before a letter is an apostrophe."""
    return (
        text.count('"') % 2 == 1
        or text.count("“") > text.count("”")
        or text.count("‘") > len(_CLOSING_SINGLE.findall(text))
    )
