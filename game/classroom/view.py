"""What one phone is told: all of it, every time, and nothing of any other seat."""

from msgspec import Struct
from msgspec.structs import replace

from game.classroom.ballots import PASS
from game.classroom.care import NORMS
from game.classroom.round import ASKED, REVEALED, VOTE, Depth, Phase
from game.classroom.seats import FEELINGS
from game.classroom.state import LATE, OUTSIDE, ClassState
from game.narrative.markup import Block, parse, plain


class Letter(Struct, frozen=True):
    """One button."""

    letter: str
    id: str
    text: str


class Count(Struct, frozen=True):
    """What one choice got, once that is revealed; None for a vote that was not held."""

    letter: str
    first: int | None
    second: int | None


class PhoneView(Struct, frozen=True, kw_only=True):
    """The whole page of one phone. Its text is plain, but `reply` and `text` have the story's emphasis."""

    seq: int
    """Grows with every change that reaches the file, also over a restart; of two views the higher holds."""
    phase: Phase
    paused: bool
    title: str
    """Of the story."""
    you: str
    """The character whose choices these are, by name."""
    chapter: str
    round: int
    vote: int
    """1 or 2."""
    letters: tuple[Letter, ...]
    """The choices that are open on this page, for as long as it is voted on."""
    open: bool
    """Whether this phone may answer now: vote, say a word, or predict."""
    mine: str | None
    """What this phone said last in this phase: a letter, ``"pass"``, a word; None if nothing."""
    placed: tuple[int, int] | None
    """Where this phone placed the meters, autonomy and connection."""
    counts: tuple[Count, ...]
    """Empty until the reveal."""
    decided: str | None
    """The letter of what the class does, once that is revealed and clear."""
    reply: tuple[Block, ...]
    """What the choice that led here was answered with, or what was told on the way here, by paragraph."""
    text: tuple[Block, ...]
    """The page, likewise; at the consequence, the one that comes."""
    talk: str | None
    feelings: tuple[str, ...]
    """The words to choose from, while they are asked for."""
    deadline: float | None
    """Seconds left, not below 0; None without a timer. Nothing happens at 0."""
    ending: str | None
    """The title of the ending that was reached."""
    norms: tuple[str, ...]
    """On the first page; then empty."""
    help: tuple[str, ...]
    sign: str
    """What this phone shows when it is asked which one it is; empty without a seat."""
    message: str
    """One quiet sentence: what this phone is asked to do now."""


def common(state: ClassState, help_lines: tuple[str, ...]) -> PhoneView:
    """What every phone is told alike, as a phone without a seat sees it. No event of one seat changes it."""
    phase, play = state.phase, state.playthrough
    inside = phase is not Phase.LOBBY
    ended = play.ending
    first, second = state.first, state.second
    letters = _letters(state)
    return PhoneView(
        seq=state.seq,
        phase=phase,
        paused=state.paused,
        title=plain(state.story.title),
        you=state.you,
        chapter=plain(play.chapter) if inside else "",
        round=state.round,
        vote=state.vote_no,
        letters=tuple(
            Letter(option.letter, option.id, plain(option.text))
            for option in state.options
            if option.letter is not None and state.depth is not Depth.PAGE
        ),
        open=False,
        mine=None,
        placed=None,
        counts=tuple(
            Count(
                letter,
                first.counts[choice] if first else None,
                second.counts[choice] if second else None,
            )
            for choice, letter in letters.items()
            if first or second
        ),
        decided=letters.get(state.decided or ""),
        reply=tuple(map(parse, state.recap or play.now.reply)) if inside else (),
        text=tuple(map(parse, play.now.text)) if inside else (),
        talk=plain(state.talk) if inside and state.talk else None,
        feelings=FEELINGS if phase is Phase.FEELING else (),
        deadline=None,
        ending=plain(ended.title) if inside and ended else None,
        norms=NORMS if phase is Phase.LOBBY else (),
        help=help_lines,
        sign="",
        message="",
    )


def own(shared: PhoneView, state: ClassState, seat: int, left: float | None, sign: str) -> PhoneView:
    """`shared` with what is this phone's own. A seat that is gone sees what all see, and no buttons."""
    answer = state.answer_of(seat) if state.phase in _ANSWERED else None
    mine = answer if isinstance(answer, str) else None
    if mine is not None and state.phase is not Phase.FEELING:
        mine = "pass" if mine == PASS else _letters(state)[mine]
    return replace(
        shared,
        seq=state.seq,
        open=state.may_answer(seat),
        mine=mine,
        placed=answer if isinstance(answer, tuple) else None,
        deadline=left,
        sign=sign,
        message=_message(state, seat),
    )


# Where a phone sees again what it said.
_ANSWERED = (*ASKED, Phase.ARGUE, *REVEALED)


def _letters(state: ClassState) -> dict[str, str]:
    return {option.id: option.letter for option in state.options if option.letter is not None}


_MESSAGES = {
    Phase.LOBBY: "You are in. It begins on the big screen.",
    Phase.READING: "Read along on the big screen.",
    Phase.FIRST: "What should {you} do? Nobody sees this yet.",
    Phase.ARGUE: "Talk to the person beside you.",
    Phase.SECOND: "Once more, now that you have talked. Nobody sees this yet.",
    Phase.REVEAL: "Look at the big screen.",
    Phase.VOICES: "Listen to each side.",
    Phase.CONSEQUENCE: "This is what came of it.",
    Phase.FEELING: "One word for how this leaves you. Nobody sees whose it is.",
    Phase.PREDICT: "Where did {you} end up? Place {you} before the map is shown.",
    Phase.DEBRIEF: "Look at the big screen.",
    Phase.OVER: "That was it. Nothing about you is kept.",
}


def _message(state: ClassState, seat: int) -> str:
    if state.phase is not Phase.OVER:
        if seat not in state.seated:
            return OUTSIDE
        if state.paused:
            return "A pause."
        if state.phase in VOTE and not state.may_answer(seat):
            return LATE
        if state.phase is Phase.READING and state.depth is not Depth.PAGE:
            return "Read along on the big screen. Then you vote."
    return _MESSAGES[state.phase].format(you=state.you)
