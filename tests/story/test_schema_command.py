"""`leeway schema`, as its users meet it."""

import json

import pytest

from game.author import schema


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.run() == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A Leeway story"
