"""Quotations on every database: the whole way exactly, and many who act at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from crm_adapters.wiring import Crm, open_crm
from crm_core.actor import Actor, Role
from crm_core.errors import CrmError
from crm_core.leads import CreateLead
from crm_core.quotations import HeaderDiscount, PricedLine, QuotationVersionFilter, VersionStatus
from crm_core.testing import START, VirtualClock
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.providers import Person
from crm_operations.quote_to_order import ExtendQuotation, GenerateQuotation, Offered, ReviseQuotation

MANY = 8
LINES = (
    PricedLine(
        description="Engine",
        unit_price_minor=33_333,
        quantity=Decimal("2.3333"),
        discount_basis_points=1_250,
        tax_basis_points=1_900,
        list_price_minor=35_000,
        code="ENG",
    ),
    PricedLine(description="Care", unit_price_minor=9_999, cost_minor=5_000, category="Services"),
)


@pytest.fixture
def me() -> Actor:
    return Actor(tenant_id=f"tenant-{uuid4().hex}", user_id="mara", roles=frozenset({Role.ADMIN}))


def a_deal(crm: Crm, me: Actor) -> str:
    """The id of a deal in negotiation."""
    crm.initialise(me)
    crm.people.add(me.tenant_id, Person(id="mara", name="Mara"))
    lead = crm.leads.capture(me, CreateLead(name="Ada", estimated_value_minor=100, currency_code="USD")).lead
    converted = crm.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="known"))
    assert isinstance(converted, Conversion)
    crm.deals.advance_to_stage(me, converted.opportunity_id, "negotiation")
    return converted.opportunity_id


def statuses(crm: Crm, me: Actor, deal: str) -> list[VersionStatus]:
    return [each.status for each in crm.quotes.list(me, QuotationVersionFilter(opportunity_id=deal))]


def test_the_way_of_a_quotation_is_exact(migrated_url: str, me: Actor) -> None:
    clock = VirtualClock(START)
    with open_crm(migrated_url, clock=clock) as crm:
        deal = a_deal(crm, me)
        command = GenerateQuotation(opportunity_id=deal, lines=LINES, header_discount=HeaderDiscount(minor=77))
        first = crm.quotes.generate(me, command)
        net = 68_054 + 9_999 - 77
        assert first.total.minor == net
        assert crm.quotes.get(me, first.quotation_number).lines == LINES
        theirs = crm.quotations.find_by_id(me.tenant_id, first.quotation_id)
        assert theirs is not None
        assert (theirs.total.minor, theirs.tax_minor) == (net, first.tax_minor)
        revise = ReviseQuotation(quotation_id=first.quotation_id, header_discount=HeaderDiscount(basis_points=333))
        revised = crm.quotes.revise(me, revise)
        crm.quotes.send(me, first.quotation_id)
        clock.set(START + timedelta(days=40))
        crm.timer_firing.run_until_none()
        assert statuses(crm, me, deal) == ["expired"]
        until = first.valid_until + timedelta(days=20)
        crm.quotes.extend(me, ExtendQuotation(quotation_id=first.quotation_id, valid_until=until))
        crm.quotes.accept(me, first.quotation_id)

        won = crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal))
        order = crm.quotes.order(me, first.quotation_id)

        assert (won.value, order.total) == (revised.total, revised.total)
        assert statuses(crm, me, deal) == ["converted"]
        clock.set(START + timedelta(days=90))
        crm.timer_firing.run_until_none()
        assert statuses(crm, me, deal) == ["converted"]


def test_of_many_who_act_at_once_one_version_is_accepted_and_one_order_placed(migrated_url: str, me: Actor) -> None:
    with open_crm(migrated_url) as crm:
        deal = a_deal(crm, me)

        def generate(number: int) -> Offered:
            return crm.quotes.generate(me, GenerateQuotation(opportunity_id=deal, request_id=f"R-{number // 2}"))

        with ThreadPoolExecutor(MANY) as pool:
            made = {each.quotation_id for each in pool.map(generate, range(MANY))}
            versions = crm.quotes.list(me, QuotationVersionFilter(opportunity_id=deal))
            assert len(made) == MANY // 2
            assert sorted(each.revision for each in versions) == list(range(1, len(made) + 1))

            def accept(quotation_id: str) -> str | None:
                try:
                    return crm.quotes.accept(me, quotation_id).quotation_id
                except CrmError:
                    return None

            accepted = [each for each in pool.map(accept, made) if each is not None]
            assert accepted
            assert statuses(crm, me, deal).count(VersionStatus.ACCEPTED) == 1
            crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal))
            (winner,) = (
                each.quotation_id
                for each in crm.quotes.list(me, QuotationVersionFilter(opportunity_id=deal))
                if each.status is VersionStatus.ACCEPTED
            )
            orders = {each.order_id for each in pool.map(lambda _: crm.quotes.order(me, winner), range(4))}
        assert len(orders) == len(crm.quote_to_order.documents(me, deal).orders) == 1


@pytest.mark.parametrize("number", ["QUOTE-2099-0001", "no-such-thing"])
def test_what_is_not_there_is_not_found(migrated_file: str, me: Actor, number: str) -> None:
    with open_crm(migrated_file) as crm:
        a_deal(crm, me)
        with pytest.raises(CrmError, match=number):
            crm.quotes.get(me, number)
