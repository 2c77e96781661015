"""A database that an earlier release left, work undone included, is taken up by this one as its users would."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fresh_databases import FreshDatabases, SqliteDatabases
from observations import contradictions, differences, finish, observed, runs_of
from places import DUMPED_AT, KEY, TENANTS, Place, place_at
from quick_recovery import take_up_every
from releases import RELEASES, Release
from sqlalchemy import create_engine, inspect, literal, select, table, text
from typer.testing import CliRunner, Result

from crm_adapters.cli import app
from crm_adapters.storage import driver_named, migrate, schema_state
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import Crm, administrator
from crm_core.activities import ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.leads import CreateLead, LeadFilter, LeadStatus
from crm_core.money import Money
from crm_core.pipelines import Outcome
from crm_core.testing import VirtualClock
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead

KINDS = ("sqlite", "postgresql", "mariadb")
OF_NO_WORKFLOW_OF_OURS = {"notifications", "streams", "workflow_events", "workflow_events_history", "event_dispatch_kv"}
"""Tables of the engine for what no workflow of ours does: messages, streams and events among its workflows."""
CLOCK = VirtualClock(DUMPED_AT)


@pytest.fixture(params=RELEASES, ids=str)
def release(request: pytest.FixtureRequest) -> Release:
    each: Release = request.param
    return each


@pytest.fixture(params=KINDS)
def restored(request: pytest.FixtureRequest, release: Release, tmp_path: Path) -> Iterator[Place]:
    """As that release left it."""
    databases: FreshDatabases = request.getfixturevalue(f"{request.param}_databases")
    with databases.empty() as url:
        place = place_at(url, tmp_path)
        release.restore(place)
        yield place


@pytest.fixture
def upgraded(restored: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    """After ``crm init``, as a user says it."""
    monkeypatch.chdir(tmp_path)
    assert crm_command(restored, "init").exit_code == 0
    return restored


def crm_command(place: Place, *words: str) -> Result:
    environment = {
        "CRM_DATABASE_URL": place.database,
        "CRM_PROCESSES_URL": place.processes,
        "CRM_TENANT": TENANTS[0],
        "CRM_ENCRYPTION__KEYS": KEY,
    }
    return CliRunner().invoke(app, words, env=environment)


def test_every_table_of_a_dump_has_rows(restored: Place) -> None:
    empty = []
    for url in {restored.database, restored.processes}:
        engine = create_engine(driver_named(url))
        tables: set[tuple[str | None, str]] = {(None, name) for name in inspect(engine).get_table_names()}
        if engine.dialect.name == "postgresql":
            tables |= {("dbos", name) for name in inspect(engine).get_table_names("dbos")}
        with engine.connect() as connection:
            for schema, name in sorted(tables, key=str):
                found = connection.execute(select(literal(1)).select_from(table(name, schema=schema))).first()
                if found is None and name not in OF_NO_WORKFLOW_OF_OURS:
                    empty.append(name)
        engine.dispose()

    assert empty == []


def test_what_was_there_is_there_and_adds_up(release: Release, upgraded: Place) -> None:
    with upgraded.open(clock=CLOCK) as crm:
        with crm.database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            assert compare_metadata(context, every_table()) == []
        assert flaws(crm, release) == []


def test_a_migration_yet_to_come_leaves_what_was_there(
    release: Release, restored: Place, next_release: Callable[[bool], AbstractContextManager[None]]
) -> None:
    with next_release(False), restored.open(clock=CLOCK) as crm:
        assert schema_state(crm.database).missing[-1:] == ("9999",)
        migrate(crm.database)

        assert schema_state(crm.database).missing == ()
        assert flaws(crm, release) == []


def test_what_was_left_undone_is_finished_and_people_go_on(release: Release, upgraded: Place) -> None:
    take_up_every(0.05)
    finish(upgraded, CLOCK)

    with upgraded.open(clock=CLOCK) as crm:
        assert list(differences(release.expected["after"], observed(crm))) == []
        assert list(differences(release.expected["runs"], runs_of(crm))) == []
        for tenant in TENANTS:
            actor = administrator(tenant, "mara")
            for lead in crm.leads.list(actor, LeadFilter(status=LeadStatus.CONVERTED_TO_OPPORTUNITY)):
                again = crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id))
                assert isinstance(again, Conversion)
                assert again.opportunity_id == lead.converted_to_opportunity_id
            win_another(crm, actor)
        assert list(contradictions(crm)) == []
    doctor = crm_command(upgraded, "doctor", "--thorough", "--json")
    found = json.loads(doctor.stdout)["results"]
    failed = {each["check"] for each in found if each["state"] == "failed"}
    # As it was left: of a loop that failed one is told for minutes, of a message nobody could deliver for good.
    assert failed - {"loops"} == {"dead letters"}


def flaws(crm: Crm, release: Release) -> list[str]:
    """Of what a release left, before its work is finished."""
    kind = crm.database.engine.dialect.name
    ends = {tenant: release.expected["digests"][kind][tenant] for tenant in TENANTS}
    return [
        *differences(release.expected["before"], observed(crm)),
        *contradictions(crm),
        *(
            f"history of {flaw}"
            for tenant, lines in ends.items()
            for flaw in crm.audit.verify(administrator(tenant), against=lines).flaws
        ),
    ]


def win_another(crm: Crm, actor: Actor) -> None:
    request = CreateLead(
        name="Another", company="Another & Co", email="another@example.com", source="fair", industry="machines"
    )
    lead = crm.leads.capture(actor, request).lead
    crm.activities.log(actor, LogActivity(related=lead.ref, activity_type=ActivityType.MEETING, subject="Met"))
    crm.leads.score(actor, lead.id)
    converted = crm.conversion.convert_lead(
        actor, ConvertLead(lead_id=lead.id, expected_revenue=Money(minor=123_400, currency="EUR"))
    )
    assert isinstance(converted, Conversion), converted
    crm.deals.advance_to_stage(actor, converted.opportunity_id, "negotiation")
    won = crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=converted.opportunity_id))
    assert won.outcome is Outcome.WON


MUTATIONS = {
    "a lead's text": ("UPDATE crm_leads SET notes = replace(notes, '🚢', '?')", "history of lead"),
    "a customer's text": ("UPDATE crm_customers SET contact_name = 'Eve'", "harbour.customers"),
    "an amount": (
        "UPDATE crm_opportunities SET expected_revenue_minor = 1",
        "harbour.summary",
    ),
    "an order": ("UPDATE crm_orders SET opportunity_id = 'another'", "its deal does not know it"),
    "a lost chain": ("DELETE FROM crm_history WHERE entity_kind = 'activity'", "it is in the digest, and gone"),
    "a lost message": ("DELETE FROM crm_outbox WHERE topic = 'lead.created'", "is in the outbox 0 times instead of 1"),
    "a lost number": ("UPDATE crm_numbers SET last = last + 1", "was given 1 times and is used 0"),
    "a policy": ("UPDATE crm_policies SET content = replace(content, 'weighted', 'round_robin')", "policy changed"),
    "a rule's version": ("UPDATE crm_decisions SET rule_version = 9", "other version of the rule"),
    "an inbox": ("UPDATE crm_inbox_messages SET body = 'x'", "harbour.inbox"),
}


@pytest.mark.parametrize(("statement", "found"), MUTATIONS.values(), ids=list(MUTATIONS))
def test_a_dump_that_was_changed_is_noticed(
    sqlite_databases: SqliteDatabases, tmp_path: Path, release: Release, statement: str, found: str
) -> None:
    with sqlite_databases.empty() as url:
        place = place_at(url, tmp_path)
        release.restore(place)
        change(place.database, statement)

        with place.open(clock=CLOCK) as crm:
            migrate(crm.database)
            wrong = flaws(crm, release)

    assert any(found in each for each in wrong), wrong


def test_a_run_that_was_lost_or_ended_otherwise_is_noticed(
    sqlite_databases: SqliteDatabases, tmp_path: Path, release: Release
) -> None:
    take_up_every(0.05)
    with sqlite_databases.empty() as url:
        place = place_at(url, tmp_path)
        release.restore(place)
        change(
            place.processes,
            "DELETE FROM workflow_status WHERE status = 'ENQUEUED' AND name = 'lead-routing'",
            "UPDATE workflow_status SET status = 'CANCELLED' WHERE status = 'PENDING'",
        )
        finish(place, CLOCK)

        with place.open(clock=CLOCK) as crm:
            wrong = list(differences(release.expected["runs"], runs_of(crm)))

    assert any(each.startswith("lead-routing:") for each in wrong), wrong
    assert any(each.startswith("lead-conversion:north:") for each in wrong), wrong


def change(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, f"nothing to change: {statement}"
    engine.dispose()
