"""A snapshot of many deals, and the waterfall between two, against the bare statements over the same rows.

Bare is the INSERT of the same columns from the deals, and the sums over both snapshots joined by deal.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from databases import counted
from rich.console import Console
from rich.table import Table
from sqlalchemy import and_, delete, func, insert, literal, select, update

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.testing import an_opportunity
from crm_operations.forecasting import WaterfallQuery

DEALS = (10_000, 100_000)
AIM_SNAPSHOT, AIM_WATERFALL = 2, 5
ACTOR = administrator("bench")
BATCH = 5_000
PERIOD, DAY = "2026-Q1", date(2026, 2, 1)


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "deals", "what", "ours, s", "bare, s", "ratio", "aim")
    for name, url in urls.items():
        for deals in DEALS:
            with console.status(f"{name}: snapshots of {deals:,} deals"):
                snapshot, waterfall = _compare(url(), deals)
            for what, (ours, bare), aim in (
                ("snapshot", snapshot, AIM_SNAPSHOT),
                ("waterfall", waterfall, AIM_WATERFALL),
            ):
                table.add_row(name, f"{deals:,}", what, f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.2f}", f"{aim}")
    console.print(table)


def _compare(url: str, deals: int) -> tuple[tuple[float, float], tuple[float, float]]:
    with open_crm(url) as crm:
        crm.initialise(ACTOR)
        _fill(crm, deals)
        bare_snapshot = _timed(lambda: _copy(crm.database))
        opening = crm.forecast_snapshots.take(ACTOR)
        _change(crm.database)
        started = time.perf_counter()
        closing = crm.forecast_snapshots.take(ACTOR)
        ours_snapshot = time.perf_counter() - started
        asked = WaterfallQuery(period=PERIOD, opening_id=opening.id)
        counted(crm.database, "crm_forecast_snapshot_deals")
        bare_waterfall = min(_timed(lambda: _joined(crm.database, opening.id, closing.id)) for _ in range(3))
        ours_waterfall = min(_timed(lambda: crm.forecast_snapshots.waterfall(ACTOR, asked)) for _ in range(3))
        return (ours_snapshot, bare_snapshot), (ours_waterfall, bare_waterfall)


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _fill(crm: Crm, deals: int) -> None:
    pipeline = crm.deals.pipelines(ACTOR)[0]
    rows = _deals(pipeline.id, deals)
    with crm.database.writing(EVERY_TENANT) as connection:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(SqlOpportunities.table), batch)


def _deals(pipeline_id: str, deals: int) -> Iterator[dict[str, Any]]:
    common = SqlOpportunities.mapping.row_of(an_opportunity(tenant_id=ACTOR.tenant_id, pipeline_id=pipeline_id))
    stages = ("prospecting", "proposal", "negotiation")
    for number in range(deals):
        about = {"id": f"deal-{number:07}", "opportunity_number": f"OPP-2026-{number:07}"}
        facts = {"stage": stages[number % 3], "expected_revenue_minor": 1_000 + number * 7 % 9_999}
        due = {"expected_close_date": DAY + timedelta(days=number % 60), "assigned_to": f"seller-{number % 100}"}
        yield {**common, **about, **facts, **due, "history_hash": "0"}


def _copy(database: Database) -> None:
    """The same columns, and nothing looked up; taken out again."""
    deal, rows = SqlOpportunities.table.c, metadata.tables["crm_forecast_snapshot_deals"]
    columns = (
        deal.tenant_id,
        literal("bare").label("snapshot_id"),
        deal.id.label("opportunity_id"),
        deal.outcome,
        deal.assigned_to.label("owner_id"),
        deal.currency_code,
        deal.stage.label("category"),
        deal.expected_revenue_minor.label("value_minor"),
        deal.expected_close_date,
        deal.created_at.label("opened_at"),
    )
    names = [column.name for column in columns]
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(insert(rows).from_select(names, select(*columns)))
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(rows))


def _change(database: Database) -> None:
    """Some are worth more, some are lost, some move out."""
    deal = SqlOpportunities.table.c
    with database.writing(EVERY_TENANT) as connection:
        for ending, values in (
            ("1", {"expected_revenue_minor": deal.expected_revenue_minor + 5}),
            ("2", {"outcome": "lost", "actual_close_date": DAY}),
            ("3", {"expected_close_date": date(2027, 1, 1)}),
        ):
            connection.execute(update(SqlOpportunities.table).where(deal.id.like(f"%{ending}")).values(values))


def _joined(database: Database, opening_id: str, closing_id: str) -> None:
    table = metadata.tables["crm_forecast_snapshot_deals"]
    one, other = table.alias("one"), table.alias("other")
    same = and_(
        other.c.tenant_id == one.c.tenant_id,
        other.c.snapshot_id == closing_id,
        other.c.opportunity_id == one.c.opportunity_id,
    )
    sums = (
        select(
            one.c.category, other.c.outcome, func.count(), func.sum(one.c.value_minor), func.sum(other.c.value_minor)
        )
        .select_from(one.outerjoin(other, same))
        .where(one.c.tenant_id == ACTOR.tenant_id, one.c.snapshot_id == opening_id)
        .group_by(one.c.category, other.c.outcome)
    )
    with database.reading(EVERY_TENANT) as connection:
        assert connection.execute(sums).fetchall()
