"""Plans by attainment: bands of the quota multiply a base rate, deal by deal."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from paid_team import Q1, PaidTeam, day

from crm_core.commissions import AddCommissionPlan, Band, Bonus, ProductRate, Scheme, read_trace
from crm_core.fiscal import PeriodLength
from crm_core.quotas import Proration
from crm_core.testing import a_currency_rate
from crm_core.testing.builders import a_quota
from crm_operations.providers import Person

THOUSAND = 100_000
BANDS = ((0, 5_000), (5_000, 10_000), (10_000, 15_000))
"""Half of the base rate below half of the quota, one and a half times above all of it."""


def by_attainment(**terms: Any) -> AddCommissionPlan:
    bands = tuple(Band(from_basis_points=bound, multiplier_basis_points=times) for bound, times in BANDS)
    fields = {"rate_basis_points": 1_000, "bands": bands, "currency": "USD", "scheme": Scheme.ATTAINMENT, **terms}
    return AddCommissionPlan(name="Bands", **fields)


def quota_of(team: PaidTeam, user: str, amount: int, period: str = Q1, count: int = 1, **more: Any) -> None:
    quota = a_quota(count, user_id=user, period=period, amount_minor=amount, currency_code="USD", **more)
    team.world.preload(quota.changed(quota.updated_at, subject_key=quota.subject.key))


def test_a_deal_that_crosses_bands_is_divided_among_them() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", THOUSAND)
    team.credit(1, 40_000, day(1))
    team.credit(2, 80_000, day(2))
    team.run()

    first, second = team.entries("ada")
    assert (first.amount_minor, first.rate_basis_points) == (2_000, 500)
    assert (second.amount_minor, second.rate_basis_points) == (500 + 5_000 + 3_000, None)
    assert [tuple(dict(part).values()) for part in read_trace(second.trace).parts] == [
        (10_000, 1_000, 5_000),
        (50_000, 1_000, 10_000),
        (20_000, 1_000, 15_000),
    ]


def test_the_band_from_a_bound_on_pays_the_bound_itself() -> None:
    team = PaidTeam(by_attainment(bands_are_marginal=False))
    quota_of(team, "ada", THOUSAND)
    quota_of(team, "bob", THOUSAND, count=2)
    team.credit(1, 49_999, day(1))
    team.credit(2, 50_000, day(1), ("bob",))
    team.run()

    assert (team.total("ada"), team.total("bob")) == (2_500, 5_000)


def test_where_the_band_is_for_all_of_the_credit_a_deal_lifts_those_before_it() -> None:
    team = PaidTeam(by_attainment(bands_are_marginal=False))
    quota_of(team, "ada", THOUSAND)
    team.credit(1, 40_000, day(1))
    team.credit(2, 80_000, day(2))
    team.run()

    assert [entry.amount_minor for entry in team.entries("ada")] == [2_000, 16_000]


def test_without_a_quota_or_with_none_to_bring_nothing_is_earned_and_others_go_on() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", THOUSAND)
    quota_of(team, "max", 0, count=2)
    for deal, user in enumerate(("ada", "bob", "max"), start=1):
        team.credit(deal, 40_000, day(1), (user,))
    run = team.run()

    assert run.without_quota == ("bob", "max")
    assert {entry.payee_id: entry.amount_minor for entry in team.entries()} == {"ada": 2_000}


def test_a_quota_that_is_revised_posts_corrections_and_one_that_is_withdrawn_takes_back_all() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", THOUSAND)
    team.credit(1, THOUSAND, day(1))
    team.run()
    assert team.total("ada") == 7_500
    revise(team, amount_minor=2 * THOUSAND)
    team.run()
    [correction] = team.entries("ada", "correction")
    assert (correction.amount_minor, correction.corrects) == (-2_500, 1)
    revise(team, withdrawn_at=team.world.clock.now())

    assert team.run().without_quota == ("ada",)
    assert team.total("ada") == 0


def revise(team: PaidTeam, **changes: Any) -> None:
    with team.world.records.writing(team.world.actor) as work:
        [quota] = work.quotas.holding([Q1])
        work.quotas.save(quota.changed(team.world.clock.now(), **changes))


def test_a_month_of_a_quarters_quota_goes_on_where_the_month_before_it_ended() -> None:
    team = PaidTeam(by_attainment(frequency=PeriodLength.MONTH, quota_period=PeriodLength.QUARTER))
    quota_of(team, "ada", THOUSAND)
    for deal, (month, amount) in enumerate(((1, 40_000), (2, 40_000), (3, 40_000)), start=1):
        team.credit(deal, amount, day(month, 10))
    runs = [team.run(f"2026-0{month}").amount_minor for month in (1, 2, 3)]
    assert runs == [2_000, 500 + 3_000, 2_000 + 3_000]
    team.refund(1, 40_000, day(3, 20))

    assert [team.run(f"2026-0{month}").amount_minor for month in (1, 2, 3)] == [-2_000, -1_500, -1_500]
    assert team.total("ada") == 2_000 + 3_500
    traced = json.loads(team.entries("ada")[-1].trace)
    assert (traced["before"], traced["unit"]) == (40_000, 10_000)


def test_months_add_up_to_the_quarter_though_the_last_one_lifts_all() -> None:
    terms = {"frequency": PeriodLength.MONTH, "quota_period": PeriodLength.QUARTER, "bands_are_marginal": False}
    team = PaidTeam(by_attainment(**terms))
    quota_of(team, "ada", THOUSAND)
    for deal, (month, amount) in enumerate(((1, 40_000), (2, 20_000), (3, 50_000)), start=1):
        team.credit(deal, amount, day(month, 10))

    runs = [team.run(f"2026-0{month}").amount_minor for month in (1, 2, 3)]
    assert (runs, sum(runs)) == ([2_000, 6_000 - 2_000, 16_500 - 6_000], 16_500)


def test_what_is_credited_while_another_plan_pays_fills_the_quota_and_is_not_paid() -> None:
    team = PaidTeam(by_attainment(), users=())
    team.assigned("ada", first_day=day(2))
    quota_of(team, "ada", THOUSAND)
    team.credit(1, 50_000, day(1))
    team.credit(2, 10_000, day(2))
    team.run()

    [entry] = team.entries("ada")
    assert (entry.opportunity_number, entry.amount_minor) == ("OPP-2026-0002", 1_000)


def test_products_have_base_rates_of_their_own_which_bands_multiply() -> None:
    team = PaidTeam(by_attainment(rates=(ProductRate(product="X1", rate_basis_points=2_000),)))
    quota_of(team, "ada", THOUSAND)
    team.credit(1, 60_000, day(1), products=[("X1", "H", 20_000), ("A", "H", 40_000)])
    team.run()

    assert team.total("ada") == 2_000 + 1_000 + 2_000


def test_who_joins_within_the_period_and_who_ramps_has_a_lower_quota() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", 90_000)
    quota_of(team, "bob", 90_000, count=2, ramp=(0, 5_000))
    team.knows(Person(id="ada", name="Ada", joined_on=day(3, 2)))
    team.knows(Person(id="bob", name="Bob", joined_on=date(2026, 1, 1)))
    for deal, user in enumerate(("ada", "bob"), start=1):
        team.credit(deal, 30_000, day(3, 3), (user,))
    team.run()

    assert team.total("ada") == 750 + 1_500
    assert team.total("bob") == (22_500 * 5 + 7_500 * 10) // 100


def test_a_quota_by_working_days_is_prorated_by_them() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", 90_000, prorated_by=Proration.WORKING_DAYS)
    team.knows(Person(id="ada", name="Ada", joined_on=day(3, 2)))
    team.credit(1, 15_469, day(3, 3))
    team.run()

    assert team.total("ada") == 773


def test_a_quota_in_another_currency_is_converted_by_the_rate_of_its_first_day() -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", 80_000)
    revise(team, currency_code="EUR")
    team.credit(1, THOUSAND, day(1))
    assert team.run().without_quota == ("ada",)
    team.world.preload(a_currency_rate(1, rate=Decimal("1.25"), day=day(1)))
    team.run()

    assert team.total("ada") == 7_500


def test_what_the_months_before_were_paid_for_fills_the_quota_at_the_rate_it_was_paid_by() -> None:
    team = PaidTeam(by_attainment(frequency=PeriodLength.MONTH, quota_period=PeriodLength.QUARTER))
    quota_of(team, "ada", THOUSAND)
    team.world.preload(a_currency_rate(1, rate=Decimal("1.25"), day=day(1)))
    team.credit(1, 40_000, day(1, 10), currency="EUR")
    team.run("2026-01")
    with team.world.records.writing(team.world.actor) as work:
        [rate] = work.currency_rates.newest(["EUR"], "USD", day(1))
        work.currency_rates.save(rate.changed(rate.updated_at, rate=Decimal("2.5")))
    team.credit(2, 50_000, day(2, 10))
    team.run("2026-02")

    assert team.entries("ada")[-1].amount_minor == 5_000


def test_a_bonus_at_an_attainment_is_paid_once_in_the_month_that_reaches_it() -> None:
    bonuses = (Bonus(amount_minor=777, from_attainment_basis_points=10_000),)
    terms = {"frequency": PeriodLength.MONTH, "quota_period": PeriodLength.QUARTER, "bonuses": bonuses}
    team = PaidTeam(by_attainment(**terms))
    quota_of(team, "ada", THOUSAND)
    for month in (1, 2, 3):
        team.credit(month, 50_000, day(month, 10))
    for month in (1, 2, 3):
        team.run(f"2026-0{month}")

    [bonus] = team.entries("ada", "bonus")
    assert (bonus.credit_period, bonus.amount_minor, bonus.opportunity_id) == ("2026-02", 777, "")
    team.refund(1, 1, day(3, 20))
    for month in (1, 2, 3):
        team.run(f"2026-0{month}")
    assert [team.posted("ada", "bonus", f"2026-0{month}") for month in (1, 2, 3)] == [0, 0, 777]


@pytest.mark.parametrize(("attained", "multiplied"), [(0, 0), (3_334, 167), (5_000, 250), (12_000, 1_050)])
def test_the_same_by_plain_arithmetic(attained: int, multiplied: int) -> None:
    team = PaidTeam(by_attainment())
    quota_of(team, "ada", 10_000)
    if attained:
        team.credit(1, attained, day(1))
    team.run()

    assert team.total("ada") == multiplied
