"""Whether a converted story holds together, in a few set operations over all of it.

This is the fast half of the checks. It may only be too strict: a no sends the story to `examine`,
which looks at everything again, table by table, and has the last word.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from game.story.concepts import CONCEPTS
from game.story.convert import Reader
from game.story.model import ENDING, HERE, SCENES_MAX, Choice, Scene, Story
from game.story.names import KEYWORDS, OTHERS_OWN, SHARED, UNUSABLE
from game.story.scope import problems
from game.story.template import TemplateError, names_in


def sound(story: Story, reader: Reader, unnamed: Mapping[str, str]) -> bool:
    """Whether nothing at all is to be said about `story`.

    `reader` has seen its conversion; `unnamed` maps every id that was made for a choice to
    its text.
    """
    if story.renamed or story.waivers or reader.shadowed:
        return False
    choices = [choice for scene in story.scenes.values() for choice in scene.choices]
    return (
        _names_are_free(story, choices)
        and all(map(_leads_on, story.scenes.values()))
        and _mentions_exist(story, reader, choices)
        and _texts_are_whole(story, reader, choices)
        and _conditions_fit(story, reader, unnamed)
    )


def _names_are_free(story: Story, choices: list[Choice]) -> bool:
    kinds = [getattr(story, kind) for kind in SHARED]
    shared = frozenset(chain.from_iterable(kinds))
    scenes, endings = story.scenes.keys(), story.endings.keys()
    ids = [choice.id for choice in choices]
    return (
        bool(endings)
        and len(shared) == sum(map(len, kinds))
        and scenes.isdisjoint(endings)
        and len(scenes) <= SCENES_MAX
        and UNUSABLE.isdisjoint(chain(shared, scenes, endings, story.menus, story.cast))
        and KEYWORDS.isdisjoint(ids)
        and not any(name.endswith(OTHERS_OWN) for name in shared - story.meters.keys())
        and "-" not in "".join(ids)
    )


def _leads_on(scene: Scene) -> bool:
    if not scene.text:
        return False
    choices, then = scene.choices, scene.then
    if scene.is_page:
        return bool(then) and all(branch.to != HERE for branch in then)
    return len({choice.id for choice in choices}) == len(choices) and (
        bool(then) or all(choice.to for choice in choices)
    )


def _mentions_exist(story: Story, reader: Reader, choices: list[Choice]) -> bool:
    scenes = story.scenes.values()
    flags = reader.flags.union(*[choice.set for choice in choices if choice.set])
    flags.update(*[choice.clear for choice in choices if choice.clear])
    flags.update(*[scene.set for scene in scenes if scene.set])
    flags.update(*[scene.clear for scene in scenes if scene.clear])
    menus = set(chain.from_iterable([scene.menu for scene in scenes if scene.menu]))
    return (
        story.header.start in story.scenes
        and reader.targets <= story.scenes.keys() | story.endings.keys() | {HERE, ENDING}
        and flags <= story.flags.keys()
        and reader.numbers <= story.numbers
        and menus == story.menus.keys()
        and set(story.header.concepts) <= set(CONCEPTS)
    )


def _texts_are_whole(story: Story, reader: Reader, choices: list[Choice]) -> bool:
    scenes = story.scenes.values()
    filled = [
        *reader.texts,
        *[choice.text for choice in choices],
        *[choice.struck for choice in choices if choice.struck is not None],
        *[scene.chapter for scene in scenes if scene.chapter is not None],
    ]
    if not all(map(str.strip, filled)):
        return False
    if any(choice.struck is not None and choice.when is None for choice in choices):
        return False
    braced = [text for text in filled if "{" in text or "}" in text]
    try:
        used = {name for text in braced for name, _ in names_in(text)}
    except TemplateError:
        return False
    plain = "\n".join(chain(_plain_texts(story), [choice.note for choice in choices if choice.note]))
    return used == story.words.keys() and "{" not in plain and _words_are_plain(story)


def _plain_texts(story: Story) -> Iterator[str]:
    """Texts in which a word would not be filled in."""
    header = story.header
    yield from (header.title, header.author, header.blurb, *header.content_notes, *story.flags.values())
    yield from chain.from_iterable((person.name, person.about) for person in story.cast.values())
    yield from (story.debrief.questions if story.debrief else ())
    yield from (text for scene in story.scenes.values() for text in (scene.talk, scene.skip) if text)
    yield from (text for ending in story.endings.values() for text in (ending.title, ending.hint) if text)


def _words_are_plain(story: Story) -> bool:
    """Whether no word holds another, or a line after one that always holds."""
    return all(
        "{" not in text and (when is not None or position + 1 == len(prose))
        for prose in story.words.values()
        for position, (when, text) in enumerate(prose)
    )


def _conditions_fit(story: Story, reader: Reader, unnamed: Mapping[str, str]) -> bool:
    if any("{" in text for text in unnamed.values()):
        return False
    if any(problems(condition, story) for condition in reader.conditions):
        return False
    if not unnamed:
        return True
    names = chain.from_iterable(condition.names for condition in reader.conditions)
    return unnamed.keys().isdisjoint(name.rpartition(".")[2] for name in names if name.startswith("chose."))
