"""A child in a pseudo-terminal of 80 x 24, and the moment at which it has painted something. POSIX only."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

PATIENCE = 20.0
"""Seconds after which a text that was waited for is not coming."""

LEEWAY = [sys.executable, "-P", "-m", "game"]
BARE = [sys.executable, "-P", str(Path(__file__).with_name("bare.py"))]


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """`env` over what is in the environment, less what would change how Python starts.

    An installed game has its bytecode beside it; a shell that forbids writing it must not be measured.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env}


def home(folder: Path) -> dict[str, str]:
    """The environment of a game whose files lie in `folder`, where somebody has been welcomed before."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text('{"welcomed": true}', encoding="utf-8")
    return {"LEEWAY_HOME": str(folder)}


class Terminal:
    """A running program and the terminal that it draws on."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        """Start `command` on a terminal of `size` columns and rows."""
        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.perf_counter()
        self._child = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(env),
            start_new_session=True,
        )
        os.close(theirs)
        self.written = bytearray()
        """Everything that the program has written."""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # One that has ended by itself is nobody to kill.
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        os.close(self._ours)

    def until(self, text: str) -> float:
        """The time at which `text` has been written, from now on; raises `TimeoutError` if it is not."""
        wanted = text.encode()
        start = len(self.written)
        deadline = time.perf_counter() + PATIENCE
        while wanted not in self.written[start:]:
            if not self._read(deadline - time.perf_counter()):
                raise TimeoutError(f"{text!r} was not painted; last came {bytes(self.written[-2000:])!r}")
        return time.perf_counter()

    def settle(self, quiet: float = 0.05) -> None:
        """Read until nothing has come for `quiet` seconds."""
        while self._read(quiet):
            pass

    def press(self, keys: str) -> float:
        """Send the bytes of `keys`, and the time at which they were sent."""
        sent = time.perf_counter()
        os.write(self._ours, keys.encode())
        return sent

    def resident(self) -> float:
        """Resident memory in MB, where the system tells it under ``/proc``."""
        status = Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # what Linux says when the last holder of the other end has gone
            return False
        self.written += data
        return bool(data)
