"""inkjs, the ink runtime for JavaScript, as a peer: fetched with npm into a cache outside the repository."""

import shutil
import subprocess
from pathlib import Path

from platformdirs import user_cache_path

from game.story.model import Story
from tests.benchmarks.peers.ink_source import to_ink

VERSION = "2.4.0"
WALK = Path(__file__).with_name("inkjs_walk.cjs")
COMPILE = Path(__file__).with_name("inkjs_compile.cjs")


class Inkjs:
    """One of our stories, compiled for inkjs. Needs node and npm; `absent` says what is missing."""

    def __init__(self, story: Story, folder: Path) -> None:
        self._modules = _installed()
        source = folder / "story.ink"
        source.write_text(to_ink(story), encoding="utf-8")
        self._source = source
        self.compiled = folder / "story.json"
        """What the compiler made of it."""
        self.compile()

    def compile(self) -> None:
        """Compile the source, which checks it too."""
        compiler = self._modules / "bin" / "inkjs-compiler.js"
        _run(["node", str(compiler), "-o", str(self.compiled), str(self._source)])

    def compiles_a_second(self, rounds: int) -> float:
        """How often a compiler that is warm could compile the source in a second: the median of `rounds`."""
        full = self._modules / "dist" / "ink-full.js"
        return 1 / float(_run(["node", str(COMPILE), str(full), str(self._source), str(rounds)]))

    def command(self, mode: str, steps: int = 0) -> list[str]:
        """The command that walks the story: `mode` is ``first``, ``trace`` or ``time``."""
        runtime = self._modules / "dist" / "ink.js"
        return ["node", str(WALK), str(runtime), str(self.compiled), mode, str(steps)]

    def trace(self, steps: int) -> str:
        """The digest of everything that a reader of `steps` steps sees."""
        return _run(self.command("trace", steps)).strip()

    def steps_a_second(self, steps: int) -> float:
        """How fast a walk of `steps` steps goes, the second time round."""
        return float(_run(self.command("time", steps)))


def absent() -> str | None:
    """The program that is missing for this peer, or None."""
    return next((program for program in ("node", "npm") if shutil.which(program) is None), None)


def _installed() -> Path:
    folder = user_cache_path("leeway-benchmarks") / f"inkjs-{VERSION}"
    module = folder / "node_modules" / "inkjs"
    if not module.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        assert npm is not None
        _run([npm, "install", "--silent", "--no-save", "--prefix", str(folder), f"inkjs@{VERSION}"])
    return module


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[:2000]}")
    return done.stdout
