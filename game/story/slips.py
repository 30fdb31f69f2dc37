"""What was meant by a text that is no condition: the slip in it, where it is, and what to write."""

import re
from typing import NamedTuple

# What looks like something that a condition is made of.
_ALIKE = {
    "≥": "`>=`",
    "≤": "`<=`",
    "≠": "`!=`",
    "–": "`-`",
    "−": "`-`",
    "\u00a0": "an ordinary space",
    **dict.fromkeys("“”‘’", "the name alone, without quotation marks"),
}
_SIGNS = (("&&", "and"), ("||", "or"), ("!", "not"))
_TURNED = {"=>": ">=", "=<": "<=", "<>": "!=", "===": "==", "=!": "!="}
_CAPITALS = re.compile(r"\b(AND|OR|NOT|And|Or|Not)\b")
_BROKEN_COMPARISON = re.compile(r"[<>=!] +=")
_ONE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_TO_A_TRUTH = re.compile(r"([\w.]+)\s*=\s*(true|false)\b", re.IGNORECASE)
_STRANGE = re.compile(r"[^\w\s.<>=!+()-]")
_JOINS_NOTHING = re.compile(r"(?:\b(?:and|or|not)|[<>=!]=|[<>+-])\s*$")
_BEGINS_WITH_JOIN = re.compile(r"\s*(and|or|[<>=!]=|[<>])(?!\w)")
_TERM = re.compile(r"[\w.]+|\(")


class Slip(NamedTuple):
    """What is wrong, `offset` characters into the text, and the way out."""

    message: str
    offset: int
    hint: str = ""


def no_sign(text: str) -> Slip | None:
    """A character that no condition has, if one stands in `text`."""
    if not text.isascii():
        offset = next(i for i, character in enumerate(text) if not character.isascii())
        sign = text[offset]
        return Slip(_cannot(sign), offset, f"write {_ALIKE[sign]}" if sign in _ALIKE else "")
    if "#" in text:
        return Slip(_cannot("#"), text.index("#"), "put the remark outside the quotes")
    return None


def slip(line: str, offset: int) -> Slip:
    """Why `line` cannot be read, where a parser went on no longer than `offset`: the first that fits."""
    if not line.strip():
        return Slip("the condition is empty", 0, "leave the key out if it should always hold")
    return _sign(line) or _missing(line, offset) or Slip("this condition cannot be read", offset)


def alone(name: str, value: str, equal: bool = True) -> str:
    """What to write for a flag that is compared: ``wind == false`` is ``not wind``."""
    holds = (value.lower() == "true") == equal
    return f"a flag alone says that it is set: write `{name if holds else f'not {name}'}`"


def _cannot(sign: str) -> str:
    return f"`{sign}` cannot stand in a condition"


def _sign(line: str) -> Slip | None:
    """A sign of another language."""
    if broken := _BROKEN_COMPARISON.search(line):
        whole = broken[0].replace(" ", "")
        return Slip(f"`{whole}` is written without a space", broken.start(), f"write `{whole}`")
    for sign, word in _SIGNS:
        position = line.find(sign)
        if position >= 0 and line[position : position + 2] != "!=":
            return Slip(_cannot(sign), position, f"write `{word}`")
    for sign, meant in _TURNED.items():
        if sign in line:
            return Slip(_cannot(sign), line.index(sign), f"write `{meant}`")
    if capitals := _CAPITALS.search(line):
        return Slip(_cannot(capitals[0]), capitals.start(), f"write `{capitals[0].lower()}`")
    if equals := _ONE_EQUALS.search(line):
        truth = _TO_A_TRUTH.search(line)
        hint = alone(truth[1], truth[2]) if truth else "write `==` to compare"
        return Slip(_cannot("="), equals.start(), hint)
    if strange := _STRANGE.search(line):
        return Slip(_cannot(strange[0]), strange.start())
    return None


def _missing(line: str, offset: int) -> Slip | None:
    """Something that was begun and not ended, or joins nothing."""
    opened: list[int] = []
    for position, sign in enumerate(line):
        if sign == "(":
            opened.append(position)
        elif sign == ")" and not opened:
            return Slip("nothing opens this parenthesis", position, "take it out, or write ( where it begins")
        elif sign == ")":
            opened.pop()
    if join := _JOINS_NOTHING.search(line):
        said = join[0].strip()
        return Slip(f"something is missing behind `{said}`", join.start(), f"write it, or take `{said}` out")
    if opened:
        return Slip("this parenthesis is not closed", opened[-1], "write ) where it ends")
    if join := _BEGINS_WITH_JOIN.match(line):
        hint = f"write it, or take `{join[1]}` out"
        return Slip(f"something is missing before `{join[1]}`", join.start(1), hint)
    term, before = _TERM.match(line, offset), line[:offset].rstrip()[-1:]
    if term and before and (before.isalnum() or before in "_)"):
        hint = "two things are compared, or stand on both sides of `and` or `or`"
        return Slip(f"something is missing before `{term[0]}`", offset, hint)
    return None
