"""What the command says beside what it was asked for, and in which encoding."""

import sys
from io import TextIOWrapper


def complain(text: str) -> None:
    """Say `text` on standard error, as the command's own."""
    if sys.stderr is not None:
        print(f"leeway: {text}", file=sys.stderr)


def speak_utf8() -> None:
    """A report quotes stories, which no terminal's own encoding can be trusted with."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
