"""Stories of any size for the benchmarks: 60 words a scene, three choices, a condition on every third.

The same number of scenes always gives the same bytes. Every story is valid, every scene has a choice
that is always open, and roads lead back as well as on, so that a walk can be of any length.

    python -m tests.benchmarks.generate 1000 /tmp/long-road
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_BYTES = 3_500_000
"""How much goes into one file: under the format's limit of 4 MiB."""

_VOCABULARY = """
the a of and to in on with at by from over under after before her his their she he they you it kettle
window platform door letter signal harbour lamp coat bread ticket garden stairs radio hand voice morning
evening rain wind salt paper glass chair table river bridge station corner street number Tuesday quiet
late early cold warm open shut slow small long bright says asks waits holds turns leaves keeps knows
reads carries listens laughs forgets remembers isn’t doesn’t “yes” “no” — again never always almost only
"""
WORDS = _VOCABULARY.split()

CONDITIONS = (
    "trust >= 20",
    "autonomy >= 30 and connection < 90",
    "not told",
    "week >= 2 and week < 90",
    "told or kept",
    "connection - autonomy <= 40",
    "trust + week >= 35 and not (told and kept)",
    "30 <= autonomy <= 95",
)

HEADER = """\
[story]
format = 1
title = "The long road"
author = "The Leeway authors"
version = "1.0.0"
language = "en"
blurb = "A road of a given number of scenes."
minutes = 30
start = "s0"

[meters]
autonomy = 50
connection = 50
trust = 40

[counters]
week = 0

[flags]
told = "It was said."
kept = "It was kept."

"""

ENDING = """\
[ending.together]
title = "Together"
when = "outcome == interdependence"
text = "{text}"

[ending.apart]
title = "Apart"
text = "{text}"
"""


def files(scenes: int) -> dict[str, str]:
    """A story of `scenes` scenes (at least 1) as file name -> TOML, ``story.toml`` first."""
    chance = random.Random(scenes)
    name, room = "story.toml", FILE_BYTES
    pieces = [_scene(number, scenes, chance) for number in range(scenes)]
    pieces.append(ENDING.replace("{text}", _prose(chance, 40)))
    blocks: dict[str, list[str]] = {name: [HEADER]}
    for piece in pieces:
        room -= len(piece.encode())
        if room < 0:
            name, room = f"story_{len(blocks)}.toml", FILE_BYTES - len(piece.encode())
            blocks[name] = []
        blocks[name].append(piece)
    return {name: "".join(block) for name, block in blocks.items()}


def write(folder: Path, scenes: int) -> Path:
    """Write the story into `folder`, which is made if it is absent, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(scenes).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def _scene(number: int, scenes: int, chance: random.Random) -> str:
    return "".join(_lines(number, scenes, chance))


def _lines(number: int, scenes: int, chance: random.Random) -> Iterator[str]:
    on = f"s{number + 1}" if number + 1 < scenes else "ending"
    yield f'[scene.s{number}]\ntext = """{_prose(chance, 60)}"""\n'
    if number % 10 == 0:
        yield f'chapter = "Chapter {number // 10 + 1}"\n'
    if number % 4 == 0:
        yield "effects = { week = 1 }\n"
    yield f'then = "{on}"\n\n'
    ahead = min(number + 2 + chance.randrange(3), scenes)
    roads = (None, f"s{ahead}" if ahead < scenes else "ending", f"s{max(number - chance.randrange(6), 0)}")
    for position, (choice, to) in enumerate(zip(("first", "second", "third"), roads, strict=True)):
        yield f'[[scene.s{number}.choice]]\nid = "{choice}"\ntext = "{_prose(chance, 7)}"\n'
        if position == 2:
            yield f'when = "{chance.choice(CONDITIONS)}"\n'
        meters = chance.sample(("autonomy", "connection", "trust"), 2)
        yield f"effects = {{ {meters[0]} = {chance.choice((-8, -4, 4, 8))}, {meters[1]} = 4 }}\n"
        if chance.random() < 0.1:
            yield f'{chance.choice(("set", "clear"))} = ["{chance.choice(("told", "kept"))}"]\n'
        if to:
            yield f'to = "{to}"\n'
        yield "\n"


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
