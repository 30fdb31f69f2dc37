"""Phones for the tests: they know what stands on the projector, and speak HTTP like anybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

import aiohttp
import msgspec

from game.classroom.network import Server
from game.classroom.room import Room


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def sentence(self) -> str:
        """The error that a phone shows."""
        return str(self.body["error"])


class Phone:
    """One browser with its own cookies, behind an address of its own if one is given."""

    def __init__(self, server: Server, address: str | None = None) -> None:
        self.server = server
        self.base = f"http://127.0.0.1:{server.port}"
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            connector=aiohttp.TCPConnector(local_addr=(address, 0) if address else None),
            timeout=aiohttp.ClientTimeout(total=10),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def ask(self, method: str, path: str, **request: Any) -> Answer:
        """Any request at all."""
        async with self.http.request(method, self.base + path, **request) as response:
            body: Any = await response.text()
            if response.content_type == "application/json":
                body = msgspec.json.decode(body)
            return Answer(response.status, body, {k.lower(): v for k, v in response.headers.items()})

    async def get(self, path: str, **request: Any) -> Answer:
        """A page."""
        return await self.ask("GET", path, **request)

    async def post(self, path: str, body: object, **request: Any) -> Answer:
        """A verb."""
        return await self.ask("POST", path, json=body, **request)

    async def sit(self, key: str | None = None) -> Answer:
        """Come in, with the token unless another key is given."""
        return await self.post("/sit", {"key": self.server.token if key is None else key})

    async def vote(self, room: Room, choice: str | None) -> Answer:
        """Vote in what is open now."""
        return await self.post("/vote", {"round": room.round, "vote": room.vote_no, "choice": choice})

    @property
    def secret(self) -> str:
        """What the seat cookie holds."""
        return next(cookie.value for cookie in self.http.cookie_jar if cookie.key == "seat")

    @asynccontextmanager
    async def listen(self) -> AsyncIterator["Listening"]:
        """An open event stream."""
        async with self.http.get(self.base + "/events") as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            yield Listening(response)


class Listening:
    """What an event stream says, event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> tuple[str, Any]:
        """The next event, its name and its view; pings are passed over. ``("", None)`` at the end."""
        name, data = "message", ""
        while line := (await self.response.content.readline()).decode():
            field, _, value = line.rstrip("\n").partition(":")
            if field == "event":
                name = value.strip()
            elif field == "data":
                data = value.strip()
                if name != "ping":
                    return name, msgspec.json.decode(data) if data else None
            elif not line.strip():
                name = "message"
        return "", None

    async def view(self) -> Any:
        """The next view."""
        name, view = await self.next()
        assert name == "message"
        return view

    async def quiet(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.next()
        except TimeoutError:
            return True
        return False


@asynccontextmanager
async def serving(room: Room) -> AsyncIterator[Server]:
    """The room on a free port."""
    server = Server()
    await server.start(room, 0)
    try:
        yield server
    finally:
        await server.stop()
        room.close()


async def until(what: Any, seconds: float = 5.0) -> None:
    """Wait until `what()` is true."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.01)
