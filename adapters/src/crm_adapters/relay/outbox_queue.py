"""The outbox as a queue: one worker at a time holds a message, and with it those of the same entity that follow.

A claim counts as an attempt and hides the message until its lease ends. The claim with the current count alone may
settle it; a worker that returns after its lease, with an older count, changes nothing. A message whose worker was
lost is a suspect: at most one of them is claimed at a time, to be delivered last and alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update

from crm_adapters.relay import outbox_statements as statements
from crm_adapters.relay.fairness import destination_of, in_turns
from crm_adapters.storage import DEAD, DELIVERED, EVERY_TENANT, PENDING, Crowd, Database, FairPages, Tenant
from crm_adapters.storage import outbox_messages as outbox
from crm_core.identity import EntityKind, EntityRef
from crm_operations.records import OutboxMessage

_KINDS = frozenset(kind.value for kind in EntityKind)


class Failure(NamedTuple):
    """Why a message was not delivered, and when to try again; never, if None.

    A failure that does not count is retried without limit: something of ours is missing, such as a key.
    """

    row: RowMapping
    error: str
    again_at: datetime | None
    is_unanswered: bool = False
    """Whether the other system gave no refusal, so that retrying may help."""
    counts: bool = True


class Released(NamedTuple):
    """A message that was not tried; it is due again at once, or at ``until``."""

    row: RowMapping
    until: datetime | None = None


class Outcomes(NamedTuple):
    """The outcomes of claimed messages, each message in exactly one field."""

    delivered: tuple[RowMapping, ...] = ()
    failed: tuple[Failure, ...] = ()
    released: tuple[Released, ...] = ()

    @property
    def rows(self) -> Sequence[RowMapping]:
        others = [*(failure.row for failure in self.failed), *(item.row for item in self.released)]
        return [*self.delivered, *others]

    def singly(self) -> Iterator["Outcomes"]:
        """The same outcomes, one message each."""
        yield from (Outcomes(delivered=(row,)) for row in self.delivered)
        yield from (Outcomes(failed=(failure,)) for failure in self.failed)
        yield from (Outcomes(released=(item,)) for item in self.released)


class Share(StrEnum):
    """Which messages of the outbox a relay delivers."""

    EVERYTHING = "everything"
    NEWS = "news"
    """Events and notices, in order for each entity."""
    DELIVERIES = "deliveries"
    """Messages to one address by one channel, which wait for no other address."""


class OutboxQueue:
    def __init__(self, database: Database, share: Share = Share.EVERYTHING) -> None:
        self._database = database
        self._due = FairPages(
            statements.DUE_OF[share],
            Crowd(itemgetter("tenant_id"), statements.BESIDE_TENANTS),
            Crowd(destination_of, statements.BESIDE_DESTINATIONS),
        )

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[RowMapping]:
        """Claims what is due, oldest first; no other worker gets it before ``until``."""
        with self._database.writing(EVERY_TENANT) as connection:
            due = in_turns(self._due.page(connection, {"now": now}, limit))[:limit]
            following = _followers(connection, due, now, limit)
            claimed = _suspects_last([*due, *following])
            if claimed:
                connection.execute(statements.CLAIM, {"keys": _keys(claimed), "until": until})
        return claimed

    def settle(self, now: datetime, outcomes: Outcomes) -> None:
        """All of them, or none."""
        delivered, failed, released = outcomes
        with self._database.writing(EVERY_TENANT) as connection:
            if delivered:
                connection.execute(statements.SETTLE_DELIVERED, {"keys": _keys(delivered), "now": now})
            if failed:
                connection.execute(statements.SETTLE_FAILED, [_as_failed(failure, now) for failure in failed])
            if released:
                connection.execute(statements.RELEASE, [_as_released(item, now) for item in released])

    def dead(self, tenant_id: str | None, limit: int, topic: str | None) -> Sequence[OutboxMessage]:
        which = (outbox.c.state == DEAD, *_of(tenant_id), *_about(topic))
        query = select(outbox).where(*which).order_by(outbox.c.id).limit(limit)
        with self._database.reading(_whose(tenant_id)) as connection:
            return [message_of(row) for row in in_order(connection.execute(query).mappings().all())]

    def revive(self, now: datetime, tenant_id: str | None, ids: Sequence[str] | None, topic: str | None) -> int:
        statement = (
            update(outbox)
            .where(outbox.c.state == DEAD, *_of(tenant_id), *_about(topic))
            .values(state=PENDING, attempts=0, available_at=now, settled_at=None)
        )
        if ids is not None:
            statement = statement.where(outbox.c.id.in_(ids))
        with self._database.writing(_whose(tenant_id)) as connection:
            return connection.execute(statement).rowcount

    def forget_delivered(self, before: datetime) -> int:
        statement = delete(outbox).where(outbox.c.state == DELIVERED, outbox.c.settled_at < before)
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(statement).rowcount


def message_of(row: RowMapping) -> OutboxMessage:
    """A kind of entity only another release knows is left out: the body says all that is needed."""
    is_known = row["entity_kind"] in _KINDS
    about = EntityRef.unchecked(EntityKind(row["entity_kind"]), row["entity_id"]) if is_known else None
    return OutboxMessage.model_construct(
        id=row["id"],
        tenant_id=row["tenant_id"],
        about=about,
        sequence=row["sequence"],
        topic=row["topic"],
        body=row["body"],
        created_at=row["created_at"],
        attempts=row["attempts"],
        last_error=row["last_error"],
    )


def attempt_of(row: RowMapping) -> int:
    """The row was read before its claim was counted."""
    return int(row["attempts"]) + 1


def is_suspect(row: RowMapping) -> bool:
    """Whether the worker that claimed it last was lost."""
    return bool(row["last_error"] == statements.LOST)


def entity_of(row: RowMapping) -> tuple[str, str, str] | None:
    """The entity whose messages stay in order; None for a message about no entity."""
    return (row["tenant_id"], row["entity_kind"], row["entity_id"]) if row["entity_id"] else None


def _followers(connection: Connection, due: Sequence[RowMapping], now: datetime, limit: int) -> Sequence[RowMapping]:
    """The messages after the due ones, up to the limit: no other worker can claim them while this one holds those."""
    leaders = {entity: row["sequence"] for row in due if (entity := entity_of(row)) and not is_suspect(row)}
    room = limit - len(due)
    if not leaders or not room:
        return []
    parameters = {"entities": list(leaders), "at_most": room + len(leaders)}
    following: list[RowMapping] = []
    for row in connection.execute(statements.FOLLOWING, parameters).mappings():
        entity = entity_of(row)
        if entity not in leaders or row["sequence"] <= leaders[entity]:
            continue
        if row["available_at"] > now or is_suspect(row):
            del leaders[entity]  # nor may anything after it
        else:
            following.append(row)
    return following


def in_order(rows: Iterable[RowMapping]) -> Sequence[RowMapping]:
    """By id, which follows the writers' clocks; messages about one entity by their sequence."""
    by_clock = sorted(rows, key=lambda row: str(row["id"]))
    of_entity: dict[tuple[str, str, str] | None, list[RowMapping]] = {}
    for row in by_clock:
        of_entity.setdefault(entity_of(row), []).append(row)
    following = {
        entity: iter(about if entity is None else sorted(about, key=lambda row: int(row["sequence"] or 0)))
        for entity, about in of_entity.items()
    }
    return [next(following[entity_of(row)]) for row in by_clock]


def _suspects_last(rows: Sequence[RowMapping]) -> Sequence[RowMapping]:
    """Events and notices in order, then deliveries in turn; of the suspects only the first."""
    ordered = in_order([row for row in rows if destination_of(row) is None])
    ordered = [*ordered, *in_turns(in_order([row for row in rows if destination_of(row) is not None]))]
    suspects = [row for row in ordered if is_suspect(row)]
    return [row for row in ordered if not is_suspect(row)] + suspects[:1]


def _hold(row: RowMapping) -> dict[str, Any]:
    return {"tenant": row["tenant_id"], "message": row["id"], "held_since": attempt_of(row)}


def _as_failed(failure: Failure, now: datetime) -> dict[str, Any]:
    is_dead = failure.again_at is None
    return {
        **_hold(failure.row),
        "new_state": DEAD if is_dead else PENDING,
        "new_attempts": attempt_of(failure.row) - (0 if failure.counts else 1),
        "again_at": failure.again_at or now,
        "dead_at": now if is_dead else None,
        "error": failure.error,
    }


def _as_released(item: Released, now: datetime) -> dict[str, Any]:
    return {**_hold(item.row), "now": item.until or now, "error": item.row["last_error"]}


def _keys(rows: Sequence[RowMapping]) -> list[tuple[str, str]]:
    return [(row["tenant_id"], row["id"]) for row in rows]


def _whose(tenant_id: str | None) -> Tenant:
    return EVERY_TENANT if tenant_id is None else tenant_id


def _of(tenant_id: str | None) -> list[ColumnElement[bool]]:
    """The condition for one tenant; none for all tenants."""
    return [] if tenant_id is None else [outbox.c.tenant_id == tenant_id]


def _about(topic: str | None) -> list[ColumnElement[bool]]:
    return [] if topic is None else [outbox.c.topic == topic]
