"""A line to a phone: counted, and answered in our own words even where nothing could be read."""

import asyncio
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web

from game.classroom.network.wire import HEADERS

RESERVED: Final = 128
"""Open files that connections leave for everything else, the class's own file above all."""
CONNECTIONS: Final = 4096
ONE_ADDRESS: Final = 2500
"""Connections from one address: a whole school may stand behind one."""


class Gate:
    """Counts open connections and turns away what would take the last open file."""

    def __init__(self, open_files: int) -> None:
        self._most = max(1, min(CONNECTIONS, open_files - RESERVED))
        self._open: Counter[str] = Counter()
        self._total = 0

    def enter(self, address: str) -> bool:
        """Count one more connection of `address`, unless there are too many."""
        if self._total >= self._most or self._open[address] >= ONE_ADDRESS:
            return False
        self._open[address] += 1
        self._total += 1
        return True

    def leave(self, address: str) -> None:
        """Count one connection less; the address is forgotten with its last."""
        self._total -= 1
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class Connection(web.RequestHandler):
    """A connection that is counted, and that tells whoever streams over it when it is gone."""

    __slots__ = ("_address", "_gate", "when_lost")

    when_lost: Callable[[], None] | None
    """Called once when the line is cut from the other side."""

    def __init__(self, manager: web.Server, gate: Gate, **settings: object) -> None:
        super().__init__(manager, loop=asyncio.get_running_loop(), **settings)  # type: ignore[arg-type]
        self._gate = gate
        self._address: str | None = None
        self.when_lost = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Turn the visitor away without a word if the laptop is full."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if peer else ""
        if not self._gate.enter(address):
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return
        self._address = address
        super().connection_made(transport)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what was no request at all, without repeating any of it."""
        response = web.Response(text=HTTPStatus(status).phrase, status=status, headers=HEADERS)
        response.force_close()
        return response

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop counting it."""
        if self._address is None:
            return
        self._gate.leave(self._address)
        self._address = None
        if self.when_lost is not None:
            self.when_lost()
        super().connection_lost(exc)
