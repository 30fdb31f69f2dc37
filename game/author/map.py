"""``leeway map``: a story as a graph, in words, as a picture, or as one sheet for the wall."""

import sys
from pathlib import Path
from typing import Literal, get_args

from game.analysis.drawing import svg
from game.analysis.graph import dot, graph_of, mermaid
from game.author.gather import SECONDS, gather
from game.author.page import page
from game.author.progress import progress
from game.author.report import Checked, text

Format = Literal["mermaid", "dot", "svg", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[str, Format] = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".html": "html",
    ".htm": "html",
}


class MapError(Exception):
    """What was asked for cannot be drawn, or not be written: what happened, and what to do."""


def run(path: str, format: Format | None, out: str | None, seconds: float | None = SECONDS) -> int:  # noqa: A002
    """Draw the story at `path` to the file `out`, or to standard output; returns the exit status.

    Without a `format` the name of the file says which it is, and without a file it is Mermaid. With
    `seconds` None the ways are drawn without what is known of the traffic on them.

    Raises `MapError` for a file whose name says no format, or that cannot be written.
    """
    chosen = format or _format_of(out)
    with progress() as told:
        checked = gather(Path(path), seconds, told)
    if checked.story is None:
        print(text(checked), end="", file=sys.stderr)
        return 1
    drawn = _drawn(checked, chosen)
    if out is None or out == "-":
        sys.stdout.write(drawn)
        return 0
    try:
        Path(out).write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise MapError(f"{out} cannot be written: {reason}.") from None
    print(f"Written to {out}.")
    return 0


def _format_of(out: str | None) -> Format:
    if out is None or out == "-":
        return "mermaid"
    try:
        return SUFFIXES[Path(out).suffix.lower()]
    except KeyError:
        raise MapError(
            f"{out} does not say what to draw: end its name in .html, .svg, .dot or .mmd, or give --format."
        ) from None


def _drawn(checked: Checked, format: Format) -> str:  # noqa: A002
    if format == "html":
        return page(checked)
    assert checked.story is not None
    graph = graph_of(checked.story, checked.traffic)
    return {"mermaid": mermaid, "dot": dot, "svg": svg}[format](graph)
