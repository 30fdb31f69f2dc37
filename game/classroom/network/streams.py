"""The open event streams: every phone is told the whole of what it may see, whenever that has changed."""

import asyncio
from typing import Final

from aiohttp import web
from msgspec.structs import replace

from game.classroom.network.connection import Connection
from game.classroom.network.wire import packed
from game.classroom.room import Phase, PhoneView, Room

TICK: Final = 0.1
"""Seconds between two looks at the room: a hundred ballots at once are one change."""
PING: Final = 10.0
"""Seconds of silence after which a stream says that it is alive; the page waits for two and a half."""
STALLED: Final = 15.0
"""Seconds that a phone may take to accept what it is sent."""
POLLED: Final = 8.0
"""Seconds for which a phone that asks, instead of listening, counts as here."""
AT_ONE_SEAT: Final = 3
"""Streams of one seat; one more ends the oldest."""
_BREATH: Final = 25
"""Phones that are told between two breaths of the loop."""

# How long the page waits before it comes back; the laptop may only be restarting.
_RETRY: Final = b"retry: 2000\n\n"
_ALIVE: Final = b"event: ping\ndata:\n\n"
_GONE: Final = b"event: gone\ndata:\n\n"


class Stream:
    """One phone that listens. However slow it is, only the newest view waits for it."""

    def __init__(self, seat: int) -> None:
        self.seat = seat
        self._waiting = _RETRY
        self._shown: tuple[PhoneView, float | None] | None = None
        self._ended = False
        self._ready = asyncio.Event()

    def offer(self, view: PhoneView, timer: float | None) -> None:
        """Have `view` sent, unless it shows nothing new. A timer runs down by itself: only a change of its
        end, `timer`, is news."""
        shown = replace(view, seq=0, deadline=None), timer
        if shown == self._shown or self._ended:
            return
        self._shown = shown
        self._waiting = b"data: %b\n\n" % packed(view)
        self._ready.set()

    def end(self, last: bytes = b"") -> None:
        """Send nothing more, except `last` or what is waiting."""
        self._waiting = last or self._waiting
        self._ended = True
        self._ready.set()

    async def next(self) -> bytes:
        """What to send now; waits up to `PING` seconds for it. Empty at the end."""
        if not self._waiting and not self._ended:
            self._ready.clear()
            try:
                async with asyncio.timeout(PING):
                    await self._ready.wait()
            except TimeoutError:
                return _ALIVE
        waiting, self._waiting = self._waiting, b""
        return waiting


class Streams:
    """All phones that listen, and those that ask instead."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._open: dict[Stream, None] = {}
        self._polling: dict[int, asyncio.TimerHandle] = {}
        self._changed = asyncio.Event()
        self._unsubscribe = room.subscribe(self._changed.set)
        self._teller = asyncio.create_task(self._tell())

    async def serve(self, request: web.Request, seat: int, response: web.StreamResponse) -> None:
        """Stream to the phone of `seat` until it goes, loses its seat, or the class ends."""
        await response.prepare(request)
        stream = Stream(seat)
        connection = request.protocol
        assert isinstance(connection, Connection)
        mine = [other for other in self._open if other.seat == seat]
        for oldest in mine[: len(mine) + 1 - AT_ONE_SEAT]:
            oldest.end()
        self._open[stream] = None
        self._room.arrive(seat)
        connection.when_lost = stream.end
        try:
            await self._send(response, await stream.next())
            self._show(stream)
            while data := await stream.next():
                await self._send(response, data)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()
        finally:
            connection.when_lost = None
            del self._open[stream]
            self._room.leave(seat)
        response.force_close()

    def polled(self, seat: int) -> None:
        """A phone that cannot listen has asked: it is here for a while."""
        timer = self._polling.pop(seat, None)
        if timer is None:
            self._room.arrive(seat)
        else:
            timer.cancel()
        self._polling[seat] = asyncio.get_running_loop().call_later(POLLED, self._stopped_polling, seat)

    async def close(self) -> None:
        """End every stream."""
        self._unsubscribe()
        self._teller.cancel()
        for seat, timer in tuple(self._polling.items()):
            timer.cancel()
            self._stopped_polling(seat)
        for stream in self._open:
            stream.end()

    def _stopped_polling(self, seat: int) -> None:
        del self._polling[seat]
        self._room.leave(seat)

    def _show(self, stream: Stream) -> None:
        room = self._room
        over = room.phase is Phase.OVER
        if stream.seat in room.seated or over:
            stream.offer(room.view(stream.seat), room.timer)
            if over:
                stream.end()
        else:
            stream.end(_GONE)

    async def _send(self, response: web.StreamResponse, data: bytes) -> None:
        async with asyncio.timeout(STALLED):
            await response.write(data)

    async def _tell(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            for number, stream in enumerate(tuple(self._open), 1):
                self._show(stream)
                if not number % _BREATH:
                    await asyncio.sleep(0)
            await asyncio.sleep(TICK)
