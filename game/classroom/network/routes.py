"""What a phone may ask: one page, one stream down, and a few verbs up. There is none for a teacher."""

import asyncio
import logging
import re
from collections.abc import Callable
from html import escape
from http import HTTPStatus
from importlib.resources import files
from typing import Final, NamedTuple, TypeVar

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from game.classroom.network.door import CODE_LENGTH, TOKEN_LENGTH, Door, NotAdmitted, as_code, check_origin
from game.classroom.network.limits import Allowance
from game.classroom.network.streams import Streams
from game.classroom.network.wire import HEADERS, LONGEST_BODY, Feel, Nothing, Predict, Sit, Vote, packed
from game.classroom.room import Phase, Refused, Room
from game.classroom.seats import CONSONANTS

T = TypeVar("T")

COOKIE: Final = "seat"
_NO_SEAT: Final = 0
COOKIE_DAYS: Final = 14
"""A story in two lessons finds its phones again in the second."""
BODY_SECONDS: Final = 5.0
"""For a body to arrive in."""

_KINDS: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript"}

_log = logging.getLogger("leeway.class")


class _Page(NamedTuple):
    body: bytes
    kind: str


class Routes:
    """The verbs of a phone. There is none for a teacher."""

    def __init__(self, room: Room, door: Door, streams: Streams, tested: Callable[[], None]) -> None:
        self._room = room
        self._door = door
        self._streams = streams
        self._tested = tested
        self._actions = Allowance(30, 5.0)
        folder = files("game.classroom.network") / "page"
        self._pages = {
            name: _Page((folder / name).read_bytes(), _KINDS[name.rpartition(".")[2]])
            for name in ("phone.html", "phone.css", "phone.js")
        }

    def app(self) -> web.Application:
        """The application, with everything that holds for every request around it."""
        app = web.Application(middlewares=[self._guard], client_max_size=LONGEST_BODY)
        app.on_response_prepare.append(_head)
        app.router.add_get("/", self._page)
        # Who asks for the head of a stream alone would be taken for somebody who listens.
        app.router.add_get("/{name}", self._named, allow_head=False)
        app.router.add_get("/{j}/{token}", self._joining)
        for verb in (self.sit, self.vote, self.feel, self.predict, self.test):
            app.router.add_post(f"/{verb.__name__}", verb)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            check_origin(request)
            return await handler(request)
        except NotAdmitted as refused:
            status, sentence, wait = refused.status, str(refused), refused.wait
        except Refused as refused:
            status, sentence, wait = HTTPStatus.CONFLICT, refused.reason, 0
        except web.HTTPException as error:
            status, wait = HTTPStatus(error.status), 0
            sentence = _SENTENCES.get(error.status, error.reason)
        except TimeoutError:
            status, sentence, wait = HTTPStatus.REQUEST_TIMEOUT, "That took too long. Try again.", 0
        except ConnectionError:
            # It has hung up, and hears no answer.
            raise
        except Exception:
            _log.exception("A phone's request could not be answered.")
            status, wait = HTTPStatus.INTERNAL_SERVER_ERROR, 0
            sentence = "Something went wrong on the laptop. Try again."
        # Somebody who mistyped the address sees a page, and the page's own questions get their answer.
        if "text/html" in request.headers.get("Accept", ""):
            return self._no_page(status, sentence)
        return _answer(status, sentence, wait)

    # Down.

    async def _named(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"].lower()
        if name == "events":
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await self._streams.serve(request, self._seat(request), response)
            return response
        if name == "state":
            seat = self._seat(request)
            self._streams.polled(seat)
            return self._view(seat)
        if name in self._pages:
            return self._file(name)
        if name == "test" or (len(name) == CODE_LENGTH and set(as_code(name)) <= set(CONSONANTS)):
            return self._file("phone.html")
        if name == "favicon.ico":
            return web.Response(status=HTTPStatus.NO_CONTENT)
        raise web.HTTPNotFound

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return self._file("phone.html")

    async def _joining(self, request: web.Request) -> web.StreamResponse:
        # Any token brings the page, and the page asks for a seat: a program that looks ahead at a
        # scanned address takes none.
        if request.match_info["j"].lower() == "j" and len(request.match_info["token"]) == TOKEN_LENGTH:
            return self._file("phone.html")
        raise web.HTTPNotFound

    # Up.

    async def sit(self, request: web.Request) -> web.StreamResponse:
        """Give this phone a seat, or the one it has."""
        asked = await _read(request, Sit)
        seat = self._seat_or_none(request)
        if seat is not None:
            return self._view(seat)
        if not asked.key:
            raise _no_seat()
        address = request.remote or ""
        self._door.admit(asked.key, address)
        self._door.new_seat(address)
        seat, secret = self._room.sit()
        await self._room.settled()
        response = self._view(seat)
        response.set_cookie(
            COOKIE, secret, max_age=COOKIE_DAYS * 86400, httponly=True, samesite="Strict", path="/"
        )
        return response

    async def vote(self, request: web.Request) -> web.StreamResponse:
        """Cast or change this phone's ballot. It is on disk before the answer leaves."""

        def act(seat: int, ballot: Vote) -> None:
            self._room.vote(seat, ballot.round, ballot.vote, ballot.choice)

        return await self._act(request, Vote, act)

    async def feel(self, request: web.Request) -> web.StreamResponse:
        """Say one word of the list."""

        def act(seat: int, said: Feel) -> None:
            self._room.feel(seat, said.word)

        return await self._act(request, Feel, act)

    async def predict(self, request: web.Request) -> web.StreamResponse:
        """Place the two meters."""

        def act(seat: int, placed: Predict) -> None:
            self._room.predict(seat, placed.autonomy, placed.connection)

        return await self._act(request, Predict, act)

    async def test(self, request: web.Request) -> web.StreamResponse:
        """Tell this phone, and the teacher, that it reaches the laptop."""
        await _read(request, Nothing)
        self._door.tested(request.remote or "")
        self._tested()
        return web.json_response({})

    async def _act(
        self, request: web.Request, kind: type[T], act: Callable[[int, T], None]
    ) -> web.StreamResponse:
        seat = self._seat(request)
        if wait := self._actions.take(seat.to_bytes(8, "big")):
            raise NotAdmitted(
                HTTPStatus.TOO_MANY_REQUESTS, "That was too quick. Wait a moment and try again.", wait
            )
        act(seat, await _read(request, kind))
        await self._room.settled()
        return self._view(seat)

    def _seat_or_none(self, request: web.Request) -> int | None:
        secret = request.cookies.get(COOKIE)
        if secret is None:
            return None
        # At the end all seats are gone, and a phone that slept through it is still told.
        return _NO_SEAT if self._room.phase is Phase.OVER else self._room.seat_of(secret)

    def _seat(self, request: web.Request) -> int:
        seat = self._seat_or_none(request)
        if seat is None:
            raise _no_seat()
        return seat

    def _view(self, seat: int) -> web.Response:
        body = packed(self._room.view(seat))
        response = web.Response(body=body, content_type="application/json", charset="utf-8")
        if self._room.phase is Phase.OVER:
            response.del_cookie(COOKIE, httponly=True, samesite="Strict")
        return response

    def _no_page(self, status: HTTPStatus, sentence: str) -> web.Response:
        page = self._pages["phone.html"].body.decode()
        # The same page without its script, and nothing in it but a sentence of ours.
        page = re.sub("<script.*?</script>", "", page)
        page = re.sub("<noscript>.*?</noscript>", f"<p>{escape(sentence)}</p>", page)
        return web.Response(text=page, status=status, content_type="text/html")

    def _file(self, name: str) -> web.Response:
        page = self._pages[name]
        return web.Response(body=page.body, content_type=page.kind, charset="utf-8")


_SENTENCES: Final = {
    400: "That could not be read. Reload the page.",
    404: "There is no such page. Open the address on the big screen.",
    405: "There is no such page. Open the address on the big screen.",
    413: "That was too long.",
    415: "That could not be read. Reload the page.",
}


async def _head(_: web.Request, response: web.StreamResponse) -> None:
    # Here, and not where each is made: the library has answers of its own.
    response.headers.update(HEADERS)


def _no_seat() -> NotAdmitted:
    return NotAdmitted(
        HTTPStatus.UNAUTHORIZED,
        "This phone has no seat yet. Scan the square on the big screen, or type the code.",
    )


async def _read(request: web.Request, kind: type[T]) -> T:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > LONGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LONGEST_BODY, request.content_length or 0)
    async with asyncio.timeout(BODY_SECONDS):
        try:
            body = await request.read()
        except web.RequestPayloadError:
            raise web.HTTPBadRequest from None
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise web.HTTPBadRequest from None


def _answer(status: HTTPStatus, sentence: str, wait: float = 0) -> web.Response:
    headers = {"Retry-After": str(wait)} if wait else None
    response = web.json_response({"error": sentence}, status=status, headers=headers)
    if status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT):
        response.force_close()
    return response
