"""Workflows on real databases, many times at once: one customer, one opportunity, one answer, an intact record."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead, Lead, LeadFilter, UpdateLead
from crm_core.opportunities import OpportunityFilter
from crm_operations.deal_closing import CloseAsWon, Closing
from crm_operations.lead_conversion import Conversion, ConvertLead, LeadNotQualified
from crm_operations.testing import FakeCustomers

THREADS = 10


@pytest.fixture(params=["one transaction", "step by step"])
def crm(request: pytest.FixtureRequest, migrated_url: str) -> Iterator[Crm]:
    """With the built-in party book, and with a party master that is somewhere else."""
    elsewhere: dict[str, Any] = {"customers": FakeCustomers(new_id)} if request.param == "step by step" else {}
    with open_crm(migrated_url, **elsewhere) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(actor)
    return actor


def a_lead(crm: Crm, me: Actor, email: str | None = "ada@example.com") -> Lead:
    request = CreateLead(name="Ada", email=email, estimated_value_minor=100_000, currency_code="EUR")
    return crm.leads.capture(me, request).lead


def convert(crm: Crm, me: Actor, lead: Lead) -> Conversion:
    answer = crm.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="test"))
    assert not isinstance(answer, LeadNotQualified)
    return answer


@pytest.mark.requirement("REL-001", "REL-003", "BR-002", "BUS-CRMOP-0013")
@pytest.mark.parametrize("email", ["ada@example.com", None], ids=["with an address", "without one"])
def test_ten_threads_convert_one_lead_once(crm: Crm, me: Actor, email: str | None) -> None:
    lead = a_lead(crm, me, email)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = set(pool.map(lambda _: convert(crm, me, lead), range(THREADS)))

    assert len(answers) == 1
    assert len(crm.deals.get_opportunities_by_stage(me, OpportunityFilter())) == 1
    assert crm.audit.verify(me).holds


def test_ten_leads_of_one_address_converted_at_once_share_one_customer(crm: Crm, me: Actor) -> None:
    leads = [a_lead(crm, me) for _ in range(THREADS)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda lead: convert(crm, me, lead), leads))

    assert len({answer.customer_id for answer in answers}) == 1
    assert len({answer.opportunity_id for answer in answers}) == THREADS
    numbers = sorted(answer.opportunity_number for answer in answers)
    assert [number[-4:] for number in numbers] == [f"{count:04d}" for count in range(1, THREADS + 1)]
    assert crm.audit.verify(me).holds


def test_ten_threads_close_one_deal_once(crm: Crm, me: Actor) -> None:
    deal = convert(crm, me, a_lead(crm, me))
    crm.deals.advance_to_stage(me, deal.opportunity_id, "negotiation")

    def win(_: int) -> Closing:
        return crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.opportunity_id))

    with ThreadPoolExecutor(THREADS) as pool:
        answers = set(pool.map(win, range(THREADS)))

    assert len(answers) == 1
    assert len(crm.quotations.find_by_opportunity_id(me.tenant_id, deal.opportunity_id)) == 1
    assert crm.audit.verify(me).holds


def test_a_lead_that_is_edited_while_it_is_converted_loses_neither(crm: Crm, me: Actor) -> None:
    leads = [a_lead(crm, me, None) for _ in range(THREADS)]

    def both(lead: Lead) -> None:
        with ThreadPoolExecutor(2) as pool:
            edited = pool.submit(crm.leads.update, me, lead.id, UpdateLead(phone="+49 30 1"))
            converted = pool.submit(convert, crm, me, lead)
            edited.result()
            converted.result()

    for lead in leads:
        both(lead)

    for lead in crm.leads.list(me, LeadFilter()):
        assert (lead.phone, lead.status) == ("+49 30 1", "converted_to_opportunity")
    assert crm.audit.verify(me).holds
