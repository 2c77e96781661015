"""Counters of an entity, raised by the commit that adds a message or a decision, so numbers follow the commits.

A counter's row stays locked to the end of its transaction, so numbers follow the order of commits and leave no gap. The
end of the chain of decisions stands beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.record_tables import entity_counters as _table
from crm_adapters.storage.kernel.write_list import Write, WriteList
from crm_operations.records import GENESIS, StoredDecision

Row = dict[str, Any]
Entity = tuple[str, str, str]
"""Tenant, kind and id."""

_FEW = 8
"""Entities that a commit is about as a rule: their statements are kept."""

_KEY = ("tenant_id", "entity_kind", "entity_id")


class _Counters(NamedTuple):
    facts: int
    decisions: int
    decision_hash: str


_ANSWER = [_table.c[name] for name in ("entity_kind", "entity_id", *_Counters._fields)]


def _raised_by(added: Any) -> dict[str, Any]:
    """The hash comes first, since MariaDB assigns from left to right and the condition reads the former count."""
    return {
        "decision_hash": case((_table.c.decisions == 0, added.decision_hash), else_=_table.c.decision_hash),
        "facts": _table.c.facts + added.facts,
        "decisions": _table.c.decisions + added.decisions,
    }


def _raising(*rows: Row) -> dict[str, Any]:
    """The statement by kind of database, with these rows or, without any, with those it is executed with."""
    on_sqlite, on_postgresql, on_mariadb = (kind.insert(_table) for kind in (sqlite, postgresql, mysql))
    statements: dict[str, Any] = {
        "sqlite": on_sqlite.on_conflict_do_update(index_elements=_KEY, set_=_raised_by(on_sqlite.excluded)),
        "postgresql": on_postgresql.on_conflict_do_update(index_elements=_KEY, set_=_raised_by(on_postgresql.excluded)),
        "mariadb": on_mariadb.on_duplicate_key_update(list(_raised_by(on_mariadb.inserted).items())),
    }
    with_rows = {kind: statement.values(list(rows)) if rows else statement for kind, statement in statements.items()}
    return {kind: statement.returning(*_ANSWER) for kind, statement in with_rows.items()}


_RAISE_ANY = _raising()
_CHAINED = Prepared(
    update(_table)
    .where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.entity_kind == bindparam("of_kind"),
        _table.c.entity_id == bindparam("of_entity"),
    )
    .values(decision_hash=bindparam("end"))
)


def number(writes: WriteList, facts: Iterable[Row], decisions: Iterable[Row]) -> None:
    """Gives each row about an entity its ``sequence``, in the order of the rows, and chains the decisions.

    One statement for all, sent with the pending writes; each chain of decisions that continues adds a pending write.
    """
    facts_of, decisions_of = _by_entity(facts), _by_entity(decisions)
    added = {
        entity: _Counters(
            len(facts_of.get(entity, ())),
            len(decisions_of.get(entity, ())),
            _chain(decisions_of.get(entity, ()), 0, GENESIS),
        )
        for entity in {**facts_of, **decisions_of}
    }
    going_on = []
    for entity, now in _raise(writes, added).items():
        _number(facts_of.get(entity, ()), now.facts)
        before = now.decisions - added[entity].decisions
        if before and entity in decisions_of:
            end = _chain(decisions_of[entity], before, now.decision_hash)
            going_on.append(dict(zip(("tenant", "of_kind", "of_entity"), entity, strict=True)) | {"end": end})
    if going_on:
        for row in going_on:
            writes.add(Write(_CHAINED, row))


def _by_entity(rows: Iterable[Row]) -> Mapping[Entity, Sequence[Row]]:
    found: dict[Entity, list[Row]] = {}
    for row in rows:
        if row["entity_id"] is not None:
            found.setdefault((row["tenant_id"], row["entity_kind"], row["entity_id"]), []).append(row)
    return found


def _raise(writes: WriteList, added: Mapping[Entity, _Counters]) -> Mapping[Entity, _Counters]:
    """The counters after the increase; entities are locked in one order, so that no two commits deadlock."""
    if not added:
        return {}
    rows: list[Row] = [dict(zip(_KEY, each, strict=True)) | added[each]._asdict() for each in sorted(added)]
    tenant_id = rows[0]["tenant_id"]
    return {(tenant_id, kind, entity_id): _Counters(*counters) for kind, entity_id, *counters in _answers(writes, rows)}


def _answers(writes: WriteList, rows: Sequence[Row]) -> Iterable[Sequence[Any]]:
    kind = writes.connection.dialect.name
    if len(rows) > _FEW:
        writes.send()
        return writes.connection.execute(_RAISE_ANY[kind], rows).all()
    parameters = {_parameter(name, place): value for place, row in enumerate(rows) for name, value in row.items()}
    return [tuple(row.values()) for row in writes.send_with(_raise_few(len(rows))[kind], parameters)]


@cache
def _raise_few(count: int) -> Mapping[str, Prepared]:
    rows: list[Row] = [
        {column.name: bindparam(_parameter(column.name, place)) for column in _table.c} for place in range(count)
    ]
    return {kind: Prepared(statement) for kind, statement in _raising(*rows).items()}


def _parameter(column: str, place: int) -> str:
    return f"new_{column}_{place}"


def _number(rows: Sequence[Row], last: int) -> None:
    for sequence, row in enumerate(rows, start=last - len(rows) + 1):
        row["sequence"] = sequence


def _chain(decisions: Sequence[Row], count: int, end: str) -> str:
    """Numbers and chains decisions after the first ``count``; answers the new end of the chain."""
    for sequence, row in enumerate(decisions, start=count + 1):
        stored = StoredDecision(
            row["entity_kind"],
            row["entity_id"],
            sequence,
            row["kind"],
            row["policy_version"],
            row["policy"],
            row["rule_version"],
            row["at"],
            row["user_id"],
            row["format"],
            row["salted"],
            row["commitments"],
            end,
            "",
        )
        row["sequence"], row["previous_hash"] = sequence, end
        row["hash"] = end = stored.hash_for(row["tenant_id"])
    return end
