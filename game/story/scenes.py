"""Everything that can be wrong with scenes, endings, menus and their choices."""

from collections.abc import Mapping
from typing import Any

from game.story.model import HERE, SCENES_MAX, Choice, Ending, Menu, Scene
from game.story.names import KEYWORDS, choice_id, rows, table
from game.story.nearest import nearest
from game.story.shape import Path, called
from game.story.template import braces_in
from game.story.values import Values


class Scenes(Values):
    """The checks of what a reader walks through."""

    def menus(self, path: Path, value: Any) -> None:
        """The [menu] tables."""
        for name, menu in self.named(path, value):
            self.fields((*path, name), menu, Menu, {"choice": self.choices})
            self.twice((*path, name, "choice"), list(self.names.ids(table(menu))))

    def scenes(self, path: Path, value: Any) -> None:
        """The [scene] tables."""
        found = self.named(path, value)
        if len(found) > SCENES_MAX:
            self.report.key(
                "E104", path, f"a story has at most {SCENES_MAX:,} scenes", "make two stories of it"
            )
        for name, scene in found:
            self.scene((*path, name), scene)

    def scene(self, path: Path, value: Any) -> None:
        """One scene."""
        self.fields(
            path,
            value,
            Scene,
            {
                "text": self.prose,
                "chapter": self.line,
                "recap": self.prose,
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
            self.report.key("W507", path, f"scene.{path[-1]} has no text", self.meant(path, value))
        self.ways_on(path, value)

    def meant(self, path: Path, scene: Mapping[str, Any]) -> str:
        """Which scene a header of choices may have meant, where that is all there is of `scene`."""
        whole = (name for name, other in self.names.scenes.items() if set(table(other)) - {"choice"})
        near = nearest(str(path[-1]), list(whole)) if scene.keys() == {"choice"} else ""
        return f"did you mean `{near}`? Then write [[scene.{near}.choice]]" if near else ""

    def ways_on(self, path: Path, scene: Mapping[str, Any]) -> None:
        """Whether the reader of a scene can go on, and its choices can be told apart."""
        own = list(self.names.ids(scene))
        self.twice((*path, "choice"), own)
        has_choices = bool(scene.get("choice") or scene.get("menu"))
        # A `then` below the choices belongs to the last of them, which is told where it stands.
        misplaced = any("then" in table(choice) for choice in rows(scene.get("choice")))
        if not scene.get("then") and not misplaced:
            if not has_choices:
                hint = f"add a [[scene.{path[-1]}.choice]], or `then`"
                self.report.key("E501", path, f"scene.{path[-1]} has neither choices nor `then`", hint)
            for index, choice in enumerate(rows(scene.get("choice"))):
                if isinstance(choice, dict) and "to" not in choice:
                    message = f"`{choice_id(choice, index)}` has no `to`, and its scene no `then`"
                    self.report.key("E502", (*path, "choice", index), message, self.meant(path, scene))
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
                elif isinstance(choice, dict) and "to" not in choice and not (scene.get("then") or misplaced):
                    message = f"`{id_}` of menu.{name} has no `to`, and this scene no `then`"
                    self.report.value("E502", (*path, "menu", index), message)
                ids.add(id_)

    def endings(self, path: Path, value: Any) -> None:
        """The [ending] tables."""
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
        """The choices of a scene or a menu."""
        if not isinstance(value, list):
            hint = f"write [[{'.'.join(map(str, path))}]]"
            self.report.key("E203", path, f"`choice` is a list of tables, not {called(value)}", hint)
        for index, choice in enumerate(rows(value)):
            self.choice((*path, index), choice, index)

    def choice(self, path: Path, value: Any, index: int) -> None:
        """One choice."""
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
        """A choice's own id."""
        # A choice is only ever named behind its scene, so the format's own words are free here.
        if isinstance(value, str) and value in KEYWORDS:
            message = f"`{value}` is a word of conditions, and cannot be an id"
            self.report.value("E206", path, message, f"for example `{value}_`")
            return
        if self.plain(path, value, Choice) and "-" in value:
            better = value.replace("-", "_")
            message = f"a condition or [renamed] cannot name `{value}`"
            self.report.value("W210", path, message, f"write `{better}`")

    def twice(self, path: Path, ids: list[str]) -> None:
        """Ids of choices that stand together differ."""
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                message = f"a second choice `{id_}`"
                self.report.value("E208", (*path, index, "id"), message, "give it an `id` of its own")
