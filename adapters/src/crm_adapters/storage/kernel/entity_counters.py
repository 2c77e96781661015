"""Counters of an entity, raised by the commit that adds a message or a decision: whoever counts later comes later.

A counter's row stays locked to the end of its transaction, so numbers follow the order of commits and leave no gap. The
end of the chain of decisions stands beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.kernel.record_tables import entity_counters as _table
from crm_operations.records import GENESIS, StoredDecision

Row = dict[str, Any]
Entity = tuple[str, str, str]
"""Tenant, kind and id."""

_KEY = ("tenant_id", "entity_kind", "entity_id")


class _Counters(NamedTuple):
    facts: int
    decisions: int
    decision_hash: str


_ANSWER = [_table.c[name] for name in ("entity_kind", "entity_id", *_Counters._fields)]


def _raised_by(added: Any) -> dict[str, Any]:
    """The hash comes first: MariaDB assigns from left to right, and it is asked before the count is raised."""
    return {
        "decision_hash": case((_table.c.decisions == 0, added.decision_hash), else_=_table.c.decision_hash),
        "facts": _table.c.facts + added.facts,
        "decisions": _table.c.decisions + added.decisions,
    }


def _statements() -> dict[str, Any]:
    on_sqlite, on_postgresql, on_mariadb = sqlite.insert(_table), postgresql.insert(_table), mysql.insert(_table)
    return {
        "sqlite": on_sqlite.on_conflict_do_update(index_elements=_KEY, set_=_raised_by(on_sqlite.excluded)),
        "postgresql": on_postgresql.on_conflict_do_update(index_elements=_KEY, set_=_raised_by(on_postgresql.excluded)),
        "mariadb": on_mariadb.on_duplicate_key_update(list(_raised_by(on_mariadb.inserted).items())),
    }


_RAISE = {kind: statement.returning(*_ANSWER) for kind, statement in _statements().items()}
_CHAINED = (
    update(_table)
    .where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.entity_kind == bindparam("of_kind"),
        _table.c.entity_id == bindparam("of_entity"),
    )
    .values(decision_hash=bindparam("end"))
)


def number(connection: Connection, facts: Iterable[Row], decisions: Iterable[Row]) -> None:
    """Gives each row about an entity its ``sequence``, in the order of the rows, and chains the decisions.

    One statement for all of them, and another where a chain of decisions goes on.
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
    for entity, now in _raise(connection, added).items():
        _number(facts_of.get(entity, ()), now.facts)
        before = now.decisions - added[entity].decisions
        if before and entity in decisions_of:
            end = _chain(decisions_of[entity], before, now.decision_hash)
            going_on.append(dict(zip(("tenant", "of_kind", "of_entity"), entity, strict=True)) | {"end": end})
    if going_on:
        connection.execute(_CHAINED, going_on)


def _by_entity(rows: Iterable[Row]) -> Mapping[Entity, Sequence[Row]]:
    found: dict[Entity, list[Row]] = {}
    for row in rows:
        if row["entity_id"] is not None:
            found.setdefault((row["tenant_id"], row["entity_kind"], row["entity_id"]), []).append(row)
    return found


def _raise(connection: Connection, added: Mapping[Entity, _Counters]) -> Mapping[Entity, _Counters]:
    """What each is at afterwards. All go through in one order, so that no two commits block each other."""
    if not added:
        return {}
    rows: list[Row] = [dict(zip(_KEY, each, strict=True)) | added[each]._asdict() for each in sorted(added)]
    answers = connection.execute(_RAISE[connection.dialect.name], rows if len(rows) > 1 else rows[0])
    tenant_id = rows[0]["tenant_id"]
    return {(tenant_id, kind, entity_id): _Counters(*counters) for kind, entity_id, *counters in answers}


def _number(rows: Sequence[Row], last: int) -> None:
    for sequence, row in enumerate(rows, start=last - len(rows) + 1):
        row["sequence"] = sequence


def _chain(decisions: Sequence[Row], count: int, end: str) -> str:
    """Numbers and seals them after so many others; answers the chain's new end."""
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
