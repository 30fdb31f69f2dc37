"""The guide to every code that `leeway check` can report, as Markdown.

python -m game.author.codes > stories/DIAGNOSTICS.md
"""

import sys
from collections.abc import Mapping
from itertools import groupby

from game.story.codes import CODES

# What a story or its folder may look like that has the finding, on one line.
EXAMPLES: Mapping[str, str] = {
    # -- files
    "E101": "leeway check stories/bleu-dot",
    "E102": "a file saved as Latin-1 or UTF-16",
    "E103": 'title = "Blue Dot',
    "E104": "one file of 5 MiB",
    "E105": 'text = "\\u001b[31mred"',
    "E106": "a folder with week.toml alone",
    "E107": "week.toml -> ../../other/week.toml",
    "E108": "stories/Blue Dot!",
    "W109": "a file that begins with U+FEFF",
    # -- tables and values
    "E201": "efects = { trust = 4 }",
    "E202": "[ending.hook] without `title`",
    "E203": 'minutes = "18"',
    "E204": "trust = 120",
    "E205": "[scene.Board-2]",
    "E206": "[scene.ending]",
    "E207": "a flag `week` beside a counter `week`",
    "E208": "[scene.board] in two files",
    "E209": 'when = "chose.board.ring_the_box", and no `id`',
    "W210": 'id = "ring-up"',
    "E211": "format = 2",
    "E212": "a counter `bisi_autonomy`",
    # -- conditions and text
    "E301": 'when = "trust > 40 && wind"',
    "E302": 'when = "trust"',
    "E303": 'text = "a { b"',
    "E304": 'text = "{see} is out"',
    "E305": 'sea = "{wind} on the water"',
    "W306": 'talk = "Is the {sea} in?"',
    "E307": 'text = " "',
    # -- one thing naming another
    "E401": 'to = "platfrom"',
    "E402": 'set = ["rang"] and no such flag',
    "E403": "effects = { conection = 4 }",
    "E404": 'menu = ["chek"]',
    "E405": 'concepts = ["boundries"]',
    "E406": '[renamed] platform_2 = "nowhere"',
    "E407": "[renamed] platform = ... and a [scene.platform]",
    "E408": '[[waive]] at = "bord.ring"',
    # -- ways through the story
    "E501": "a scene with text alone",
    "E502": "a choice without `to` in a scene without `then`",
    "E503": 'then = "here" without choices',
    "E504": 'struck = "she is asleep" without `when`',
    "E505": "no [ending.…] at all",
    "W506": 'then = ["bins", { when = "wind", to = "sea" }]',
    "W507": "[scene.bins] without `text`",
    "W508": "a flag, word or menu that nothing names",
    # -- what readers can meet
    "W601": "a scene that only a closed choice leads to",
    "W602": 'when = "connection >= 95"',
    "W603": 'when = "trust >= 60" where trust is at most 56',
    "W604": '{ when = "wind and not wind", text = "…" }',
    "W605": "an entry after others that between them always hold",
    "W606": '{ when = "week == 20", trust = 4 } in a story of six weeks',
    "W607": "a line of a word after others that always hold",
    "W608": "a `when` that holds whenever the scene is shown",
    "N609": '{ when = "seen.board", … } after board',
    "E611": "two choices, both `once`, in a scene that is met three times",
    "E612": 'to = [{ when = "wind", to = "sea" }]',
    "E613": "two scenes that lead only to each other",
    "E614": 'outcome = "interdependence" where autonomy can be 48',
    "W615": "`talk` on a scene that W601 names",
    "W621": "two choices with the same effects and the same way, and no reply",
    "W622": 'set = ["rang"], and no `when` that reads it',
    "W623": "ten falls of 14 in a row",
    "N641": "six flags of the first day, all asked for in the last scene",
    # -- the balance of a story
    "W631": "most ways end in dependency",
    "W632": "no way ends adrift",
    "W633": "connection starts at 55 and ends at 75",
    "W634": "always saying yes ends well",
    "W635": "only the candid reader ends well",
    # -- prose
    "W701": "Something shifts between them.",
    "W702": "“I hear you,” she says.",
    "W703": "You realise that saying no was love.",
    "W704": "Elara",
    "N705": "Bisi and Ben",
    "N706": "a lamp like a moon and a coat like a tent",
    "W707": "The door — the blue one — sticks.",
    "W708": "a reply of 200 words before a scene of 300",
    "W709": "a first scene of 500 words",
    "W710": "sentences of twenty words, page after page",
    "N711": "every scene of 100 to 150 words",
    "N712": "You wake up at six.",
    "N713": "not grief but habit",
    "N714": "I just… I thought…",
    "N715": "a full paragraph, and then: Nobody rang.",
    "N716": "But what will you say?",
    # -- waivers
    "W801": '[[waive]] code = "W701" where the phrase is gone',
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
            known = CODES[code]
            order = known.way_out[:1].upper() + known.way_out[1:]
            parts.append(
                f"### {code} {known.title}\n\n{known.meaning}\n\n"
                f"For example: {_code(EXAMPLES[code])}\n\nWhat to do: {order}.\n"
            )
    return "\n".join(parts)


def _code(example: str) -> str:
    """`example` as Markdown code; a fence that it holds itself is made longer."""
    fence = "``" if "`" in example else "`"
    return f"{fence} {example} {fence}" if fence == "``" else f"{fence}{example}{fence}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(guide())
