"""How the process that foresees is started: by whoever shows a reading, beside it and out of its way."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from game.narrative.foresight import Message

LINE = 1 << 26
"""No message is longer than this many bytes."""

_MESSAGES: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def command(story: Path, digest: str, cache: Path) -> list[str]:
    """The command that foresees the story at `story`, as long as its standard input is open."""
    game = [sys.executable, "-P", "-m", "game"]
    return [*game, "foresee", str(story), "--serve", digest, "--cache", str(cache)]


def options() -> dict[str, Any]:
    """How it is started: with pipes and no terminal, in a session of its own, and out of the way."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    # More threads would only take what the reader's own window needs.
    apart: dict[str, Any] = {"env": {**os.environ, "OPENBLAS_NUM_THREADS": "1"}}
    if sys.platform == "win32":
        apart["creationflags"] = (
            subprocess.BELOW_NORMAL_PRIORITY_CLASS
            | subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.CREATE_NO_WINDOW
        )
    else:
        apart["start_new_session"] = True
    return {**pipes, **apart}


def question(path: tuple[str, ...]) -> bytes:
    """The line that asks for the forks of a path."""
    return msgspec.json.encode(path) + b"\n"


def heard(line: bytes) -> Message:
    """What a line of its output says. Raises `msgspec.MsgspecError` for one that says nothing."""
    return _MESSAGES.decode(line)
