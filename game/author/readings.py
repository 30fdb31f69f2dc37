"""Which saved readings an edit would cut short, where, and why."""

from collections.abc import Iterator

from game.narrative import rules
from game.saves.bookcase import Bookcase
from game.saves.journal import Contents, Step
from game.saves.replay import Replay, choice_id, place, replay
from game.story.model import HERE, Story


def cut_short(bookcase: Bookcase, old: Story, new: Story) -> Iterator[str]:
    """A sentence for every saved reading of the story that holds in `old` and not in `new`.

    They have the numbers that the shelf gives them, the latest first.
    """
    for number, contents in enumerate(bookcase.contents(new.slug), 1):
        now = replay(new, contents)
        if not now.lost or now.lost <= replay(old, contents).lost:
            continue
        assert contents.header is not None
        reading = f"Saves: reading {number}, begun on {contents.header.started},"
        if now.behind:
            made = len(now.path) + now.behind
            yield f"{reading} would go back {now.behind} of {made} choices: {_why(new, contents, now)}."
        else:
            yield f"{reading} would lose {now.lost} of its {len(contents.steps)} choices, on another branch."


def _why(story: Story, contents: Contents, now: Replay) -> str:
    """Why the first step that is lost on the way to where the reader stands no longer holds."""
    step = _first_lost(contents, now)
    state = now.held[step.parent].state if step.parent else now.first
    at = place(story, step.scene)
    if at not in story.scenes:
        return f"the scene {step.scene} is gone"
    if state.scene != at:
        return f"it begins at {state.scene} now, not at {step.scene}"
    name = choice_id(story, step)
    choice = story.scenes[at].by_id.get(name)
    if choice is None:
        return f"{at} has no choice {name}"
    try:
        leads = rules.choose(story, state, choice).to
    except rules.ChoiceClosedError:
        return f"{at}.{name} is not open there"
    except rules.NoWayOnError:
        return f"{at}.{name} leads nowhere"
    return f"{at}.{name} leads {_to(leads)} now, not {_to(step.to)}"


def _first_lost(contents: Contents, now: Replay) -> Step:
    steps = {step.n: step for step in contents.steps}
    lost = steps[contents.at]
    while lost.parent and lost.parent not in now.held:
        lost = steps[lost.parent]
    return lost


def _to(leads: str) -> str:
    return "back to the same page" if leads == HERE else f"to {leads}"
