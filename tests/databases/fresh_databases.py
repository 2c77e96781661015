"""Databases for the tests: empty ones, and migrated ones, copied from one template because migrating takes seconds."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, create_engine, delete, text

from crm_adapters.storage import EVERY_TENANT, Database, migrate
from crm_adapters.storage.kernel.schema import every_table

SCHEMA_NOTES = {"crm_schema"}
"""What the migrations themselves write."""


class FreshDatabases(Protocol):
    """Each method answers an address, and what is there is gone when the block ends."""

    def empty(self) -> AbstractContextManager[str]: ...

    def migrated(self) -> AbstractContextManager[str]:
        """With our tables, and no rows in them."""


class SqliteDatabases:
    """Files in a folder, which is emptied by whoever made it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def empty(self) -> Iterator[str]:
        yield f"sqlite:///{self._new_file()}"

    @contextmanager
    def migrated(self) -> Iterator[str]:
        yield self.copied_to(self._new_file())

    def copied_to(self, file: Path) -> str:
        """A migrated database in that file."""
        shutil.copy(self._template, file)
        return f"sqlite:///{file}"

    @cached_property
    def _template(self) -> Path:
        file = self._new_file()
        _migrate(f"sqlite:///{file}")
        return file

    def _new_file(self) -> Path:
        return self._folder / f"{_new_name()}.db"


class PostgresDatabases:
    def __init__(self, server: URL) -> None:
        self._server = Server(server, " WITH (FORCE)")

    @contextmanager
    def empty(self, owner: str | None = None) -> Iterator[str]:
        """Opened and owned by that login, whose password is "secret"."""
        with self._database(f" OWNER {owner}" if owner else "") as url:
            login = url.set(username=owner, password="secret") if owner else url
            yield login.render_as_string(hide_password=False)

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._database(f" TEMPLATE {self._template}") as url:
            yield url.render_as_string(hide_password=False)

    def close(self) -> None:
        self._server.close()

    @cached_property
    def _template(self) -> str:
        url = self._server.kept.enter_context(self._database())
        _migrate(url.render_as_string(hide_password=False))
        return str(url.database)

    @contextmanager
    def _database(self, how: str = "") -> Iterator[URL]:
        with self._server.database(how) as url:
            # Tests kill processes of ours and never the server, so a commit need not wait for the disk.
            self._server.execute(f"ALTER DATABASE {url.database} SET synchronous_commit = off")
            yield url


class MariadbDatabases:
    """It makes tables too slowly for more than one migrated database, so that one is swept after each use."""

    def __init__(self, server: URL) -> None:
        self._server = Server(server)

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._server.database() as url:
            yield url.render_as_string(hide_password=False)

    @contextmanager
    def migrated(self) -> Iterator[str]:
        yield self._migrated
        database = Database(self._migrated)
        with database.writing(EVERY_TENANT) as connection:
            for table in reversed(every_table().sorted_tables):
                if table.name not in SCHEMA_NOTES:
                    connection.execute(delete(table))
        database.close()

    def close(self) -> None:
        self._server.close()

    @cached_property
    def _migrated(self) -> str:
        url = self._server.kept.enter_context(self.empty())
        _migrate(url)
        return url


class Server:
    """Where databases are made; what is entered in ``kept`` stays until it is closed."""

    def __init__(self, url: URL, how_to_drop: str = "") -> None:
        self.kept = ExitStack()
        self._url = url
        self._how_to_drop = how_to_drop
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")

    @contextmanager
    def database(self, how: str = "") -> Iterator[URL]:
        # The name is drawn anew, so parallel workers and broken-off runs never meet.
        name = _new_name()
        self.execute(f"CREATE DATABASE {name}{how}")
        yield self._url.set(database=name)
        self.execute(f"DROP DATABASE {name}{self._how_to_drop}")

    def execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        self.kept.close()
        self._engine.dispose()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def _new_name() -> str:
    return f"crm_test_{uuid.uuid4().hex}"
