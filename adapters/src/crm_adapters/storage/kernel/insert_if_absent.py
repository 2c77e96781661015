"""Writes a row unless one of its keys is taken; the answer is a yes or no, never an error that ends the transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Select, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from crm_adapters.storage.kernel.prepared import Prepared

_DUPLICATE_KEY = 1062
"""MariaDB's number for it; its INSERT IGNORE would also cut texts that are too long."""


class InsertIfAbsent:
    """Built once for a table: from a row's values or, with ``source``, from what that query finds."""

    def __init__(self, table: Table, source: Select[Any] | None = None) -> None:
        on_sqlite, on_postgresql, on_mariadb = sqlite.insert(table), postgresql.insert(table), mysql.insert(table)
        if source is not None:
            columns = [column.name for column in source.selected_columns]
            on_sqlite = on_sqlite.from_select(columns, source)
            on_postgresql = on_postgresql.from_select(columns, source)
            on_mariadb = on_mariadb.from_select(columns, source)
        on_sqlite, on_postgresql = on_sqlite.on_conflict_do_nothing(), on_postgresql.on_conflict_do_nothing()
        is_by_row = source is None
        self._one = {
            kind: Prepared(statement, by_row=is_by_row)
            for kind, statement in (("sqlite", on_sqlite), ("postgresql", on_postgresql), ("mariadb", on_mariadb))
        }
        first = next(iter(table.primary_key.columns))
        unchanged = on_mariadb.on_duplicate_key_update({first.name: first})
        self._many: dict[str, Insert] = {"sqlite": on_sqlite, "postgresql": on_postgresql, "mariadb": unchanged}

    def write(self, connection: Connection, values: Mapping[str, Any]) -> bool:
        """Whether the row is new. On SQLite and PostgreSQL that is one round trip either way."""
        try:
            return self._one[connection.dialect.name].write(connection, values) == 1
        except IntegrityError as cause:
            if cause.orig is not None and cause.orig.args[:1] == (_DUPLICATE_KEY,):
                return False
            raise

    def write_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Those that are new, in one statement."""
        if rows:
            connection.execute(self._many[connection.dialect.name], [dict(row) for row in rows])
