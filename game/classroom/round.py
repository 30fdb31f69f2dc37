"""The course of a class as a state machine: its states are the phases of a round, and those around it."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from transitions import EventData, Machine


class Phase(StrEnum):
    """What the class is at."""

    LOBBY = "lobby"
    READING = "reading"
    FIRST = "first"
    ARGUE = "argue"
    SECOND = "second"
    REVEAL = "reveal"
    VOICES = "voices"
    CONSEQUENCE = "consequence"
    FEELING = "feeling"
    PREDICT = "predict"
    DEBRIEF = "debrief"
    OVER = "over"


class Depth(StrEnum):
    """How much of a round is gone through."""

    FULL = "full"
    """All of it."""
    QUICK = "quick"
    """Reading, one vote, reveal, consequence."""
    PAGE = "page"
    """There is nothing to vote on: reading, and on."""


VOTE = {Phase.FIRST: 1, Phase.SECOND: 2}
"""The phases in which ballots are taken, and the number of the vote."""
ASKED = (*VOTE, Phase.FEELING, Phase.PREDICT)
"""The phases in which phones are asked something."""
REVEALED = (Phase.REVEAL, Phase.VOICES, Phase.CONSEQUENCE)
"""The phases in which counts are shown."""
ROUND = (
    Phase.READING,
    Phase.FIRST,
    Phase.ARGUE,
    Phase.SECOND,
    Phase.REVEAL,
    Phase.VOICES,
    Phase.CONSEQUENCE,
)
"""One round, in its order."""
BETWEEN = (Phase.READING, Phase.CONSEQUENCE)
"""Where no vote is under way in a round, and none is decided: from there the story may be told on."""
AFTERWARDS = (Phase.FEELING, Phase.PREDICT, Phase.DEBRIEF)
"""What comes when the story has ended, or when time is up."""


class Standing(NamedTuple):
    """What the guards are told of the room."""

    depth: Depth
    """The depth of this round."""
    at_ending: bool
    """Whether the page is an ending."""
    decided: bool
    """Whether it is clear which choice the class makes."""
    vote_no: int
    """The last vote that was opened in this round, 1 or 2."""


class Course:
    """Where a class is, and where it may go from there. It changes nothing but its own phase.

    The triggers return False, or raise `transitions.MachineError`, where they lead nowhere.
    """

    state: str

    def __init__(self) -> None:
        self._machine = Machine(
            model=self,
            model_override=True,
            states=[str(phase) for phase in Phase],
            initial=str(Phase.LOBBY),
            transitions=_transitions(),
            auto_transitions=False,
            send_event=True,
        )

    @property
    def phase(self) -> Phase:
        """What the class is at."""
        return Phase(self.state)

    def advance(self, standing: Standing) -> bool:
        """To the next phase; the machine puts its triggers in the place of these methods."""
        raise NotImplementedError(standing)

    def skip(self, standing: Standing, to: Phase) -> bool:
        """To a phase further on."""
        raise NotImplementedError(standing, to)

    def reopen(self, standing: Standing) -> bool:
        """Back to the vote that was held last."""
        raise NotImplementedError(standing)

    def rewind(self, standing: Standing) -> bool:
        """To a page again."""
        raise NotImplementedError(standing)

    def tell(self, standing: Standing) -> bool:
        """To a later page, by way of pages that are only told."""
        raise NotImplementedError(standing)

    def end(self, standing: Standing) -> bool:
        """The class is over."""
        raise NotImplementedError(standing)

    def place(self, phase: Phase) -> None:
        """Stand at `phase`, as before a step that could not be made."""
        self._machine.set_state(str(phase), self)


def _transitions() -> list[dict[str, object]]:
    made: list[dict[str, object]] = []

    def way(trigger: str, source: Phase, dest: Phase, *conditions: Callable[[EventData], bool]) -> None:
        made.append(
            {
                "trigger": trigger,
                "source": str(source),
                "dest": str(dest),
                "conditions": list(conditions),
            }
        )

    # Of several ways the first that holds is gone.
    way("advance", Phase.LOBBY, Phase.READING)
    way("advance", Phase.READING, Phase.FEELING, _at_ending)
    way("advance", Phase.READING, Phase.FIRST, _to_vote_on)
    way("advance", Phase.READING, Phase.READING)
    way("advance", Phase.FIRST, Phase.ARGUE, _in_full)
    way("advance", Phase.FIRST, Phase.REVEAL)
    way("advance", Phase.ARGUE, Phase.SECOND)
    way("advance", Phase.SECOND, Phase.REVEAL)
    way("advance", Phase.REVEAL, Phase.VOICES, _in_full)
    way("advance", Phase.REVEAL, Phase.CONSEQUENCE, _decided)
    way("advance", Phase.VOICES, Phase.CONSEQUENCE, _decided)
    way("advance", Phase.CONSEQUENCE, Phase.READING)
    way("advance", Phase.FEELING, Phase.PREDICT)
    way("advance", Phase.PREDICT, Phase.DEBRIEF)

    way("skip", Phase.LOBBY, Phase.READING, _asked(Phase.READING))
    way("skip", Phase.CONSEQUENCE, Phase.READING, _asked(Phase.READING))
    for index, source in enumerate(ROUND):
        for dest in ROUND[index + 1 :]:
            clear = (_decided,) if dest is Phase.CONSEQUENCE else ()
            way("skip", source, dest, _asked(dest), _to_vote_on, *clear)
    for index, dest in enumerate(AFTERWARDS):
        for source in (*ROUND, *AFTERWARDS[:index]):
            way("skip", source, dest, _asked(dest))

    way("reopen", Phase.ARGUE, Phase.FIRST)
    for source in (Phase.REVEAL, Phase.VOICES):
        way("reopen", source, Phase.SECOND, _voted_twice)
        way("reopen", source, Phase.FIRST)
    for source in (*ROUND, *AFTERWARDS):
        way("rewind", source, Phase.READING)
    way("tell", Phase.LOBBY, Phase.LOBBY)
    for source in BETWEEN:
        way("tell", source, Phase.READING)
    for source in (Phase.LOBBY, *ROUND, *AFTERWARDS):
        way("end", source, Phase.OVER)
    return made


def _at_ending(event: EventData) -> bool:
    return _standing(event).at_ending


def _to_vote_on(event: EventData) -> bool:
    standing = _standing(event)
    return not standing.at_ending and standing.depth is not Depth.PAGE


def _in_full(event: EventData) -> bool:
    return _standing(event).depth is Depth.FULL


def _decided(event: EventData) -> bool:
    return _standing(event).decided


def _voted_twice(event: EventData) -> bool:
    return _standing(event).vote_no == VOTE[Phase.SECOND]


def _asked(dest: Phase) -> Callable[[EventData], bool]:
    def asked(event: EventData) -> bool:
        _, to = event.args
        return bool(to == dest)

    return asked


def _standing(event: EventData) -> Standing:
    standing: Standing
    standing, *_ = event.args
    return standing
