"""Every code that a finding can have, and what to do about it."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Code(NamedTuple):
    """What a code stands for."""

    title: str
    meaning: str
    way_out: str
    """What to do, where a finding knows nothing better: an order, without a capital and a full stop."""


def severity_of(code: str) -> Severity:
    """How much a finding of this code weighs; its letter says so."""
    return _SEVERITIES[code[0]]


_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "N": "note"}

CODES: dict[str, Code] = {
    # -- files
    "E101": Code(
        "cannot be read",
        "The file or folder is missing, closed to you, or no file at all.",
        "look at the path again, and at who may read it",
    ),
    "E102": Code(
        "not UTF-8",
        "Stories are UTF-8 text. The place is that of the first wrong byte.",
        "save it as UTF-8 in your editor",
    ),
    "E103": Code(
        "not TOML",
        "The file breaks TOML's grammar here; what follows was not read.",
        "close what was opened: quotation marks, brackets; write each table and key once",
    ),
    "E104": Code(
        "too large",
        "At most 4 MiB a file, 64 MiB a story, and 100,000 scenes.",
        "cut it in two: every .toml file of a folder is read",
    ),
    "E105": Code(
        "hidden character",
        "Control and direction characters could disturb a terminal.",
        "take the character out; emphasis is written as *so*",
    ),
    "E106": Code(
        "no story here",
        "A story is one TOML file, or a folder that holds story.toml.",
        "name a folder with a story.toml in it, or a .toml file",
    ),
    "E107": Code(
        "link out of the story",
        "A link may not lead out of the story's folder.",
        "copy the file into the story's folder",
    ),
    "E108": Code(
        "bad story name",
        "A story is named by its folder or file: a-z, 0-9, dashes.",
        "rename the folder or file: a-z, 0-9 and dashes, as in blue-dot",
    ),
    "W109": Code(
        "byte order mark",
        "The file opens with an invisible mark that other tools trip over.",
        "save it as UTF-8 without a byte order mark",
    ),
    # -- tables and values
    "E201": Code("unknown key", "No key of this name stands here.", "correct the name, or take the key out"),
    "E202": Code("missing key", "This table needs a key that it does not have.", "add the key"),
    "E203": Code(
        "wrong kind of value",
        "The value is not of the kind that this key takes.",
        "write a value of the kind that is named, as in minutes = 18",
    ),
    "E204": Code(
        "value not allowed",
        "The value is outside its range, or not on the list of this key.",
        "stay within what is named",
    ),
    "E205": Code(
        "bad name",
        "Names are small letters, digits and _, and start with a letter.",
        "use a-z, 0-9 and _, with a letter first, as in board_2",
    ),
    "E206": Code(
        "reserved name",
        "The word means something to the format or to conditions.",
        "choose another name, as in last_page",
    ),
    "E207": Code(
        "name declared twice",
        "Meters, counters, flags, words and [before] share their names.",
        "rename one of the two",
    ),
    "E208": Code(
        "id used twice",
        "Scenes and endings share their ids; so do the choices of a scene.",
        "rename one of the two, or take it out",
    ),
    "E209": Code(
        "id must be written",
        "A choice that is named elsewhere needs an `id` of its own.",
        'write an `id` at the choice, as in id = "ring"',
    ),
    "W210": Code(
        "id with a dash",
        "A condition and [renamed] cannot name such a choice.",
        "write _ for the dash, unless readers have saves already",
    ),
    "E211": Code(
        "unknown format",
        "This version of Leeway reads format 1.",
        "write `format = 1`, or use a newer Leeway",
    ),
    "E212": Code(
        "not a meter",
        "A name that ends in _autonomy is another person's meter.",
        "declare it under [meters], or rename it",
    ),
    # -- conditions and text
    "E301": Code(
        "condition cannot be read",
        "Integers, names, + -, comparisons, and, or, not.",
        "names, numbers, + -, == != < <= > >=, and, or, not, and parentheses can stand here",
    ),
    "E302": Code(
        "condition does not fit",
        "It reads an unknown name, or a number where a truth belongs.",
        "correct the name or declare it; a number is compared, as in trust >= 40",
    ),
    "E303": Code(
        "lone brace",
        "A word is {name}; a brace itself is written twice.",
        "write {{ for the brace itself, {name} for a word",
    ),
    "E304": Code(
        "unknown word",
        "{name} names a word that [words] does not declare.",
        "declare the word under [words], or correct its name",
    ),
    "E305": Code("word inside a word", "Words do not contain words.", "say it in the text around the word"),
    "W306": Code(
        "word not filled",
        "This text is shown as it stands; {name} is not filled in.",
        "write it out: words are filled in elsewhere, not here",
    ),
    "E307": Code("empty text", "There is nothing to show.", "write something, or take it out"),
    # -- one thing naming another
    "E401": Code(
        "leads nowhere",
        "No scene or ending has this id.",
        'name a scene or an ending, or write "ending" or "here"',
    ),
    "E402": Code(
        "undeclared flag",
        "Every flag is declared in [flags], with what it means.",
        "declare it under [flags], with what it means",
    ),
    "E403": Code(
        "undeclared number",
        "Effects change meters and counters that are declared.",
        "declare it in [meters] or [counters]",
    ),
    "E404": Code("unknown menu", "No [menu] has this name.", "write a [[menu.NAME.choice]] of that name"),
    "E405": Code(
        "unknown concept",
        "Concepts come from a fixed list.",
        "take one from the list: `leeway help writing` has it under Ideas",
    ),
    "E406": Code(
        "renamed to nothing", "The new id in [renamed] does not exist.", "name what the old id became"
    ),
    "E407": Code(
        "renamed but still there",
        "The old id in [renamed] is still in use.",
        "take the line out, for only ids that are gone are renamed",
    ),
    "E408": Code(
        "waives nothing",
        "The place named by a [[waive]] does not exist.",
        "name a scene, scene.choice, an ending, another name of the story, or story",
    ),
    # -- ways through the story
    "E501": Code("no way on", "A scene needs choices or `then`.", 'add choices, or `then = "…"`'),
    "E502": Code(
        "choice leads nowhere",
        "A choice needs `to`, or its scene `then`.",
        "write `to` at the choice, or `then` above the scene's choices",
    ),
    "E503": Code(
        "page that stays", 'A page without choices cannot lead "here".', "name the scene that comes next"
    ),
    "E504": Code(
        "struck without when",
        "`struck` is the reason for a `when` that fails.",
        "write the `when` that it explains, or leave `struck` out",
    ),
    "E505": Code("no ending", "A story needs at least one ending.", "add an [ending.NAME]"),
    "W506": Code(
        "never reached",
        "An entry before this one always holds.",
        "give the one before it a `when`, or put it last",
    ),
    "W507": Code(
        "scene without text",
        "Its page would be empty.",
        'write `text = """…"""` below its header, or lead past it',
    ),
    "W508": Code("unused", "Nothing in the story uses this.", "use it, or take it out"),
    # -- what readers can meet
    "W601": Code(
        "scene never reached",
        "No reader can come to this scene, and why.",
        "open a way to it, or take it out",
    ),
    "W602": Code(
        "ending never reached",
        "No reader can come to this ending, and why.",
        "ask for less, let effects move more, or lead there",
    ),
    "W603": Code(
        "choice never open",
        "No reader can ever make this choice, and why.",
        "ask for less, or let what comes before move more",
    ),
    "W604": Code(
        "text never shown",
        "No reader can see this passage, and why.",
        "mend the condition, or take the passage out",
    ),
    "W605": Code(
        "way never taken",
        "No reader is led by this entry of the list, and why.",
        "mend the condition, or take the entry out",
    ),
    "W606": Code(
        "effect never felt",
        "These effects never fire for any reader, and why.",
        "mend the condition, or take the effects out",
    ),
    "W607": Code(
        "line never said",
        "No reader can see this line of the word, and why.",
        "mend the condition, or take the line out",
    ),
    "W608": Code(
        "never struck out",
        "The choice is always open, so its reason is never shown.",
        "leave `when` and `struck` out",
    ),
    "N609": Code(
        "always so",
        "The condition holds for every reader who comes to it.",
        "leave the condition out: it says nothing",
    ),
    "E611": Code(
        "stuck", "A reader can come to where no choice is open.", "give it a choice without `when` and `once`"
    ),
    "E612": Code(
        "leads nowhere",
        "A reader can make a choice after which no entry, or no ending, holds.",
        "let the last entry, or the last ending, stand without `when`",
    ),
    "E613": Code(
        "no ending from here",
        "A reader can come to where no ending can be reached any more.",
        "give the loop a way out that stays open",
    ),
    "E614": Code(
        "outcome denied",
        "An ending says an outcome that a reader's meters deny.",
        "ask for the outcome in the ending's `when`, or leave `outcome` out",
    ),
    "W615": Code(
        "words for nobody",
        "`talk` or `skip` on a scene that is never reached.",
        "open a way to the scene, or take the key out",
    ),
    "W621": Code(
        "no difference",
        "Nothing ever differs between these choices.",
        "give one a reply or an effect, or let a later line remember it",
    ),
    "W622": Code(
        "flag never read",
        "No condition asks for the flag.",
        "let a text or a choice ask for it in a `when`, or take the flag out",
    ),
    "W623": Code(
        "meter at its end",
        "Many readings close with a meter at 0 or 100, where nothing moves it.",
        "make effects smaller, or let some go the other way",
    ),
    # -- the balance of a story
    "N641": Code(
        "what multiplies",
        "The story is too large to be explored, and this is one cause.",
        "ask sooner, or let one flag stand for several",
    ),
    "W631": Code(
        "crowded corner",
        "More than 35% of random readings end in one corner of the plane.",
        "move the meters less on the ways that lead there, or give the other ends of the plane a way",
    ),
    "W632": Code(
        "outcome never reached",
        "Some regions of the plane are out of every reader's reach.",
        "move the meters far enough on some way, or answer it with a [[waive]] at story",
    ),
    "W633": Code(
        "long drift",
        "Random readings end, on the average, more than 15 from where they start.",
        "let what the choices move balance more",
    ),
    "W634": Code(
        "dominant habit",
        "One simple habit ends in interdependence more than 70% of the time.",
        "let the habit cost something once",
    ),
    "W635": Code(
        "narrow way",
        "Fewer than two simple habits reach interdependence 25% of the time.",
        "give a second disposition a way there",
    ),
    # -- prose
    "W701": Code("worn phrase", "Readers know this phrase for a formula.", "say what can be seen instead"),
    "W702": Code(
        "feelings talked about",
        "Nobody but a therapist, or somebody mocked, talks so.",
        "let it be said sideways; for a therapist or a joke, waive it",
    ),
    "W703": Code(
        "ending that explains", "An ending tells what somebody came to understand.", "end on a thing done"
    ),
    "W704": Code(
        "worn name",
        "This name stands in a thousand stories already.",
        "take a name from the place and the birth year",
    ),
    "N705": Code(
        "names alike",
        "Two of the cast begin with the same letter.",
        "rename one, so that a glance tells them apart",
    ),
    "N706": Code("crowd of similes", "More than one likeness a screen (180 words).", "keep the better one"),
    "W707": Code(
        "crowd of dashes", "More than one dash a screen (180 words).", "use commas, or two sentences"
    ),
    "W708": Code(
        "long stretch", "More than 450 words can stand between two choices.", "put a choice between, or cut"
    ),
    "W709": Code(
        "long opening", "More than 400 words stand before the first choice.", "let the reader choose sooner"
    ),
    "W710": Code(
        "long sentences",
        "The average sentence of the story has 16 words or more.",
        "cut some in two, where it says the most",
    ),
    "N711": Code(
        "even scenes",
        "The longest scene has not three times the words of the shortest.",
        "let one be a page and another a line",
    ),
    "N712": Code(
        "waking up",
        "The story opens on waking up, as very many do.",
        "start later: on speech, mid-task, on a list",
    ),
    "N713": Code("not this but that", "The turn comes so often that it is heard as one.", "say what it is"),
    "N714": Code(
        "ellipses", "Three dots stand so often that they say nothing.", "let a line break off, or end"
    ),
    "N715": Code(
        "closing lines",
        "Many passages close on a few told words alone.",
        "end a paragraph sooner; keep one or two",
    ),
    "N716": Code(
        "asking scenes",
        "Many scenes end by asking what the choices ask anyway.",
        "stop before the question: the choices ask it",
    ),
    # -- waivers
    "W801": Code(
        "waiver not needed", "The finding that it answers is not there, or no more.", "take the waiver out"
    ),
}
