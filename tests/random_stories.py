"""Random small stories that use the whole format, for tests that compare two ways of playing them."""

import random
from pathlib import Path

import msgspec

from game.story.load import load
from game.story.model import Story

FLAGS = ("rang", "wind", "told")
NUMBERS = {"autonomy": 60, "connection": 60, "trust": 60, "bisi_autonomy": 60, "checks": 4, "week": 4}


def condition(rng: random.Random, scenes: list[str]) -> str:
    """A condition of at most three parts over everything a condition may read."""
    name = rng.choice(list(NUMBERS))
    parts = [
        f"{name} {rng.choice(['>=', '<', '==', '!=', '<=', '>'])} {rng.randint(0, NUMBERS[name])}",
        rng.choice(FLAGS),
        f"not {rng.choice(FLAGS)}",
        f"seen.{rng.choice(scenes)}",
        f"chose.{rng.choice(scenes)}.a",
        f"outcome {rng.choice(['==', '!='])} {rng.choice(['dependency', 'unsettled', 'isolation'])}",
        f"autonomy - connection >= {rng.randint(-20, 20)}",
        f"{rng.choice(FLAGS)} + {rng.choice(FLAGS)} + checks >= {rng.randint(1, 3)}",
        f"20 <= autonomy + 1 < {rng.randint(30, 90)}",
    ]
    chosen = rng.sample(parts, rng.randint(1, 3))
    return f" {rng.choice(['and', 'or'])} ".join(f"({part})" for part in chosen)


def effect(rng: random.Random, scenes: list[str]) -> dict[str, object]:
    """One row of effects."""
    row: dict[str, object] = {
        name: rng.choice([-14, -8, -4, 1, 4, 8, 14]) for name in rng.sample(list(NUMBERS), 2)
    }
    if rng.random() < 0.4:
        row["when"] = condition(rng, scenes)
    if rng.random() < 0.3:
        row["set"] = [rng.choice(FLAGS)]
    if rng.random() < 0.3:
        row["clear"] = [rng.choice(FLAGS)]
    return row


def story_table(seed: int, size: int = 6) -> dict[str, object]:
    """The TOML tables of a valid story of `size` scenes, from `seed` alone."""
    rng = random.Random(seed)
    scenes = [f"s{i}" for i in range(size)]

    def target() -> str:
        return rng.choice([*scenes, "ending", "ending", "here", "close"])

    def route() -> object:
        if rng.random() < 0.5:
            return target()
        return [{"when": condition(rng, scenes), "to": target()}, rng.choice([*scenes, "ending"])]

    def choice(name: str) -> dict[str, object]:
        made: dict[str, object] = {
            "id": name,
            "text": f"{name} {{weather}}",
            "to": route(),
            "effects": [effect(rng, scenes) for _ in range(rng.randint(0, 2))],
            "reply": [f"reply {name}", {"when": condition(rng, scenes), "text": "and {weather}"}],
        }
        if rng.random() < 0.3:
            made["when"] = condition(rng, scenes)
            if rng.random() < 0.5:
                made["struck"] = "not today"
        if rng.random() < 0.25:
            made["once"] = True
        if rng.random() < 0.3:
            made["set"] = [rng.choice(FLAGS)]
        return made

    tables: dict[str, object] = {}
    for scene in scenes:
        table: dict[str, object] = {
            "text": [f"Scene {scene}.", {"when": condition(rng, scenes), "text": "{weather}, and more."}],
            "effects": [effect(rng, scenes) for _ in range(rng.randint(0, 2))],
            "then": rng.choice([*scenes, "ending"]),
            # The first is always open, so that nobody is ever stuck.
            "choice": [{"id": "a", "text": "Go", "to": rng.choice([*scenes, "ending"])}]
            + [choice(name) for name in "bc"[: rng.randint(0, 2)]],
        }
        if rng.random() < 0.3:
            table["menu"] = ["often"]
        if rng.random() < 0.3:
            table["chapter"] = f"Chapter {scene}"
        if rng.random() < 0.2:
            table["skip"] = "It went by."
        tables[scene] = table
    return {
        "story": {
            "format": 1,
            "title": f"Random {seed}",
            "author": "a test",
            "version": "1",
            "language": "en",
            "blurb": "made at random",
            "minutes": 1,
            "start": "s0",
        },
        "meters": {"autonomy": 50, "connection": 55, "trust": 50, "bisi_autonomy": 55},
        "counters": {"checks": 0, "week": 0},
        "flags": {flag: f"It is {flag}." for flag in FLAGS},
        "words": {"weather": [{"when": "wind", "text": "windy"}, "still"]},
        "menu": {"often": {"choice": [choice("m")]}},
        "scene": tables,
        "ending": {
            "far": {"title": "Far", "when": "outcome == isolation", "text": "Far.", "leaning": "Nearly."},
            "told": {"title": "Told", "when": condition(rng, scenes), "text": "Told {weather}."},
            "close": {"title": "Close", "text": "Close.", "other_voice": "Well. {weather}"},
        },
    }


def random_story(seed: int, folder: Path, size: int = 6) -> Story:
    """The story of `seed`, written to `folder` and loaded through the front door."""
    path = folder / f"random-{seed}.toml"
    path.write_bytes(msgspec.toml.encode(story_table(seed, size)))
    story, diagnostics = load(path)
    assert story is not None, diagnostics
    return story
