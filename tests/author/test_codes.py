"""The guide to every code."""

import os
import subprocess
import sys
from pathlib import Path

from game.author.codes import EXAMPLES, guide
from game.story.codes import CODES

ROOT = Path(__file__).parents[2]


def test_every_code_is_explained_and_has_a_way_out() -> None:
    assert list(EXAMPLES) == list(CODES)
    for code, known in CODES.items():
        assert all(map(str.strip, (EXAMPLES[code], *known))), code
        assert known.way_out[0].islower() or known.way_out.startswith("UTF"), code
        assert known.way_out[-1] not in ".?", code


def test_the_guide_that_is_shipped_is_up_to_date() -> None:
    shipped = (ROOT / "stories" / "DIAGNOSTICS.md").read_text(encoding="utf-8")
    assert shipped == guide(), "run: python -m game.author.codes > stories/DIAGNOSTICS.md"


def test_the_command_prints_the_guide() -> None:
    command = [sys.executable, "-P", "-m", "game.author.codes"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=True, env=environment)
    assert done.stdout.decode("utf-8") == guide()


def test_every_code_stands_in_the_guide_once() -> None:
    headings = [line.split()[1] for line in guide().splitlines() if line.startswith("### ")]
    assert headings == list(CODES)
