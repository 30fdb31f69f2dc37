"""What somebody in the room may try. None of it changes a tally, or reaches the projector."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from game.classroom.network import Server, connection, routes
from game.classroom.network import server as serving_module
from game.classroom.network.connection import RESERVED, Gate
from game.classroom.network.door import Door, NotAdmitted
from game.classroom.network.limits import Allowance
from game.classroom.room import Phase, Room
from tests.classroom.base import Clock, at_vote, kettle
from tests.classroom.phones import Phone, serving, until
from tests.saves import walks

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
WRONG = "BBBBBB"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room.open(kettle(), tmp_path, 45)


@pytest.fixture
async def server(room: Room) -> AsyncIterator[Server]:
    async with serving(room) as server:
        yield server


@pytest.fixture
async def phone(server: Server, room: Room) -> AsyncIterator[Phone]:
    """A phone that has voted for A; whatever is tried, that stays the only ballot."""
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        await phone.vote(room, room.options[0].id)
        yield phone
    assert room.phase is Phase.FIRST
    assert room.cast == 1
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert room.first.counts == {option.id: int(option.letter == "A") for option in room.options}


async def raw(server: Server, data: bytes) -> bytes:
    """What comes back to these bytes, until the laptop hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(data)
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


# -- guessing -------------------------------------------------------------------------------------


def test_wrong_codes_are_throttled_for_an_address_and_for_the_room() -> None:
    clock = Clock()
    door = Door(clock)

    def tries(address: str, many: int) -> int:
        """How many of so many wrong codes are compared at all."""
        compared = 0
        for _ in range(many):
            with pytest.raises(NotAdmitted) as refused:
                door.admit(WRONG, address)
            compared += refused.value.status == 403
            assert (refused.value.wait > 0) == (refused.value.status == 429)
        return compared

    assert tries("10.0.0.1", 50) == 30
    assert sum(tries(f"10.0.1.{number}", 30) for number in range(9)) == 90
    # Nobody learns whether a code is right while wrong ones are throttled; who scans comes in.
    with pytest.raises(NotAdmitted, match="Too many wrong codes"):
        door.admit(door.code, "10.0.0.2")
    door.admit(door.token, "10.0.0.1")
    clock.now += 60
    assert tries("10.0.0.1", 200) == 30
    door.admit(door.code, "10.0.0.2")
    clock.now += 3600
    hour = 0
    for minute in range(60):
        clock.now += 60
        hour += sum(tries(f"10.0.{minute}.{number}", 30) for number in range(11))
    assert hour <= 60 * 301
    assert hour < 20**6 / 3500


async def test_a_guesser_is_told_to_wait(server: Server, room: Room) -> None:
    async with Phone(server) as guesser:
        statuses = [(await guesser.sit(WRONG)).status for _ in range(40)]
        assert statuses[:30] == [403] * 30
        assert set(statuses[30:]) <= {429, 403}
        assert statuses.count(403) <= 33
        answer = await guesser.sit(server.code)
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert not room.seated
        assert (await guesser.sit(server.token)).status == 200


async def test_a_class_behind_one_address_comes_in_with_its_typing_errors(server: Server, room: Room) -> None:
    for number in range(30):
        async with Phone(server) as phone:
            if number % 3 == 0:
                assert (await phone.sit(WRONG)).status == 403
            assert (await phone.sit(server.code)).status == 200
    assert len(room.seated) == 30


async def test_one_phone_does_not_take_every_seat(server: Server, room: Room) -> None:
    async with Phone(server) as greedy, Phone(server, "127.0.0.2") as other:
        statuses = []
        for _ in range(140):
            statuses.append((await greedy.sit()).status)
            greedy.http.cookie_jar.clear()
        assert statuses.count(200) in range(120, 125)
        assert statuses.count(429) == 140 - statuses.count(200)
        assert (await other.sit()).status == 200


@pytest.mark.parametrize("key", ["", " ", "\x00", "ß" * 6, SCRIPT[:32], "A" * 33, "BBBBBB?", None, 7, ["B"]])
async def test_no_other_key_opens(server: Server, room: Room, key: object) -> None:
    async with Phone(server) as stranger:
        assert (await stranger.post("/sit", {"key": key})).status in (400, 401, 403)
    assert not room.seated


# -- tokens and ballots of others -----------------------------------------------------------------


async def test_forged_and_replayed_secrets_open_no_seat(server: Server, room: Room, phone: Phone) -> None:
    (seat,) = room.seated
    other = Room(kettle())
    _, elsewhere = other.sit()
    secret = phone.secret
    forged = (
        "",
        "0",
        str(seat),
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        secret[::-1],
        elsewhere,
        server.token,
    )
    async with Phone(server) as thief:
        for value in forged:
            for path, body in (
                ("/vote", {"round": 1, "vote": 1, "choice": room.options[1].id}),
                ("/state", None),
            ):
                method = "POST" if body else "GET"
                answer = await thief.ask(method, path, json=body, headers={"Cookie": f"seat={value}"})
                assert answer.status == 401
        assert (await thief.get("/events")).status == 401


async def test_a_seat_that_was_taken_away_votes_no_more(server: Server, room: Room, phone: Phone) -> None:
    async with Phone(server) as sent_out:
        await sent_out.sit()
        (seat,) = room.seated - {room.seat_of(phone.secret)}
        room.remove(seat)
        assert (await sent_out.vote(room, room.options[1].id)).status == 401


async def test_a_ballot_for_another_round_or_vote_counts_nowhere(
    server: Server, room: Room, phone: Phone
) -> None:
    for body in (
        {"round": 0, "vote": 1},
        {"round": 2, "vote": 1},
        {"round": 1, "vote": 2},
        {"round": -1, "vote": 0},
        {"round": 10**30, "vote": 1},
        {"round": 1.5, "vote": 1},
        {"round": "1", "vote": 1},
        {"round": True, "vote": 1},
        {"vote": 1},
    ):
        answer = await phone.post("/vote", {**body, "choice": room.options[1].id})
        assert answer.status in (400, 409), body


async def test_a_ballot_of_yesterday_is_not_played_again(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        ballot = {"round": room.round, "vote": 1, "choice": room.options[0].id}
        assert (await phone.post("/vote", ballot)).status == 200
        room.advance()
        assert (await phone.post("/vote", ballot)).status == 409
        room.advance()
        answer = await phone.post("/vote", ballot)
        assert (answer.status, answer.sentence) == (409, "That vote is over.")
        assert room.cast == 0


@pytest.mark.parametrize(
    "choice",
    [SCRIPT, "", "(pass)", "no such", "pour\x00", "__class__", 7, {"id": "pour"}, ["pour"], "x" * 201],
)
async def test_nothing_but_an_open_choice_can_be_chosen(
    server: Server, room: Room, phone: Phone, choice: object
) -> None:
    answer = await phone.post("/vote", {"round": 1, "vote": 1, "choice": choice})
    assert answer.status in (400, 409)
    assert "<" not in answer.sentence
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_no_verb_of_the_teacher_is_on_the_network(server: Server, room: Room, phone: Phone) -> None:
    teacher = (
        "advance skip reopen decide rewind pause unpause lock unlock remove count_hands winner end admin"
    )
    for verb in teacher.split():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            assert (await phone.ask(method, f"/{verb}", json={})).status in (404, 405)
    for body in ({"round": 1, "vote": 1, "choice": None, "seat": 1}, {"choice": None}, [], 1, "advance"):
        assert (await phone.post("/vote", body)).status == 400
    assert not room.locked
    assert not room.paused


async def test_a_hidden_tally_is_in_nothing_that_a_phone_is_sent(server: Server, room: Room) -> None:
    async with Phone(server) as watcher, Phone(server) as voter:
        await watcher.sit()
        await voter.sit()
        at_vote(room)
        before = (await watcher.get("/state")).body
        await voter.vote(room, room.options[0].id)
        after = (await watcher.get("/state")).body
        assert after.pop("seq") > before.pop("seq")
        assert after == before


# -- markup ---------------------------------------------------------------------------------------


async def test_markup_in_a_story_goes_out_as_text(tmp_path: Path) -> None:
    story = walks.edited(
        tmp_path, ("Who should lift it?", SCRIPT), ("Get up and pour it.", SCRIPT), ("The Kettle", SCRIPT)
    )
    room = Room.open(story, tmp_path, 45)
    async with serving(room) as server, Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        answer = await phone.get("/state")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        view = answer.body
        assert view["title"] == view["talk"] == view["letters"][0]["text"] == SCRIPT


def test_the_page_never_makes_markup_of_what_it_is_told() -> None:
    page = (Path(routes.__file__).parent / "page" / "phone.js").read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "srcdoc"):
        assert way not in page


async def test_nothing_of_elsewhere_is_loaded_and_nothing_is_kept(server: Server, phone: Phone) -> None:
    for path in ("/", "/phone.js", "/phone.css", "/state", "/nowhere", "/favicon.ico"):
        headers = (await phone.get(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
        )
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "python" not in headers["server"].lower()
        assert "access-control-allow-origin" not in headers
    for name in ("/phone.html", "/phone.js", "/phone.css"):
        assert "//" not in (await phone.get(name)).body.replace("http://www.w3.org", "")


# -- who asks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "x@127.0.0.1", "127.0.0.1:8765:1",
     "127.0.0.1/", "0x7f.1", "", "[::1", "127.0.0.1:port"],
)  # fmt: skip
async def test_a_name_that_was_pointed_here_is_refused(
    server: Server, room: Room, phone: Phone, host: str
) -> None:
    for path in ("/", "/state", "/events"):
        assert (await phone.get(path, headers={"Host": host})).status in (400, 421)
    body = {"round": 1, "vote": 1, "choice": room.options[1].id}
    assert (await phone.post("/vote", body, headers={"Host": host})).status in (400, 421)


async def test_two_hosts_or_none_are_refused(server: Server) -> None:
    host = f"Host: 127.0.0.1:{server.port}\r\n"
    for hosts in (host + "Host: evil.example\r\n", host * 2, ""):
        answer = await raw(server, f"GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
        assert answer.split()[1] in (b"400", b"421")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", "", "x"]
)
async def test_another_page_cannot_vote(server: Server, room: Room, phone: Phone, origin: str) -> None:
    body = {"round": 1, "vote": 1, "choice": room.options[1].id}
    answer = await phone.post("/vote", body, headers={"Origin": origin})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers
    preflight = await phone.ask("OPTIONS", "/vote", headers={"Origin": origin})
    assert preflight.status == 403
    same = {"Origin": phone.base}
    assert (await phone.post("/vote", {**body, "choice": room.options[0].id}, headers=same)).status == 200


async def test_a_form_of_another_page_cannot_vote(server: Server, room: Room, phone: Phone) -> None:
    body = b'{"round":1,"vote":1,"choice":"%b"}' % room.options[1].id.encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = await phone.ask("POST", "/vote", data=body, headers={"Content-Type": kind})
        assert answer.status == 415
    cookie = f"seat={phone.secret}"
    assert (
        await phone.get(f"/vote?round=1&vote=1&choice={room.options[1].id}", headers={"Cookie": cookie})
    ).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fserver.py",
        "/page/phone.html",
        "/J/..%2f..%2f..%2fetc",
        "/phone.py",
        "/%00",
        "/" + "a" * 4000,
    ],
)
async def test_no_other_file_is_served(server: Server, path: str) -> None:
    async with Phone(server) as stranger:
        assert (await stranger.get(path)).status in (400, 404)


async def test_who_asks_for_no_body_is_not_listening(server: Server, room: Room, phone: Phone) -> None:
    request = f"HEAD /events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: seat={phone.secret}\r\n"
    answer = await raw(server, f"{request}Connection: close\r\n\r\n".encode())
    assert answer.split()[1] == b"405"
    assert not room.here


async def test_no_answer_says_what_the_laptop_runs(server: Server) -> None:
    host = f"Host: 127.0.0.1:{server.port}\r\nConnection: close\r\n"
    for head in (
        "POST /vote HTTP/1.1\r\nExpect: tea\r\n",
        "BREW / HTTP/1.1\r\n",
        "GET /nowhere HTTP/1.1\r\n",
    ):
        answer = await raw(server, f"{head}{host}\r\n".encode())
        assert b"Server: Leeway" in answer
        assert b"ython" not in answer


# -- too much -------------------------------------------------------------------------------------


async def test_a_flood_of_one_seat_is_cut(server: Server, room: Room, phone: Phone, tmp_path: Path) -> None:
    (file,) = tmp_path.glob("*.jsonl")
    before = file.stat().st_size
    answers = await asyncio.gather(*(phone.vote(room, room.options[0].id) for _ in range(300)))
    statuses = [answer.status for answer in answers]
    assert 429 in statuses
    assert statuses.count(200) < 50
    assert file.stat().st_size - before < 20_000


async def test_the_projector_goes_on_under_a_flood(server: Server, room: Room, phone: Phone) -> None:
    """Somebody asks without a pause on twenty lines; the loop that draws the projector is never held up."""
    worst = 0.0
    loop = asyncio.get_running_loop()
    floods = [asyncio.create_task(_flood(server)) for _ in range(20)]
    for _ in range(60):
        before = loop.time()
        await asyncio.sleep(0.01)
        worst = max(worst, loop.time() - before - 0.01)
    for flood in floods:
        flood.cancel()
    await asyncio.gather(*floods, return_exceptions=True)
    # The flood itself runs on this loop too, and other tests on this machine: the bound is a generous one.
    assert worst < 0.5


async def _flood(server: Server) -> None:
    request = (
        f"POST /vote HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        while True:
            writer.write(request)
            await writer.drain()
            await reader.read(65536)
    finally:
        writer.close()


async def test_huge_bodies_are_not_read(server: Server, room: Room, phone: Phone) -> None:
    big = b" " * 1_000_000
    kind = {"Content-Type": "application/json"}

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield big[:10_000]

    packed = {**kind, "Content-Encoding": "gzip"}
    for data, headers in ((big, kind), (pieces(), kind), (gzip.compress(big), packed), (b"[" * 1000, kind)):
        try:
            answer = await phone.ask("POST", "/vote", data=data, headers=headers)
        except ConnectionError:  # hung up on while it was still sending
            continue
        assert answer.status in (400, 413)
    host = (
        f"Host: 127.0.0.1:{server.port}\r\nCookie: seat={phone.secret}\r\nContent-Type: application/json\r\n"
    )
    claimed = await raw(server, f"POST /vote HTTP/1.1\r\n{host}Content-Length: 99999999999\r\n\r\n".encode())
    assert claimed.split()[1] == b"413"
    many = "".join(f"X-{number}: {'y' * 100}\r\n" for number in range(500))
    assert (await raw(server, f"GET / HTTP/1.1\r\n{host}{many}\r\n".encode())).split()[1] == b"400"


async def test_slow_clients_are_hung_up_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_module, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(routes, "BODY_SECONDS", 0.2)
    seat, secret = room.sit()
    at_vote(room)
    async with serving(room) as server:
        loop = asyncio.get_running_loop()
        before = loop.time()
        host = f"Host: 127.0.0.1:{server.port}\r\n"
        body = f"Cookie: seat={secret}\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{{"
        answers = await asyncio.gather(
            raw(server, b""),
            raw(server, b"GET / HT"),
            raw(server, f"GET / HTTP/1.1\r\n{host}X-Slow:".encode()),
            raw(server, f"POST /vote HTTP/1.1\r\n{host}{body}".encode()),
        )
        assert loop.time() - before < 3
        assert answers[:3] == [b"", b"", b""]
        assert answers[3].split()[1] == b"408"
    assert room.cast == 0
    assert seat in room.seated


async def test_a_phone_that_does_not_read_is_let_go(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.classroom.network.streams.STALLED", 0.2)
    # A page of a few megabytes: it does not fit into what the system keeps for a line that nobody reads.
    room.help = ("x" * 8_000_000,)
    _, secret = room.sit()
    async with serving(room) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1)
        writer.write(
            f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: seat={secret}\r\n\r\n".encode()
        )
        await until(lambda: room.here)
        await until(lambda: not room.here, 3.0)
        writer.close()
        assert reader is not None


async def test_too_many_lines_are_turned_away_and_the_others_stay(
    server: Server, room: Room, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(RESERVED + 3)
    assert [gate.enter("10.0.0.1") for _ in range(4)] == [True, True, True, False]
    gate.leave("10.0.0.1")
    assert gate.enter("10.0.0.2")
    monkeypatch.setattr(connection, "ONE_ADDRESS", 5)
    idle = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(8)]
    await asyncio.sleep(0.05)
    refused = [reader.at_eof() or reader.exception() is not None for reader, _ in idle]
    assert 3 <= sum(refused) < 8
    assert (await phone.vote(room, room.options[0].id)).status == 200
    for _, writer in idle:
        writer.close()


def test_allowances_are_forgotten() -> None:
    clock = Clock()
    allowance = Allowance(2, 1.0, clock)
    for number in range(20_000):
        assert allowance.take(number.to_bytes(4, "big")) == 0
    assert len(allowance._left) <= Allowance._KEYS


def test_a_flood_from_elsewhere_gives_no_guesser_their_tries_back() -> None:
    allowance = Allowance(2, 0.001, Clock())
    tries = 0
    for number in range(20_000):
        allowance.take(number.to_bytes(4, "big"))
        if not number % 500:
            tries += not allowance.take(b"guesser")
    assert tries == 2


async def test_what_is_no_request_is_answered_and_forgotten(server: Server, phone: Phone) -> None:
    for junk in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\x00" * 10_000,
        b"HELO x\r\n\r\n",
    ):
        answer = await raw(server, junk)
        assert answer == b"" or answer.split()[1] == b"400"
        assert b"Traceback" not in answer
        assert b"aiohttp" not in answer.lower()


async def test_what_cannot_be_read_is_no_mistake_of_ours(
    server: Server, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    host = f"Host: 127.0.0.1:{server.port}\r\nConnection: close\r\n".encode()
    vote = b"POST /vote HTTP/1.1\r\n" + host + f"Cookie: seat={phone.secret}\r\n".encode()
    body = b"Content-Type: application/json\r\nContent-Length: 4\r\n\r\n"
    for request, status in (
        (b"GET /state HTTP/1.1\r\n" + host + b"Cookie: seat=\xff\xfe\r\n\r\n", b"401"),
        (vote + b"Content-Encoding: gzip\r\n" + body + b"abcd", b"400"),
    ):
        assert (await raw(server, request)).split()[1] == status
    # A phone that leaves in the middle of a sentence.
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(vote + body + b"{")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await asyncio.sleep(0.05)
    assert "could not be answered" not in caplog.text


# -- what is kept ---------------------------------------------------------------------------------


async def test_a_mistake_of_ours_is_a_sentence_and_no_address_is_written_anywhere(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    address = "127.9.8.7"
    async with serving(room) as server, Phone(server, address) as phone:
        await phone.sit(WRONG)
        await phone.sit()
        await phone.get("/nowhere")
        await raw(server, b"\x00\r\n\r\n")
        monkeypatch.setattr(room, "view", lambda seat: 1 / 0)
        answer = await phone.get("/state")
        assert (answer.status, answer.sentence) == (500, "Something went wrong on the laptop. Try again.")
    assert "could not be answered" in caplog.text
    assert address not in caplog.text
    out, err = capfd.readouterr()
    assert address not in out + err
    (file,) = tmp_path.glob("*.jsonl")
    assert address not in file.read_text()
