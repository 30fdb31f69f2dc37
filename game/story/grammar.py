"""Where a file breaks TOML's grammar, in an author's words.

A parser stops where it can go on no longer, which is often far behind the mistake: a text that is never
closed swallows what follows, up to the next marks. So the file is walked once more from its beginning, as
far as the parser came, to see what was open there, and what had been written before.
"""

import re
from typing import NamedTuple

import tomli

from game.story.model import Choice
from game.story.names import mended

_MARKS = r"\"\"\"|'''"
_TOKEN = re.compile(
    r"""(?P<remark>\#[^\n]*)
    | (?P<string>"{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5} | "(?!"")(?:\\.|[^"\\\n])*" | '(?!'')[^'\n]*')
    | (?P<unclosed>"{3}|'{3}|"|')
    | ^[ \t]*(?P<header>\[\[?[ \t]*[\w."'-][^\]\n=]*\]\]?)[ \t]*(?=\#|$)
    | ^[ \t]*(?P<key>[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*(?==|\.)
    | (?P<open>[\[{])
    | (?P<close>[\]}])""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_LINE_BEGINS = re.compile(r"[ \t]*(?:\[\[?[\w.-]+\]|[\w-]+[ \t]*=)")
_CURLY = "“”„‟«»‘’‚"
_OTHER_MARKS = "`´′″"
_MINUS = "−–—"
_INVISIBLE = "\u00a0\u00ad\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_WORD = re.compile(r"[^\s,\]}#]+")
_LAST_KEY = re.compile(r"(?:^|[{,])\s*([\w.-]+)\s*$")
_PAIR = re.compile(r"(\w+)\s*(?:=|:|\s)\s*([+-]?\d+)\b")
_SIGNED = re.compile(rf"([+-]\s+|[{_MINUS}]\s*)(\d+)")
_REMARK = re.compile(r"--|//|/\*")
_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_NAMES_ARE = "names are a-z, 0-9 and _, with a letter first"
_LONG = 40
# More than so many words before a = are prose.
_WORDS = 3

# Tables that a story has many of, so that their headers have two brackets.
_LISTS = ("choice", "waive")
# Tables whose ids may stand once each.
_NAMED = ("scene", "ending", "menu")


class Broken(NamedTuple):
    """What is wrong; `offset` counts the characters of the text that the parser saw."""

    code: str
    offset: int
    message: str
    hint: str = ""


def explain(error: tomli.TOMLDecodeError) -> Broken:
    """What the author of a file that the parser refused has to mend, and where."""
    return _Look(error.doc, error.pos, error.msg).found()


class _Text(NamedTuple):
    start: int
    end: int
    fence: str


class _Header(NamedTuple):
    start: int
    brackets: int
    name: str


class _Look:
    """What was written as far as `at`, where the parser stopped and said `said`."""

    def __init__(self, text: str, at: int, said: str) -> None:
        self.text, self.at, self.said = text, at, said
        self.strings: list[_Text] = []
        self.headers: list[_Header] = []
        self.keys: list[tuple[int, str]] = []
        """Those of the table that was read last."""
        self.opened: list[int] = []
        self.unclosed: int | None = None
        self._walk()

    def _walk(self) -> None:
        for token in _TOKEN.finditer(self.text):
            kind, start = token.lastgroup, token.start(token.lastgroup or 0)
            if start > self.at or (start == self.at and kind != "unclosed"):
                return
            if kind == "string":
                fence = token[0][:3] if token[0][:3] in ('"""', "'''") and len(token[0]) > 5 else token[0][0]
                self.strings.append(_Text(start, token.end(), fence))
            elif kind == "unclosed":
                self.unclosed = start
                return
            elif kind == "header" and not self.opened:
                brackets = 2 if token["header"].startswith("[[") else 1
                name = re.sub(r"\s", "", token["header"].strip("[]"))
                self.headers.append(_Header(start, brackets, name))
                self.keys = []
            elif kind == "header":
                self.opened.append(start)
            elif kind == "key" and not self.opened:
                self.keys.append((start, token["key"]))
            elif kind == "open":
                self.opened.append(start)
            elif kind == "close" and self.opened:
                self.opened.pop()

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    @property
    def rest(self) -> str:
        """What stands on the line from where the parser stopped."""
        return self.text[self.at :].partition("\n")[0]

    @property
    def begin(self) -> int:
        """Where the line begins on which the parser stopped, after its spaces."""
        start = self.text.rfind("\n", 0, self.at) + 1
        return start + len(self.text[start : self.at]) - len(self.text[start : self.at].lstrip(" \t"))

    def here(self, message: str, hint: str = "") -> Broken:
        return Broken("E103", self.at, message, hint)

    def found(self) -> Broken:
        """The first explanation that fits."""
        looks = (self._swallowed, self._header_quotes, self._sign, self._quotes, self._twice, self._brackets)
        for look in looks:
            if (broken := look()) is not None:
                return broken
        return self._statement() or self.here(f"{self.said[:1].lower()}{self.said[1:]}")

    def _swallowed(self) -> Broken | None:
        """A text that took in what follows it, because the marks that open the next one closed it."""
        for text in self.strings:
            if len(text.fence) < 3:
                continue
            inside = self.text[text.start + 3 : text.end - 3].split("\n")
            last = inside[-1].rstrip()
            taken = any(map(_LINE_BEGINS.match, inside[1:-1])) and not last
            if len(inside) > 1 and (last.endswith("=") or (taken and text.end == self.at)):
                message = (
                    f"the text that begins here is not closed: the marks on line {self.line(text.end)} end it"
                )
                return Broken("E103", text.start, message, f"write {text.fence} where it ends")
        return None

    def _header_quotes(self) -> Broken | None:
        """A quotation mark in a header that none closes."""
        for header in self.headers:
            if header.name.count('"') % 2 or header.name.count("'") % 2:
                name = _header_name(re.sub("[\"']", "", header.name))
                hint = f"write {'[' * header.brackets}{name}{']' * header.brackets}" if name else _NAMES_ARE
                message = "a quotation mark in this header is not closed"
                return Broken("E103", header.start, message, hint)
        return None

    def _sign(self) -> Broken | None:
        """A character that looks like another."""
        sign = self.text[self.at : self.at + 1]
        if sign and _UNSEEN.match(sign):
            message = f"a character that cannot be seen stands here, U+{ord(sign):04X}"
            return self.here(message, "delete it, and type an ordinary space if there should be one")
        if sign and sign in _CURLY:
            return self.here(f"a curly quotation mark, {sign}, begins no text", 'write straight ones: "…"')
        if sign and sign in _OTHER_MARKS and self.said.startswith("Invalid value"):
            return self.here(f"{sign} begins no text", 'write straight ones: "…"')
        if self.said.startswith("Unescaped"):
            start = self.text.rfind("\\", 0, self.at)
            message = f"`{self.text[start : start + 2]}` is no sign of TOML's"
            return Broken("E103", start, message, "write \\\\ for the backslash itself")
        if self.said.startswith(("Invalid hex", "Escaped character")):
            return self.here("this is no code of a character", "as in \\u00e9; or write the character itself")
        return None

    def _quotes(self) -> Broken | None:
        """A text that is not closed, or closed too soon."""
        if self.unclosed is not None and self.unclosed < self.at:
            rest = self.text[self.unclosed :]
            fence = rest[:3] if rest[:3] in ('"""', "'''") else rest[0]
            if len(fence) == 3:
                message, hint = "the text that begins here is not closed", f"write {fence} where it ends"
            else:
                message = "the text that begins here is not closed on its line"
                curly = next((c for c in rest.partition("\n")[0] if c in _CURLY), "")
                hint = f"close it with {fence}, or put one of several lines between three: {fence * 3}"
                hint = f"close it with {fence}: a curly {curly} closes nothing" if curly else hint
            return Broken("E103", self.unclosed, message, hint)
        before = self.strings[-1] if self.strings else None
        if before is None or self.text[before.end : self.at].strip(" \t") or not self.rest.strip():
            return None
        if self.rest[0] in ",]}:=.;" or _REMARK.match(self.rest):
            return None
        if len(before.fence) == 3 and (before.end == self.at or not self.opened):
            message = f"the text that began on line {self.line(before.start)} ends before this"
            return self.here(message, f"is {before.fence} missing above, or is this left over?")
        if self.opened:
            return None
        hint = 'put a text with an apostrophe between "…"'
        if before.fence == '"':
            hint = 'a mark inside a text is written \\", or the text stands between three: """'
        return self.here("the text ends before this", hint)

    def _twice(self) -> Broken | None:
        """A table or a key that is written a second time."""
        if not self.said.startswith(("Cannot ", "Duplicate ")):
            return None
        if self.text.startswith("[", self.begin) and self.rest[:1] not in ("", "]"):
            # The parser looks whether a name is free before it looks at what comes behind it.
            return self._header()
        header = self.headers[-1] if self.headers else None
        if header is None or self.keys or self.opened:
            return self._key_twice()
        alike = [one for one in self.headers if one.name == header.name]
        single = next((one for one in alike if one.brackets == 1), None)
        if single is not None and header.name.rpartition(".")[2] in _LISTS:
            message = f"[{header.name}] has single brackets"
            return Broken("E103", single.start, message, f"write [[{header.name}]]: there can be several")
        inner = next((one for one in self.headers if one.name.startswith(f"{header.name}.")), None)
        if inner is not None and header.brackets == 2:
            name = inner.name[len(header.name) + 1 :]
            if header.name.endswith(".choice") and name not in Choice.__struct_fields__:
                message = f"[{inner.name}] is no header of a choice"
                hint = f'write [[{header.name}]], and `id = "{name}"` below it'
                return Broken("E103", inner.start, message, hint)
            message = f"{inner.name} stands before any [[{header.name}]]"
            hint = f"write it as a line of one, {name} = …, or below its header"
            return Broken("E103", inner.start, message, hint)
        if alike[0] is header:
            return Broken("E103", header.start, f"{header.name} is written already", "write each table once")
        message = f"{header.name} is written twice: first on line {self.line(alike[0].start)}"
        if header.name.partition(".")[0] in _NAMED and header.name.count(".") == 1:
            # To the name, as where two files have it.
            at = header.start + header.brackets + header.name.index(".") + 1
            return Broken("E208", at, message, "give one of them another name, or make them one")
        return Broken("E103", header.start, message, "write the keys of both below the first")

    def _key_twice(self) -> Broken:
        """A key that is written a second time in one table."""
        if self.opened and (said := re.search("'(.+)'", self.said)):
            again = list(re.finditer(rf"(?<![\w.-]){re.escape(said[1])}\s*=", self.text[: self.at]))
            if again and again[-1].start() > self.opened[-1]:
                message = f"`{said[1]}` is written twice in this table"
                return Broken("E103", again[-1].start(), message, "take one of the two out")
        key = self.keys[-1] if self.keys else None
        first = next((at for at, name in self.keys[:-1] if key and name == key[1]), None)
        if key is None or self.opened or first is None:
            return self.here("this is written a second time", "write each key once")
        message = f"`{key[1]}` is written twice: first on line {self.line(first)}"
        return Broken("E103", key[0], message, "take one of the two out")

    def _header(self) -> Broken:
        """A header that is not closed, or holds what cannot stand in one."""
        brackets = 2 if self.text.startswith("[[", self.begin) else 1
        written = self.text[self.begin :].partition("\n")[0].strip("[ \t").partition("]")[0]
        name = _header_name(written)
        hint = f"write {'[' * brackets}{name}{']' * brackets}" if name else _NAMES_ARE
        sign = self.text[self.at : self.at + 1]
        if not sign.strip() or sign in "]#":
            return self.here(f"the header is not closed with {']' * brackets}", hint)
        if self.text[self.at - 1].isspace():
            return self.here("a name has no spaces", hint)
        return self.here(f"`{sign}` cannot stand in a header", hint)

    def _brackets(self) -> Broken | None:
        """A bracket, or a comma in one, that is missing."""
        if self.said.startswith("Expected ']"):
            return self._header()
        if not self.opened or (self.opened == [self.begin] and self.said.startswith("Invalid initial")):
            return None
        # A header inside a list is the next table, and the list was not closed.
        inner = (
            self.opened[-1] == self.begin
            and len(self.opened) > 1
            and _LINE_BEGINS.match(self.text, self.begin)
        )
        start = self.opened[-2] if inner else self.opened[-1]
        what, end = ("list", "]") if self.text[start] == "[" else ("table", "}")
        wrong = self.text[self.at : self.at + 1]
        next_table = (
            self.begin >= self.at
            and self.line(start) < self.line(self.at)
            and (self.text[self.begin - 1 : self.begin] == "\n" and _LINE_BEGINS.match(self.text, self.begin))
        )
        if inner or next_table or not wrong or wrong in "]}":
            message = f"the {what} that begins here is not closed"
            return Broken("E103", start, message, f"write {end} after its last entry")
        if self.said.startswith("Unclosed"):
            if wrong == ";":
                return self.here("`;` stands where a comma belongs", "write , in its place")
            word = _WORD.match(self.rest)
            before = f"`{_short(word[0])}`" if word else "this"
            return self.here(f"a comma is missing before {before}", "commas stand between entries")
        return None

    def _statement(self) -> Broken | None:
        """A line that is no ``key = value``."""
        rest, said = self.rest.strip(), self.said
        no_pair = "this line is no `key = value`"
        if said.startswith("Expected '='"):
            return self._pair(rest)
        if said.startswith("Invalid value"):
            return self._value(rest)
        if said.startswith("Expected newline"):
            before = self.text[self.at - 1 : self.at]
            if before == "0" and rest[:1].isdigit():
                return self.here("a number does not begin with 0", f"write {rest.split()[0]}")
            if rest[:1] == ",":
                return self.here("a comma stands behind the value", "take it out, or write a list: [ … ]")
            line = self.text[self.begin :].partition("\n")[0]
            if unopened := re.match(r"\[([\w.-]+)\]\]", line):
                hint = f"write [[{unopened[1]}]]"
                return Broken("E103", self.begin, "the header is not opened with [[", hint)
            if rest[:1] in ("]", "}"):
                return self.here(f"a {rest[:1]} too many stands here", "take it out, or open it before")
            if rest[:1] == ";":
                return self.here("`;` ends nothing here", "take it out: a line ends by itself")
            if _LINE_BEGINS.match(line) and line[0] == "[":
                return self.here("something follows the header", "write it below, or as a remark behind #")
            hint = 'a text stands between quotation marks, "…", and a remark behind #'
            return self.here("something follows the value", hint)
        if said.startswith("Invalid statement"):
            if rest[:1] in ("]", "}"):
                return self.here(f"a {rest[:1]} too many stands here", "take it out, or open it before")
            return self.here(no_pair, "a text stands between quotation marks, and a remark behind #")
        if said.startswith("Invalid initial character"):
            return self.here("a name is missing here", _NAMES_ARE)
        return None

    def _pair(self, rest: str) -> Broken:
        """A key without the = behind it; `rest` is what stands there."""
        line = self.text[self.begin :].partition("\n")[0]
        found = _LAST_KEY.search(self.text[self.begin : self.at])
        key = found[1] if found else ""
        if unopened := re.match(r"([\w.-]+)(\]+)", line):
            brackets = len(unopened[2])
            hint = f"write {'[' * brackets}{unopened[1]}{']' * brackets}"
            return Broken("E103", self.begin, f"the header is not opened with {'[' * brackets}", hint)
        if rest[:1] == ":":
            return self.here("`:` stands where = belongs", f"write `{_short(key)} = …`")
        if rest[:2] in ("+=", "-="):
            hint = "an effect adds what it names, as in trust = 4 or trust = -4"
            return self.here(f"`{rest[:2]}` stands where = belongs", hint)
        if rest and rest[0] in "\"'[{0123456789" and key:
            return self.here("an = is missing before this", f"write `{_short(key)} = …`")
        name = line.partition("=")[0].strip()
        if "=" in line and not self.opened and len(name.split()) <= _WORDS and mended(name) != name:
            what = "a name has no spaces" if name.isascii() else f"`{_short(name)}` cannot be a name"
            return Broken("E103", self.begin, what, f"write `{_short(mended(name))} = …`")
        hint = "a text stands between quotation marks, and a remark behind #"
        return Broken("E103", self.begin, "this line is no `key = value`", hint)

    def _value(self, rest: str) -> Broken:
        if not rest or rest[0] == "#":
            return self.here("there is no value behind the =", "write one, or take the key out")
        if rest[0] == ",":
            return self.here("a comma stands here where a value belongs", "take it out")
        if rest[0] == "=":
            return self.here("a second = stands here", "write one")
        if rest[0] == ">" and self.text[self.at - 1] == "=":
            return self.here("`=>` stands where = belongs", "write = alone")
        if rest[0] == "(":
            hint = "a row stands between braces, { … }, and a list between brackets, [ … ]"
            return self.here("`(` begins no value", hint)
        if signed := _SIGNED.match(rest):
            alike = signed[1].strip()
            if alike in _MINUS:
                return self.here(f"`{alike}` stands where - belongs", f"write -{signed[2]}")
            what = "a sign stands before its number without a space"
            return self.here(what, f"write {alike}{signed[2]}")
        word = _WORD.match(rest)
        said = word[0] if word else rest[0]
        if said.lower() in ("true", "false"):
            return self.here(f"`{said}` is no value", f"write {said.lower()}")
        whole = rest.partition("#")[0].strip() if not self.opened else said
        fits = len(whole) <= _LONG and not set('"\\') & set(whole)
        hint = f'write "{whole}"' if fits else 'put it between quotation marks: "…"'
        pair = _PAIR.match(rest)
        if pair and ("=" in pair[0] or ":" in pair[0] or self.text.startswith("effects", self.begin)):
            hint = f"put it between braces: {{ {pair[1]} = {pair[2]} }}"
        elif said.lower() in _TRUTHS:
            hint = f"write {_TRUTHS[said.lower()]}; or {hint.removeprefix('write ')}, if it is a text"
        return self.here(f"`{_short(said)}` is neither a number nor a text in quotation marks", hint)


def _header_name(written: str) -> str:
    """What could stand in a header for `written`, or nothing: for ``scene the page``, scene.the_page."""
    parts = re.split(r"\s*[^\w\s-]+\s*", written.strip())
    table, _, rest = parts[0].partition(" ")
    if rest and table in _NAMED:
        parts[:1] = [table, rest]
    parts = [mended(part) for part in parts]
    return ".".join(parts) if all(re.fullmatch(r"[a-z][a-z0-9_]*", part) for part in parts) else ""


def _short(said: str) -> str:
    return said if len(said) <= _LONG else f"{said[: _LONG - 1]}…"
