"""Who has a seat and how it is known, and what seats are asked besides votes: a word, a place on the map."""

import hashlib
import secrets

FEELINGS = ("calm", "hopeful", "tender", "relieved", "tense", "sad", "angry", "torn", "unmoved")
"""The words that a phone may say for how it is."""


CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
"""What codes are made of: without vowels none of them spells a word."""

# There are 160,000 signs, sixteen for every seat.
_SIGN_LENGTH = 4


def key_of(secret: str) -> str:
    """What a seat is known by: the file holds no secret that would open one."""
    # A phone may send anything as its secret, also what is no text.
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()


class Seats:
    """The seats that are taken, each with the digest of its secret."""

    def __init__(self) -> None:
        self.taken: frozenset[int] = frozenset()
        """All of them."""
        self.late: set[int] = set()
        """Those that were taken while the present vote was open."""
        self._keys: dict[int, str] = {}
        self._seats: dict[str, int] = {}

    def of(self, key: str) -> int | None:
        """The seat of a secret with this digest."""
        return self._seats.get(key)

    def take(self, seat: int, key: str) -> None:
        """Somebody sits down."""
        self._keys[seat] = key
        self._seats[key] = seat
        self.taken = frozenset(self._keys)

    def free(self, seat: int) -> None:
        """Somebody leaves. Raises `KeyError` for a seat that is free."""
        del self._seats[self._keys.pop(seat)]
        self.late.discard(seat)
        self.taken = frozenset(self._keys)

    def clear(self) -> None:
        """Everybody leaves."""
        self._keys.clear()
        self._seats.clear()
        self.late.clear()
        self.taken = frozenset()


class Signs:
    """A few letters for every seat, drawn by chance.

    They are kept nowhere but here, and others after a stop: nothing ties them to a ballot, or to who holds
    the phone.
    """

    def __init__(self) -> None:
        self._signs: dict[int, str] = {}
        self._drawn: set[str] = set()

    def of(self, seat: int) -> str:
        """The letters of a seat, the same for as long as this lives, and no other's."""
        while seat not in self._signs:
            drawn = "".join(secrets.choice(CONSONANTS) for _ in range(_SIGN_LENGTH))
            if drawn not in self._drawn:
                self._drawn.add(drawn)
                self._signs[seat] = drawn
        return self._signs[seat]


class Answers:
    """What the seats said when they were asked; `fold_feelings` and `fold_predictions` forget who said it."""

    def __init__(self) -> None:
        self.feelings: dict[str, int] = {}
        """Word -> seats, once that is folded."""
        self.predictions: tuple[tuple[int, int], ...] = ()
        """Autonomy and connection of each prediction, sorted, once that is folded."""
        self.felt: dict[int, str] = {}
        self.predicted: dict[int, tuple[int, int]] = {}
        # Whether there ever was one since, of a seat that has left too: then the file has it.
        self._felt_taken = False
        self._predicted_taken = False

    def feel(self, seat: int, word: str) -> None:
        """The word of a seat, in place of what it said before."""
        self.felt[seat] = word
        self._felt_taken = True

    def predict(self, seat: int, place: tuple[int, int]) -> None:
        """The autonomy and connection of a seat, in place of those before."""
        self.predicted[seat] = place
        self._predicted_taken = True

    def drop(self, seat: int) -> None:
        """Without what a seat said."""
        self.felt.pop(seat, None)
        self.predicted.pop(seat, None)

    def fold_feelings(self) -> bool:
        """Keep how many said which word, in the order of `FEELINGS`; whether the file has any of a seat."""
        said = list(self.felt.values())
        if said:
            self.feelings = {word: said.count(word) for word in FEELINGS if word in said}
            self.felt = {}
        taken, self._felt_taken = self._felt_taken, False
        return taken

    def fold_predictions(self) -> bool:
        """Keep the places, in no order of the seats; whether the file has any of a seat."""
        said = tuple(sorted(self.predicted.values()))
        if said:
            self.predictions = said
            self.predicted = {}
        taken, self._predicted_taken = self._predicted_taken, False
        return taken
