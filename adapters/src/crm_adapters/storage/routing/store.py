"""The routing store on SQL: rules are added, turns and queues are written in bulk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.kernel.session import Row, Session
from crm_adapters.storage.routing import tables
from crm_operations.lead_routing import (
    QueueEntry,
    RoutingRule,
    RuleSet,
    RulesNotFound,
    Turn,
)

_RULES = TypeAdapter(tuple[RoutingRule, ...])
_rules, _counters = tables.routing_rules, tables.routing_counters
_turns, _queue = tables.routing_turns, tables.routing_queue

_RULES_OF_TENANT = select(_rules).where(_rules.c.tenant_id == bindparam("tenant"))
_NEWEST = _RULES_OF_TENANT.order_by(_rules.c.version.desc()).limit(1)
_VERSION = _RULES_OF_TENANT.where(_rules.c.version == bindparam("value"))
_COUNTER = select(_counters.c.last_turn).where(_counters.c.tenant_id == bindparam("tenant")).with_for_update()
_TURNED = update(_counters).where(_counters.c.tenant_id == bindparam("tenant")).values(last_turn=bindparam("turn"))
_TURNS = select(_turns).where(
    _turns.c.tenant_id == bindparam("tenant"), _turns.c.pool.in_(bindparam("pools", expanding=True))
)
_WAITING = select(_queue).where(_queue.c.tenant_id == bindparam("tenant"))
_AMONG = _queue.c.lead_id.in_(bindparam("lead_ids", expanding=True))
_STILL_WAITING = select(_queue.c.lead_id).where(_queue.c.tenant_id == bindparam("tenant"), _AMONG)
_DEQUEUE = delete(_queue).where(_queue.c.tenant_id == bindparam("tenant"), _AMONG)


class SqlRoutingStore:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._tenant = {"tenant": session.tenant_id}

    def rules(self, version: int | None = None) -> RuleSet:
        query = _NEWEST if version is None else _VERSION
        row = self._session.connection.execute(query, {**self._tenant, "value": version}).mappings().first()
        if row is not None:
            return RuleSet(version=row["version"], rules=_RULES.validate_json(row["rules"]))
        if version in {None, 0}:
            return RuleSet()
        raise RulesNotFound.because_unknown_version(version)

    def save_rules(self, rules: RuleSet, at: datetime) -> None:
        row = {
            "tenant_id": self._session.tenant_id,
            "version": rules.version,
            "rules": _RULES.dump_json(rules.rules).decode(),
            "set_at": at,
            "set_by": self._session.actor.user_id,
        }
        self._session.connection.execute(insert(_rules), row)

    def lock_turns(self) -> int:
        connection = self._session.connection
        last = connection.execute(_COUNTER, self._tenant).scalar_one_or_none()
        if last is None:
            first = {"tenant_id": self._session.tenant_id, "last_turn": 0}
            connection.execute(_CREATE_COUNTER[connection.dialect.name], first)
            last = connection.execute(_COUNTER, self._tenant).scalar_one()
        return int(last)

    def turns(self, pools: Sequence[str]) -> Sequence[Turn]:
        if not pools:
            return []
        rows = self._session.connection.execute(_TURNS, {**self._tenant, "pools": list(pools)}).mappings()
        return [Turn.model_construct(**_without_tenant(row)) for row in rows]

    def save_turns(self, last_turn: int, turns: Sequence[Turn]) -> None:
        connection = self._session.connection
        connection.execute(_TURNED, {**self._tenant, "turn": last_turn})
        if turns:
            rows = [{"tenant_id": self._session.tenant_id, **turn.__dict__} for turn in turns]
            connection.execute(_SAVE_TURNS[connection.dialect.name], rows)

    def enqueue(self, entries: Sequence[QueueEntry]) -> Sequence[str]:
        if not entries:
            return []
        connection = self._session.connection
        lead_ids = [entry.lead_id for entry in entries]
        known = set(connection.execute(_STILL_WAITING, {**self._tenant, "lead_ids": lead_ids}).scalars())
        rows = [{"tenant_id": self._session.tenant_id, **entry.__dict__} for entry in entries]
        connection.execute(_ENQUEUE[connection.dialect.name], rows)
        return [lead_id for lead_id in lead_ids if lead_id not in known]

    def dequeue(self, lead_ids: Sequence[str]) -> None:
        if lead_ids:
            self._session.connection.execute(_DEQUEUE, {**self._tenant, "lead_ids": list(lead_ids)})

    def waiting(
        self, queue: str | None = None, *, after_id: str | None = None, limit: int = 50
    ) -> Sequence[QueueEntry]:
        query = _WAITING.order_by(_queue.c.lead_id).limit(limit)
        if queue is not None:
            query = query.where(_queue.c.queue == queue)
        if after_id is not None:
            query = query.where(_queue.c.lead_id > after_id)
        rows = self._session.connection.execute(query, self._tenant).mappings()
        return [QueueEntry.model_construct(**_without_tenant(row)) for row in rows]


def _written_or_changed(table: Table, *changed: str, **computed: ColumnElement[Any]) -> dict[str, Any]:
    """By kind of database: adds a row or, where its key is there, changes these columns and computes the others."""
    key = [column.name for column in table.primary_key]
    statements: dict[str, Any] = {}
    for name, kind in (("sqlite", sqlite), ("postgresql", postgresql)):
        adding = kind.insert(table)
        values = {column: adding.excluded[column] for column in changed}
        statements[name] = adding.on_conflict_do_update(index_elements=key, set_={**values, **computed})
    on_mariadb = mysql.insert(table)
    values = {column: on_mariadb.inserted[column] for column in changed}
    statements["mysql"] = statements["mariadb"] = on_mariadb.on_duplicate_key_update({**values, **computed})
    return statements


# Two who begin to count the same turns at once: the second waits for the first, then holds the row as it finds it.
_CREATE_COUNTER = _written_or_changed(_counters, last_turn=_counters.c.last_turn)
_SAVE_TURNS = _written_or_changed(_turns, "last_turn", "last_assigned_at", "credit")
_ENQUEUE = _written_or_changed(
    _queue, "queue", "held_by", "tried_at", "reason", attempts=_queue.c.attempts + literal_column("1")
)


def _without_tenant(row: RowMapping) -> Row:
    return {column: row[column] for column in row if column != "tenant_id"}
