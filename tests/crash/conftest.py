"""Stages for the rehearsals, on SQLite and on PostgreSQL, with partners elsewhere and built in."""

from collections.abc import Callable, Iterator

import pytest
from environment import Environment
from fresh_databases import SqliteDatabases
from harness import CrashHarness
from partner_process import PartnerServer
from scenarios import FIRST, ON_A_SERVER
from thoroughness import IN_FULL


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One shape a workflow is enough on SQLite, and two workflows on a server, unless asked in full (make crash)."""
    repeated = set() if IN_FULL else {item for item in items if _repeats(item)}
    config.hook.pytest_deselected(items=list(repeated))
    items[:] = [item for item in items if item not in repeated]


def _repeats(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    place, scenario = (item.callspec.params.get(name) for name in ("place", "scenario"))
    loses_answers = item.path.stem == "test_losing_answers"  # on the way to partners, whatever the database is
    if scenario is None:
        return False
    if place == "postgresql":
        return loses_answers or scenario not in ON_A_SERVER
    return scenario not in FIRST.values() and not loses_answers


@pytest.fixture(scope="module")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> tuple[str, str]:
    """Where the database is, and where the processes are kept."""
    folder = tmp_path_factory.mktemp("durable")
    return sqlite_databases.copied_to(folder / "crm.db"), f"sqlite:///{folder}/processes.db"


@pytest.fixture(scope="module")
def postgresql_place(migrated_postgres: Callable[[], str]) -> tuple[str, str]:
    url = migrated_postgres()
    return url, url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The same on each in turn."""
    place: tuple[str, str] = request.getfixturevalue(f"{request.param}_place")
    return place


@pytest.fixture(scope="module")
def far_environment(place: tuple[str, str], partner_server_process: PartnerServer) -> Environment:
    """With partners in a process of their own: each step is recorded."""
    return Environment(*place, (partner_server_process.address, partner_server_process.authkey))


@pytest.fixture(scope="module")
def near_environment(place: tuple[str, str]) -> Environment:
    """With built-in partners: a workflow is one commit, and a call needs no engine."""
    return Environment(*place, None)


@pytest.fixture(scope="module")
def near_queue_environment(place: tuple[str, str]) -> Environment:
    """With built-in partners, and everything enqueued."""
    return Environment(*place, None, enqueues=True)


@pytest.fixture
def far(far_environment: Environment, partner_server: PartnerServer) -> Iterator[CrashHarness]:
    harness = CrashHarness(far_environment, partner_server)
    yield harness
    harness.close()


@pytest.fixture
def far_on_sqlite(sqlite_place: tuple[str, str], partner_server: PartnerServer) -> Iterator[CrashHarness]:
    """What is stored is the same on every database, so one is enough to look at it."""
    harness = CrashHarness(Environment(*sqlite_place, (partner_server.address, partner_server.authkey)), partner_server)
    yield harness
    harness.close()


@pytest.fixture
def near(near_environment: Environment, partner_server: PartnerServer) -> Iterator[CrashHarness]:
    harness = CrashHarness(near_environment, partner_server)
    yield harness
    harness.close()


@pytest.fixture
def near_queue(near_queue_environment: Environment, partner_server: PartnerServer) -> Iterator[CrashHarness]:
    harness = CrashHarness(near_queue_environment, partner_server)
    yield harness
    harness.close()
