"""What can be asked for in the studio."""

from game.tui.commands import HELP, PALETTE, Command

PAGE = Command("studio.page", "p,escape", "show('page')", "Page", "The page where you stand.")
STATE = Command(
    "studio.state", "s", "show('state')", "State", "Meters, counters, flags; what a choice would do."
)
ODDS = Command(
    "studio.odds", "o", "show('odds')", "Odds", "How likely every outcome and ending is from here."
)
FINDINGS = Command("studio.findings", "f", "show('findings')", "Findings", "What is wrong, and where.")
MAP = Command("studio.map", "m", "show('map')", "Map", "The ways into this scene, and out of it.")
SCENES = Command("studio.scenes", "g", "show('scenes')", "Scenes", "Go to any scene; words and minutes.")
PANES = (PAGE, STATE, ODDS, FINDINGS, MAP, SCENES)

BACK = Command("studio.back", "b", "back", "Back", "Take back one choice.")
RESTART = Command("studio.restart", "r", "restart", "Restart", "To the first page.")
NEXT = Command("studio.next", "right,n", "turn(1)", "Next", "The next pane.", False)
PREVIOUS = Command("studio.previous", "left", "turn(-1)", "Previous", "The pane before.", False)
OTHER = Command("studio.other", "tab", "other", "Other side", "From the page to the column, and back.", False)
STUDIO_COMMANDS = (*PANES, BACK, RESTART, NEXT, PREVIOUS, OTHER)

SETTINGS = Command(
    "studio.settings", "f2", "app.settings", "Settings", "Theme, measure, line spacing, motion, keys."
)
QUIT = Command("quit", "q", "app.quit", "Quit", "Leave. Your files are as you saved them.")
APP_COMMANDS = (HELP, SETTINGS, PALETTE, QUIT)
