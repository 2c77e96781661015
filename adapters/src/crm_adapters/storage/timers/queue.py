"""Timers as a queue of all tenants: each due one is claimed by one worker at a time, under a lease.

PostgreSQL and MariaDB skip rows that another worker is claiming; SQLite has one writer. A claim counts as an attempt,
since a worker may die of what it fires, and raises the token: with an older one nothing can be written.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.fair_pages import Crowd, FairPages, interleaved
from crm_adapters.storage.kernel.prepared import Prepared, Row
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.kernel.types import Moment
from crm_adapters.storage.timers.store import FAILED, PENDING, timer_of
from crm_adapters.storage.timers.tables import timers
from crm_operations.records import Timer, TimerState
from crm_operations.timers import ATTEMPT_LOST

_columns = timers.c
_now = bindparam("now", type_=Moment)
_ONE: ColumnElement[int] = literal_column("1")
_OVER = [state.value for state in (TimerState.FIRED, TimerState.PASSED, TimerState.CANCELLED)]
_TENANT = itemgetter("tenant_id")

DUE = (
    select(timers)
    .where(_columns.state == PENDING, _columns.available_at <= _now, _columns.trigger_at <= _now)
    .order_by(_columns.available_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
# By its key one after the other: for many keys at once SQLite reads the whole table.
_CLAIM = Prepared(
    update(timers)
    .where(_columns.tenant_id == bindparam("tenant"), _columns.id == bindparam("timer"))
    .values(
        attempts=_columns.attempts + _ONE,
        token=_columns.token + _ONE,
        available_at=bindparam("until", type_=Moment),
        last_error=ATTEMPT_LOST,
    )
)
_HOW_MANY_DUE = select(func.count(), func.min(_columns.trigger_at)).where(
    _columns.state == PENDING, _columns.available_at <= _now
)
_HOW_MANY_FAILED = select(func.count()).where(_columns.state == FAILED)
_held = (
    _columns.tenant_id == bindparam("tenant"),
    _columns.id == bindparam("timer"),
    _columns.state == PENDING,
    _columns.token == bindparam("held_at"),
)
_RELEASE = Prepared(
    update(timers)
    .where(*_held)
    .values(attempts=_columns.attempts - _ONE, available_at=_now, last_error=bindparam("error"))
)
_FAIL = Prepared(
    update(timers)
    .where(*_held)
    .values(
        state=bindparam("new_state"),
        available_at=bindparam("again_at", type_=Moment),
        ended_at=bindparam("given_up_at", type_=Moment),
        last_error=bindparam("error"),
    )
)


class TimerBacklog(NamedTuple):
    """Of all tenants: those due now, since when the oldest of them is, and those given up."""

    due: int
    oldest_due_at: datetime | None
    failed: int


class SqlTimerQueue:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._due = due_pages()

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Timer]:
        with self._database.writing(EVERY_TENANT) as connection:
            due = _in_turns(self._due.page(connection, {"now": now}, limit))[:limit]
            if due:
                keys = ({"tenant": row["tenant_id"], "timer": row["id"], "until": until} for row in due)
                _CLAIM.write(connection, *keys)
        return [_claimed(row, until) for row in due]

    def release(self, claimed: Sequence[Timer], now: datetime) -> None:
        rows = [{**_hold(timer), "now": now, "error": timer.last_error} for timer in claimed]
        if rows:
            with self._database.writing(EVERY_TENANT) as connection:
                _RELEASE.write(connection, *rows)

    def fail(self, timer: Timer, error: str, again_at: datetime | None, now: datetime) -> None:
        state = TimerState.FAILED if again_at is None else TimerState.PENDING
        row: Row = {**_hold(timer), "error": error, "new_state": state.value, "again_at": again_at or now}
        with self._database.writing(EVERY_TENANT) as connection:
            _FAIL.write(connection, {**row, "given_up_at": now if again_at is None else None})

    def backlog(self, now: datetime) -> TimerBacklog:
        with self._database.reading(EVERY_TENANT) as connection:
            due, oldest = connection.execute(_HOW_MANY_DUE, {"now": now}).one()
            failed = connection.execute(_HOW_MANY_FAILED).scalar_one()
        return TimerBacklog(due, oldest, failed)

    def forget(self, before: datetime) -> int:
        is_old = func.coalesce(_columns.ended_at, _columns.trigger_at) < before
        statement = delete(timers).where(_columns.state.in_(_OVER), _columns.available_at < before, is_old)
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(statement).rowcount


def due_pages() -> FairPages:
    """Pages of what is due, locked until the transaction ends; no tenant fills one while others wait."""
    return FairPages(DUE, Crowd(_TENANT, _columns.tenant_id.not_in(bindparam("but", expanding=True))))


def _in_turns(rows: Sequence[RowMapping]) -> Sequence[RowMapping]:
    """Tenants in turn."""
    of_tenants: dict[str, list[RowMapping]] = {}
    for row in rows:
        of_tenants.setdefault(row["tenant_id"], []).append(row)
    return interleaved(of_tenants.values())


def _claimed(row: RowMapping, until: datetime) -> Timer:
    """As it is after the claim, but for the last error, which is the one before it."""
    counted = {"attempts": row["attempts"] + 1, "token": row["token"] + 1, "available_at": until}
    return timer_of({**row, **counted})


def _hold(timer: Timer) -> dict[str, Any]:
    return {"tenant": timer.tenant_id, "timer": timer.id, "held_at": timer.token}
