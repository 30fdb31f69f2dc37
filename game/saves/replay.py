"""Old steps in a story that may have changed since: which of them still hold."""

from typing import NamedTuple

from msgspec import structs

from game.narrative import rules
from game.narrative.state import State
from game.saves.journal import Contents, Step
from game.story.model import Choice, Story


class Held(NamedTuple):
    """A step that still leads where it led, in the words of the present story."""

    step: Step
    choice: Choice
    state: State
    """Where it leads."""


class Replay(NamedTuple):
    """What is left of a journal in the present story."""

    first: State
    held: dict[int, Held]
    """By number, in the order of the journal; a parent stands before its children."""
    at: int
    """The number of the page at which the reader stands: the last one that holds."""
    behind: int
    """How many choices that is before the page at which the reader stood."""
    lost: int
    """How many steps, on all branches, no longer hold."""
    last: int
    """The highest number that the journal has used."""

    @property
    def path(self) -> list[Held]:
        """The steps that lead from the first page to `at`."""
        path: list[Held] = []
        n = self.at
        while n:
            path.append(self.held[n])
            n = path[-1].step.parent
        return path[::-1]

    def branch(self) -> "Replay":
        """The same place at the end of its path alone, numbered from 1: how a new journal begins."""
        held = {
            n: one._replace(step=structs.replace(one.step, n=n, parent=n - 1))
            for n, one in enumerate(self.path, 1)
        }
        return Replay(self.first, held, len(held), 0, 0, len(held))


def replay(story: Story, contents: Contents) -> Replay:
    """Make every recorded choice again, on every branch, as far as the story still goes the same way.

    A branch stops where a choice is gone or closed, or leads elsewhere; what comes after stays in the
    file and is left out.
    """
    first = rules.begin(story)
    held: dict[int, Held] = {}
    parents: dict[int, int] = {}
    for step in contents.steps:
        parents[step.n] = step.parent
        if step.parent and step.parent not in held:
            continue
        state = held[step.parent].state if step.parent else first
        if (again := _again(story, state, step)) is not None:
            held[step.n] = again
    at, behind = contents.at, 0
    while at and at not in held:
        at = parents[at]
        behind += 1
    last = contents.steps[-1].n if contents.steps else 0
    return Replay(first, held, at, behind, len(contents.steps) - len(held), last)


def _again(story: Story, state: State, step: Step) -> Held | None:
    scene = story.scenes.get(state.scene)
    if scene is None or place(story, step.scene) != scene.id:
        return None
    choice = scene.by_id.get(choice_id(story, step))
    if choice is None:
        return None
    try:
        made = rules.choose(story, state, choice)
    except (rules.ChoiceClosedError, rules.NoWayOnError):
        return None
    return Held(step, choice, made.state) if made.to == place(story, step.to) else None


def place(story: Story, written: str) -> str:
    """The present id of the scene or ending that a save calls `written`; ``"here"`` stays."""
    return story.renamed.get(written, written)


def choice_id(story: Story, step: Step) -> str:
    """The present id of the choice that `step` made. Its scene may be called by its old name, or the new."""
    for scene in (step.scene, place(story, step.scene)):
        if renamed := story.renamed.get(f"{scene}.{step.choice}"):
            return renamed.rpartition(".")[2]
    return step.choice
