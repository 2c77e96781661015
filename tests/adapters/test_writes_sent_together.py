"""What a unit of work writes goes together at its end, and is refused as if each write had been sent by itself."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import update

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.unit_of_work import SqlUnitOfWork
from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, CrmError
from crm_core.leads import Lead, LeadFilter
from crm_core.testing import VirtualClock, a_lead, an_activity


@pytest.fixture
def actor() -> Actor:
    return Actor(tenant_id=f"tenant-{uuid4().hex}", user_id="ada")


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


@pytest.fixture
def lead(records: SqlRecords, actor: Actor) -> Lead:
    with records.writing(actor) as work:
        return work.leads.add(a_lead(tenant_id=actor.tenant_id))


def edited(lead: Lead, notes: str) -> Lead:
    return lead.changed(lead.updated_at, notes=notes)


def overtaken(work: SqlUnitOfWork, lead: Lead) -> None:
    """As if somebody else had committed a change since the lead was loaded."""
    work.leads.get(lead.id)
    work.session.connection.execute(update(leads).where(leads.c.id == lead.id).values(version=lead.version + 7))


@pytest.mark.requirement("REL-003")
def test_a_race_the_database_alone_knows_of_is_told_with_kind_and_id(
    records: SqlRecords, actor: Actor, lead: Lead
) -> None:
    def change() -> None:
        with records.writing(actor) as work:
            overtaken(work, lead)
            work.leads.save(edited(lead, "too late"))
            work.activities.add(an_activity(tenant_id=actor.tenant_id))

    expected = ChangedMeanwhile.because_version_moved_on(lead.kind, lead.id, lead.version)

    with pytest.raises(ChangedMeanwhile) as refusal:
        change()

    assert refusal.value.args == expected.args
    with records.reading(actor) as work:
        assert work.leads.get(lead.id) == lead
        assert work.history.verify().holds


def test_a_refusal_somebody_swallows_ends_the_work_all_the_same(records: SqlRecords, actor: Actor, lead: Lead) -> None:
    seen: list[CrmError] = []

    def change() -> None:
        with records.writing(actor) as work:
            overtaken(work, lead)
            work.leads.save(edited(lead, "too late"))
            try:
                work.leads.find(LeadFilter())
            except ChangedMeanwhile as refusal:
                seen.append(refusal)

    with pytest.raises(ChangedMeanwhile) as refusal:
        change()

    assert [refusal.value] == seen
    with records.reading(actor) as work:
        assert work.history.verify().holds


def test_whoever_reads_meets_what_waits(records: SqlRecords, actor: Actor, lead: Lead) -> None:
    with records.writing(actor) as work:
        work.leads.save(lead.changed(lead.updated_at, assigned_to="lena"))
        found = list(work.leads.find(LeadFilter(assigned_to="lena")))

    assert [one.id for one in found] == [lead.id]


def test_what_is_changed_twice_has_both_versions(records: SqlRecords, actor: Actor, lead: Lead) -> None:
    with records.writing(actor) as work:
        second = work.leads.save(edited(lead, "second"))
        third = work.leads.save(edited(second, "third"))

    with records.reading(actor) as work:
        assert work.leads.get(lead.id) == third
        assert [entry.sequence for entry in work.history.of(lead.ref)] == [1, 2, 3]
        assert work.history.verify().holds


def test_on_postgresql_the_writes_are_two_statements(
    records: SqlRecords, database: Database, actor: Actor, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One up to the counters, whose answer the messages need, and one for the rest."""
    if database.kind != "postgresql":
        pytest.skip("one statement of many parts is PostgreSQL's")
    sent: list[str] = []
    execute = psycopg.RawCursor.execute

    def heard(cursor: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(cursor, query, *arguments, **options)

    monkeypatch.setattr(psycopg.RawCursor, "execute", heard)
    with records.writing(actor) as work:
        contacted, event = lead.contacted(at=lead.updated_at)
        work.leads.save(contacted)
        work.outbox.announce(event, event)

    assert [each.count("INSERT") + each.count("UPDATE crm_leads") for each in sent] == [2, 3]
    with records.reading(actor) as work:
        assert work.history.verify().holds
