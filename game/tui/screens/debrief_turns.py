"""Turning points and roads not taken, as pieces of a sheet; and what stands there until they are known."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from game.debrief.turning import CHANGED, INTRODUCED, LOST, NONE, TOO_WIDE, WORKING, Turn
from game.tui.typeset import Piece, plain

if TYPE_CHECKING:
    from game.debrief.beside import Status

_WHY = {"wide": TOO_WIDE, "changed": CHANGED, "lost": LOST}


def unmapped(status: "Status") -> str:
    """Why the map has no shade."""
    return _WHY.get(status, WORKING)


def waiting(status: "Status", states: int) -> list[Piece]:
    """What stands in place of the turning points while they are not known, or where they will not be."""
    pieces = [plain(unmapped(status))]
    if status == "working" and states:
        pieces.append(plain(f"{states:,} of its places have been found so far.", "note"))
    return pieces


def turns(found: tuple[Turn, ...]) -> list[Piece]:
    """Every turning point: the choice, where it was made, and what it did to what could come."""
    if not found:
        return [plain(NONE)]
    pieces = [plain(INTRODUCED, "note")]
    for number, turn in enumerate(found, 1):
        pieces.append(_chosen(number, turn))
        if turn.chapter:
            pieces.append(Piece(Content(turn.chapter), "quiet", gap=0, inset=3))
        pieces.append(_under(turn.told, 3))
    return pieces


def roads(number: int, turn: Turn) -> list[Piece]:
    """The other choices at one turning point, and where each could still have led."""
    pieces = [_chosen(number, turn), _under((turn.until,), 3, "note")]
    for road in turn.roads:
        pieces += [Piece(Content(road.said), gap=1, inset=3, hang="–"), _under(road.told, 3, "quiet")]
    return pieces


def _chosen(number: int, turn: Turn) -> Piece:
    return Piece(Content(turn.said), "chosen", gap=1, inset=3, hang=str(number))


def _under(told: Iterable[str], inset: int, look: str = "text") -> Piece:
    return Piece(Content(" ".join(told)), look, gap=0, inset=inset)
