"""The same game as plain lines, for screen readers, braille displays, pipes and dumb terminals.

`run` opens it. Textual is never imported here.
"""

from typing import TYPE_CHECKING

from game.plain.console import Console, LeftError

if TYPE_CHECKING:
    from game.saves.bookcase import Bookcase
    from game.saves.settings import Settings
    from game.story.library import Library
    from game.story.model import Story

INTERRUPTED = 130


def run(
    library: "Library",
    bookcase: "Bookcase",
    settings: "Settings",
    slug: str | None = None,
    notice: str = "",
    console: Console | None = None,
) -> int:
    """Read the story called `slug` where it was left, or begin at the shelf; returns an exit status.

    `notice` is a sentence said first. The end of the input is a way to leave, and every choice is on disk
    by then: status 0. Control-C is one, too: status 130. Raises `BrokenPipeError` when nobody listens.
    """
    console = console or Console()
    try:
        _visit(console, library, bookcase, settings, library.story(slug) if slug else None, notice)
    except LeftError:
        console.say("Your place is kept.")
    except KeyboardInterrupt:
        console.say("", "Your place is kept.")
        return INTERRUPTED
    finally:
        console.close()
    return 0


def _visit(
    console: Console,
    library: "Library",
    bookcase: "Bookcase",
    settings: "Settings",
    story: "Story | None",
    notice: str,
) -> None:
    console.say(story.title if story else "Leeway.")
    # Imported when the first line stands there to be read: the machine takes its time.
    from game.plain.place import Visit
    from game.plain.shelf import Shelf

    if notice:
        console.say("", notice)
    visit = Visit(console, library, bookcase, settings)
    if not settings.welcomed:
        from game.debrief.about import DISCLAIMER

        console.prose(*DISCLAIMER)
        visit.change(welcomed=True)
    shelf = Shelf(visit)
    console.say("", "All words: `help`.")
    if story is not None:
        shelf.read(story)
        console.say("", "The shelf.")
    shelf.repeat()
    shelf.stay()
