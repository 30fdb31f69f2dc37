"""``{name}`` in a text: where it stands, and what is put in its place."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")


class TemplateError(ValueError):
    """A brace that opens or closes nothing; `offset` is its 0-based place in the text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def braces_in(text: str) -> Iterator[tuple[str | None, int]]:
    """Every word that `text` names, and None for every lone brace, each with its 0-based offset."""
    for token in _TOKEN.finditer(text):
        if token[1] is not None:
            yield token[1], token.start()
        elif len(token[0]) == 1:
            yield None, token.start()


def names_in(text: str) -> Iterator[tuple[str, int]]:
    """Every word that `text` names, with the 0-based offset of its brace.

    Raises `TemplateError` at a brace that is neither doubled nor part of a name.
    """
    for name, offset in braces_in(text):
        if name is None:
            raise TemplateError(f"a lone `{text[offset]}`", offset)
        yield name, offset


def fill(text: str, word: Callable[[str], str]) -> str:
    """`text` with every ``{name}`` replaced by ``word(name)`` and doubled braces made single."""
    if "{" not in text and "}" not in text:
        return text
    return "".join(part if name is None else word(name) for part, name in _parts(text))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    parts: list[tuple[str, str | None]] = []
    end = 0
    for token in _TOKEN.finditer(text):
        parts.append((text[end : token.start()], None))
        parts.append((token[0][0], None) if token[1] is None else ("", token[1]))
        end = token.end()
    parts.append((text[end:], None))
    return tuple(parts)
