"""What a class is told for its own sake: the norms, and whom to turn to."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from game.narrative.markup import plain
from game.saves import disk

NORMS = (
    "This is fiction. Say what the character should do, not what you would do.",
    "You may pass, at any time, and nobody asks why.",
    "Nobody tells of their own life here. An adult who hears that somebody is in danger has to pass it on.",
    "You may sit this out quietly. Tell the adult, or just do it.",
)
"""What is said first."""

HELP = (
    "If something here came close to you: you need not deal with it alone.",
    "The adult in this room stays when the class is over.",
    "Tell somebody you trust: at home, at school, a doctor. In danger, ring the emergency number.",
)
"""What is said where the school has said nothing of its own."""

FILE = "help.toml"

_MAX_BYTES = 1 << 16

Line = Annotated[str, Meta(min_length=1, max_length=500)]


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to turn to: ``[[contact]]`` with a name, and where or when they are found."""

    name: Line
    at: Annotated[str, Meta(max_length=500)] = ""


class Help(Struct, frozen=True, forbid_unknown_fields=True):
    """The file that a school fills in."""

    text: tuple[Line, ...] | Line = HELP
    """Its lines; a single one may stand by itself."""
    contacts: tuple[Contact, ...] = msgspec.field(default=(), name="contact")


def load_help(file: Path) -> tuple[tuple[str, ...], str]:
    """The lines of the help page, and a sentence for the teacher if `file` cannot be used, else empty.

    A file that is not there is no fault: the lines are then `HELP`.
    """
    # Imported here: most classes have no such file.
    import tomli

    try:
        with file.open("rb") as opened:
            data = opened.read(_MAX_BYTES)
        found = msgspec.convert(tomli.loads(data.decode("utf-8")), Help)
    except FileNotFoundError:
        return HELP, ""
    except OSError as error:
        return HELP, f"The help page in {file} cannot be read ({disk.reason(error)}); ours is shown."
    except (UnicodeDecodeError, RecursionError, tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        return HELP, f"The help page in {file} has a fault ({error}); ours is shown."
    text = (found.text,) if isinstance(found.text, str) else found.text
    contacts = (f"{one.name}: {one.at}" if one.at else one.name for one in found.contacts)
    return tuple(_printed(line) for line in (*text, *contacts)), ""


def _printed(line: str) -> str:
    """One line, without what does not print: it goes to a terminal too."""
    return "".join(letter for letter in " ".join(plain(line).split()) if letter.isprintable())
