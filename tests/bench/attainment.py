"""Attainment of many people over many credits, against the bare aggregate: one sum by person of the same credits.

Everybody has a quota; what is asked is what `crm performance groups` and `crm performance` compute of it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from databases import counted
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.quotas import AssignQuota
from crm_core.testing import a_credit
from crm_operations.providers import Person
from crm_operations.sales_performance import PerformanceQuery

CREDITS = (100_000, 1_000_000)
PEOPLE = 1_000
AIM = 1.5
PERIOD = "2026-Q1"
DAYS = (date(2026, 1, 1), date(2026, 3, 31))
ACTOR = administrator("bench")
BATCH = 5_000
TIMES = 3


def measure(console: Console, urls: Mapping[str, Callable[[], str]], sizes: tuple[int, ...] = CREDITS) -> None:
    table = Table("database", "credits", "people", "attainment, s", "bare, s", "ratio", "aim")
    for name, url in urls.items():
        for size in sizes:
            with console.status(f"{name}: attainment of {PEOPLE:,} people over {size:,} credits"):
                ours, bare = _compare(url(), size)
            ratio = f"{ours / bare:.2f}"
            table.add_row(name, f"{size:,}", f"{PEOPLE:,}", f"{ours:.2f}", f"{bare:.2f}", ratio, f"{AIM}")
    console.print(table)


def _compare(url: str, count: int) -> tuple[float, float]:
    """The best of a few, in turns, since the first one warms the cache of the database."""
    with open_crm(url) as crm:
        crm.initialise(ACTOR)
        _prepare(crm)
        _fill(crm.database, count)
        query = PerformanceQuery(period=PERIOD)
        measured = [
            (_timed(lambda: crm.performance.performance(ACTOR, query)), _bare(crm.database)) for _ in range(TIMES)
        ]
        return min(ours for ours, _ in measured), min(bare for _, bare in measured)


def _prepare(crm: Crm) -> None:
    for number in range(PEOPLE):
        user = f"seller-{number:04}"
        crm.people.add(ACTOR.tenant_id, Person(id=user, name=f"Seller {number}"))
        quota = AssignQuota(period=PERIOD, user_id=user, amount_minor=10_000_000, currency_code="USD")
        crm.performance.assign_quota(ACTOR, quota)


def _fill(database: Database, count: int) -> None:
    table, rows = metadata.tables["crm_credits"], _credits(count)
    with database.writing(EVERY_TENANT) as connection:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(table), batch)
    counted(database, table.name)


def _credits(count: int) -> Iterator[dict[str, Any]]:
    common = {**dict(a_credit()), "tenant_id": ACTOR.tenant_id, "basis": "won", "cause": "won", "kind": "revenue"}
    for number in range(count):
        about = {
            "id": f"credit-{number:08}",
            "identity": f"credit-{number:08}",
            "opportunity_id": f"deal-{number}",
            "opportunity_number": f"OPP-2026-{number:07}",
            "event_id": f"won-{number}",
            "user_id": f"seller-{number * 7 % PEOPLE:04}",
            "amount_minor": 10_001 + 7 * number % 9_999,
            "at": common["at"] + timedelta(seconds=number),
        }
        yield {**common, **about}


def _bare(database: Database) -> float:
    credited = metadata.tables["crm_credits"].c
    sums = (
        select(credited.user_id, func.sum(credited.amount_minor))
        .where(
            credited.tenant_id == ACTOR.tenant_id,
            credited.basis == "won",
            credited.kind == "revenue",
            credited.credit_date.between(*DAYS),
        )
        .group_by(credited.user_id)
    )
    with database.reading(EVERY_TENANT) as connection:
        return _timed(lambda: connection.execute(sums).fetchall())


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    assert ask()
    return time.perf_counter() - started
