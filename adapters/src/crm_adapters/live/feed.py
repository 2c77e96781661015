"""The feed on SQL: numbered in the order of commits, since appending locks the tenant's position until the commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from crm_adapters.live.signal import Signal
from crm_adapters.live.tables import live_positions, live_updates
from crm_adapters.storage import EVERY_TENANT, Database, InsertIfAbsent
from crm_core.clock import Clock
from crm_operations.live_updates import LiveUpdate, NewUpdate

_columns = live_updates.c
_BEGIN = InsertIfAbsent(live_positions)
_of_tenant = live_positions.c.tenant_id == bindparam("tenant")
_LAST = select(live_positions.c.last).where(_of_tenant)
_HELD = _LAST.with_for_update()
_MOVE = update(live_positions).where(_of_tenant).values(last=bindparam("sequence"))
_READ = (
    select(_columns.sequence, _columns.topic, _columns.at, _columns.body, _columns.user_id)
    .where(_columns.tenant_id == bindparam("tenant"), _columns.sequence > bindparam("after"))
    .order_by(_columns.sequence)
    .limit(bindparam("at_most"))
)


class SqlLiveFeed:
    """A LiveFeed. An update appended within an enclosing transaction is stored and signalled with its commit."""

    def __init__(self, database: Database, clock: Clock, signal: Signal) -> None:
        self._database = database
        self._clock = clock
        self._signal = signal

    def append(self, tenant_id: str, updates: Sequence[NewUpdate]) -> None:
        if not updates:
            return
        with self._database.writing(tenant_id) as connection:
            held = _hold(connection, tenant_id)
            rows = self._rows(tenant_id, held, _unknown(connection, tenant_id, updates))
            if not rows:
                return
            last = held + len(rows)
            connection.execute(insert(live_updates), rows)
            connection.execute(_MOVE, {"tenant": tenant_id, "sequence": last})
            self._signal.publish_within(connection, tenant_id, last)
        self._database.once_committed(lambda: self._signal.publish(tenant_id, last))

    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        keys = {"tenant": tenant_id, "after": after, "at_most": limit}
        with self._database.reading(tenant_id) as connection:
            rows = connection.execute(_READ, keys).mappings().all()
        return [LiveUpdate.model_construct(**row) for row in rows]

    def last(self, tenant_id: str) -> int:
        with self._database.reading(tenant_id) as connection:
            return connection.execute(_LAST, {"tenant": tenant_id}).scalar() or 0

    def forget(self, tenant_id: str, before: datetime) -> int:
        mine = _columns.tenant_id == tenant_id
        newest = select(func.max(_columns.sequence)).where(mine, _columns.created_at < before)
        with self._database.writing(tenant_id) as connection:
            old = connection.execute(newest).scalar()
            if old is None:
                return 0
            return connection.execute(delete(live_updates).where(mine, _columns.sequence <= old)).rowcount

    def forget_of_all(self, before: datetime) -> int:
        """Deletes old updates of every tenant."""
        with self._database.reading(EVERY_TENANT) as connection:
            tenants = connection.execute(select(live_positions.c.tenant_id)).scalars().all()
        return sum(self.forget(tenant_id, before) for tenant_id in tenants)

    def _rows(self, tenant_id: str, held: int, updates: Sequence[NewUpdate]) -> list[dict[str, Any]]:
        now = self._clock.now()
        return [
            {**dict(each), "tenant_id": tenant_id, "sequence": sequence, "created_at": now}
            for sequence, each in enumerate(updates, start=held + 1)
        ]


def _hold(connection: Connection, tenant_id: str) -> int:
    """The tenant's position, locked until the end of the transaction."""
    keys = {"tenant": tenant_id}
    held = connection.execute(_HELD, keys).scalar()
    if held is None:
        _begin(connection, tenant_id)
        held = connection.execute(_HELD, keys).scalar_one()
    return int(held)


def _begin(connection: Connection, tenant_id: str) -> None:
    first = {"tenant_id": tenant_id, "last": 0}
    if connection.dialect.name != "mariadb":
        _BEGIN.write(connection, first)
        return
    # In its own commit: transactions that wait for a new row that is rolled back would deadlock.
    with connection.engine.begin() as beside:
        _BEGIN.write(beside, first)


def _unknown(connection: Connection, tenant_id: str, updates: Sequence[NewUpdate]) -> Sequence[NewUpdate]:
    """The updates whose delivery id is not in the feed, each once."""
    each = {update.delivery_id: update for update in reversed(updates)}
    known = select(_columns.delivery_id).where(_columns.tenant_id == tenant_id, _columns.delivery_id.in_(each))
    known_ids = set(connection.execute(known).scalars())
    return [update for update in reversed(each.values()) if update.delivery_id not in known_ids]
