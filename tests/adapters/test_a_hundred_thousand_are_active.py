"""With 100,000 open leads, deals and runs each command reads what it reads with 1,000, as the database counts it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from many_rows import FIRST_ID, fill, fill_deals, row_number, words
from rows_read import note_sizes, work_of
from sqlalchemy import insert, literal, select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords, SqlRunLog
from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.storage.kernel.record_tables import runs
from crm_adapters.storage.unit_of_work import SqlUnitOfWork
from crm_core.actor import Actor, Role
from crm_core.leads import LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_core.pipelines import Outcome
from crm_core.testing import VirtualClock
from crm_core.testing.builders import START, a_lead, a_pipeline

FEW, MANY = 1_000, 100_000
PEOPLE = 5
A_PAGE = 250
"""What may be read more: MariaDB takes another way to the three pages of a person's open leads."""
LEASE = timedelta(minutes=5)

COMMANDS: dict[str, Callable[[SqlUnitOfWork], object]] = {
    "open leads": lambda work: work.leads.find(LeadFilter(only_open=True)),
    "a person's open leads": lambda work: work.leads.find(LeadFilter(only_open=True, assigned_to="rep-1")),
    "the page behind": lambda work: work.leads.find(LeadFilter(only_open=True, after_id=str(FIRST_ID + FEW // 2))),
    "a lead by its number": lambda work: work.leads.find_by_number("LEAD-500"),
    "a lead by its e-mail address": lambda work: work.leads.find(LeadFilter(email="person-500@example.com")),
    "open deals": lambda work: work.opportunities.find(OpportunityFilter(outcome=Outcome.OPEN)),
    "a person's deals": lambda work: work.opportunities.find(OpportunityFilter(assigned_to="rep-1", limit=20)),
    "a deal": lambda work: work.opportunities.get(str(FIRST_ID + 500)),
}


@pytest.mark.requirement("SCL-004")
def test_commands_read_the_same(database: Database) -> None:
    read: dict[tuple[str, int], int] = {}
    for count in (FEW, MANY):
        actor = Actor(tenant_id=f"with-{count}", user_id="ada", roles=frozenset(Role))
        be_active(database, actor.tenant_id, count)
        for name, command in COMMANDS.items():
            with SqlRecords(database, VirtualClock(), new_id).reading(actor) as work:
                read[name, count] = work_of(work.session.connection, partial(command, work))
                assert command(work), name
        with database.local_transaction(actor.tenant_id), database.reading(actor.tenant_id) as connection:
            log = SqlRunLog(database)
            read["a run", count] = work_of(connection, partial(log.answer, actor, "run-500"))
            claim = partial(log.claim, actor, workflow="conversion", at=START, until=START + LEASE)
            assert (claim("run-500", "other").granted, claim("another", "hash").granted) == (False, True)
    growing = {name: (few, read[name, MANY]) for (name, count), few in read.items() if count == FEW}
    assert {name: both for name, both in growing.items() if both[1] > both[0] + A_PAGE} == {}


def be_active(database: Database, tenant_id: str, count: int) -> None:
    """Everything is open, and the same five people have it."""
    number = row_number(database.kind, count)
    address = words("person-", number).concat("@example.com")
    fill(
        database,
        SqlLeads,
        a_lead(tenant_id=tenant_id),
        number,
        lead_number=words("LEAD-", number),
        email=address,
        email_key=address,
        assigned_to=words("rep-", number % PEOPLE),
    )
    fill_deals(database, tenant_id, a_pipeline(), count)
    running = {
        "tenant_id": literal(tenant_id),
        "process_id": words("run-", number),
        "workflow": literal("conversion"),
        "user_id": literal("ada"),
        "request_hash": literal("hash"),
        "claimed_at": literal(START, runs.c.claimed_at.type),
        "claimed_until": literal(START + LEASE, runs.c.claimed_until.type),
    }
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(insert(runs).from_select(list(running), select(*running.values())))
    note_sizes(database.engine, SqlLeads.table.name, SqlOpportunities.table.name, runs.name)
