"""The book in the terminal. `run` opens it and returns when the reader leaves.

Nothing of Textual is imported before `run` is called.
"""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.saves.bookcase import Bookcase
    from game.saves.settings import Settings
    from game.story.library import Library


def run(
    library: "Library",
    bookcase: "Bookcase",
    settings: "Settings",
    slug: str | None = None,
    notice: str = "",
) -> int:
    """Open the shelf, or the story called `slug` where it was left, and return an exit status.

    `notice` is a sentence that is shown once. Standard input and output must be a terminal: at the end of
    a file Textual would ask for keys for ever.
    """
    # Until there is something to see, nothing that was made is thrown away.
    gc.disable()
    from game.tui.app import LeewayApp

    app = LeewayApp(library, bookcase, settings, slug, notice)
    app.run()
    return app.return_code or 0
