"""What whoever leads a class can ask for. Each is a key, an entry of the palette and a word at the foot."""

from msgspec.structs import replace

from game.tui.commands import ABOUT, CLOSE, HELP, PALETTE, SETTINGS, Command

QUIT = Command("quit", "q", "app.quit", "Quit", "Leave. The class is kept, and can be taken up again.")
CLASS_APP_COMMANDS = (HELP, SETTINGS, ABOUT, PALETTE, QUIT)

STEP = Command("class.step", "enter", "step", "Go on", "On to what comes next in this round.")
TURN = Command("class.turn", "space", "page_on", "Page", "The next page of the text.", False)
CODE = Command("class.code", "c", "code", "Code", "The code for phones, on the wall at any time.")
HANDS = Command("class.hands", "h", "hands", "Hands", "Count hands: enter the counts, or only the winner.")
PAUSE = Command("class.pause", "p", "pause", "Pause", "Pause everything, or take it up again.")
AGAIN = Command("class.again", "a", "again", "Vote again", "Open the vote that was closed once more.")
FORWARD = Command(
    "class.forward", "f", "forward", "Skip", "Leave steps out, or have the story told on to a later chapter."
)
OVERRULE = Command(
    "class.overrule", "o", "overrule", "Decide", "Settle a tie, or overrule the vote with a reason."
)
BACK = Command("class.back", "b", "back", "Rewind", "Back to an earlier choice; what was played is kept.")
SHORTER = Command("class.shorter", "y", "shorter", "Shorter", "Tell a noted scene in a sentence, or in full.")
ADDRESS = Command("class.address", "w", "address", "Address", "Show another address of this computer.")
TIMER = Command(
    "class.timer", "t", "timer", "Timer", "A minute on the clock, or one more. It decides nothing."
)
UNTIME = Command("class.untime", "u", "untime", "No timer", "Take the clock away.")
DEPTH = Command(
    "class.depth", "d", "depth", "Depth", "Talk this choice over in full, or vote once and go on."
)
LOCK = Command("class.lock", "l", "lock", "Lock", "Lock the door to further phones, or open it.")
PHONES = Command("class.phones", "r", "phones", "Remove", "Remove a phone.")
NORMS = Command("class.norms", "n", "norms", "Ground rules", "The ground rules of this hour, on the wall.")
CARE = Command("class.care", "i", "care", "Help page", "Where to find help, on the wall.")
END = Command("class.end", "e", "end", "End", "End the class, and delete what belongs to phones.")
UNPICK = Command("class.unpick", "escape", "close", "Back", "Back, and nothing is decided.", False)
"""The way back where letters are choices: `b` is one of them."""
BEGIN = Command("setup.begin", "g", "begin", "Begin", "Begin with this plan.")
ON = Command("class.put_away", "enter", "on", "On", "The next page of this, and from the last, away.", False)
COUNTED = Command(
    "hands.counted",
    "enter",
    "counted",
    "Next line",
    "The next line; from the last, that is every hand.",
    False,
)
WINNER = Command("hands.winner", "w", "winner", "Only the winner", "Which had the most, uncounted.", False)
NEXT = Command("class.next", "right", "next", "Next", "The next page of what comes after the ending.", False)
PREVIOUS = Command("class.previous", "left", "previous", "Before", "The page before it.", False)
CLASS_COMMANDS = (
    STEP,
    TURN,
    CODE,
    HANDS,
    PAUSE,
    AGAIN,
    FORWARD,
    OVERRULE,
    BACK,
    TIMER,
    UNTIME,
    DEPTH,
    LOCK,
    PHONES,
    ADDRESS,
    SHORTER,
    NORMS,
    CARE,
    END,
    NEXT,
    PREVIOUS,
)
HANDS_COMMANDS = (UNPICK, COUNTED, WINNER)
CLASS_PLACES = {
    "In the room": CLASS_COMMANDS,
    "On the plan": (BEGIN,),
    "Where hands are counted": HANDS_COMMANDS,
    "On what lies on the room": (CLOSE, ON),
}


def named(command: Command, name: str) -> Command:
    """`command` under the name that it has now."""
    return replace(command, name=name)
