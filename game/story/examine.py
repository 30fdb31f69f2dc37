"""Everything that is wrong with a story, table by table, each with its place.

The slow half of loading. It looks at the raw tables again, so that one fault hides no other.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from game.story.concepts import CONCEPTS
from game.story.condition import RESERVED, Condition, ConditionError, parse, suggestion
from game.story.diagnostic import Diagnostic
from game.story.model import (
    CHANGE_MAX,
    ENDING,
    HERE,
    SCENES_MAX,
    Before,
    Choice,
    Counter,
    Debrief,
    Ending,
    Header,
    Menu,
    Meter,
    Name,
    Person,
    Scene,
    Story,
    Text,
    Waiver,
)
from game.story.names import (
    GIVEN_METERS,
    KEYWORDS,
    OTHERS_OWN,
    SHARED,
    UNUSABLE,
    Names,
    choice_id,
    rows,
    table,
)
from game.story.read import Source
from game.story.report import Report
from game.story.shape import Path, called, faults
from game.story.template import braces_in

Check = Callable[[Path, Any], None]

# `meters` and the others that share their names, as one of each is called.
_ONE_OF = dict(zip(SHARED, ("a meter", "a counter", "a flag", "a word", "an earlier reading"), strict=True))


def examine(source: Source) -> tuple[Diagnostic, ...]:
    """All that is to be said about a story, in the order of its files and lines."""
    report = Report(source)
    if source.files:
        _Examination(report).story()
    return report.findings


class _Examination:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.tables = report.tables
        self.names = Names(report.tables)
        self.used_words: set[str] = set()
        self.used_menus: set[str] = set()

    # -- whole tables -------------------------------------------------------------------------

    def story(self) -> None:
        """Look at every table of the story."""
        made = ("slug", "digest")
        checks: dict[str, Check] = {
            "story": self.header,
            "cast": self.each(Person),
            "debrief": lambda path, value: self.fields(
                path, value, Debrief, {"questions": self.unfilled(Debrief)}
            ),
            "meters": self.numbers(Meter),
            "counters": self.numbers(Counter),
            "flags": self.flags,
            "words": self.words,
            "renamed": self.renamed,
            "menu": self.menus,
            "scene": self.scenes,
            "ending": self.endings,
            "waive": self.waivers,
            "before": self.each(Before),
        }
        self.fields((), self.tables, Story, checks, made=made)
        self.shared_names()
        self.unused()

    def header(self, path: Path, value: Any) -> None:
        self.fields(
            path,
            value,
            Header,
            {
                "format": self.format,
                "start": self.start,
                "concepts": self.concepts,
                **dict.fromkeys(("title", "author", "blurb", "content_notes"), self.unfilled(Header)),
            },
        )

    def format(self, path: Path, value: Any) -> None:
        if type(value) is int and value != 1:
            hint = "a newer Leeway may read it" if value > 1 else "write `format = 1`"
            self.report.value("E211", path, f"format {value} is not known here", hint)
        else:
            self.plain(path, value, Header)

    def start(self, path: Path, value: Any) -> None:
        if self.plain(path, value, Header) and value not in self.names.scenes:
            what = "an ending, not a scene" if value in self.names.endings else "no scene"
            self.report.value("E401", path, f"`{value}` is {what}", suggestion(value, self.names.scenes))

    def concepts(self, path: Path, value: Any) -> None:
        if self.plain(path, value, Header):
            for index, concept in enumerate(value):
                if concept not in CONCEPTS:
                    hint = (
                        suggestion(concept, CONCEPTS)
                        or f"the first of the list are {', '.join(CONCEPTS[:3])}"
                    )
                    self.report.value(
                        "E405", (*path, index), f"`{concept}` is not on the list of concepts", hint
                    )

    def each(self, struct: type, **checks: Check) -> Check:
        """A table of named tables, all of one kind."""

        def check(path: Path, value: Any) -> None:
            for name, inner in self.named(path, value):
                self.fields((*path, name), inner, struct, checks)

        return check

    def numbers(self, kind: Any) -> Check:
        def check(path: Path, value: Any) -> None:
            for name, number in self.named(path, value):
                self.fault((*path, name), f"`{name}`", number, kind)

        return check

    def flags(self, path: Path, value: Any) -> None:
        for name, meaning in self.named(path, value):
            if not self.fault((*path, name), f"`{name}`", meaning, Text):
                self.filled_nowhere((*path, name), meaning)

    def words(self, path: Path, value: Any) -> None:
        for name, prose in self.named(path, value):
            self.prose((*path, name), prose, inside_word=True)
            self.shadowed((*path, name), prose, "shown")

    def menus(self, path: Path, value: Any) -> None:
        for name, menu in self.named(path, value):
            self.fields((*path, name), menu, Menu, {"choice": self.choices})
            self.twice((*path, name, "choice"), list(self.names.ids(table(menu))))

    def scenes(self, path: Path, value: Any) -> None:
        found = self.named(path, value)
        if len(found) > SCENES_MAX:
            self.report.key(
                "E104", path, f"a story has at most {SCENES_MAX:,} scenes", "make two stories of it"
            )
        for name, scene in found:
            self.scene((*path, name), scene)

    def scene(self, path: Path, value: Any) -> None:
        self.fields(
            path,
            value,
            Scene,
            {
                "text": self.prose,
                "chapter": self.line,
                "menu": self.menu,
                "effects": self.effects,
                "set": self.flag_list,
                "clear": self.flag_list,
                "talk": self.unfilled(Scene),
                "skip": self.unfilled(Scene),
                "then": self.route,
                "choice": self.choices,
            },
            made=("id",),
        )
        if not isinstance(value, dict):
            return
        if not value.get("text"):
            self.report.key("W507", path, f"scene.{path[-1]} has no text")
        self.ways_on(path, value)

    def ways_on(self, path: Path, scene: Mapping[str, Any]) -> None:
        """Whether the reader of a scene can go on, and its choices can be told apart."""
        own = list(self.names.ids(scene))
        self.twice((*path, "choice"), own)
        has_choices = bool(scene.get("choice") or scene.get("menu"))
        if not scene.get("then"):
            if not has_choices:
                hint = "add a [[scene.NAME.choice]], or `then`"
                self.report.key("E501", path, f"scene.{path[-1]} has neither choices nor `then`", hint)
            for index, choice in enumerate(rows(scene.get("choice"))):
                if isinstance(choice, dict) and "to" not in choice:
                    message = f"`{choice_id(choice, index)}` has no `to`, and its scene no `then`"
                    self.report.key("E502", (*path, "choice", index), message, "say where it leads")
        elif not has_choices:
            for at, to, _ in self.entries((*path, "then"), scene["then"], "to"):
                if to == HERE:
                    message = "a page without choices would stay here for ever"
                    self.report.value("E503", at, message, "name the scene that comes next")
        ids = set(own)
        for index, name in enumerate(rows(scene.get("menu"))):
            menu = table(self.names.menus.get(name)) if isinstance(name, str) else {}
            for position, choice in enumerate(rows(menu.get("choice"))):
                id_ = choice_id(table(choice), position)
                if id_ in ids:
                    message = f"menu.{name} brings a second choice `{id_}` here"
                    self.report.value("E208", (*path, "menu", index), message, "rename one of them")
                elif isinstance(choice, dict) and "to" not in choice and not scene.get("then"):
                    message = f"`{id_}` of menu.{name} has no `to`, and this scene no `then`"
                    self.report.value("E502", (*path, "menu", index), message, "say where it leads")
                ids.add(id_)

    def endings(self, path: Path, value: Any) -> None:
        found = self.named(path, value)
        if isinstance(value, dict) and not found:
            self.report.key("E505", path, "the story has no ending", "add an [ending.NAME]")
        for name, ending in found:
            at = (*path, name)
            if name in self.names.scenes:
                where = self.report.where(("scene", name))
                self.report.key("E208", at, f"`{name}` is also a scene, at {where}", "rename one of them")
            self.fields(
                at,
                ending,
                Ending,
                {
                    "title": self.unfilled(Ending),
                    "hint": self.unfilled(Ending),
                    "when": self.condition,
                    "text": self.prose,
                    "leaning": self.prose,
                    "other_voice": self.prose,
                },
                made=("id",),
            )

    def choices(self, path: Path, value: Any) -> None:
        if not isinstance(value, list):
            hint = f"write [[{'.'.join(map(str, path))}]]"
            self.report.key("E203", path, f"`choice` is a list of tables, not {called(value)}", hint)
        for index, choice in enumerate(rows(value)):
            self.choice((*path, index), choice, index)

    def choice(self, path: Path, value: Any, index: int) -> None:
        self.fields(
            path,
            value,
            Choice,
            {
                "id": self.id,
                "text": self.line,
                "when": self.condition,
                "struck": self.line,
                "effects": self.effects,
                "set": self.flag_list,
                "clear": self.flag_list,
                "reply": self.prose,
                "note": self.unfilled(Choice),
                "to": self.route,
            },
            made=("id",) if not isinstance(value, dict) or "id" not in value else (),
        )
        if not isinstance(value, dict):
            return
        if "struck" in value and "when" not in value:
            hint = "say when the choice is open, or leave `struck` out"
            self.report.key("E504", (*path, "struck"), "`struck` stands without `when`", hint)
        text = value.get("text")
        if "id" not in value and isinstance(text, str) and any(name for name, _ in braces_in(text)):
            hint = f'for example `id = "choice_{index + 1}"`'
            self.report.key("E209", path, "a choice with a word in its text needs an `id`", hint)

    def id(self, path: Path, value: Any) -> None:
        # A choice is only ever named behind its scene, so the format's own words are free here.
        if isinstance(value, str) and value in KEYWORDS:
            message = f"`{value}` is a word of conditions, and cannot be an id"
            self.report.value("E206", path, message, f"for example `{value}_`")
            return
        if self.plain(path, value, Choice) and "-" in value:
            better = value.replace("-", "_")
            message = f"a condition or [renamed] cannot name `{value}`"
            self.report.value("W210", path, message, f"write `{better}`")

    def waivers(self, path: Path, value: Any) -> None:
        if not isinstance(value, list):
            self.report.key(
                "E203", path, f"`waive` is a list of tables, not {called(value)}", "write [[waive]]"
            )
        for index, waiver in enumerate(rows(value)):
            self.fields((*path, index), waiver, Waiver, {"at": self.waived})

    def waived(self, path: Path, value: Any) -> None:
        known = self.names.places | self.names.numbers | self.names.words | self.names.menus.keys()
        if self.plain(path, value, Waiver) and value not in known:
            self.report.value("E408", path, f"there is no `{value}`", suggestion(value, known))

    def renamed(self, path: Path, value: Any) -> None:
        """Old ids are gone, new ones are there, and both are of one kind."""
        if not isinstance(value, dict):
            self.report.key("E203", path, f"`renamed` is a table, not {called(value)}")
        for old, new in table(value).items():
            at = (*path, old)
            if isinstance(new, dict):
                inner = next(iter(new), "choice")
                hint = f'with quotes: "{old}.{inner}" = ...'
                self.report.key("E203", at, "an old id with a dot is written in quotes", hint)
            elif not self.fault(at, f"`{old}`", new, str):
                if old in self.names.places:
                    self.report.key("E407", at, f"`{old}` still exists", "only ids that are gone are renamed")
                scene, _, choice = new.partition(".")
                if old.count(".") != new.count("."):
                    form = "scene.choice" if "." in old else "a scene, an ending or a flag"
                    self.report.value("E406", at, f"`{new}` is not of the kind of `{old}`", f"name {form}")
                elif new not in self.names.places:
                    hint = suggestion(new, self.names.places) or "name something that exists"
                    self.report.value("E406", at, f"there is no `{new}` to take the place of `{old}`", hint)
                elif choice and not self.names.written(scene, choice):
                    message = f"`{new}` has no `id` of its own"
                    self.report.value("E209", at, message, f'write `id = "{choice}"` at the choice')

    # -- names --------------------------------------------------------------------------------

    def shared_names(self) -> None:
        """Meters, counters, flags, words and earlier readings share one space of names."""
        first = dict.fromkeys(GIVEN_METERS, "meters")
        for kind in SHARED:
            for name in table(self.tables.get(kind)):
                taken = first.setdefault(name, kind)
                if taken != kind:
                    message = f"`{name}` is {_ONE_OF[taken]} already"
                    self.report.key("E207", (kind, name), message, "rename one of them")
                elif kind != "meters" and name.endswith(OTHERS_OWN):
                    message = f"`{name}` is {_ONE_OF[kind]}, and a name that ends in {OTHERS_OWN} is a meter"
                    self.report.key("E212", (kind, name), message, "rename it, or move it to [meters]")

    def unused(self) -> None:
        """Words and menus that nothing shows."""
        for kind, names, used in (
            ("words", self.names.words, self.used_words),
            ("menu", self.names.menus, self.used_menus),
        ):
            for name in names:
                if name not in used:
                    what = f"the word `{name}`" if kind == "words" else f"menu.{name}"
                    self.report.key("W508", (kind, name), f"nothing uses {what}")

    def named(self, path: Path, value: Any) -> list[tuple[str, Any]]:
        """The entries of a table whose keys are names, after a look at the names."""
        if not isinstance(value, dict):
            self.report.key("E203", path, f"`{path[-1]}` is a table, not {called(value)}")
        for name in table(value):
            self.name((*path, name), name)
        return list(table(value).items())

    def name(self, path: Path, name: str) -> None:
        if name in UNUSABLE:
            what = "a word of the format" if name in RESERVED else "a word of conditions"
            self.report.key(
                "E206", path, f"`{name}` is {what}, and cannot be a name", f"for example `{name}_`"
            )
        elif any(faults("", name, Name)):
            hint = "a-z, 0-9 and _, with a letter first"
            self.report.key("E205", path, f"`{name}` cannot be a name", hint)

    def twice(self, path: Path, ids: list[str]) -> None:
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                message = f"a second choice `{id_}`"
                self.report.value("E208", (*path, index, "id"), message, "give it an `id` of its own")

    # -- values -------------------------------------------------------------------------------

    def fields(
        self, path: Path, value: Any, struct: type, checks: Mapping[str, Check], made: tuple[str, ...] = ()
    ) -> None:
        """Every key of a table: known, present if needed, and right. `made` are not the author's to write."""
        if not isinstance(value, dict):
            what = path[-1] if isinstance(path[-1], str) else path[-2]
            self.report.value("E203", path, f"`{what}` is a table, not {called(value)}")
            return
        known = {f.encode_name: f for f in msgspec.structs.fields(struct) if f.encode_name not in made}
        for key, inner in value.items():
            at = (*path, key)
            if key not in known:
                hint = suggestion(key, known) or f"known here: {', '.join(known)}"
                self.report.key("E201", at, f"unknown key `{key}`", hint)
            elif key in checks:
                checks[key](at, inner)
            else:
                self.plain(at, inner, struct)
        for key, field in known.items():
            if field.required and key not in value:
                self.missing(path, key)

    def missing(self, path: Path, key: str) -> None:
        if path:
            name = ".".join(map(str, path if isinstance(path[-1], str) else path[:-1]))
            self.report.key("E202", path, f"{name} needs `{key}`")
        elif key == "ending":
            self.report.key("E505", path, "the story has no ending", "add an [ending.NAME]")
        else:
            self.report.key(
                "E202", path, f"the story needs [{key}]" if key == "story" else "the story has no scene"
            )

    def plain(self, path: Path, value: Any, struct: type) -> bool:
        """Whether the value of a key is of the kind that the model says; says so if not."""
        field = next(f for f in msgspec.structs.fields(struct) if f.encode_name == path[-1])
        return not self.fault(path, f"`{path[-1]}`", value, field.type)

    def fault(self, path: Path, name: str, value: Any, annotation: Any) -> bool:
        found = list(faults(name, value, annotation))
        for fault in found:
            self.report.value(fault.code, (*path, *fault.path), fault.message, fault.hint)
        return bool(found)

    def condition(self, path: Path, value: Any) -> None:
        if type(value) is not str:
            self.report.value("E203", path, f"a condition is a string, not {called(value)}")
            return
        try:
            condition = parse(value)
        except ConditionError as error:
            self.report.value("E301", path, error.message, error.hint, error.offset)
            return
        for problem in condition.problems(self.names):
            self.report.value("E302", path, problem.message, problem.hint, problem.offset)
        self.named_choices(path, condition)

    def named_choices(self, path: Path, condition: Condition) -> None:
        for name, offset in condition.references():
            head, _, rest = name.partition(".")
            scene, _, choice = rest.partition(".")
            stands = head == "chose" and choice in self.names.choices.get(scene, ())
            if stands and not self.names.written(scene, choice):
                message = f"`{choice}` of scene.{scene} has no `id` of its own"
                self.report.value("E209", path, message, f'write `id = "{choice}"` at the choice', offset)

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
            self.report.value("E203", path, f"`{path[-1]}` is a string or a list, not {called(value)}")
            return
        for index, entry in enumerate(value):
            at = (*path, index)
            if isinstance(entry, dict):
                for name in entry:
                    if name not in ("when", key):
                        hint = suggestion(name, ("when", key)) or f"an entry has `when` and `{key}`"
                        self.report.key("E201", (*at, name), f"unknown key `{name}`", hint)
                if key not in entry:
                    self.report.value("E202", at, f"an entry needs `{key}`")
                elif not isinstance(entry[key], str):
                    message = f"`{key}` is a string, not {called(entry[key])}"
                    self.report.value("E203", (*at, key), message)
                if "when" in entry:
                    self.condition((*at, "when"), entry["when"])
            elif not isinstance(entry, str):
                form = f"{{ when = ..., {key} = ... }}"
                message = f"an entry is a string or {form}, not {called(entry)}"
                self.report.value("E203", at, message)

    def shadowed(self, path: Path, value: Any, done: str) -> None:
        """Entries after one that always holds."""
        always = False
        for at, _, has_when in self.entries(path, value, "to" if done == "taken" else "text"):
            if always:
                message = f"this is never {done}: an entry before it always holds"
                self.report.value("W506", at, message, "give that one a `when`, or put it last")
            always = always or not has_when

    def prose(self, path: Path, value: Any, inside_word: bool = False) -> None:
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
        if not text.strip():
            self.report.value("E307", path, "this text is empty", "write something, or take it out")

    def braces(self, path: Path, text: str) -> None:
        for name, offset in braces_in(text):
            if name is None:
                hint = f"write `{text[offset] * 2}` for the brace itself"
                self.report.value("E303", path, f"a lone `{text[offset]}`", hint, offset)
            elif name not in self.names.words:
                hint = suggestion(name, self.names.words) or "declare it in [words]"
                self.report.value("E304", path, f"unknown word `{name}`", hint, offset)
            else:
                self.used_words.add(name)

    def unfilled(self, struct: type) -> Check:
        """A text, or texts, shown as they stand."""

        def check(path: Path, value: Any) -> None:
            if self.plain(path, value, struct):
                for at, text, _ in self.entries(path, value, "text"):
                    self.filled_nowhere(at, text)

        return check

    def filled_nowhere(self, path: Path, text: str) -> None:
        for name, offset in braces_in(text):
            if name in self.names.words:
                self.report.value("W306", path, f"{{{name}}} is shown as it stands here", "", offset)

    def effects(self, path: Path, value: Any) -> None:
        if isinstance(value, dict):
            self.effect(path, value)
        elif isinstance(value, list):
            for index, row in enumerate(value):
                if isinstance(row, dict):
                    self.effect((*path, index), row)
                else:
                    message = f"a row of effects is a table, not {called(row)}"
                    self.report.value("E203", (*path, index), message)
        else:
            message = f"`effects` is a table or a list of tables, not {called(value)}"
            self.report.value("E203", path, message)

    def effect(self, path: Path, row: Mapping[str, Any]) -> None:
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
                    self.report.key("E403", at, f"no meter or counter is called `{key}`", hint)
            elif type(value) is not int:
                self.report.value("E203", at, f"`{key}` changes by an integer, not by {called(value)}")
            elif abs(value) > CHANGE_MAX:
                message = f"`{key}` changes by at most {CHANGE_MAX}, up or down"
                self.report.value("E204", at, message)

    def flag_list(self, path: Path, value: Any) -> None:
        if not self.fault(path, f"`{path[-1]}`", value, tuple[str, ...]):
            for index, flag in enumerate(value):
                if flag not in self.names.truths:
                    what = "a number, not a flag" if flag in self.names.numbers else "not declared"
                    hint = suggestion(flag, self.names.truths) or "declare it in [flags]"
                    self.report.value("E402", (*path, index), f"`{flag}` is {what}", hint)

    def menu(self, path: Path, value: Any) -> None:
        if self.plain(path, value, Scene):
            for index, name in enumerate(value):
                if name not in self.names.menus:
                    hint = suggestion(name, self.names.menus) or "write a [[menu.NAME.choice]]"
                    self.report.value("E404", (*path, index), f"there is no menu `{name}`", hint)
                self.used_menus.add(name)

    def route(self, path: Path, value: Any) -> None:
        self.entry_shapes(path, value, "to")
        if value == []:
            self.report.value("E203", path, f"`{path[-1]}` is an empty list", "name a scene or an ending")
        known = {*self.names.scenes, *self.names.endings, HERE, ENDING}
        for at, to, _ in self.entries(path, value, "to"):
            if to not in known:
                hint = suggestion(to, known) or 'an id, "ending" or "here"'
                self.report.value("E401", at, f"no scene or ending is called `{to}`", hint)
        self.shadowed(path, value, "taken")
