"""The class on the projector. `run` opens it and returns when the teacher leaves.

The powers of whoever leads the class exist in this process only: nothing of them is on the network.
"""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.classroom.room import Room
    from game.saves.bookcase import Bookcase
    from game.saves.settings import Settings
    from game.story.library import Library
    from game.story.model import Story


def run(
    library: "Library",
    bookcase: "Bookcase",
    settings: "Settings",
    story: "Story",
    room: "Room | None" = None,
    *,
    minutes: int | None = None,
    hands: bool = False,
    port: int | None = None,
    help_file: Path | None = None,
    notice: str = "",
) -> int:
    """Set up a class on `story`, or take up `room` again, and return an exit status.

    With `hands` no port is opened and hands are counted. Standard input and output must be a terminal: at
    the end of a file Textual would ask for keys for ever.
    """
    from game.classroom.host.app import ClassApp
    from game.classroom.network import Server

    app = ClassApp(
        library,
        bookcase,
        settings,
        story,
        room,
        minutes=minutes,
        hands=hands,
        make_door=None if hands else Server,
        port=port,
        help_file=help_file,
        notice=notice,
    )
    app.run()
    if app.kept is not None:
        print(f"This class is kept in {app.kept}. For its report: leeway class report {quote(str(app.kept))}")
    return app.return_code or 0
