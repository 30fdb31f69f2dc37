"""Writing so that it is there after a power cut."""

import os
from pathlib import Path

import msgspec

# Windows would turn line ends into two bytes, and lengths would no longer be what was counted.
_BINARY = getattr(os, "O_BINARY", 0)
# What decoding raises at bytes that are not what they should be.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def make_folder(folder: Path) -> None:
    """Make `folder` and what it lies in, for this user alone. Raises `OSError`."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        sync_folder(path.parent)


def open_to_append(path: Path, *, new: bool) -> int:
    """A descriptor that writes at the end of `path`; with `new` the file must not exist. Raises `OSError`."""
    flags = os.O_RDWR | os.O_APPEND | _BINARY | (os.O_CREAT | os.O_EXCL if new else 0)
    return os.open(path, flags, _PRIVATE_FILE)


def write(descriptor: int, data: bytes) -> None:
    """Write all of `data`. Raises `OSError`; part of it may have been written then."""
    while data:
        data = data[os.write(descriptor, data) :]


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system lets a folder be opened. Raises `OSError`."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of what `path` held, all or nothing. Raises `OSError`."""
    make_folder(path.parent)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, _PRIVATE_FILE)
        try:
            write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def reason(error: OSError) -> str:
    """What the system says is wrong, as it would stand inside a sentence."""
    return (error.strerror or str(error)).lower()
