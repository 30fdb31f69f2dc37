"""The quiet line at the foot of the wall: how many are in, and the keys that do something now."""

from typing import TYPE_CHECKING

from rich.cells import cell_len

from game.tui.commands import Command
from game.tui.typeset import Setting
from game.tui.widgets.foot import GAP, Foot

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARGIN = 4


class ClassFoot(Foot):
    """The foot, as wide as the window."""

    def __init__(self, keymap: "Mapping[str, str]", accent: str | None) -> None:
        super().__init__((), 0, keymap, accent)

    def offer(self, commands: tuple[Command, ...]) -> None:
        """Have words for `commands`; the last are the last to be dropped where there is no room."""
        if commands != self.commands:
            self.commands = commands
            self.refresh()

    @property
    def _page(self) -> Setting:
        return Setting(_MARGIN, max(8, self.app.size.width - 2 * _MARGIN), 1)

    def _keys(self, room: int) -> list[tuple[str, str]]:
        """As many keys as leave room for what is said beside them."""
        return super()._keys(max(room - cell_len(self._where) - len(GAP), room // 2))
