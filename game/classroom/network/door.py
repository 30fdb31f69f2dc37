"""Who may come in: the code on the big screen, the token in the QR code, and what a request must look like.

The token has 80 bits and is never throttled: a class can always come in by scanning. The code is short
enough to type, so wrong ones are counted, for each address and for the room: an hour of guessing finds the
one of 64 million codes in one room of 3,500.
"""

import base64
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from math import ceil
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from game.classroom.network.limits import Allowance, Blur
from game.classroom.seats import CONSONANTS

CODE_LENGTH: Final = 6
# What large letters are taken for that no code has, and what stood there.
_ALIKE: Final = str.maketrans("EUY0825", "FVVQBZS")
TOKEN_LENGTH: Final = 16


def as_code(typed: str) -> str:
    """What was typed, as a code: in capitals, and what no code has as the letter that it looks like."""
    return typed.strip().upper().translate(_ALIKE)


class NotAdmitted(Exception):  # noqa: N818 - nothing went wrong: somebody stays outside.
    """Whoever asks stays outside. `status` is the answer's; the message is a sentence for the phone."""

    def __init__(self, status: HTTPStatus, sentence: str, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.status = status
        self.wait = ceil(wait)


class Door:
    """The code and the token of one room, made anew whenever it opens."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.code = "".join(secrets.choice(CONSONANTS) for _ in range(CODE_LENGTH))
        self.token = base64.b32encode(secrets.token_bytes(10)).decode()
        self._blur = Blur()
        self._wrong_here = Allowance(30, 1.0, clock)
        self._wrong = Allowance(120, 5.0, clock)
        # A class behind one address, and hardly the ballots of a second one for somebody alone.
        self._seats = Allowance(120, 0.5, clock)
        self._tests = Allowance(5, 0.2, clock)

    def admit(self, key: str, address: str) -> None:
        """Let in whoever has the token or the code, in any case. Raises `NotAdmitted`."""
        given = key.strip().upper().encode()
        if hmac.compare_digest(given, self.token.encode()):
            return
        where = self._blur(address)
        # Asked before the code is compared: otherwise a throttled guesser would still learn which is right.
        wait = max(self._wrong.wait(), self._wrong_here.wait(where))
        if wait:
            raise NotAdmitted(
                HTTPStatus.TOO_MANY_REQUESTS,
                "Too many wrong codes have come in. Wait a moment, or scan the square on the big screen.",
                wait,
            )
        if hmac.compare_digest(as_code(key).encode(), self.code.encode()):
            return
        self._wrong.take()
        self._wrong_here.take(where)
        raise NotAdmitted(
            HTTPStatus.FORBIDDEN,
            "That is not the code on the big screen. Look again, or scan the square beside it.",
        )

    def new_seat(self, address: str) -> None:
        """Count one more seat for `address`. Raises `NotAdmitted` when it takes too many."""
        _allow(self._seats, self._blur(address))

    def tested(self, address: str) -> None:
        """Count one more opened test page for `address`. Raises `NotAdmitted` when it opens too many."""
        _allow(self._tests, self._blur(address))


def _allow(allowance: Allowance, key: bytes) -> None:
    wait = allowance.take(key)
    if wait:
        raise NotAdmitted(
            HTTPStatus.TOO_MANY_REQUESTS, "That was too quick. Wait a moment and try again.", wait
        )


def check_origin(request: web.BaseRequest) -> None:
    """Refuse a request that another site's page has made. Raises `NotAdmitted`.

    A page of elsewhere that points its own name at this computer still sends that name as Host, so Host
    must be an address written in figures, or localhost; and where there is an Origin, it is the same.
    """
    hosts = request.headers.getall("Host", [])
    host = hosts[0] if len(hosts) == 1 else ""
    if not _in_figures(host):
        raise NotAdmitted(
            HTTPStatus.MISDIRECTED_REQUEST,
            "Open this page by the address on the big screen, figures and all.",
        )
    origins = request.headers.getall("Origin", [])
    if any(origin.lower() != f"http://{host.lower()}" for origin in origins):
        raise NotAdmitted(HTTPStatus.FORBIDDEN, "Another page has asked. Open the address on the big screen.")


def _in_figures(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname or "", parts.port
        if parts.netloc != host or "@" in host:
            return False
        if name == "localhost":
            return True
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
