"""What is wrong with a story, and where."""

from collections.abc import Iterable

from msgspec import Struct

from game.story.codes import CODES, Severity, severity_of

# As many as a reader of one line likes to see; `leeway check` has them all.
_TOLD = 5


class Diagnostic(Struct, frozen=True, order=True):
    """One finding. Lines and columns count from 1; columns in characters."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str
    """The way out."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message} ({self.hint})"


def diagnostic(code: str, file: str, line: int, column: int, message: str, hint: str = "") -> Diagnostic:
    """A finding of a known code; without a `hint`, with the way out that its code has.

    What it quotes of a story can be shown on a terminal as it is.
    """
    way_out = visible(hint) if hint else CODES[code].way_out
    return Diagnostic(visible(file), line, column, code, severity_of(code), visible(message), way_out)


def first_errors(found: Iterable[Diagnostic], rest: str = "") -> list[str]:
    """The first errors of a story that cannot be read, a line each, and how many more there are.

    `rest` says where all of them are to be had.
    """
    errors = [one for one in found if one.severity == "error"]
    told = [str(one) for one in errors[:_TOLD]]
    if len(errors) > len(told):
        told.append(f"and {len(errors) - len(told)} more{rest and f': {rest}'}")
    return told


def visible(text: str) -> str:
    """`text` with every control, direction and unprintable character spelled as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _spelled(c) for c in text)


def _spelled(character: str) -> str:
    # Imported here: it is large, and hardly any text needs it.
    import unicodedata

    if unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
