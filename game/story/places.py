"""Where things stand in a file: the path of a value -> line and column.

tree-sitter reads the file a second time, and only when there is something to report. Its grammar is
TOML 1.0: in a table that it cannot follow, everything stands at the table's header, which a scan of
the lines finds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import tomli

from game.story.read import HIDDEN
from game.story.shape import Path as Path

if TYPE_CHECKING:
    from tree_sitter import Node

_HEADER = re.compile(r"^[ \t]*(\[\[?)([^\]\n]+)\]\]?[ \t]*(?:#.*)?$", re.M)
_FENCE = re.compile(r"\"\"\"|'''")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.S)
_SHORT_ESCAPES = {"b": "\b", "f": "\f", "r": "\r", "e": "\x1b"}


class Place(NamedTuple):
    """Line and column, both from 1, the column in characters."""

    line: int
    column: int


class _Spot(NamedTuple):
    """Where a key and its value begin, as offsets in characters; `raw` is the value as written."""

    key: int
    value: int
    raw: str


class Places:
    """The places of one file."""

    def __init__(self, text: str) -> None:
        self._text = text

    def key(self, path: Path) -> Place:
        """Where the key at `path` is written, or the nearest thing around it that has a place."""
        return self.at(self._spot(path).key)

    def start(self, path: Path) -> Place:
        """Where the value at `path` begins, its quotation marks included."""
        spot = self._written(path)
        return self.key(path) if spot is None else self.at(spot.value)

    def value(self, path: Path, offset: int = 0) -> Place:
        """Where the value at `path` begins; in a string without escapes, where its character `offset` is."""
        spot = self._written(path)
        if spot is None:
            return self.key(path)
        inside = _inside(spot.raw, offset)
        return self.at(spot.value + inside)

    def hidden(self, path: Path, is_key: bool) -> Place | None:
        """Where an escape at `path` spells a hidden character; None if it stands there as it is."""
        spot = self._spot(path)
        if HIDDEN.search(spot.raw.replace("\r\n", "\n")):
            return None
        start = spot.key if is_key else spot.value
        for escape in _ESCAPE.finditer(self._text, start):
            code = escape[1] or escape[2] or escape[3]
            made = chr(int(code, 16)) if code else _SHORT_ESCAPES.get(escape[4], "")
            if made and HIDDEN.search(made):
                return self.at(escape.start())
        return self.at(start)

    def at(self, offset: int) -> Place:
        """The place of a character of the file."""
        line = bisect_right(self._lines, offset)
        return Place(line, offset - self._lines[line - 1] + 1)

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(end.end() for end in re.finditer("\n", self._text))]

    def _spot(self, path: Path) -> _Spot:
        while (spot := self._written(path)) is None and path:
            path = path[:-1]
        return spot or _Spot(0, 0, "")

    def _written(self, path: Path) -> _Spot | None:
        self._walk.enter(path)
        return self._walk.spots.get(path)

    @cached_property
    def _walk(self) -> "_Walk":
        import tree_sitter_toml
        from tree_sitter import Language, Parser

        data = self._text.encode()
        root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node
        walk = _Walk(data)
        for node in root.children:
            if node.type == "pair":
                walk.pair(node, ())
            elif node.type in ("table", "table_array_element"):
                walk.table(node)
        if root.has_error:
            for path, offset in _headers(self._text):
                walk.spots.setdefault(path, _Spot(offset, offset, ""))
        return walk


class _Walk:
    """Reads places out of a syntax tree: those of headers at once, those in a table when it is entered."""

    def __init__(self, data: bytes) -> None:
        self.spots: dict[Path, _Spot] = {}
        self._data = data
        self._arrays: dict[Path, int] = {}
        self._closed: dict[Path, list[Node]] = {}
        # Bytes to characters: where the two differ, how many characters stand before each block.
        self._before = [] if data.isascii() else [0]
        for start in range(0, len(data), _BLOCK) if self._before else ():
            self._before.append(self._before[-1] + _characters(data[start : start + _BLOCK]))

    def enter(self, path: Path) -> None:
        """Read the tables around `path`, and the one at it."""
        for length in range(len(path) + 1):
            for node in self._closed.pop(path[:length], ()):
                for child in node.children:
                    if child.type == "pair":
                        self.pair(child, path[:length])

    def table(self, node: "Node") -> None:
        """A ``[header]`` or ``[[header]]``; the pairs under it are read when they are asked for."""
        header = next((child for child in node.children if child.type in _KEYS), None)
        if header is None:
            return
        names = list(_key(header))
        paths = _resolved([name for name, _ in names], node.type == "table_array_element", self._arrays)
        for path, (_, part) in zip(paths, names, strict=True):
            at = self._offset(part.start_byte)
            spot = _Spot(at, at, "")
            self.spots.setdefault(path, spot)
            if isinstance(path[-1], int):
                self.spots.setdefault(path[:-1], spot)
        # A table that was only spoken of in headers below it stands at its own.
        self.spots[path] = spot
        if not node.has_error:
            self._closed.setdefault(path, []).append(node)

    def pair(self, node: "Node", path: Path) -> None:
        """``key = value``."""
        keys = [child for child in node.children if child.type in _KEYS]
        value = node.children[-1]
        if not keys or value.type == "=":
            return
        for name, part in _key(keys[0]):
            path = (*path, name)
            at = self._offset(part.start_byte)
            self.spots.setdefault(path, _Spot(at, at, ""))
        self._value(value, path, self.spots[path].key)

    def _value(self, node: "Node", path: Path, key: int) -> None:
        raw = self._data[node.start_byte : node.end_byte].decode() if node.type == "string" else ""
        self.spots[path] = _Spot(key, self._offset(node.start_byte), raw)
        if node.type == "array":
            elements = [c for c in node.children if c.is_named and c.type not in ("comment", "ERROR")]
            for index, element in enumerate(elements):
                self._value(element, (*path, index), self._offset(element.start_byte))
        elif node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    self.pair(child, path)

    def _offset(self, byte: int) -> int:
        if not self._before:
            return byte
        block = byte // _BLOCK
        return self._before[block] + _characters(self._data[block * _BLOCK : byte])


_BLOCK = 4096
_CONTINUED = bytes(range(0x80, 0xC0))


def _characters(data: bytes) -> int:
    """How many characters begin in `data`, UTF-8 cut anywhere."""
    return len(data.translate(None, _CONTINUED))


_KEYS = ("bare_key", "quoted_key", "dotted_key")


def _key(node: "Node") -> Iterator[tuple[str, "Node"]]:
    """The parts of a key with the node of each."""
    if node.type == "dotted_key":
        for child in node.children:
            if child.type in _KEYS:
                yield from _key(child)
        return
    written = (node.text or b"").decode()
    if node.type == "quoted_key":
        try:
            written = next(iter(tomli.loads(f"{written} = 0")))
        except tomli.TOMLDecodeError:
            written = written[1:-1]
    yield written, node


def _resolved(names: list[str], new: bool, arrays: dict[Path, int]) -> list[Path]:
    """The path of each name of a header: where it is an array of tables, the newest of them is meant."""
    paths: list[Path] = []
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if new and position == len(names) - 1:
            arrays[path] = arrays.get(path, 0) + 1
        if path in arrays:
            path = (*path, arrays[path] - 1)
        paths.append(path)
    return paths


def _headers(text: str) -> Iterator[tuple[Path, int]]:
    """Every header that a scan of the lines finds outside strings of several lines."""
    arrays: dict[Path, int] = {}
    fences = [fence.start() for fence in _FENCE.finditer(text)]
    passed = 0
    for header in _HEADER.finditer(text):
        while passed < len(fences) and fences[passed] < header.start():
            passed += 1
        if passed % 2:
            continue
        try:
            tables = tomli.loads(f"[{header[2]}]")
        except tomli.TOMLDecodeError:
            continue
        names: list[str] = []
        while tables:
            name, tables = next(iter(tables.items()))
            names.append(name)
        yield _resolved(names, header[1] == "[[", arrays)[-1], header.start(2)


def _inside(raw: str, offset: int) -> int:
    """Offset in `raw`, a string as written, of character `offset` of what it says; 0 where it has escapes."""
    for fence in ('"""', "'''", '"', "'"):
        if raw.startswith(fence) and len(raw) >= 2 * len(fence):
            start = len(fence)
            break
    else:
        return 0
    if fence[0] == '"' and "\\" in raw:
        return 0
    if len(fence) == 3:
        start += len(raw[3:]) - len(raw[3:].removeprefix("\r\n").removeprefix("\n"))
    if "\r" not in raw:
        return start + offset
    said = 0
    for position in range(start, len(raw)):
        if raw[position] == "\r":
            continue
        if said == offset:
            return position
        said += 1
    return start
