"""``leeway check``: what is wrong with stories, for people and for programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from game.story.diagnostic import Diagnostic
from game.story.load import load

Format = Literal["text", "json"]


def run(paths: Sequence[str], format: Format = "text") -> int:  # noqa: A002
    """Print every finding about the stories at `paths`; returns 1 if one is an error, else 0.

    As text it is one line a finding, ``file:line:column: CODE message``, and a count at the end on
    standard error; as JSON a list of objects with the fields of `Diagnostic`, and no more.
    """
    found = [finding for path in paths for finding in load(Path(path)).diagnostics]
    if format == "json":
        print(json.dumps([asdict(finding) for finding in found], indent=2, ensure_ascii=False))
    else:
        for finding in found:
            print(finding)
        sys.stdout.flush()
        print(_count(found, len(paths)), file=sys.stderr)
    return int(any(finding.severity == "error" for finding in found))


def _count(found: Iterable[Diagnostic], stories: int) -> str:
    kinds = [finding.severity for finding in found]
    checked = _several(stories, "story", "stories")
    if not kinds:
        return f"{checked} checked, nothing to report."
    errors = _several(kinds.count("error"), "error", "errors")
    warnings = _several(kinds.count("warning"), "warning", "warnings")
    return f"{checked} checked: {errors}, {warnings}."


def _several(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
