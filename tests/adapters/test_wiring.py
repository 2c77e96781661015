"""Everything fits together, every part can be replaced by one line, and settings say what they do not know."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import assert_type
from uuid import uuid4

import pytest
from fresh_databases import MariadbDatabases
from sqlalchemy import create_engine, make_url, text

from crm_adapters.storage import DatabaseNotReady
from crm_adapters.wiring import (
    CrmSettings,
    GuardSettings,
    PartnerRole,
    RunnerKind,
    TenantSettings,
    administrator,
    open_crm,
)
from crm_adapters.wiring.application import Application
from crm_adapters.wiring.crm import NoDurableProcesses
from crm_adapters.wiring.live import LiveUpdates
from crm_adapters.wiring.tryton import tryton_of
from crm_core.errors import Invalid
from crm_core.leads import CreateLead, LeadScore
from crm_core.testing import VirtualClock
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.providers import CustomerProvider
from crm_operations.testing import FakeCustomers


def test_every_dependency_of_every_container_is_given() -> None:
    container = Application()
    container.infrastructure.settings.override(CrmSettings())
    container.workflows.open_crm.override(open_crm)

    container.check_dependencies()


def test_one_line_replaces_a_provider(migrated_file: str) -> None:
    customers = FakeCustomers(lambda: "customer-1")
    with open_crm(migrated_file, customers=customers) as crm:
        actor = administrator("wiring")
        crm.initialise(actor)
        lead = crm.leads.capture(actor, CreateLead(name="Ada")).lead

        answer = crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="test"))

    assert isinstance(answer, Conversion)
    assert answer.customer_id == "customer-1"
    assert customers.changed_by == ["create_from_lead", "link_to_opportunity"]


def test_the_clock_can_be_replaced_too(migrated_file: str) -> None:
    clock = VirtualClock()
    with open_crm(migrated_file, clock=clock) as crm:
        actor = administrator("clockwork")
        crm.initialise(actor)

        assert crm.leads.capture(actor, CreateLead(name="Ada")).lead.created_at == clock.now()


def test_replacing_what_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid, match="customer: nothing of that name can be replaced"):
        open_crm("sqlite:///nowhere.db", customer=object())


def test_a_file_sets_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "crm.toml"
    file.write_text(
        'tenant = "acme"\n[operations.qualification]\nminimum_score = 61\n'
        '[tenants.acme]\ntimezone = "America/New_York"\n[tenants.acme.qualification]\nminimum_activities = 7\n'
    )
    monkeypatch.setenv("CRM_CONFIG", str(file))
    monkeypatch.setenv("CRM_TENANT", "umbrella")
    monkeypatch.setenv("CRM_OPERATIONS__RETRY__ATTEMPTS", "9")

    settings = CrmSettings.load()
    acme, others = TenantSettings(settings)("acme"), TenantSettings(settings)("others")

    assert settings.tenant == "umbrella"
    assert (acme.qualification.minimum_score, acme.qualification.minimum_activities) == (61, 7)
    assert (others.qualification.minimum_score, others.qualification.minimum_activities) == (61, 2)
    assert (acme.timezone, others.timezone, acme.retry.attempts) == ("America/New_York", "UTC", 9)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE", "101", "operations.qualification.minimum_score"),
        ("CRM_OPERATIONS__CURRENCY", "euros", "operations.currency"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Invalid, match=complaint):
        CrmSettings.load()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("sqlite://", "name a file"),
        ("nonsense", "is not a database address"),
        ("oracle://somewhere", "use sqlite, postgresql or mariadb"),
    ],
)
def test_a_database_address_that_cannot_work_is_refused_with_a_remedy(url: str, complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        open_crm(url)


def test_a_score_kept_in_the_database_is_the_score_that_was_kept(migrated_file: str) -> None:
    with open_crm(migrated_file) as crm:
        actor = administrator("scores")
        crm.initialise(actor)
        lead = crm.leads.capture(actor, CreateLead(name="Ada", company="Analytical", email="ada@example.com")).lead
        result = crm.leads.score(actor, lead.id)

        assert isinstance(result.score, LeadScore)
        assert crm.leads.get(actor, lead.id).score == result.score
        assert sum(line.counted for line in result.lines) == result.total


@pytest.fixture
def untouched_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database nobody ever opened."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'untouched.db'}"
        return
    name = f"untouched_{uuid4().hex}"
    server = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(database_url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def test_a_database_nobody_set_up_says_how(untouched_url: str) -> None:
    with open_crm(untouched_url) as crm, pytest.raises(DatabaseNotReady, match="crm init"):
        crm.leads.capture(administrator("early"), CreateLead(name="Ada"))


def test_an_application_without_processes_can_be_looked_into(migrated_file: str) -> None:
    crm = open_crm(migrated_file, settings=CrmSettings(database_url=migrated_file, runner=RunnerKind.IN_PROCESS))

    assert not hasattr(crm, "processes")
    assert "leads" in dict(inspect.getmembers(crm))
    with pytest.raises(NoDurableProcesses, match="set CRM_RUNNER=durable"):
        _ = crm.processes


def test_a_call_in_one_commit_needs_no_place_for_processes_and_the_queue_says_which(
    mariadb_databases: MariadbDatabases,
) -> None:
    with (
        mariadb_databases.migrated() as url,
        open_crm(settings=CrmSettings(database_url=url, runner=RunnerKind.DURABLE)) as crm,
    ):
        me = administrator("main")
        crm.initialise(me)
        lead = crm.leads.capture(me, CreateLead(name="Ada")).lead
        command = ConvertLead(lead_id=lead.id, override_reason="test")

        assert isinstance(crm.conversion.convert_lead(me, command), Conversion)
        for needs_one in (lambda: crm.conversion.enqueue_conversion(me, command), lambda: crm.processes):
            with pytest.raises(Invalid, match="name a PostgreSQL or a SQLite file in CRM_PROCESSES_URL"):
                needs_one()


def test_a_missing_setting_of_tryton_is_said_in_words() -> None:
    settings = CrmSettings(partners={"tryton": {"tenants": {"main": {"key": "secret"}}}})

    with pytest.raises(Invalid, match=r"database: it is missing; set it in crm\.toml, or CRM_PARTNERS__TRYTON"):
        tryton_of(settings)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////tmp/crm.db", "sqlite /tmp/crm.db"),
        ("postgresql://ada:secret@sales.example/crm", "postgresql sales.example/crm"),
    ],
)
def test_an_application_says_what_it_is_and_no_secret(url: str, place: str) -> None:
    settings = CrmSettings(database_url=url, guards={PartnerRole.CUSTOMERS: GuardSettings(rate_per_second=1)})

    with open_crm(settings=settings) as crm:
        shown = repr(crm)

    assert shown.startswith(f"<Crm {place}, customers=embedded, ")
    assert shown.endswith("runner=in_process>")
    assert "secret" not in shown


def test_an_editor_knows_the_type_of_every_coordinator(migrated_file: str) -> None:
    with open_crm(migrated_file) as crm:
        assert_type(crm.leads, LeadManagementCoordinator)
        assert_type(crm.live, LiveUpdates)
        assert_type(crm.customers, CustomerProvider)
        assert set(crm.parts()) >= {"leads", "sources", "deals", "audit", "webhooks"}
        assert crm.leads is crm.leads
