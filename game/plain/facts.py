"""What can be said of a story without opening it."""

from game.narrative.markup import plain
from game.plain.console import Console
from game.saves.bookcase import Record
from game.story.model import Story


def tell_notes(console: Console, story: Story) -> None:
    """The content notes, and what can be done about them."""
    notes = story.header.content_notes
    if not notes:
        console.say(f"{story.title} carries no content notes.")
        return
    console.say(f"{story.title} touches on: {', '.join(notes)}.")
    if any(scene.skip for scene in story.scenes.values()):
        console.say("On a page that shows it, `skip` tells it in a sentence; `skip all` does so everywhere.")


def tell_endings(console: Console, story: Story, record: Record) -> None:
    """The endings found, with their dates, and hints for the others."""
    console.say("", f"{len(record.endings)} of {len(story.endings)} endings found.")
    for ending in story.endings.values():
        if found := record.endings.get(ending.id):
            console.say(f"{plain(ending.title)}, found on {found}.")
        else:
            console.say(f"Not found: {plain(ending.hint)}" if ending.hint else "Not found.")


def where_left(story: Story, record: Record) -> str:
    """How long a story is, where it was left and what was found, as sentences."""
    minutes = story.header.minutes
    said = ["About a minute." if minutes == 1 else f"About {minutes} minutes."]
    latest = record.latest
    if latest is not None and not latest.ending and latest.choices:
        said.append(f"You are in {plain(latest.chapter)}." if latest.chapter else "You have begun it.")
    if record.endings:
        said.append(f"{len(record.endings)} of {len(story.endings)} endings found.")
    return " ".join(said)
