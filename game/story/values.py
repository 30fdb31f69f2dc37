"""Everything that can be wrong with the value of one key, and with the keys of one table."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

import msgspec

from game.story.condition import RESERVED, Condition, ConditionError, parse
from game.story.model import CHANGE_MAX, Choice, Ending, Header, Menu, Name, Scene, Story
from game.story.names import UNUSABLE, Names, mended, table
from game.story.nearest import nearest, suggestion
from game.story.report import Report
from game.story.scope import problems
from game.story.shape import Path, called, faults, instead
from game.story.template import braces_in

Check = Callable[[Path, Any], None]

_ROW = "write { connection = 4 }, with the name of a meter or counter"
_NUMBER = msgspec.inspect.IntType()
# A word that is filled in, as it is often written.
_FILLED = re.compile(r"\{\s*(\w+)\s*\}")
# What other formats call a key of this one; the first that is known in a table is meant.
_OTHER_WORDS = {
    **dict.fromkeys(("if", "condition", "requires", "show_if"), ("when",)),
    **dict.fromkeys(("next", "goto", "target", "link", "leads_to"), ("to", "then")),
    **dict.fromkeys(("description", "body", "label", "prompt", "content"), ("text",)),
    **dict.fromkeys(("response", "answer", "result"), ("reply",)),
    **dict.fromkeys(("options", "option"), ("choice",)),
    "then": ("to", "text"),
    "title": ("chapter",),
    "name": ("title", "chapter", "id"),
    "warnings": ("content_notes",),
}

# What a struct of the model holds; finding that out takes longer than anything asked of it.
_keys = cache(msgspec.structs.fields)


class Values:
    """The checks of single values. A path leads to the value from the top of the story's tables."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.tables = report.tables
        self.names = Names(report.tables)
        self.used_words: set[str] = set()
        self.used_menus: set[str] = set()

    def fields(
        self, path: Path, value: Any, struct: type, checks: Mapping[str, Check], made: tuple[str, ...] = ()
    ) -> None:
        """Every key of a table: known, present if needed, and right. `made` are not the author's to write."""
        if not isinstance(value, dict):
            self.no_table(path, value)
            return
        known = {f.encode_name: f for f in _keys(struct) if f.encode_name not in made}
        for key, inner in value.items():
            at = (*path, key)
            if key not in known:
                if struct is Story and isinstance(inner, dict | list):
                    self.report.not_understood()
                hint = self.effect_of(key, inner, known) or _elsewhere(key, inner, struct, path)
                hint = hint or _meant(key, known) or f"known here: {', '.join(known)}"
                self.report.key("E201", at, f"unknown key `{key}`", hint)
            elif key in checks:
                checks[key](at, inner)
            else:
                self.plain(at, inner, struct)
        for key, field in known.items():
            if field.required and key not in value:
                self.missing(path, key)

    def no_table(self, path: Path, value: Any) -> None:
        """Something is no table where one is needed."""
        what = path[-1] if isinstance(path[-1], str) else path[-2]
        many = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
        header = f"[{_header(path)}]" if what is path[-1] else f"[[{_header(path)}]]"
        hint = f"write {header}, " + ("with single brackets" if many else "and its keys below")
        if many and path[0] == "menu" and len(path) == 2:
            hint = f"write [{header[:-1]}.choice]]"
        self.report.not_understood()
        self.report.value("E203", path, f"`{what}` is a table, not {called(value)}", hint)

    def effect_of(self, key: str, value: Any, known: Collection[str]) -> str:
        """What to write for a number that is changed where `effects` should change it."""
        if "effects" not in known or key not in self.names.numbers or type(value) is not int:
            return ""
        return f"write effects = {{ {key} = {value} }}"

    def missing(self, path: Path, key: str) -> None:
        """A key that a table needs is not there."""
        if path:
            hint = f"write `{key} = …` below the header"
            if key == "choice":
                hint = f"write [[{_header(path)}.choice]], and the keys of a choice below"
            self.report.key("E202", path, f"{_header(path)} needs `{key}`", hint)
        elif key == "ending":
            self.report.key("E505", path, "the story has no ending", "add an [ending.NAME]")
        else:
            what, hint = "the story has no scene", "write one: [scene.NAME]"
            if key == "story":
                what, hint = "the story needs [story]", "`leeway help writing` has its keys under The format"
            self.report.key("E202", path, what, hint)

    def plain(self, path: Path, value: Any, struct: type) -> bool:
        """Whether the value of a key is of the kind that the model says; says so if not."""
        field = next(f for f in _keys(struct) if f.encode_name == path[-1])
        return not self.fault(path, f"`{path[-1]}`", value, field.type)

    def fault(self, path: Path, name: str, value: Any, annotation: Any) -> bool:
        """Whether a plain value is wrong; says how."""
        found = list(faults(name, value, annotation))
        for fault in found:
            self.report.value(fault.code, (*path, *fault.path), fault.message, fault.hint)
        return bool(found)

    def named(self, path: Path, value: Any) -> list[tuple[str, Any]]:
        """The entries of a table whose keys are names, after a look at the names."""
        if not isinstance(value, dict):
            self.no_table(path, value)
        for name in table(value):
            self.name((*path, name), name)
        return list(table(value).items())

    def name(self, path: Path, name: str) -> None:
        """A name can be one."""
        if name in UNUSABLE:
            what = "a word of the format" if name in RESERVED else "a word of conditions"
            self.report.key(
                "E206", path, f"`{name}` is {what}, and cannot be a name", f"for example `{name}_`"
            )
        elif any(faults("", name, Name)):
            rule = "a-z, 0-9 and _, with a letter first"
            hint = f"write `{mended(name)}`: {rule}" if mended(name) != name else rule
            self.report.key("E205", path, f"`{name}` cannot be a name", hint)

    def condition(self, path: Path, value: Any) -> None:
        """A condition can be read, and fits the story."""
        if type(value) is not str:
            message = f"a condition is a text, not {called(value)}"
            joined = 'join them with `and` or `or`: when = "… and …"'
            hint = joined if isinstance(value, list) else 'put it between quotation marks: when = "…"'
            self.report.value("E203", path, message, hint)
            return
        try:
            condition = parse(value)
        except ConditionError as error:
            self.report.value("E301", path, error.message, error.hint, error.offset)
            return
        unwritten = self.named_choices(path, condition)
        for problem in problems(condition, self.names):
            if problem.offset not in unwritten:
                self.report.value("E302", path, problem.message, problem.hint, problem.offset)

    def named_choices(self, path: Path, condition: Condition) -> set[int]:
        """Choices that the condition names must have ids of their own; returns where one has none."""
        found: set[int] = set()
        for name, offset in condition.references():
            head, _, rest = name.partition(".")
            scene, _, choice = rest.partition(".")
            if head != "chose" or scene not in self.names.choices:
                continue
            hint = f'write `id = "{choice}"` at the choice'
            if choice in self.names.choices[scene]:
                if not self.names.written(scene, choice):
                    message = f"`{choice}` of scene.{scene} has no `id` of its own"
                    self.report.value("E209", path, message, hint, offset)
            elif self.names.nameless(scene) and not suggestion(choice, self.names.choices[scene]):
                found.add(offset)
                message = f"scene.{scene} has no choice `{choice}`, and one without an `id`"
                self.report.value("E209", path, message, f"{hint} that is meant", offset)
        return found

    def entries(self, path: Path, value: Any, key: str) -> list[tuple[Path, str, bool]]:
        """The strings of a text or route with their paths, and whether each has a `when`; says nothing."""
        found: list[tuple[Path, str, bool]] = []
        for index, entry in enumerate(value if isinstance(value, list) else [value]):
            at = (*path, index) if isinstance(value, list) else path
            if isinstance(entry, str):
                found.append((at, entry, False))
            elif isinstance(entry, dict) and isinstance(entry.get(key), str):
                found.append(((*at, key), entry[key], "when" in entry))
        return found

    def entry_shapes(self, path: Path, value: Any, key: str) -> None:
        """Everything wrong with the shape, and the conditions, of a string or a list of entries."""
        if isinstance(value, str):
            return
        if not isinstance(value, list):
            hint = "put it between brackets: [{ … }]" if isinstance(value, dict) else ""
            hint = hint or "put it between quotation marks"
            self.report.value("E203", path, f"`{path[-1]}` is a text or a list, not {called(value)}", hint)
            return
        for index, entry in enumerate(value):
            at = (*path, index)
            if isinstance(entry, dict):
                for name in entry:
                    if name not in ("when", key):
                        hint = _meant(name, ("when", key)) or f"an entry has `when` and `{key}`"
                        self.report.key("E201", (*at, name), f"unknown key `{name}`", hint)
                if key not in entry and not any(_meant(name, (key,)) for name in entry):
                    form = f'{{ when = "…", {key} = "…" }}'
                    self.report.value("E202", at, f"an entry needs `{key}`", f"write {form}")
                elif key in entry and not isinstance(entry[key], str):
                    message = f"`{key}` is a text, not {called(entry[key])}"
                    self.report.value("E203", (*at, key), message, "put it between quotation marks")
                if "when" in entry:
                    self.condition((*at, "when"), entry["when"])
            elif not isinstance(entry, str):
                form = f'{{ when = "…", {key} = "…" }}'
                message = f"an entry is a text or a table, not {called(entry)}"
                self.report.value("E203", at, message, f'write "…" or {form}')

    def shadowed(self, path: Path, value: Any, done: str) -> None:
        """Entries after one that always holds."""
        always = False
        for at, _, has_when in self.entries(path, value, "to" if done == "taken" else "text"):
            if always:
                message = f"this is never {done}: an entry before it always holds"
                self.report.value("W506", at, message, "give that one a `when`, or put it last")
            always = always or not has_when

    def prose(self, path: Path, value: Any, inside_word: bool = False) -> None:
        """A text: a string, or a list of strings and entries."""
        self.entry_shapes(path, value, "text")
        for at, text, _ in self.entries(path, value, "text"):
            if inside_word:
                for name, offset in braces_in(text):
                    if name:
                        message = f"{{{name}}} stands in a word, and words do not contain words"
                        self.report.value("E305", at, message, "say it in the text around", offset)
            else:
                self.braces(at, text)
            self.not_empty(at, text)

    def line(self, path: Path, value: Any) -> None:
        """A string of one line in which words are filled in."""
        if not self.fault(path, f"`{path[-1]}`", value, str):
            self.braces(path, value)
            self.not_empty(path, value)

    def not_empty(self, path: Path, text: str) -> None:
        """A text has something in it."""
        if not text.strip():
            self.report.value("E307", path, "this text is empty", "write something, or take it out")

    def braces(self, path: Path, text: str) -> None:
        """Words in a text are declared, and braces are whole."""
        told = 0
        for name, offset in braces_in(text):
            filled = _FILLED.match(text, offset) if name is None else None
            if filled and filled[1].lower() in self.names.words:
                told, meant = filled.end(), filled[1].lower()
                self.used_words.add(meant)
                self.report.value("E303", path, f"`{filled[0]}` is no word", f"write `{{{meant}}}`", offset)
            elif name is None and offset >= told:
                hint = f"write `{text[offset] * 2}` for the brace itself"
                self.report.value("E303", path, f"a lone `{text[offset]}`", hint, offset)
            elif name is not None and name not in self.names.words:
                self.used_words.add(nearest(name, self.names.words))
                hint = suggestion(name, self.names.words) or "declare it in [words]"
                if name in self.names.numbers | self.names.truths:
                    hint = (
                        "no number or flag is shown: declare a word of another name, with a `when` for each"
                    )
                self.report.value("E304", path, f"unknown word `{name}`", hint, offset)
            elif name is not None:
                self.used_words.add(name)

    def unfilled(self, struct: type) -> Check:
        """A text, or texts, shown as they stand."""

        def check(path: Path, value: Any) -> None:
            if self.plain(path, value, struct):
                for at, text, _ in self.entries(path, value, "text"):
                    self.filled_nowhere(at, text)

        return check

    def filled_nowhere(self, path: Path, text: str) -> None:
        """A word in a text that is shown as it stands is told."""
        for name, offset in braces_in(text):
            if name in self.names.words:
                self.report.value("W306", path, f"{{{name}}} is shown as it stands here", "", offset)

    def effects(self, path: Path, value: Any) -> None:
        """A row of effects, or a list of rows."""
        if isinstance(value, dict):
            self.effect(path, value)
        elif isinstance(value, list):
            for index, row in enumerate(value):
                if isinstance(row, dict):
                    self.effect((*path, index), row)
                else:
                    message = f"a row of effects is a table, not {called(row)}"
                    self.report.value("E203", (*path, index), message, _ROW)
        else:
            message = f"`effects` is a table or a list of tables, not {called(value)}"
            self.report.value("E203", path, message, _ROW)

    def effect(self, path: Path, row: Mapping[str, Any]) -> None:
        """One row: numbers that change, `set`, `clear` and `when`."""
        for key, value in row.items():
            at = (*path, key)
            if key == "when":
                self.condition(at, value)
            elif key in ("set", "clear"):
                self.flag_list(at, value)
            elif key not in self.names.numbers:
                if key in self.names.truths:
                    hint = f'write `set = ["{key}"]` or `clear = ["{key}"]`'
                    self.report.key("E403", at, f"`{key}` is a flag, not a number", hint)
                else:
                    known = {"when", "set", "clear"} | self.names.numbers
                    hint = suggestion(key, known) or "declare it in [meters] or [counters]"
                    if any(field.encode_name == key for field in _keys(Choice)):
                        # A header of its own takes in what was meant for the choice around it.
                        hint = f"`{key}` belongs to the choice: write effects as one line, effects = {{ … }}"
                    self.report.key("E403", at, f"no meter or counter is called `{key}`", hint)
            elif type(value) is not int:
                message = f"`{key}` changes by a whole number, not by {called(value)}"
                self.report.value("E203", at, message, instead(value, _NUMBER))
            elif abs(value) > CHANGE_MAX:
                message = f"`{key}` changes by at most {CHANGE_MAX}, up or down"
                self.report.value("E204", at, message, "8 is a move, and 14 is a turn")

    def flag_list(self, path: Path, value: Any) -> None:
        """A list of declared flags."""
        if not self.fault(path, f"`{path[-1]}`", value, tuple[str, ...]):
            for index, flag in enumerate(value):
                if flag not in self.names.truths:
                    what = "not declared"
                    hint = suggestion(flag, self.names.truths) or "declare it in [flags]"
                    if flag in self.names.numbers:
                        what, hint = "a number, not a flag", f"a number changes in effects = {{ {flag} = 1 }}"
                    self.report.value("E402", (*path, index), f"`{flag}` is {what}", hint)

    def menu(self, path: Path, value: Any) -> None:
        """A list of declared menus."""
        if isinstance(value, str):
            self.used_menus.add(value)
        if self.plain(path, value, Scene):
            for index, name in enumerate(value):
                if name not in self.names.menus:
                    hint = suggestion(name, self.names.menus) or "write a [[menu.NAME.choice]]"
                    self.report.value("E404", (*path, index), f"there is no menu `{name}`", hint)
                self.used_menus.update((name, nearest(name, self.names.menus)))

    def route(self, path: Path, value: Any) -> None:
        """Where something leads: an id, "ending", "here", or a list of entries."""
        self.entry_shapes(path, value, "to")
        if value == []:
            self.report.value("E203", path, f"`{path[-1]}` is an empty list", "name a scene or an ending")
        for at, to, _ in self.entries(path, value, "to"):
            if to not in self.names.targets:
                hint = without_table(to, self.names.targets) or suggestion(to, self.names.targets)
                hint = hint or 'an id, "ending" or "here"'
                self.report.value("E401", at, f"no scene or ending is called `{to}`", hint)
        self.shadowed(path, value, "taken")


def _header(path: Path) -> str:
    """The header of the table at `path`, without its brackets."""
    return ".".join(str(part) for part in path if isinstance(part, str))


def without_table(name: str, known: Collection[str]) -> str:
    """What to write for an id with its table before it, or an empty string."""
    table_, _, id_ = name.partition(".")
    return f"write `{id_}`: an id stands alone" if table_ in ("scene", "ending") and id_ in known else ""


def _meant(key: str, known: Collection[str]) -> str:
    """``did you mean `when`?`` for an unknown key: by another word for it, or by its letters."""
    other = next((word for word in _OTHER_WORDS.get(key, ()) if word in known), "")
    return f"did you mean `{other}`?" if other else suggestion(key, known)


def _elsewhere(key: str, value: Any, struct: type, path: Path) -> str:
    """Where a key belongs that is known, but not in a table of this kind."""

    def known(other: type) -> bool:
        return any(field.encode_name == key for field in _keys(other))

    header = _header(path)
    if struct is Choice and known(Scene):
        where = f"write it above the first [[{header}]]" if path[0] == "scene" else "a menu has none"
        return f"`{key}` belongs to the scene: {where}"
    if struct is Menu and known(Choice):
        return f"`{key}` belongs to a choice: write it below a [[{header}.choice]]"
    if struct in (Scene, Ending) and key == "id":
        return "its id stands in its header: take it out"
    if struct is Scene and key == "to":
        return "a scene leads on with `then`; `to` belongs to a choice"
    if struct is Scene and known(Choice):
        return f"`{key}` belongs to a choice: write it below a [[{header}.choice]]"
    if struct is Ending and key in ("then", "to", "choice"):
        return "nothing comes after an ending: take it out"
    if struct is Ending and known(Scene):
        return f"`{key}` belongs to a scene: write it in those that lead here"
    if struct is Story and known(Header):
        return f"write `{key}` below [story]"
    if struct is Story and key == "choice":
        return "write [[scene.NAME.choice]]"
    if struct is Story and table(value).keys() == {"choice"}:
        return f"write [[scene.{key}.choice]]"
    if struct is Story and table(value).keys() & {"text", "then", "choice"}:
        return f"write [scene.{key}] or [ending.{key}], if it is one"
    return ""
