"""What every test may ask for: databases, message brokers, partner systems, and Hypothesis without a stopwatch."""

import os
import signal
import socket
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
import shared_statements  # noqa: F401  it is imported for what it does
import structlog
import unsynced_sqlite  # noqa: F401  it is imported for what it does
from hypothesis import settings
from partner_process import PartnerServer
from required_services import do_without
from structlog.dev import ConsoleRenderer, plain_traceback
from typer.main import get_command

pytest_plugins = [
    "database_fixtures",
    "migrated_once",
    "next_release",
    "rewritten_in_shares",
    "seldom_garbage",
    "slowest_files",
]

NATS = "nats://127.0.0.1:4222"
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672/"
REDIS = "redis://127.0.0.1:6379"

# A busy machine is slow, which proves nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Drawn with the values of every variable on its way, an exception that is logged takes seconds.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        ConsoleRenderer(exception_formatter=plain_traceback),
    ]
)

# A shell lets whatever it starts in the background ignore Ctrl-C, and so would every process that a test starts and
# interrupts: they inherit what is ignored here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys that secrets are sealed with are made for the tests, and not in anybody's home."""
    with pytest.MonkeyPatch.context() as patch:
        # Most deals of the tests are in euros, for which nobody stores a rate.
        patch.setenv(
            "CRM_OPERATIONS__APPROVALS__DEALS__VALUE_BY_CURRENCY",
            '{"CHF": {}, "EUR": {}, "GBP": {}, "JPY": {}, "KWD": {}}',
        )
        patch.setenv("CRM_ENCRYPTION__KEY_FILE", str(tmp_path_factory.mktemp("keys") / "keys"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _commands_are_built_once() -> Iterator[None]:
    """Typer would make every command of the command line anew at each call, of which tests have many in one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session")
def partner_server_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerServer]:
    """The partner systems in a process of their own, one for all tests of a session."""
    with PartnerServer(f"sqlite:///{tmp_path_factory.mktemp('partners') / 'partners.db'}") as process:
        yield process


@pytest.fixture
def partner_server(partner_server_process: PartnerServer) -> PartnerServer:
    """The same, running and without trouble, whatever the test before did to it; take a ``fresh_tenant`` of it."""
    partner_server_process.thaw()
    partner_server_process.start()
    partner_server_process.partners.faults.calm()
    return partner_server_process


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
        do_without(f"nobody listens at {at.hostname}:{at.port} ({variable} names another): {refusal}")
    return url
