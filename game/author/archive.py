"""``leeway pack`` and ``leeway add``: a story as one file to give away, and back onto the shelf.

What comes from somebody else is looked at whole before any of it is written: names first, then sizes, then
the text, then the story. Nothing in it is ever run.
"""

import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from game.analysis.english import several
from game.author.new import GUIDE_FILE, is_begun
from game.story.diagnostic import Diagnostic, first_errors, visible
from game.story.library import Library
from game.story.load import load
from game.story.model import Story
from game.story.read import FILE_BYTES, HEADER_FILE, SLUG, STORY_BYTES, root_of

ARCHIVE_BYTES = 8 * 1024 * 1024
"""The most that an archive may have: several times the longest story that was ever read to its end."""
FILES_MAX = 1_000
RATIO_MAX = 100
"""How much smaller than its text a file may be packed; prose never comes near."""
_SMALL = 64 * 1024
"""What a file may have whatever its ratio."""

# Windows has devices of these names in every folder.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
_UNUSABLE = frozenset('<>:"|?*\\/')
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


class ArchiveError(Exception):
    """A story that was not packed or not added, and why; nothing was written."""


# -- pack -----------------------------------------------------------------------------------------


def pack(path: Path, out: Path | None) -> int:
    """Write the story at `path` as the archive `out`, by default its name and ``.zip``.

    The same story makes the same bytes on every day and every system. Raises `ArchiveError`.
    """
    story = _sound(path, path)
    out = out or Path(f"{story.slug}.zip")
    if out.is_dir() or (out.exists() and not zipfile.is_zipfile(out)):
        raise ArchiveError(f"{out} exists and is no archive; nothing was written. Choose another name")
    before = out.exists()
    root = root_of(path)
    files, left = {HEADER_FILE: root} if root.is_file() else _files(root), []
    if root.is_dir():
        left = sorted(entry.name for entry in root.iterdir() if entry.name not in files)
    try:
        data = {name: file.read_bytes() for name, file in sorted(files.items())}
    except OSError as error:
        raise ArchiveError(_refused(error, root)) from None
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".packing-") as folder:
            made = Path(folder) / out.name
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, written in data.items():
                    member = zipfile.ZipInfo(f"{story.slug}/{name}", _FIRST_DAY)
                    member.create_system = 3
                    member.external_attr = (stat.S_IFREG | 0o644) << 16
                    archive.writestr(member, written, zipfile.ZIP_DEFLATED)
            # What we would not take ourselves is not given to others.
            unpacked(made)
            made.replace(out)
    except OSError as error:
        raise ArchiveError(f"{out} cannot be written: {_reason(error)}") from None
    instead = ", in place of the one before" if before else ""
    print(f"Packed {story.title} as {out}{instead}: {several(len(files), 'file')}.")
    if left:
        print(f"Left out: {', '.join(map(visible, left))}.")
    if GUIDE_FILE in files and is_begun(files[GUIDE_FILE]):
        print(
            f"{GUIDE_FILE} is still as `leeway new` wrote it, about another story: "
            "rewrite it or take it out, and pack again."
        )
    return 0


def _files(root: Path) -> dict[str, Path]:
    return {entry.name: entry for entry in root.iterdir() if _is_part(entry.name) and entry.is_file()}


# -- add ------------------------------------------------------------------------------------------


def add(archive: Path, folder: Path, library: Library, over: bool = False) -> int:
    """Put the story in `archive` into `folder`, where `library` looks for the player's own.

    A story of the same name that `library` knows is replaced only if `over`. Raises `ArchiveError`.
    """
    slug, files = unpacked(archive)
    if slug in library.paths() and not over:
        raise ArchiveError(f"{slug} is on the shelf already; nothing was written. --replace puts this there")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside where it will lie, so that a rename is all that is left to do. The shelf passes over the dot.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as aside:
            fresh = Path(aside) / slug
            fresh.mkdir()
            for name, data in files.items():
                (fresh / name).write_bytes(data)
            story = _sound(fresh, Path(aside))
            _exchange(fresh, folder / slug, folder / f"{slug}.toml", Path(aside))
    except OSError as error:
        raise ArchiveError(_refused(error, folder)) from None
    print(f"{story.title}, by {story.header.author}, is on the shelf.")
    print(f"Read it:    leeway play {slug}")
    return 0


@contextmanager
def opened(archive: Path) -> Iterator[Path]:
    """The story in `archive`, in a folder that is removed afterwards. Raises `ArchiveError`."""
    slug, files = unpacked(archive)
    with tempfile.TemporaryDirectory() as folder:
        story = Path(folder) / slug
        story.mkdir()
        for name, data in files.items():
            (story / name).write_bytes(data)
        yield story


def _exchange(fresh: Path, folder: Path, file: Path, aside: Path) -> None:
    """Let `fresh` stand at `folder`; what stood there or at `file` is gone, or back if this fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for old in (folder, file):
            if old.exists() or old.is_symlink():
                old.rename(aside / f"old-{old.name}")
                moved.append((aside / f"old-{old.name}", old))
        fresh.rename(folder)
    except OSError:
        for kept, old in reversed(moved):
            kept.rename(old)
        raise


def unpacked(path: Path) -> tuple[str, Mapping[str, bytes]]:
    """The name of the story in the archive at `path`, and its files by their names. Raises `ArchiveError`.

    Names, kinds and declared sizes of everything are judged before the first byte is unpacked.
    """
    if path.is_dir() or path.suffix == ".toml":
        raise ArchiveError(f"{path} is no packed story; `leeway pack` writes one")
    try:
        if path.stat().st_size > ARCHIVE_BYTES:
            raise ArchiveError(f"{path} is larger than {ARCHIVE_BYTES // 1024**2} MiB, which no story is")
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = _judged(path, members)
            slug = _slug(path, names.values())
            return slug, {names[m.orig_filename][-1]: _data(archive, m) for m in members if not m.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError):
        raise ArchiveError(f"{path} is damaged, or is no zip archive") from None
    except FileNotFoundError:
        raise ArchiveError(f"there is nothing at {path}; look at the path again") from None
    except OSError as error:
        raise ArchiveError(_refused(error, path)) from None


def _judged(path: Path, members: list[zipfile.ZipInfo]) -> dict[str, tuple[str, ...]]:
    """The name of each file in the archive -> its parts, once nothing about any of them is wrong."""
    if len(members) > FILES_MAX:
        raise ArchiveError(f"{path} holds {len(members):,} files; a story has at most {FILES_MAX:,}")
    names: dict[str, tuple[str, ...]] = {}
    folded: set[str] = set()
    total = 0
    for member in members:
        # Not `filename`: that one ends at a NUL, and on Windows its backslashes have been turned.
        name = member.orig_filename
        _judge_kind(member)
        if name.endswith("/"):
            _parts(name.removesuffix("/"))
            continue
        names[name] = _parts(name)
        fold = unicodedata.normalize("NFC", name).casefold()
        if fold in folded:
            raise _wrong(name, "stands in the archive twice, or differs from another in capitals alone")
        folded.add(fold)
        total += member.file_size
        if member.file_size > FILE_BYTES:
            raise _wrong(name, f"is larger than {FILE_BYTES // 1024**2} MiB")
        if member.file_size > max(_SMALL, RATIO_MAX * member.compress_size):
            raise _wrong(name, "is packed tighter than text can be")
    if total > STORY_BYTES:
        raise ArchiveError(f"{path} unpacks to more than {STORY_BYTES // 1024**2} MiB; a story has less")
    return names


def _judge_kind(member: zipfile.ZipInfo) -> None:
    """Refuse links, devices, what is locked, and what is packed in a way of its own."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if member.orig_filename.endswith("/") else stat.S_IFREG):
        raise _wrong(member.orig_filename, "is a link or a device, not a file")
    if member.flag_bits & 0x1:
        raise _wrong(member.orig_filename, "is locked with a password")
    if member.compress_type not in _METHODS:
        raise _wrong(member.orig_filename, "is packed in a way that is not known here")


def _parts(name: str) -> tuple[str, ...]:
    """The folders and the name of a file in an archive, if it could lie nowhere but in a story's folder."""
    parts = tuple(name.split("/"))
    if not name.isprintable() or _UNUSABLE.intersection("".join(parts)):
        raise _wrong(name, "has a name that not every system can keep")
    if any(part in ("", ".", "..") for part in parts):
        raise _wrong(name, "leads out of the story's folder")
    for part in parts:
        if part[-1] in ". " or part.split(".")[0].rstrip().lower() in _DEVICES:
            raise _wrong(name, "has a name that not every system can keep")
    return parts


def _slug(path: Path, names: Collection[tuple[str, ...]]) -> str:
    """The one folder in which all files lie; the archive's own name where they lie in none."""
    folders = {parts[:-1] for parts in names}
    if not folders:
        raise ArchiveError(f"{path} is empty")
    if len(folders) > 1 or len(folder := folders.pop()) > 1:
        raise ArchiveError(f"{path} has files in several folders; a story has one. `leeway pack` makes it so")
    slug = folder[0] if folder else path.stem
    if not SLUG.fullmatch(slug) or slug in _DEVICES:
        raise ArchiveError(
            f"`{visible(slug)}` cannot name a story: a story is named with small letters, digits and dashes"
        )
    files = {parts[-1] for parts in names}
    if HEADER_FILE not in files:
        raise ArchiveError(f"{path} holds no {HEADER_FILE}, so it is no story")
    for name in sorted(files):
        if not _is_part(name):
            raise _wrong(name, "has no place in a story: .toml files, guide.md, README and LICENSE have")
    return slug


def _is_part(name: str) -> bool:
    """Whether a file of this name belongs to a story that is given away."""
    path = PurePosixPath(name)
    if name[0] == ".":
        return False
    return path.suffix == ".toml" or name == GUIDE_FILE or path.stem in ("LICENSE", "README")


def _data(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What is in one file. The size that was declared binds the one that does the unpacking."""
    with archive.open(member) as stream:
        data = stream.read(FILE_BYTES + 1)
    if len(data) != member.file_size:
        raise zipfile.BadZipFile
    return data


# -- both -----------------------------------------------------------------------------------------


def _sound(path: Path, root: Path) -> Story:
    """The story at `path`, if it can be played; its files are named from `root`."""
    story, diagnostics = load(path)
    if story is not None:
        return story
    told = first_errors(_from(root, found) for found in diagnostics)
    raise ArchiveError("\n".join(["this story cannot be read; nothing was written:", *told]))


def _from(root: Path, found: Diagnostic) -> Diagnostic:
    file = Path(found.file)
    return replace(found, file=str(file.relative_to(root))) if root in file.parents else found


def _wrong(name: str, what: str) -> ArchiveError:
    return ArchiveError(f"{visible(name[:200])} {what}; nothing was written")


def _refused(error: OSError, path: Path) -> str:
    return f"{error.filename or path} cannot be used: {_reason(error)}"


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refused").lower()
