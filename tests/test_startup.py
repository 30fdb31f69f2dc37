"""What a start imports, and what it does not: every import is waited for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from game.cli import COMMANDS
from tests.saves.walks import KETTLE

HEAVY = {"textual", "rich", "numpy", "aiohttp", "tree_sitter", "tree_sitter_toml", "hypothesis", "pytest"}

PROBE = """
import json, sys
from game.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


SHELF = """
import json, sys
from game.cli.stories import bookcase, library
bookcase, library = bookcase(), library()
assert bookcase.latest() is None and len(list(library.spines())) > 1
print(json.dumps(sorted(sys.modules)))
"""


def imported(home: Path, *arguments: str, typed: str = "") -> set[str]:
    """The modules that stand in memory after the command has run."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "LEEWAY_HOME": str(home)},
        timeout=60,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["about"],
        ["--plain"],
        ["shelf", "--plain"],
        ["play", str(KETTLE), "--plain"],
        ["forget", "--yes"],
    ],
    ids=" ".join,
)
def test_plain_mode_and_small_commands_import_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    assert imported(tmp_path, *arguments) & HEAVY == set()


def test_not_even_at_the_end_of_a_story(tmp_path: Path) -> None:
    modules = imported(tmp_path, "play", str(KETTLE), "--plain", typed="3\n1\n2\n2\n1\n2\n3\n4\n5\n")
    assert modules & HEAVY == set()
    assert "game.debrief" in modules


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]], ids=" ".join)
def test_what_needs_no_story_imports_none(tmp_path: Path, arguments: list[str]) -> None:
    ours = {name for name in imported(tmp_path, *arguments) if name.startswith("game.")}
    assert {name for name in ours if not name.startswith("game.cli")} == set()


@pytest.mark.parametrize(("name", "module"), [(command.name, command.module) for command in COMMANDS])
def test_a_command_declares_itself_and_no_other_one(tmp_path: Path, name: str, module: str) -> None:
    ours = {found for found in imported(tmp_path, *name.split(), "--help") if found.startswith("game.")}
    assert {found for found in ours if not found.startswith("game.cli")} == set()
    others = {f"game.cli.{command.module}" for command in COMMANDS} - {f"game.cli.{module}"}
    assert f"game.cli.{module}" in ours
    assert ours & others == set()


def test_the_machine_waits_until_a_story_is_opened(tmp_path: Path) -> None:
    assert "transitions" not in imported(tmp_path, "about")


def test_the_spines_wait_for_nothing_that_reads_a_story(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", SHELF],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LEEWAY_HOME": str(tmp_path)},
        timeout=60,
    )
    waited = {
        "argparse",
        "hashlib",
        "filelock",
        "transitions",
        "markdown_it",
        "game.story.model",
        "game.story.load",
    }
    assert waited & set(json.loads(done.stdout)) == set()
