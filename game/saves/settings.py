"""What the player has set, kept in one small JSON file."""

import os
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from game.saves import disk
from game.saves.home import Home

Theme = Literal["paper", "night", "contrast", "terminal"]
Spacing = Literal["close", "open"]

# Nobody has written a longer settings file by hand, and a wrong file is not read to its end.
_MAX_BYTES = 1 << 20

# The name of a key is shown, and nothing in a file of settings must steer a terminal.
Key = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x20\x7f-\x9f]*$")]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set. `msgspec.structs.replace` makes a changed copy."""

    theme: Theme = "paper"
    measure: Annotated[int, Meta(ge=44, le=80)] = 66
    """Characters in a full line of the page, 44..80."""
    spacing: Spacing = "close"
    """Line spacing."""
    reduced_motion: bool = False
    skip_noted: bool = False
    """Whether a scene that carries a content note is told by its summary."""
    keys: dict[str, Key] = field(default_factory=dict)
    """Action id -> key, for the actions whose key the player has changed."""
    welcomed: bool = False
    """Whether the disclaimer of the first run has been shown."""


def load_settings(home: Home) -> tuple[Settings, str]:
    """The settings in `home`, and a sentence for the player if something in their file was wrong.

    Whatever can be read is kept; the rest is as it was at first, and the broken file stays beside the
    new one under another name.
    """
    path = home.settings
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return (
            Settings(),
            f"The settings in {path} cannot be read ({disk.reason(error)}) and stand as at first.",
        )
    try:
        return msgspec.json.decode(data, type=Settings), ""
    except disk.UNREADABLE:
        settings, problem = _what_can_be_read(data)
    aside = path.with_name(f"{path.stem}.broken{path.suffix}")
    try:
        os.replace(path, aside)
        disk.replace(path, _encoded(settings))
    except OSError:
        return settings, f"The settings in {path} {problem}."
    return settings, f"The settings in {path} {problem}; the file is kept as {aside.name}."


def save_settings(home: Home, settings: Settings) -> str:
    """Keep `settings`. Returns a sentence for the player if that failed, or an empty string."""
    try:
        disk.replace(home.settings, _encoded(settings))
    except OSError as error:
        return f"The settings hold until you leave: {home.settings} cannot be written ({disk.reason(error)})."
    return ""


def _encoded(settings: Settings) -> bytes:
    return msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n"


def _what_can_be_read(data: bytes) -> tuple[Settings, str]:
    """The settings that hold, and what is wrong with the others, to be read after "The settings in FILE"."""
    try:
        written = msgspec.json.decode(data, type=dict[str, Any])
    except disk.UNREADABLE:
        return Settings(), "are not JSON and stand as at first"
    held: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in written.items():
        try:
            held[key] = getattr(msgspec.convert({key: value}, Settings), key)
        except msgspec.ValidationError as error:
            problems.append(_problem(key, str(error)))
    return Settings(**held), "have a fault that is put back as at first: " + "; ".join(problems)


def _problem(key: str, message: str) -> str:
    if key not in Settings.__struct_fields__:
        # Imported here: most settings are as they should be.
        from game.story.nearest import suggestion

        hint = suggestion(key, Settings.__struct_fields__)
        return f"`{key}` is not a setting" + (f" ({hint})" if hint else "")
    return f"`{key}`: {message.partition(' - at ')[0].lower()}"
