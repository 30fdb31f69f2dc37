"""The debrief, told in words."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from game.debrief.debrief import Debrief, debrief_of
from game.debrief.ideas import IdeaCard
from game.debrief.kept import Kept
from game.debrief.turning import INTRODUCED, NONE, Turn, choices, turning_points
from game.narrative.playthrough import Playthrough
from game.plain.console import Console

if TYPE_CHECKING:
    from collections.abc import Collection

    from game.plain.foresight import Foresight


def parts(
    console: Console,
    playthrough: Playthrough,
    foresight: "Foresight | None" = None,
    found: "Callable[[], Collection[str]]" = frozenset,
) -> Iterator[tuple[str, Callable[[], None]]]:
    """What can be told once a reading has ended: a title, and what tells it, in the order of the debrief.

    Without `foresight` nothing is told of what else could have come; `found` gives the endings to be named.
    """
    debrief = debrief_of(playthrough.story, playthrough)
    if debrief.kept:
        yield "What the story kept.", partial(_kept, console, debrief.kept)
    if debrief.voice:
        yield "How they might tell it.", partial(console.prose, *debrief.voice)
    yield "The map, told in words.", partial(console.prose, *debrief.path.told)
    if foresight is not None:

        def turns() -> Sequence[Turn] | None:
            forks = foresight.forks(choices(playthrough), lambda text: console.say("", text))
            if isinstance(forks, str):
                console.say("", forks)
                return None
            if points := turning_points(playthrough, forks, found()):
                return points
            console.say("", NONE)
            return None

        yield "Turning points.", partial(_turns, console, turns)
        yield "Roads not taken.", partial(_roads, console, turns)
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


def _turns(console: Console, turns: Callable[[], Sequence[Turn] | None]) -> None:
    if points := turns():
        console.say("", INTRODUCED)
        for number, turn in enumerate(points, 1):
            console.say("", _chosen(number, turn), *turn.told)


def _roads(console: Console, turns: Callable[[], Sequence[Turn] | None]) -> None:
    for number, turn in enumerate(turns() or (), 1):
        console.say("", _chosen(number, turn), turn.until)
        for road in turn.roads:
            console.say(f"You did not choose: {road.said}", *road.told)
        console.say(f"`go {turn.page.n}` chooses again there; what came after it is kept.")


def _chosen(number: int, turn: Turn) -> str:
    where = f" {turn.chapter}." if turn.chapter else ""
    return f"Turning point {number}.{where} You chose: {turn.said}"


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
