"""Every code is met by an author who makes that mistake, and comes with a way out."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from game.analysis.report import analyse
from game.analysis.texts import Sources
from game.author.gather import gather
from game.author.report import text
from game.story.codes import CODES
from game.story.load import open_story
from game.story.read import read
from tests.analysis.test_findings import wide_story
from tests.story.base import SOUND, put, spoiled

SENTENCE = "She put the cup down on the board and looked out at the rain for a while, and then at him. "


def folder(made: Path, **files: str | bytes) -> Path:
    """A story that is a folder, with `files` beside its first."""
    (made / "two-cups").mkdir()
    put(made / "two-cups", SOUND, "story.toml")
    for name, written in files.items():
        put(made / "two-cups", written, f"{name}.toml")
    return made / "two-cups"


def linked(made: Path) -> Path:
    story = folder(made)
    put(made, "", "week.toml")
    os.symlink(made / "week.toml", story / "week.toml")
    return story


FILES: dict[str, Callable[[Path], Path]] = {
    "E101": lambda made: made / "nowhere",
    "E102": lambda made: put(made, SOUND.encode() + b"\xe9"),
    "E103": lambda made: put(made, SOUND + "x"),
    "E104": lambda made: put(made, b"#" * (4 * 1024 * 1024 + 1)),
    "E105": lambda made: put(made, SOUND + "# \u202e"),
    "E106": lambda made: made,
    "E107": linked,
    "E108": lambda made: put(made, SOUND, "Two Cups.toml"),
    "W109": lambda made: put(made, b"\xef\xbb\xbf" + SOUND.encode()),
    "E208": lambda made: folder(made, z='[scene.page]\ntext = "x"\n'),
}

MORE: dict[str, str] = {
    "E406": '[renamed]\nold = "bord"',
    "E407": '[renamed]\npage = "board"',
    "E408": '[[waive]]\ncode = "W701"\nat = "bord"\nreason = "So."',
    "W615": '[scene.attic]\ntext = "A."\ntalk = "Why?"\nthen = "ending"',
    "W602": '[ending.never]\ntitle = "Never"\ntext = "N."',
    "W801": '[[waive]]\ncode = "W701"\nat = "story"\nreason = "So."',
    "N705": '[cast]\na = { name = "Ben" }\nb = { name = "Bisi" }',
}

ONWARD = 'then = [{ when = "trust >= 99", to = "hook" }, "ending"]'

EDITS: dict[str, tuple[str, str]] = {
    "E201": ("minutes = 5", "minutes = 5\nminuets = 5"),
    "E202": ('title = "The key"', ""),
    "E203": ("minutes = 5", 'minutes = "5"'),
    "E204": ("minutes = 5", "minutes = 0"),
    "E205": ("checks = 0", "Checks = 0"),
    "E206": ("checks = 0", "seen = 0"),
    "E207": ("checks = 0", "trust = 0"),
    "E209": ('id = "ring"\ntext = "Ring."', 'text = "{sea}."'),
    "W210": ('"ring"', '"ring-up"'),
    "E211": ("format = 1", "format = 2"),
    "E212": ("checks = 0", "mara_autonomy = 0"),
    "E301": ("trust >= 40", "trust => 40"),
    "E302": ("trust >= 40", "trust"),
    "E303": ("The board.", "The { board."),
    "E304": ("The board.", "The {board}."),
    "E305": ('"Calm"', '"{sea}"'),
    "W306": ('"The key"', '"{sea}"'),
    "E307": ('"It hangs there."', '" "'),
    "E401": ('then = "page"', 'then = "pige"'),
    "E402": ('set = ["wind"]', 'set = ["wnd"]'),
    "E403": ("{ trust = 4 }", "{ tryst = 4 }"),
    "E404": ('menu = ["check"]', 'menu = ["check", "chek"]'),
    "E405": ('concepts = ["trust"]', 'concepts = ["trst"]'),
    "E501": ('then = "ending"', ""),
    "E502": ('then = "page"', ""),
    "E503": ('then = "ending"', 'then = "here"'),
    "E504": ('when = "trust >= 40"', ""),
    "E505": (SOUND[SOUND.index("[ending.hook]") :], ""),
    "W506": ('then = "ending"', 'then = ["ending", "board"]'),
    "W507": ('text = "A page."', ""),
    "W508": ("{sea}. The board.", "The board."),
    # -- what only an exploration can say
    "W601": ("[ending.hook]", '[scene.attic]\ntext = "A."\nthen = "ending"\n[ending.hook]'),
    "W603": ("trust >= 40", "trust >= 99"),
    "W604": ('"A page."', '["A page.", { when = "trust >= 99", text = "B." }]'),
    "W605": ('then = "ending"', ONWARD),
    "W606": ("{ trust = 4 }", '{ when = "trust >= 99", trust = 4 }'),
    "W607": ('when = "wind", text', 'when = "trust >= 99", text'),
    "W608": ("trust >= 40", "trust >= 40 or wind"),
    "N609": ('"A page."', '["A page.", { when = "seen.board", text = "B." }]'),
    "E611": ('then = "ending"', 'then = "ending"\nchoice = [{ text = "Go.", when = "not wind" }]'),
    "E612": ('title = "The key"', 'title = "The key"\nwhen = "checks >= 1"'),
    "E613": ('then = "ending"', 'then = [{ when = "wind", to = "page" }, "ending"]'),
    "E614": ('title = "The key"', 'title = "The key"\noutcome = "adrift"'),
    "W621": (
        "[scene.page]",
        '[[scene.board.choice]]\ntext = "A."\n[[scene.board.choice]]\ntext = "B."\n[scene.page]',
    ),
    "W622": ("[words]", 'rain = "It rains."\n[words]'),
    "W623": ("bisi_autonomy = 55", "bisi_autonomy = 55\nautonomy = 100"),
    "W631": ("bisi_autonomy = 55", "bisi_autonomy = 55\nautonomy = 30\nconnection = 80"),
    "W632": ("minutes = 5", "minutes = 6"),
    "W633": ("{ trust = 4 }", "{ autonomy = -40 }"),
    "W634": ("bisi_autonomy = 55", "bisi_autonomy = 55\nautonomy = 70\nconnection = 70"),
    "W635": ("minutes = 5", "minutes = 6"),
    # -- prose
    "W701": ("A page.", "Something shifts between them."),
    "W702": ("A page.", "“I hear you,” she says."),
    "W703": ("It hangs there.", "You realise that saying no was love."),
    "W704": ("A page.", "Elara knocks."),
    "N706": ("A page.", "A lamp like a moon and a coat like a tent."),
    "W707": ("A page.", "The door — the blue one — sticks — a little."),
    "W708": ('"A page."', f'"{SENTENCE * 25}"\nchoice = [{{ text = "Go." }}]'),
    "W709": ("{sea}. The board.", "{sea}. " + SENTENCE * 21),
    "W710": ("A page.", SENTENCE * 60),
    "N711": (
        "[ending.hook]",
        "".join(f'[scene.s{n}]\ntext = "She looked up."\nthen = "ending"\n' for n in range(9))
        + "[ending.hook]",
    ),
    "N712": ("{sea}. The board.", "You wake up at six. {sea}."),
    "N713": ("A page.", "It was not grief but habit. " * 5),
    "N714": ("A page.", "I just… I thought… I was… I am…"),
    "N715": (
        "[ending.hook]",
        "".join(
            f'[scene.s{n}]\ntext = """{SENTENCE * 2}\n\nNobody rang."""\nthen = "ending"\n' for n in range(5)
        )
        + "[ending.hook]",
    ),
    "N716": (
        "[ending.hook]",
        "".join(f'[scene.s{n}]\ntext = "And what will you say?"\nthen = "ending"\n' for n in range(5))
        + "[ending.hook]",
    ),
}


def spoiled_for(code: str, made: Path) -> Path:
    """A story that has the finding."""
    if code in FILES:
        return FILES[code](made)
    if code in MORE:
        return put(made, f"{SOUND}\n{MORE[code]}\n")
    return put(made, spoiled(*EDITS[code]))


@pytest.mark.parametrize("code", [code for code in CODES if code != "N641"])
def test_whoever_makes_the_mistake_is_told_a_way_out(tmp_path: Path, code: str) -> None:
    path = spoiled_for(code, tmp_path)
    checked = gather(path, 5.0)
    found = [one for one in checked.standing if one.diagnostic.code == code]
    assert found, sorted({one.diagnostic.code for one in checked.standing})
    told = text(checked, 10_000)
    for one in found:
        assert f"    → {one.diagnostic.hint}\n" in told
        assert one.diagnostic.hint.strip()


def test_what_is_too_large_to_be_explored_is_told_a_way_out_too(tmp_path: Path) -> None:
    path = put(tmp_path, wide_story())
    found = analyse(open_story(path), 5, budget_bytes=100).findings(Sources(read(path)))
    (cause, *_) = (one.diagnostic for one in found if one.diagnostic.code == "N641")
    assert cause.hint.strip()
