"""Candidates for conversion are read in pages, each by one statement, however many leads there are beside them."""

import pytest
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.leads import LeadStatus
from crm_core.testing import VirtualClock, a_lead
from crm_operations.lead_conversion import ConvertLeads, candidates


class Tenant:
    """With leads whose statuses take turns."""

    def __init__(self, database: Database, count: int) -> None:
        self.actor = Actor(tenant_id=new_id(), user_id="ada", roles=frozenset(Role))
        self.records = SqlRecords(database, VirtualClock(), new_id)
        statuses = list(LeadStatus)
        with self.records.writing(self.actor) as work:
            self.leads = [
                work.leads.add(
                    a_lead(
                        number,
                        tenant_id=self.actor.tenant_id,
                        status=statuses[number % len(statuses)],
                        attributes={"number": number},
                    )
                )
                for number in range(1, count + 1)
            ]

    def candidates(self, page_size: int, where: str | None = None) -> list[str]:
        found = candidates(self.records, self.actor, ConvertLeads(where=where), page_size)
        return [lead.lead_id for lead in found]


@pytest.fixture(scope="module")
def tenant(database: Database) -> Tenant:
    Tenant(database, 20)  # of somebody else
    return Tenant(database, 50)


def test_every_open_lead_of_the_tenant_is_found_once_in_order(tenant: Tenant) -> None:
    expected = [lead.id for lead in tenant.leads if lead.status.is_active]

    for page_size in (1, 7, len(expected), 500):
        assert tenant.candidates(page_size) == expected


def test_a_condition_is_asked_of_each(tenant: Tenant) -> None:
    expected = [lead.id for lead in tenant.leads if lead.status.is_active and int(lead.attributes["number"]) > 40]

    assert tenant.candidates(4, "lead.attributes.number > 40") == expected


def test_a_page_is_one_statement_and_begins_where_the_one_before_ended(database: Database, tenant: Tenant) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "crm_leads" in statement:
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        found = tenant.candidates(10)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)

    assert len(asked) == len(found) // 10 + 1
    assert [statement for statement in asked if "crm_leads.id >" in statement] == asked[1:]
