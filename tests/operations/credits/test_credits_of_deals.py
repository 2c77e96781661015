"""Credits follow what happens to a deal, in the same commit, and add up to what it is worth."""

from datetime import date, timedelta

import pytest
from crediting import Crediting

from crm_core.actor import NotPermitted, Role
from crm_core.credits import CreditBasis, CreditCause, CreditFilter
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.opportunities import (
    OpportunityCurrencyDiffers,
    OpportunityNotSettled,
    OpportunityPaid,
    OpportunityRefunded,
)
from crm_core.testing import START, USER, a_lead
from crm_operations.credits import EntryNotFound, EntryOver, RefundDeal, SettledOtherwise

WON, ORDER, PAYMENT = CreditBasis.WON, CreditBasis.ORDER, CreditBasis.PAYMENT


@pytest.fixture
def crediting() -> Crediting:
    return Crediting()


def test_winning_credits_the_owner_as_they_stood_then(crediting: Crediting) -> None:
    deal = crediting.win()

    [credit] = crediting.credits.list(crediting.actor, CreditFilter())
    assert (credit.user_id, credit.owner_id, credit.amount_minor, credit.currency_code) == (USER, USER, 100_000, "USD")
    assert (credit.team, credit.manager_id, credit.territory) == ("North", "max", "DACH")
    assert (credit.basis, credit.cause, credit.event_id) == (WON, CreditCause.WON, "won-1")
    assert (credit.credit_date, credit.at) == (deal.actual_close_date, deal.closed_at)


def test_the_territory_of_the_lead_counts_before_that_of_the_person(crediting: Crediting) -> None:
    lead = a_lead(territory="Alps")
    crediting.world.preload(lead)
    with crediting.world.records.writing(crediting.actor) as work:
        work.opportunities.save(crediting.deal.model_copy(update={"version": 1, "lead_id": lead.id}))

    crediting.win()

    assert [credit.territory for credit in crediting.world.records.credits] == ["Alps"]


def test_each_basis_adds_up_by_itself(crediting: Crediting) -> None:
    crediting.win()
    assert (crediting.total(WON), crediting.total(ORDER), crediting.total(PAYMENT)) == (100_000, 0, 0)

    crediting.order()
    crediting.pay(30_000, "P-1")
    crediting.pay(70_000, "P-2", paid_on=date(2026, 1, 3))

    assert (crediting.total(WON), crediting.total(ORDER), crediting.total(PAYMENT)) == (100_000, 100_000, 100_000)
    dates = [credit.credit_date for credit in crediting.world.records.credits if credit.basis is PAYMENT]
    assert dates == [START.date(), date(2026, 1, 3)]
    assert crediting.world.records.now(crediting.deal).paid_minor == 100_000


def test_a_refund_takes_back_of_every_basis_at_most_what_was_credited_there(crediting: Crediting) -> None:
    crediting.win()
    crediting.pay(15_000)

    deal = crediting.refund(20_000)

    assert (crediting.total(WON), crediting.total(ORDER), crediting.total(PAYMENT)) == (80_000, 0, 0)
    assert deal.refunded_minor == 20_000
    crediting.order()
    assert crediting.total(ORDER) == 80_000
    [event] = [each for each in crediting.world.records.announced if isinstance(each, OpportunityRefunded)]
    assert (event.refund_id, event.amount.minor, event.reason) == ("R-1", 20_000, "broken")
    notice = crediting.world.records.notices[-1]
    assert (notice.users, notice.message.title) == ((USER,), "OPP-2026-0001: 200.00 USD was paid back")


def test_the_same_refund_again_is_no_second_one(crediting: Crediting) -> None:
    crediting.win()
    first = crediting.refund(20_000)

    assert crediting.refund(20_000) == first
    assert crediting.total() == 80_000
    with pytest.raises(SettledOtherwise, match="over 20000 USD"):
        crediting.refund(20_001)
    with pytest.raises(SettledOtherwise, match="has the refund R-1"):
        crediting.pay(20_000, "R-1")


def test_no_more_is_paid_or_paid_back_than_it_was_won_at(crediting: Crediting) -> None:
    with pytest.raises(OpportunityNotSettled, match="only a won one"):
        crediting.refund(1)
    crediting.win()
    crediting.refund(60_000)
    crediting.pay(60_000)

    with pytest.raises(OpportunityNotSettled, match="more than the 40000"):
        crediting.refund(40_001, "R-2")
    with pytest.raises(OpportunityNotSettled, match="more than the 40000"):
        crediting.pay(40_001, "P-2")
    with pytest.raises(Invalid, match="it is nothing"):
        crediting.pay(0, "P-2")
    with pytest.raises(Invalid, match="yet to come"):
        crediting.pay(1, "P-2", paid_on=START.date() + timedelta(days=1))
    euros = RefundDeal(amount=Money(minor=1, currency="EUR"), refund_id="R-2", reason="broken")
    with pytest.raises(OpportunityCurrencyDiffers, match="won in USD, not in EUR"):
        crediting.credits.refund_deal(crediting.actor, crediting.deal.id, euros)
    crediting.refund(40_000, "R-2")
    assert crediting.total() == 0


def test_a_refund_entered_by_mistake_is_reversed_by_an_entry(crediting: Crediting) -> None:
    crediting.win()
    crediting.pay(50_000)
    crediting.refund(60_000)

    deal = crediting.reverse("R-1")

    assert (crediting.total(WON), crediting.total(PAYMENT)) == (100_000, 50_000)
    assert deal.refunded_minor == 0
    assert crediting.reverse("R-1") == deal
    assert [
        event.reverses for event in crediting.world.records.announced if isinstance(event, OpportunityRefunded)
    ] == [
        False,
        True,
    ]
    with pytest.raises(SettledOtherwise, match="was entered and reversed"):
        crediting.refund(60_000)


def test_a_payment_entered_by_mistake_is_reversed_unless_some_of_it_was_refunded(crediting: Crediting) -> None:
    crediting.win()
    crediting.pay(50_000)
    crediting.refund(10_000)
    with pytest.raises(EntryOver, match="reverse the refund first"):
        crediting.reverse("P-1")
    crediting.reverse("R-1")

    deal = crediting.reverse("P-1")

    assert (crediting.total(PAYMENT), deal.paid_minor) == (0, 0)
    announced = [each for each in crediting.world.records.announced if isinstance(each, OpportunityPaid)]
    assert [event.reverses for event in announced] == [False, True]
    with pytest.raises(EntryNotFound, match="no refund and no payment X"):
        crediting.reverse("X")


def test_reopening_takes_back_everything_and_a_new_win_is_a_new_event(crediting: Crediting) -> None:
    crediting.win()
    crediting.order()
    crediting.pay(50_000)
    crediting.refund(10_000)

    crediting.closing.reopen(crediting.actor, crediting.deal.id, "they came back")

    assert (crediting.total(WON), crediting.total(ORDER), crediting.total(PAYMENT)) == (0, 0, 0)
    deal = crediting.world.records.now(crediting.deal)
    assert (deal.refunded_minor, deal.paid_minor) == (None, None)
    with pytest.raises(EntryOver, match="was reopened since"):
        crediting.reverse("R-1")
    crediting.world.clock.advance(timedelta(days=1))
    with crediting.world.records.writing(crediting.actor) as work:
        work.opportunities.save(deal.model_copy(update={"stage": "negotiation"}))
    crediting.win()
    assert crediting.total() == 100_000
    assert crediting.world.records.credits[-1].event_id == "won-2"
    with pytest.raises(EntryOver, match="was reopened since"):
        crediting.reverse("R-1")


def test_only_managers_settle_and_sellers_see(crediting: Crediting) -> None:
    crediting.win()
    crediting.actor = crediting.actor.model_copy(update={"roles": frozenset({Role.REP})})

    assert len(crediting.credits.list(crediting.actor, CreditFilter(user_id=USER))) == 1
    with pytest.raises(NotPermitted, match="record payments and refunds"):
        crediting.refund(1)
    with pytest.raises(NotPermitted, match="record payments and refunds"):
        crediting.pay(1)
    with pytest.raises(NotPermitted, match="record payments and refunds"):
        crediting.reverse("R-1")


def test_a_directory_that_does_not_know_them_leaves_facts_unknown() -> None:
    crediting = Crediting(knows_people=False)

    crediting.win()

    [credit] = crediting.world.records.credits
    assert (credit.team, credit.manager_id, credit.territory) == (None, None, None)
