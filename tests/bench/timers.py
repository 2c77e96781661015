"""What timers cost: found among a million against the bare statement, nothing due, and how many workers fire a second.

Found as workers find them, locked, each tenant with its share; claimed is all they do: leases written, rows as values.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context

from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from sqlalchemy import select, text

from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords, SqlTimerQueue
from crm_adapters.storage.timers.queue import due_pages
from crm_adapters.storage.timers.tables import timers
from crm_adapters.wiring import administrator, open_crm
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message, Notice
from crm_operations.records import Timer, UnitOfWork
from crm_operations.settings import OperationsSettings
from crm_operations.timers import Firing, TimerFiring

THERE_ARE, DUE = 1_000_000, 10_000
TENANTS = 1_000
ROUNDS = 7
CLAIMED = 1_000
AIM, NOTHING_AIM_MS = 1.5, 2.0
FIRED, CREWS = 2_000, (1, 2)
KIND = "reminder"
SETTINGS = OperationsSettings()
FAR = START + timedelta(days=400)

_COLUMNS = "tenant_id, id, kind, entity_kind, entity_id, rung, trigger_at, state, available_at, attempts, token"
_FILL = {
    "sqlite": f"""
        WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < {THERE_ARE}),
        m AS (SELECT n, CASE WHEN n < {DUE} THEN :due ELSE :later END AS at FROM n)
        INSERT INTO crm_timers ({_COLUMNS})
        SELECT 'tenant-' || (n % {TENANTS}), printf('%032d', n), 'reminder', 'lead', 'lead-' || n, 0, at,
               'pending', at, 0, 0 FROM m""",
    "postgresql": f"""
        INSERT INTO crm_timers ({_COLUMNS})
        SELECT 'tenant-' || (n % {TENANTS}), lpad(n::text, 32, '0'), 'reminder', 'lead', 'lead-' || n, 0, at,
               'pending', at, 0, 0
        FROM (SELECT n, CASE WHEN n < {DUE} THEN CAST(:due AS timestamptz) ELSE CAST(:later AS timestamptz) END AS at
              FROM generate_series(0, {THERE_ARE - 1}) AS n) AS m""",
}


class Reminder:
    """Tells somebody."""

    kind = KIND

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        message = Message(title="Reminder", body="Now.", reason="It is due.")

        def fire(work: UnitOfWork) -> None:
            work.outbox.notify(Notice(tenant_id=actor.tenant_id, users=("ada",), message=message))

        return fire


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        *("database", "found ÷ bare", "aim", "found, ms", f"{CLAIMED:,} claimed, ms", "nothing due, ms", "aim, ms"),
        *(f"fired a second, {crew}" for crew in CREWS),
    )
    for name, url in urls.items():
        where = url()
        with open_crm(where) as crm, console.status(f"{name}: a million timers"):
            crm.initialise(administrator("bench"))
        database = Database(where)
        try:
            _fill(database)
            with console.status(f"{name}: finding"):
                found, bare, claimed, nothing = _finding(database)
            with console.status(f"{name}: firing"):
                rates = [_fired_a_second(database, where, crew) for crew in CREWS]
        finally:
            database.close()
        table.add_row(
            name,
            *(f"{found / bare:.2f}", str(AIM), f"{found * 1e3:,.1f}", f"{claimed * 1e3:,.1f}"),
            *(f"{nothing * 1e3:.2f}", str(NOTHING_AIM_MS), *(f"{rate:,.0f}" for rate in rates)),
        )
    console.print(table)


def _fill(database: Database) -> None:
    moments = {"due": START, "later": FAR}
    if database.kind == "sqlite":
        moments = {name: at.strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in moments.items()}  # type: ignore[misc]
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(text(_FILL[database.kind]), moments)
    note_sizes(database.engine)


def _finding(database: Database) -> tuple[float, float, float, float]:
    """Medians in seconds: found, bare, claimed, nothing due."""
    queue = SqlTimerQueue(database)
    columns = timers.c
    bare = (
        select(timers)
        .where(columns.state == "pending", columns.available_at <= START)
        .order_by(columns.available_at)
        .limit(DUE + 1)
    )

    pages = due_pages()

    def find() -> int:
        with database.writing(EVERY_TENANT) as connection:
            return len(pages.page(connection, {"now": START}, DUE + 1))

    def ask() -> int:
        with database.reading(EVERY_TENANT) as connection:
            return len(connection.execute(bare).mappings().all())

    found, asked = [], []
    for _ in range(ROUNDS):
        found.append(_seconds(find, DUE))
        asked.append(_seconds(ask, DUE))
    began = time.perf_counter()
    claims = queue.claim(START, START + timedelta(minutes=1), CLAIMED)
    claimed = time.perf_counter() - began
    assert len(claims) == CLAIMED
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(timers.update().where(columns.trigger_at == START).values(state="fired"))
    note_sizes(database.engine)
    nothing = [_seconds(lambda: len(queue.claim(START, FAR, 100)), 0) for _ in range(50)]
    return statistics.median(found), statistics.median(asked), claimed, statistics.median(nothing)


def _seconds(do: Callable[[], int], expected: int) -> float:
    began = time.perf_counter()
    count = do()
    seconds = time.perf_counter() - began
    assert count == expected, count
    return seconds


def _fired_a_second(database: Database, url: str, crew: int) -> float:
    actor = Actor(tenant_id="bench", user_id="ada")
    at = START + timedelta(hours=crew)
    for first in range(0, FIRED, 100):
        with SqlRecords(database, VirtualClock(), new_id).writing(actor) as work:
            for number in range(first, first + 100):
                work.timers.set(KIND, EntityRef(kind=EntityKind.LEAD, id=f"crew-{crew}-{number}"), at)
    with ProcessPoolExecutor(crew, mp_context=get_context("spawn")) as pool:
        list(pool.map(_fire, [url] * crew, [START] * crew))  # each has begun and found nothing
        began = time.perf_counter()
        fired = sum(pool.map(_fire, [url] * crew, [at] * crew))
        seconds = time.perf_counter() - began
    assert fired == FIRED, fired
    return fired / seconds


def _fire(url: str, at: datetime) -> int:
    database = Database(url)
    try:
        clock = VirtualClock(at)
        records = SqlRecords(database, clock, new_id)
        firing = TimerFiring(
            SqlTimerQueue(database), records, [Reminder()], lambda _: SETTINGS, clock, SETTINGS.timers, lambda: 0.5
        )
        return firing.run_until_none().fired
    finally:
        database.close()
