"""What deals add up to: currencies apart, nothing of nothing is no rate, one rounding at the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.pipelines import OpportunitySums, Outcome, PipelineSummary, Rate

_sums = st.builds(
    OpportunitySums,
    currency=st.sampled_from(["EUR", "USD", "JPY"]),
    outcome=st.sampled_from(Outcome),
    probability_basis_points=st.integers(0, BASIS_POINTS),
    count=st.integers(1, 9),
    priced_count=st.integers(0, 1),
    total_minor=st.integers(0, 10**15),
)


def sums(
    outcome: Outcome = Outcome.OPEN, minor: int = 100, chance: int = 5_000, currency: str = "EUR"
) -> OpportunitySums:
    return OpportunitySums(
        currency=currency,
        outcome=outcome,
        probability_basis_points=chance,
        count=1,
        priced_count=1,
        total_minor=minor,
    )


@pytest.mark.requirement("FEAT-003")
def test_nothing_of_nothing_is_no_rate() -> None:
    assert (Rate.of(0, 0).value, Rate.of(0, 0).basis_points) == (None, None)
    assert (Rate.of(0, 7).value, Rate.of(0, 7).basis_points) == (0.0, 0)


@pytest.mark.requirement("FEAT-003")
@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 3, 3_333), (2, 3, 6_667), (1, 20_000, 0), (3, 20_000, 2)])
def test_a_rate_in_basis_points_is_rounded_half_to_even(part: int, whole: int, expected: int) -> None:
    assert Rate.of(part, whole).basis_points == expected


@pytest.mark.requirement("FUN-CRMOP-0028", "PLAN-007")
def test_weighted_values_are_rounded_once_at_the_end() -> None:
    """Three cents at 50 % are a cent and a half each: rounded each for itself they would be 2 + 2 + 2."""
    summary = PipelineSummary.of([sums(minor=3), sums(minor=3), sums(minor=3)])

    assert summary.currencies[0].weighted_minor == 4


@pytest.mark.requirement("FUN-CRMOP-0028")
def test_half_a_cent_goes_to_the_even_neighbour() -> None:
    assert [PipelineSummary.of([sums(minor=minor)]).currencies[0].weighted_minor for minor in (1, 3, 5)] == [0, 2, 2]


@pytest.mark.requirement("FEAT-003")
def test_a_won_deal_weighs_whole_and_a_lost_one_nothing_whatever_their_stage_says() -> None:
    assert sums(Outcome.WON, chance=0).weighted_exact == 100 * BASIS_POINTS
    assert sums(Outcome.LOST, chance=9_000).weighted_exact == 0


@pytest.mark.requirement("FEAT-003")
def test_the_win_rate_is_told_by_count_and_by_value() -> None:
    rows = [sums(Outcome.WON, 300), sums(Outcome.LOST, 100), sums(Outcome.LOST, 0), sums()]

    rate = PipelineSummary.of(rows).win_rate

    assert (rate.won, rate.lost, rate.by_count.numerator, rate.by_count.denominator) == (1, 2, 1, 3)
    assert [(value.currency, value.rate.value) for value in rate.by_value] == [("EUR", 0.75)]


@pytest.mark.requirement("FEAT-003")
def test_without_closed_deals_there_is_no_win_rate() -> None:
    rate = PipelineSummary.of([sums()]).win_rate

    assert (rate.by_count.value, rate.by_value) == (None, ())


@pytest.mark.requirement("FUN-CRMOP-0028")
@given(st.lists(_sums, max_size=20))
def test_each_currency_adds_up_by_itself(rows: list[OpportunitySums]) -> None:
    summary = PipelineSummary.of(rows)

    assert summary.count == sum(row.count for row in rows)
    assert [figures.currency for figures in summary.currencies] == sorted({row.currency for row in rows})
    for figures in summary.currencies:
        ours = [row for row in rows if row.currency == figures.currency]
        still_open = [row for row in ours if row.outcome is Outcome.OPEN]
        assert figures.open_minor == sum(row.total_minor for row in still_open)
        assert figures.won_minor == sum(row.total_minor for row in ours if row.outcome is Outcome.WON)
        exact = sum(row.total_minor * row.probability_basis_points for row in still_open)
        assert figures.weighted_minor == rounded_ratio(exact, BASIS_POINTS)
        assert figures.unpriced_count == sum(row.count - row.priced_count for row in still_open)
