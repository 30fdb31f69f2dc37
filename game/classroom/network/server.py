"""The laptop as the phones see it, for as long as a class runs."""

import asyncio
import gc
import logging
import socket
from contextlib import suppress
from typing import Final

from aiohttp import web

from game.classroom.network.address import BACKLOG, PORT, Address, addresses, listen
from game.classroom.network.connection import Connection, Gate
from game.classroom.network.door import Door
from game.classroom.network.limits import raise_open_files
from game.classroom.network.routes import Routes
from game.classroom.network.streams import Streams
from game.classroom.room import Room

IDLE_SECONDS: Final = 20.0
"""For a connection on which nothing is asked."""
CLOSING_SECONDS: Final = 1.0

# The library's own reports name addresses: nobody keeps those.
_MUTE: Final = logging.Logger("leeway.class.connections")
_MUTE.addHandler(logging.NullHandler())


class Server:
    """The network side of one room. A phone gets what is its own, and nobody what is the teacher's."""

    def __init__(self) -> None:
        self.addresses: tuple[Address, ...] = ()
        """Every way to this computer, the likeliest first. Empty without a network."""
        self.port = 0
        self.tested = 0
        """How often a test page has reached the laptop."""
        self._door = Door()
        self._shown: Address | None = None
        self._chosen: Address | None = None
        """What the teacher chose to be shown, also while it is not there."""
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None
        self._streams: Streams | None = None

    async def start(self, room: Room, port: int = PORT) -> Address | None:
        """Open the door of `room` at `port`, or at the first free one of the next few: see `port` for which.

        Returns the address to show, or None without a network: it listens all the same, and
        `wifi_changed` finds out when there is one. Raises `PortTakenError`.
        """
        gate = Gate(raise_open_files())
        listener = listen(port)
        self.port = int(listener.getsockname()[1])
        self._streams = Streams(room)
        self._runner = web.AppRunner(
            Routes(room, self._door, self._streams, self._count_test).app(),
            access_log=None,
            shutdown_timeout=CLOSING_SECONDS,
        )
        try:
            self._listener = await self._listen(self._runner, gate, listener)
        except BaseException:
            # Whoever is no longer waited for leaves no port behind that nobody answers at.
            listener.close()
            await self.stop()
            raise
        # To look through all that is in memory for garbage would hold the projector up for a tenth of a
        # second in the middle of a vote. What is here by now stays for the class, and is not looked at.
        gc.freeze()
        self.wifi_changed()
        return self.address

    async def _listen(self, runner: web.AppRunner, gate: Gate, listener: socket.socket) -> asyncio.Server:
        await runner.setup()
        manager = runner.server
        assert manager is not None

        def connection() -> Connection:
            return Connection(
                manager,
                gate,
                access_log=None,
                logger=_MUTE,
                keepalive_timeout=IDLE_SECONDS,
                lingering_time=0.5,
                max_headers=64,
                read_bufsize=4096,
            )

        return await asyncio.get_running_loop().create_server(connection, sock=listener, backlog=BACKLOG)

    async def stop(self) -> None:
        """Close the door, in a second or two at most. Phones keep their seats and knock until it opens."""
        if self._runner is None or self._streams is None:
            return
        if self._listener is not None:
            self._listener.close()
        await self._streams.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(3 * CLOSING_SECONDS):
                await self._runner.cleanup()
        gc.unfreeze()
        self._runner = self._listener = self._streams = None

    @property
    def code(self) -> str:
        """Six consonants, in upper case."""
        return self._door.code

    @property
    def token(self) -> str:
        """Eighty bits, in letters and figures that a QR code packs tightly."""
        return self._door.token

    @property
    def address(self) -> Address | None:
        """The address that is shown: the likeliest, or the one chosen."""
        return self._shown

    @property
    def url(self) -> str | None:
        """What a phone types, ``192.168.1.37:8765/BCDFGH``; None without a network."""
        return f"{self._shown.ip}:{self.port}/{self.code}" if self._shown else None

    @property
    def scan(self) -> str | None:
        """What the QR code holds, all in upper case; None without a network."""
        return f"HTTP://{self._shown.ip}:{self.port}/J/{self.token}" if self._shown else None

    def choose(self, address: Address) -> None:
        """Show another one of `addresses`."""
        self._chosen = self._shown = address

    def wifi_changed(self) -> bool:
        """Read the addresses anew, and say whether the one that is shown has changed.

        Phones do not follow to another address by themselves: they scan again and take a new seat. So it
        stays the same while it is there, unless it is one that hardly any phone is on.
        """
        before = self._shown
        self.addresses = addresses()
        likeliest = self.addresses[0] if self.addresses else None
        if self._chosen in self.addresses:
            self._shown = self._chosen
        elif likeliest is None or before not in self.addresses or likeliest.remote < before.remote:
            self._shown = likeliest
        return self._shown != before

    def _count_test(self) -> None:
        self.tested += 1
