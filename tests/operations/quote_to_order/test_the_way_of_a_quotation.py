"""A quotation is offered, approved, sent, decided, extended, expired and ordered, and its deal follows."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from quoting import Quoting, a_line

from crm_core.actor import NotPermitted
from crm_core.approvals import ApprovalPending, ApprovalState
from crm_core.credits import CreditBasis
from crm_core.errors import Invalid, InvalidTransition
from crm_core.money import Money
from crm_core.quotations import HeaderDiscount, QuotationVersionFilter, VersionRefused
from crm_core.testing import TENANT
from crm_operations.approvals import ApprovalMissing
from crm_operations.deal_closing import CloseAsLost
from crm_operations.providers import QuotationDraft, QuotationLine, QuotationRefused, QuotationStatus
from crm_operations.quote_to_order import (
    ExtendQuotation,
    GenerateQuotation,
    OpportunityNotClosable,
    QuotationHolds,
    ReviseQuotation,
)
from crm_operations.settings import QuotationSettings
from crm_operations.testing import BrokenOff, FailingRunner


@pytest.fixture
def sales() -> Quoting:
    return Quoting()


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


@pytest.mark.requirement("QOW-CRMOP-0116", "PLAN-020")
def test_a_quotation_is_generated_from_a_deal_with_its_lines_and_each_is_a_version(sales: Quoting) -> None:
    deal = sales.open_deal()
    until = sales.world.clock.now().date() + timedelta(days=7)

    first = sales.offers(
        deal,
        a_line("Engine", 30_000, quantity=Decimal("2.5"), discount_basis_points=1_000, list_price_minor=40_000),
        a_line("Mill", 10_000, cost_minor=6_000),
        header_discount=HeaderDiscount(basis_points=500),
        valid_until=until,
    )
    again = sales.quotes().generate(sales.rita, GenerateQuotation(opportunity_id=deal.id))

    net = 67_500 + 10_000 - 3_875
    assert (first.revision, first.total, first.valid_until) == (1, usd(net), until)
    assert (again.revision, again.total, again.quotation_id != first.quotation_id) == (2, usd(net), True)
    theirs = sales.world.quotations.look(TENANT, first.quotation_id)
    assert (theirs.opportunity_id, theirs.total, theirs.valid_until) == (deal.id, usd(net), until)
    now = sales.deal_now(deal)
    assert now.expected_revenue == usd(net)
    assert now.discount_basis_points == 3_307  # of 110,000 by the list
    assert now.margin_basis_points is None
    assert now.converted_to_quote_id == again.quotation_id


def test_the_same_request_makes_no_second_version(sales: Quoting) -> None:
    deal = sales.open_deal()

    first = sales.offers(deal, request_id="R-1")
    again = sales.offers(deal, request_id="R-1")

    assert again.quotation_id == first.quotation_id
    assert len(sales.quotes().list(sales.rita, QuotationVersionFilter(opportunity_id=deal.id))) == 1


@pytest.mark.requirement("QOW-CRMOP-0117")
def test_a_quotation_is_not_sent_without_its_yes_which_is_the_deals_at_closing(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal, a_line(price=1_200_000))
    before = sales.world.snapshot()

    with pytest.raises(ApprovalMissing, match="manager"):
        sales.quotes().send(sales.rita, offered.quotation_id)
    with pytest.raises(ApprovalMissing, match="manager"):
        sales.quotes().accept(sales.rita, offered.quotation_id)
    assert sales.world.snapshot() == before

    request = sales.quotes().submit_for_approval(sales.rita, offered.quotation_id)
    assert (request.terms["value_minor"], sales.status(offered)) == (1_200_000, "in_approval")
    with pytest.raises(ApprovalMissing):
        sales.quotes().send(sales.rita, offered.quotation_id)
    sales.approvals.approve(sales.boss, request.id)
    assert sales.status(offered) == "draft"
    assert sales.quotes().send(sales.rita, offered.quotation_id).status == "sent"
    sales.quotes().accept(sales.rita, offered.quotation_id)

    assert sales.wins(deal).value == usd(1_200_000)
    assert len(sales.all()) == 1


@pytest.mark.requirement("QOW-CRMOP-0117")
def test_a_no_leaves_the_quotation_a_draft(sales: Quoting) -> None:
    offered = sales.offers(sales.open_deal(), a_line(price=1_200_000))
    request = sales.quotes().submit_for_approval(sales.rita, offered.quotation_id)

    sales.approvals.reject(sales.boss, request.id, "too dear")

    assert sales.status(offered) == "draft"
    with pytest.raises(ApprovalMissing):
        sales.quotes().send(sales.rita, offered.quotation_id)


def test_while_an_approval_is_pending_the_lines_stay_as_they_are(sales: Quoting) -> None:
    offered = sales.offers(sales.open_deal(), a_line(price=1_200_000))
    sales.quotes().submit_for_approval(sales.rita, offered.quotation_id)
    before = sales.world.snapshot()
    renamed = ReviseQuotation(quotation_id=offered.quotation_id, lines=(a_line("Steam engine", 1_200_000),))

    with pytest.raises(ApprovalPending):
        sales.quotes().revise(sales.rita, renamed)

    assert sales.world.snapshot() == before


@pytest.mark.parametrize(("price", "state"), [(1_300_000, "voided"), (1_100_000, "approved")])
def test_editing_after_approval_voids_it_once_more_is_asked_for(sales: Quoting, price: int, state: str) -> None:
    offered = sales.offers(sales.open_deal(), a_line(price=1_200_000))
    request = sales.quotes().submit_for_approval(sales.rita, offered.quotation_id)
    sales.approvals.approve(sales.boss, request.id)

    revised = sales.quotes().revise(
        sales.rita, ReviseQuotation(quotation_id=offered.quotation_id, lines=(a_line(price=price),))
    )

    assert (revised.total, sales.now(request).state) == (usd(price), ApprovalState(state))
    assert sales.world.quotations.look(TENANT, offered.quotation_id).total == usd(price)


def test_the_discount_and_margin_of_the_lines_are_judged(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal, a_line(price=60_000, list_price_minor=100_000, cost_minor=59_000))

    with pytest.raises(ApprovalMissing, match=r"discount 40 %.*margin"):
        sales.quotes().send(sales.rita, offered.quotation_id)


@pytest.mark.requirement("QOW-CRMOP-0118")
def test_the_status_is_tracked_with_its_history(sales: Quoting) -> None:
    deal = sales.open_deal()
    first, second, third = (sales.offers(deal, a_line(price=price)) for price in (100_000, 90_000, 80_000))

    sales.quotes().send(sales.rita, first.quotation_id)
    sales.quotes().view(sales.rita, first.quotation_id)
    sales.quotes().send(sales.rita, second.quotation_id)
    sales.quotes().reject(sales.rita, third.quotation_id, "too little")
    sales.quotes().accept(sales.rita, second.quotation_id)
    sales.quotes().accept(sales.rita, second.quotation_id)

    assert [sales.status(each) for each in (first, second, third)] == ["superseded", "accepted", "rejected"]
    assert sales.version(first).superseded_by == second.quotation_id
    with sales.world.records.reading(sales.rita) as work:
        entries = work.history.of(sales.version(first).ref)
    changes = [each.fields["status"][1] for each in entries if "status" in each.fields]
    assert changes == ["draft", "sent", "viewed", "superseded"]
    statuses = [
        json.loads(each.body)["status"]
        for each in sales.world.records.outbox
        if each.topic == "quotation.status_changed"
    ]
    assert statuses == ["sent", "viewed", "sent", "rejected", "accepted", "superseded"]
    with pytest.raises(QuotationRefused, match="superseded"):
        sales.quotes().accept(sales.rita, first.quotation_id)


def test_accepting_another_one_supersedes_the_one_accepted_before(sales: Quoting) -> None:
    deal = sales.open_deal()
    first, second = (sales.offers(deal, a_line(price=price)) for price in (100_000, 90_000))
    sales.quotes().accept(sales.rita, first.quotation_id)
    third = sales.offers(deal, a_line(price=80_000))

    sales.quotes().accept(sales.rita, third.quotation_id)

    assert [sales.status(each) for each in (first, second, third)] == ["superseded", "superseded", "accepted"]
    assert sales.wins(deal).value == usd(80_000)


def test_an_accepted_quotation_keeps_its_deal_waiting_to_be_won(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)

    sales.quotes().accept(sales.rita, offered.quotation_id)

    held = sales.deal_now(deal).accepted_sale
    assert held is not None
    assert (held.quotation_id, deal.opportunity_number in held.waits_for) == (offered.quotation_id, True)
    sales.wins(deal)
    assert sales.deal_now(deal).accepted_sale is None


@pytest.mark.requirement("QOW-CRMOP-0119")
def test_an_accepted_quotation_becomes_one_order_however_often_asked(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)
    other = sales.offers(deal)
    sales.quotes().accept(sales.rita, offered.quotation_id)
    with pytest.raises(OpportunityNotClosable, match="only a won one"):
        sales.quotes().order(sales.rita, offered.quotation_id)
    sales.wins(deal)

    orders = {sales.quotes().order(sales.rita, offered.quotation_id).order_id for _ in range(3)}

    assert len(orders) == len(sales.world.orders.find_by_opportunity_id(TENANT, deal.id)) == 1
    version = sales.version(offered)
    assert (version.status, {version.order_id}) == ("converted", orders)
    with pytest.raises(OpportunityNotClosable, match="not with quotation"):
        sales.quotes().order(sales.rita, other.quotation_id)


@pytest.mark.requirement("QOW-CRMOP-0120")
def test_drafts_and_sent_ones_expire_by_a_timer_at_the_end_of_their_last_day(sales: Quoting) -> None:
    deal = sales.open_deal()
    draft, sent, viewed, rejected, accepted = (sales.offers(deal, a_line(price=n)) for n in range(10_001, 10_006))
    sales.quotes().send(sales.rita, sent.quotation_id)
    sales.quotes().send(sales.rita, viewed.quotation_id)
    sales.quotes().view(sales.rita, viewed.quotation_id)
    sales.quotes().reject(sales.rita, rejected.quotation_id, "no")
    sales.world.clock.advance(timedelta(days=1))
    for each in (draft, sent, viewed, rejected):
        sales.expires(each)
    assert [sales.status(each) for each in (draft, sent, viewed, rejected)] == ["expired"] * 3 + ["rejected"]
    assert sales.world.clock.now().date() == draft.valid_until + timedelta(days=1)
    assert sales.status(accepted) == "draft"  # its timer did not fire, but our clock says what has expired
    with pytest.raises(QuotationRefused, match="expired on"):
        sales.quotes().accept(sales.rita, accepted.quotation_id)


def test_what_was_accepted_in_the_sales_system_does_not_expire(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)
    sales.accepted_there(offered)

    sales.expires(offered)

    assert sales.status(offered) == "accepted"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_last_second_of_the_last_day_is_the_tenants_and_our_clock_decides(zone: str) -> None:
    sales = Quoting()
    sales.world.settings = sales.world.settings.model_copy(update={"timezone": zone})
    sales.world.quotations._zone = sales.world.settings.zone
    deal = sales.open_deal()
    in_time, late = sales.offers(deal), sales.offers(deal)
    with sales.world.records.reading(sales.rita) as work:
        [timer] = work.timers.of(sales.version(late).ref)
    sales.world.clock.set(timer.trigger_at - timedelta(seconds=1))
    assert sales.quotes().accept(sales.rita, in_time.quotation_id).status == "accepted"

    again = sales.offers(deal, valid_until=late.valid_until)
    sales.world.clock.set(timer.trigger_at)

    with pytest.raises(QuotationRefused, match="expired on"):
        sales.quotes().accept(sales.rita, again.quotation_id)


def test_by_hand_only_what_is_over_expires(sales: Quoting) -> None:
    offered = sales.offers(sales.open_deal())
    with pytest.raises(QuotationHolds):
        sales.quotes().expire(sales.rita, offered.quotation_id)
    sales.world.clock.advance(timedelta(days=31))

    assert sales.quotes().expire(sales.rita, offered.quotation_id).status == "expired"
    assert sales.quotes().expire(sales.rita, offered.quotation_id).status == "expired"


@pytest.mark.parametrize("was_sent", [False, True])
def test_a_team_lead_extends_one_that_expired_once_and_it_expires_again(sales: Quoting, was_sent: bool) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)
    if was_sent:
        sales.quotes().send(sales.rita, offered.quotation_id)
    sales.expires(offered)
    until = offered.valid_until + timedelta(days=30)
    command = ExtendQuotation(quotation_id=offered.quotation_id, valid_until=until)

    with pytest.raises(NotPermitted):
        sales.quotes().extend(sales.rita, command)
    with pytest.raises(Invalid, match="at most 30 days"):
        sales.quotes().extend(sales.lea, command.model_copy(update={"valid_until": until + timedelta(days=1)}))
    extended = sales.quotes().extend(sales.lea, command)

    assert (extended.status, extended.valid_until) == ("sent" if was_sent else "draft", until)
    theirs = sales.world.quotations.look(TENANT, offered.quotation_id)
    assert (theirs.valid_until, theirs.status == "sent") == (until, was_sent)
    with pytest.raises(VersionRefused, match="extended once"):
        sales.quotes().extend(sales.lea, command.model_copy(update={"valid_until": until + timedelta(days=1)}))
    sales.expires(offered)
    assert sales.status(offered) == "expired"


def test_lost_and_reopened_deals_take_their_quotations_along(sales: Quoting) -> None:
    lost, reopened = sales.open_deal(count=1), sales.open_deal(count=2)
    rejected, won = sales.offers(lost), sales.offers(reopened)
    sales.closing.close_as_lost(sales.rita, CloseAsLost(opportunity_id=lost.id, reason="too dear"))
    sales.wins(reopened)
    assert (sales.status(rejected), sales.status(won)) == ("rejected", "accepted")

    sales.closing.reopen(sales.boss, reopened.id, "they want more")

    assert (sales.status(won), sales.version(rejected).reason) == ("superseded", "too dear")
    with pytest.raises(QuotationRefused, match="superseded"):
        sales.quotes().accept(sales.rita, won.quotation_id)


def test_what_the_sales_system_says_wins_and_differences_are_found(sales: Quoting) -> None:
    deal = sales.open_deal()
    over, fine = sales.offers(deal, a_line(price=1_200_000)), sales.offers(deal)
    now, partner = sales.world.clock.now(), sales.world.quotations
    partner.mark_as_sent(TENANT, over.quotation_id, now)
    partner.mark_as_accepted(TENANT, fine.quotation_id, now)

    found = sales.quotes().track(sales.rita, deal.id)

    assert [each.status for each in found] == ["superseded", "accepted"]
    assert found[0].difference == "sent without the approval of a manager"
    assert found[1].difference == "accepted in the sales system, draft here"
    assert sales.deal_now(deal).accepted_sale is not None
    assert sales.quotes().track(sales.rita, deal.id)[1].difference is None


def test_a_quotation_of_the_sales_system_is_taken_over(sales: Quoting) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)
    made = sales.world.quotations.look(TENANT, offered.quotation_id)
    theirs = sales.world.quotations.create_from_opportunity(
        TENANT,
        QuotationDraft(
            opportunity_id=deal.id,
            customer_id=deal.party_id,
            currency_code="USD",
            lines=(QuotationLine(description="Boiler", unit_price_minor=7_000, quantity=Decimal(3)),),
            valid_until=made.valid_until,
        ),
        key="by hand",
    )

    found = sales.quotes().track(sales.rita, deal.id)

    assert [(each.quotation_id, each.revision, each.total) for each in found][1] == (theirs.id, 2, usd(21_000))
    assert sales.deal_now(deal).expected_revenue == usd(21_000)


def test_where_quotations_do_not_set_the_value_the_deal_keeps_its_own(sales: Quoting) -> None:
    quotations = QuotationSettings(sets_value=False)
    sales.world.settings = sales.world.settings.model_copy(update={"quotations": quotations})
    deal = sales.open_deal(90_000)
    offered = sales.offers(deal, a_line(price=85_000, list_price_minor=100_000))

    assert sales.deal_now(deal).expected_revenue == usd(90_000)
    assert sales.deal_now(deal).discount_basis_points == 1_500
    sales.quotes().accept(sales.rita, offered.quotation_id)
    with pytest.raises(OpportunityNotClosable, match="expected to bring"):
        sales.wins(deal)


@pytest.mark.requirement("ECO-002")
def test_what_was_won_with_lines_is_credited_by_product_exactly(sales: Quoting) -> None:
    deal = sales.open_deal()
    sales.offers(
        deal,
        a_line("Engine", 33_333, code="ENG", category="Hardware", quantity=Decimal(2)),
        a_line("Care", 10_001, category="Services"),
        a_line("Engine again", 1_000, code="ENG", category="Hardware"),
        header_discount=HeaderDiscount(minor=77),
    )
    won = sales.wins(deal)

    with sales.world.records.reading(sales.rita) as work:
        won_credits = [each for each in work.credits.of(deal.id) if each.basis is CreditBasis.WON]
    assert won.value is not None
    assert sum(each.amount_minor for each in won_credits) == won.value.minor == 77_590
    assert [(each.product, each.category) for each in won_credits] == [("ENG", "Hardware"), (None, "Services")]
    assert [each.amount_minor for each in won_credits] == [67_599, 9_991]


STEPS: list[tuple[str, str]] = [
    ("generate", "create quotation"),
    ("revise", "change quotation"),
    ("send", "send quotation"),
    ("accept", "accept quotation"),
    ("reject", "reject quotation"),
    ("extend", "take back quotation"),
    ("extend", "extend quotation"),
    ("extend", "send quotation again"),
]


@pytest.mark.parametrize(("what", "step"), STEPS)
def test_broken_off_after_any_step_with_an_undo_the_world_is_as_before(sales: Quoting, what: str, step: str) -> None:
    deal = sales.open_deal()
    offered = sales.offers(deal)
    if what == "extend":
        sales.quotes().send(sales.rita, offered.quotation_id)
    before = sales.world.snapshot()
    quotes = sales.quotes(FailingRunner(sales.world.runner, after=step))
    until = offered.valid_until + timedelta(days=5)
    calls: dict[str, Any] = {
        "generate": lambda: quotes.generate(sales.rita, GenerateQuotation(opportunity_id=deal.id)),
        "revise": lambda: quotes.revise(
            sales.rita, ReviseQuotation(quotation_id=offered.quotation_id, lines=(a_line(price=5),), valid_until=until)
        ),
        "send": lambda: quotes.send(sales.rita, offered.quotation_id),
        "accept": lambda: quotes.accept(sales.rita, offered.quotation_id),
        "reject": lambda: quotes.reject(sales.rita, offered.quotation_id, "no"),
        "extend": lambda: quotes.extend(
            sales.lea, ExtendQuotation(quotation_id=offered.quotation_id, valid_until=until)
        ),
    }

    with pytest.raises(BrokenOff):
        calls[what]()

    assert sales.world.snapshot() == before


def test_a_sent_one_is_not_changed_and_only_what_is_sent_is_viewed(sales: Quoting) -> None:
    offered = sales.offers(sales.open_deal())
    with pytest.raises(InvalidTransition):
        sales.quotes().view(sales.rita, offered.quotation_id)
    sales.quotes().send(sales.rita, offered.quotation_id)

    with pytest.raises(VersionRefused, match="make a new version"):
        sales.quotes().revise(sales.rita, ReviseQuotation(quotation_id=offered.quotation_id, lines=(a_line(),)))
    assert sales.world.quotations.look(TENANT, offered.quotation_id).status is QuotationStatus.SENT


def test_two_versions_are_compared(sales: Quoting) -> None:
    deal = sales.open_deal()
    sales.offers(deal, a_line(price=100))
    later = sales.offers(deal, a_line(price=90), a_line("Mill", 5))

    found = sales.quotes().compare(sales.rita, later.quotation_id)

    assert (found.former_revision, found.revision, [line.description for line in found.added]) == (1, 2, ["Mill"])
    assert found.changed[0].changes[0].field == "unit_price_minor"
