"""What a name that nobody declared was most likely meant for."""

from collections.abc import Collection
from difflib import get_close_matches


def suggestion(name: str, known: Collection[str]) -> str:
    """``did you mean `trust`?`` for the nearest of `known`, or an empty string when none is near."""
    near = nearest(name, known)
    # Two names can look the same, and differ in a letter of another script or a space that does not break.
    strange = "".join(f" Here it has U+{ord(sign):04X} in it" for sign in name if sign not in near)
    return (f"did you mean `{near}`?" + ("" if name.isascii() else strange)) if near else ""


def nearest(name: str, known: Collection[str]) -> str:
    """The one of `known` that `name` was most likely meant for, or an empty string when none is near."""
    if name.lower() != name and name.lower() in known:
        return name.lower()
    if len(known) > _MANY:
        # Comparing with each takes a second for thousands; a slip of one letter is found at once.
        near = sorted(_one_slip(name[:_LONG]).intersection(known))
    else:
        near = get_close_matches(name[:_LONG], list(known), n=1, cutoff=0.6)
    return near[0] if near else ""


_MANY = 500
_LONG = 60
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def _one_slip(name: str) -> set[str]:
    """Every name that one slip turns into `name`: a letter too many, too few, wrong, or swapped."""
    cuts = [(name[:i], name[i:]) for i in range(len(name) + 1)]
    slips = {head + tail[1:] for head, tail in cuts if tail}
    slips |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    slips |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    return slips | {head + letter + tail for head, tail in cuts for letter in _LETTERS}
