"""Pending and recent deliveries by person and channel: the entries of a digest, and what the throttle counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, false, func, select, true

from crm_adapters.notifiers.delivery.tables import schedule
from crm_adapters.notifiers.inbox.inbox import message_of
from crm_adapters.notifiers.inbox.tables import inbox_messages as inbox
from crm_adapters.storage import Database, InsertIfAbsent, Moment
from crm_operations.providers import Message

THROTTLE_WINDOW = timedelta(hours=1)
"""The period in which the throttle counts messages."""

_columns = schedule.c
_of_tenant = _columns.tenant_id == bindparam("tenant")
_since = bindparam("since", type_=Moment)
_WRITE = InsertIfAbsent(schedule)
# One message to three addresses of a channel is one message.
_COUNT_RECENT = (
    select(_columns.user_id, _columns.channel, func.count(_columns.message_id.distinct()))
    .where(
        _of_tenant,
        _columns.user_id.in_(bindparam("users", expanding=True)),
        _columns.in_digest == false(),
        _columns.at > _since,
    )
    .group_by(_columns.user_id, _columns.channel)
)
_UNREAD = (
    select(inbox)
    .join(schedule, (inbox.c.tenant_id == _columns.tenant_id) & (inbox.c.id == _columns.message_id))
    .where(_of_tenant, _columns.delivery_id == bindparam("delivery"), inbox.c.read_at.is_(None))
    .order_by(inbox.c.position, inbox.c.id)
)
_FORGET_DIGEST = delete(schedule).where(
    _of_tenant, _columns.delivery_id == bindparam("delivery"), _columns.in_digest == true()
)
_FORGET_OLD = delete(schedule).where(
    _of_tenant,
    _columns.user_id == bindparam("user"),
    _columns.channel == bindparam("of_channel"),
    _columns.in_digest == false(),
    _columns.at <= _since,
)


class Entry(NamedTuple):
    """A message of an inbox, and the delivery that contains it."""

    delivery_id: str
    message_id: str
    user_id: str
    channel: str
    at: datetime
    in_digest: bool


class SqlSchedule:
    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, connection: Connection, tenant_id: str, entries: Sequence[Entry]) -> None:
        _WRITE.write_all(connection, [{"tenant_id": tenant_id, **entry._asdict()} for entry in entries])

    def recently_sent(
        self, connection: Connection, tenant_id: str, user_ids: Collection[str], now: datetime
    ) -> Mapping[str, Mapping[str, int]]:
        """Counts by person and channel: messages sent singly within the last hour, or waiting to be."""
        keys: dict[str, Any] = {"tenant": tenant_id, "users": list(user_ids), "since": now - THROTTLE_WINDOW}
        counts: dict[str, dict[str, int]] = {}
        for user_id, channel, count in connection.execute(_COUNT_RECENT, keys):
            counts.setdefault(user_id, {})[channel] = count
        return counts

    def gathered(self, tenant_id: str, delivery_id: str) -> Sequence[Message]:
        """The messages of a digest that are still unread, oldest first."""
        with self._database.reading(tenant_id) as connection:
            rows = connection.execute(_UNREAD, {"tenant": tenant_id, "delivery": delivery_id}).mappings()
            return [message_of(row) for row in rows]

    def forget_digest(self, tenant_id: str, delivery_id: str) -> None:
        with self._database.writing(tenant_id) as connection:
            connection.execute(_FORGET_DIGEST, {"tenant": tenant_id, "delivery": delivery_id})

    def forget_old(self, tenant_id: str, user_id: str, channel: str, now: datetime) -> None:
        """Deletes the entries that are too old for the throttle to count."""
        keys = {"tenant": tenant_id, "user": user_id, "of_channel": channel, "since": now - THROTTLE_WINDOW}
        with self._database.writing(tenant_id) as connection:
            connection.execute(_FORGET_OLD, keys)
