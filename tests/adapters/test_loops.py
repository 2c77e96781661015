"""Loops go on whatever happens, wait longer each time, and it is known from outside since when they fail."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from crm_adapters.loops import FailingLoop, Loop, Loops, NoFailureStore, pause_after
from crm_adapters.storage import EVERY_TENANT, Database, DatabaseUnavailable, SqlLoopFailures
from crm_core.errors import Unavailable


class Speechless(Exception):
    def __str__(self) -> str:
        raise ValueError("it cannot say what it is")


class Waiting(threading.Event):
    """Waits for nothing, and notes for how long it was to."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        return self.is_set()


@pytest.fixture(autouse=True)
def _none_fails(request: pytest.FixtureRequest) -> None:
    if "database" in request.fixturenames:
        database: Database = request.getfixturevalue("database")
        with database.writing(EVERY_TENANT) as connection:
            connection.execute(text("DELETE FROM crm_loop_failures"))


@pytest.fixture
def process(database: Database) -> Callable[[str], Loops]:
    return lambda name: Loops(SqlLoopFailures(database, name))


def test_a_loop_survives_every_error_and_ends_when_it_is_told_to() -> None:
    errors: list[Exception] = [ValueError("\0"), Unavailable("away"), KeyError(1), MemoryError(), Speechless()]
    loop, stop = Loop("relay", NoFailureStore()), Waiting()

    def step() -> float:
        if errors:
            raise errors.pop()
        stop.set()
        return 0.0

    loop.run(step, stop)

    assert errors == []
    assert len(stop.pauses) == 5
    assert loop.failing is None


def test_pauses_grow_up_to_the_longest_one() -> None:
    pauses = [pause_after(failures) for failures in range(1, 100)]

    assert all(0.5 * 2**number <= pause <= 0.5 * 2**number + 0.5 for number, pause in enumerate(pauses[:6]))
    assert pauses[7:] == [60.0] * 92
    assert {pause_after(failures, 2.0) for failures in range(4, 100)} == {2.0}


def test_it_is_known_from_outside_since_when_a_loop_fails_until_it_gets_through(
    database: Database, process: Callable[[str], Loops]
) -> None:
    seen_from_outside = SqlLoopFailures(database)
    loop = process("here").named("relay")
    began = datetime.now(UTC)

    loop.failed(ValueError("a \0 in the \x1b[2J body"))
    loop.failed(DatabaseUnavailable("away"))

    [failing] = seen_from_outside.failing(datetime.now(UTC))
    assert failing == loop.failing
    assert (failing.loop, failing.failures, failing.error) == ("relay", 2, "DatabaseUnavailable: away")
    assert began <= failing.since <= datetime.now(UTC)

    loop.succeeded()
    assert seen_from_outside.failing(datetime.now(UTC)) == []
    assert loop.failing is None


def test_what_a_process_noted_that_is_gone_is_forgotten(database: Database, process: Callable[[str], Loops]) -> None:
    process("gone").named("relay").failed(ValueError())
    seen_from_outside = SqlLoopFailures(database)

    assert len(seen_from_outside.failing(datetime.now(UTC))) == 1
    assert seen_from_outside.failing(datetime.now(UTC) + timedelta(minutes=7)) == []


def test_the_same_loop_of_another_process_is_another_one(database: Database, process: Callable[[str], Loops]) -> None:
    here, there = process("here").named("lease"), process("there").named("lease")
    here.failed(ValueError("here"))
    there.failed(ValueError("there"))

    here.succeeded()

    assert SqlLoopFailures(database).failing(datetime.now(UTC)) == [there.failing]


def test_what_is_scheduled_fails_until_any_process_gets_through(
    database: Database, process: Callable[[str], Loops]
) -> None:
    seen_from_outside = SqlLoopFailures(database)
    process("here").named("job prune", is_scheduled=True).failed(ValueError("first"))
    [first] = seen_from_outside.failing(datetime.now(UTC))
    process("there").named("job prune", is_scheduled=True).failed(ValueError("second"))

    [failing] = seen_from_outside.failing(datetime.now(UTC) + timedelta(days=1))
    assert (failing.since, failing.failures, failing.error) == (first.since, 2, "ValueError: second")

    process("third").named("job prune", is_scheduled=True).succeeded()
    assert seen_from_outside.failing(datetime.now(UTC)) == []


def test_where_nothing_can_be_noted_the_loop_goes_on_all_the_same() -> None:
    class Away:
        def note(self, failing: FailingLoop, until: datetime | None) -> None:
            raise DatabaseUnavailable("away")

        def clear(self, loop: str) -> None:
            raise DatabaseUnavailable("away")

    loops = Loops(Away())
    loops.named("relay").failed(ValueError("first"))
    loops.named("lease").failed(ValueError("second"))

    assert [failing.loop for failing in loops.failing] == ["relay", "lease"]
    loops.named("relay").succeeded()
    assert [failing.loop for failing in loops.failing] == ["lease"]
