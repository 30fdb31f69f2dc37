"""Groups that played apart, by their codes."""

import io
from pathlib import Path

import pytest

from game.classroom.report.document import Plane, Text
from game.classroom.trails import NoTrailError, groups_of, partings, trails
from game.cli import main
from game.debrief.trail import trail
from game.narrative.playthrough import Playthrough
from tests.classroom.base import kettle
from tests.saves.walks import KETTLE

HELP = ("Ask Ms Okafor.",)


def _code(*first: str) -> str:
    """The code of a reading that begins so, and then always makes the first choice."""
    play = Playthrough(kettle())
    wanted = list(first)
    while play.ending is None:
        names = [option.id for option in play.options if option.struck is None]
        play.choose(wanted.pop(0) if wanted else names[0] if names else "on")
    code = trail(play)
    assert code is not None
    return code


POUR, SIT = _code("pour"), _code("sit")


def test_codes_are_read_as_they_come_and_a_wrong_one_costs_no_other() -> None:
    typed = f"\n {POUR.lower()} \nnonsense\n{SIT.replace('-', ' ')}\n\n{SIT[:-1]}\n\x1b[31mX\n"
    groups, wrong = groups_of(kettle(), typed.splitlines())
    assert [(group.number, trail(group.play)) for group in groups] == [(1, POUR), (3, SIT)]
    assert [sentence.split(",")[0] for sentence in wrong] == ["line 3", "line 6", "line 7"]
    assert "“nonsense”" in wrong[0]
    assert "\x1b" not in wrong[2]


@pytest.mark.parametrize("as_typed", ["{},", "{}.", " – {}", "“{}”", "{};"])
def test_what_stands_around_a_code_costs_nothing(as_typed: str) -> None:
    groups, wrong = groups_of(kettle(), [as_typed.format(POUR.replace("-", "–")), "nonsense", SIT])
    assert [(group.number, trail(group.play)) for group in groups] == [(1, POUR), (3, SIT)]
    assert len(wrong) == 1


def test_the_paper_says_which_group_is_not_on_it() -> None:
    found, _ = trails(kettle(), [POUR, "nonsense", SIT], HELP)
    told = [block.text for block in found.blocks if isinstance(block, Text)]
    assert told[0] == "Left out, for its code could not be read: group 2."
    plane = next(block for block in found.blocks if isinstance(block, Plane))
    assert plane.names == ("1", "3")
    whole, _ = trails(kettle(), [POUR, SIT], HELP)
    assert not any("Left out" in block.text for block in whole.blocks if isinstance(block, Text))


def test_where_they_parted_is_told_with_the_groups() -> None:
    groups, _ = groups_of(kettle(), [POUR, SIT, SIT])
    first, *_ = partings(groups)
    assert (first.scene, first.chapter, first.talk) == ("kitchen", "Monday", "Who should lift it?")
    assert [(way.choice, way.groups) for way in first.ways] == [("sit", (2, 3)), ("pour", (1,))]
    assert partings(groups[1:]) == ()


def test_a_page_that_is_come_to_again_is_another_page() -> None:
    groups, _ = groups_of(kettle(), [_code("look", "sit"), SIT])
    found = partings(groups)
    assert [(way.choice, way.groups) for way in found[0].ways] == [("look", (1,)), ("sit", (2,))]
    assert [parting.scene for parting in found].count("kitchen") == 1, "only one group came to it twice"


def test_the_same_debrief_comes_out() -> None:
    found, wrong = trails(kettle(), [POUR, SIT, "?"], HELP)
    assert len(wrong) == 1
    plane = next(block for block in found.blocks if isinstance(block, Plane))
    assert plane.names == ("1", "2")
    names = {block.text for block in found.blocks if hasattr(block, "text")}
    assert {"The map", "Where you parted", "How it ended", "Attachment and autonomy"} <= names
    with pytest.raises(NoTrailError, match="line 1"):
        trails(kettle(), ["?"], HELP)
    with pytest.raises(NoTrailError, match="no trail code"):
        trails(kettle(), ["", " "], HELP)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEEWAY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{POUR}\nnonsense\n{SIT}\n"))
    return tmp_path


def test_the_command_takes_codes_as_arguments_or_typed(
    typed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", "trails", str(KETTLE), POUR, SIT]) == 0
    out = capsys.readouterr().out
    assert "(group 1)" in out
    assert "## Where you parted" in out
    page = typed / "groups.html"
    assert main(["class", "trails", str(KETTLE), "-", "-o", str(page)]) == 1
    out, err = capsys.readouterr()
    assert "line 2, “nonsense”" in err
    assert "Traceback" not in err
    assert page.read_text("utf-8").count('class="end"') == 2
    assert main(["class", "trails", str(KETTLE), "nonsense"]) == 1
    assert "code 1, “nonsense”" in capsys.readouterr().err


def test_the_command_takes_codes_as_they_are_pasted(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    apart = [POUR.replace("-", " ").split(), SIT.replace("-", " ").split()]
    assert main(["class", "trails", str(KETTLE), POUR, SIT]) == 0
    told = capsys.readouterr().out
    for codes in (
        [*apart[0], *apart[1]],
        ["-", POUR, "-", *apart[1]],
        [f"-{POUR}", f"--{SIT.lower()}"],
        [f"-{POUR},", "–", *apart[1]],
    ):
        assert main(["class", "trails", str(KETTLE), *codes]) == 0, codes
        assert capsys.readouterr().out == told, codes
    # A wrong piece costs its own code, and is named with it.
    assert main(["class", "trails", str(KETTLE), POUR, apart[1][0][:2] + "99", "99", *apart[1]]) == 1
    assert f"code 2, “{SIT[:2]}99 99”" in capsys.readouterr().err
    page = typed / "groups.md"
    assert main(["class", "trails", str(KETTLE), f"-{POUR}", *apart[1], "-o", str(page)]) == 0
    assert page.read_text("utf-8") == told
