"""What an exploration has to say to the author of a story: each thing once, with its reason and a witness."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from game.analysis.bounds import Node
from game.analysis.budget import OutOfBudgetError
from game.analysis.index import Cells
from game.analysis.odds import leading_to
from game.analysis.prove import Verdict
from game.analysis.readers import MEASURES, UNIFORM
from game.analysis.reasons import reason
from game.analysis.sites import Kind, Moment
from game.analysis.survey import Survey
from game.analysis.terms import outcome_codes
from game.analysis.texts import WHOLE, own_choices
from game.story.condition import OUTCOMES
from game.story.model import ENDING, Choice, Ending, Scene, Story
from game.story.shape import Path

CORNER = 0.35
DRIFT = 15
ENDS = 0.05
"""Readings that may close with a meter at 0 or 100."""
HABIT, FEWEST_HABITS, WAY = 0.70, 2, 0.25
OF_HABITS = frozenset({"W634", "W635"})
"""What is asked of all readers but the uniform one."""
CAUGHT = "whether readers are caught in a loop"
"""What is left out where there is too little time for E613."""


class Remark(NamedTuple):
    """One finding, before it has a file, a line and a column."""

    code: str
    at: str
    path: Path
    message: str
    hint: str = ""
    witness: tuple[str, ...] | None = None


def remarks(survey: Survey, verdicts: Mapping[Path, Verdict]) -> list[Remark]:
    """Everything the exploration found."""
    found = _Findings(survey, verdicts)
    return [remark for rule in _RULES for remark in rule(found)]


class _Findings:
    def __init__(self, survey: Survey, verdicts: Mapping[Path, Verdict]) -> None:
        self.survey, self.verdicts = survey, verdicts
        self.story: Story = survey.tables.story
        self.met = survey.met

    def reached(self, place: str) -> bool:
        return ("place", place) in self.met

    def way(self, states: Mapping[Node, Cells]) -> tuple[Node, tuple[str, ...] | None]:
        """Of some states, by the cells of their nodes, where the nearest is, and a shortest way to it."""
        nearest: list[tuple[int, Node, int]] = []
        for node, cells in states.items():
            rows = self.survey.links.rows(node, cells)
            depth, cell = self.survey.reach.cells[node].nearest(rows)
            nearest.append((depth, node, cell))
        _, node, cell = min(nearest)
        return node, self.survey.way(node, cell)

    @cached_property
    def before(self) -> Mapping[str, set[str]]:
        """The places from which a choice leads to each."""
        before: dict[str, set[str]] = {}
        for source in self.survey.tables.places.values():
            for move in source.moves:
                for exit_ in move.exits:
                    before.setdefault(exit_.to, set()).add(source.id)
        return before

    def lost(self, name: str, need: int, up: bool, moments: Collection[Moment]) -> str:
        """Where, before these moments, a number was last within reach of `need`."""
        ranges = self.survey.ranges
        queue = list(dict.fromkeys(moment.place for moment in moments))
        asked = set(queue)
        # What is so after a choice was perhaps not so before it.
        left = {moment.place for moment in moments if moment.stage == "after"}
        first = len(queue)
        for at in queue if ranges and self.survey.closing.left > 0 else ():
            for source_id in sorted(self.before.get(at, set()) - asked):
                asked.add(source_id)
                queue.append(source_id)
        for at in (*(place for place in queue[:first] if place in left), *queue[first:]):
            low, high = ranges.get(at, {}).get(name, (101, -1))
            if (high >= need) if up else (low <= need):
                return f"; it is still {high if up else low} at `{at}`"
        return ""


def _unreached(found: _Findings) -> Iterator[Remark]:
    leading: dict[str, list[str]] = {}
    for scene in found.story.scenes.values():
        for choice in scene.choices:
            for branch in found.story.route(scene, choice):
                for to in found.story.endings if branch.to == ENDING else (branch.to,):
                    leading.setdefault(to, []).append(f"{scene.id}.{choice.id}")
    for scene in found.story.scenes.values():
        if found.reached(scene.id):
            continue
        why = _ways(found, leading.get(scene.id, []))
        yield Remark("W601", scene.id, ("scene", scene.id), f"no reader comes to `{scene.id}`: {why}")
        for key in ("talk", "skip"):
            if getattr(scene, key) is not None:
                yield Remark(
                    "W615", scene.id, ("scene", scene.id, key), f"`{key}` on a scene that is never reached"
                )
    for ending in found.story.endings.values():
        if not found.reached(ending.id):
            path: Path = ("ending", ending.id, "when")
            why, hint = _passed_by(found, ending)
            why = why or _ways(found, leading.get(ending.id, []))
            yield Remark("W602", ending.id, path, f"no reader comes to the ending `{ending.id}`: {why}", hint)


def _passed_by(found: _Findings, ending: Ending) -> tuple[str, str]:
    """Why an ending to which readers come is not the one they get, and what to do."""
    verdict = found.verdicts.get(("ending", ending.id, "when"))
    if verdict is None or not verdict.never:
        return "", ""
    above = list(found.story.endings.values())
    above = above[: above.index(ending)]
    taking = [found.verdicts["ending", other.id, "when"].holds for other in above]
    for other, takes in zip(above, taking, strict=True):
        if other.when is None and takes:
            hint = f"put it above `{other.id}`, or give that one a `when`"
            return f"`{other.id}`, above it, stands without `when` and takes every reader", hint
    if ending.when is None and any(taking):
        return "those above it take every reader", "ask for less in theirs, or take it out"
    return reason(verdict, found.lost), ""


def never_met(story: Story, places: Collection[str], choices: Collection[str]) -> Iterator[Remark]:
    """What ranges alone exclude, where a story could not be explored: all but these places and choices."""
    for scene in story.scenes.values():
        if scene.id not in places:
            yield Remark("W601", scene.id, ("scene", scene.id), f"no reader comes to `{scene.id}`")
            continue
        for choice in scene.choices:
            name = f"{scene.id}.{choice.id}"
            if name not in choices:
                path = (*path_of(story, scene, choice), "when")
                yield Remark("W603", name, path, f"this choice is never open at `{scene.id}`")
    for ending in story.endings.values():
        if ending.id not in places:
            path = ("ending", ending.id, "when")
            yield Remark("W602", ending.id, path, f"no reader comes to the ending `{ending.id}`")


def _ways(found: _Findings, ways: list[str]) -> str:
    if not ways:
        return "nothing leads there"
    closed = [way for way in ways if ("choice", way) not in found.met]
    if len(closed) == len(ways):
        return f"it is reached by {_list(ways)}, which can never be chosen"
    return f"{_list([way for way in ways if way not in closed])} could lead there, and never does"


def _list(names: list[str]) -> str:
    unique = list(dict.fromkeys(f"`{name}`" for name in names))
    return ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")


_NEVER: Mapping[Kind, tuple[str, str]] = {
    "choice": ("W603", "this choice is never open"),
    "text": ("W604", "no reader sees this text"),
    "route": ("W605", "this entry never leads anybody"),
    "effects": ("W606", "these effects never fire"),
    "word": ("W607", "no reader sees this line"),
}


def _conditions(found: _Findings) -> Iterator[Remark]:
    for path, verdict in found.verdicts.items():
        site = verdict.sites[0]
        if verdict.never and site.kind == "struck":
            yield Remark("W608", site.at, path, "the choice is always open here, so this is never shown")
        elif verdict.never and site.kind in _NEVER:
            code, message = _NEVER[site.kind]
            why = reason(verdict, found.lost)
            yield Remark(code, site.at, path, f"{message}: {why}" if why else message)
        elif verdict.always:
            yield Remark("N609", site.at, path, "this condition always holds", "leave it out")


def _ends(found: _Findings) -> Iterator[Remark]:
    reach = found.survey.reach
    stuck: dict[str, dict[Node, Cells]] = {}
    for node, cells in reach.stuck.items():
        stuck.setdefault(node.place, {})[node] = cells
    for scene, states in stuck.items():
        message = f"no choice is open at `{scene}` for some readers"
        hint = "give it a choice without `when` and `once`"
        yield Remark("E611", scene, ("scene", scene), message, hint, found.way(states)[1])
    lost: dict[str, dict[Node, Cells]] = {}
    for node, arms in reach.nowhere.items():
        for arm, cells in arms.items():
            lost.setdefault(found.survey.links.name(node, arm), {})[node] = cells
    said: set[Path] = set()
    for name, states in lost.items():
        path, what = _unheld(found.story, name)
        if path in said:
            continue
        said.add(path)
        node, way = found.way(states)
        message = f"after `{name}` {what} for some readers"
        hint = "let the last entry, or ending, stand without `when`"
        at = name if path[-1] == "to" else node.place
        yield Remark("E612", at, path, message, hint, None if way is None else (*way, name))
    traps = _traps(found.survey)
    if traps:
        node, way = found.way(traps)
        message = f"some readers who come to `{node.place}` can never reach an ending"
        hint = "give the loop a way out that stays open"
        yield Remark("E613", node.place, ("scene", node.place), message, hint, way)


def _traps(survey: Survey) -> dict[Node, Cells]:
    """The states, by node, from which readers go on for ever, not even to where nothing leads on."""
    reach, links = survey.reach, survey.links
    if all(good is None for good in survey.ending.values()):
        return {}
    goals = {
        node: links.rows(node, np.concatenate((cells, *reach.nowhere.get(node, {}).values())))
        for node, cells in {**dict.fromkeys(reach.nowhere, np.empty(0, np.int64)), **reach.stuck}.items()
    }
    try:
        halting = leading_to(links, goals, survey.closing)
    except OutOfBudgetError:
        survey.skipped[CAUGHT] = None
        return {}
    traps: dict[Node, Cells] = {}
    for node, good in survey.ending.items():
        halts = halting[node]
        if good is not None and halts is not None:
            lasting = np.flatnonzero(~(good | halts))
            if len(lasting):
                traps[node] = reach.cells[node].cells[lasting]
    return traps


def _unheld(story: Story, name: str) -> tuple[Path, str]:
    """Where the route is written of a choice that leads nowhere, and what of it does not hold."""
    scene_id, _, choice_id = name.partition(".")
    scene = story.scenes[scene_id]
    choice = scene.by_id[choice_id]
    route = story.route(scene, choice)
    path = (*path_of(story, scene, choice), "to") if choice.to else ("scene", scene_id, "then")
    entries = all(branch.when is not None for branch in route)
    endings = any(branch.to == ENDING for branch in route)
    endings = endings and all(ending.when is not None for ending in story.endings.values())
    if entries and endings:
        return path, "no entry, or no ending, holds"
    return path, "no ending holds" if endings else "no entry holds"


def path_of(story: Story, scene: Scene, choice: Choice) -> Path:
    """Where a choice of `scene` is written."""
    for index, own in enumerate(own_choices(story, scene)):
        if own is choice:
            return ("scene", scene.id, "choice", index)
    for name in scene.menu:
        for index, borrowed in enumerate(story.menus[name].choices):
            if borrowed is choice:
                return ("menu", name, "choice", index)
    return ("scene", scene.id)


def _outcomes(found: _Findings) -> Iterator[Remark]:
    survey, story = found.survey, found.story
    for ending in story.endings.values():
        node = Node(ending.id)
        if ending.outcome is None or node not in survey.reach.cells:
            continue
        cell = survey.reach.cells[node]
        codes = outcome_codes(survey.reach.columns(node), survey.tables.others)
        codes = np.broadcast_to(codes, (len(cell),))
        wrong = np.flatnonzero(codes != OUTCOMES.index(ending.outcome))
        if not len(wrong):
            continue
        odds = survey.odds.ending_outcomes.get(ending.id, {})
        total = sum(odds.values())
        others = {OUTCOMES[code] for code in np.unique(codes[wrong])}
        said = [name for name in OUTCOMES if name in others]
        often = [f"{name} in {_share(odds[name], total)}" for name in said] if odds else said
        yield Remark(
            "E614",
            ending.id,
            ("ending", ending.id, "outcome"),
            f"the ending says {ending.outcome}; the meters of readers who end here say {', '.join(often)}",
            _asking(story, ending),
            survey.way(node, cell.nearest(wrong)[1]),
        )


def _asking(story: Story, ending: Ending) -> str:
    """How an ending gets only the readers whose outcome it says, and nobody is left without one."""
    asked = f"outcome == {ending.outcome}"
    if ending.when is not None:
        own = " ".join(ending.when.text.split())
        asked_for = "".join(own.split())
        if any(f"outcome=={other}" in asked_for for other in OUTCOMES if other != ending.outcome):
            return "its `when` asks for another outcome: correct one of the two"
        own = f"({own})" if " or " in own else own
        return f'ask for it too: when = "{own} and {asked}"'
    others = list(story.endings.values())
    if any(other.when is None for other in others[others.index(ending) + 1 :]):
        return f'ask for it: when = "{asked}"'
    return f'leave `outcome` out; or ask for it, when = "{asked}", and write an ending without `when` below'


def _share(part: float, total: float) -> str:
    share = part / total if total else 0.0
    return "less than 0.1%" if share < 0.001 else f"{share:.1%}"


def _differences(found: _Findings) -> Iterator[Remark]:
    story = found.story
    asked = {name for verdict in found.verdicts.values() for site in verdict.sites for name in site.names}
    for scene in story.scenes.values():
        alike: dict[object, list[Choice]] = {}
        for choice in scene.choices:
            name = f"{scene.id}.{choice.id}"
            if f"chose.{name}" not in asked and ("choice", name) in found.met:
                kind = (choice.rows, tuple(story.route(scene, choice)), choice.reply, choice.once)
                alike.setdefault(kind, []).append(choice)
        for same in alike.values():
            if len(same) > 1:
                names = _list([choice.id for choice in same])
                path = path_of(story, scene, same[1])
                message = f"{names} at `{scene.id}` lead to the same place, and nothing ever differs"
                yield Remark(
                    "W621", f"{scene.id}.{same[1].id}", path, message, "give one a reply or an effect"
                )
    touched = {
        flag
        for scene in story.scenes.values()
        for rows in (scene.rows, *(choice.rows for choice in scene.choices))
        for row in rows
        for flag in (*row.set, *row.clear)
    }
    for flag in story.flags:
        if flag not in asked:
            message = f"nothing {'asks whether' if flag in touched else 'sets or asks for'} `{flag}`"
            yield Remark("W622", flag, ("flags", flag), message + (" is set" if flag in touched else ""))


def _balance(found: _Findings) -> Iterator[Remark]:
    survey, story = found.survey, found.story
    odds = survey.odds
    uniform = odds.outcomes.get(UNIFORM, {})
    ended = sum(uniform.values())
    if ended <= 0:
        return
    path: Path = ("story",)
    for outcome in OUTCOMES:
        if outcome != "unsettled" and uniform[outcome] > CORNER:
            message = (
                f"{uniform[outcome]:.1%} of random readings end in {outcome}; at most {CORNER:.0%} should"
            )
            yield Remark("W631", WHOLE, path, message)
    wanted = [name for name in OUTCOMES if name != "lopsided" or survey.tables.others]
    missing = [name for name in wanted if ("outcome", name) not in found.met]
    # Of readers who are left without an ending nobody can say where they would have ended.
    if missing and not survey.reach.nowhere and not survey.reach.stuck:
        yield Remark("W632", WHOLE, path, f"no reader ends in {', '.join(missing)}")
    plane = odds.density.sum(axis=0)
    for axis, meter in enumerate(("autonomy", "connection")):
        shares = plane.sum(axis=1 - axis) / ended
        mean = float((shares * np.arange(101)).sum())
        start = story.meters[meter]
        if abs(mean - start) > DRIFT:
            message = f"{meter} starts at {start} and ends, on the average, at {mean:.0f}"
            yield Remark(
                "W633", meter, ("meters", meter), message, f"random readings should end within {DRIFT}"
            )
        for end in (0, 100):
            if shares[end] > ENDS:
                message = f"{meter} ends at {end} in {shares[end]:.1%} of random readings"
                yield Remark("W623", meter, ("meters", meter), message, "smaller effects leave it room")
    bots = {reader: one["interdependence"] for reader, one in odds.outcomes.items() if reader != UNIFORM}
    for reader, share in bots.items():
        if share > HABIT:
            message = f"the {reader} ends in interdependence in {share:.1%} of readings"
            yield Remark("W634", WHOLE, path, message, "a single habit should not be the answer")
    good = [reader for reader, share in bots.items() if share >= WAY]
    if len(good) < FEWEST_HABITS and len(bots) == len(MEASURES):
        nearest = max((bot for bot in bots if bot not in good), key=lambda bot: bots[bot])
        which = f"only the {good[0]} does" if good else "none does"
        if bots[nearest]:
            which += f"; the {nearest} comes nearest, with {_share(bots[nearest], 1.0)}"
        else:
            which = f"{which}, and no other ever" if good else "none ever does"
        message = f"two of the five habits should reach interdependence {WAY:.0%} of the time; {which}"
        yield Remark("W635", WHOLE, path, message)


_RULES: tuple[Callable[[_Findings], Iterator[Remark]], ...] = (
    _ends,
    _unreached,
    _conditions,
    _outcomes,
    _differences,
    _balance,
)
