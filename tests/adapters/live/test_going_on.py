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
from live_app import PATIENCE, LiveApp, reading
from websockets.exceptions import ConnectionClosed

from crm_adapters.live.hub import TenantNews
from crm_adapters.loops import Loops
from crm_operations.live_updates import LiveUpdate

Building = Callable[..., LiveApp]


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:04}" for number in range(start, start + count)]


async def received_by_one_who_reconnects(url: str, token: str, count: int, after: int = 0) -> list[str]:
    """Whatever breaks, however often."""
    received: list[str] = []
    async with asyncio.timeout(2 * PATIENCE):
        while len(received) < count:
            try:
                async with reading(url, token, after=after) as reader:
                    while len(received) < count:
                        message = await reader.receive()
                        after = message["id"]
                        if message["type"] == "update":
                            received.append(message["data"]["name"])
            except (OSError, ConnectionClosed):
                await asyncio.sleep(0.05)
    return received


@pytest.mark.requirement("RTN-CRMOP-0148", "REL-002")
def test_nothing_is_lost_when_a_server_is_killed_and_one_that_is_stopped_says_so(live_app: Building) -> None:
    app = live_app()
    server = app.served()

    async def live_through_it() -> tuple[list[list[str]], int]:
        token = app.token()
        watching = asyncio.gather(*(received_by_one_who_reconnects(server.url, token, 150) for _ in range(5)))
        await asyncio.to_thread(app.push, *names(50))
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(app.push, *names(50, 50))
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(app.push, *names(50, 100))
        received = await watching
        async with reading(server.url, token) as reader:
            code = await asyncio.to_thread(server.stop)
            with pytest.raises(ConnectionClosed) as closed:
                await reader.receive()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012  # come again
        return received, code

    assert asyncio.run(live_through_it()) == ([names(150)] * 5, 0)


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_a_reader_goes_on_behind_what_it_had(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(window=10, page=7, turn=3)
    url = app.serves()

    async def come_and_go() -> list[str]:
        async with reading(url, app.token()) as reader:
            app.push(*names(5))
            received = await reader.names(5)
            reader.socket.transport.abort()
        app.push(*names(95, 5))
        async with reading(url, app.token(), after=reader.at) as again:
            return received + await again.names(95)

    assert asyncio.run(come_and_go()) == names(100)


@pytest.mark.requirement("RTN-CRMOP-0148")
@pytest.mark.parametrize("ends_at", [1, 2], ids=["before it", "behind it"])
def test_what_is_appended_while_the_window_opens_is_told_once_and_in_order(
    sqlite_live_app: Building, ends_at: int
) -> None:
    app = sqlite_live_app()
    feed = app.crm.container.partners.live_feed()
    last, asked, answer = feed.last, threading.Event(), threading.Event()

    def waits(tenant_id: str) -> int:
        before: int = last(tenant_id)
        asked.set()
        assert answer.wait(PATIENCE)
        return before if ends_at == before else int(last(tenant_id))

    async def open_late() -> list[int]:
        # The feed keeps one of them waiting for where it ends, so whatever else it is asked goes one by one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        news = TenantNews(app.tenant, feed, app.settings.live, Loops().named("live feed"))
        following, opening = asyncio.create_task(news.follow()), asyncio.create_task(news.open())
        assert await asyncio.to_thread(asked.wait, PATIENCE)
        await _notified(news, 1)
        app.push("b")
        if ends_at == 1:
            await _notified(news, 2)
        answer.set()
        await opening
        assert news.last == ends_at
        if ends_at > 1:
            app.push("c")
            news.notify(3)
        try:
            return await _read_from(news, 1, ends_at)
        finally:
            following.cancel()

    app.push("a")
    feed.last = waits
    assert asyncio.run(open_late()) == [2, 3][:ends_at]


async def _notified(news: TenantNews, last: int) -> None:
    """Until it has heard of it, and the feed has answered what it may have been asked then."""
    news.notify(last)
    while news._notified.is_set():
        await asyncio.sleep(0)
    await asyncio.to_thread(int)


async def _read_from(news: TenantNews, at: int, count: int) -> list[int]:
    """As a reader goes along who has everything up to ``at``."""
    sequences: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while len(sequences) < count:
            frames = news.beyond(at)
            if frames is None:
                frames = await news.older(at)
            sequences += [frame.sequence for frame in frames or ()]
            at = sequences[-1] if sequences else at
            await asyncio.sleep(0.02)
    return sequences


@pytest.mark.parametrize("after", [1, 1_000], ids=["of what was forgotten", "of a future that never was"])
def test_who_asks_for_what_is_not_there_is_told_to_load_anew(sqlite_live_app: Building, after: int) -> None:
    app = sqlite_live_app()
    url = app.serves()
    app.push("a", "b", "c")
    app.crm.container.partners.live_feed().forget(app.tenant, datetime.now(UTC))

    async def watch() -> tuple[int, list[str]]:
        async with reading(url, app.token(), after=after) as reader:
            gap = await reader.receive_until("gap")
            app.push("d")
            return gap["id"], await reader.names(1)

    assert asyncio.run(watch()) == (3, ["d"])


def test_who_hears_nothing_for_long_is_told_up_to_where(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(heartbeat_seconds=0.2)
    url = app.serves()

    async def watch() -> int:
        async with reading(url, app.token()) as reader:
            app.push_as(app.ada, "for grace", topic="alert", user_id="grace")
            while (beat := await reader.receive_until("heartbeat"))["id"] == 0:
                pass
            assert reader.updates == []
            return int(beat["id"])

    assert asyncio.run(watch()) == 1


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_a_reader_who_does_not_read_is_hung_up_on_and_misses_nothing(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(patience_seconds=3, window=5, page=5, turn=5)
    url = app.serves()
    bulky = {"name": "bulky", "padding": "x" * 99_000}

    def push_all() -> None:
        for number in range(120):
            app.crm.real_time.push(app.ada, "lead.created", bulky | {"name": f"{number:04}"}, delivery_id=f"{number}")

    async def dawdle() -> tuple[list[str], list[str], int | None]:
        async with (
            reading(url, app.token(), connect={"max_size": None}) as quick,
            reading(url, app.token(), connect={"max_size": None, "max_queue": 1}) as slow,
        ):
            slow.socket.transport.pause_reading()
            await asyncio.to_thread(push_all)
            received = await quick.names(120)
            await asyncio.sleep(4)  # longer than its patience
            slow.socket.transport.resume_reading()
            code = None
            try:
                await slow.names(120)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else None
        async with reading(url, app.token(), after=slow.at, connect={"max_size": None}) as again:
            return received, [u["data"]["name"] for u in slow.updates] + await again.names(120 - slow.at), code

    quick, slow, code = asyncio.run(dawdle())
    assert quick == slow == names(120)
    assert code == 4408


def test_a_connection_that_takes_nothing_any_more_does_not_stay_open(live_app: Building) -> None:
    app = live_app(patience_seconds=0.5, grace_seconds=1, heartbeat_seconds=0.3)
    port = urlsplit(app.serves()).port
    assert port is not None
    dead = socket.create_connection(("127.0.0.1", port))
    try:
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        dead.sendall(
            "GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        _receive_until(dead, b"\r\n\r\n")
        hello = json.dumps({"token": app.token()}).encode()
        dead.sendall(b"\x81\xfe" + len(hello).to_bytes(2, "big") + b"\0\0\0\0" + hello)
        _receive_until(dead, b"subscribed")
        assert _connections_of(port) == 1
        for number in range(160):
            bulky = {"padding": "x" * 99_000}
            app.crm.real_time.push(app.ada, "lead.created", bulky, delivery_id=f"{number}")
        asyncio.run(_until_nobody_is_connected(port))
    finally:
        dead.close()


def _receive_until(connection: socket.socket, end: bytes) -> None:
    connection.settimeout(PATIENCE)
    received = b""
    while end not in received:
        more = connection.recv(4096)
        assert more, received
        received += more


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
@pytest.mark.parametrize("signal", ["postgres", "redis", "nats"])
def test_other_processes_hear_the_bell_and_lost_rings_lose_nothing(
    live_app: Building, signal: str, request: pytest.FixtureRequest
) -> None:
    url = {} if signal == "postgres" else {"signal_url": request.getfixturevalue(f"{signal}_url")}
    # Without the bell it would take an hour.
    app = live_app(signal=signal, check_seconds=3600, signal_channel=f"crm_test_{id(request)}", **url)
    server = app.serves()
    elsewhere = live_app(signal=signal, signal_channel=f"crm_test_{id(request)}", **url)
    polling = live_app(signal="poll")

    async def watch() -> list[str]:
        async with reading(server, app.token()) as reader:
            await asyncio.sleep(0.5)
            polling.push_as(app.ada, "unheard", topic="lead.created")
            elsewhere.push_as(app.ada, "heard", topic="lead.created")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["unheard", "heard"]


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_many_readers_of_a_tenant_cost_one_query(live_app: Building) -> None:
    app = live_app(check_seconds=60)
    url = app.serves()
    feed = app.crm.container.partners.live_feed()
    read, asked = feed.read, []

    def counted(tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        asked.append(after)
        updates: Sequence[LiveUpdate] = read(tenant_id, after, limit)
        return updates

    async def watch() -> list[list[str]]:
        async with AsyncExitStack() as stack:
            readers = [await stack.enter_async_context(reading(url, app.token())) for _ in range(30)]
            app.push("a")
            await asyncio.gather(*(reader.names(1) for reader in readers))
            feed.read = counted
            app.push("b", "c")
            return await asyncio.gather(*(reader.names(3) for reader in readers))

    assert asyncio.run(watch()) == [["a", "b", "c"]] * 30
    assert asked == [1]


def test_what_is_old_is_forgotten_in_every_feed(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(retention_days=7)
    app.push("a", "b")
    crm, feed = app.crm, app.crm.container.partners.live_feed()

    assert crm.live.forget_what_is_old() == 0
    with crm.database.writing(app.tenant) as connection:
        connection.exec_driver_sql("UPDATE crm_live_updates SET created_at = datetime('now', '-8 days')")
    assert crm.live.forget_what_is_old() == 2
    assert (feed.last(app.tenant), feed.read(app.tenant, 0, 10)) == (2, [])


def test_a_bell_that_broke_is_listened_to_again(live_app: Building) -> None:
    app = live_app(check_seconds=0.5)
    url = app.serves()
    listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = "

    async def watch() -> list[str]:
        async with reading(url, app.token()) as reader:
            app.push("a")
            await reader.names(1)
            with app.crm.database.engine.connect() as connection:
                ended = connection.exec_driver_sql(f"{listening}'LISTEN \"crm_live\"'").all()
            assert ended
            app.push("b")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["a", "b"]


def test_a_bell_that_is_away_keeps_nobody_waiting_and_loses_nothing(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(signal="redis", signal_url="redis://127.0.0.1:1", check_seconds=0.3)
    url = app.serves()

    async def watch() -> list[str]:
        async with reading(url, app.token()) as reader:
            app.push("a", "b")
            return await reader.names(2)

    assert asyncio.run(watch()) == ["a", "b"]


def test_what_is_rung_for_is_rung_after_the_commit_around_and_not_without_one(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    signals: list[tuple[str, int]] = []
    signal = app.crm.container.partners.live_signal()
    signal.publish = lambda tenant_id, last: signals.append((tenant_id, last))

    with app.crm.database.local_transaction(app.tenant):
        app.push("a")
        assert signals == []
    assert signals == [(app.tenant, 1)]

    with pytest.raises(RuntimeError):
        app.break_off(lambda: app.push("b"))
    assert signals == [(app.tenant, 1)]
