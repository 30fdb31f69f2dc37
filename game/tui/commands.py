"""One `Command` is a key, an entry of the palette, a word on the bottom line and a line of the help."""

from collections.abc import Mapping

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.keys import format_key


class Command(Struct, frozen=True):
    """Something the reader can ask for.

    `id` names it in the key map and never changes; `keys` are its keys unless the reader chose others,
    separated by commas; `action` is the Textual action; `name` is what it is called, in the palette and,
    in lower case, on the bottom line; `about` is a sentence for the palette and the help. One that is
    not `offered` is not in the palette.
    """

    id: str
    keys: str
    action: str
    name: str
    about: str
    offered: bool = True

    @property
    def binding(self) -> Binding:
        """The binding, which the reader's key map may move to another key."""
        return Binding(self.keys, self.action, self.name, show=False, id=self.id)


QUIT = Command("quit", "q", "app.quit", "Quit", "Leave. Your place is kept.")
HELP = Command("help", "question_mark", "app.help", "Help", "The keys, and how to read here.")
SETTINGS = Command("settings", "s", "app.settings", "Settings", "Theme, measure, line spacing, motion, keys.")
SHELF = Command("shelf", "f3", "app.shelf", "Shelf", "The stories there are.")
ABOUT = Command("about", "f1", "app.about", "About", "What this is, and what it is not.")
PALETTE = Command("palette", "ctrl+p", "app.command_palette", "Find", "Find any of these by its name.", False)
APP_COMMANDS = (HELP, SETTINGS, SHELF, ABOUT, PALETTE, QUIT)

CLOSE = Command("close", "escape,b", "close", "Back", "Back to where you were.", False)
NOTES = Command("notes", "n", "notes", "Notes", "What this story touches on.")

BACK = Command("page.back", "b", "back", "Back", "Take back one choice.")
LOG = Command("page.log", "l", "log", "Log", "Everything so far, and the way back to any of it.")
CHAPTERS = Command("page.chapters", "c", "chapters", "Chapters", "Begin again from a chapter you reached.")
SKIP = Command("page.skip", "t", "skip", "Shorter", "Tell a noted scene in a sentence, or in full again.")
LEAVE = Command("page.leave", "escape", "leave", "Close", "Close the book at this page.")
PAGE_COMMANDS = (BACK, LOG, CHAPTERS, NOTES, SKIP, LEAVE)

UP = Command("leaf.up", "up,k", "up", "Up", "One choice or one line up.", False)
DOWN = Command("leaf.down", "down,j", "down", "Down", "One choice or one line down.", False)
CHOOSE = Command("leaf.choose", "enter", "choose", "Choose", "Make the choice that is lit.", False)
PAGE_DOWN = Command("leaf.page_down", "space,pagedown", "page_down", "On", "One window on.", False)
PAGE_UP = Command("leaf.page_up", "pageup", "page_up", "Up a window", "One window back up.", False)
HOME = Command("leaf.home", "home", "home", "Top", "To the top of the page.", False)
END = Command("leaf.end", "end", "end", "Foot", "To the foot of the page.", False)
LEAF_COMMANDS = (UP, DOWN, CHOOSE, PAGE_DOWN, PAGE_UP, HOME, END)

NEXT = Command("debrief.next", "right,n", "next", "On", "The next page of what comes after the ending.")
PREVIOUS = Command("debrief.previous", "left,p", "previous", "Before", "The page before it.", False)
MAP = Command("debrief.map", "m", "map", "Map", "The way that this reading went, drawn.")
KEEP = Command("debrief.keep", "e", "keep", "Keep", "Write this reading to a file, to print or to send.")
DEBRIEF_COMMANDS = (NEXT, PREVIOUS, MAP, KEEP, CLOSE)

ANYWHERE, EVERYWHERE = "On any page", "Everywhere"
"""What the commands of a leaf, and those of a window, are listed under."""


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The bindings of `commands`."""
    return [command.binding for command in commands]


def keys_of(command: Command, keymap: Mapping[str, str]) -> list[str]:
    """The keys of `command` under `keymap`, as Textual names them."""
    return [key.strip() for key in keymap.get(command.id, command.keys).split(",")]


# Keys that are not shown as the toolkit would, or that stand at the foot of every screen: to look one up
# by its name takes most of a megabyte of names into memory.
_SHOWN = {"enter": "enter", "question_mark": "?"}


def shown(key: str) -> str:
    """A key as a reader reads it: ``question_mark`` is ``?``."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _SHOWN.get(last) or (last if len(last) == 1 else format_key(last))])


def all_shown(command: Command, keymap: Mapping[str, str]) -> str:
    """All keys of a command, as in ``esc or b``."""
    return " or ".join(map(shown, keys_of(command, keymap)))


def shortest_shown(command: Command, keymap: Mapping[str, str]) -> str:
    """The shortest key of a command, for where there is little room."""
    return min(map(shown, keys_of(command, keymap)), key=len)
