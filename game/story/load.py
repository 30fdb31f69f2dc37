"""A folder or a file of TOML -> a `Story`, or everything that is wrong with it."""

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import tomli

from game.story.diagnostic import Diagnostic
from game.story.model import PAGE_TURN, Story, from_toml


class Loaded(NamedTuple):
    """A story, or None with the diagnostics that say why; a story may come with warnings."""

    story: Story | None
    diagnostics: tuple[Diagnostic, ...]


def default_id(text: str, position: int) -> str:
    """A choice's id when it has none: its text in lower case without accents, other runs as ``_``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return made if made and made[0].isalpha() else f"choice_{position + 1}"


def load(path: Path) -> Loaded:
    """Read the story at `path`, a folder with ``story.toml`` or one ``.toml`` file."""
    files = sorted(path.glob("*.toml"), key=lambda f: f.name.encode()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    merged: dict[str, Any] = {}
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        for key, value in tomli.loads(data.decode()).items():
            if isinstance(value, dict):
                merged.setdefault(key, {}).update(value)
            else:
                merged.setdefault(key, []).extend(value)
    for kind in ("scene", "ending"):
        for name, table in merged.get(kind, {}).items():
            table["id"] = name
    for table in (*merged.get("scene", {}).values(), *merged.get("menu", {}).values()):
        for position, choice in enumerate(table.get("choice", ())):
            choice.setdefault("id", default_id(choice["text"], position))
    merged["meters"] = {"autonomy": 50, "connection": 50, **merged.get("meters", {})}
    merged["slug"] = path.stem if path.is_file() else path.name
    merged["digest"] = digest.hexdigest()
    story = msgspec.convert(merged, Story, dec_hook=from_toml)
    for scene in story.scenes.values():
        choices = scene.choices + tuple(c for name in scene.menu for c in story.menus[name].choices)
        msgspec.structs.force_setattr(scene, "choices", choices or (PAGE_TURN,))
    return Loaded(story, ())
