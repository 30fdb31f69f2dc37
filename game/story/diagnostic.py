"""What is wrong with a story, and where. Every code there is stands in `CODES`."""

from typing import Literal, NamedTuple

from msgspec import Struct

Severity = Literal["error", "warning", "note"]


class Code(NamedTuple):
    """What a code stands for."""

    severity: Severity
    title: str
    meaning: str


CODES: dict[str, Code] = {
    # -- files
    "E101": Code(
        "error", "cannot be read", "The file or folder is missing, closed to you, or no file at all."
    ),
    "E102": Code("error", "not UTF-8", "Stories are UTF-8 text. The place is that of the first wrong byte."),
    "E103": Code("error", "not TOML", "The file breaks TOML's grammar here; what follows was not read."),
    "E104": Code("error", "too large", "At most 4 MiB a file, 64 MiB a story, and 100,000 scenes."),
    "E105": Code("error", "hidden character", "Control and direction characters could disturb a terminal."),
    "E106": Code("error", "no story here", "A story is one TOML file, or a folder that holds story.toml."),
    "E107": Code("error", "link out of the story", "A link may not lead out of the story's folder."),
    "E108": Code("error", "bad story name", "A story is named by its folder or file: a-z, 0-9, dashes."),
    "W109": Code(
        "warning", "byte order mark", "The file opens with an invisible mark that other tools trip over."
    ),
    # -- tables and values
    "E201": Code("error", "unknown key", "No key of this name stands here."),
    "E202": Code("error", "missing key", "This table needs a key that it does not have."),
    "E203": Code("error", "wrong kind of value", "The value is not of the kind that this key takes."),
    "E204": Code(
        "error", "value not allowed", "The value is outside its range, or not on the list of this key."
    ),
    "E205": Code("error", "bad name", "Names are small letters, digits and _, and start with a letter."),
    "E206": Code("error", "reserved name", "The word means something to the format or to conditions."),
    "E207": Code(
        "error", "name declared twice", "Meters, counters, flags, words and [before] share their names."
    ),
    "E208": Code(
        "error", "id used twice", "Scenes and endings share their ids; so do the choices of a scene."
    ),
    "E209": Code("error", "id must be written", "A choice that is named elsewhere needs an `id` of its own."),
    "W210": Code("warning", "id with a dash", "A condition and [renamed] cannot name such a choice."),
    "E211": Code("error", "unknown format", "This version of Leeway reads format 1."),
    "E212": Code("error", "not a meter", "A name that ends in _autonomy is another person's meter."),
    # -- conditions and text
    "E301": Code("error", "condition cannot be read", "Integers, names, + -, comparisons, and, or, not."),
    "E302": Code(
        "error", "condition does not fit", "It reads an unknown name, or a number where a truth belongs."
    ),
    "E303": Code("error", "lone brace", "A word is {name}; a brace itself is written twice."),
    "E304": Code("error", "unknown word", "{name} names a word that [words] does not declare."),
    "E305": Code("error", "word inside a word", "Words do not contain words."),
    "W306": Code("warning", "word not filled", "This text is shown as it stands; {name} is not filled in."),
    "E307": Code("error", "empty text", "There is nothing to show."),
    # -- one thing naming another
    "E401": Code("error", "leads nowhere", "No scene or ending has this id."),
    "E402": Code("error", "undeclared flag", "Every flag is declared in [flags], with what it means."),
    "E403": Code("error", "undeclared number", "Effects change meters and counters that are declared."),
    "E404": Code("error", "unknown menu", "No [menu] has this name."),
    "E405": Code("error", "unknown concept", "Concepts come from a fixed list."),
    "E406": Code("error", "renamed to nothing", "The new id in [renamed] does not exist."),
    "E407": Code("error", "renamed but still there", "The old id in [renamed] is still in use."),
    "E408": Code("error", "waives nothing", "The place named by a [[waive]] does not exist."),
    # -- ways through the story
    "E501": Code("error", "no way on", "A scene needs choices or `then`."),
    "E502": Code("error", "choice leads nowhere", "A choice needs `to`, or its scene `then`."),
    "E503": Code("error", "page that stays", 'A page without choices cannot lead "here".'),
    "E504": Code("error", "struck without when", "`struck` is the reason for a `when` that fails."),
    "E505": Code("error", "no ending", "A story needs at least one ending."),
    "W506": Code("warning", "never reached", "An entry before this one always holds."),
    "W507": Code("warning", "scene without text", "Its page would be empty."),
    "W508": Code("warning", "unused", "Nothing in the story uses this."),
    # -- what readers can meet
    "W601": Code("warning", "scene never reached", "No reader can come to this scene, and why."),
    "W602": Code("warning", "ending never reached", "No reader can come to this ending, and why."),
    "W603": Code("warning", "choice never open", "No reader can ever make this choice, and why."),
    "W604": Code("warning", "text never shown", "No reader can see this passage, and why."),
    "W605": Code("warning", "way never taken", "No reader is led by this entry of the list, and why."),
    "W606": Code("warning", "effect never felt", "These effects never fire for any reader, and why."),
    "W607": Code("warning", "line never said", "No reader can see this line of the word, and why."),
    "W608": Code("warning", "never struck out", "The choice is always open, so its reason is never shown."),
    "N609": Code("note", "always so", "The condition holds for every reader who comes to it."),
    "E611": Code("error", "stuck", "A reader can come to where no choice is open."),
    "E612": Code(
        "error", "leads nowhere", "A reader can make a choice after which no entry, or no ending, holds."
    ),
    "E613": Code(
        "error", "no ending from here", "A reader can come to where no ending can be reached any more."
    ),
    "E614": Code("error", "outcome denied", "An ending says an outcome that a reader's meters deny."),
    "W615": Code("warning", "words for nobody", "`talk` or `skip` on a scene that is never reached."),
    "W621": Code("warning", "no difference", "Nothing ever differs between these choices."),
    "W622": Code("warning", "flag never read", "No condition asks for the flag."),
    "W623": Code(
        "warning", "meter at its end", "Many readings close with a meter at 0 or 100, where nothing moves it."
    ),
    # -- the balance of a story
    "N641": Code("note", "what multiplies", "The story is too large to be explored, and this is one cause."),
    "W631": Code(
        "warning", "crowded corner", "More than 35% of random readings end in one corner of the plane."
    ),
    "W632": Code(
        "warning", "outcome never reached", "Some regions of the plane are out of every reader's reach."
    ),
    "W633": Code(
        "warning", "long drift", "Random readings end, on the average, more than 15 from where they start."
    ),
    "W634": Code(
        "warning", "dominant habit", "One simple habit ends in interdependence more than 70% of the time."
    ),
    "W635": Code(
        "warning", "narrow way", "Fewer than two simple habits reach interdependence 25% of the time."
    ),
    # -- prose
    "W701": Code("warning", "worn phrase", "Readers know this phrase for a formula."),
    "W702": Code("warning", "feelings talked about", "Nobody but a therapist, or somebody mocked, talks so."),
    "W703": Code("warning", "ending that explains", "An ending tells what somebody came to understand."),
    "W704": Code("warning", "worn name", "This name stands in a thousand stories already."),
    "N705": Code("note", "names alike", "Two of the cast begin with the same letter."),
    "N706": Code("note", "crowd of similes", "More than one likeness a screen (180 words)."),
    "W707": Code("warning", "crowd of dashes", "More than one dash a screen (180 words)."),
    "W708": Code("warning", "long stretch", "More than 450 words can stand between two choices."),
    "W709": Code("warning", "long opening", "More than 400 words stand before the first choice."),
    "W710": Code("warning", "long sentences", "The average sentence of the story has 16 words or more."),
    "N711": Code("note", "even scenes", "The longest scene has not three times the words of the shortest."),
    "N712": Code("note", "waking up", "The story opens on waking up, as very many do."),
    "N713": Code("note", "not this but that", "The turn comes so often that it is heard as one."),
    "N714": Code("note", "ellipses", "Three dots stand so often that they say nothing."),
    "N715": Code("note", "closing lines", "Many passages close on a few told words alone."),
    "N716": Code("note", "asking scenes", "Many scenes end by asking what the choices ask anyway."),
    # -- waivers
    "W801": Code("warning", "waiver not needed", "The finding that it answers is not there, or no more."),
}


class Diagnostic(Struct, frozen=True, order=True):
    """One finding. Lines and columns count from 1; columns in characters."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"
        return f"{text} ({self.hint})" if self.hint else text


def diagnostic(code: str, file: str, line: int, column: int, message: str, hint: str = "") -> Diagnostic:
    """A finding of a known code. What it quotes of a story can be shown on a terminal as it is."""
    return Diagnostic(
        visible(file), line, column, code, CODES[code].severity, visible(message), visible(hint)
    )


def visible(text: str) -> str:
    """`text` with every control, direction and unprintable character spelled as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _spelled(c) for c in text)


def _spelled(character: str) -> str:
    # Imported here: it is large, and hardly any text needs it.
    import unicodedata

    if unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
