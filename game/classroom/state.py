"""Everything that is true in a class, and from when on it can be seen."""

from msgspec.structs import replace

from game.classroom.ballots import Option, Round, Tally, Votes
from game.classroom.road import recap
from game.classroom.round import ASKED, REVEALED, Course, Depth, Phase
from game.classroom.seats import Answers, Seats
from game.narrative.markup import plain
from game.narrative.playthrough import Moment, Playthrough
from game.story.model import Story

OUTSIDE = "This phone has no seat here. Join again."
LATE = "This vote had begun when you came in. The next one is yours."


class ClassState:
    """What is true in a class. What is still hidden has an underscore here, and no way out."""

    def __init__(self, story: Story, minutes: int = 45, *, hands: bool = False) -> None:
        self.story = story
        self.minutes = minutes
        self.playthrough = Playthrough(story)
        self.seq = 0
        """The number of the last event."""
        self.at = 0.0
        """When that was, in seconds of class."""
        self.round = 0
        """The number of the vote page, from 1; it counts up at every new one, also after a rewind."""
        self.vote_no = 1
        """The vote of this round that is or was last open, 1 or 2."""
        self.depth = Depth.PAGE
        self.options: tuple[Option, ...] = ()
        """What the page offers, until the next page is read; struck ones without a letter."""
        self.full: frozenset[str] = frozenset()
        """The scenes that are to be discussed in full."""
        self.paused = False
        self.locked = False
        self.hands = hands
        """Whether hands are counted rather than phones; ballots are taken all the same."""
        self.timer: float | None = None
        """When the time of this phase is up, in seconds of class; it ends nothing."""
        self._course = Course()
        self._page = self.playthrough.now
        """The page that is voted on; at the consequence the class stands at the next one already."""
        self._seats = Seats()
        self._answers = Answers()
        self._votes = Votes()
        self._rounds: list[Round] = []
        self._told: dict[int, Moment] = {}
        self._paused_at = 0.0

    @property
    def phase(self) -> Phase:
        """What the class is at."""
        return self._course.phase

    @property
    def you(self) -> str:
        """The character whose choices these are, by name."""
        you = self.story.cast.get("you")
        return you.name if you is not None else "the main character"

    @property
    def seated(self) -> frozenset[int]:
        """The seats that have been taken."""
        return self._seats.taken

    @property
    def cast(self) -> int:
        """How many ballots and hands, passes too, are in the vote that is or was last open; or answers."""
        if self.phase is Phase.FEELING:
            return len(self._answers.felt)
        if self.phase is Phase.PREDICT:
            return len(self._answers.predicted)
        return self._votes.many(self.vote_no)

    @property
    def recap(self) -> tuple[str, ...]:
        """What came before this page, where it was told and not voted on; else empty."""
        play = self.playthrough
        since = self._told.get(play.now.n)
        return recap(play, since, play.now) if since is not None else ()

    @property
    def told(self) -> tuple[str, ...]:
        """The chapters of the path that were told up to, plain, in order of play."""
        chapter, found = "", []
        for moment in self.playthrough.path:
            chapter = self.playthrough.heading(moment) or chapter
            if moment.n in self._told:
                found.append(plain(chapter))
        return tuple(found)

    @property
    def passed_over(self) -> frozenset[int]:
        """The places on the path, from 1, to which the story was told, and not voted on."""
        path = self.playthrough.path
        at = {moment.n: place for place, moment in enumerate(path)}
        return frozenset(
            place
            for moment in path
            if (since := self._told.get(moment.n)) is not None
            for place in range(at[since.n] + 1, at[moment.n] + 1)
        )

    @property
    def talk(self) -> str | None:
        """The question that the page asks of a class, or None."""
        scene = self.story.scenes.get(self._page.scene)
        return scene.talk if scene else None

    @property
    def first(self) -> Tally | None:
        """The first vote; None while it is hidden, or if it was not held."""
        return self._votes.tallies[0] if self.phase in REVEALED else None

    @property
    def second(self) -> Tally | None:
        """The second vote; None while it is hidden, or if it was not held."""
        return self._votes.tallies[1] if self.phase in REVEALED else None

    @property
    def tied(self) -> tuple[str, ...]:
        """The choices that are even in the vote that decides, once it is revealed; else empty."""
        return self._votes.tied if self.phase in REVEALED else ()

    @property
    def decided(self) -> str | None:
        """The choice that the class makes, once the vote is revealed and it is clear."""
        return self._votes.winner if self.phase in REVEALED else None

    @property
    def reason(self) -> str:
        """Why it was decided otherwise than by the vote, in the teacher's words; else empty."""
        return self._votes.reason if self.phase in REVEALED else ""

    @property
    def history(self) -> tuple[Round, ...]:
        """The rounds that are closed, in order; those that a rewind left are marked so."""
        path = {moment.n for moment in self.playthrough.path}
        return tuple(replace(one, left=one.led_to not in path) for one in self._rounds)

    def may_answer(self, seat: int) -> bool:
        """Whether this seat may vote, say a word or predict now."""
        return not self.refusal(seat, *ASKED)

    def refusal(self, seat: int, *phases: Phase) -> str:
        """Why this seat may not answer what is asked in `phases`, as a sentence for it; empty if it may."""
        if seat not in self._seats.taken:
            return OUTSIDE
        if self.phase not in phases:
            return "That is not open now."
        if self.paused:
            return "The class is paused."
        return LATE if seat in self._seats.late else ""

    def answer_of(self, seat: int) -> str | tuple[int, int] | None:
        """What this seat said last and may still change or see: a choice or `PASS`, a word, two meters."""
        if self.phase is Phase.FEELING:
            return self._answers.felt.get(seat)
        if self.phase is Phase.PREDICT:
            return self._answers.predicted.get(seat)
        return self._votes.of(seat, self.vote_no)

    @property
    def feelings(self) -> dict[str, int]:
        """Word -> phones, once nobody can change theirs."""
        return self._answers.feelings

    @property
    def predictions(self) -> tuple[tuple[int, int], ...]:
        """Autonomy and connection of each prediction, sorted, once nobody can change theirs."""
        return self._answers.predictions

    @property
    def at_ending(self) -> bool:
        """Whether the page is an ending."""
        return self.playthrough.ending is not None
