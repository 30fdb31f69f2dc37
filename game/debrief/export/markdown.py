"""A reading as Markdown that any reader of CommonMark shows alike."""

import re
from collections.abc import Iterator

from game.debrief.debrief import Debrief, debrief_of
from game.debrief.export.book import parts
from game.narrative.markup import Span, parse
from game.narrative.playthrough import Playthrough
from game.story.model import Story

_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|&$!])")
_OPENER = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def as_markdown(story: Story, playthrough: Playthrough, *, brief: bool = False) -> str:
    """The whole reading as CommonMark with one table; ends with a line end."""
    blocks = [f"# {escaped(story.title)}", f"*{escaped(story.header.author)}*"]
    for kind, text in parts(story, playthrough, brief):
        match kind:
            case "chapter":
                blocks.append(f"## {_inline(text)}")
            case "ending":
                blocks.append(f"## {escaped(text)}")
            case "rest":
                blocks.append("\\* \\* \\*")
            case "choice":
                blocks.append(f"→ {_inline(text)}")
            case "told":
                blocks.append(opened(escaped(text)))
            case "text":
                blocks.append(in_markdown(text))
    if playthrough.ending is not None:
        blocks += _debrief(debrief_of(story, playthrough))
    return "\n\n".join(blocks) + "\n"


def _debrief(debrief: Debrief) -> Iterator[str]:
    yield "---"
    if debrief.kept:
        yield "## What the story kept"
        for item in debrief.kept:
            yield f"→ {escaped(item.said)}"
            yield f"> {opened(escaped(item.echo.text if item.echo else item.note))}"
    if debrief.voice:
        yield "## How they might tell it"
        yield from (in_markdown(paragraph) for paragraph in debrief.voice)
    yield "## The map, in words"
    yield opened(escaped(" ".join(debrief.path.told)))
    if debrief.questions:
        yield "## Three questions"
        yield "\n".join(f"- {opened(escaped(question))}" for question in debrief.questions)
    yield "## Attachment and autonomy"
    rows = [("", "Attachment", "Autonomy", "What stands behind it")]
    rows += [
        (
            row.aspect,
            row.attachment,
            row.autonomy,
            f"{row.evidence[0].upper()}{row.evidence[1:]}. {row.behind} ({row.source}.)",
        )
        for row in debrief.card.rows
    ]
    lines = ["| " + " | ".join(map(escaped, row)) + " |" for row in rows]
    yield "\n".join([lines[0], "| --- | --- | --- | --- |", *lines[1:]])
    yield "What can be said against this:"
    yield "\n".join(f"- {escaped(objection)}" for objection in debrief.card.objections)
    yield escaped(debrief.card.claim)


def in_markdown(paragraph: str) -> str:
    """One paragraph of a story as CommonMark that shows the same."""
    block = parse(paragraph)
    text = opened(_spans(block.spans))
    match block.kind:
        case "break":
            return "\\* \\* \\*"
        case "quote":
            return f"> {text}"
        case "item":
            return f"- {text}"
        case _:
            return text


def _inline(text: str) -> str:
    return _spans(parse(text).spans)


def _spans(spans: tuple[Span, ...]) -> str:
    """Spans with their marks; where a mark would touch a letter or a mark, a comment keeps them apart."""
    out, closed = "", False
    for span in spans:
        inner = span.text.strip()
        mark = ("~~" if span.struck else "") + "*" * (span.italic + 2 * span.bold) if inner else ""
        head, _, tail = span.text.partition(inner) if mark else ("", "", "")
        piece = f"{head}{mark}{escaped(inner)}{mark[::-1]}{tail}" if mark else escaped(span.text)
        if (closed and (piece[:1].isalnum() or (mark and not head))) or (
            mark and not head and out[-1:].isalnum()
        ):
            out += "<!-- -->"
        out += piece
        closed = bool(mark) and not tail
    return out


def escaped(text: str) -> str:
    """Plain text in which nothing is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", text)


def opened(text: str) -> str:
    """A paragraph that cannot be taken for a list or a heading by how it begins."""
    return _OPENER.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)
