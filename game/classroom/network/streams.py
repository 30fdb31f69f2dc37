"""The open event streams: every phone is told the whole of what it may see, whenever that has changed."""

import asyncio
import logging
from collections.abc import Callable
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

_log = logging.getLogger("leeway.class")

_NOBODY: Final = 0
"""A seat that is never taken."""
# How long the page waits before it comes back; the laptop may only be restarting.
_RETRY: Final = b"retry: 2000\n\n"
_ALIVE: Final = b"event: ping\ndata:\n\n"
_GONE: Final = b"event: gone\ndata:\n\n"


class Stream:
    """One phone that listens. However slow it is, only the newest view waits for it."""

    def __init__(self, seat: int) -> None:
        self.seat = seat
        self._waiting = _RETRY
        self._shows: tuple[object, ...] = ()
        self._ended = False
        self._ready = asyncio.Event()

    def offer(self, shows: tuple[object, ...], view: Callable[[], PhoneView]) -> None:
        """Have `view` sent, unless the phone was told already what it `shows`."""
        if shows != self._shows and not self._ended:
            self._shows = shows
            self._waiting = b"data: %b\n\n" % packed(view())
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
        self._open: dict[int, list[Stream]] = {}
        """Seat -> its streams, the oldest first."""
        self._polling: dict[int, asyncio.TimerHandle] = {}
        self._changed = asyncio.Event()
        self._common: tuple[object, ...] = ()
        self._edition = 0
        """Counts up with what all phones are shown; what is one phone's own is looked at beside it."""
        self._unsubscribe = room.subscribe(self._changed.set)
        self._teller = asyncio.create_task(self._tell())

    async def serve(self, request: web.Request, seat: int, response: web.StreamResponse) -> None:
        """Stream to the phone of `seat` until it goes, loses its seat, or the class ends."""
        await response.prepare(request)
        stream = Stream(seat)
        connection = request.protocol
        assert isinstance(connection, Connection)
        mine = self._open.setdefault(seat, [])
        mine.append(stream)
        for oldest in mine[:-AT_ONE_SEAT]:
            oldest.end()
        self._room.arrive(seat)
        connection.when_lost = stream.end
        try:
            await self._send(response, await stream.next())
            self._look()
            self._show(stream, self._room.seated)
            while data := await stream.next():
                await self._send(response, data)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()
        finally:
            connection.when_lost = None
            mine.remove(stream)
            if not mine:
                del self._open[seat]
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
        for stream in self._all:
            stream.end()

    @property
    def _all(self) -> list[Stream]:
        return [stream for mine in self._open.values() for stream in mine]

    def _stopped_polling(self, seat: int) -> None:
        del self._polling[seat]
        self._room.leave(seat)

    def _look(self) -> None:
        # Looking at every phone's whole view after every ballot would cost a school half of the time. A
        # timer runs down by itself: only when it ends is news.
        room = self._room
        common = (replace(room.view(_NOBODY), seq=0, deadline=None), room.timer, room.depth)
        if common != self._common:
            self._common = common
            self._edition += 1

    def _show(self, stream: Stream, seated: frozenset[int]) -> None:
        room, seat = self._room, stream.seat
        over = room.phase is Phase.OVER
        if seat not in seated and not over:
            stream.end(_GONE)
            return
        stream.offer((self._edition, room.may_answer(seat), room.answer_of(seat)), lambda: room.view(seat))
        if over:
            stream.end()

    async def _send(self, response: web.StreamResponse, data: bytes) -> None:
        async with asyncio.timeout(STALLED):
            await response.write(data)

    async def _tell(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._tell_all()
            except Exception:
                # One mistake must not leave every phone on an old page for the rest of the class.
                _log.exception("The phones could not be told of a change.")
            await asyncio.sleep(TICK)

    async def _tell_all(self) -> None:
        self._look()
        seated = self._room.seated
        for number, stream in enumerate(self._all, 1):
            self._show(stream, seated)
            if not number % _BREATH:
                await asyncio.sleep(0)
