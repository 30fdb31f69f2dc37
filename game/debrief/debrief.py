"""Everything that is said once a reading is over, as one object for whoever shows it."""

from dataclasses import dataclass

from game.debrief.ideas import CARD, IdeaCard
from game.debrief.kept import Kept, kept
from game.debrief.path import Path, path_of
from game.narrative.playthrough import Playthrough
from game.narrative.prose import paragraphs
from game.story.model import Story


@dataclass(frozen=True)
class Debrief:
    """What a finished reading leaves: the parts in the order in which they are offered.

    `kept`, `voice` and `questions` may be empty, where the story gives nothing to show; `voice` is in
    paragraphs that still carry the author's emphasis (`narrative.markup`). The rest is plain text.
    """

    story: str
    ending: str
    kept: tuple[Kept, ...]
    voice: tuple[str, ...]
    path: Path
    questions: tuple[str, ...]
    card: IdeaCard


def debrief_of(story: Story, playthrough: Playthrough) -> Debrief:
    """The debrief of a reading that stands at an ending. Raises `ValueError` where it does not."""
    ending = playthrough.ending
    if ending is None:
        raise ValueError("the reading has not come to an ending")
    return Debrief(
        story.title,
        ending.title,
        kept(story, playthrough),
        paragraphs(story, ending.other_voice, playthrough.now.state),
        path_of(playthrough),
        story.debrief.questions if story.debrief else (),
        CARD,
    )
