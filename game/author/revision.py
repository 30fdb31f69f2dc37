"""A story as it stood at an earlier revision of the repository in which it lies."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 30


class NoRevisionError(LookupError):
    """There is no such revision, no such story in it, or no git; the message says which."""


@contextmanager
def checked_out(path: Path, revision: str) -> Iterator[Path]:
    """The story at `path` as it stood at `revision`, in a folder that is removed afterwards.

    Nothing of the author's is touched: the files are read out of git's own store. Raises `NoRevisionError`.
    """
    path = path.resolve()
    beside = path if path.is_dir() else path.parent
    commit = _git(beside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        raise NoRevisionError(f"git knows no revision {revision} where {path.name} lies")
    known = commit.decode().strip()
    listed = _git(beside, "ls-tree", "--full-tree", "--name-only", "-z", f"{known}:./").decode().split("\0")
    wanted = (lambda name: name.endswith(".toml")) if path.is_dir() else path.name.__eq__
    names = list(filter(wanted, listed))
    if not names:
        raise NoRevisionError(f"{path.name} was not there yet at {revision}")
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        for name in names:
            file = copy / name if path.is_dir() else copy
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(_git(beside, "show", f"{known}:./{name}"))
        yield copy


def _git(folder: Path, *arguments: str) -> bytes:
    """What git says, or nothing where it refuses."""
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=SECONDS,
        ).stdout
    except FileNotFoundError as error:
        raise NoRevisionError("git is not installed, so that only a path can be compared with") from error
    except subprocess.SubprocessError:
        return b""
