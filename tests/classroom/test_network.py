"""The phones' side of a class, as phones use it."""

import asyncio
import gc
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import ifaddr
import pytest

from game.classroom.network import Address, PortTakenError, Server, address, limits, streams
from game.classroom.network.door import Door, NotAdmitted
from game.classroom.room import Phase, Room
from tests.classroom.base import at_vote, kettle
from tests.classroom.phones import Phone, serving, until


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room.open(kettle(), tmp_path, 45)


@pytest.fixture
async def server(room: Room) -> AsyncIterator[Server]:
    async with serving(room) as server:
        yield server


@pytest.fixture
async def closing() -> AsyncIterator[list[Phone]]:
    """Phones that are switched off at the end, whatever happens."""
    phones: list[Phone] = []
    yield phones
    for phone in phones:
        await phone.http.close()


async def test_every_way_in_brings_the_same_page_and_takes_no_seat(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        pages = [
            await phone.get(path)
            for path in (
                "/",
                f"/{server.code}",
                f"/{server.code.lower()}",
                f"/J/{server.token}",
                "/TEST",
                "/test",
            )
        ]
        assert {page.status for page in pages} == {200}
        assert len({page.body for page in pages}) == 1
        for name, kind in (("css", "text/css"), ("js", "text/javascript")):
            assert (await phone.get(f"/phone.{name}")).headers["content-type"] == f"{kind}; charset=utf-8"
        assert not room.seated
        assert (await phone.get("/nowhere")).sentence.startswith("There is no such page.")
        mistyped = await phone.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"})
        assert mistyped.status == 404
        assert mistyped.headers["content-type"] == "text/html; charset=utf-8"
        assert "There is no such page. Open the address on the big screen." in mistyped.body
        assert "script" not in mistyped.body


async def test_a_phone_keeps_its_seat_and_another_gets_its_own(server: Server, room: Room) -> None:
    async with Phone(server) as one, Phone(server) as other:
        assert (await one.sit(server.code.lower())).body["phase"] == "lobby"
        await one.sit(server.token)
        await one.sit("")
        assert len(room.seated) == 1
        await other.sit(server.token)
        assert len(room.seated) == 2


async def test_a_ballot_is_on_disk_when_it_is_acknowledged_and_counts_once(
    server: Server, room: Room, tmp_path: Path
) -> None:
    (file,) = tmp_path.glob("*.jsonl")
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        for choice in ("pour", "look", "pour"):
            assert (await phone.vote(room, choice)).status == 200
            assert f'"{choice}"' in file.read_text().splitlines()[-1]
        answer = await phone.vote(room, None)
        assert answer.body["mine"] == "pass"
        answer = await phone.vote(room, room.options[0].id)
        assert answer.body["mine"] == "A"
    assert room.cast == 1
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert room.first.counts[room.options[0].id] == 1
    assert room.first.cast == 1


async def test_nothing_is_acknowledged_before_the_disk_has_it(
    server: Server, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Phone(server) as phone, Phone(server) as impatient:
        await phone.sit()
        await impatient.sit()
        at_vote(room)
        written = asyncio.Event()
        monkeypatch.setattr(room, "settled", written.wait)
        vote = asyncio.create_task(phone.vote(room, room.options[0].id))
        hung_up = asyncio.create_task(impatient.vote(room, room.options[0].id))
        await until(lambda: room.cast == 2)
        hung_up.cancel()
        await asyncio.sleep(0.1)
        assert not vote.done()
        written.set()
        assert (await vote).status == 200
    assert room.cast == 2


async def test_a_stream_shows_every_change_and_no_ballot_of_others(server: Server, room: Room) -> None:
    async with Phone(server) as one, Phone(server) as other:
        await one.sit()
        await other.sit()
        async with one.listen() as stream:
            assert (await stream.view())["phase"] == "lobby"
            at_vote(room)
            view = await stream.view()
            while view["phase"] != "first":
                view = await stream.view()
            assert [letter["letter"] for letter in view["letters"]] == ["A", "B", "C", "D"]
            await other.vote(room, room.options[0].id)
            assert await stream.quiet(0.3)
        assert room.cast == 1


async def test_what_a_phone_says_on_another_tab_comes_down_too(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        async with phone.listen() as stream:
            assert (await stream.view())["mine"] is None
            await phone.vote(room, room.options[1].id)
            assert (await stream.view())["mine"] == "B"


async def test_a_timer_that_runs_is_no_news_and_one_that_is_extended_is(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        async with phone.listen() as stream:
            assert (await stream.view())["deadline"] is None
            room.set_timer(60)
            assert 55 < (await stream.view())["deadline"] <= 60
            room.arrive(0)  # any change of the room while the timer runs
            assert await stream.quiet(0.3)
            room.leave(0)
        async with phone.listen() as stream:
            await stream.view()
            room.extend(60)
            assert 110 < (await stream.view())["deadline"] <= 120


async def test_who_listens_is_here_until_the_line_is_cut(
    server: Server, room: Room, closing: list[Phone]
) -> None:
    phone = Phone(server)
    closing.append(phone)
    await phone.sit()
    async with phone.listen() as stream:
        await stream.view()
        assert room.here == room.seated
        assert stream.response.connection is not None
        transport = stream.response.connection.transport
        assert transport is not None
        transport.abort()  # as when a pocket swallows it
        await until(lambda: not room.here, 1.0)


async def test_who_asks_instead_is_here_for_a_while(
    server: Server, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "POLLED", 0.1)
    async with Phone(server) as phone:
        await phone.sit()
        assert not room.here
        for _ in range(3):
            assert (await phone.get("/state")).body["phase"] == "lobby"
            assert room.here == room.seated
        await until(lambda: not room.here, 1.0)


async def test_a_silent_stream_says_that_it_is_alive(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PING", 0.05)
    async with Phone(server) as phone:
        await phone.sit()
        async with phone.listen() as stream:
            await stream.view()
            async with asyncio.timeout(2):
                assert b"event: ping\n" in [await stream.response.content.readline() for _ in range(2)]


async def test_one_seat_listens_at_most_so_often(server: Server) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        async with phone.listen() as oldest:
            await oldest.view()
            async with phone.listen() as a, phone.listen() as b, phone.listen() as newest:
                assert await oldest.next() == ("", None)
                for stream in (a, b, newest):
                    assert (await stream.view())["phase"] == "lobby"


async def test_a_phone_that_is_sent_out_is_told_and_stays_out(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        (seat,) = room.seated
        async with phone.listen() as stream:
            await stream.view()
            room.lock()
            room.remove(seat)
            name, _ = await stream.next()
            while name == "message":
                name, _ = await stream.next()
            assert name == "gone"
            assert await stream.next() == ("", None)
        assert (await phone.get("/state")).status == 401
        answer = await phone.sit()
        assert (answer.status, answer.sentence) == (409, "The door is locked. Ask for it to be opened.")


async def test_the_end_reaches_who_listens_and_who_wakes_up_later(server: Server, room: Room) -> None:
    async with Phone(server) as phone, Phone(server) as asleep, Phone(server) as stranger:
        await phone.sit()
        await asleep.sit()
        async with phone.listen() as stream:
            await stream.view()
            room.end()
            assert (await stream.view())["phase"] == "over"
            assert await stream.next() == ("", None)
        late = await asleep.get("/state")
        assert late.body["phase"] == "over"
        assert "Max-Age=0" in late.headers["set-cookie"]
        assert (await stranger.get("/state")).status == 401


async def test_a_word_and_a_prediction(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        await phone.sit()
        at_vote(room)
        room.skip(Phase.FEELING)
        view = (await phone.get("/state")).body
        assert (await phone.post("/feel", {"word": view["feelings"][0]})).body["mine"] == view["feelings"][0]
        assert (await phone.post("/feel", {"word": "<b>bold</b>"})).status == 409
        room.advance()
        assert (await phone.post("/predict", {"autonomy": 35, "connection": 80})).body["placed"] == [35, 80]
        assert (await phone.post("/predict", {"autonomy": 101, "connection": 80})).status == 400
        assert (await phone.post("/predict", {"autonomy": 3.5, "connection": 80})).status == 400
        room.advance()
    assert room.predictions == ((35, 80),)


async def test_a_phone_that_came_late_waits_for_the_next_vote(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        at_vote(room)
        view = (await phone.sit()).body
        assert not view["open"]
        assert (await phone.vote(room, room.options[0].id)).status == 409
        room.advance()
        room.advance()
        assert (await phone.vote(room, room.options[0].id)).status == 200
    assert room.cast == 1


async def test_phones_find_their_seats_after_the_laptop_was_restarted(
    room: Room, tmp_path: Path, closing: list[Phone]
) -> None:
    (file,) = tmp_path.glob("*.jsonl")
    async with serving(room) as server:
        phone = Phone(server)
        closing.append(phone)
        await phone.sit()
        at_vote(room)
        await phone.vote(room, room.options[0].id)
    again = Room.resume(file, kettle())
    resumed = Server()
    await resumed.start(again, server.port)
    try:
        assert resumed.port == server.port
        assert (await phone.get("/state")).body["mine"] == "A"
        await phone.vote(again, again.options[1].id)
        assert again.cast == 1
    finally:
        await resumed.stop()
        again.close()


async def test_a_class_votes_at_once(server: Server, room: Room, closing: list[Phone]) -> None:
    phones = [Phone(server) for _ in range(60)]
    closing += phones
    await asyncio.gather(*(phone.sit() for phone in phones))
    assert len(room.seated) == 60
    at_vote(room)
    choices = [room.options[number % 3].id for number in range(60)]
    answers = await asyncio.gather(
        *(phone.vote(room, choice) for phone, choice in zip(phones, choices, strict=True))
    )
    assert {answer.status for answer in answers} == {200}
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert [room.first.counts[option.id] for option in room.options] == [20, 20, 20, 0]


async def test_the_test_page_is_seen(server: Server, room: Room) -> None:
    async with Phone(server) as phone:
        assert (await phone.post("/test", {})).status == 200
    assert server.tested == 1
    assert not room.seated


async def test_closing_waits_for_nobody(room: Room) -> None:
    async with serving(room) as server, Phone(server) as phone:
        await phone.sit()
        async with phone.listen() as stream:
            await stream.view()
            silent = socket.create_connection(("127.0.0.1", server.port))
            before = time.monotonic()
            await server.stop()
            assert time.monotonic() - before < 2.5
            assert await stream.next() == ("", None)
            silent.close()
    assert gc.get_freeze_count() == 0, "what a class left lying is collected again"


# -- where it is found ----------------------------------------------------------------------------


async def test_a_port_in_use_gives_way_to_the_next(room: Room) -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server()
        await server.start(room, port)
        assert port < server.port <= port + address.TRIES
        await server.stop()


def test_no_port_at_all_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "TRIES", 1)
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            PortTakenError, match=f"Ports {port} to {port} .* choose another port with --port"
        ):
            address.listen(port)


def _adapters(*found: tuple[str, str]) -> list[SimpleNamespace]:
    return [SimpleNamespace(nice_name=name, ips=[SimpleNamespace(ip=ip)]) for name, ip in found]


def test_the_likeliest_address_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _adapters(
        ("lo", "127.0.0.1"),
        ("eth1", "169.254.7.7"),
        ("docker0", "172.17.0.1"),
        ("utun4", "10.8.0.2"),
        ("eth0", "10.0.0.5"),
        ("wlan0", "192.168.1.37"),
    )
    found.append(SimpleNamespace(nice_name="wlan0", ips=[SimpleNamespace(ip=("fe80::1", 0, 3))]))
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: found)
    for way_out, first in (
        ("192.168.1.37", "192.168.1.37"),
        ("10.0.0.5", "10.0.0.5"),
        ("10.8.0.2", "10.0.0.5"),
    ):
        monkeypatch.setattr(address, "_way_out", lambda way_out=way_out: way_out)
        ips = [one.ip for one in address.addresses()]
        assert ips[0] == first, "a tunnel is the way out, and no way in for a phone"
        assert ips[-1] == "169.254.7.7"
        assert "127.0.0.1" not in ips
        assert len(ips) == 5


def test_where_nobody_may_look_at_the_interfaces_the_way_out_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise PermissionError

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)
    monkeypatch.setattr(address, "_way_out", lambda: "192.168.1.37")
    assert address.addresses() == (Address("192.168.1.37", ""),)
    monkeypatch.setattr(address, "_way_out", lambda: "")
    assert address.addresses() == ()


async def test_without_a_network_it_listens_and_finds_one_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _adapters(("lo", "127.0.0.1"))
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: found)
    server = Server()
    assert await server.start(room, 0) is None
    assert server.url is server.scan is None
    assert not server.wifi_changed()
    found += _adapters(("wlan0", "192.168.1.37"))
    assert server.wifi_changed()
    assert server.url == f"192.168.1.37:{server.port}/{server.code}"
    assert server.scan == f"HTTP://192.168.1.37:{server.port}/J/{server.token}"
    found[-1:] = _adapters(("wlan0", "10.1.2.3"), ("eth0", "10.1.2.4"))
    assert server.wifi_changed()
    assert {one.ip for one in server.addresses} == {"10.1.2.3", "10.1.2.4"}
    server.choose(Address("10.1.2.4", "eth0"))
    assert not server.wifi_changed(), "what the teacher chose stays while it is there"
    assert server.address == Address("10.1.2.4", "eth0")
    await server.stop()


async def test_an_address_that_goes_and_comes_back_is_shown_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = _adapters(("docker0", "172.17.0.1"))
    wifi = _adapters(("wlan0", "192.168.1.37"), ("wlan1", "192.168.1.38"))
    up = True
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [*inside, *(wifi if up else ())])
    monkeypatch.setattr(address, "_way_out", lambda: "")
    server = Server()
    assert await server.start(room, 0) == Address("192.168.1.37", "wlan0")
    for shown in (server.addresses[0], server.addresses[1]):
        server.choose(shown)
        up = False
        assert server.wifi_changed()
        assert server.address == Address("172.17.0.1", "docker0")
        up = True
        assert server.wifi_changed()
        assert server.address == shown
    await server.stop()


async def test_an_address_that_no_phone_is_on_gives_way_to_one_that_they_are_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _adapters(("docker0", "172.17.0.1"))
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: found)
    monkeypatch.setattr(address, "_way_out", lambda: "")
    server = Server()
    assert await server.start(room, 0) == Address("172.17.0.1", "docker0")
    found += _adapters(("wlan0", "192.168.1.37"))
    assert server.wifi_changed()
    assert server.address == Address("192.168.1.37", "wlan0")
    found[1:1] = _adapters(("eth0", "10.0.0.5"))
    assert not server.wifi_changed(), "phones are on the one that is shown"
    await server.stop()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="the system has no such limit")
def test_a_phone_that_answers_nothing_is_not_waited_for_a_quarter_of_an_hour() -> None:
    with (
        address.listen(0) as listener,
        socket.create_connection(("127.0.0.1", listener.getsockname()[1])),
    ):
        accepted, _ = listener.accept()
        with accepted:
            waits = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert 15_000 <= waits <= 60_000


def test_the_limit_on_open_files_is_raised() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[1]), before[1]))
        raised = limits.raise_open_files()
        assert raised == resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised == min(before[1], limits.OPEN_FILES)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("steps", range(4))
async def test_a_door_that_is_given_up_while_it_opens_leaves_nothing_open(steps: int) -> None:
    room = Room(kettle())
    with address.listen(0) as free:
        port = free.getsockname()[1]
    server = Server()
    opening = asyncio.create_task(server.start(room, port))
    for _ in range(steps):
        await asyncio.sleep(0)
    opening.cancel()
    with suppress(asyncio.CancelledError):
        await opening
    await server.stop()
    with address.listen(port) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize(("shown", "read"), [("F", "E"), ("V", "U"), ("Q", "0"), ("B", "8"), ("S", "5")])
def test_a_letter_that_no_code_has_is_read_as_the_one_it_looks_like(shown, read):
    door = Door()
    door.code = "ZP" + shown + "FVD"
    door.admit(door.code.replace(shown, read).lower(), "192.168.1.9")
    with pytest.raises(NotAdmitted):
        door.admit("ZPXXVD", "192.168.1.9")
