"""What befalls the durable engine while it is being opened, or closed."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text

from crm_adapters.storage import DatabaseUnavailable
from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_operations.settings import OperationsSettings, RetrySettings

ATTEMPTS = 3
AT_ONCE = OperationsSettings(retry=RetrySettings(attempts=ATTEMPTS, initial_seconds=0, maximum_seconds=0))
REGISTERING = "INTO dbos.queues"


class Cutter:
    """Cuts the connection of such a statement, so many times."""

    def __init__(self, server: Engine, times: int, statement: str = REGISTERING) -> None:
        self._server = server
        self._statement = statement
        self.left = times

    def __call__(self, connection: Connection, _cursor: Any, sql: str, *_: Any) -> None:
        if self.left and self._statement in sql:
            self.left -= 1
            pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
            with self._server.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@pytest.fixture(scope="module")
def url(migrated_postgres: Callable[[], str]) -> str:
    url = migrated_postgres()
    with open_crm(url) as crm:
        crm.initialise(administrator("acme"))
    return url


@pytest.mark.requirement("REL-001")
@pytest.mark.parametrize("times", [1, ATTEMPTS])
def test_a_connection_that_is_cut_while_opening_is_opened_again_for_a_while(url: str, times: int) -> None:
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=AT_ONCE)
    actor = administrator("acme")
    with open_crm(settings=settings) as crm, closing(Disposed(url)) as server:
        cutter = Cutter(server.engine, times)
        event.listen(Engine, "before_cursor_execute", cutter)
        try:
            if times < ATTEMPTS:
                assert crm.processes.list(actor) == []
            else:
                with pytest.raises(DatabaseUnavailable):
                    crm.processes.list(actor)
        finally:
            event.remove(Engine, "before_cursor_execute", cutter)
        assert cutter.left == 0


def test_closing_while_the_database_is_away_is_no_failure(url: str) -> None:
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=AT_ONCE)
    crm = open_crm(settings=settings)
    assert crm.processes.list(administrator("acme")) == []
    with closing(Disposed(url)) as server:
        cutter = Cutter(server.engine, ATTEMPTS, "DELETE FROM crm_workers")
        event.listen(Engine, "before_cursor_execute", cutter)
        try:
            crm.close()
        finally:
            event.remove(Engine, "before_cursor_execute", cutter)
    assert cutter.left < ATTEMPTS, "nothing was cut"


class Disposed:
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        self.engine.dispose()
