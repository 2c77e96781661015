"""The first empty SQLite of a process is migrated step by step; what came of it is then written into the others.

Tests that are about migrating ask for ``migrated_step_by_step``.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection

from crm_adapters.storage.kernel import releases, schema
from crm_adapters.storage.kernel.releases import Shape, this_release

_step_by_step = schema._upgrade


class Outcome(NamedTuple):
    tables_and_indexes: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[Any, ...]]]]
    """To be inserted, with the statement that does."""


_outcomes: dict[tuple[str, str], Outcome] = {}
"""By the folder of the migrations and the release that one is: a test may be another."""


def _at_once(connection: Connection, shape: Shape) -> None:
    if connection.dialect.name != "sqlite" or not _is_empty(connection):
        return _step_by_step(connection, shape)
    key = (str(releases.MIGRATIONS), this_release())
    if key not in _outcomes:
        _step_by_step(connection, shape)
        _outcomes[key] = _outcome(connection)
        return None
    for statement in _outcomes[key].tables_and_indexes:
        connection.exec_driver_sql(statement)
    for insertion, rows in _outcomes[key].rows:
        connection.exec_driver_sql(insertion, list(rows))
    return None


def _is_empty(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT name FROM sqlite_master").first() is None


def _outcome(connection: Connection) -> Outcome:
    there = "FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"
    tables = connection.exec_driver_sql(f"SELECT name {there} AND type = 'table'").scalars().all()
    contents = {table: connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables}
    return Outcome(
        connection.exec_driver_sql(f"SELECT sql {there} ORDER BY rowid").scalars().all(),
        [
            (f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [tuple(row) for row in rows])
            for table, rows in contents.items()
            if rows
        ],
    )


@pytest.fixture(scope="session", autouse=True)
def _migrated_at_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "_upgrade", _at_once)
        yield


@pytest.fixture
def migrated_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_upgrade", _step_by_step)
