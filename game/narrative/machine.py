"""The narrative as a state machine: its states are the scenes and the endings.

`transitions` drives it through one trigger, `choose`. Conditions are its guards and effects its
callbacks, but both ask `rules`, so that the machine, the checker and the tests obey one law.
"""

from transitions import EventData, Machine, Transition

from game.narrative import rules
from game.narrative.state import NOTHING, State
from game.story.model import ENDING, HERE, Choice, Scene, Story


class Turning(Transition):
    """One way out of a scene; its guard is whether the choice just made lands where it leads."""

    def execute(self, event_data: EventData) -> bool:
        """Go there if the guard holds. The guard is asked first: a deck has dozens of ways out."""
        narrative: Narrative = event_data.model  # type: ignore[assignment]
        assert narrative.step is not None
        return narrative.step.to == (self.dest or HERE) and super().execute(event_data)


class NarrativeMachine(Machine):
    """A machine whose transitions are `Turning`s."""

    transition_cls = Turning


class Narrative:
    """One reader's place in a story, and the machine that moves it.

    `scene` is the machine's own state, the id of a scene or of an ending; `state` is everything else.
    """

    scene: str

    def __init__(self, story: Story, before: frozenset[str] = NOTHING) -> None:
        self.story = story
        self.state = rules.begin(story, before)
        self.step: rules.Step | None = None
        self._machine = NarrativeMachine(
            model=self,
            model_attribute="scene",
            model_override=True,
            states=[*story.scenes, *story.endings],
            initial=story.header.start,
            transitions=[
                {
                    "trigger": "choose",
                    "source": scene.id,
                    "dest": None if destination == HERE else destination,
                    "before": self._commit,
                }
                for scene in story.scenes.values()
                for destination in destinations(story, scene)
            ],
            prepare_event=self._look_ahead,
            auto_transitions=False,
            send_event=True,
        )

    def choose(self, choice: Choice) -> bool:
        """Make an open choice of the present scene; the machine puts its trigger in this method's place.

        Raises `rules.ChoiceClosedError` if it is not open, and moves nothing then.
        """
        raise NotImplementedError(choice)

    def place(self, state: State) -> None:
        """Stand at `state`, as when a reader goes back."""
        self._machine.set_state(state.scene, self)
        self.state = state
        self.step = None

    def _look_ahead(self, event: EventData) -> None:
        """Ask the rules once; where a choice leads needs the values after it, and guards run before."""
        (choice,) = event.args
        self.step = rules.choose(self.story, self.state, choice)

    def _commit(self, event: EventData) -> None:
        assert self.step is not None
        self.state = self.step.state


def destinations(story: Story, scene: Scene) -> tuple[str, ...]:
    """Everywhere the choices of `scene` could lead: scenes, endings and ``"here"``, each once, in order."""
    found: dict[str, None] = {}
    for choice in scene.choices:
        for branch in story.route(scene, choice):
            found.update(dict.fromkeys(story.endings if branch.to == ENDING else (branch.to,)))
    return tuple(found)
