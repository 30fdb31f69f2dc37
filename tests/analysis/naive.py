"""A naive explorer: plain sets of plain tuples, written from the format alone, sharing nothing with the game.

It reads the TOML itself, judges conditions by a translation of its own, keeps *every* variable apart, and
solves the odds as one dense linear system. Slow and obvious, so that the fast one can be held against it.
"""

import re
import tomllib
from collections import deque
from dataclasses import dataclass, field

import numpy as np

OUTCOMES = ("interdependence", "dependency", "isolation", "lopsided", "adrift", "unsettled")
BOTS = ("uniform", "pleaser", "loner", "avoider", "candid", "balancer")


class TooBigError(Exception):
    """More states than asked for."""


def outcome(values):
    a, c = values["autonomy"], values["connection"]
    others = [v for k, v in values.items() if k.endswith("_autonomy")]
    if a < 45 and c < 45:
        return "adrift"
    if a >= 60 and c >= 60 and others and min(others) < 45:
        return "lopsided"
    if a >= 60 and c >= 60:
        return "interdependence"
    if c - a >= 20 and a < 50:
        return "dependency"
    if a - c >= 20 and c < 50:
        return "isolation"
    return "unsettled"


_translated = {}


def truth(condition, values, seen, chosen):
    if condition is None:
        return True
    if condition not in _translated:
        text = re.sub(r"\bseen\.(\w+)", r"('\1' in SEEN)", condition)
        text = re.sub(r"\bchose\.(\w+)\.(\w+)", r"('\1.\2' in CHOSEN)", text)
        text = re.sub(r"\b(" + "|".join(OUTCOMES) + r")\b", r"'\1'", text)
        _translated[condition] = compile(text.replace("\n", " "), condition, "eval")
    return bool(
        eval(
            _translated[condition],
            {"SEEN": seen, "CHOSEN": chosen, "outcome": outcome(values), **values},
        )
    )


def pushed(value, by):
    if by >= 0:
        room = max(13, min(75, 100 - value))
        return min(100, value + (by * room + 25) // 50)
    room = max(13, min(75, value))
    return max(0, value - (-by * room + 25) // 50)


def as_list(value):
    return value if isinstance(value, list) else [value]


@dataclass
class Naive:
    """All states of a story as (scene, values, seen, chosen); taken is part of chosen."""

    text: str
    most: int = 400
    depth: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    """State -> list of (choice id, change of A, C, trust, next state or None)."""
    judged: dict = field(default_factory=dict)
    """Path of a condition -> the answers that it ever gives, where and when the format says it is judged."""
    led: set = field(default_factory=set)
    """Paths of the entries of routes, and of the endings, that "ending" ever came to."""

    def __post_init__(self):
        data = tomllib.loads(self.text)
        self.data = data
        self.meters = {"autonomy": 50, "connection": 50, **data.get("meters", {})}
        self.counters = data.get("counters", {})
        self.flags = list(data.get("flags", {}))
        self.names = [*self.meters, *self.counters, *self.flags]
        self.scenes = data["scene"]
        self.endings = data["ending"]
        values = {**self.meters, **self.counters, **dict.fromkeys(self.flags, False)}
        self.start = self.arrive(data["story"]["start"], values, frozenset(), frozenset())
        self.depth = {self.start: 0}
        waiting = deque([self.start])
        while waiting:
            state = waiting.popleft()
            self.steps[state] = self.moves(state)
            for _, _, after in self.steps[state]:
                if after is not None and after not in self.depth:
                    self.depth[after] = self.depth[state] + 1
                    waiting.append(after)
                    if len(self.depth) > self.most:
                        raise TooBigError

    def ask(self, path, condition, values, seen, chosen):
        answer = truth(condition, values, seen, chosen)
        if condition is not None:
            self.judged.setdefault(path, set()).add(answer)
        return answer

    def ask_all(self, path, entries, values, seen, chosen):
        for index, entry in enumerate(as_list(entries)):
            if isinstance(entry, dict):
                self.ask((*path, index, "when"), entry.get("when"), values, seen, chosen)

    def home(self, place, choice):
        """Where a choice is written."""
        own = self.scenes[place].get("choice", [])
        for index, one in enumerate(own):
            if one is choice:
                return "scene", place, "choice", index
        for menu in self.scenes[place].get("menu", []):
            for index, one in enumerate(self.data["menu"][menu]["choice"]):
                if one is choice:
                    return "menu", menu, "choice", index
        return "scene", place

    def options(self, scene):
        found = list(scene.get("choice", []))
        for menu in scene.get("menu", []):
            found += self.data["menu"][menu]["choice"]
        return found or [{"id": "on", "text": "on"}]

    def apply(self, values, thing, seen, chosen):
        rows = as_list(thing.get("effects", {}))
        last = {"set": thing.get("set", []), "clear": thing.get("clear", [])}
        fired = [row for row in (*rows, last) if truth(row.get("when"), values, seen, chosen)]
        after = dict(values)
        for row in fired:
            for name, by in row.items():
                if name in self.meters:
                    after[name] = pushed(after[name], by)
                elif name in self.counters:
                    after[name] = max(0, min(99, after[name] + by))
            for name in row.get("set", []):
                after[name] = True
            for name in row.get("clear", []):
                after[name] = False
        return after

    def arrive(self, place, values, seen, chosen):
        if place in self.scenes:
            path = ("scene", place)
            self.ask_all((*path, "effects"), self.scenes[place].get("effects", []), values, seen, chosen)
            values = self.apply(values, self.scenes[place], seen, chosen)
            self.ask_all((*path, "text"), self.scenes[place]["text"], values, seen, chosen)
        return place, tuple(values[name] for name in self.names), seen, chosen

    def moves(self, state):
        place, packed, seen, chosen = state
        if place in self.endings:
            return []
        scene = self.scenes[place]
        values = dict(zip(self.names, packed, strict=True))
        found = []
        for choice in self.options(scene):
            mark = f"{place}.{choice['id']}"
            path = self.home(place, choice)
            gone = choice.get("once") and mark in chosen
            if not (gone or self.ask((*path, "when"), choice.get("when"), values, seen, chosen)) or gone:
                continue
            self.ask_all((*path, "effects"), choice.get("effects", []), values, seen, chosen)
            after = self.apply(values, choice, seen, chosen)
            self.ask_all((*path, "reply"), choice.get("reply", []), after, seen, chosen | {mark})
            moved = {name: after[name] - values[name] for name in self.meters}
            change = (moved["autonomy"], moved["connection"], moved.get("trust"))
            found.append((mark, change, self.follow(scene, place, choice, after, seen, chosen | {mark})))
        return found

    def follow(self, scene, place, choice, values, seen, chosen):
        path = (*self.home(place, choice), "to") if "to" in choice else ("scene", place, "then")
        for index, entry in enumerate(as_list(choice.get("to", scene.get("then", [])))):
            entry = {"to": entry} if isinstance(entry, str) else entry
            if not truth(entry.get("when"), values, seen, chosen):
                continue
            to = entry["to"]
            self.led.add((*path, index))
            if to == "here":
                return place, tuple(values[name] for name in self.names), seen, chosen
            left = seen | {place}
            if to == "ending":
                for name, ending in self.endings.items():
                    if truth(ending.get("when"), values, left, chosen):
                        self.led.add(("ending", name, "when"))
                        return self.arrive(name, values, left, chosen)
                return None
            return self.arrive(to, values, left, chosen)
        return None

    def values_of(self, state):
        return dict(zip(self.names, state[1], strict=True))

    def weights(self, state, reader):
        steps = self.steps[state]
        even = [1 / len(steps)] * len(steps)
        if reader == "uniform" or not steps:
            return even
        values = self.values_of(state)
        scores = []
        for _, (a, c, trust), _ in steps:
            if reader == "pleaser":
                scores.append(c - a)
            elif reader == "loner":
                scores.append(a - c)
            elif reader == "avoider":
                scores.append(-a - c)
            elif reader == "candid":
                scores.append(a + c if trust is None else trust)
            elif values["autonomy"] == values["connection"]:
                scores.append(a + c)
            else:
                scores.append(a if values["autonomy"] < values["connection"] else c)
        best = [score == max(scores) for score in scores]
        return [0.25 * e + (0.75 / sum(best) if b else 0) for e, b in zip(even, best, strict=True)]

    def can_end(self):
        before = {state: [] for state in self.depth}
        for state, steps in self.steps.items():
            for _, _, after in steps:
                if after is not None:
                    before[after].append(state)
        found = {state for state in self.depth if state[0] in self.endings}
        waiting = list(found)
        while waiting:
            for state in before[waiting.pop()]:
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return found

    def odds(self, reader):
        """State -> {(ending, outcome): probability}, for every state, as one linear system."""
        able = self.can_end()
        inner = [state for state in self.depth if state in able and state[0] not in self.endings]
        kinds = sorted({(s[0], outcome(self.values_of(s))) for s in self.depth if s[0] in self.endings})
        index = {state: i for i, state in enumerate(inner)}
        matrix, gains = np.eye(len(inner)), np.zeros((len(inner), len(kinds)))
        for state, i in index.items():
            for weight, (_, _, after) in zip(self.weights(state, reader), self.steps[state], strict=True):
                if after in index:
                    matrix[i, index[after]] -= weight
                elif after is not None and after[0] in self.endings:
                    gains[i, kinds.index((after[0], outcome(self.values_of(after))))] += weight
        solved = np.linalg.solve(matrix, gains) if inner else gains
        found = {state: dict(zip(kinds, map(float, solved[i]), strict=True)) for state, i in index.items()}
        for state in self.depth:
            if state[0] in self.endings:
                found[state] = {(state[0], outcome(self.values_of(state))): 1.0}
        return {state: found.get(state, {}) for state in self.depth}

    def choices_made(self):
        """The fewest, the mean and the most choices of a reading that ends; None for what there is not.

        Turning a page is none.
        """
        able = self.can_end()
        fewest = dict.fromkeys(self.depth, len(self.depth))
        fewest[self.start] = 0
        waiting = [self.start]
        for state in waiting:
            for _, _, to in self.steps[state]:
                if to is not None and fewest[state] + self.cost(state) < fewest[to]:
                    fewest[to] = fewest[state] + self.cost(state)
                    waiting.append(to)
        closed = [count for state, count in fewest.items() if state[0] in self.endings]
        if not closed:
            return None
        mean = None
        if able == set(self.depth) and all(to for steps in self.steps.values() for _, _, to in steps):
            index = {state: i for i, state in enumerate(self.depth)}
            matrix, once = np.eye(len(index)), np.zeros(len(index))
            for state, steps in self.steps.items():
                once[index[state]] = bool(steps) and self.cost(state)
                for _, _, after in steps:
                    matrix[index[state], index[after]] -= 1 / len(steps)
            mean = float(np.linalg.solve(matrix, once)[index[self.start]])
        return min(closed), mean, self.longest(able)

    def cost(self, state):
        """The choices that a step from `state` is."""
        scene = self.scenes.get(state[0])
        return int(bool(scene and (scene.get("choice") or scene.get("menu"))))

    def longest(self, able):
        """The most choices on a way through states that can end; None where there is a circle among them."""
        after = {s: {to for _, _, to in self.steps[s] if to in able} for s in able}
        before = dict.fromkeys(able, 0)
        for targets in after.values():
            for to in targets:
                before[to] += 1
        far = dict.fromkeys(able, 0)
        free = [s for s in able if not before[s]]
        for state in free:
            for to in after[state]:
                far[to] = max(far[to], far[state] + self.cost(state))
                before[to] -= 1
                if not before[to]:
                    free.append(to)
        return max(far.values()) if len(free) == len(able) else None
