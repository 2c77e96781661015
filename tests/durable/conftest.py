"""Stages for the rehearsals, on SQLite and on PostgreSQL, with partners elsewhere and built in."""

import uuid
from collections.abc import Iterator

import pytest
from outside import Outside
from sqlalchemy import create_engine, make_url, text
from stage import Stage
from theatre import Theatre

from crm_adapters.storage import Database, migrate


@pytest.fixture(scope="module")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Where the database is, and where the processes are kept."""
    folder = tmp_path_factory.mktemp("durable")
    return _migrated(f"sqlite:///{folder}/crm.db"), f"sqlite:///{folder}/processes.db"


@pytest.fixture(scope="module")
def postgresql_place(postgres_url: str) -> Iterator[tuple[str, str]]:
    name = f"crm_test_{uuid.uuid4().hex}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    yield _migrated(url), url
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The same on each in turn."""
    place: tuple[str, str] = request.getfixturevalue(f"{request.param}_place")
    return place


@pytest.fixture(scope="module")
def far_stage(place: tuple[str, str], outside_process: Outside) -> Stage:
    """With partners in a process of their own: each step is recorded."""
    return Stage(*place, (outside_process.address, outside_process.authkey))


@pytest.fixture(scope="module")
def near_stage(place: tuple[str, str]) -> Stage:
    """With built-in partners: a recipe is one commit."""
    return Stage(*place, None)


@pytest.fixture
def far(far_stage: Stage, outside: Outside) -> Iterator[Theatre]:
    theatre = Theatre(far_stage, outside)
    yield theatre
    theatre.close()


@pytest.fixture
def far_on_sqlite(sqlite_place: tuple[str, str], outside: Outside) -> Iterator[Theatre]:
    """What is stored is the same on every database, so one is enough to look at it."""
    theatre = Theatre(Stage(*sqlite_place, (outside.address, outside.authkey)), outside)
    yield theatre
    theatre.close()


@pytest.fixture
def near(near_stage: Stage, outside: Outside) -> Iterator[Theatre]:
    theatre = Theatre(near_stage, outside)
    yield theatre
    theatre.close()


def _migrated(url: str) -> str:
    database = Database(url)
    migrate(database)
    database.close()
    return url
