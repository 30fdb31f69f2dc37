"""What is written of a class: where to, in which format, and with whom to turn to."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from game.cli.errors import FAULT, CommandError
from game.cli.stories import bookcase
from game.cli.streams import complain, speak_utf8

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.classroom.report import Document


def declare_help_file(parser: "ArgumentParser") -> None:
    """Take a school's own list of whom to turn to."""
    parser.add_argument(
        "--help-file", metavar="FILE", type=Path, help="whom to turn to, filled in by a school"
    )


def declare_paper(parser: "ArgumentParser") -> None:
    """Take what is to be written, and where."""
    parser.add_argument("-o", dest="out", metavar="FILE", type=Path, help="write it there, not here")
    parser.add_argument(
        "--format",
        choices=("md", "html", "csv"),
        help="what -o says, and md without it; html prints on paper",
    )
    declare_help_file(parser)


def help_lines(arguments: "Namespace") -> tuple[str, ...]:
    """Whom to turn to, for the foot of the paper. A fault in the file is told."""
    from game.classroom.care import FILE, load_help

    lines, fault = load_help(arguments.help_file or bookcase().home.classes / FILE)
    if fault:
        complain(fault)
    return lines


def write_paper(arguments: "Namespace", document: "Document") -> None:
    """Write `document` as the arguments have it.

    Raises:
        CommandError: if the format is not said, or if the file cannot be written.
    """
    from game.classroom.report import format_of, written

    out: Path | None = arguments.out
    as_format = arguments.format or (format_of(out) if out else "md")
    if as_format is None:
        raise CommandError(f"{out} ends with nothing known: .md, .html or .csv, or say --format.")
    text = written(document, as_format)
    if out is None:
        speak_utf8()
        sys.stdout.write(text)
        return
    try:
        # A spreadsheet takes the bytes at the beginning for what they are: a mark of UTF-8.
        with out.open("w", encoding="utf-8-sig" if as_format == "csv" else "utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"{out} cannot be written ({error.strerror}).", FAULT) from None
    print(f"Written to {out}.")
