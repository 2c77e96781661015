"""A run posts what has been earned less what is posted, whatever happened in whatever order."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from commission_company import ADMIN, FLAT, FOLLOWING, PERIOD, TIERS, Company
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.actor import Actor, NotPermitted
from crm_core.commissions import (
    AddCommissionPlan,
    CommissionPlanNotFound,
    CommissionPlanRetired,
    EditCommissionPlan,
    Part,
    Scheme,
    Tier,
    read_trace,
    written_trace,
)
from crm_core.errors import Invalid
from crm_core.roles import Role
from crm_core.testing import START, TENANT, a_currency_rate
from crm_operations.commissions import (
    ExplainCommission,
    RunCommissions,
)


def tiered(scheme: Scheme) -> AddCommissionPlan:
    tiers = tuple(Tier(from_minor=bound, rate_basis_points=rate) for bound, rate in TIERS)
    return AddCommissionPlan(name="Tiered", scheme=scheme, currency="USD", tiers=tiers)


WHOLE = (10_000, 0, 0)
deals = st.integers(1, 3)
shares = st.integers(0, 10_000).flatmap(
    lambda first: st.integers(0, 10_000 - first).map(lambda second: (first, second, 10_000 - first - second))
)
happenings = st.one_of(
    st.tuples(st.just("win"), deals, st.integers(1, 9_000_000), shares, st.integers(0, 120)),
    st.tuples(st.just("refund"), deals, st.integers(1, 3_000_000)),
    st.tuples(st.just("reopen"), deals),
    st.tuples(st.just("share"), deals, shares),
    st.tuples(st.just("run"), st.sampled_from([PERIOD, FOLLOWING])),
    st.tuples(st.just("close"), st.sampled_from([PERIOD, FOLLOWING])),
)


@pytest.mark.requirement("COM-CRMOP-0127", "COM-CRMOP-0129")
@given(st.sampled_from([Scheme.MARGINAL, Scheme.WHOLE_AMOUNT]), st.lists(happenings, max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_in_whatever_order_leads_to_what_the_credits_there_are_have_earned(
    scheme: Scheme, story: Sequence[tuple[object, ...]]
) -> None:
    company = Company(tiered(scheme))
    sold: set[object] = set()
    for what, *how in story:
        match what, how:
            case "win", [int(deal), int(amount), tuple(parts), int(day)] if deal not in sold:
                company.win(deal, amount, parts, day=day % 150)
                sold.add(deal)
            case "refund", [int(deal), int(amount)]:
                company.refund(deal, amount)
            case "reopen", [int(deal)]:
                company.reopen(deal)
                sold.discard(deal)
            case "share", [int(deal), tuple(parts)]:
                company.share_anew(deal, parts)
            case "run", [str(period)]:
                company.run(period)
            case "close", [str(period)]:
                company.close(period)
    for period in (PERIOD, FOLLOWING):
        company.run(period)

    assert company.earned() == company.oracle(whole=scheme is Scheme.WHOLE_AMOUNT)
    assert [company.run(period).entries for period in (PERIOD, FOLLOWING)] == [0, 0]


def test_a_deal_that_crosses_tiers_is_divided_and_its_entry_says_how() -> None:
    company = Company(tiered(Scheme.MARGINAL))
    company.win(1, 900_000, WHOLE)
    company.win(2, 4_200_000, WHOLE)

    assert company.run().amount_minor == 238_000
    first, second = company.entries()
    assert (first.amount_minor, first.rate_basis_points) == (27_000, 300)
    assert (second.amount_minor, second.rate_basis_points) == (211_000, None)
    assert json.loads(second.trace)["parts"] == [[100_000, 300], [4_000_000, 500], [100_000, 800]]


def test_a_refund_of_a_part_takes_back_its_part_and_names_what_it_corrects() -> None:
    company = Company(AddCommissionPlan(name="Four", scheme=Scheme.FLAT, currency="USD", rate_basis_points=400))
    company.win(1, 100_000, WHOLE)
    company.run()
    company.refund(1, 20_000)

    assert company.run().amount_minor == -800
    earning, correction = company.entries()
    assert (earning.kind, earning.amount_minor, earning.corrects) == ("earning", 4_000, None)
    assert (correction.kind, correction.amount_minor, correction.corrects) == ("correction", -800, earning.number)
    assert company.earned() == {("ada", PERIOD): 3_200}


def test_a_refund_that_lowers_the_tier_corrects_what_others_were_paid_too() -> None:
    company = Company(tiered(Scheme.WHOLE_AMOUNT))
    company.win(1, 600_000, WHOLE)
    company.win(2, 600_000, WHOLE)
    assert company.run().amount_minor == 60_000
    company.refund(1, 300_000)

    assert company.run().amount_minor == 27_000 - 60_000
    assert company.earned() == {("ada", PERIOD): 27_000}


def test_what_changes_after_a_period_was_closed_is_posted_into_the_next_which_opens_by_itself() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    assert company.run().posted_period == PERIOD
    company.close(PERIOD)
    company.reopen(1)

    assert (company.run().posted_period, company.run().entries) == (FOLLOWING, 0)
    assert [(each.credit_period, each.posted_period, each.amount_minor) for each in company.entries()] == [
        (PERIOD, PERIOD, 5_000),
        (PERIOD, FOLLOWING, -5_000),
    ]


def test_cents_are_never_lost_however_small_the_deals_are() -> None:
    company = Company(FLAT)
    for deal in range(1, 8):
        company.win(deal, 9, WHOLE)
    company.run()

    assert company.earned() == {("ada", PERIOD): 3}
    assert {entry.amount_minor for entry in company.entries()} == {1}


def test_another_revision_posts_the_difference_and_no_more() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    company.run()
    company.plans.edit(ADMIN, "Flat", EditCommissionPlan(rate_basis_points=600))

    assert company.run().amount_minor == 1_000
    assert [entry.plan_revision for entry in company.entries()] == [1, 2]
    company.plans.edit(ADMIN, "Flat", EditCommissionPlan(rate_basis_points=900, effective_from=date(2026, 4, 1)))
    assert company.run().entries == 0


def test_who_is_not_assigned_any_more_is_paid_for_the_days_until_then() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE, day=0)
    company.win(2, 100_000, WHOLE, day=10)
    company.run()
    [assignment] = [each for each in company.assigned() if each.user_id == "ada"]
    company.assignments.end(ADMIN, assignment.id, START.date())

    assert company.run().amount_minor == -5_000
    assert company.earned() == {("ada", PERIOD): 5_000}


def test_whoever_is_assigned_is_paid_however_many_pages_of_them_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_operations.commissions.payees.PAGE_LENGTH", 2)
    company = Company(FLAT)
    for deal in (1, 2, 3):
        company.win(deal, 100_000, [10_000 if place == deal else 0 for place in (1, 2, 3)])

    assert company.run().amount_minor == 15_000


def test_an_amount_in_another_currency_keeps_its_rate_so_a_full_reversal_is_nothing() -> None:
    company = Company(FLAT)
    company.world.preload(a_currency_rate(rate=Decimal("1.2")))
    company.win(1, 100_000, WHOLE, currency="EUR")
    company.win(2, 100_000, WHOLE, currency="GBP")
    run = company.run()
    assert (run.amount_minor, run.not_priced) == (6_000, ("OPP-2026-0002",))
    company.world.preload(a_currency_rate(2, rate=Decimal(2), day=START.date() - timedelta(days=1)))
    assert company.run().entries == 0
    with company.world.records.writing(ADMIN) as work:
        [rate, *_] = work.currency_rates.newest(["EUR"], "USD", START.date())
        work.currency_rates.save(rate.changed(START, rate=Decimal(3)))
    assert company.run().entries == 0
    company.reopen(1)
    company.run()

    assert company.earned() == {}
    assert {(entry.rate, entry.rate_date) for entry in company.entries()} == {("1.2", START.date())}


def test_what_was_corrected_by_nobody_can_be_run_for_a_retired_plan_but_no_period_is_opened() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    company.run()
    company.plans.retire(ADMIN, "Flat")
    company.reopen(1)

    assert company.run().amount_minor == -5_000
    with pytest.raises(CommissionPlanRetired):
        company.run(FOLLOWING)


def test_a_period_of_another_length_and_a_plan_there_is_not_are_refused() -> None:
    company = Company(FLAT)

    with pytest.raises(Invalid, match="name one like 2026-Q1"):
        company.run("2026-01")
    with pytest.raises(CommissionPlanNotFound, match="there are: Flat"):
        company.commissions.run(ADMIN, RunCommissions(plan="Steep", period=PERIOD))


def test_who_sells_sees_their_own_entries_and_nobody_elses() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, (5_000, 5_000, 0))
    company.run()
    ada = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.REP}))

    [mine] = company.commissions.explain(ada, ExplainCommission(user="ada"))
    assert (mine.user, mine.amount_minor, mine.agrees) == ("ada", 2_500, True)
    for others in (ExplainCommission(user="bob"), ExplainCommission()):
        with pytest.raises(NotPermitted):
            company.commissions.explain(ada, others)
    assert len(company.commissions.explain(ADMIN, ExplainCommission())) == 2


def test_an_entry_that_was_changed_past_the_application_does_not_agree() -> None:
    trace = read_trace(written_trace(0, 100_000, [Part(100_000, 500)], (0, 50_000_000), 10_000, 5_000))

    assert trace.agrees
    assert not trace.model_copy(update={"earned_minor": 5_001}).agrees
    assert not trace.model_copy(update={"exact_after": 50_010_000}).agrees
