"""A reading that is kept while it is read."""

from types import TracebackType
from typing import Self

from game.narrative.playthrough import Moment, Playthrough
from game.saves.journal import Journal, Mark, Step, today
from game.saves.replay import Replay
from game.story.model import HERE, Story


class Reading:
    """One open reading of a story; the file it is kept in is its own until `close`.

    `playthrough` is for looking at. Move with `choose` and `rewind`, which keep what they do.
    """

    def __init__(
        self, story: Story, journal: Journal, replay: Replay | None = None, notice: str = ""
    ) -> None:
        self.story = story
        self.playthrough = Playthrough(story)
        self.notice = notice
        """A sentence for the player, or an empty string; see the package's docstring."""
        self._journal = journal
        # The number in the journal of every moment, by the moment's own: a journal may hold steps that
        # the story no longer has.
        self._numbers = [0]
        self._next = 1
        if replay is not None:
            self._restore(replay)

    @property
    def id(self) -> str:
        """The name of its file, without the suffix."""
        return self._journal.path.stem

    def choose(self, choice_id: str) -> Moment:
        """Make a choice of the present page. It is on disk when the next page is returned.

        Raises as `Playthrough.choose` does, and has done nothing then. If the disk refuses, the reading
        goes on, `notice` says so, and the choice is written with the next one.
        """
        moment = self.playthrough.choose(choice_id)
        assert moment.choice is not None
        parent = self.playthrough.moments[moment.parent]
        step = Step(
            n=self._next,
            parent=self._numbers[moment.parent],
            scene=parent.scene,
            choice=moment.choice.id,
            to=HERE if moment.stayed else moment.scene,
            on=today() if self.playthrough.ending else None,
        )
        self._numbers.append(self._next)
        self._next += 1
        self.notice = self._journal.append(step)
        return moment

    def rewind(self, moment: Moment) -> None:
        """Stand at an earlier page, or on another branch; nothing is lost by it."""
        if moment.n == self.playthrough.now.n:
            return
        self.playthrough.rewind(moment)
        self.notice = self._journal.append(Mark(self._numbers[moment.n]))

    def close(self) -> None:
        """Let the file go, for another window to open. What a full disk refused is tried once more."""
        self.notice = self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _restore(self, replay: Replay) -> None:
        moments: dict[int, Moment] = {0: self.playthrough.now}
        for step, choice, _ in replay.held.values():
            if moments[step.parent] is not self.playthrough.now:
                self.playthrough.rewind(moments[step.parent])
            moments[step.n] = self.playthrough.choose(choice.id)
            self._numbers.append(step.n)
        self.playthrough.rewind(moments[replay.at])
        self._next = replay.last + 1
