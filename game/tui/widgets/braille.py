"""Dots, two across and four down in every cell: what the book draws its pictures with."""

ACROSS, DOWN = 2, 4

# The bit of each dot of a Braille cell, by [row][column].
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800


class Dots:
    """A field of dots over `width` x `height` cells. (0, 0) is the upper left dot; others are let fall."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cells = bytearray(width * height)

    def dot(self, x: int, y: int) -> None:
        """Set one dot."""
        if 0 <= x < self.width * ACROSS and 0 <= y < self.height * DOWN:
            self._cells[y // DOWN * self.width + x // ACROSS] |= _BITS[y % DOWN][x % ACROSS]

    def line(self, x: int, y: int, to_x: int, to_y: int) -> None:
        """Set the dots of a straight line, both ends with it."""
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            self.dot(round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps))

    def at(self, column: int, row: int) -> str:
        """The glyph of a cell; a space where it has no dot."""
        bits = self._cells[row * self.width + column]
        return chr(_BLANK + bits) if bits else " "
