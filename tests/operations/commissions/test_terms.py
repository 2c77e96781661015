"""What a plan pays besides its rates, each as an entry of its own with its calculation."""

from decimal import Decimal
from typing import Any

import pytest
from paid_team import Q1, Q2, Q3, PaidTeam, day

from crm_core.commissions import AddCommissionPlan, Bonus, ProductRate, Scheme, Tier, read_trace
from crm_core.credits import CreditBasis
from crm_core.fiscal import PeriodLength
from crm_core.testing import a_currency_rate

THOUSAND = 100_000


def flat(**terms: Any) -> AddCommissionPlan:
    fields = {"rate_basis_points": 500, "currency": "USD", "scheme": Scheme.FLAT, **terms}
    return AddCommissionPlan(name="Terms", **fields)


def of_products() -> tuple[ProductRate, ...]:
    return (ProductRate(category="Hardware", rate_basis_points=100), ProductRate(product="X1", rate_basis_points=900))


def test_products_and_categories_are_paid_at_rates_of_their_own_the_product_first() -> None:
    team = PaidTeam(flat(rates=of_products()))
    lines = [("X1", "Hardware", 10_000), ("Y2", "Hardware", 20_000), ("Z", "Services", 30_000)]
    team.credit(1, 60_000, day(1), products=lines)
    team.credit(2, 10_000, day(2))
    team.run()

    first, second = team.entries("ada")
    assert (first.amount_minor, second.amount_minor) == (900 + 200 + 1_500, 500)
    parts = read_trace(first.trace).parts
    assert [(part.of_base_minor, part.rate_basis_points) for part in parts] == [
        (30_000, 500),
        (10_000, 900),
        (20_000, 100),
    ]
    assert (first.rate_basis_points, second.rate_basis_points) == (None, 500)


def test_what_has_a_rate_of_its_own_fills_no_tier() -> None:
    tiers = (Tier(from_minor=0, rate_basis_points=300), Tier(from_minor=50_000, rate_basis_points=500))
    plan = flat(scheme=Scheme.MARGINAL, rate_basis_points=None, tiers=tiers, rates=of_products())
    team = PaidTeam(plan)
    team.credit(1, 100_000, day(1), products=[("X1", "Hardware", 60_000), ("Z", "Services", 40_000)])
    team.credit(2, 20_000, day(2))
    team.run()

    assert [entry.amount_minor for entry in team.entries("ada")] == [5_400 + 1_200, 300 + 500]


def test_a_refund_takes_back_each_product_at_its_rate() -> None:
    team = PaidTeam(flat(rates=of_products()))
    team.credit(1, 60_000, day(1), products=[("X1", "Hardware", 30_000), ("Z", "Services", 30_000)])
    team.run()
    team.refund(1, 30_000, day(2))
    team.run()

    assert team.posted("ada", "earning") == 1_350 + 750


def test_a_bonus_for_each_deal_is_paid_by_the_share_in_it_and_not_beside_it() -> None:
    bonuses = (Bonus(amount_minor=10_001, from_credit_minor=50_000), Bonus(amount_minor=300, product="X1"))
    team = PaidTeam(flat(bonuses=bonuses))
    team.credit(1, 200_000, day(1), ("ada", "bob"), (5_000, 5_000), beside=["dora"], products=[("X1", "H", 1)])
    team.credit(2, 49_999, day(2))
    team.run()

    [bonus] = team.entries("ada", "bonus")
    assert (bonus.amount_minor, bonus.opportunity_number) == (5_000 + 150, "OPP-2026-0001")
    assert team.posted("bob", "bonus") == 5_150
    assert team.posted("dora", "bonus") == 0
    team.refund(1, 150_000, day(3))
    team.run()
    assert team.posted("ada", "bonus") == 150
    [_, correction] = [entry for entry in team.entries("ada") if entry.component == "bonus"]
    assert (correction.kind, correction.amount_minor, correction.corrects) == ("correction", -5_000, bonus.number)


def test_a_floor_lifts_what_a_period_has_earned_and_goes_as_more_is_earned() -> None:
    team = PaidTeam(flat(floor_minor=40_000))
    team.credit(1, 500_000, day(1))
    team.run()
    assert [(entry.kind, entry.amount_minor) for entry in team.entries("ada")] == [
        ("earning", 25_000),
        ("floor", 15_000),
    ]
    assert team.total("bob") == 40_000
    team.credit(2, 200_000, day(2))
    team.run()
    assert (team.total("ada"), team.posted("ada", "floor")) == (40_000, 5_000)
    team.credit(3, 300_000, day(3))
    team.run()

    assert (team.total("ada"), team.posted("ada", "floor")) == (50_000, 0)
    floors = team.entries("ada", "floor")
    assert [entry.corrects for entry in floors] == [None, *(entry.number for entry in floors[:-1])]


def test_a_floor_is_for_the_days_that_somebody_is_paid_by_the_plan() -> None:
    team = PaidTeam(flat(floor_minor=90_000), users=())
    team.assigned("ada", first_day=day(3, 2))
    team.assigned("ada", first_day=day(3, 20))
    team.run()

    assert team.total("ada") == 30_000


def test_a_cap_takes_what_is_above_it_by_credit_period_and_gives_it_back_after_a_refund() -> None:
    team = PaidTeam(flat(cap_minor=20_000, bonuses=(Bonus(amount_minor=1_000),)))
    team.credit(1, 500_000, day(1))
    team.run()
    assert [(entry.kind, entry.amount_minor) for entry in team.entries("ada")] == [
        ("earning", 25_000),
        ("bonus", 1_000),
        ("cap", -6_000),
    ]
    team.close(Q1)
    team.refund(1, 80_000, day(4))
    assert team.run().amount_minor == 0
    assert [(each.kind, each.posted_period, each.amount_minor) for each in team.entries("ada")[3:]] == [
        ("correction", Q2, -4_000),
        ("cap", Q2, 4_000),
    ]
    team.refund(1, 420_000, day(4, 2), "all of it")
    team.run()

    assert team.total("ada") == 0


def test_a_holdback_is_kept_from_what_is_left_and_released_into_the_period_of_its_day() -> None:
    team = PaidTeam(flat(cap_minor=30_000, holdback_basis_points=1_000, holdback_days=91))
    team.credit(1, 1_000_000, day(1))
    assert team.run(Q1).amount_minor == 30_000 - 3_000
    assert team.run(Q1).entries == 0
    assert team.run(Q2).amount_minor == 3_000

    [held], [release] = team.entries("ada", "holdback"), team.entries("ada", "release")
    assert (held.amount_minor, held.posted_period) == (-3_000, Q1)
    assert (release.credit_period, release.posted_period, release.corrects) == (Q1, Q2, held.number)
    assert [team.run(period).entries for period in (Q1, Q2, Q3)] == [0, 0, 0]


def test_a_holdback_whose_day_lies_in_a_later_period_waits_for_it() -> None:
    team = PaidTeam(flat(holdback_basis_points=1_000, holdback_days=92))
    team.credit(1, 1_000_000, day(1))

    assert [team.run(period).amount_minor for period in (Q1, Q2, Q3)] == [45_000, 0, 5_000]


def test_what_changes_after_a_release_changes_it_too_and_in_the_end_nothing_is_held_of_nothing() -> None:
    team = PaidTeam(flat(holdback_basis_points=1_000, holdback_days=1))
    team.credit(1, 1_000_000, day(1))
    team.run(Q1)
    team.run(Q2)
    team.close(Q1)
    team.refund(1, 500_000, day(4))
    assert team.run(Q1).amount_minor == -25_000
    assert (team.posted("ada", "holdback"), team.posted("ada", "release")) == (-2_500, 2_500)
    team.reopen(1, day(4, 2))
    team.run(Q1)

    assert team.total("ada") == 0
    assert team.posted("ada", "release") == 0


def test_who_has_left_the_plan_is_released_what_was_held() -> None:
    team = PaidTeam(flat(holdback_basis_points=1_000, holdback_days=30), users=())
    team.assigned("ada", last_day=day(3, 31))
    team.credit(1, 1_000_000, day(1))
    team.run(Q1)

    assert team.run(Q2).amount_minor == 5_000


@pytest.mark.parametrize(
    ("days", "sliding", "on", "taken"),
    [
        (None, False, day(12, 31), 5_000),
        (90, False, day(4, 1), 5_000),
        (90, False, day(4, 2), 0),
        (90, True, day(1), 5_000),
        (90, True, day(1, 31), 3_333),
        (90, True, day(3, 31), 56),
        (90, True, day(4, 1), 0),
        (90, True, day(8), 0),
    ],
)
def test_a_refund_takes_back_within_its_window(days: int | None, sliding: bool, on: Any, taken: int) -> None:
    team = PaidTeam(flat(clawback_days=days, clawback_is_sliding=sliding))
    team.credit(1, THOUSAND * 5, day(1))
    team.run()
    team.refund(1, THOUSAND, on)
    team.run()

    assert team.total("ada") == 25_000 - taken


def test_a_refund_that_is_reversed_gives_back_what_it_took_and_a_reopening_takes_all() -> None:
    team = PaidTeam(flat(clawback_days=90, clawback_is_sliding=True))
    team.credit(1, THOUSAND, day(1))
    team.refund(1, THOUSAND, day(2, 15))
    team.run()
    assert team.total("ada") == 2_500
    team.reverse_refund(1, day(7))
    team.run()
    assert team.total("ada") == 5_000
    team.refund(1, 40_000, day(7, 2), "late")
    team.run()
    assert team.total("ada") == 5_000
    team.reopen(1, day(7, 3))
    team.run()

    assert team.total("ada") == 0


def test_what_a_late_refund_left_to_somebody_stays_theirs_when_the_deal_is_shared_anew() -> None:
    team = PaidTeam(flat(clawback_days=30))
    team.credit(1, THOUSAND, day(1))
    team.refund(1, 40_000, day(7))
    team.share_anew(1, day(7, 2), ("ada", "bob"), (5_000, 5_000))
    team.run()

    assert (team.total("ada"), team.total("bob")) == (2_000 + 1_500, 1_500)


def test_managers_are_paid_for_the_revenue_of_reports_once_and_never_for_overlays() -> None:
    team = PaidTeam(flat(override_basis_points=100))
    team.credit(1, THOUSAND, day(1), ("ada", "bob"), (6_000, 4_000), beside=["dora"])
    team.credit(2, THOUSAND, day(2), ("max",))
    team.run()

    [override] = team.entries("max", "override")
    assert (override.amount_minor, override.base_minor, override.opportunity_number) == (
        1_000,
        THOUSAND,
        "OPP-2026-0001",
    )
    assert team.posted("max", "earning") == 5_000
    assert [entry.opportunity_number for entry in team.entries("dora", "override")] == ["OPP-2026-0002"]
    team.refund(1, 50_000, day(3))
    team.run()
    assert team.posted("max", "override") == 500


def test_a_deeper_override_reaches_the_managers_above_those_the_credit_names() -> None:
    team = PaidTeam(flat(override_basis_points=100, override_depth=2))
    team.credit(1, THOUSAND, day(1), ("ada", "max"), (6_000, 4_000))
    team.run()

    assert (team.posted("max", "override"), team.posted("dora", "override")) == (600, 1_000)


def test_the_manager_kept_with_the_credit_is_paid_though_another_one_leads_now() -> None:
    team = PaidTeam(flat(override_basis_points=100))
    team.credit(1, THOUSAND, day(1))
    team.world.people.known("acme", "ada", manager_id="dora")
    team.run()

    assert (team.posted("max", "override"), team.posted("dora", "override")) == (1_000, 0)


def test_an_override_is_for_the_days_that_the_manager_is_paid_by_the_plan() -> None:
    team = PaidTeam(flat(override_basis_points=100), users=("ada",))
    team.assigned("max", first_day=day(2))
    team.credit(1, THOUSAND, day(1, 31))
    team.credit(2, THOUSAND, day(2))
    team.run()

    assert [entry.opportunity_number for entry in team.entries("max", "override")] == ["OPP-2026-0002"]


def test_each_payment_is_paid_at_the_rate_of_its_own_day_and_a_full_reversal_is_nothing() -> None:
    team = PaidTeam(flat(basis=CreditBasis.PAYMENT))
    team.world.preload(a_currency_rate(1, rate=Decimal("1.2"), day=day(1)))
    team.world.preload(a_currency_rate(2, rate=Decimal("1.5"), day=day(2)))
    for payment, on in (("first", day(1, 15)), ("second", day(2, 15))):
        team.credit(1, THOUSAND, on, currency="EUR", basis=CreditBasis.PAYMENT, event=payment)
    team.run()
    assert [(entry.amount_minor, entry.rate) for entry in team.entries("ada")] == [(6_000, "1.2"), (7_500, "1.5")]
    team.refund(1, 2 * THOUSAND, day(3))
    with team.world.records.writing(team.world.actor) as work:
        for rate in work.currency_rates.newest(["EUR"], "USD", day(3)):
            work.currency_rates.save(rate.changed(rate.updated_at, rate=Decimal(9)))
    team.run()

    assert team.total("ada") == 0


def test_pay_in_another_currency_is_converted_by_the_day_of_the_credit_and_keeps_its_rate() -> None:
    team = PaidTeam(flat(pay_currency="EUR", cap_minor=6_000))
    team.world.preload(a_currency_rate(1, rate=Decimal("1.25"), day=day(1, 2)))
    team.credit(1, THOUSAND, day(1, 1))
    team.credit(2, THOUSAND, day(1, 15))
    run = team.run()
    assert (run.not_priced, run.currency_code, run.amount_minor) == (("OPP-2026-0001",), "EUR", 4_000)
    [entry] = team.entries("ada")
    assert (entry.currency_code, entry.rate, entry.pay_rate, entry.pay_rate_date) == ("EUR", None, "1/1.25", day(1, 2))
    team.world.preload(a_currency_rate(2, rate=Decimal(2), day=day(1)))
    assert team.run().amount_minor == 2_000
    assert team.posted("ada", "cap") == -500
    team.reopen(1, day(3))
    team.reopen(2, day(3))
    team.run()

    assert team.total("ada") == 0


def test_a_deal_that_is_won_again_is_another_event_and_its_time_is_kept_when_it_is_shared_anew() -> None:
    tiers = (Tier(from_minor=0, rate_basis_points=300), Tier(from_minor=THOUSAND, rate_basis_points=500))
    team = PaidTeam(flat(scheme=Scheme.MARGINAL, rate_basis_points=None, tiers=tiers))
    team.credit(1, THOUSAND, day(1))
    team.credit(2, THOUSAND, day(2))
    team.run()
    team.share_anew(1, day(3), ("ada", "bob"), (5_000, 5_000))
    team.run()

    assert [(each.opportunity_number, each.amount_minor) for each in team.entries("ada", "correction")] == [
        ("OPP-2026-0001", -1_500),
        ("OPP-2026-0002", -1_000),
    ]
    team.reopen(1, day(3, 2))
    team.credit(1, THOUSAND, day(3, 3))
    team.run()
    assert team.total("ada") == 3_000 + 5_000
    assert [entry.amount_minor for entry in team.entries("ada", "earning")] == [3_000, 5_000, 5_000]


def test_a_month_is_paid_by_the_month() -> None:
    team = PaidTeam(flat(frequency=PeriodLength.MONTH, floor_minor=1_000))
    team.credit(1, THOUSAND, day(2, 10))

    assert [team.run(f"2026-0{month}").amount_minor for month in (1, 2)] == [4_000, 5_000 + 3_000]
