"""What an author has before them: the story as it was last good, a place in it, and what is wrong now.

Files change under it, and it stays at the same place in the same playthrough as far as the story still goes
there. Nothing here knows a window, and nothing ever writes to the author's files.
"""

import random
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from game.author.report import Checked
from game.debrief.turning import choices
from game.narrative import rules
from game.narrative.playthrough import Moment, Playthrough
from game.story.model import Choice, Story
from game.story.names import default_id

LOOKING = 0.5
"""Seconds in which a way to a scene is looked for where none is known yet."""
LONGEST = 500
"""Choices after which a way that is looked for is given up."""


class Step(NamedTuple):
    """A choice made, by its ids."""

    scene: str
    choice: str


class Road(NamedTuple):
    """An open choice, and what it would do now: a `step` of None leads nowhere, a fault of the story."""

    choice: Choice
    said: str
    step: rules.Step | None


class Bench:
    """One story being written. `take` is told what lies on disk; the rest is asked and done by the author.

    `checked` is of the last version that could be read, and `faults` of the present one where it cannot.
    `notice` says what the last save did to the place one stands at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.checked: Checked | None = None
        self.faults: Checked | None = None
        self.play: Playthrough | None = None
        self.notice = ""
        self.fresh: tuple[str, ...] = ()
        """What the page says since the last save, and did not say before: paragraphs and choices."""
        # The way that the author went, longer than the path where the story no longer goes there: when a
        # later save brings back what was lost, so is the place.
        self._way: list[Step] = []

    @property
    def story(self) -> Story | None:
        """The last version that could be read; None before there was one."""
        return self.checked.story if self.checked else None

    @property
    def path_made(self) -> tuple[str, ...]:
        """The ids of the choices that led here."""
        return choices(self.play) if self.play else ()

    # -- saves ------------------------------------------------------------------------------------

    def take(self, checked: Checked) -> None:
        """Take in what lies on disk now, and stand where one stood."""
        if checked.story is None:
            self.faults = checked
            return
        before = self.story
        if before is not None and before.digest == checked.story.digest and self.faults is None:
            # The same, looked at more closely: what the last save did is still what it did.
            self.checked = checked
            return
        self.faults, self.checked = None, checked
        play, earlier = Playthrough(checked.story), self.play
        self.notice = self._replay(play, before)
        # Where the last save had cut the way short, coming back is no news of where it leads.
        if not self.notice and earlier is not None and len(earlier.path) == len(play.path):
            self.notice = _elsewhere(earlier, play)
        self.play = play
        same = earlier is not None and earlier.now.scene == play.now.scene
        shown = _shown(earlier) if earlier is not None and same else _shown(play)
        self.fresh = tuple(text for text in _shown(play) if text not in shown)

    def _replay(self, play: Playthrough, before: Story | None) -> str:
        """Make the choices of the way again; returns a sentence if it ends early."""
        for number, step in enumerate(self._way):
            why = _again(play, step, before)
            if why:
                left = len(self._way) - number
                many = "one choice" if left == 1 else f"{left} choices"
                return f"{why} You stand at {play.now.scene}, {many} before where you were."
        # What was called otherwise until now is known by its new names from here on.
        if self._way:
            self._way = _steps(play)
        return ""

    # -- the place --------------------------------------------------------------------------------

    def roads(self) -> tuple[Road, ...]:
        """What can be chosen here, and what it would do."""
        if self.play is None:
            return ()
        story, state = self.play.story, self.play.now.state
        said = {option.id: option.text for option in self.play.options}
        return tuple(
            Road(choice, said[choice.id], rules.attempt(story, state, choice))
            for choice in rules.open_choices(story, state)
        )

    def choose(self, choice: str) -> str:
        """Make a choice. Returns why it cannot be made, or an empty string."""
        assert self.play is not None
        try:
            self.play.choose(choice)
        except rules.NoWayOnError:
            return "Nothing comes after this choice: no entry of its route holds here."
        except rules.ChoiceClosedError:
            return "This choice is not open here."
        self._stand()
        return ""

    def back(self) -> bool:
        """Take back one choice; False on the first page."""
        assert self.play is not None
        now = self.play.now
        if now.n == 0:
            return False
        self.play.rewind(self.play.moments[now.parent])
        self._stand()
        return True

    def restart(self) -> None:
        """To the first page."""
        assert self.play is not None
        self.play.rewind(self.play.moments[0])
        self._stand()

    def go(self, way: Sequence[str]) -> str:
        """Go a way from the first page, ``scene.choice`` each. Returns why it ends early, or nothing."""
        assert self.play is not None
        play = Playthrough(self.play.story)
        for name in way:
            scene, _, choice = name.rpartition(".")
            if why := _again(play, Step(scene, choice), None):
                return why
        self.play = play
        self._stand()
        return ""

    def way_to(self, place: str) -> tuple[str, ...] | None:
        """A way to a scene or an ending, looked for by chance for a moment; None if none was found."""
        assert self.play is not None
        story, rng = self.play.story, random.Random(1)
        deadline = time.monotonic() + LOOKING
        best: tuple[str, ...] | None = None
        while time.monotonic() < deadline:
            way = _wander(story, place, rng, len(best) if best is not None else LONGEST)
            if way is not None:
                best = way
        return best

    def _stand(self) -> None:
        assert self.play is not None
        self._way = _steps(self.play)
        self.notice, self.fresh = "", ()


def _elsewhere(earlier: Playthrough, play: Playthrough) -> str:
    """That the same choices lead to another place than they did, in a sentence, or an empty string."""
    was, now, story = earlier.now.scene, play.now.scene, play.story
    if story.renamed.get(was, was) == now:
        return ""
    if was not in story.scenes and was not in story.endings:
        return f"There is no {was} any more. The way leads to {now} now."
    return f"The way leads to {now} now, and not to {was}."


def _shown(play: Playthrough) -> tuple[str, ...]:
    """Everything that stands on the page."""
    now = play.now
    return (*now.reply, *now.text, *(text for one in play.options for text in (one.text, one.struck) if text))


def _steps(play: Playthrough) -> list[Step]:
    path = play.path
    return [Step(before.scene, _choice(after).id) for before, after in pairwise(path)]


def _choice(moment: Moment) -> Choice:
    assert moment.choice is not None
    return moment.choice


def _again(play: Playthrough, step: Step, before: Story | None) -> str:
    """Make one step again, under its present names; returns why that cannot be, or an empty string."""
    story = play.story
    wanted = story.renamed.get(step.scene, step.scene)
    scene = story.scenes.get(play.now.scene)
    name = f"{step.scene}.{step.choice}"
    if scene is None or scene.id != wanted:
        if wanted not in story.scenes:
            return f"The scene {step.scene} is gone."
        return f"The way leads to {play.now.scene} now, and not to {wanted}."
    renamed = story.renamed.get(name) or story.renamed.get(f"{wanted}.{step.choice}") or step.choice
    choice = renamed.rpartition(".")[2]
    if choice not in scene.by_id:
        again = _reworded(step, before, story, scene.id)
        if again is None:
            return f"The choice {name} is gone."
        choice = again
    try:
        play.choose(choice)
    except rules.ChoiceClosedError:
        return f"The choice {name} is not open any more."
    except rules.NoWayOnError:
        return f"The choice {name} leads nowhere now."
    return ""


def _reworded(step: Step, before: Story | None, story: Story, scene: str) -> str | None:
    """The choice that a choice is now whose id is gone because it was only made from its words.

    Such an id changes with every word. What stands in its place, and was not there before, is the same.
    """
    old = before.scenes.get(step.scene) if before else None
    if old is None or step.choice not in old.by_id:
        return None
    was, are = old.choices, story.scenes[scene].choices
    place = list(old.by_id).index(step.choice)
    if len(was) != len(are) or are[place].id in old.by_id:
        return None
    unnamed = all(one.id == default_id(one.text, place) for one in (was[place], are[place]))
    return are[place].id if unnamed else None


def _wander(story: Story, place: str, rng: random.Random, most: int) -> tuple[str, ...] | None:
    """One reading by chance, as far as `place`, in fewer than `most` choices; None if it never came there."""
    state = rules.begin(story)
    way: list[str] = []
    while state.scene != place:
        options = rules.open_choices(story, state)
        if not options or len(way) >= most - 1:
            return None
        choice = rng.choice(options)
        step = rules.attempt(story, state, choice)
        if step is None:
            return None
        way.append(f"{state.scene}.{choice.id}")
        state = step.state
    return tuple(way)
