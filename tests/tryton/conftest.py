"""A Tryton server of this session's own, on copies of a database that was set up once and kept."""

from collections.abc import Iterator

import pytest
from fresh_databases import SqliteDatabases
from partner_crm import open_tenant
from required_services import do_without
from tryton_backend import DATABASES, TrytonBackend
from tryton_crm import Place

from crm_adapters.demo import tryton_server
from crm_adapters.tryton import Tryton
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.errors import CrmError


@pytest.fixture(scope="session")
def tryton_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonBackend]:
    if (gone := tryton_server.missing()) is not None:
        do_without(f"{gone} is not installed")
    try:
        template = tryton_server.template()
        server = tryton_server.copies(template, tmp_path_factory.mktemp("tryton"), DATABASES)
        server.start()
    except (CrmError, OSError) as failure:
        do_without(f"no Tryton server: {failure}")
    with server:
        yield TrytonBackend(server, template.keys)


@pytest.fixture
def backend(tryton_process: TrytonBackend) -> TrytonBackend:
    """Running, and with nothing in it but what the template has."""
    tryton_process.server.start()
    tryton_process.sweep()
    return tryton_process


@pytest.fixture
def tryton(backend: TrytonBackend) -> Iterator[Tryton]:
    """The tenants acme and globex, each with a database of its own."""
    opened = backend.opened()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> tuple[str, str]:
    """Where our own database is, and where the processes are kept."""
    folder = tmp_path_factory.mktemp("ours")
    return sqlite_databases.copied_to(folder / "crm.db"), f"sqlite:///{folder}/processes.db"


@pytest.fixture
def place(backend: TrytonBackend, ours: tuple[str, str]) -> Place:
    return Place(*ours, backend.server.url, backend.tenants())


@pytest.fixture
def crm(place: Place) -> Iterator[Crm]:
    """Workflows run in this process, step by step."""
    with place.open_beside() as crm:
        yield crm


@pytest.fixture
def actor(crm: Crm) -> Actor:
    """May do everything in the tenant acme."""
    return open_tenant(crm, "acme")
