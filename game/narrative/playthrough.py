"""One reading: where it is, how it came there, and every road it took and left."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from game.narrative import rules
from game.narrative.machine import Narrative
from game.narrative.prose import ending_text, line, paragraphs
from game.narrative.state import NOTHING, State
from game.story.model import HERE, Choice, Ending, Story


class Option(Struct, frozen=True):
    """A choice as the page offers it; with `struck` it is shown and cannot be made."""

    id: str
    text: str
    struck: str | None = None


class Moment(Struct, frozen=True):
    """One page of a reading. Text is judged once, on arrival, and kept.

    `n` numbers the choice that led here (0 is the first page) and `parent` the moment it was made at.
    """

    n: int
    parent: int
    state: State
    text: tuple[str, ...]
    reply: tuple[str, ...] = ()
    choice: Choice | None = None
    said: str = ""
    """The text of the choice that led here, as it stood on the page."""
    stayed: bool = False
    """Whether that choice led ``"here"``: the page is the one before, with a reply."""

    @property
    def scene(self) -> str:
        """The id of the scene or ending."""
        return self.state.scene


class Playthrough:
    """A reading of `story`: a tree of moments, one of which is `now`.

    Going back never loses anything: the next choice made there is one more branch.
    """

    def __init__(self, story: Story, before: frozenset[str] = NOTHING) -> None:
        self.story = story
        self._narrative = Narrative(story, before)
        self._moments = [self._arrival(Moment(0, 0, self._narrative.state, ()))]
        self.now = self._moments[0]

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Every moment of every branch, by number."""
        return tuple(self._moments)

    @property
    def ending(self) -> Ending | None:
        """The ending that has been reached, or None."""
        return rules.ending_of(self.story, self.now.state)

    @property
    def path(self) -> tuple[Moment, ...]:
        """The moments from the first page to now."""
        return self.path_to(self.now)

    def path_to(self, moment: Moment) -> tuple[Moment, ...]:
        """The moments from the first page to `moment`."""
        path = [moment]
        while path[-1].n:
            path.append(self._moments[path[-1].parent])
        return tuple(reversed(path))

    @property
    def options(self) -> tuple[Option, ...]:
        """What the page offers, in the order of the story; empty at an ending."""
        scene = self.story.scenes.get(self.now.scene)
        if scene is None:
            return ()
        state = self.now.state
        struck = rules.struck_choices(self.story, state)
        return tuple(
            Option(
                choice.id,
                line(self.story, choice.text, state),
                line(self.story, choice.struck, state) if choice.struck and choice in struck else None,
            )
            for choice in scene.choices
            if choice in struck or rules.is_open(state, choice)
        )

    @property
    def visit(self) -> tuple[Moment, tuple[Moment, ...]]:
        """The moment at which the present page was arrived at, and those since that stayed there."""
        stays: list[Moment] = []
        moment = self.now
        while moment.stayed:
            stays.append(moment)
            moment = self._moments[moment.parent]
        return moment, tuple(reversed(stays))

    @property
    def tried(self) -> frozenset[str]:
        """The ids of the choices that were made here before, on any branch."""
        later = self._moments[self.now.n + 1 :]
        return frozenset(one.choice.id for one in later if one.parent == self.now.n and one.choice)

    def summary(self, moment: Moment) -> str | None:
        """What can be told in place of the text of a noted scene; None for every other."""
        scene = self.story.scenes.get(moment.scene)
        return None if scene is None else scene.skip

    @property
    def chapter(self) -> str:
        """The chapter that is being read, or an empty string before the first."""
        return next((found for moment in reversed(self.path) if (found := self.heading(moment))), "")

    def heading(self, moment: Moment) -> str:
        """The chapter heading that `moment` opens with, or an empty string."""
        scene = self.story.scenes.get(moment.scene)
        if scene is None or scene.chapter is None or moment.stayed:
            return ""
        return line(self.story, scene.chapter, moment.state)

    def chapters(self) -> Iterator[tuple[str, Moment]]:
        """Every chapter reached on any branch, with the first moment of each."""
        found: set[str] = set()
        for moment in self._moments:
            heading = self.heading(moment)
            if heading and heading not in found:
                found.add(heading)
                yield heading, moment

    def choose(self, choice_id: str) -> Moment:
        """Make a choice of the present page and return the page that comes.

        Raises `rules.ChoiceClosedError` if it is not open, `rules.NoWayOnError` if it leads nowhere;
        nothing has moved then.
        """
        scene = self.story.scenes.get(self.now.scene)
        choice = scene.by_id.get(choice_id) if scene else None
        if choice is None:
            raise rules.ChoiceClosedError(f"{self.now.scene} has no choice {choice_id}")
        said = line(self.story, choice.text, self.now.state)
        self._narrative.choose(choice)
        step = self._narrative.step
        assert step is not None
        reply = paragraphs(self.story, choice.reply, step.after)
        stayed = step.to == HERE
        text = self.now.text if stayed else ()
        moment = Moment(len(self._moments), self.now.n, step.state, text, reply, choice, said, stayed)
        self.now = moment if stayed else self._arrival(moment)
        self._moments.append(self.now)
        return self.now

    def rewind(self, moment: Moment) -> None:
        """Stand at an earlier moment, or on another branch; everything that came after is kept."""
        self._narrative.place(moment.state)
        self.now = moment

    def _arrival(self, moment: Moment) -> Moment:
        state = moment.state
        ending = rules.ending_of(self.story, state)
        if ending is not None:
            return replace(moment, text=ending_text(self.story, ending, state))
        return replace(moment, text=paragraphs(self.story, self.story.scenes[state.scene].text, state))
