"""Everything that is wrong with a story, table by table, each with its place.

The slow half of loading. It looks at the raw tables again, so that one fault hides no other.
"""

from typing import Any

from game.story.concepts import CONCEPTS
from game.story.diagnostic import Diagnostic
from game.story.model import Before, Counter, Debrief, Header, Meter, Person, Story, Text, Waiver
from game.story.names import GIVEN_METERS, OTHERS_OWN, SHARED, rows, table
from game.story.nearest import suggestion
from game.story.read import Source
from game.story.report import Report
from game.story.scenes import Scenes
from game.story.shape import Path, called
from game.story.values import Check, without_table

# `meters` and the others that share their names, as one of each is called.
_ONE_OF = dict(zip(SHARED, ("a meter", "a counter", "a flag", "a word", "an earlier reading"), strict=True))


def examine(source: Source) -> tuple[Diagnostic, ...]:
    """All that is to be said about a story, in the order of its files and lines."""
    report = Report(source)
    if source.files:
        _Examination(report).story()
    return report.findings


class _Examination(Scenes):
    """The checks of a whole story."""

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
        """The [story] table."""
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
        """The version of the format."""
        if type(value) is int and value != 1:
            hint = "a newer Leeway may read it" if value > 1 else "write `format = 1`"
            self.report.value("E211", path, f"format {value} is not known here", hint)
        else:
            self.plain(path, value, Header)

    def start(self, path: Path, value: Any) -> None:
        """The first scene exists."""
        if self.plain(path, value, Header) and value not in self.names.scenes:
            what = "an ending, not a scene" if value in self.names.endings else "no scene"
            known = self.names.scenes
            hint = without_table(value, known) or suggestion(value, known) or "name a scene"
            self.report.value("E401", path, f"`{value}` is {what}", hint)

    def concepts(self, path: Path, value: Any) -> None:
        """Concepts are on the list."""
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
        """A table of named numbers."""

        def check(path: Path, value: Any) -> None:
            for name, number in self.named(path, value):
                self.fault((*path, name), f"`{name}`", number, kind)

        return check

    def flags(self, path: Path, value: Any) -> None:
        """The [flags] table."""
        for name, meaning in self.named(path, value):
            if not self.fault((*path, name), f"`{name}`", meaning, Text):
                self.filled_nowhere((*path, name), meaning)

    def words(self, path: Path, value: Any) -> None:
        """The [words] table."""
        for name, prose in self.named(path, value):
            self.prose((*path, name), prose, inside_word=True)
            self.shadowed((*path, name), prose, "shown")

    def waivers(self, path: Path, value: Any) -> None:
        """The [[waive]] tables."""
        if not isinstance(value, list):
            self.report.key(
                "E203", path, f"`waive` is a list of tables, not {called(value)}", "write [[waive]]"
            )
        for index, waiver in enumerate(rows(value)):
            self.fields((*path, index), waiver, Waiver, {"at": self.waived})

    def waived(self, path: Path, value: Any) -> None:
        """What is waived exists: something of the story, or the story as a whole."""
        known = (
            self.names.places | self.names.numbers | self.names.words | self.names.menus.keys() | {"story"}
        )
        if self.plain(path, value, Waiver) and value not in known:
            self.report.value("E408", path, f"there is no `{value}`", suggestion(value, known))

    def renamed(self, path: Path, value: Any) -> None:
        """Old ids are gone, new ones are there, and both are of one kind."""
        if not isinstance(value, dict):
            self.no_table(path, value)
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
