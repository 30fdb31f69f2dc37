"""``leeway check``: what is wrong with stories, for people and for programs."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from game.analysis.english import several
from game.analysis.style import phrase_counts
from game.author import report
from game.author.gather import SECONDS, gather
from game.author.progress import progress
from game.author.report import Checked

Format = Literal["text", "json", "github"]
FORMATS: tuple[Format, ...] = get_args(Format)

# Reports are set for the width of the terminal, within what can be read.
_NARROWEST, _WIDEST = 60, 120


def run(
    paths: Sequence[str],
    format: Format = "text",  # noqa: A002
    strict: bool = False,
    seconds: float | None = SECONDS,
) -> int:
    """Print everything there is to say about the stories at `paths`.

    With `seconds` None they are not explored. Returns 1 if there is an error, and with `strict` also if
    there is a warning; else 0. As text a count stands at the end, on standard error.
    """
    checked: list[Checked] = []
    for path in paths:
        with progress() as told:
            checked.append(gather(Path(path), seconds, told))
    if format == "json":
        print(report.json_text(checked))
    elif format == "github":
        print("".join(map(report.github, checked)), end="")
    else:
        print("\n".join(_texts(checked)), end="")
        sys.stdout.flush()
        print(_count(checked), file=sys.stderr)
    return int(report.failed(checked, strict))


def _texts(checked: Sequence[Checked]) -> Iterator[str]:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size((100, 24)).columns))
    for one in checked:
        yield report.text(one, width, colour)
    shared = _shared(checked)
    if shared:
        lines = (f"  {times} times in {len(stories)} stories: {name}" for name, times, stories in shared)
        yield "\n".join(("Across these stories", *lines)) + "\n"


def _shared(checked: Iterable[Checked]) -> list[tuple[str, int, list[str]]]:
    """Worn phrases that stand in more than one of the stories: how often, and in which."""
    times: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for one in checked:
        for name, count in phrase_counts(one.story).items() if one.story else ():
            times[name] += count
            where.setdefault(name, []).append(one.name)
    return [(name, count, where[name]) for name, count in times.most_common() if len(where[name]) > 1]


def _count(checked: Sequence[Checked]) -> str:
    said = f"{several(len(checked), 'story', 'stories')} checked"
    counts = {kind: sum(one.count(kind) for one in checked) for kind in report.SEVERITIES}
    guessed = sum(one.exact is False for one in checked)
    if guessed:
        said += f", {'not' if len(checked) == 1 else f'{guessed:,} of them not'} exactly"
    if not any(counts.values()):
        return f"{said}, nothing to report."
    return f"{said}: {', '.join(several(counts[kind], kind) for kind in counts)}."
