"""What stands on the wall in each phase of a round, as sheets. Nothing here changes the room."""

from collections.abc import Iterable

from msgspec.structs import replace
from textual.content import Content

from game.classroom import debrief
from game.classroom.ballots import Option, Tally, deciding
from game.classroom.host.bars import LEAST, Bar, bars
from game.classroom.host.letters import large
from game.classroom.room import NORMS, Depth, Phase, Room
from game.debrief.odds import listed
from game.narrative.markup import parse
from game.narrative.markup import plain as unmarked
from game.story.model import Story
from game.tui.screens.page import visit
from game.tui.typeset import Act, Piece, Sheet, heading, plain, prose, said, struck, title

JOIN = "Scan the square, or type this:"
JOIN_BY_HAND = "Type this into a phone:"
TEST = "To try a phone, type {}/test there."
TESTED = "{} phones tried it: it works."
ALONE = "This computer is on no network, so no phone can reach it. Hands will do: h."
HANDS = "Votes are by hand."
NO_NAMES = "No name, no account."
BEFORE = "What came before"
FIRST = "Vote on your own. Nobody sees it yet."
SECOND = "Vote again, now that you have talked."
SETTLE = "Talk, and press one letter."
TALK = "Say to the person beside you what {name} should do, and why."
VOICES = "One voice for each."
FEWEST_FIRST = "One voice for each, the smaller side first."
SPOKEN_FOR = "Your teacher speaks for {}."
FEELING = "One word for how this leaves you, on your phone. Nobody sees whose it is."
FEELING_ASIDE = "Without a phone: say it to yourself, or not at all."
PREDICT = "Before the map is shown: place {name} on your phone."
PAUSED = "It goes on in a moment."
OVER = "That was it. Nothing about you is kept."


def norms(story: Story) -> Sheet:
    """The ground rules, which come first and can be had at any time, and what the story touches on."""
    sheet = Sheet()
    sheet.add(heading("Before we begin"))
    you = story.cast.get("you")
    if you is not None and you.about:
        sheet.add(plain(f"You are {you.name}, who {you.about.partition(';')[0]}.", "mark"))
    sheet.add(*(plain(line) for line in NORMS))
    if story.header.content_notes:
        noted = f"This story touches on: {', '.join(story.header.content_notes)}."
        # In one window: nobody should have to wait for the second half of what they may want to sit out.
        sheet.add(tight(Content(noted), look="quiet"))
    return sheet


def notes(sentences: Iterable[str]) -> Sheet:
    """What whoever leads the class is to know before it goes on."""
    sheet = Sheet()
    sheet.add(heading("Before it goes on"), *(plain(sentence) for sentence in sentences))
    return sheet


def care(lines: tuple[str, ...]) -> Sheet:
    """Where to find help."""
    sheet = Sheet()
    sheet.add(heading("If something comes too near"))
    sheet.add(*(plain(line) for line in lines))
    return sheet


def pause() -> Sheet:
    """While everything stands still."""
    sheet = Sheet()
    sheet.add(title("A pause."), plain(PAUSED))
    return sheet


def by_hand(room: Room, why: str = "") -> Sheet:
    """Before it begins, where no phone is asked for, or `why` none can come in."""
    sheet = Sheet()
    sheet.add(title(room.story.title), plain(HANDS))
    if why:
        sheet.add(plain(why, "note"))
    return sheet


def lobby(room: Room, url: str | None, code: str, *, squared: bool, tested: int, note: str = "") -> Sheet:
    """How to join. `squared` tells whether the code that is scanned stands beside it; `note` comes last."""
    sheet = Sheet()
    sheet.add(title(room.story.title))
    if url is None:
        sheet.add(plain(ALONE))
        return sheet
    sheet.add(plain(JOIN if squared else JOIN_BY_HAND))
    # In the letters of the terminal too: a large E and a large F differ by little.
    sheet.add(plain(f"{url.rpartition('/')[0]}/{code}", "lit"), _large(code))
    sheet.add(plain(NO_NAMES, "note"))
    if tested:
        sheet.add(plain("One phone tried it: it works." if tested == 1 else TESTED.format(tested), "quiet"))
    elif not room.here:
        sheet.add(plain(TEST.format(url.rpartition("/")[0]), "quiet"))
    if note:
        sheet.add(plain(note, "quiet"))
    return sheet


def _large(text: str) -> Piece:
    """`text` in large letters, or letterspaced where they have no room."""

    def draw(width: int) -> Content:
        rows = large(text)
        return Content("\n".join(rows) if len(rows[0]) <= width else " ".join(text))

    return Piece(Content(""), "lit", draw=draw)


def page(room: Room, *, brief: bool = False) -> Sheet:
    """The page that is read, and its choices; with `brief`, a noted scene in a sentence."""
    sheet = Sheet()
    play = room.playthrough
    arrival, stays = visit(play)
    chapter = play.heading(arrival) or (play.chapter if room.recap else "")
    ending = play.ending
    if room.recap:
        sheet.add(heading(BEFORE), *told(room.recap))
    if ending is not None:
        sheet.add(title(ending.title))
    elif chapter:
        sheet.add(heading(chapter))
    newest = stays[-1:] if room.depth is not Depth.PAGE else stays
    for stay in newest:
        sheet.add(said(stay.said, "quiet", gap=1), *told(stay.reply))
    scene = play.story.scenes.get(arrival.scene)
    if brief and scene is not None and scene.skip is not None:
        sheet.add(plain(scene.skip, "note"))
    else:
        sheet.add(*told(arrival.text))
    if room.depth is not Depth.PAGE and ending is None:
        sheet.add(*choices(room))
    return sheet


def told(paragraphs: Iterable[str]) -> list[Piece]:
    """Paragraphs of the story, further from each other than their lines are."""
    return [numeral(paragraph) or prose(paragraph, gap=2) for paragraph in paragraphs]


def numeral(paragraph: str) -> Piece | None:
    """The number of a section, where a paragraph is that and no more; None for any other.

    Alone at the margin it would pass for something to choose, so it stands in the middle, as a break does.
    """
    block = parse(paragraph)
    text = block.plain.strip().rstrip(".")
    if not (text.isdigit() and all(span.bold for span in block.spans)):
        return None
    return Piece(Content(""), "heading", 2, draw=lambda width: Content(f"{f'·   {text}   ·':^{width}}"))


def choices(room: Room) -> list[Piece]:
    """The choices of the page with their letters, then what is struck, with its reason and no letter.

    So no struck choice comes between those that are voted on, which stay in one window.
    """
    return [
        replace(tight(struck(option.text, option.struck or "").content), look="struck", mark="×")
        if option.letter is None
        else lettered(option)
        for option in sorted(room.options, key=lambda each: each.letter is None)
    ]


def lettered(option: Option) -> Piece:
    """A choice with its letter; its own lines stand close."""
    return tight(said(option.text).content, option.letter or "")


def tight(content: Content, letter: str = "", look: str = "text", gap: int = 1) -> Piece:
    """Words whose lines stand close, whatever the page's do."""

    def draw(width: int) -> Content:
        return Content("\n").join(content.wrap(width))

    return Piece(Content(""), look, gap, number=letter, draw=draw)


def together(*pieces: Piece) -> Piece:
    """Pieces as one that no window breaks, where it has room for all of it; each keeps its look."""

    def draw(width: int) -> Content:
        drawn = (_lines(piece, width) for piece in pieces)
        return Content("\n").join(line for lines in drawn for line in lines)

    return Piece(Content(""), gap=2, draw=draw)


def _lines(piece: Piece, width: int) -> list[Content]:
    room = width - piece.inset
    content = piece.draw(room) if piece.draw is not None else None
    lines = content.split(allow_blank=True) if content is not None else piece.content.wrap(room)
    return [
        Content.assemble(
            (f"{'' if at else piece.hang:<{piece.inset}}", piece.look), line.stylize_before(piece.look)
        )
        for at, line in enumerate(lines)
    ]


def vote(room: Room) -> Sheet:
    """The choices, while they are voted on, and how to vote."""
    sheet = Sheet()
    asked = FIRST if room.phase is Phase.FIRST else SECOND
    sheet.add(plain(_asked(room, asked), "mark"))
    sheet.add(*choices(room))
    return sheet


def _asked(room: Room, asked: str) -> str:
    if room.hands:
        return "Hands up, one choice at a time. Eyes closed, if you can."
    return asked


def argue(room: Room) -> Sheet:
    """The question to talk over."""
    sheet = Sheet()
    talk = TALK.format(name=room.you)
    # What they talk about stands in one window with what there is to choose.
    sheet.add(plain(unmarked(room.talk) if room.talk else talk, "mark"), *choices(room))
    if room.talk:
        sheet.add(plain(talk, "quiet", 2))
    return sheet


def reveal(room: Room) -> Sheet:
    """Both votes, the first above the second."""
    sheet = Sheet()
    first, second = room.first, room.second
    deciding_ = deciding(first, second)
    sheet.add(plain(_told(room, deciding_), "mark"))
    both = first is not None and second is not None and not second.silent
    most = max([1, *(max(vote.counts.values(), default=0) for vote in (first, second) if vote)])
    for option in room.options:
        if option.letter is None:
            continue
        if deciding_ is None or deciding_.silent or deciding_.declared:
            sheet.add(lettered(option))
            continue
        rows = []
        if both and first is not None:
            rows.append(Bar("before", first.counts[option.id], False))
        rows.append(Bar("after" if both else "", deciding_.counts[option.id], True))
        sheet.add(bars(option.letter, unmarked(option.text), rows, most))
    passed = deciding_.passes if deciding_ else 0
    if passed >= LEAST:
        sheet.add(plain(f"{passed} passed.", "quiet"))
    return sheet


def _told(room: Room, tally: Tally | None) -> str:
    letters = {option.id: option.letter or "" for option in room.options}
    if room.decided is not None and tally is not None and room.decided not in tally.leading:
        return _by_people(room)
    if tally is None or tally.silent:
        return _by_people(room) if room.decided else "Nobody voted."
    if room.tied:
        told = f"{listed([letters[choice] for choice in room.tied])} are even."
        return f"{told} {SETTLE if room.decided is None else _by_people(room)}"
    return f"{letters[tally.leading[0]]} has the most."


def _by_people(room: Room) -> str:
    letter = next(option.letter for option in room.options if option.id == room.decided)
    return debrief.by_people(letter or "", room.reason)


def voices(room: Room) -> Sheet:
    """Every side in the order in which it speaks; for a side of one the teacher does."""
    sheet = Sheet()
    tally = deciding(room.first, room.second)
    counts = tally.counts if tally is not None and not tally.silent else {}
    options = [option for option in room.options if option.letter is not None]
    # A voice asked of a side of one calls on one pupil; so nobody learns whether it is one or none.
    several = [option for option in options if not counts or counts[option.id] >= LEAST]
    alone = [option.letter or "" for option in options if option not in several]
    if several:
        sizes = {counts.get(option.id) for option in several}
        sheet.add(plain(FEWEST_FIRST if len(sizes) > 1 else VOICES, "mark"))
        sheet.add(*(lettered(option) for option in sorted(several, key=lambda each: counts.get(each.id, 0))))
    if alone:
        sheet.add(plain(SPOKEN_FOR.format(listed(alone)), "note" if several else "mark"))
    if room.decided is not None and tally is not None and (room.tied or room.decided not in tally.leading):
        sheet.add(plain(_by_people(room), "mark"))
    return sheet


def consequence(room: Room) -> Sheet:
    """What was done, and how it was answered."""
    sheet = Sheet()
    now = room.playthrough.now
    sheet.add(said(now.said, "chosen", gap=1))
    last = room.history[-1] if room.history else None
    if last is not None and (last.overruled or last.tied):
        letter = next(option.letter for option in last.options if option.id == last.choice)
        sheet.add(plain(debrief.by_people(letter or "", last.reason), "note"))
    sheet.add(*told(now.reply))
    return sheet


def offer(sheet: Sheet, letter: str, piece: Piece, act: Act) -> None:
    """Set a choice that the teacher can make on this screen, by its letter too."""
    index = len(sheet.acts)
    sheet.acts.append(act)
    if letter:
        sheet.numbers[letter.lower()] = index
    sheet.add(replace(piece, option=index, head=True, number=letter))


def feeling() -> Sheet:
    """How it leaves them."""
    sheet = Sheet()
    sheet.add(heading("A breath"), plain(FEELING), plain(FEELING_ASIDE, "quiet"))
    return sheet


def predict(room: Room) -> Sheet:
    """Where they think that it went."""
    sheet = Sheet()
    sheet.add(heading("Before the map"), plain(PREDICT.format(name=room.you)))
    sheet.add(
        plain(f"How much of what {room.you} does is {room.you}’s own?"),
        plain("How close are they, in the end?"),
    )
    sheet.add(plain("There is no right place. Two numbers cannot hold a relationship.", "note"))
    return sheet


def over(room: Room) -> Sheet:
    """The end of the class."""
    sheet = Sheet()
    sheet.add(title(room.story.title), plain(OVER))
    sheet.add(*(plain(line) for line in room.help))
    return sheet
