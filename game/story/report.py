"""Collecting findings: from the path of a value to the file, line and column where it is written."""

import re
from collections.abc import Set
from os.path import basename
from typing import Any

import tomli

from game.story.diagnostic import Diagnostic, diagnostic
from game.story.grammar import explain
from game.story.names import table
from game.story.places import Place, Places
from game.story.read import HEADER_FILE, HIDDEN, File, Source, hidden_in
from game.story.shape import Path

# What a file or a table that could not be read may hold: while one is missing, these prove nothing.
_NEEDS_EVERY_FILE = frozenset(
    (
        *("E202", "E302", "E304", "E401", "E402", "E403", "E404", "E406", "E408"),
        *("E501", "E502", "E505", "W507", "W508"),
    )
)
_HIDDEN_SHOWN = 20
# What the parser gives up at, without a word about where.
_NESTED = re.compile(r"(?:[\[{]\s*){20}")
_DIGITS = re.compile(r"[\d_]{4000}")


class Report:
    """The tables of a story as one, and the findings about them."""

    def __init__(self, source: Source) -> None:
        self.tables: dict[str, Any] = {}
        self._files = source.files
        self._complete = source.complete
        self._found = list(source.diagnostics)
        self._places: dict[str, Places] = {}
        self._owners: dict[Path, tuple[File, Path]] = {}
        parsed = [(file, tables) for file in source.files if (tables := self._parse(file)) is not None]
        self._complete &= len(parsed) == len(source.files)
        first, keys = _header_of(parsed)
        for file, tables in parsed:
            if first and file is not first and keys & table(tables.get("story")).keys():
                self._second_header(file, first)
            else:
                self._merge(file, tables)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All findings, each once, in the order of files and lines."""
        kept = [f for f in self._found if self._complete or f.code not in _NEEDS_EVERY_FILE]
        return tuple(sorted(dict.fromkeys(kept)))

    def not_understood(self) -> None:
        """A table cannot be taken for what it is: names that seem missing may be in it."""
        self._complete = False

    def key(self, code: str, path: Path, message: str, hint: str = "") -> None:
        """A finding about the key, or the header, at `path`."""
        file, inner = self._home(path)
        self._add(code, file, self._in(file).key(inner), message, hint)

    def value(self, code: str, path: Path, message: str, hint: str = "", offset: int = 0) -> None:
        """A finding about the value at `path`, or about the character `offset` of that string."""
        file, inner = self._home(path)
        whole = code == "E203"  # a wrong kind of value is wrong from its first quotation mark
        place = self._in(file).start(inner) if whole else self._in(file).value(inner, offset)
        self._add(code, file, place, message, hint)

    def place(self, path: Path, offset: int = 0) -> tuple[str, Place]:
        """File and place of the value at `path`, or of the character `offset` of that string."""
        file, inner = self._home(path)
        return file.name, self._in(file).value(inner, offset)

    def where(self, path: Path) -> str:
        """``file:line`` of the key at `path`, for a message about another place."""
        file, inner = self._home(path)
        return f"{file.name}:{self._in(file).key(inner).line}"

    def _parse(self, file: File) -> dict[str, Any] | None:
        """The tables of one file, or None where its grammar is broken."""
        if "\r" in file.text and "\n" not in file.text:
            message = "its lines end with a carriage return alone"
            hint = "save it with the line ends of Unix (LF) or of Windows (CRLF)"
            self._add("E105", file, Place(1, file.text.index("\r") + 1), message, hint)
            return None
        shown = [c for c in HIDDEN.finditer(file.text) if not file.text.startswith("\r\n", c.start())]
        for character in shown[:_HIDDEN_SHOWN]:
            self._hidden(file, self._in(file).at(character.start()), f"U+{ord(character[0]):04X} stands here")
        if any(character[0] < "\x80" for character in shown):
            return None
        try:
            tables = tomli.loads(file.text)
        except tomli.TOMLDecodeError as error:
            # The parser sees a file without its carriage returns, which no column counts.
            broken = explain(error)
            where = Places(error.doc).at(broken.offset)
            self._add(broken.code, file, where, broken.message, broken.hint)
        except RecursionError:
            hint = "a list in a list in a list is more than a story needs"
            self._add("E103", file, self._match(file, _NESTED), "the values are nested too deeply", hint)
        except ValueError:
            hint = "no number of a story needs so many"
            self._add("E103", file, self._match(file, _DIGITS), "a number has too many digits", hint)
        else:
            for path, is_key in hidden_in(tables) if file.escapes else ():
                place = self._in(file).hidden(path, is_key)
                if place is not None:
                    what = "a key" if is_key else "a string"
                    self._hidden(file, place, f"{what} spells a hidden character")
            return tables
        return None

    def _match(self, file: File, what: re.Pattern[str]) -> Place:
        """Where the first of something stands; else the beginning."""
        found = what.search(file.text)
        return self._in(file).at(found.start() if found else 0)

    def _hidden(self, file: File, place: Place, message: str) -> None:
        self._add("E105", file, place, message, "take it out: it could disturb a reader's terminal")

    def _merge(self, file: File, tables: dict[str, Any]) -> None:
        """Add the tables of one file; where two files write the same thing, the first counts."""
        for top, value in tables.items():
            before = self.tables.get(top)
            self._owners.setdefault((top,), (file, (top,)))
            if isinstance(value, dict) and isinstance(before, dict | None):
                merged = self.tables.setdefault(top, {})
                for name in value:
                    if name in merged:
                        self._twice(file, top, name)
                    else:
                        merged[name] = value[name]
                        self._owners[top, name] = (file, (top, name))
            elif isinstance(value, list) and isinstance(before, list | None):
                merged = self.tables.setdefault(top, [])
                for index, entry in enumerate(value):
                    self._owners[top, len(merged)] = (file, (top, index))
                    merged.append(entry)
            elif top in self.tables:
                message, hint = (
                    f"`{top}` is of two kinds in two files",
                    f"write it as in {self.where((top,))}",
                )
                self._add("E203", file, self._in(file).key((top,)), message, hint)
            else:
                self.tables[top] = value

    def _second_header(self, file: File, first: File) -> None:
        """A file is a story of its own, most often a copy of this one: nothing else is said of it."""
        message = f"[story] is also in {first.name}:{self._in(first).key(('story',)).line}"
        hint = "write it once; a copy of a story has another ending than .toml, or a folder of its own"
        self._add("E207", file, self._in(file).key(("story",)), message, hint)
        self.not_understood()

    def _twice(self, file: File, top: str, name: str) -> None:
        code = "E208" if top in ("scene", "menu", "ending") else "E207"
        what = f"{top}.{name}" if code == "E208" else f"`{name}` of [{top}]"
        hint = "one scene, menu or ending lives in one file" if code == "E208" else "write it once"
        message = f"{what} is also in {self.where((top, name))}"
        self._add(code, file, self._in(file).key((top, name)), message, hint)

    def _home(self, path: Path) -> tuple[File, Path]:
        """The file in which `path` is written, and its path there."""
        for length in (2, 1):
            if path[:length] in self._owners:
                file, inner = self._owners[path[:length]]
                return file, (*inner, *path[length:])
        return self._files[0], path

    def _in(self, file: File) -> Places:
        if file.name not in self._places:
            self._places[file.name] = Places(file.text)
        return self._places[file.name]

    def _add(self, code: str, file: File, place: Place, message: str, hint: str) -> None:
        self._found.append(diagnostic(code, file.name, place.line, place.column, message, hint))


def _header_of(parsed: list[tuple[File, dict[str, Any]]]) -> tuple[File | None, Set[str]]:
    """The file that has the story's [story], None where none has, and the keys there."""
    headed = [(file, table(tables["story"]).keys()) for file, tables in parsed if "story" in tables]
    return min(headed, key=lambda one: basename(one[0].name) != HEADER_FILE, default=(None, frozenset()))
