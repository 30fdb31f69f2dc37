"""`leeway --version`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: "Namespace") -> int:
    """Say which version this is."""
    from importlib.metadata import version

    print(f"leeway {version('leeway')}")
    return 0
