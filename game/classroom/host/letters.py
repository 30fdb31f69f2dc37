"""Letters three rows high, for what must be read from the back of a room. No widget, no colour."""

from typing import Final

HEIGHT: Final = 3
"""Rows of one letter."""
WIDTH: Final = 5
"""Cells of one letter."""

# Five rows of five dots a letter, drawn for this program; `render` sets two rows of dots in one of cells.
_FORMS: Final = {
    "A": ".###. #...# ##### #...# #...#",
    "B": "####. #...# ####. #...# ####.",
    "C": ".#### #.... #.... #.... .####",
    "D": "####. #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #####",
    "F": "##### #.... ####. #.... #....",
    "G": ".#### #.... #..## #...# .####",
    "H": "#...# #...# ##### #...# #...#",
    "I": ".###. ..#.. ..#.. ..#.. .###.",
    "J": "..### ....# ....# #...# .###.",
    "K": "#...# #..#. ###.. #..#. #...#",
    "L": "#.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".###. #...# #...# #...# .###.",
    "P": "####. #...# ####. #.... #....",
    "Q": ".###. #...# #.#.# #..#. .##.#",
    "R": "####. #...# ####. #..#. #...#",
    "S": ".#### #.... .###. ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
    "0": ".###. #..## #.#.# ##..# .###.",
    "1": "..#.. .##.. ..#.. ..#.. .###.",
    "2": "####. ....# .###. #.... #####",
    "3": "####. ....# .###. ....# ####.",
    "4": "#...# #...# ##### ....# ....#",
    "5": "##### #.... ####. ....# ####.",
    "6": ".###. #.... ####. #...# .###.",
    "7": "##### ....# ...#. ..#.. ..#..",
    "8": ".###. #...# .###. #...# .###.",
    "9": ".###. #...# .#### ....# .###.",
}
_HALVES: Final = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}


def large(text: str, apart: int = 1) -> tuple[str, ...]:
    """`text` as `HEIGHT` rows, the letters `apart` cells from each other; what has no form is a gap."""
    rows = [[] for _ in range(HEIGHT)]  # type: list[list[str]]
    for letter in text.upper():
        form = _FORMS.get(letter, " ".join(["....."] * 5)).split()
        dots = [*form, "....."]
        for row, cells in enumerate(rows):
            pairs = zip(dots[2 * row], dots[2 * row + 1], strict=True)
            cells.append("".join(_HALVES[pair] for pair in pairs))
    return tuple((" " * apart).join(cells) for cells in rows)
