"""What runs are called, where ids are not as they should be: of lead ids with separators, and of two tenants."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, open_crm
from crm_core.actor import Actor, Role
from crm_core.errors import NotFound
from crm_core.leads import CreateLead, Lead, LeadNotFound
from crm_core.opportunities import OpportunityNotFound
from crm_core.testing import a_lead
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.process import process_id
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity

A, B = (Actor(tenant_id=tenant, user_id="ada", roles=frozenset(Role)) for tenant in ("a", "b"))


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crm]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('runs')) / 'crm.db'}"
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE)
    with open_crm(settings=settings) as opened:
        for actor in (A, B):
            opened.initialise(actor)
        yield opened


@pytest.fixture
def lead(crm: Crm) -> Lead:
    return crm.leads.capture(A, CreateLead(name="Ada", email="ada@example.com")).lead


def convert(crm: Crm, lead_id: str, actor: Actor = A) -> object:
    return crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead_id, override_reason="test"))


@pytest.mark.parametrize("ending", ["#zz", "#2", "#", ":2", ":zz", "%23"])
def test_the_id_of_a_lead_that_is_not_there_does_not_get_in_the_way_of_one_that_is(
    crm: Crm, lead: Lead, ending: str
) -> None:
    before = len(crm.processes.list(A))

    for ask in (crm.conversion.convert_lead, crm.conversion.enqueue_conversion):
        with pytest.raises((LeadNotFound, ValidationError)):  # what no id may hold is refused as no id
            ask(A, ConvertLead(lead_id=lead.id + ending))

    assert len(crm.processes.list(A)) == before, "a run for a lead that is not there leaves nothing"
    assert isinstance(convert(crm, lead.id), Conversion)


def test_no_run_is_left_for_a_deal_that_is_not_there(crm: Crm) -> None:
    before = len(crm.processes.list(A))

    for ask in (
        lambda: crm.quote_to_order.convert_to_quotation(A, QuoteOpportunity(opportunity_id="none")),
        lambda: crm.quote_to_order.convert_to_order(A, OrderOpportunity(opportunity_id="none")),
        lambda: crm.closing.close_as_won(A, CloseAsWon(opportunity_id="none")),
        lambda: crm.closing.close_as_lost(A, CloseAsLost(opportunity_id="none", reason="gone")),
    ):
        with pytest.raises(OpportunityNotFound):
            ask()

    assert len(crm.processes.list(A)) == before


def test_what_is_asked_about_an_entity_never_meets_one_whose_id_is_longer(crm: Crm) -> None:
    short, long = (
        a_lead(count, id=f"lead-{'1' * count}", lead_number=f"LEAD-1999-{count:04d}", tenant_id="a") for count in (1, 2)
    )
    with crm.container.infrastructure.records().writing(A) as work:
        for each in (short, long):
            work.leads.add(each)
    for each in (short, long):
        convert(crm, each.id)

    assert [run.id for run in crm.processes.about(A, short.id)] == [process_id("lead-conversion", "a", short.id)]


def test_a_closing_is_found_by_the_deal_it_is_about(crm: Crm, lead: Lead) -> None:
    conversion = convert(crm, lead.id)
    assert isinstance(conversion, Conversion)
    crm.closing.close_as_lost(A, CloseAsLost(opportunity_id=conversion.opportunity_id, reason="no budget"))

    assert [run.workflow for run in crm.processes.about(A, conversion.opportunity_id)] == ["deal-lost"]


def test_a_run_under_our_id_that_is_another_tenants_says_nothing_and_is_in_nobodys_way(crm: Crm, lead: Lead) -> None:
    """As a release that did not encode the parts of ids may have left one."""
    workflow = crm.container.workflows.lead_conversion()
    theirs = crm.leads.capture(B, CreateLead(name="Bea", email="bea@example.com")).lead
    ours = process_id("lead-conversion", "a", lead.id)
    crm.runner.enqueue(workflow, ours, B, ConvertLead(lead_id=theirs.id, override_reason="test"))

    enqueued = crm.conversion.enqueue_conversion(A, ConvertLead(lead_id=lead.id, override_reason="test"))

    assert enqueued == f"{ours}#2"
    assert [run.id for run in crm.processes.about(A, lead.id)] == [enqueued]
    with pytest.raises(NotFound):
        crm.processes.show(A, ours)
    crm.processes.cancel(A, enqueued)
    assert isinstance(convert(crm, lead.id), Conversion)
    assert {run.id for run in crm.processes.about(A, lead.id)} == {enqueued, f"{ours}#3"}
