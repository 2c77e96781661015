"""The other side: a Tryton server and its databases, looked into and emptied from behind."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from crm_adapters.demo.tryton_server import Keys, TrytonServer, administering
from crm_adapters.tryton import Tryton

DATABASES = ("acme", "globex")
"""Each is also the name of the tenant that is mapped to it."""
SWEPT = ("account_invoice%", "sale_%", "party_%", "ir_note%")


class TrytonBackend:
    def __init__(self, server: TrytonServer, keys: Keys) -> None:
        self.server = server
        self.keys = keys
        self._first = {database: self._highest(database) for database in DATABASES}

    def tenants(self, **changed: Any) -> dict[str, dict[str, Any]]:
        login = {"key": self.keys.key, "user": self.keys.user, "password": self.keys.password}
        return {database: {"database": database, **login, **changed} for database in DATABASES}

    def opened(self, **changed: Any) -> Tryton:
        return Tryton(self.server.url, self.tenants(**changed))

    def sweep(self) -> None:
        """Whatever tests left goes, faster than Tryton itself could be asked to."""
        for database, highest in self._first.items():
            with closing(self.connected(database)) as connection, connection:
                for table, first in highest.items():
                    connection.execute(f'DELETE FROM "{table}" WHERE id > ?', [first])

    def keep_what_exists(self, database: str) -> None:
        """From now on it is not swept away."""
        self._first[database] = self._highest(database)

    @contextmanager
    def without_groups(self, database: str) -> Iterator[None]:
        """The seller loses all rights, and gets them back."""
        with administering(self.server, database, self.keys.administrator_password) as admin:
            (user,) = admin.call("model.res.user.search", [["login", "=", self.keys.user]], 0, 1, None, context={})
            (record,) = admin.call("model.res.user.read", [user], ["groups"], context={})
            admin.call("model.res.user.write", [user], {"groups": [["remove", record["groups"]]]}, context={})
            try:
                yield
            finally:
                admin.call("model.res.user.write", [user], {"groups": [["add", record["groups"]]]}, context={})

    def connected(self, database: str) -> sqlite3.Connection:
        return sqlite3.connect(self.server.folder / f"{database}.sqlite", timeout=30)

    def rows(self, database: str, query: str, *values: Any) -> list[Any]:
        with closing(self.connected(database)) as connection:
            return connection.execute(query, values).fetchall()

    def write(self, database: str, statement: str, *values: Any) -> bool:
        """Past Tryton; whether the database takes it, and there is such a thing."""
        with closing(self.connected(database)) as connection, connection:
            try:
                return connection.execute(statement, values).rowcount > 0
            except (UnicodeError, OverflowError):
                return False

    def _highest(self, database: str) -> Mapping[str, int]:
        with closing(self.connected(database)) as connection:
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND (" + " OR ".join(["name LIKE ?"] * 4) + ")",
                SWEPT,
            ).fetchall()
            tables = [name for (name,) in found if "configuration" not in name and not name.endswith("__history")]
            return {
                name: connection.execute(f'SELECT coalesce(max(id), 0) FROM "{name}"').fetchone()[0]
                for name in tables
                if "id" in {column[1] for column in connection.execute(f'PRAGMA table_info("{name}")')}
            }
