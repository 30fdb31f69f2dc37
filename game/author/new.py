"""``leeway new``: a small playable story to begin from."""

import json
import os
import re
import shlex
import subprocess
import unicodedata
from pathlib import Path
from typing import Literal, get_args

from game.story.read import HEADER_FILE, HIDDEN, SLUG

Shape = Literal["branch", "hub", "storylets"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

GUIDE_FILE = "guide.md"
SCHEMA_FILE = "leeway.schema.json"
TEMPLATES = Path(__file__).parent / "templates"
"""A folder for each shape, which is itself a story that passes every check."""

NOBODY = "Your Name"
"""Who wrote it, where nothing on this computer says so."""

_TITLE = re.compile(r'^title = "(.*)"$', re.MULTILINE)
_AUTHOR = re.compile(r'^author = ".*"$', re.MULTILINE)


class NewError(Exception):
    """A story that cannot be begun there: what is in the way, and what to do."""


def run(name: str, shape: Shape = "branch") -> int:
    """Write a story called `name`, which may be a path, and say what to do next. Raises `NewError`."""
    folder = write(Path(name), shape, _author())
    # A bare name could be taken for that of a story on the shelf.
    told = str(folder) if folder.name != str(folder) else os.path.join(os.curdir, folder)
    said = _quoted(told)
    print(f"Wrote {told}, a story that can be played as it stands.")
    print()
    print(f"Read it:    leeway play {said}")
    print(f"Change it:  open {os.path.join(told, HEADER_FILE)} in a text editor; see `leeway help writing`")
    print(f"Check it:   leeway check {said}")
    guide = f"{GUIDE_FILE} in it is for whoever leads a class"
    print(f"Teach it:   {guide}; rewrite it with the story, or delete it")
    return 0


def write(folder: Path, shape: Shape, author: str) -> Path:
    """Write the story of `shape` as `folder`, named and titled after it; returns the folder.

    Nothing that exists is written over. Raises `NewError`.
    """
    slug = folder.name
    if not SLUG.fullmatch(slug):
        raise NewError(_bad_name(folder))
    title = slug.replace("-", " ").replace("_", " ").strip().capitalize()
    # Imported here: whoever packs a story only asks for the guide.
    from game.story.schema import schema

    try:
        folder.mkdir()
        for template in sorted((TEMPLATES / shape).iterdir()):
            (folder / template.name).write_text(
                _filled(template.read_text(encoding="utf-8"), shape, title, author),
                encoding="utf-8",
                newline="\n",
            )
        written = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        (folder / SCHEMA_FILE).write_text(written, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise NewError(f"{folder} exists already; nothing was written. Choose another name") from None
    except FileNotFoundError:
        raise NewError(f"there is no folder {folder.parent}; make it first") from None
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise NewError(f"{error.filename or folder} cannot be written: {reason}") from None
    return folder


def is_begun(guide: Path) -> bool:
    """Whether a guide is still the one that was written with its story, under whatever title."""
    _, _, said = guide.read_text(encoding="utf-8", errors="replace").partition("\n")
    begun = ((TEMPLATES / shape / GUIDE_FILE).read_text(encoding="utf-8") for shape in SHAPES)
    return any(said == one.partition("\n")[2] for one in begun)


def _filled(text: str, shape: Shape, title: str, author: str) -> str:
    """A file of the template under its new title."""
    header = (TEMPLATES / shape / HEADER_FILE).read_text(encoding="utf-8")
    own = _TITLE.search(header)
    assert own is not None, f"the template {shape} has no title"
    # As text of JSON both are text of TOML too.
    text = _AUTHOR.sub(lambda _: f"author = {json.dumps(author, ensure_ascii=False)}", text, count=1)
    return text.replace(own[1], title, 1)


def _bad_name(folder: Path) -> str:
    plain = unicodedata.normalize("NFKD", folder.name).encode("ascii", "ignore").decode().lower()
    better = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "my-story"
    rule = "a story is named with small letters, digits and dashes"
    return f"{folder.name or folder} cannot name a story: {rule}. Try: leeway new {folder.parent / better}"


def _quoted(path: str) -> str:
    """`path` as it is typed in a shell."""
    if os.name != "nt":
        return shlex.quote(path)
    return f'"{path}"' if " " in path else path


def _author() -> str:
    """The name that git would sign with, or `NOBODY`."""
    try:
        done = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, encoding="utf-8", timeout=5, check=False
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return NOBODY
    return HIDDEN.sub("", done.stdout).strip()[:200] or NOBODY
