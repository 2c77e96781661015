"""Connections break, servers die, readers dawdle: whoever comes again with the id they have misses nothing."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from live_house import PATIENCE, House, reading
from websockets.exceptions import ConnectionClosed

from crm_adapters.live.hub import TenantNews
from crm_adapters.loops import Loops
from crm_operations.live_updates import LiveUpdate

Building = Callable[..., House]


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:04}" for number in range(start, start + count)]


async def heard_by_one_who_comes_again(url: str, token: str, count: int, after: int = 0) -> list[str]:
    """Whatever breaks, however often."""
    heard: list[str] = []
    async with asyncio.timeout(2 * PATIENCE):
        while len(heard) < count:
            try:
                async with reading(url, token, after=after) as reader:
                    while len(heard) < count:
                        message = await reader.hear()
                        after = message["id"]
                        if message["type"] == "update":
                            heard.append(message["data"]["name"])
            except (OSError, ConnectionClosed):
                await asyncio.sleep(0.05)
    return heard


@pytest.mark.requirement("RTN-CRMOP-0148", "REL-002")
def test_nothing_is_lost_when_a_server_is_killed_and_one_that_is_stopped_says_so(house: Building) -> None:
    home = house()
    server = home.served()

    async def live_through_it() -> tuple[list[list[str]], int]:
        token = home.token()
        watching = asyncio.gather(*(heard_by_one_who_comes_again(server.url, token, 150) for _ in range(5)))
        await asyncio.to_thread(home.push, *names(50))
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(home.push, *names(50, 50))
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(home.push, *names(50, 100))
        heard = await watching
        async with reading(server.url, token) as reader:
            code = await asyncio.to_thread(server.stop)
            with pytest.raises(ConnectionClosed) as told:
                await reader.hear()
        assert told.value.rcvd is not None
        assert told.value.rcvd.code == 1012  # come again
        return heard, code

    assert asyncio.run(live_through_it()) == ([names(150)] * 5, 0)


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_a_reader_goes_on_behind_what_it_had(sqlite_house: Building) -> None:
    home = sqlite_house(window=10, page=7, turn=3)
    url = home.serves()

    async def come_and_go() -> list[str]:
        async with reading(url, home.token()) as reader:
            home.push(*names(5))
            heard = await reader.names(5)
            reader.socket.transport.abort()
        home.push(*names(95, 5))
        async with reading(url, home.token(), after=reader.at) as again:
            return heard + await again.names(95)

    assert asyncio.run(come_and_go()) == names(100)


@pytest.mark.requirement("RTN-CRMOP-0148")
@pytest.mark.parametrize("ends_at", [1, 2], ids=["before it", "behind it"])
def test_what_is_appended_while_the_window_opens_is_told_once_and_in_order(
    sqlite_house: Building, ends_at: int
) -> None:
    home = sqlite_house()
    feed = home.crm.container.partners.live_feed()
    last, asked, answer = feed.last, threading.Event(), threading.Event()

    def waits(tenant_id: str) -> int:
        before: int = last(tenant_id)
        asked.set()
        assert answer.wait(PATIENCE)
        return before if ends_at == before else int(last(tenant_id))

    async def open_late() -> list[int]:
        # The feed keeps one of them waiting for where it ends, so whatever else it is asked goes one by one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        news = TenantNews(home.tenant, feed, home.settings.live, Loops().named("live feed"))
        following, opening = asyncio.create_task(news.follow()), asyncio.create_task(news.open())
        assert await asyncio.to_thread(asked.wait, PATIENCE)
        await _rung(news, 1)
        home.push("b")
        if ends_at == 1:
            await _rung(news, 2)
        answer.set()
        await opening
        assert news.last == ends_at
        if ends_at > 1:
            home.push("c")
            news.ring(3)
        try:
            return await _told(news, 1, ends_at)
        finally:
            following.cancel()

    home.push("a")
    feed.last = waits
    assert asyncio.run(open_late()) == [2, 3][:ends_at]


async def _rung(news: TenantNews, last: int) -> None:
    """Until it has heard of it, and the feed has answered what it may have been asked then."""
    news.ring(last)
    while news._rung.is_set():
        await asyncio.sleep(0)
    await asyncio.to_thread(int)


async def _told(news: TenantNews, at: int, count: int) -> list[int]:
    """As a reader goes along who has everything up to ``at``."""
    told: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while len(told) < count:
            frames = news.beyond(at)
            if frames is None:
                frames = await news.older(at)
            told += [frame.sequence for frame in frames or ()]
            at = told[-1] if told else at
            await asyncio.sleep(0.02)
    return told


@pytest.mark.parametrize("after", [1, 1_000], ids=["of what was forgotten", "of a future that never was"])
def test_who_asks_for_what_is_not_there_is_told_to_load_anew(sqlite_house: Building, after: int) -> None:
    home = sqlite_house()
    url = home.serves()
    home.push("a", "b", "c")
    home.crm.container.partners.live_feed().forget(home.tenant, datetime.now(UTC))

    async def watch() -> tuple[int, list[str]]:
        async with reading(url, home.token(), after=after) as reader:
            gap = await reader.hear_of("gap")
            home.push("d")
            return gap["id"], await reader.names(1)

    assert asyncio.run(watch()) == (3, ["d"])


def test_who_hears_nothing_for_long_is_told_up_to_where(sqlite_house: Building) -> None:
    home = sqlite_house(heartbeat_seconds=0.2)
    url = home.serves()

    async def watch() -> int:
        async with reading(url, home.token()) as reader:
            home.push_as(home.ada, "for grace", topic="alert", user_id="grace")
            while (beat := await reader.hear_of("heartbeat"))["id"] == 0:
                pass
            assert reader.updates == []
            return int(beat["id"])

    assert asyncio.run(watch()) == 1


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_a_reader_who_does_not_read_is_hung_up_on_and_misses_nothing(sqlite_house: Building) -> None:
    home = sqlite_house(patience_seconds=3, window=5, page=5, turn=5)
    url = home.serves()
    bulky = {"name": "bulky", "padding": "x" * 99_000}

    def tell() -> None:
        for number in range(120):
            home.crm.real_time.push(home.ada, "lead.created", bulky | {"name": f"{number:04}"}, delivery_id=f"{number}")

    async def dawdle() -> tuple[list[str], list[str], int | None]:
        async with (
            reading(url, home.token(), connect={"max_size": None}) as quick,
            reading(url, home.token(), connect={"max_size": None, "max_queue": 1}) as slow,
        ):
            slow.socket.transport.pause_reading()
            await asyncio.to_thread(tell)
            heard = await quick.names(120)
            await asyncio.sleep(4)  # longer than its patience
            slow.socket.transport.resume_reading()
            code = None
            try:
                await slow.names(120)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else None
        async with reading(url, home.token(), after=slow.at, connect={"max_size": None}) as again:
            return heard, [u["data"]["name"] for u in slow.updates] + await again.names(120 - slow.at), code

    quick, slow, code = asyncio.run(dawdle())
    assert quick == slow == names(120)
    assert code == 4408


def test_a_connection_that_takes_nothing_any_more_does_not_stay_open(house: Building) -> None:
    home = house(patience_seconds=0.5, grace_seconds=1, heartbeat_seconds=0.3)
    port = urlsplit(home.serves()).port
    assert port is not None
    dead = socket.create_connection(("127.0.0.1", port))
    try:
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        dead.sendall(
            "GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        _hear_until(dead, b"\r\n\r\n")
        hello = json.dumps({"token": home.token()}).encode()
        dead.sendall(b"\x81\xfe" + len(hello).to_bytes(2, "big") + b"\0\0\0\0" + hello)
        _hear_until(dead, b"subscribed")
        assert _connections_of(port) == 1
        for number in range(160):
            bulky = {"padding": "x" * 99_000}
            home.crm.real_time.push(home.ada, "lead.created", bulky, delivery_id=f"{number}")
        asyncio.run(_until_nobody_is_connected(port))
    finally:
        dead.close()


def _hear_until(connection: socket.socket, wanted: bytes) -> None:
    connection.settimeout(PATIENCE)
    heard = b""
    while wanted not in heard:
        more = connection.recv(4096)
        assert more, heard
        heard += more


async def _until_nobody_is_connected(port: int) -> None:
    """As the system sees it."""
    async with asyncio.timeout(PATIENCE):
        while _connections_of(port):
            await asyncio.sleep(0.1)


def _connections_of(port: int) -> int:
    with open("/proc/self/net/tcp", encoding="ascii") as table:  # noqa: PTH123
        rows = [line.split() for line in table][1:]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


@pytest.mark.requirement("RTN-CRMOP-0148")
@pytest.mark.parametrize("bell", ["postgres", "redis", "nats"])
def test_other_processes_hear_the_bell_and_lost_rings_lose_nothing(
    house: Building, bell: str, request: pytest.FixtureRequest
) -> None:
    url = {} if bell == "postgres" else {"bell_url": request.getfixturevalue(f"{bell}_url")}
    # Without the bell it would take an hour.
    home = house(bell=bell, check_seconds=3600, bell_channel=f"crm_test_{id(request)}", **url)
    server = home.serves()
    elsewhere = house(bell=bell, bell_channel=f"crm_test_{id(request)}", **url)
    deaf = house(bell="poll")

    async def watch() -> list[str]:
        async with reading(server, home.token()) as reader:
            await asyncio.sleep(0.5)
            deaf.push_as(home.ada, "unheard", topic="lead.created")
            elsewhere.push_as(home.ada, "heard", topic="lead.created")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["unheard", "heard"]


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_many_readers_of_a_tenant_cost_one_query(house: Building) -> None:
    home = house(check_seconds=60)
    url = home.serves()
    feed = home.crm.container.partners.live_feed()
    read, asked = feed.read, []

    def counted(tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        asked.append(after)
        updates: Sequence[LiveUpdate] = read(tenant_id, after, limit)
        return updates

    async def watch() -> list[list[str]]:
        async with AsyncExitStack() as stack:
            readers = [await stack.enter_async_context(reading(url, home.token())) for _ in range(30)]
            home.push("a")
            await asyncio.gather(*(reader.names(1) for reader in readers))
            feed.read = counted
            home.push("b", "c")
            return await asyncio.gather(*(reader.names(3) for reader in readers))

    assert asyncio.run(watch()) == [["a", "b", "c"]] * 30
    assert asked == [1]


def test_what_is_old_is_forgotten_in_every_feed(sqlite_house: Building) -> None:
    home = sqlite_house(keep_days=7)
    home.push("a", "b")
    crm, feed = home.crm, home.crm.container.partners.live_feed()

    assert crm.live.forget_what_is_old() == 0
    with crm.database.writing(home.tenant) as connection:
        connection.exec_driver_sql("UPDATE crm_live_updates SET created_at = datetime('now', '-8 days')")
    assert crm.live.forget_what_is_old() == 2
    assert (feed.last(home.tenant), feed.read(home.tenant, 0, 10)) == (2, [])


def test_a_bell_that_broke_is_listened_to_again(house: Building) -> None:
    home = house(check_seconds=0.5)
    url = home.serves()
    listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = "

    async def watch() -> list[str]:
        async with reading(url, home.token()) as reader:
            home.push("a")
            await reader.names(1)
            with home.crm.database.engine.connect() as connection:
                ended = connection.exec_driver_sql(f"{listening}'LISTEN \"crm_live\"'").all()
            assert ended
            home.push("b")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["a", "b"]


def test_a_bell_that_is_away_keeps_nobody_waiting_and_loses_nothing(sqlite_house: Building) -> None:
    home = sqlite_house(bell="redis", bell_url="redis://127.0.0.1:1", check_seconds=0.3)
    url = home.serves()

    async def watch() -> list[str]:
        async with reading(url, home.token()) as reader:
            home.push("a", "b")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["a", "b"]


def test_what_is_rung_for_is_rung_after_the_commit_around_and_not_without_one(sqlite_house: Building) -> None:
    home = sqlite_house()
    rings: list[tuple[str, int]] = []
    bell = home.crm.container.partners.live_bell()
    bell.ring = lambda tenant_id, last: rings.append((tenant_id, last))

    with home.crm.database.together(home.tenant):
        home.push("a")
        assert rings == []
    assert rings == [(home.tenant, 1)]

    with pytest.raises(RuntimeError):
        home.break_off(lambda: home.push("b"))
    assert rings == [(home.tenant, 1)]
