"""Databases to be looked after: on SQLite and PostgreSQL, each with a CRM on it whose trouble is taken away again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fresh_databases import FreshDatabases
from sqlalchemy import create_engine, text

from crm_adapters.doctor import HealthReport, examine
from crm_adapters.storage import EVERY_TENANT, Database, SqlWorkers, driver_named
from crm_adapters.storage.kernel.releases import known_revisions
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm, processes_url
from crm_core.actor import Actor
from crm_core.testing import tenant_named_after


class Patient:
    """A database whose CRM is opened as one wishes, and examined."""

    def __init__(self, url: str, actor: Actor) -> None:
        self.url = url
        self.actor = actor
        self._opened: list[Crm] = []

    def open(self, settings: dict[str, Any] | None = None, **replaced: Any) -> Crm:
        chosen = CrmSettings.load(**{"database_url": self.url, "runner": RunnerKind.DURABLE, **(settings or {})})
        self._opened.append(open_crm(settings=chosen, **replaced))
        return self._opened[-1]

    def examined(self, crm: Crm | None = None, *, thorough: bool = False) -> HealthReport:
        subject = crm or self.open()
        return examine(lambda: (subject, self.actor), thorough=thorough)

    def result(self, check: str, crm: Crm | None = None, *, thorough: bool = False) -> tuple[str, str, str]:
        """Its state, what was found, and what to do."""
        (found,) = [one for one in self.examined(crm, thorough=thorough).results if one.check == check]
        return found.state.value, found.found, found.remedy or ""

    def execute(self, statement: str, **values: Any) -> int:
        """Past the application, as somebody with the database could; how many rows it met."""
        database = Database(self.url)
        try:
            with database.writing(EVERY_TENANT) as connection:
                return connection.execute(text(statement), values).rowcount
        finally:
            database.close()

    def undo_next_release(self) -> None:
        """As if ``next_release`` had never migrated it."""
        engine = create_engine(driver_named(self.url))
        with engine.begin() as connection:
            for statement in (
                "DROP TABLE IF EXISTS crm_next",
                f"UPDATE alembic_version SET version_num = '{max(known_revisions())}'",
                f"UPDATE crm_schema SET needed_revision = '{max(known_revisions())}'",
            ):
                connection.execute(text(statement))
        engine.dispose()

    def execute_on_runs(self, change: str, **values: Any) -> int:
        """A statement on the table of runs, as ``UPDATE {runs} SET ...``."""
        url = processes_url(CrmSettings.load(database_url=self.url))
        runs = "dbos.workflow_status" if url.startswith("postgresql") else "workflow_status"
        database = Database(url)
        try:
            with database.writing(EVERY_TENANT) as connection:
                return connection.execute(text(change.format(runs=runs)), values).rowcount
        finally:
            database.close()

    def close(self) -> None:
        for crm in self._opened:
            crm.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def patient_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for each module, with our tables."""
    databases: FreshDatabases = request.getfixturevalue(f"{request.param}_databases")
    with databases.migrated() as url:
        yield url


@pytest.fixture
def patient(patient_url: str, request: pytest.FixtureRequest) -> Iterator[Patient]:
    """For a tenant of the test's own; what is counted over all tenants is empty again afterwards."""
    patient = Patient(patient_url, administrator(tenant_named_after(request.node.nodeid)))
    with open_crm(patient_url) as crm:
        crm.initialise(patient.actor)
    yield patient
    patient.close()
    patient.execute("DELETE FROM crm_outbox")
    database = Database(patient_url)
    workers = SqlWorkers(database)
    for worker in workers.known():
        workers.leave(worker.id)
    database.close()


@pytest.fixture
def looked_after() -> Iterator[Callable[[str], Patient]]:
    """Makes a patient of any address, set up or not."""
    patients: list[Patient] = []

    def make(url: str) -> Patient:
        patients.append(Patient(url, administrator("ours")))
        return patients[-1]

    yield make
    for patient in patients:
        patient.close()
