"""A deal is quoted version by version with Tryton as the sales system: lines, extension, the order, its own word."""

from datetime import timedelta
from decimal import Decimal

import pytest
from partner_crm import ready_opportunity

from crm_adapters.tryton import Tryton
from crm_adapters.tryton.tryton import their_id
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.pipelines import Outcome
from crm_core.quotations import HeaderDiscount, PricedLine, VersionStatus
from crm_operations.deal_closing import CloseAsWon
from crm_operations.providers import QuotationStatus
from crm_operations.quote_to_order import ExtendQuotation, GenerateQuotation, Offered, ReviseQuotation

BOILER = PricedLine(
    description="Boiler",
    code="BOIL-1",
    quantity=Decimal("2.5"),
    unit_price_minor=99_999,
    discount_basis_points=333,
    tax_basis_points=1_900,
    cost_minor=50_000,
)
CARE = PricedLine(description="Care", unit_price_minor=12_000, tax_basis_points=700, cost_minor=1_000)


def offers(crm: Crm, actor: Actor, *lines: PricedLine, percent: int = 0) -> Offered:
    deal = ready_opportunity(crm, actor)
    return crm.quotes.generate(
        actor,
        GenerateQuotation(
            opportunity_id=deal.id, lines=lines, header_discount=HeaderDiscount(basis_points=percent * 100)
        ),
    )


@pytest.mark.parametrize("percent", [0, 5])
def test_a_quotation_goes_its_way_up_to_one_order(crm: Crm, actor: Actor, tryton: Tryton, percent: int) -> None:
    first = offers(crm, actor, BOILER, percent=percent)
    revised = crm.quotes.revise(actor, ReviseQuotation(quotation_id=first.quotation_id, lines=(BOILER, CARE)))
    second = crm.quotes.generate(actor, GenerateQuotation(opportunity_id=first.opportunity_id))
    crm.quotes.send(actor, first.quotation_id)
    until = second.valid_until + timedelta(days=30)
    crm.quotes.send(actor, second.quotation_id)
    crm.quotes.extend(actor, ExtendQuotation(quotation_id=second.quotation_id, valid_until=until))
    crm.quotes.view(actor, second.quotation_id)
    crm.quotes.accept(actor, second.quotation_id)
    crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=first.opportunity_id))
    orders = {crm.quotes.order(actor, second.quotation_id).order_id for _ in range(3)}

    net = {0: 253_673, 5: 240_989}[percent]  # 2,416.73 and 120.00, less nothing or 126.84
    assert (revised.total.minor, second.total.minor) == (net, net)
    assert orders == {second.quotation_id}
    deal = crm.deals.get(actor, first.opportunity_id)
    assert (deal.outcome, deal.actual_value_minor) == (Outcome.WON, net)
    versions = {each.quotation_id: each for each in crm.quotes.track(actor, first.opportunity_id)}
    statuses = (versions[first.quotation_id].status, versions[second.quotation_id].status)
    assert statuses == (VersionStatus.SUPERSEDED, VersionStatus.CONVERTED)
    theirs = crm.quotations.find_by_id("acme", second.quotation_id)
    assert theirs is not None
    assert (theirs.status, theirs.total.minor, theirs.valid_until) == (QuotationStatus.ACCEPTED, net, until)
    assert {each.difference for each in versions.values()} == {None}
    former = their_id("acme", first.quotation_id)
    assert former is not None
    tryton.client("acme").call_button("sale.sale", former, "confirm", ["state"])
    (twice, _) = crm.quotes.track(actor, first.opportunity_id)
    assert (twice.status, twice.difference) == (
        VersionStatus.SUPERSEDED,
        "accepted in the sales system, superseded here",
    )


def test_what_a_person_does_there_is_followed_here(crm: Crm, actor: Actor, tryton: Tryton) -> None:
    offered = offers(crm, actor, BOILER, CARE)
    crm.quotes.send(actor, offered.quotation_id)
    sale = their_id("acme", offered.quotation_id)
    assert sale is not None
    tryton.client("acme").call_button("sale.sale", sale, "cancel", ["state"])

    (found,) = crm.quotes.track(actor, offered.opportunity_id)

    assert found.difference is not None
    assert found.status is VersionStatus.REJECTED
    (again,) = crm.quotes.track(actor, offered.opportunity_id)
    assert (again.difference, again.status) == (None, VersionStatus.REJECTED)


def test_other_lines_there_are_named(crm: Crm, actor: Actor, tryton: Tryton) -> None:
    offered = offers(crm, actor, CARE)
    sale = their_id("acme", offered.quotation_id)
    client = tryton.client("acme")
    (line,) = client.find("sale.line", [["sale", "=", sale]], ["unit_price"])
    client.write("sale.line", line["id"], {"unit_price": Decimal(1)}, ["amount"])

    (found,) = crm.quotes.track(actor, offered.opportunity_id)

    assert found.difference is not None
    assert found.status is VersionStatus.DRAFT
