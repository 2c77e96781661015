"""Health figures of the database: round trip, backlog, numbers and bounds; reading them changes nothing."""

import time
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from crm_adapters.storage.beyond_bounds import BeyondBounds, beyond_bounds
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.kernel.types import Moment
from crm_adapters.storage.records.outbox import DEAD, PENDING
from crm_core.identity import NumberKind
from crm_core.values import Utc, Value


class RoundTrip(Value):
    """``database_at`` is its clock's time, answered after ``seconds``; ``connecting`` is the time to connect."""

    connecting_seconds: float
    seconds: float
    database_at: Utc


class OutboxBacklog(Value):
    """``due`` are those of the pending that may be delivered by now."""

    pending: int
    due: int
    oldest_due_at: Utc | None
    dead: int


class NumbersUsed(Value):
    """How many numbers of a sequence were issued, and how many leads or deals have one."""

    kind: NumberKind
    year: int
    assigned: int
    used: int


class SqlHealth:
    def __init__(self, database: Database) -> None:
        self._database = database

    def round_trip(self) -> RoundTrip:
        began = time.perf_counter()
        with self._database.looking() as connection:
            requested = time.perf_counter()
            moment = connection.execute(_NOW[self._database.kind]).scalar_one()
            return RoundTrip(
                connecting_seconds=requested - began, seconds=time.perf_counter() - requested, database_at=moment
            )

    def outbox(self, now: datetime) -> OutboxBacklog:
        """The backlog of all tenants."""
        is_due = and_(_outbox.state == PENDING, _outbox.available_at <= literal(now, Moment))
        figures = select(
            _counted(_outbox.state == PENDING).label("pending"),
            _counted(is_due).label("due"),
            func.min(case((is_due, _outbox.created_at))).label("oldest_due_at"),
            _counted(_outbox.state == DEAD).label("dead"),
        ).where(_outbox.state.in_([PENDING, DEAD]))
        with self._database.reading(EVERY_TENANT) as connection:
            return OutboxBacklog.model_validate(dict(connection.execute(figures).mappings().one()))

    def numbers(self, tenant_id: str) -> list[NumbersUsed]:
        """Each sequence of leads and deals."""
        with self._database.reading(tenant_id) as connection:
            return [
                NumbersUsed(kind=NumberKind(row.kind), year=row.year, assigned=row.last, used=row.used)
                for row in connection.execute(_numbers_of(tenant_id))
            ]

    def beyond_bounds(self, tenant_id: str) -> list[BeyondBounds]:
        """The tenant's stored values beyond the bounds of their type, by field."""
        with self._database.reading(tenant_id) as connection:
            return list(beyond_bounds(connection, tenant_id))


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _numbers_of(tenant_id: str) -> Select[tuple[str, int, int, int]]:
    table = record_tables.numbers.c
    prefix = table.kind.concat("-").concat(cast(table.year, String(4))).concat("-%")

    def bearers(of: Table, number: ColumnElement[str]) -> ColumnElement[int]:
        found = select(func.count()).select_from(of).where(of.c.tenant_id == tenant_id, number.like(prefix))
        return found.correlate(record_tables.numbers).scalar_subquery()

    used = case(
        (table.kind == NumberKind.LEAD.value, bearers(leads, leads.c.lead_number)),
        else_=bearers(opportunities, opportunities.c.opportunity_number),
    )
    ours = table.kind.in_([NumberKind.LEAD.value, NumberKind.OPPORTUNITY.value])
    return (
        select(table.kind, table.year, table.last, used.label("used"))
        .where(table.tenant_id == tenant_id, ours)
        .order_by(table.kind, table.year)
    )


_outbox = record_tables.outbox.c
_NOW = {
    "sqlite": select(literal_column("strftime('%Y-%m-%d %H:%M:%f000', 'now')", Moment)),
    "postgresql": select(literal_column("clock_timestamp()", Moment)),
    "mysql": select(literal_column("utc_timestamp(6)", Moment)),
}
"""The time as the statement runs, not as its transaction began."""
