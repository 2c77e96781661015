"""The loops of workers and live servers, each broken in its own way: they go on, and are well again by themselves."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_mock import MockerFixture
from sqlalchemy import Connection

from crm_adapters.durable import Keeper
from crm_adapters.durable.housekeeping import Chore, Housekeeping
from crm_adapters.live import LiveSettings
from crm_adapters.live.bell import Heard
from crm_adapters.live.hub import LiveHub
from crm_adapters.live.remote_bell import RemoteBell, Rope
from crm_adapters.loops import Loops
from crm_adapters.relay import Handlers, Relay
from crm_adapters.storage import Database, SqlWorkers, migrate
from crm_core.testing import VirtualClock
from crm_operations.live_updates import LiveUpdate
from crm_operations.testing import FakeNotifications

PATIENCE = 20.0
DEFECTS: Sequence[Exception] = (ValueError("\0"), KeyError("nobody"), OSError("no route"))


class Broken:
    """Fails with each of the defects in turn, and then does what it is for."""

    def __init__(self) -> None:
        self.left = list(DEFECTS)
        self.is_mended = threading.Event()

    def stumble(self) -> None:
        if self.left:
            raise self.left.pop()
        self.is_mended.set()


@pytest.fixture(autouse=True)
def _at_once(mocker: MockerFixture) -> None:
    mocker.patch("crm_adapters.loops.FIRST_PAUSE", 0.01)


@pytest.fixture
def broken() -> Broken:
    return Broken()


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'crm.db'}")
    migrate(database)
    return database


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def test_the_relay_goes_on(sqlite: Database, broken: Broken, mocker: MockerFixture) -> None:
    loops, stop = Loops(), threading.Event()
    relay = Relay(sqlite, Handlers(FakeNotifications()), VirtualClock(), loops=loops)
    once = relay.run_once

    def run_once() -> Any:
        broken.stumble()
        stop.set()
        return once()

    mocker.patch.object(relay, "run_once", side_effect=run_once)
    relay.run_forever(stop)

    assert broken.is_mended.is_set()
    assert loops.failing == ()


def test_the_lease_is_renewed_as_soon_as_it_can_be(sqlite: Database, broken: Broken) -> None:
    class Workers(SqlWorkers):
        def renew(self, *args: Any) -> bool:
            broken.stumble()
            return super().renew(*args)

    engine: Any = SimpleNamespace(
        executor_id="me",
        works_off_queues=True,
        executors_at_work=lambda: {"me"},
        has_unfinished_work=lambda: False,
    )
    loops = Loops()
    keeper = Keeper(engine, Workers(sqlite), 3_000.0, 1, loops)
    keeper.enter()
    keeper.begin()
    try:
        assert broken.is_mended.wait(PATIENCE), "long before the third of its lease"
        until(lambda: loops.failing == ())
    finally:
        keeper.end()


def test_a_chore_is_due_again_and_known_to_fail_meanwhile(broken: Broken) -> None:
    def do() -> int:
        broken.stumble()
        return 1

    loops = Loops()
    house = Housekeeping({"prune": Chore("* * * * *", do)}, loops)
    told = []
    for _ in range(4):
        house.do("prune")
        told.append([(failing.loop, failing.failures) for failing in loops.failing])

    assert told == [[("chore prune", 1)], [("chore prune", 2)], [("chore prune", 3)], []]


class Feed:
    def __init__(self, broken: Broken) -> None:
        self._broken = broken

    def last(self, tenant_id: str) -> int:
        return 0

    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        self._broken.stumble()
        return ()


class Bell:
    def __init__(self, broken: Broken) -> None:
        self._broken = broken

    def ring_within(self, connection: Connection, tenant_id: str, last: int) -> None: ...

    def ring(self, tenant_id: str, last: int) -> None: ...

    async def listen(self, begun: Callable[[], None], heard: Heard) -> None:
        self._broken.stumble()
        begun()
        await asyncio.sleep(PATIENCE)

    def close(self) -> None: ...


def test_who_serves_live_updates_goes_on_reading_and_listening() -> None:
    feed, bell, loops = Broken(), Broken(), Loops()
    settings = LiveSettings(check_seconds=0.01)

    async def serve() -> None:
        hub = LiveHub(Feed(feed), Bell(bell), settings, loops)  # type: ignore[arg-type]
        awake = asyncio.Event()
        news = await hub.join("acme", awake)
        for each in (feed, bell):
            assert await asyncio.to_thread(each.is_mended.wait, PATIENCE)
        await asyncio.to_thread(until, lambda: loops.failing == ())
        hub.leave(news, awake)

    asyncio.run(serve())


def test_a_signal_that_cannot_go_out_is_lost_and_a_later_one_goes(broken: Broken) -> None:
    class Line:
        async def pull(self, ring: str) -> None:
            broken.stumble()

        async def close(self) -> None: ...

    async def take() -> Rope:
        line: Any = Line()
        return line  # type: ignore[no-any-return]

    loops = Loops()
    bell = RemoteBell(take, 1.0, loops)
    try:

        def rings() -> bool:
            bell.ring("acme", 1)
            return broken.is_mended.is_set() and loops.failing == ()

        until(rings)
    finally:
        bell.close()
