"""Stories to be explored: two meters, three choices a scene, and as many flags as one likes.

Roads lead on by one to four scenes; with `back`, some lead back. A flag is set where its stretch of the story
begins and asked for in the scenes after it, as an author would have it, so that at most three are alive at a
time; or, with `everywhere`, that many flags are set and asked for in every scene.

    python -m tests.benchmarks.branching 10000 /tmp/branching.toml
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

STRETCH, ASKED = 4, 8
"""Scenes from the setting of one flag to that of the next, and for how many a flag is asked for."""

HEADER = """\
[story]
format = 1
title = "Branching"
author = "The Leeway authors"
version = "1.0.0"
language = "en"
blurb = "A story of a given number of scenes."
minutes = 30
start = "s0"

[meters]
autonomy = 50
connection = 50

[flags]
"""
CONDITIONS = (
    "autonomy >= 30",
    "connection < 70",
    "autonomy - connection <= 20",
    "connection >= 35",
    "autonomy + connection >= 80",
)
ENDINGS = {
    "together": "outcome == interdependence",
    "needed": "outcome == dependency",
    "alone": "outcome == isolation",
    "apart": "",
}


def text(scenes: int, back: float = 0.0, everywhere: int = 0) -> str:
    """The story as TOML; the same numbers give the same bytes."""
    return "".join(_lines(scenes, back, everywhere, random.Random(scenes)))


def _lines(scenes: int, back: float, everywhere: int, chance: random.Random) -> Iterator[str]:
    yield HEADER
    flags = [f"f{number}" for number in range(everywhere or max(1, scenes // STRETCH))]
    yield from (f'{flag} = "It happened."\n' for flag in flags)
    for scene in range(scenes):
        on = f"s{scene + 1}" if scene + 1 < scenes else "ending"
        yield f'\n[scene.s{scene}]\ntext = "Scene {scene}."\nthen = "{on}"\n'
        if everywhere:
            setting, alive = [chance.choice(flags)], flags
        else:
            setting = [f"f{scene // STRETCH}"] if scene % STRETCH == 0 else []
            alive = [
                flag
                for flag in flags[max(0, scene // STRETCH - 2) : scene // STRETCH]
                if int(flag[1:]) * STRETCH < scene <= int(flag[1:]) * STRETCH + ASKED
            ]
        for position in range(3):
            yield f'[[scene.s{scene}.choice]]\nid = "c{position}"\ntext = "Choose {position}."\n'
            yield f"effects = {{ {_effects(chance)} }}\n"
            if position == 0 and setting and setting[0] in flags:
                # A flag that is alive everywhere is set and cleared again and again.
                verb = "clear" if everywhere and chance.random() < 0.2 else "set"
                yield f'{verb} = ["{setting[0]}"]\n'
            if position == 1 and scene + 2 < scenes:
                yield f'to = "s{min(scenes - 1, scene + 2 + chance.randrange(3))}"\n'
            if position == 2:
                yield f'when = "{_condition(alive, chance)}"\n'
                if scene > 3 and chance.random() < back:
                    yield f'to = "s{chance.randrange(scene)}"\n'
    for name, when in ENDINGS.items():
        yield f'\n[ending.{name}]\ntitle = "{name}"\ntext = "{name}"\n'
        yield f'when = "{when}"\n' if when else ""


def _effects(chance: random.Random) -> str:
    more, less = chance.choice((-14, -8, -8, -4, -4, 4, 4, 8, 8, 14)), chance.choice((-8, -4, -4, 4, 4, 8))
    names = chance.sample(("autonomy", "connection"), 2)
    return f"{names[0]} = {more}, {names[1]} = {less}"


def _condition(alive: list[str], chance: random.Random) -> str:
    parts = []
    if alive and chance.random() < 0.7:
        parts.append(("not " if chance.random() < 0.5 else "") + chance.choice(alive))
    if not parts or chance.random() < 0.5:
        parts.append(chance.choice(CONDITIONS))
    return " and ".join(parts)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(text(int(sys.argv[1])), encoding="utf-8")
