"""How the database is doing, in figures, on each kind of database."""

from datetime import timedelta

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, NumbersUsed, SqlHealth, SqlRecords, schema_state
from crm_adapters.system_clock import SystemClock
from crm_core.actor import Actor
from crm_core.identity import NumberKind
from crm_core.leads import LeadContacted
from crm_core.testing import a_lead, tenant_named_after

NEVER_THAT_BUSY = 60.0


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")


def test_the_database_says_what_time_it_is_to_a_fraction_of_a_second(database: Database) -> None:
    before = SystemClock().now()
    trip = SqlHealth(database).round_trip()
    after = SystemClock().now()

    assert before - timedelta(seconds=0.01) <= trip.database_at <= after + timedelta(seconds=0.01)
    assert 0 < trip.seconds < NEVER_THAT_BUSY


def test_a_migrated_database_misses_nothing(database: Database) -> None:
    state = schema_state(database)

    assert len(state.current) == 1
    assert (state.missing, state.unknown) == ((), ())


def test_numbers_are_counted_by_kind_and_year_and_tenant(database: Database, actor: Actor) -> None:
    stranger = actor.model_copy(update={"tenant_id": f"{actor.tenant_id}-2"})
    records = SqlRecords(database, SystemClock(), new_id)
    for who in (actor, stranger):
        with records.writing(who) as work:
            for year in (2025, 2026):
                number = work.numbers.next(NumberKind.LEAD, year)
                work.leads.add(a_lead(id=new_id(), tenant_id=who.tenant_id, lead_number=number))
    with records.writing(actor) as work:
        work.numbers.next(NumberKind.LEAD, 2026)
        work.numbers.next(NumberKind.OPPORTUNITY, 2026)
        work.numbers.next(NumberKind.QUOTATION, 2026)  # borne by what a partner keeps

    assert SqlHealth(database).numbers(actor.tenant_id) == [
        NumbersUsed(kind=NumberKind.LEAD, year=2025, assigned=1, used=1),
        NumbersUsed(kind=NumberKind.LEAD, year=2026, assigned=2, used=1),
        NumbersUsed(kind=NumberKind.OPPORTUNITY, year=2026, assigned=1, used=0),
    ]


def test_what_is_due_is_counted_over_all_tenants(database: Database, actor: Actor) -> None:
    records, now = SqlRecords(database, SystemClock(), new_id), SystemClock().now()
    before = SqlHealth(database).outbox(now)
    with records.writing(actor) as work:
        lead = work.leads.add(a_lead(id=new_id(), tenant_id=actor.tenant_id))
        work.outbox.announce(LeadContacted(tenant_id=actor.tenant_id, subject=lead.ref, at=now))

    later = SqlHealth(database).outbox(now + timedelta(hours=1))

    assert (later.due - before.due, later.pending - before.pending, later.dead - before.dead) == (1, 1, 0)
    assert later.oldest_due_at is not None
    assert abs(later.oldest_due_at - now) < timedelta(seconds=NEVER_THAT_BUSY)
