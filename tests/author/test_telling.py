"""What stands between two saves."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from game.author import telling
from game.author.desk import Desk
from game.author.gather import gather, gather_all
from game.author.weigh import known
from tests.author.desks import copied, edit

if TYPE_CHECKING:
    from game.author.weigher import Weigher

DENIED = ('outcome = "dependency"', 'outcome = "adrift"')


def test_what_was_proved_of_an_earlier_save_is_not_told_of_one_that_cannot_be_read(tmp_path: Path) -> None:
    story = copied(tmp_path)
    edit(story, DENIED)
    checked, report = gather_all(story, 20.0)
    assert report is not None
    desk = Desk(story, lambda _: None)
    desk.weigher = cast("Weigher", SimpleNamespace(known=known(checked, report), status="working"))
    desk.bench.take(gather(story, None))

    def told() -> list[tuple[str, bool]]:
        return [(one.finding.diagnostic.code, one.old) for one in telling.findings(desk)]

    assert ("E614", True) in told(), "it stands until the next exploration is through"
    edit(story, ('start = "kitchen"', 'start = "kichen"'))
    desk.bench.take(gather(story, None))
    assert told() == [("E401", False)]
    assert telling.counted(desk) == "1 error"
