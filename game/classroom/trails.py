"""Groups that played apart: their trail codes, where their ways parted, and the same debrief as of a class.

Counts of groups are told as they are. What a group did it had agreed on, so that it is nobody's own; whoever
plays alone should keep the code for themselves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from game.classroom import debrief
from game.classroom.report.closing import card, care, questions
from game.classroom.report.document import Block, Choice, Document, Heading, Items, Plane, Text, Votes
from game.debrief.odds import listed
from game.debrief.path import path_of
from game.debrief.trail import GROUP, LONGEST, TrailError, begins, walk
from game.narrative.markup import plain
from game.narrative.playthrough import Playthrough
from game.story.model import Story

ALONE = "Only one group's way is here: the map is its own."
TOGETHER = "All of you went the same way."
PARTED = "Pages that more than one group came to, and where you did not do the same, in order of play."

LEFT_OUT = "Left out, for its code could not be read: {}."

_SHOWN = 40


class NoTrailError(Exception):
    """None of the codes can be read; the message is what is wrong with each, a sentence a line."""


class Group(NamedTuple):
    """A group, numbered from 1 as its code came among all, and its reading, which has ended."""

    number: int
    play: Playthrough


class Way(NamedTuple):
    """One way that was taken on a page: its words, and the numbers of the groups."""

    choice: str
    said: str
    groups: tuple[int, ...]


class Parting(NamedTuple):
    """A page on which groups did not do the same: its chapter, the question for a class if it has one."""

    scene: str
    chapter: str
    talk: str | None
    ways: tuple[Way, ...]
    """The most taken first."""


def codes_of(story: Story, words: Iterable[str]) -> list[str]:
    """`words` as codes: one that was typed with spaces comes from a command line in pieces.

    Pieces that make no code together stay together as far as they look like those of one.
    """
    codes: list[str] = []
    rest = [word for word in words if _symbols(word)]
    while rest:
        most = min(len(rest), LONGEST)
        whole = [many for many in range(1, most + 1) if not _goes_on(story, rest[many - 1 : many + 1])]
        # The most first: what goes beyond a code is hardly ever one, but the beginning of one may be.
        many = next(
            (many for many in reversed(whole) if _reads(story, rest[:many])), min(whole, default=most)
        )
        codes.append(" ".join(rest[:many]))
        del rest[:many]
    return codes


def _goes_on(story: Story, words: Sequence[str]) -> bool:
    """Whether the second of two words, if there is one, looks like the next piece of the first's code.

    A piece is as long as a group, but for the last.
    """
    piece, *further = map(_symbols, words)
    return len(piece) == GROUP and any(len(word) <= GROUP and not begins(story, word) for word in further)


def _reads(story: Story, words: Sequence[str]) -> bool:
    try:
        walk(story, _symbols("".join(words)))
    except TrailError:
        return False
    return True


def _symbols(typed: str) -> str:
    """What of a code counts: commas, dots and dashes of any kind come with what is typed or pasted."""
    return "".join(letter for letter in typed if letter.isalnum())


def groups_of(
    story: Story, lines: Iterable[str], each: str = "line"
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups whose codes stand in `lines`, and a sentence for every one that cannot be read.

    Empty lines are left out; `each` is what a line is called.
    """
    groups: list[Group] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        # What does not print would go to the terminal with the sentence about it.
        code = "".join(letter for letter in line if letter.isprintable()).strip()
        if not code:
            continue
        try:
            read = walk(story, _symbols(code))
            # A code that cannot be read keeps its number: the others are still the groups that they were.
            groups.append(Group(len(groups) + len(wrong) + 1, read))
        except TrailError as error:
            said = str(error)
            wrong.append(f"{each} {number}, “{code[:_SHOWN]}”: {said[:1].lower()}{said[1:]}")
    return tuple(groups), tuple(wrong)


def partings(groups: Sequence[Group]) -> tuple[Parting, ...]:
    """Where the ways of `groups` part, in order of play. A page that is come to again is another page."""
    chosen: dict[tuple[str, int], dict[str, list[int]]] = {}
    said: dict[tuple[str, int, str], str] = {}
    places: dict[tuple[str, int], list[int]] = {}
    chapters: dict[tuple[str, int], str] = {}
    for group in groups:
        visits: Counter[str] = Counter()
        chapter = ""
        path = group.play.path
        for place, (page, moment) in enumerate(pairwise(path)):
            chapter = group.play.heading(page) or chapter
            visits[page.scene] += 1
            key = page.scene, visits[page.scene]
            assert moment.choice is not None
            chosen.setdefault(key, {}).setdefault(moment.choice.id, []).append(group.number)
            said.setdefault((*key, moment.choice.id), plain(moment.said))
            places.setdefault(key, []).append(place)
            chapters.setdefault(key, plain(chapter))
    story = groups[0].play.story if groups else None
    found = []
    for key in sorted(chosen, key=lambda key: sum(places[key]) / len(places[key])):
        if len(chosen[key]) > 1 and story is not None:
            taken = sorted(chosen[key].items(), key=lambda way: -len(way[1]))
            talk = story.scenes[key[0]].talk
            found.append(
                Parting(
                    key[0],
                    chapters[key],
                    plain(talk) if talk else None,
                    tuple(Way(choice, said[*key, choice], tuple(numbers)) for choice, numbers in taken),
                )
            )
    return tuple(found)


def trails(
    story: Story, lines: Iterable[str], help_lines: Sequence[str], each: str = "line"
) -> tuple[Document, tuple[str, ...]]:
    """The report of the groups whose codes stand in `lines`, and what is wrong with the codes left out.

    Raises `NoTrailError` where there is no group.
    """
    groups, wrong = groups_of(story, lines, each)
    if not groups:
        raise NoTrailError("\n".join(wrong) or "no trail code was given.")
    return document(story, groups, help_lines, len(wrong)), wrong


def document(story: Story, groups: Sequence[Group], help_lines: Sequence[str], left_out: int = 0) -> Document:
    """The report of `groups`, at least one, where so many others are `left_out`."""
    many = len(groups)
    numbers = {group.number for group in groups}
    missing = [number for number in range(1, many + left_out + 1) if number not in numbers]
    blocks: list[Block] = [
        *([Text(LEFT_OUT.format(_named(missing)))] if missing else []),
        Heading("The map"),
        Plane(
            tuple(path_of(group.play) for group in groups),
            tuple(f"{group.number}" for group in groups),
        ),
        *_parted(groups),
        *_endings(groups),
        *questions(story.debrief.questions if story.debrief else ()),
        *card(),
        *care(help_lines),
    ]
    title = plain(story.title)
    return Document(
        title,
        f"The ways of {many} groups, each by itself" if many > 1 else "The way of one group",
        story.header.language,
        tuple(blocks),
        f"{title}, version {story.header.version}. The numbers are groups, in the order of their codes.",
    )


def _parted(groups: Sequence[Group]) -> Iterator[Block]:
    yield Heading("Where you parted")
    if len(groups) == 1:
        yield Text(ALONE)
        return
    found = partings(groups)
    yield Text(PARTED if found else TOGETHER, bool(found))
    for parting in found:
        rows = (Choice("", f"{way.said} ({_named(way.groups)})", (len(way.groups),)) for way in parting.ways)
        yield Votes(debrief.asked(parting.chapter, parting.talk), ("groups",), tuple(rows))


def _endings(groups: Sequence[Group]) -> Iterator[Block]:
    ended: dict[str, list[int]] = {}
    for group in groups:
        assert group.play.ending is not None
        ended.setdefault(plain(group.play.ending.title), []).append(group.number)
    yield Heading("How it ended")
    yield Items(tuple(f"{title} ({_named(numbers)})" for title, numbers in ended.items()))


def _named(numbers: Sequence[int]) -> str:
    return f"group{'s' if len(numbers) > 1 else ''} {listed([str(number) for number in numbers])}"
