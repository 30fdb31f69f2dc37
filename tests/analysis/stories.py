"""Random small stories, as TOML: loops, once, here, menus, then, seen, chose, counters, conditional rows."""

from random import Random

OUTCOMES = ("interdependence", "dependency", "isolation", "lopsided", "adrift", "unsettled")

HEAD = """[story]
format = 1
title = "Random"
author = "A test"
version = "1.0.0"
language = "en"
blurb = "Made up."
minutes = 1
start = "s0"
"""


class Maker:
    """Makes one story from one seed."""

    def __init__(self, seed):
        self.r = Random(seed)
        r = self.r
        self.scenes = [f"s{i}" for i in range(r.randint(2, 5))]
        self.endings = [f"e{i}" for i in range(r.randint(1, 3))]
        self.meters = {"autonomy": r.choice([40, 50, 58]), "connection": r.choice([42, 50, 57])}
        if r.random() < 0.6:
            self.meters["trust"] = r.choice([30, 50, 96])
        if r.random() < 0.4:
            self.meters["bo_autonomy"] = r.choice([44, 47, 60])
        self.counters = {name: r.choice([0, 0, 2, 98]) for name in ("n", "m")[: r.randint(0, 2)]}
        self.flags = ["f", "g", "h"][: r.randint(0, 3)]
        self.menu = r.random() < 0.3
        self.choices = {scene: [f"c{i}" for i in range(r.randint(0, 3))] for scene in self.scenes}

    def all_choices(self, scene):
        own = self.choices[scene] + (["mm"] if scene in self.with_menu else [])
        return own or ["on"]

    def number(self):
        names = [*self.meters, *self.counters]
        kind = self.r.random()
        if kind < 0.8:
            return self.r.choice(names)
        if kind < 0.9:
            return f"{self.r.choice(names)} {self.r.choice('+-')} {self.r.choice(names)}"
        return f"{self.r.choice(names)} + ({self.truth(0)}) - 1"

    def compare(self):
        name = self.number()
        if name in self.counters:
            return (
                f"{name} {self.r.choice(['<', '<=', '==', '!=', '>=', '>'])} {self.r.choice([1, 2, 3, 99])}"
            )
        if self.r.random() < 0.1:
            return f"{self.r.randint(35, 50)} <= {name} < {self.r.randint(50, 65)}"
        return (
            f"{name} {self.r.choice(['<', '<=', '==', '>=', '>'])} {self.r.choice([0, 35, 45, 50, 52, 60])}"
        )

    def truth(self, depth=2):
        r = self.r
        kind = r.random()
        if depth and kind < 0.25:
            return f"({self.truth(depth - 1)} {r.choice(['and', 'or'])} {self.truth(depth - 1)})"
        if depth and kind < 0.35:
            return f"not ({self.truth(depth - 1)})"
        if kind < 0.5 and self.flags:
            return r.choice(self.flags)
        if kind < 0.62:
            return f"seen.{r.choice(self.scenes)}"
        if kind < 0.74:
            scene = r.choice(self.scenes)
            return f"chose.{scene}.{r.choice(self.all_choices(scene))}"
        if kind < 0.8:
            return f"outcome {r.choice(['==', '!='])} {r.choice(OUTCOMES)}"
        return self.compare()

    def when(self, chance):
        return f'when = "{self.truth()}", ' if self.r.random() < chance else ""

    def row(self, plain=False):
        parts = []
        for name in self.meters:
            if self.r.random() < 0.3:
                parts += [f"{name} = {self.r.choice([-14, -8, -4, 4, 8, 14])}"]
        for name in self.counters:
            if self.r.random() < 0.4:
                parts += [f"{name} = {self.r.choice([1, 1, 2, -1, -99])}"]
        for name in self.flags:
            kind = self.r.random()
            if kind < 0.25:
                parts.append(f'set = ["{name}"]')
                break
            if kind < 0.35:
                parts.append(f'clear = ["{name}"]')
                break
        return "{ " + ("" if plain else self.when(0.4)) + ", ".join(parts) + " }" if parts else ""

    def rows(self):
        found = [row for row in (self.row() for _ in range(self.r.randint(0, 2))) if row]
        return f"effects = [{', '.join(found)}]\n" if found else ""

    def place(self, here):
        kind = self.r.random()
        if kind < 0.3:
            return "ending"
        if kind < 0.45:
            return self.r.choice(self.endings)
        if here and kind < 0.6:
            return "here"
        return self.r.choice(self.scenes)

    def prose(self, name):
        parts = [f'{{ {self.when(1)}text = "{name}{i}" }}' for i in range(self.r.choice([0, 1, 1, 2]))]
        return "[" + ", ".join([*parts, f'"{name}"']) + "]"

    def route(self, here):
        entries = [
            f'{{ {self.when(1)}to = "{self.place(here)}" }}' for _ in range(self.r.choice([0, 0, 1, 2]))
        ]
        if self.r.random() < 0.95 or not entries:
            entries.append(f'"{self.place(here)}"')
        return "[" + ", ".join(entries) + "]"

    def choice(self, header, name):
        text = f'[[{header}.choice]]\nid = "{name}"\ntext = "{name}"\n'
        text += self.rows()
        if self.r.random() < 0.3:
            text += f'when = "{self.truth()}"\n'
        if self.r.random() < 0.4:
            text += "once = true\n"
        if self.r.random() < 0.4:
            text += f"reply = {self.prose(name)}\n"
        if self.r.random() < 0.6:
            text += f"to = {self.route(here=True)}\n"
        return text

    def text(self):
        r = self.r
        self.with_menu = [scene for scene in self.scenes if self.menu and r.random() < 0.6]
        parts = [HEAD, "[meters]\n" + "".join(f"{name} = {value}\n" for name, value in self.meters.items())]
        if self.counters:
            parts.append("[counters]\n" + "".join(f"{n} = {v}\n" for n, v in self.counters.items()))
        if self.flags:
            parts.append("[flags]\n" + "".join(f'{name} = "It happened."\n' for name in self.flags))
        if self.menu:
            parts.append(self.choice("menu.m", "mm"))
        for scene in self.scenes:
            header = f"[scene.{scene}]\ntext = {self.prose(scene)}\nthen = {self.route(here=False)}\n"
            header += self.rows() if r.random() < 0.5 else ""
            header += 'menu = ["m"]\n' if scene in self.with_menu else ""
            parts.append(header)
            parts += [self.choice(f"scene.{scene}", name) for name in self.choices[scene]]
        for i, ending in enumerate(self.endings):
            when = f'when = "{self.truth()}"\n' if i < len(self.endings) - 1 or r.random() < 0.1 else ""
            parts.append(f'[ending.{ending}]\ntitle = "{ending}"\ntext = "{ending}"\n{when}')
        return "\n".join(parts)


def random_story(seed):
    """TOML text of the story numbered `seed`."""
    return Maker(seed).text()
