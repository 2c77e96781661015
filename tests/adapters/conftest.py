"""Databases with our tables in them; each test uses tenants of its own, so a module's tests share one."""

import base64
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fresh_databases import PostgresDatabases
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, text

from crm_adapters.encryption import EncryptionSettings, Keys, Secrets
from crm_adapters.storage import Database
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.system_clock import SystemClock


def empty(database: Database) -> None:
    """Takes our tables away, and Alembic's note that they were there."""
    every_table().drop_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


@pytest.fixture(scope="module")
def emptied(database_url: str) -> Iterator[Database]:
    """A database of each kind in turn, without tables before and after the module's tests."""
    database = Database(database_url)
    empty(database)
    yield database
    empty(database)
    database.close()


@pytest.fixture(scope="module")
def database(migrated_url: str) -> Iterator[Database]:
    """A database of each kind in turn, with our tables."""
    database = Database(migrated_url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def secrets(database: Database) -> Secrets:
    """With a key that is given."""
    key = SecretStr(base64.b64encode(bytes(32)).decode())
    return Secrets(Keys(EncryptionSettings(keys=key), database.url), SystemClock())


@pytest.fixture(scope="session")
def postgres_server(postgresql_url: str) -> Iterator[Engine]:
    """Where databases and roles are made: each statement is kept at once."""
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    yield server
    server.dispose()


@pytest.fixture(scope="session")
def new_role(postgres_server: Engine) -> Iterator[Callable[..., str]]:
    """Makes roles, each with a name and the password "secret"; with no attributes it only thinks of a name.

    They go last, since a module's database may know them.
    """
    created: list[str] = []

    def new(attributes: str | None = None) -> str:
        created.append(f"crm_test_{uuid.uuid4().hex}")
        if attributes is not None:
            _run(postgres_server, f"CREATE ROLE {created[-1]} PASSWORD 'secret' {attributes}")
        return created[-1]

    yield new
    for role in reversed(created):
        _run(postgres_server, f"DROP ROLE IF EXISTS {role}")


@pytest.fixture(scope="module")
def new_postgres(postgresql_databases: PostgresDatabases, new_role: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """Makes empty PostgreSQL databases, opened and owned by the login that is named; they go before the logins do."""
    with ExitStack() as stack:
        yield lambda owner=None: stack.enter_context(postgresql_databases.empty(owner))


def _run(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(text(statement))
