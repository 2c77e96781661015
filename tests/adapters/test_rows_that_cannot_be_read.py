"""A row that somebody wrote past the application, and that means nothing, keeps nobody from the other rows."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from crm_adapters.doctor import examine
from crm_adapters.storage import EVERY_TENANT
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.activities import ActivityFilter, ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.errors import Invalid
from crm_core.leads import CreateLead, Lead, LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_core.sources import AddSource
from crm_core.stores import Listed
from crm_core.testing import tenant_named_after
from crm_operations.lead_conversion import ConvertLead, ConvertLeads
from crm_operations.pipeline_analytics import ReportFormat, ReportQuery

TENANT_AND_ID = "tenant_id = :tenant AND id = :id"


class Kept(NamedTuple):
    """A list, and how to write past it into one of its rows."""

    table: str
    column: str
    value: str
    where: str
    problem: str


WORDS: Sequence[Kept] = (
    Kept("crm_leads", "status", "frozen", TENANT_AND_ID, "status: 'frozen' is kept for"),
    Kept("crm_leads", "priority", "frozen", TENANT_AND_ID, "priority: 'frozen' is kept for"),
    Kept("crm_leads", "attributes", "{", TENANT_AND_ID, "something that is no JSON"),
    Kept("crm_leads", "attributes", "17", TENANT_AND_ID, "something that is no object in JSON"),
    Kept("crm_opportunities", "outcome", "frozen", TENANT_AND_ID, "outcome: 'frozen' is kept for"),
    Kept("crm_opportunities", "superseded_quotation_ids", "{}", TENANT_AND_ID, "something that is no list in JSON"),
    Kept("crm_activities", "activity_type", "dance", TENANT_AND_ID, "activity_type: 'dance' is kept for"),
    Kept(
        "crm_pipeline_stages",
        "next_stages",
        "[",
        "tenant_id = :tenant AND pipeline_id = :id AND display_order = 1",
        "something that is no JSON",
    ),
    Kept(
        "crm_pipeline_stages",
        "outcome",
        "frozen",
        "tenant_id = :tenant AND pipeline_id = :id AND display_order = 1",
        "outcome: 'frozen' is kept for",
    ),
)
MOMENTS: Sequence[Kept] = tuple(
    Kept(table, "created_at", moment, TENANT_AND_ID, "")
    for table in ("crm_leads", "crm_opportunities", "crm_activities", "crm_sources", "crm_pipelines")
    for moment in ("soon", "infinity", "0000-00-00 00:00:00")
)


class Lists:
    """A tenant with three of everything that is listed, and each list by its table."""

    def __init__(self, crm: Crm, actor: Actor) -> None:
        self.crm, self.actor = crm, actor
        leads = [crm.leads.capture(actor, CreateLead(name=name)).lead for name in ("Ada", "Eve", "Grace")]
        for lead in leads:
            request = LogActivity(related=lead.ref, activity_type=ActivityType.NOTE, subject=lead.name)
            crm.activities.log(actor, request)
            crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="test"))
            crm.sources.add(actor, AddSource(key=lead.name.lower(), name=lead.name))
            crm.deals.create_pipeline(actor, lead.name)
        self.by_table: dict[str, Callable[[], Listed[Any]]] = {
            "crm_leads": lambda: crm.leads.list(actor, LeadFilter()),
            "crm_opportunities": lambda: crm.deals.get_opportunities_by_stage(actor, OpportunityFilter()),
            "crm_activities": lambda: crm.activities.list(actor, ActivityFilter()),
            "crm_pipelines": lambda: crm.deals.pipelines(actor),
            "crm_pipeline_stages": lambda: crm.deals.pipelines(actor),
            "crm_sources": lambda: crm.sources.list(actor),
        }

    def ids(self, table: str) -> list[str]:
        of = table.replace("_stages", "s")
        with self.crm.database.reading(EVERY_TENANT) as connection:
            query = text(f"SELECT id FROM {of} WHERE tenant_id = :tenant ORDER BY id")
            return list(connection.execute(query, {"tenant": self.actor.tenant_id}).scalars())

    def put(self, kept: Kept, entity_id: str) -> bool:
        """Whether the database takes it; as whoever has the server's password could."""
        statement = f"UPDATE {kept.table} SET {kept.column} = :value WHERE {kept.where}"
        values = {"value": kept.value, "tenant": self.actor.tenant_id, "id": entity_id}
        try:
            with self.crm.database.engine.begin() as connection:
                _anything_goes(connection)
                assert connection.execute(text(statement), values).rowcount == 1
        except SQLAlchemyError:
            return False
        return True


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return administrator(tenant_named_after(request.node.nodeid))


@pytest.fixture
def lists(migrated_url: str, actor: Actor) -> Iterator[Lists]:
    with open_crm(migrated_url) as crm:
        crm.initialise(actor)
        yield Lists(crm, actor)


def test_a_list_gives_the_other_rows_and_says_which_it_left_out(lists: Lists) -> None:
    taken = []
    for kept in (*WORDS, *MOMENTS):
        found, before = lists.by_table[kept.table], _as_kept(lists, kept)
        whole = found()
        assert not whole.unreadable
        victim = lists.ids(kept.table)[1]
        if not lists.put(kept, victim):
            continue

        read = found()

        if kept.problem or read.unreadable:
            taken.append(kept)
            (left_out,) = read.unreadable
            assert left_out.id == victim, kept
            assert kept.problem in left_out.problem
            assert "somebody wrote past the application" in left_out.problem or "correct the row" in left_out.problem
            assert left_out.id in _found(lists, "history"), kept
            if "is kept for" in kept.problem and kept.table != "crm_pipeline_stages":
                assert f".{kept.column} in 1 row, as {victim}" in _found(lists, "bounds")
            if kept.table != "crm_sources":
                assert [each.id for each in read] == [each.id for each in whole if each.id != victim], kept
        assert lists.put(kept._replace(value=before), victim)
    assert set(WORDS) <= set(taken)
    assert {kept.table for kept in taken if kept in MOMENTS} == {kept.table for kept in MOMENTS}


def test_a_page_of_rows_that_cannot_be_read_is_not_the_end(lists: Lists) -> None:
    first, second, third = lists.ids("crm_leads")
    for victim in (first, second):
        assert lists.put(WORDS[0], victim)

    page = lists.crm.leads.list(lists.actor, LeadFilter(limit=2))
    rest = lists.crm.leads.list(lists.actor, LeadFilter(limit=2, after_id=page.last_id))

    assert (list(page), page.looked_at, page.last_id) == ([], 2, second)
    assert [each.id for each in rest] == [third]


def test_many_leads_are_converted_past_one_that_cannot_be_read(lists: Lists) -> None:
    crm, actor = lists.crm, lists.actor
    fresh: list[Lead] = [crm.leads.capture(actor, CreateLead(name=f"New {number}")).lead for number in range(3)]
    assert lists.put(Kept("crm_leads", "priority", "frozen", TENANT_AND_ID, ""), fresh[1].id)

    outcomes = list(crm.conversion.plan_leads(actor, ConvertLeads()))

    assert {each.lead_id for each in outcomes} == {lead.id for lead in fresh}
    (refused,) = (each for each in outcomes if each.lead_id == fresh[1].id)
    assert "priority: 'frozen' is kept for" in refused.reasons[0]


def test_what_cannot_be_read_is_refused_by_itself_and_reports_go_on(lists: Lists) -> None:
    crm, actor = lists.crm, lists.actor
    lead, deal = lists.ids("crm_leads")[1], lists.ids("crm_opportunities")[1]
    assert lists.put(WORDS[0], lead)
    assert lists.put(Kept("crm_opportunities", "priority", "frozen", TENANT_AND_ID, ""), deal)

    with pytest.raises(Invalid, match=r"status: 'frozen' is kept for .*correct the row; there are new,"):
        crm.leads.get(actor, lead)
    for report_format in ReportFormat:
        assert crm.analytics.generate_report(actor, ReportQuery(), report_format).content


def _found(lists: Lists, check: str) -> str:
    """What the doctor says."""
    report = examine(lambda: (lists.crm, lists.actor), thorough=True)
    (finding,) = (each for each in report.results if each.check == check)
    assert finding.state != "ok"
    return finding.found


def _as_kept(lists: Lists, kept: Kept) -> Any:
    query = f"SELECT {kept.column} FROM {kept.table} WHERE {kept.where}"
    keys = {"tenant": lists.actor.tenant_id, "id": lists.ids(kept.table)[1]}
    with lists.crm.database.reading(EVERY_TENANT) as connection:
        return connection.execute(text(query), keys).scalar_one()


def _anything_goes(connection: Connection) -> None:
    """MariaDB keeps what is no moment for whoever asks it to."""
    if connection.dialect.name in {"mysql", "mariadb"}:
        connection.execute(text("SET SESSION sql_mode = ''"))
