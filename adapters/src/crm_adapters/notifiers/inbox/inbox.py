"""The inbox: messages to people, stored once each in our own database, read or unread (PLAN-023)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, literal, or_, select, update

from crm_adapters.notifiers.inbox.tables import inbox_messages
from crm_adapters.storage import Database, InsertIfAbsent
from crm_core.clock import Clock
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.values import Utc, Value
from crm_operations.providers import Message, Urgency

_columns = inbox_messages.c
_WRITE = InsertIfAbsent(inbox_messages)
_unread_of = (
    _columns.tenant_id == bindparam("tenant"),
    _columns.user_id == bindparam("user"),
    _columns.read_at.is_(None),
)
_HAS_UNREAD = select(literal(1)).where(*_unread_of).limit(1)
_IDS = select(_columns.user_id, _columns.id).where(
    _columns.tenant_id == bindparam("tenant"),
    _columns.delivery_id == bindparam("delivery"),
    _columns.user_id.in_(bindparam("users", expanding=True)),
)
_LAST = (
    select(_columns.user_id, func.max(_columns.position).label("last"))
    .where(_columns.tenant_id == bindparam("tenant"), _columns.user_id.in_(bindparam("users", expanding=True)))
    .group_by(_columns.user_id)
)
_COUNT_UNREAD = select(func.count()).select_from(inbox_messages).where(*_unread_of)


class InboxEntry(NamedTuple):
    """A message to one person; a substitute gets one with its own reason."""

    user_id: str
    message: Message


class InboxMessage(Value):
    """A message in a person's inbox."""

    id: str
    user_id: str
    message: Message
    due: Utc | None = None
    created_at: Utc
    read_at: Utc | None = None


class Inbox:
    """Stores the messages of all inboxes, each once a person; the notifier decides who gets which."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id

    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        with self._database.reading(tenant_id) as connection:
            return connection.execute(_HAS_UNREAD, {"tenant": tenant_id, "user": user_id}).first() is not None

    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        with self._database.reading(tenant_id) as connection:
            return connection.execute(_COUNT_UNREAD, {"tenant": tenant_id, "user": user_id}).scalar_one()

    def messages(
        self,
        tenant_id: str,
        user_id: str,
        *,
        unread_only: bool = False,
        before_id: str | None = None,
        limit: int = 50,
    ) -> Sequence[InboxMessage]:
        """A page of messages, newest first; the next page begins after the id of the last one."""
        query = select(inbox_messages).where(_columns.tenant_id == tenant_id, _columns.user_id == user_id)
        if unread_only:
            query = query.where(_columns.read_at.is_(None))
        if before_id is not None:
            query = query.where(_is_before(tenant_id, before_id))
        with self._database.reading(tenant_id) as connection:
            rows = (
                connection.execute(query.order_by(_columns.position.desc(), _columns.id.desc()).limit(limit))
                .mappings()
                .all()
            )
        return [_message(row) for row in rows]

    def mark_read(self, tenant_id: str, user_id: str, ids: Sequence[str] | None = None) -> int:
        """Marks these of the person's messages, or all; answers how many were unread."""
        keys = {"tenant": tenant_id, "user": user_id}
        statement = update(inbox_messages).where(*_unread_of).values(read_at=self._clock.now())
        if ids is not None:
            statement = statement.where(_columns.id.in_(ids))
        with self._database.writing(tenant_id) as connection:
            return connection.execute(statement, keys).rowcount

    def write(
        self,
        connection: Connection,
        tenant_id: str,
        entries: Sequence[InboxEntry],
        delivery_id: str,
        due: datetime | None = None,
    ) -> Mapping[str, str]:
        """Writes all by one statement in the caller's transaction; answers the id each person's has if it is new.

        Each sorts after every message its person could have read by now, whatever the clock says.
        ``which_are_new`` answers which of them are.
        """
        common = {"tenant_id": tenant_id, "delivery_id": delivery_id, "due": due, "created_at": self._clock.now()}
        last = dict.fromkeys((entry.user_id for entry in entries), 0)
        keys = {"tenant": tenant_id, "users": list(last)}
        last |= {row.user_id: row.last for row in connection.execute(_LAST, keys)}
        rows = [_row(entry) | common | {"id": self._new_id(), "position": last[entry.user_id] + 1} for entry in entries]
        _WRITE.write_all(connection, rows)
        return {row["user_id"]: row["id"] for row in rows}

    def which_are_new(
        self, connection: Connection, tenant_id: str, written: Mapping[str, str], delivery_id: str
    ) -> Mapping[str, str]:
        """Those just written that are stored under the id drawn now: the others were written by an earlier delivery."""
        keys = {"tenant": tenant_id, "delivery": delivery_id, "users": list(written)}
        stored = {row.user_id: row.id for row in connection.execute(_IDS, keys)}
        return {user_id: row_id for user_id, row_id in written.items() if stored.get(user_id) == row_id}


def _is_before(tenant_id: str, message_id: str) -> ColumnElement[bool]:
    mine = (inbox_messages.c.tenant_id == tenant_id, inbox_messages.c.id == message_id)
    position = select(inbox_messages.c.position).where(*mine).scalar_subquery()
    return or_(_columns.position < position, and_(_columns.position == position, _columns.id < message_id))


def message_of(row: RowMapping) -> Message:
    about = EntityRef.unchecked(EntityKind(row["about_kind"]), row["about_id"]) if row["about_kind"] else None
    return Message.model_construct(
        title=row["title"], body=row["body"], about=about, reason=row["reason"], urgency=Urgency(row["urgency"])
    )


def _row(entry: InboxEntry) -> dict[str, Any]:
    message = entry.message
    return {
        "user_id": entry.user_id,
        "title": message.title,
        "body": message.body,
        "about_kind": message.about.kind.value if message.about else None,
        "about_id": message.about.id if message.about else None,
        "reason": message.reason,
        "urgency": message.urgency.value,
        "read_at": None,
    }


def _message(row: RowMapping) -> InboxMessage:
    return InboxMessage.model_construct(
        id=row["id"],
        user_id=row["user_id"],
        message=message_of(row),
        due=row["due"],
        created_at=row["created_at"],
        read_at=row["read_at"],
    )
