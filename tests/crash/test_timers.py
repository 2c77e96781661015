"""Each timer fires once, over any number of workers, and whenever one of them dies."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from child_processes import in_a_child
from kill_points import DEATH, Side
from sqlalchemy import select
from timer_workers import SETTINGS, die_firing, fire_all, firing_of, set_timers

from crm_adapters.storage import EVERY_TENANT, Database, outbox_messages
from crm_adapters.storage.timers.tables import timers
from crm_core.testing import START
from crm_operations.timers import TimerRun

TIMERS = 40
DUE = START + timedelta(hours=1)
LEASE = timedelta(seconds=SETTINGS.timers.lease_seconds)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    opened = Database(migrated_url)
    yield opened
    opened.close()


def tenants(database: Database, *counts: int) -> list[str]:
    names = [f"tenant-{uuid4().hex}" for _ in counts]
    for name, count in zip(names, counts, strict=True):
        set_timers(database, name, count)
    return names


def notices(database: Database, of: list[str]) -> Counter[tuple[str, str]]:
    columns = outbox_messages.c
    with database.reading(EVERY_TENANT) as connection:
        rows = connection.execute(select(columns.tenant_id, columns.body).where(columns.tenant_id.in_(of)))
        return Counter((tenant, body) for tenant, body in rows)


def states(database: Database, of: list[str]) -> Counter[str]:
    columns = timers.c
    with database.reading(EVERY_TENANT) as connection:
        return Counter(connection.execute(select(columns.state).where(columns.tenant_id.in_(of))).scalars())


def test_a_storm_of_workers_fires_each_timer_once(database: Database, migrated_url: str) -> None:
    """Two processes of three threads each, on the timers of three tenants, one of which has most of them."""
    names = tenants(database, TIMERS, 4, 4)
    all_there_are = TIMERS + 8

    with ThreadPoolExecutor(2) as pool:
        children = [pool.submit(in_a_child, fire_all, migrated_url, DUE, 3, things=3) for _ in range(2)]
        runs = [child.result().answer for child in children]

    told = notices(database, names)
    assert len(told) == all_there_are
    assert set(told.values()) == {1}
    assert states(database, names) == {
        "fired": all_there_are,
        "passed": all_there_are // 2,
        "pending": all_there_are,  # the rung each of them set
    }
    total = sum(runs, TimerRun())
    assert (total.fired, total.failed, total.retried) == (all_there_are, 0, 0)


@pytest.mark.parametrize("side", Side)
def test_a_worker_that_dies_around_its_commit_fires_once(database: Database, migrated_url: str, side: Side) -> None:
    names = tenants(database, 1)

    assert in_a_child(die_firing, migrated_url, DUE, side).exit_code == DEATH

    was_committed = side is Side.AFTER
    assert len(notices(database, names)) == was_committed
    firing = firing_of(database, DUE)
    firing.run_until_none()
    assert len(notices(database, names)) == was_committed, "nobody takes it over before the lease has ended"
    firing_of(database, DUE + LEASE).run_until_none()
    firing_of(database, DUE + 2 * LEASE).run_until_none()

    assert set(notices(database, names).values()) == {1}
    assert states(database, names) == {"fired": 1, "pending": 1}


def test_one_of_which_every_worker_dies_is_given_up(database: Database, migrated_url: str) -> None:
    names = tenants(database, 1)
    attempts = SETTINGS.timers.attempts

    moments = [DUE + number * LEASE for number in range(attempts + 1)]
    for at in moments[:2]:
        assert in_a_child(die_firing, migrated_url, at, Side.BEFORE).exit_code == DEATH
    with database.writing(EVERY_TENANT) as connection:  # as if all the others had died too
        mine = timers.c.tenant_id.in_(names)
        connection.execute(timers.update().where(mine).values(attempts=attempts))

    assert firing_of(database, moments[-1]).run_until_none() == TimerRun(failed=1)
    assert states(database, names) == {"failed": 1}
    with database.reading(EVERY_TENANT) as connection:
        [error] = connection.execute(select(timers.c.last_error).where(mine)).scalars()
    assert error == "no worker came back from firing it"
