"""A way through a story, as it is typed: ``board.ring,bins.ask``."""

from game.narrative import rules
from game.narrative.prose import line
from game.narrative.state import State
from game.story.model import PAGE_TURN, Scene, Story
from game.story.nearest import suggestion


class StepError(ValueError):
    """A step that cannot be made: which, where, and why."""


def walk(story: Story, text: str) -> list[str]:
    """The ids of the choices to make, one after another from the first page, to make the steps in `text`.

    A scene without choices is turned by itself, so its ``on`` may be left out. Raises `StepError`.
    """
    state = rules.begin(story)
    made: list[str] = []
    for number, step in enumerate(filter(None, map(str.strip, text.split(","))), 1):
        scene, _, choice = step.rpartition(".")
        turned: set[str] = set()
        try:
            while state.scene not in (scene, *turned) and _is_page(story, state.scene):
                turned.add(state.scene)
                state = rules.choose(story, state, PAGE_TURN).state
                made.append(PAGE_TURN.id)
            state = _step(story, state, scene, choice)
        except (StepError, rules.NoWayOnError) as error:
            raise StepError(f"step {number}, {step}: {error}") from None
        made.append(choice)
    return made


def _step(story: Story, state: State, scene_id: str, choice_id: str) -> State:
    scene = story.scenes.get(state.scene)
    if scene is None:
        raise StepError(f"the story has ended by then, in {state.scene}")
    if scene.id != scene_id:
        raise StepError(f"the reader stands in {scene.id} by then, where one can choose {_ids(scene)}")
    choice = scene.by_id.get(choice_id)
    if choice is None:
        raise StepError(suggestion(choice_id, scene.by_id) or f"one can choose {_ids(scene)}")
    if not rules.is_open(state, choice):
        why = "it was taken before" if f"{scene.id}.{choice.id}" in state.taken else ""
        if not why and choice.struck is not None:
            why = line(story, choice.struck, state)
        if not why and choice.when is not None:
            why = f"it asks for `{choice.when.text}`"
        raise StepError(f"this choice is not open then: {why}")
    return rules.choose(story, state, choice).state


def _is_page(story: Story, scene: str) -> bool:
    return scene in story.scenes and story.scenes[scene].is_page


def _ids(scene: Scene) -> str:
    return ", ".join(f"{scene.id}.{choice}" for choice in scene.by_id)
