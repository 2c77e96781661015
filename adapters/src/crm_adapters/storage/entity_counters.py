"""Counters of an entity, raised by the commit that adds a fact or a decision: whoever counts later comes later.

A counter's row stays locked to the end of its transaction, so numbers follow the order of commits and leave no gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.record_tables import entity_counters as _table

Row = dict[str, Any]

_KEY = ("tenant_id", "entity_kind", "entity_id")
_COUNTS = ("facts", "decisions")
_ANSWER = [_table.c[name] for name in ("entity_kind", "entity_id", *_COUNTS)]


class Counts(NamedTuple):
    facts: int = 0
    decisions: int = 0


def _statements() -> dict[str, Any]:
    on_sqlite, on_postgresql, on_mariadb = sqlite.insert(_table), postgresql.insert(_table), mysql.insert(_table)
    return {
        "sqlite": on_sqlite.on_conflict_do_update(
            index_elements=_KEY, set_={name: _table.c[name] + on_sqlite.excluded[name] for name in _COUNTS}
        ).returning(*_ANSWER),
        "postgresql": on_postgresql.on_conflict_do_update(
            index_elements=_KEY, set_={name: _table.c[name] + on_postgresql.excluded[name] for name in _COUNTS}
        ).returning(*_ANSWER),
        "mariadb": on_mariadb.on_duplicate_key_update(
            {name: _table.c[name] + on_mariadb.inserted[name] for name in _COUNTS}
        ).returning(*_ANSWER),
    }


_RAISE = _statements()


def number(connection: Connection, facts: Iterable[Row], decisions: Iterable[Row]) -> None:
    """Gives each row about an entity its ``sequence``, in the order of the rows; one statement for all of them."""
    of_entity: dict[tuple[str, str, str], tuple[list[Row], list[Row]]] = {}
    for place, rows in enumerate((facts, decisions)):
        for row in rows:
            if row["entity_id"] is not None:
                of_entity.setdefault(_entity(row), ([], []))[place].append(row)
    raised = _raised(connection, {entity: Counts(*map(len, added)) for entity, added in of_entity.items()})
    for entity, added in of_entity.items():
        for last, numbered in zip(raised[entity[1:]], added, strict=True):
            for sequence, row in enumerate(numbered, start=last - len(numbered) + 1):
                row["sequence"] = sequence


def _raised(
    connection: Connection, by: Mapping[tuple[str, str, str], Counts]
) -> Mapping[tuple[str, str], Sequence[int]]:
    """What each counter is at afterwards. All go through in one order, so that no two block each other."""
    if not by:
        return {}
    rows: list[Row] = [dict(zip(_KEY, entity, strict=True)) | by[entity]._asdict() for entity in sorted(by)]
    answers = connection.execute(_RAISE[connection.dialect.name], rows if len(rows) > 1 else rows[0])
    return {(kind, entity_id): counts for kind, entity_id, *counts in answers}


def _entity(row: Row) -> tuple[str, str, str]:
    return row["tenant_id"], row["entity_kind"], row["entity_id"]
