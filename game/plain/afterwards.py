"""The debrief, told in words."""

from collections.abc import Callable, Iterator
from functools import partial

from game.debrief.debrief import Debrief, debrief_of
from game.debrief.ideas import IdeaCard
from game.debrief.kept import Kept
from game.narrative.playthrough import Playthrough
from game.plain.console import Console


def parts(console: Console, playthrough: Playthrough) -> Iterator[tuple[str, Callable[[], None]]]:
    """What can be told once a reading has ended: a title, and what tells it, in the order of the debrief."""
    debrief = debrief_of(playthrough.story, playthrough)
    if debrief.kept:
        yield "What the story kept.", partial(_kept, console, debrief.kept)
    if debrief.voice:
        yield "How they might tell it.", partial(console.prose, *debrief.voice)
    yield "The map, told in words.", partial(console.prose, *debrief.path.told)
    if debrief.questions:
        yield "Three questions.", partial(_questions, console, debrief)
    yield "Attachment and autonomy.", partial(_card, console, debrief.card)


def _kept(console: Console, kept: tuple[Kept, ...]) -> None:
    for one in kept:
        console.say("", f"{one.chapter}. You chose: {one.said}" if one.chapter else f"You chose: {one.said}")
        if one.echo is None:
            console.say(one.note)
        else:
            where = f" ({one.echo.chapter})" if one.echo.chapter else ""
            console.say(f"It came back{where}: {one.echo.text}")


def _questions(console: Console, debrief: Debrief) -> None:
    for number, question in enumerate(debrief.questions, 1):
        console.say("", f"Question {number}. {question}")


def _card(console: Console, card: IdeaCard) -> None:
    console.say("", "Attachment and autonomy, side by side.")
    for row in card.rows:
        sides = [f"Attachment: {row.attachment}", f"Autonomy: {row.autonomy}"]
        if row.attachment == row.autonomy:
            sides = [f"Both: {row.attachment}"]
        console.say("", f"{row.aspect}.", *sides, f"Behind it: {row.behind} ({row.evidence}; {row.source})")
    console.say("", "What can be said against it:")
    console.say(*(f"- {objection}" for objection in card.objections))
    console.say("", card.claim)
