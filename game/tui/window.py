"""What every window of ours is, whoever sits before it: a reader, a writer or a class."""

import asyncio
import os
import signal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import constants
from textual.app import App, SystemCommand
from textual.screen import Screen

from game.saves.settings import Settings, save_settings
from game.tui.commands import ANYWHERE, EVERYWHERE, LEAF_COMMANDS, Command, bindings, shortest_shown
from game.tui.screens.base import BookScreen
from game.tui.themes import TERMINAL, THEMES, variables

if TYPE_CHECKING:
    from game.saves.home import Home

# The exit status of whoever was told to end.
_ENDED = 128 + signal.SIGTERM


class Window(App[None]):
    """Themes, settings, keys, a palette, and screens that lie on one another.

    A subclass says what is opened first, what can be asked for, and how that is explained.
    """

    TITLE = "Leeway"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True

    everywhere: ClassVar[tuple[Command, ...]] = ()
    """What can be asked for on every screen."""
    places: ClassVar[Mapping[str, tuple[Command, ...]]] = {}
    """What can be asked for besides, by where that is: first, where most time is spent. Keys go to one of
    them at a time."""

    def __init_subclass__(cls, **options: Any) -> None:
        if "everywhere" in cls.__dict__:
            cls.BINDINGS = bindings(cls.everywhere)
        super().__init_subclass__(**options)

    def __init__(self, home: "Home", settings: Settings, notice: str = "") -> None:
        """`home` is where settings are kept; `notice` is whispered once."""
        # Without colours nothing must be painted in a shade of grey either: the terminal's own inks.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.settings = settings
        self._home = home
        self._notice = notice
        for theme in THEMES:
            self.register_theme(theme)
        if self._wanted_theme != TERMINAL:
            # Set before anything watches: a theme that is changed has every style sheet read twice.
            self.set_reactive(App.theme, self._wanted_theme)
            self.stylesheet.set_variables(self.get_css_variables())
        self._apply()

    # -- settings ---------------------------------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Change settings, at once and for good."""
        self.settings = msgspec.structs.replace(self.settings, **changes)
        self._apply()
        problem = save_settings(self._home, self.settings)
        for screen in self.books:
            screen.restyle()
        if problem:
            self.whisper(problem)

    def _apply(self) -> None:
        self.theme = self._wanted_theme
        self.animation_level = "none" if self.settings.reduced_motion else constants.TEXTUAL_ANIMATIONS
        self.set_keymap(self.settings.keys)

    @property
    def _wanted_theme(self) -> str:
        return TERMINAL if self.no_color else self.settings.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for as long as none of our themes is set."""
        return variables(TERMINAL)

    # -- screens ----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """What is opened first lies below all others; a blank screen there would make the start slower."""
        return self.first_screen()

    def first_screen(self) -> BookScreen:
        """What is opened first."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Say what there is to say, and be ready to give the terminal back when the system ends us."""
        # Where a loop has no signals, as under Windows or beside another window, there is nobody to tell.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, None, _ENDED)
        if self._notice:
            self.call_after_refresh(self.whisper, self._notice)

    @property
    def books(self) -> list[BookScreen]:
        """Our screens that are open, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, BookScreen)]

    def whisper(self, text: str) -> None:
        """Say a sentence on the bottom line."""
        if isinstance(self.screen, BookScreen):
            self.screen.foot.whisper(text)

    def close_screen(self) -> None:
        """Back to the screen below, if there is one."""
        if len(self.books) > 1:
            self.pop_screen()

    # -- commands ---------------------------------------------------------------------------------

    @classmethod
    def every_command(cls) -> dict[str, list[Command]]:
        """All that can be asked for in this window, under the first place where it can be."""
        listed: set[Command] = set()
        groups: dict[str, list[Command]] = {}
        for place, commands in {ANYWHERE: LEAF_COMMANDS, **cls.places, EVERYWHERE: cls.everywhere}.items():
            groups[place] = [command for command in commands if command not in listed]
            listed.update(commands)
        return groups

    @classmethod
    def asked_beside(cls, command: Command) -> tuple[Command, ...]:
        """All that can be asked for where `command` can be, itself among it: no two of them share a key."""
        always = (*LEAF_COMMANDS, *cls.everywhere)
        places = cls.places.values()
        here = places if command in always else [place for place in places if command in place]
        return tuple(dict.fromkeys(chain(always, *here)))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what can be done here, in our words."""
        here = screen.commands if isinstance(screen, BookScreen) else ()
        for command in (*here, *self.everywhere):
            if command.offered:
                yield SystemCommand(
                    command.name, command.about, partial(self.run_action, command.action, screen)
                )

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from game.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def manual(self, screen: BookScreen) -> BookScreen:
        """How this window is used, for whoever looks at `screen`."""
        raise NotImplementedError

    def action_help(self) -> None:
        """The keys that work here."""
        if isinstance(self.screen, BookScreen):
            manual = self.manual(self.screen)
            if type(manual) is not type(self.screen):
                self.push_screen(manual)

    def action_settings(self) -> None:
        """The settings."""
        from game.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def action_about(self) -> None:
        """What this is."""
        from game.tui.screens.about import About

        if not isinstance(self.screen, About):
            self.push_screen(About())

    def action_help_quit(self) -> None:
        """What ctrl+c is answered with: how to leave."""
        for command in self.everywhere:
            if command.action == "app.quit":
                self.whisper(f"{shortest_shown(command, self.settings.keys)}: {command.about}")
