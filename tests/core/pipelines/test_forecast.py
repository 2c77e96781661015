"""The forecast: expected value, an honest range around it, and what stands apart."""

import random
from datetime import date
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.pipelines import OpenOpportunities, PipelineForecast, WonOpportunities, month_after

TODAY = date(2026, 3, 15)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def opportunity(
    minor: int | None = 1_000,
    chance: int = 5_000,
    month: date | None = MARCH,
    *,
    slipped: bool = False,
    currency: str = "EUR",
) -> OpenOpportunities:
    return OpenOpportunities(
        currency=currency,
        month=month,
        slipped=slipped,
        probability_basis_points=chance,
        count=1,
        priced_count=0 if minor is None else 1,
        total_minor=minor or 0,
        squared=(minor or 0) ** 2,
    )


def forecast(
    *opportunities: OpenOpportunities, won: tuple[WonOpportunities, ...] = (), sure: int = 80
) -> PipelineForecast:
    return PipelineForecast.of(opportunities, won, as_of=TODAY, confidence_percent=sure)


@pytest.mark.requirement("PLAN-016", "PLAN-021", "CRD-CRMOP-0080")
def test_the_expected_value_is_value_times_probability_by_month_and_currency() -> None:
    outlook = forecast(opportunity(), opportunity(chance=1_000), opportunity(month=APRIL), opportunity(currency="USD"))

    assert [(month.month, month.currency, month.count, month.expected_minor) for month in outlook.months] == [
        (MARCH, "EUR", 2, 600),
        (MARCH, "USD", 1, 500),
        (APRIL, "EUR", 1, 500),
    ]


@pytest.mark.requirement("PLAN-016")
def test_what_is_certain_has_no_range() -> None:
    (month,) = forecast(opportunity(chance=BASIS_POINTS), opportunity(chance=0)).months

    assert (month.worst_minor, month.expected_minor, month.best_minor) == (1_000, 1_000, 1_000)


@pytest.mark.requirement("PLAN-016")
def test_one_deal_at_even_odds_may_bring_everything_or_nothing() -> None:
    (month,) = forecast(opportunity(), sure=95).months

    assert (month.worst_minor, month.expected_minor, month.best_minor) == (0, 500, 1_000)


@pytest.mark.requirement("PLAN-016")
def test_to_be_surer_takes_a_wider_range() -> None:
    opportunities = [opportunity() for _ in range(100)]

    ranges = [
        (month.worst_minor, month.best_minor)
        for sure in (50, 80, 95)
        for month in forecast(*opportunities, sure=sure).months
    ]

    assert ranges == [(46_628, 53_372), (43_592, 56_408), (40_200, 59_800)]


@pytest.mark.requirement("PLAN-016")
def test_the_range_holds_about_as_often_as_it_says() -> None:
    dice = random.Random(2026)
    opportunities = [opportunity(dice.randrange(1_000, 9_000), dice.randrange(1_000, 9_000)) for _ in range(60)]
    (month,) = forecast(*opportunities).months

    ends = [
        sum(each.total_minor for each in opportunities if dice.randrange(BASIS_POINTS) < each.probability_basis_points)
        for _ in range(4_000)
    ]

    held = sum(month.worst_minor <= end <= month.best_minor for end in ends) / len(ends)
    assert held == pytest.approx(0.8, abs=0.03)


@pytest.mark.requirement("PLAN-016")
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, BASIS_POINTS)), min_size=1, max_size=6))
def test_expected_value_and_variance_are_those_of_all_ways_the_deals_may_end(bets: list[tuple[int, int]]) -> None:
    (month,) = forecast(*[opportunity(value, chance) for value, chance in bets]).months

    ways = [
        (
            sum(value for (value, _), won in zip(bets, ends, strict=True) if won),
            prod(chance if won else BASIS_POINTS - chance for (_, chance), won in zip(bets, ends, strict=True)),
        )
        for ends in product((False, True), repeat=len(bets))
    ]
    whole = BASIS_POINTS ** len(bets)
    assert month.expected_minor == rounded_ratio(sum(value * weight for value, weight in ways), whole)
    exact = sum(value * weight for value, weight in ways) / whole
    deviation = (sum(weight * (value - exact) ** 2 for value, weight in ways) / whole) ** 0.5
    assert month.best_minor == pytest.approx(min(month.total_minor, exact + 1.2816 * deviation), rel=1e-6, abs=2)
    assert month.worst_minor == pytest.approx(max(0, exact - 1.2816 * deviation), rel=1e-6, abs=2)


@pytest.mark.requirement("PLAN-016")
@given(st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, BASIS_POINTS)), max_size=20))
def test_a_range_lies_around_the_expected_value_and_within_what_is_possible(bets: list[tuple[int, int]]) -> None:
    for month in forecast(*[opportunity(value, chance) for value, chance in bets]).months:
        assert 0 <= month.worst_minor <= month.expected_minor <= month.best_minor <= month.total_minor


@pytest.mark.requirement("PLAN-016")
def test_highs_and_lows_of_the_months_even_out_in_the_total() -> None:
    opportunities = [opportunity(month=month_after(MARCH, ahead)) for ahead in range(4) for _ in range(10)]

    outlook = forecast(*opportunities)

    (total,) = outlook.totals
    assert total.expected_minor == sum(month.expected_minor for month in outlook.months)
    assert total.best_minor < sum(month.best_minor for month in outlook.months)


@pytest.mark.requirement("CRD-CRMOP-0080")
def test_slipped_undated_and_unpriced_deals_stand_apart() -> None:
    outlook = forecast(opportunity(slipped=True), opportunity(month=None), opportunity(None))

    assert [(figures.count, figures.total_minor) for figures in outlook.slipped] == [(1, 1_000)]
    assert [(figures.count, figures.total_minor) for figures in outlook.undated] == [(1, 1_000)]
    assert [(month.count, month.unpriced_count, month.total_minor) for month in outlook.months] == [(1, 1, 0)]
    assert [(total.count, total.total_minor) for total in outlook.totals] == [(1, 0)]


@pytest.mark.requirement("CRD-CRMOP-0080")
def test_a_month_tells_what_it_brought_so_far_even_when_nothing_is_open_in_it() -> None:
    outlook = forecast(won=(WonOpportunities(currency="EUR", month=MARCH, count=2, total_minor=700),))

    assert [(month.count, month.won_count, month.won_minor) for month in outlook.months] == [(0, 2, 700)]
    assert outlook.totals == ()
