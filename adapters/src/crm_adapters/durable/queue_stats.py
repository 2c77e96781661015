"""Counts runs that wait, run or failed, by reading DBOS' tables: no engine is opened and no run taken over."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import BigInteger, Select, TableClause, Text, column, func, inspect, or_, select, table

from crm_adapters.durable.configuration import APPLICATION
from crm_adapters.storage import EVERY_TENANT, Database, driver_named
from crm_core.values import Utc, Value

SCHEMA = "dbos"
"""Where DBOS keeps its tables on PostgreSQL."""


class QueueStats(Value):
    """``running`` counts the runs of each worker by its id; ``for_a_person`` those that broke or were not undone."""

    queued: int = 0
    oldest_queued_at: Utc | None = None
    running: Mapping[str, int] = {}
    for_a_person: int = 0


def read_queue_stats(url: str) -> QueueStats:
    """The counts of all tenants; zeros where nothing ran durably yet. Raises Unavailable."""
    parsed = driver_named(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).expanduser().exists():
        return QueueStats()
    database = Database(url)
    runs = _runs(SCHEMA if database.kind == "postgresql" else None)
    try:
        with database.reading(EVERY_TENANT) as connection:
            if not inspect(connection).has_table(runs.name, schema=runs.schema):
                return QueueStats()
            rows = connection.execute(_counted(runs)).all()
    finally:
        database.close()
    oldest = min((row.oldest for row in rows if row.status == "ENQUEUED"), default=None)
    return QueueStats(
        queued=sum(row.runs for row in rows if row.status == "ENQUEUED"),
        oldest_queued_at=None if oldest is None else datetime.fromtimestamp(oldest / 1000, UTC),
        running={row.executor_id or "": row.runs for row in rows if row.status == "PENDING"},
        for_a_person=sum(row.runs for row in rows if row.status == "ERROR"),
    )


def _runs(schema: str | None) -> TableClause:
    """The columns of DBOS' own table that are counted."""
    columns = (
        column("status", Text()),
        column("executor_id", Text()),
        column("created_at", BigInteger()),
        column("application_name", Text()),
        column("authenticated_user", Text()),
    )
    return table("workflow_status", *columns, schema=schema)


def _counted(runs: TableClause) -> Select[tuple[str, str | None, int, int]]:
    of = runs.c
    return (
        select(of.status, of.executor_id, func.count().label("runs"), func.min(of.created_at).label("oldest"))
        .where(
            of.status.in_(["ENQUEUED", "PENDING", "ERROR"]),
            func.coalesce(of.application_name, APPLICATION) == APPLICATION,
            # Workflows have their tenant there; a run without one is a maintenance job, which is scheduled again.
            or_(of.status != "ERROR", of.authenticated_user.is_not(None)),
        )
        .group_by(of.status, of.executor_id)
    )
