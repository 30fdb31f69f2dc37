"""inkcpp, the ink runtime in C++, as a peer: fetched with pip into a cache outside the repository."""

import os
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path

VERSION = "0.1.12"
WALK = Path(__file__).with_name("inkcpp_walk.py")


class Inkcpp:
    """A story that the compiler of inkjs has compiled, walked by inkcpp."""

    def __init__(self, compiled: Path) -> None:
        self._compiled, self._packages = compiled, _installed()

    def trace(self, steps: int) -> str:
        """The digest of everything that a reader of `steps` steps sees."""
        return self._walk("trace", steps).strip()

    def steps_a_second(self, steps: int) -> float:
        """How fast a walk of `steps` steps goes, the second time round."""
        return float(self._walk("time", steps))

    def _walk(self, mode: str, steps: int) -> str:
        command = [sys.executable, str(WALK), str(self._compiled), mode, str(steps)]
        return _run(command, {**os.environ, "PYTHONPATH": str(self._packages)})


def _installed() -> Path:
    folder = user_cache_path("leeway-benchmarks") / f"inkcpp-{VERSION}"
    if not folder.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
        _run([*pip, f"inkcpp-py=={VERSION}"], dict(os.environ))
    return folder


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[:2000]}")
    return done.stdout
