"""What every report ends with, of a class or of groups apart."""

from collections.abc import Iterator, Sequence

from game.classroom.report.document import Block, Heading, Items, Table, Text
from game.debrief.ideas import CARD
from game.narrative.markup import plain


def questions(asked: Sequence[str]) -> Iterator[Block]:
    """The questions of a story."""
    if asked:
        yield Heading("To talk about")
        yield Items(tuple(map(plain, asked)))


def card() -> Iterator[Block]:
    """The idea card, without its sources, which the story shows at its end."""
    yield Heading("Attachment and autonomy")
    yield Table(
        "",
        ("", "Attachment", "Autonomy"),
        tuple((line.aspect, line.attachment, line.autonomy) for line in CARD.rows),
    )
    yield Text("What can be said against this", True)
    yield Items(CARD.objections)
    yield Text(CARD.claim, True)


def care(lines: Sequence[str]) -> Iterator[Block]:
    """Whom to turn to."""
    yield Heading("If something came too near")
    yield Items(tuple(lines))
