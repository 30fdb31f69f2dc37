"""Everything that a story can still become, from every page, in a form small enough to be kept.

Of an exploration it keeps one number a state: which of the distinct prospects, seldom many, is its own.
Pages are found again by what is alive at them, so that neither the exploration nor its graph is needed.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from game.analysis.bounds import Node
from game.analysis.compile import compile_story
from game.analysis.explore import Budget, OutOfBudgetError, Store, TooWideError, reach
from game.analysis.graphs import graph
from game.analysis.keep import keep
from game.analysis.links import Links, Piece
from game.analysis.odds import LEAST, ends, values_of
from game.analysis.part import SIDE
from game.analysis.readers import UNIFORM
from game.analysis.spread import odds_of
from game.analysis.terms import outcome_codes
from game.narrative.foresight import Prospect
from game.narrative.state import State
from game.story.condition import OUTCOMES
from game.story.model import Story

FORMAT = 2
"""Raised whenever what is kept, or how it is worked out, changes."""
_AREA = SIDE * SIDE
_WORD = 64

Words = NDArray[np.uint64]


class Slot(Struct, frozen=True, array_like=True):
    """A variable that is alive at a node: its values come apart at `cuts`, and stand at bit `shift`."""

    name: str
    shift: int
    cuts: tuple[int, ...]

    def key(self, value: int) -> int:
        """Its part of the key of a group."""
        return sum(cut <= value for cut in self.cuts) << self.shift


class Page(Struct, frozen=True, array_like=True):
    """A node: a scene at some values of the counters that are `folded`, and where its states lie."""

    scene: str
    fold: tuple[int, ...]
    slots: tuple[Slot, ...]
    groups: tuple[int, int]
    """From where to where in `keys`, which are in order there."""
    states: tuple[int, int]
    """From where to where in `cells`, which are in order there, and in `which`."""


class Legend(Struct, frozen=True):
    """What the numbers of an atlas mean."""

    format: int
    digest: str
    because: str = ""
    """Why the story is too wide to be known exactly; empty where it is known."""
    folded: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Atlas:
    """The prospects of every page of one story; `legend.because` says where there are none."""

    legend: Legend
    arrays: Mapping[str, NDArray[Any]]
    """``density`` (101, 101); ``keys`` of groups; ``cells``, the group times 101 * 101 plus the point, and
    ``which`` of each state; ``odds`` (prospects, 6); ``ways`` (prospects, words), what can come as bits:
    outcomes, then endings."""

    @property
    def density(self) -> NDArray[np.float64]:
        """Where the uniform reader ends, (101, 101): autonomy, connection."""
        return self.arrays["density"]

    @cached_property
    def _pages(self) -> Mapping[tuple[str, tuple[int, ...]], Page]:
        return {(page.scene, page.fold): page for page in self.legend.pages}

    def prospect(self, story: Story, state: State) -> Prospect:
        """What can come of `state`. Raises `KeyError` for one that no reader can reach."""
        if state.scene in story.endings:
            return Prospect({state.outcome: 1.0}, (state.scene,))
        fold = tuple(_value(state, name) for name in self.legend.folded)
        page = self._pages[state.scene, fold]
        key = sum(slot.key(_value(state, slot.name)) for slot in page.slots)
        group = _place(self.arrays["keys"][slice(*page.groups)], key)
        point = state.values["autonomy"] * SIDE + state.values["connection"]
        row = _place(self.arrays["cells"][slice(*page.states)], group * _AREA + point)
        which = self.arrays["which"][page.states[0] + row]
        ways = [int(word) for word in self.arrays["ways"][which]]
        can = [
            bool(ways[number // _WORD] >> (number % _WORD) & 1)
            for number in range(len(OUTCOMES) + len(story.endings))
        ]
        # How likely it is may be a hair off; whether it can come is known exactly.
        odds = zip(OUTCOMES, map(float, self.arrays["odds"][which]), strict=True)
        return Prospect(
            {name: max(chance, LEAST) for name, chance in compress(odds, can)},
            tuple(compress(story.endings, can[len(OUTCOMES) :])),
        )


def _value(state: State, name: str) -> int:
    kind, _, of = name.partition(".")
    if of:
        return int(of in (state.seen if kind == "seen" else state.chosen))
    return int(state.values[name])


def _place(among: NDArray[Any], wanted: int) -> int:
    place = int(np.searchsorted(among, among.dtype.type(wanted)))
    if place == len(among) or int(among[place]) != wanted:
        raise KeyError(wanted)
    return place


# -- made ---------------------------------------------------------------------------------------------


def build(story: Story, budget: Budget) -> Atlas:
    """Explore `story`. One that does not fit `budget` gives an atlas that says why it is empty."""
    try:
        return _build(story, budget)
    except (OutOfBudgetError, TooWideError) as error:
        return Atlas(Legend(FORMAT, story.digest, because=str(error)), {})


def _build(story: Story, budget: Budget) -> Atlas:
    found = reach(graph(compile_story(story), pause=budget.check), budget)
    links = Links(found)
    ending = ends(links, budget)
    density = odds_of(links, (UNIFORM,), ending, budget).density.sum(axis=0)
    ways = _ways_at_endings(links, tuple(story.endings))
    pages: list[Page] = []
    keys: list[Words] = []
    cells: list[NDArray[np.int64]] = []
    which: list[NDArray[np.int64]] = []
    odds: list[NDArray[np.float64]] = []
    words: list[Words] = []
    many = size = different = 0
    for pieces, values in values_of(links, OUTCOMES, ending, budget):
        _draw_back(ways, pieces)
        for node in dict.fromkeys(piece.node for piece in pieces):
            if node.place in story.endings:
                continue
            store = found.expander.stores[node]
            here = found.cells[node].cells
            gid = here // store.area
            mine = np.fromiter(store.gids, np.uint64, len(store.gids))
            order = np.argsort(mine)
            rank = np.empty(len(mine), np.int64)
            rank[order] = np.arange(len(mine))
            here = rank[gid] * _AREA + store.points[here - gid * store.area]
            rows = np.argsort(here)
            keys.append(mine[order])
            cells.append(here[rows].astype(np.uint32 if int(here.max()) < 1 << 32 else np.int64))
            # Most states share their prospects with others of the page: of these one is kept.
            index, own = _distinct(values[node], ways[node])
            which.append(own[rows] + different)
            odds.append(values[node][index])
            words.append(ways[node][index])
            different += len(index)
            pages.append(
                Page(node.place, node.fold, _slots(store), (many, many + len(mine)), (size, size + len(rows)))
            )
            many, size = many + len(mine), size + len(rows)
            budget.check(found.states, held=20 * size + 8 * different * (len(OUTCOMES) + words[0].shape[1]))
    every_odds, every_way = np.concatenate(odds), np.concatenate(words)
    index, own = _distinct(every_odds, every_way)
    arrays = {
        "density": density,
        "keys": np.concatenate(keys),
        "cells": np.concatenate(cells),
        "which": own[np.concatenate(which)].astype(np.uint32),
        "odds": every_odds[index],
        "ways": every_way[index],
    }
    return Atlas(Legend(FORMAT, story.digest, "", tuple(found.graph.bounds.folded), tuple(pages)), arrays)


def _slots(store: Store) -> tuple[Slot, ...]:
    return tuple(
        Slot(slot.name, slot.shift, tuple((np.flatnonzero(np.diff(slot.encode)) + 1).tolist()))
        for slot in store.layout.slots
    )


def _ways_at_endings(links: Links, endings: Sequence[str]) -> dict[Node, Words]:
    """For each state what can come of it, outcomes and endings, as bits, (states, words): so far its own."""
    reach_ = links.reach
    wide = -(-(len(OUTCOMES) + len(endings)) // _WORD)
    ways = {node: np.zeros((len(cell), wide), np.uint64) for node, cell in reach_.cells.items()}
    for number, name in enumerate(endings, len(OUTCOMES)):
        node = Node(name)
        if node in ways:
            word, bit = divmod(number, _WORD)
            ways[node][:, word] = np.uint64(1 << bit)
            codes = np.asarray(outcome_codes(reach_.columns(node), reach_.graph.tables.others))
            ways[node][:, 0] |= np.uint64(1) << codes.astype(np.uint64)
    return ways


def _draw_back(ways: Mapping[Node, Words], pieces: Sequence[Piece]) -> None:
    """Add to the ways of all that `pieces` hold the ways of where their choices lead."""
    inside = {piece.node for piece in pieces}
    loops = any(link.to in inside for piece in pieces for link in piece.links)
    again = True
    while again:
        again = False
        for piece in pieces:
            mine = ways[piece.node][piece.span]
            before = mine.copy() if loops else mine
            for link in piece.links:
                mine[slice(None) if link.rows is None else link.rows] |= ways[link.to][link.targets]
            again = again or (loops and not np.array_equal(before, mine))


def _distinct(values: NDArray[np.float64], ways: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One row for each distinct prospect, and for each row which of them is its own."""
    mixed = np.zeros(len(values), np.uint64)
    for columns in (np.ascontiguousarray(values).view(np.uint64), ways):
        for column in columns.T:
            mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
    _, index, which = np.unique(mixed, return_index=True, return_inverse=True)
    own = index[which]
    if all(np.array_equal(every, every[own]) for every in (values, ways)):
        return index, which
    # Two that differ were mixed to one number, which may be a thousand years off: keep all of them.
    every_row = np.arange(len(values))
    return every_row, every_row


# -- kept ---------------------------------------------------------------------------------------------

# What reading a file raises that is no longer what was written.
_DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    zipfile.BadZipFile,
    msgspec.MsgspecError,
    NotImplementedError,
)


def path_of(cache: Path, story: Story) -> Path:
    """Where the atlas of `story` is kept."""
    return cache / "atlas" / story.slug / f"{story.digest[:32]}.npz"


def load(cache: Path, story: Story) -> Atlas | None:
    """The atlas that is kept of `story`; None if there is none, or none that can be read."""
    try:
        with path_of(cache, story).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        legend = msgspec.json.decode(arrays.pop("legend").tobytes(), type=Legend)
    except _DAMAGED:
        return None
    if legend.format != FORMAT or legend.digest != story.digest:
        return None
    return Atlas(legend, arrays)


def save(cache: Path, story: Story, atlas: Atlas) -> None:
    """Keep `atlas`, all or nothing, in place of those of earlier versions. Raises `OSError`."""
    path = path_of(cache, story)
    legend = np.frombuffer(msgspec.json.encode(atlas.legend), np.uint8)
    keep(path, lambda file: np.savez(file, allow_pickle=False, legend=legend, **atlas.arrays))
    for old in path.parent.iterdir():
        if old != path:
            old.unlink(missing_ok=True)
