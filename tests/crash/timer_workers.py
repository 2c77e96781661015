"""Workers that fire timers in processes of their own: many at once, or one that dies around its commit."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from kill_points import DEATH, Side

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords, SqlTimerQueue
from crm_adapters.storage.unit_of_work import SqlUnitOfWork
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message, Notice
from crm_operations.records import Records, Timer, UnitOfWork
from crm_operations.settings import OperationsSettings, TimerSettings
from crm_operations.timers import Firing, TimerFiring, TimerRun

SETTINGS = OperationsSettings(timers=TimerSettings(batch_size=7))
KIND = "reminder"


class Reminder:
    """Notifies whoever the timer is about, and sets the next rung."""

    kind = KIND

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        def fire(work: UnitOfWork) -> None:
            message = Message(title=f"{timer.subject.id}/{timer.rung}", body="Now.", reason="It is due.")
            work.outbox.notify(Notice(tenant_id=actor.tenant_id, users=("ada",), message=message))
            work.timers.set(KIND, timer.subject, START + timedelta(days=36_500), timer.rung + 1)

        return fire


class DyingRecords:
    """Lets the process die before or after the commit of the unit of work that is written."""

    def __init__(self, records: SqlRecords, side: Side) -> None:
        self._records = records
        self._side = side

    @property
    def is_joined(self) -> bool:
        return self._records.is_joined

    def reading(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        return self._records.reading(actor)

    @contextmanager
    def writing(self, actor: Actor, *, batch: str | None = None) -> Iterator[SqlUnitOfWork]:
        with self._records.writing(actor, batch=batch) as work:
            yield work
            if self._side is Side.BEFORE:
                work.flush()
                os._exit(DEATH)
        os._exit(DEATH)


def records_of(database: Database, at: datetime) -> SqlRecords:
    return SqlRecords(database, VirtualClock(at), new_id)


def firing_of(database: Database, at: datetime, records: Records | None = None) -> TimerFiring:
    return TimerFiring(
        SqlTimerQueue(database),
        records or records_of(database, at),
        [Reminder()],
        lambda _: SETTINGS,
        VirtualClock(at),
        SETTINGS.timers,
        lambda: 0.5,
    )


def set_timers(database: Database, tenant_id: str, count: int) -> None:
    """Half of them with a lower rung, which is passed over."""
    with records_of(database, START).writing(Actor(tenant_id=tenant_id, user_id="ada")) as work:
        for number in range(count):
            subject = EntityRef(kind=EntityKind.LEAD, id=f"lead-{number}")
            for rung in range(1 + number % 2):
                work.timers.set(KIND, subject, START + timedelta(seconds=rung), rung)


def fire_all(url: str, at: datetime, threads: int) -> TimerRun:
    """As one worker process with so many threads."""
    database = Database(url)
    try:
        firing = firing_of(database, at)
        with ThreadPoolExecutor(threads) as pool:
            runs = [pool.submit(firing.run_until_none) for _ in range(threads)]
            return sum((run.result() for run in runs), TimerRun())
    finally:
        database.close()


def die_firing(url: str, at: datetime, side: Side) -> None:
    database = Database(url)
    firing_of(database, at, DyingRecords(records_of(database, at), side)).run_once()
