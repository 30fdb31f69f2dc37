"""What goes over the air: a phone's view as JSON, and what a phone may send."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from game.classroom.room import PhoneView

LONGEST_BODY: Final = 1024
"""Bytes of the longest body that a phone may send."""

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "Leeway",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer: nothing of elsewhere is loaded, nothing is kept, nothing is guessed."""

Id = Annotated[str, Meta(max_length=200)]
Meter = Annotated[int, Meta(ge=0, le=100)]


class Sit(Struct, forbid_unknown_fields=True):
    """The code or the token; empty from a phone that has a seat already."""

    key: Annotated[str, Meta(max_length=32)] = ""


class Vote(Struct, forbid_unknown_fields=True):
    """One ballot; `choice` is None for "I pass"."""

    round: int
    vote: int
    choice: Id | None


class Feel(Struct, forbid_unknown_fields=True):
    """One word of the list."""

    word: Id


class Predict(Struct, forbid_unknown_fields=True):
    """Where a phone places the two meters before the map is shown."""

    autonomy: Meter
    connection: Meter


class Nothing(Struct, forbid_unknown_fields=True):
    """Nothing but the question whether this arrives."""


_ENCODER = msgspec.json.Encoder()


def packed(view: PhoneView) -> bytes:
    """The whole view as one line of JSON."""
    return _ENCODER.encode(view)
