"""The laws of the house that pyproject.toml writes as import contracts."""

from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]


def test_no_import_breaks_a_contract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", cache_dir=str(tmp_path))
    assert status == EXIT_STATUS_SUCCESS, "a contract is broken; the report is above"
