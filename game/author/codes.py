"""The guide to every code that `leeway check` can report, as Markdown.

python -m game.author.codes > stories/DIAGNOSTICS.md
"""

import sys
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from game.story.diagnostic import CODES


class Help(NamedTuple):
    """What `CODES` leaves out, because a report has no room for it."""

    example: str
    """What a story or its folder may look like that has this finding, on one line."""
    way_out: str


HELP: Mapping[str, Help] = {
    # -- files
    "E101": Help("leeway check stories/bleu-dot", "Look at the path again; a near name is suggested."),
    "E102": Help("a file saved as Latin-1 or UTF-16", "Save it as UTF-8 in your editor."),
    "E103": Help('title = "Blue Dot', "Close the quotation mark or bracket, write each table and key once."),
    "E104": Help("one file of 5 MiB", "Split the file: every .toml file of the folder is read."),
    "E105": Help('text = "\\u001b[31mred"', "Take the character out; emphasis is written as *so*."),
    "E106": Help("a folder with week.toml alone", "Add story.toml with the [story] table."),
    "E107": Help("week.toml -> ../../other/week.toml", "Copy the file into the story's folder."),
    "E108": Help("stories/Blue Dot!", "Rename the folder or file: blue-dot."),
    "W109": Help("a file that begins with U+FEFF", "Save it as UTF-8 without a byte order mark."),
    # -- tables and values
    "E201": Help("efects = { trust = 4 }", "Correct the name; a near one is suggested."),
    "E202": Help("[ending.hook] without `title`", "Add the key."),
    "E203": Help('minutes = "18"', "Write a value of the kind that is named: minutes = 18."),
    "E204": Help("trust = 120", "Stay inside the range that is named, or on the list."),
    "E205": Help("[scene.Board-2]", "Use small letters, digits and _, a letter first: board_2."),
    "E206": Help("[scene.ending]", "Choose another name: last_page."),
    "E207": Help("a flag `week` beside a counter `week`", "Rename one of the two."),
    "E208": Help("[scene.board] in two files", "Rename one, or take one out."),
    "E209": Help(
        'when = "chose.board.ring_the_box", and no `id`', 'Write the id at the choice: id = "ring".'
    ),
    "W210": Help('id = "ring-up"', "Write ring_up, unless the id is in saves already."),
    "E211": Help("format = 2", "Write format = 1, or install a newer Leeway."),
    "E212": Help("a counter `bisi_autonomy`", "Declare it under [meters], or rename it."),
    # -- conditions and text
    "E301": Help('when = "trust > 40 && wind"', "Write `and`, `or`, `not`, and == to compare."),
    "E302": Help('when = "trust"', "Compare a number (trust >= 40); correct an unknown name."),
    "E303": Help('text = "a { b"', "Write {{ for a brace, or {name} for a word."),
    "E304": Help('text = "{see} is out"', "Declare the word under [words], or correct its name."),
    "E305": Help('sea = "{wind} on the water"', "Write the inner word out."),
    "W306": Help('talk = "Is the {sea} in?"', "Write the text out; words are filled in elsewhere."),
    "E307": Help('text = " "', "Write something, or leave the key out."),
    # -- one thing naming another
    "E401": Help('to = "platfrom"', "Correct the id; a near one is suggested."),
    "E402": Help('set = ["rang"] and no such flag', 'Declare it: rang = "Joss rang." under [flags].'),
    "E403": Help("effects = { conection = 4 }", "Correct the name, or declare the number."),
    "E404": Help('menu = ["chek"]', "Correct the name, or write [[menu.chek.choice]]."),
    "E405": Help('concepts = ["boundries"]', "Take one from the list that is printed."),
    "E406": Help('[renamed] platform_2 = "nowhere"', "Name what the old id became."),
    "E407": Help(
        "[renamed] platform = ... and a [scene.platform]", "Take the line out, or rename the scene."
    ),
    "E408": Help(
        '[[waive]] at = "bord.ring"', "Correct the place: a scene, scene.choice, ending, or other name."
    ),
    # -- ways through the story
    "E501": Help("a scene with text alone", 'Give it choices, or `then = "next"`.'),
    "E502": Help("a choice without `to` in a scene without `then`", "Add one of the two."),
    "E503": Help('then = "here" without choices', "Let the page lead on."),
    "E504": Help('struck = "she is asleep" without `when`', "Say when the choice is open."),
    "E505": Help("no [ending.…] at all", "Write an ending, and a way to it."),
    "W506": Help('then = ["bins", { when = "wind", to = "sea" }]', "Put the entry without `when` last."),
    "W507": Help("[scene.bins] without `text`", "Write its text, or lead past it."),
    "W508": Help("a flag, word or menu that nothing names", "Use it, or take it out."),
    # -- what readers can meet
    "W601": Help("a scene that only a closed choice leads to", "Open a way to it, or take it out."),
    "W602": Help(
        'when = "connection >= 95"', "Ask for what the reason says is the nearest, or move the meters more."
    ),
    "W603": Help(
        'when = "trust >= 60" where trust is at most 56', "Lower the bar, or raise what leads up to it."
    ),
    "W604": Help(
        '{ when = "wind and not wind", text = "…" }', "Mend the condition, or take the passage out."
    ),
    "W605": Help(
        "an entry after others that between them always hold", "Mend the conditions, or take it out."
    ),
    "W606": Help('{ when = "week == 20", trust = 4 } in a story of six weeks', "Mend the condition."),
    "W607": Help("a line of a word after others that always hold", "Mend the conditions, or take it out."),
    "W608": Help("a `when` that holds whenever the scene is shown", "Leave `when` and `struck` out."),
    "N609": Help('{ when = "seen.board", … } after board', "Leave the condition out: it says nothing."),
    "E611": Help(
        "two choices, both `once`, in a scene that is met three times", "Keep one choice always open."
    ),
    "E612": Help(
        'to = [{ when = "wind", to = "sea" }]', "Let the last entry, or the last ending, stand alone."
    ),
    "E613": Help("two scenes that lead only to each other", "Give the loop a way out that stays open."),
    "E614": Help(
        'outcome = "interdependence" where autonomy can be 48', "Ask for it in the ending's `when`."
    ),
    "W615": Help("`talk` on a scene that W601 names", "Open a way to the scene, or take the key out."),
    "W621": Help(
        "two choices with the same effects and the same way, and no reply", "Let a later line remember one."
    ),
    "W622": Help('set = ["rang"], and no `when` that reads it', "Let a line show it, or take the flag out."),
    "W623": Help("ten falls of 14 in a row", "Make effects smaller, or let some rise."),
    "N641": Help(
        "six flags of the first day, all asked for in the last scene",
        "Ask sooner, or let one flag stand for several.",
    ),
    # -- the balance of a story
    "W631": Help("most ways end in dependency", "Give the other ends of the plane their ways."),
    "W632": Help("no way ends adrift", "Add what leads there, or waive it with the reason."),
    "W633": Help("connection starts at 55 and ends at 75", "Balance what the choices move."),
    "W634": Help("always saying yes ends well", "Let the habit cost something once."),
    "W635": Help("only the candid reader ends well", "Give a second disposition a way."),
    # -- prose
    "W701": Help("Something shifts between them.", "Say what can be seen instead."),
    "W702": Help("“I hear you,” she says.", "Let it be said sideways; for a therapist or a joke, waive it."),
    "W703": Help("You realise that saying no was love.", "End on a thing done."),
    "W704": Help("Elara", "Take a name from the place and the birth year."),
    "N705": Help("Bisi and Ben", "Rename one, so that a glance tells them apart."),
    "N706": Help("a lamp like a moon and a coat like a tent", "Keep the better one."),
    "W707": Help("The door — the blue one — sticks.", "Use commas, or two sentences."),
    "W708": Help("a reply of 200 words before a scene of 300", "Put a choice between, or cut."),
    "W709": Help("a first scene of 500 words", "Let the reader choose sooner."),
    "W710": Help("sentences of twenty words, page after page", "Cut some in two, where it says the most."),
    "N711": Help("every scene of 100 to 150 words", "Let one be a page and another a line."),
    "N712": Help("You wake up at six.", "Start later: on speech, mid-task, on a list."),
    "N713": Help("not grief but habit", "Say what it is."),
    "N714": Help("I just… I thought…", "Let a line break off, or end."),
    "N715": Help("a full paragraph, and then: Nobody rang.", "End a paragraph sooner; keep one or two."),
    "N716": Help("But what will you say?", "Stop before the question: the choices ask it."),
    # -- waivers
    "W801": Help('[[waive]] code = "W701" where the phrase is gone', "Take the waiver out."),
}

_SERIES = {
    "1": "Files",
    "2": "Tables and values",
    "3": "Conditions and text",
    "4": "One thing naming another",
    "5": "Ways through the story",
    "6": "What readers can meet, and the balance of a story",
    "7": "Prose",
    "8": "Waivers",
}

_INTRODUCTION = """\
# What `leeway check` can say

Every finding has a code. An `E` is an error: the story cannot be played, or not to an end. A `W` is a
warning: the story plays, and something in it is not as its author can have meant it, or is known to
weaken stories; `leeway check --strict` fails at one. An `N` is a note, and never fails.

A warning or a note that is meant so is answered in the story, once for its code and its place:

```toml
[[waive]]
code = "W701"
at = "platform.wait"      # a scene, scene.choice, an ending, another name of the story, or "story"
reason = "She is quoting the card."
```

The 600s come from an exploration of every state that a reader can reach, and are proved. The 700s are
about English prose. An error that keeps a story from being read cannot be waived.
"""


def guide() -> str:
    """The guide as Markdown; this is what `stories/DIAGNOSTICS.md` holds."""
    parts = [_INTRODUCTION]
    for series, codes in groupby(CODES, key=lambda code: code[1]):
        parts.append(f"## {_SERIES[series]}\n")
        for code in codes:
            known, more = CODES[code], HELP[code]
            parts.append(
                f"### {code} {known.title}\n\n{known.meaning}\n\n"
                f"For example: {_code(more.example)}\n\nWhat to do: {more.way_out}\n"
            )
    return "\n".join(parts)


def _code(example: str) -> str:
    """`example` as Markdown code; a fence that it holds itself is made longer."""
    fence = "``" if "`" in example else "`"
    return f"{fence} {example} {fence}" if fence == "``" else f"{fence}{example}{fence}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(guide())
