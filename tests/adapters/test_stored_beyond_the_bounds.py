"""What is kept beyond the bounds of its field, because somebody wrote past the application, is shown and mended."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from crm_adapters.doctor import examine
from crm_adapters.storage import EVERY_TENANT
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead, Lead, LeadFilter, UpdateLead
from crm_core.opportunities import OpportunityFilter, UpdateOpportunity
from crm_core.testing import tenant_named_after
from crm_operations.lead_conversion import ConvertLead
from crm_operations.pipeline_analytics import ReportFormat, ReportQuery

ODD_LEAD: dict[str, Any] = {
    "company": "a bell \x07\nand a break",
    "email": "nobody",
    "notes": "photo\u202egpj.exe",
    "estimated_value_minor": 2**62,
    "assigned_to": "some:body else",
}
ODD_DEAL: dict[str, Any] = {
    "name": "half\x85a name",
    "expected_revenue_minor": 4 * 10**15,
    "expected_close_date": date(226, 6, 30),
    "assigned_to": "some:body else",
}


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return administrator(tenant_named_after(request.node.nodeid))


@pytest.fixture
def crm(migrated_url: str, actor: Actor) -> Iterator[Crm]:
    with open_crm(migrated_url) as crm:
        crm.initialise(actor)
        yield crm


def put(crm: Crm, table: Any, entity_id: str, values: dict[str, Any]) -> None:
    with crm.database.writing(EVERY_TENANT) as connection:
        assert connection.execute(update(table).where(table.c.id == entity_id).values(**values)).rowcount == 1


@pytest.fixture
def lead(crm: Crm, actor: Actor) -> Lead:
    return crm.leads.capture(actor, CreateLead(name="Ada", currency_code="USD")).lead


def test_a_lead_is_listed_scored_changed_and_assigned(crm: Crm, actor: Actor, lead: Lead) -> None:
    put(crm, leads, lead.id, ODD_LEAD)

    (listed,) = crm.leads.list(actor, LeadFilter())
    assert {field: getattr(listed, field) for field in ODD_LEAD} == ODD_LEAD
    assert listed.estimated_value is not None
    assert listed.to_dict()["company"] == ODD_LEAD["company"]
    crm.leads.score(actor, lead.id)
    changed = crm.leads.update(actor, lead.id, UpdateLead(phone="+44 20 7946 0000", company="Analytical Engines"))
    assert (changed.company, changed.notes) == ("Analytical Engines", ODD_LEAD["notes"])
    mended = crm.leads.update(actor, lead.id, UpdateLead(email=None, notes=None, estimated_value_minor=1_000))
    assert mended.estimated_value_minor == 1_000


def test_a_lead_is_converted(crm: Crm, actor: Actor, lead: Lead) -> None:
    put(crm, leads, lead.id, {field: ODD_LEAD[field] for field in ("company", "email", "notes")})

    crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="test", assigned_to=actor.user_id))

    (deal,) = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter())
    assert deal.lead_id == lead.id


def test_a_deal_is_listed_reported_and_changed_and_the_doctor_names_it(crm: Crm, actor: Actor, lead: Lead) -> None:
    crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="test"))
    (deal,) = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter())
    put(crm, opportunities, deal.id, ODD_DEAL)

    (listed,) = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter())
    assert {field: getattr(listed, field) for field in ODD_DEAL} == ODD_DEAL
    for report_format in ReportFormat:
        assert crm.analytics.generate_report(actor, ReportQuery(), report_format).content
        assert crm.analytics.export_data(actor, ReportQuery(), report_format).content
    assert crm.analytics.get_dashboard_data(actor, ReportQuery()).summary.currencies[0].open_minor == 4 * 10**15
    found = {finding.check: finding for finding in examine(lambda: (crm, actor)).results}["bounds"]
    assert found.state == "warning"
    assert found.figures == {"fields": 4, "rows": 4}
    for field in ODD_DEAL:
        assert f"opportunity.{field} in 1 row, as {deal.id}" in found.found

    crm.deals.update(actor, deal.id, UpdateOpportunity(notes="rang twice"))
    put(crm, opportunities, deal.id, {"assigned_to": actor.user_id})
    mended = UpdateOpportunity(name="Engines", expected_revenue_minor=1, expected_close_date=None)
    crm.deals.update(actor, deal.id, mended)
    found = {finding.check: finding for finding in examine(lambda: (crm, actor)).results}["bounds"]
    assert found.state == "ok"


def test_a_currency_of_no_form_is_listed_and_reported_and_the_doctor_names_it(
    crm: Crm, actor: Actor, lead: Lead
) -> None:
    crm.leads.update(actor, lead.id, UpdateLead(estimated_value_minor=5_000))
    crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="test"))
    (deal,) = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter())
    put(crm, leads, lead.id, {"currency_code": "zz"})
    put(crm, opportunities, deal.id, {"currency_code": "us", "outcome": "won", "actual_value_minor": 5_000})

    (listed,) = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter())
    assert listed.weighted_revenue is not None
    assert crm.leads.list(actor, LeadFilter())[0].estimated_value is not None
    for report_format in ReportFormat:
        assert crm.analytics.generate_report(actor, ReportQuery(), report_format).content
        assert crm.analytics.export_data(actor, ReportQuery(), report_format).content
    crm.leads.score(actor, lead.id)
    told = bounds_of(crm, actor)
    assert f"lead.currency_code in 1 row, as {lead.id}" in told
    assert f"opportunity.currency_code in 1 row, as {deal.id}" in told


def test_ids_and_addresses_of_no_form_are_listed_and_shown_and_the_doctor_names_them(
    crm: Crm, actor: Actor, lead: Lead
) -> None:
    odd = {"id": "an id, or: two#", "email": "nobody", "source": "The Fair", "assigned_to": "eve il"}
    put(crm, leads, lead.id, odd)

    (listed,) = crm.leads.list(actor, LeadFilter())
    assert {field: getattr(listed, field) for field in odd} == odd
    assert listed.ref.id == odd["id"]
    assert crm.leads.get(actor, lead.lead_number) == listed
    assert crm.audit.verify(actor).flaws
    for report_format in ReportFormat:
        assert crm.analytics.generate_report(actor, ReportQuery(), report_format).content
    told = bounds_of(crm, actor)
    for field in odd:
        assert f"lead.{field} in 1 row, as {odd['id']}" in told


def bounds_of(crm: Crm, actor: Actor) -> str:
    return {finding.check: finding for finding in examine(lambda: (crm, actor)).results}["bounds"].found
