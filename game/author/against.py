"""``leeway check --against``: what an edit did to a story."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from game.author.gather import SECONDS, gather
from game.author.progress import progress
from game.author.readings import cut_short
from game.author.report import Checked, failed, percent
from game.saves.bookcase import Bookcase
from game.story.condition import OUTCOMES
from game.story.diagnostic import visible
from game.story.model import Story

SAME = "Nothing that a check looks at is different."


def run(
    path: str, earlier: str, bookcase: Bookcase, strict: bool = False, seconds: float | None = SECONDS
) -> int:
    """Print what is different in the story at `path` from the one at `earlier`, a line each.

    The readings in `bookcase` that hold in the one and not in the other are told too. With `seconds` None
    the stories are not explored, and odds are not compared. Returns what a check of `path` does.
    """
    checked: list[Checked] = []
    for each in (earlier, path):
        with progress() as told:
            checked.append(gather(Path(each), seconds, told))
    before, after = checked
    lines = difference(before, after)
    if before.story is not None and after.story is not None:
        lines += cut_short(bookcase, before.story, after.story)
    for line in lines or [SAME]:
        print(line)
    return int(failed([after], strict))


def difference(before: Checked, after: Checked) -> list[str]:
    """What differs between two checks, a sentence each."""
    found = [*_findings(before, after)]
    if before.story is None or after.story is None:
        which = "earlier" if before.story is None else "later"
        found.append(f"The {which} story cannot be read, so that nothing else can be compared.")
        return found
    found += _endings(before, after, before.story, after.story)
    found += _odds(before, after)
    found += _size(before, after)
    found += _saves(before.story, after.story)
    return found


def _findings(before: Checked, after: Checked) -> Iterator[str]:
    """Findings by what they say and where in the story, not by line: an edit moves lines."""
    old, new = _counted(before), _counted(after)
    for one in after.standing:
        found = one.diagnostic
        key = (found.code, one.at, found.message)
        if new[key] > old[key]:
            new[key] -= 1
            yield f"New: {found.file}:{found.line}:{found.column}: {found.code} {found.message}"
    for key, times in (_counted(before) - _counted(after)).items():
        code, at, message = key
        yield f"Gone: {code} {f'at {at}: ' if at else ''}{message}" + (
            f" ({times} times)" if times > 1 else ""
        )


def _counted(checked: Checked) -> Counter[tuple[str, str, str]]:
    return Counter((one.diagnostic.code, one.at, one.diagnostic.message) for one in checked.standing)


def _endings(before: Checked, after: Checked, old: Story, new: Story) -> Iterator[str]:
    renamed = new.renamed
    for name, ending in new.endings.items():
        former = [was for was, now in renamed.items() if now == name and was in old.endings] or [name]
        was_met, met = any(_met(before, one) for one in former), _met(after, name)
        if met != was_met:
            yield f"Ending {'gained' if met else 'lost'}: {visible(ending.title)} ({name})."
    for name, ending in old.endings.items():
        if renamed.get(name, name) not in new.endings and _met(before, name):
            yield f"Ending lost: {visible(ending.title)} ({name})."


def _met(checked: Checked, ending: str) -> bool:
    """Whether a reader can come to an ending, as far as is known; else whether it is written."""
    if checked.story is None or ending not in checked.story.endings:
        return False
    return not checked.exact or ending not in checked.unreachable


def _odds(before: Checked, after: Checked) -> Iterator[str]:
    if before.exact is None or after.exact is None:
        return
    if not (before.exact and after.exact):
        yield "Odds are not compared: not every reading of both could be followed in the time there was."
        return
    story = after.story
    assert story is not None
    endings = {name: visible(ending.title) for name, ending in story.endings.items()}
    yield from _moved(before.endings, after.endings, endings, story.renamed)
    yield from _moved(before.outcomes, after.outcomes, {name: name for name in OUTCOMES}, {})


def _moved(
    before: Mapping[str, Mapping[str, float]],
    after: Mapping[str, Mapping[str, float]],
    titles: Mapping[str, str],
    renamed: Mapping[str, str],
) -> Iterator[str]:
    """A line for every ending or outcome whose odds differ for some reader by what a report would show."""
    for name, title in titles.items():
        moves: list[str] = []
        for reader, odds in after.items():
            earlier = {renamed.get(was, was): share for was, share in before.get(reader, {}).items()}
            was, now = percent(earlier.get(name, 0.0)), percent(odds.get(name, 0.0))
            if was != now:
                moves.append(f"{reader} {_said(was)} -> {_said(now)}")
        if moves:
            yield f"Odds of {title}: {', '.join(moves)}"


def _said(share: str) -> str:
    return "never" if share == "·" else share


def _size(before: Checked, after: Checked) -> Iterator[str]:
    old, new = before.figures, after.figures
    if old is not None and new is not None and old.words != new.words:
        yield f"Words: {old.words:,} -> {new.words:,}"


def _saves(old: Story, new: Story) -> Iterator[str]:
    """What saved readings name, and will look for in vain."""
    for scene in old.scenes.values():
        now = new.renamed.get(scene.id, scene.id)
        if now not in new.scenes:
            yield _lost("scene", scene.id)
            continue
        for choice in scene.choices:
            written = {f"{name}.{choice.id}" for name in (scene.id, now)}
            known = {new.renamed[one].rpartition(".")[2] for one in written if one in new.renamed}
            if not (known or {choice.id}) & new.scenes[now].by_id.keys():
                yield _lost("choice", f"{scene.id}.{choice.id}")
    for name in old.endings:
        if new.renamed.get(name, name) not in new.endings:
            yield _lost("ending", name)


def _lost(kind: str, name: str) -> str:
    return f"Saves: the {kind} {name} is gone; readings that met it go back to before. [renamed] keeps them."
