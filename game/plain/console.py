"""Lines out and lines in, for a screen reader, a braille display, a pipe or a dumb terminal."""

import re
import shutil
import sys
import textwrap
from io import TextIOWrapper
from typing import TextIO

from game.narrative.markup import Block, parse

# No title is longer, and nobody types more by mistake than a paste.
_LONGEST_LINE = 1_000
_WIDEST = 80

# Everything that would steer a terminal. Stories hold none; a path or a save might.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_MARGINS = {"text": "", "quote": "> ", "item": "- ", "break": ""}


class LeftError(Exception):
    """The reader is leaving: by a word, or because the input has come to its end."""


class Console:
    """Where plain mode reads and writes; UTF-8 on every system."""

    def __init__(self, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
        # Closed by whoever started us, a standard stream is None.
        self._in: TextIO | None = stdin or sys.stdin
        self._out: TextIO | None = stdout or sys.stdout
        for stream in (self._in, self._out):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
        self._terminal = self._out is not None and self._out.isatty()
        self._typed = self._in is not None and self._in.isatty()

    def say(self, *lines: str) -> None:
        """Write paragraphs, one a line; wrapped to the window where there is one."""
        for text in lines:
            self._line(text)

    def prose(self, *paragraphs: str) -> None:
        """Write paragraphs of a story without their marks of emphasis, each after a blank line."""
        for paragraph in paragraphs:
            self._block(parse(paragraph))

    def echo(self, said: str) -> None:
        """Write what was chosen, where the typing itself leaves no trace: a pipe keeps the whole reading."""
        if not self._typed:
            self.say("", f"> {said}")

    def ask(self) -> str:
        """The next line that is typed, without the space around it. Raises `LeftError` at the end."""
        while (line := self._typed_line()) is None:
            self.say("That line is too long to be an answer.")
        return line.strip()

    def _typed_line(self) -> str | None:
        """The next line, None for one that is too long. Raises `LeftError` at the end of the input."""
        if self._out is not None:
            if self._typed:
                self._out.write("> ")
            self._out.flush()
        if self._in is None:
            raise LeftError
        line = self._in.readline(_LONGEST_LINE)
        if not line:
            if self._typed:
                self._line("")
            raise LeftError
        if len(line) < _LONGEST_LINE or line.endswith("\n"):
            return line
        while (line := self._in.readline(_LONGEST_LINE)) and not line.endswith("\n"):
            pass
        return None

    def close(self) -> None:
        """Write what is still on its way."""
        if self._out is not None:
            self._out.flush()

    def _block(self, block: Block) -> None:
        self._line("")
        self._line(_MARGINS[block.kind] + ("* * *" if block.kind == "break" else block.plain))

    def _line(self, text: str) -> None:
        if self._out is None:
            return
        text = _STEERING.sub("\ufffd", text)
        if self._terminal:
            width = min(shutil.get_terminal_size().columns - 1, _WIDEST)
            text = textwrap.fill(text, max(width, 20), break_on_hyphens=False) or text
        self._out.write(f"{text}\n")
