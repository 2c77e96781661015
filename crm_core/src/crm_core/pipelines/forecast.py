"""The expected value of open deals, with a range (PLAN-016, PLAN-021).

The expected value is the sum of value times probability, rounded half to even once. The range takes each deal as won
with its probability or lost, independently of the others: the variance of the sum is then the sum of v²·p·(1-p), and
the range is the expected value plus or minus z standard deviations, cut to what is possible: nothing, or everything.
With few or very unequal deals that is only a rough guide, and deals that fall together make the true range wider.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import NormalDist
from typing import Annotated, Any

from pydantic import Field

from crm_core.money import BASIS_POINTS, StoredCurrency, TotalMinorUnits, rounded_ratio
from crm_core.pipelines.stage_rules import ForecastCategory
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, Total

Confidence = Annotated[int, Field(ge=50, le=99)]
"""How sure the range is meant to be, in percent."""

DEFAULT_CONFIDENCE: Confidence = 80


class OpenOpportunities(Value):
    """What a store counts of open deals alike in currency, month, probability and category.

    ``squared`` is the sum of v².
    """

    currency: StoredCurrency
    month: AnyDay | None
    """Of the expected close; None when nobody said."""
    slipped: bool = False
    """The expected close is past."""
    category: ForecastCategory = ForecastCategory.PIPELINE
    """That of its stage, or in place of it what a person said."""
    probability_basis_points: Total
    count: Total
    priced_count: Total
    total_minor: TotalMinorUnits
    squared: Total


class WonOpportunities(Value):
    """What was won in a month so far."""

    currency: StoredCurrency
    month: AnyDay
    count: Total
    total_minor: TotalMinorUnits


class ForecastRange(Value):
    """Open deals in one currency: worth everything together, expected, and the range around that."""

    currency: StoredCurrency
    count: Total = 0
    unpriced_count: Total = 0
    """Deals of unknown value: they are in no sum."""
    total_minor: TotalMinorUnits = 0
    worst_minor: TotalMinorUnits = 0
    expected_minor: TotalMinorUnits = 0
    best_minor: TotalMinorUnits = 0


class ForecastMonth(ForecastRange):
    """The deals expected to close in one month, and what that month has brought so far."""

    month: AnyDay
    won_count: Total = 0
    won_minor: TotalMinorUnits = 0


class CategoryFigures(Value):
    """The open deals of one category in one currency; closed is what the month of today has won so far."""

    category: ForecastCategory
    currency: StoredCurrency
    count: Total = 0
    unpriced_count: Total = 0
    total_minor: TotalMinorUnits = 0
    weighted_minor: TotalMinorUnits = 0


class PipelineForecast(Value):
    """By month and currency, from the month of ``as_of`` on; what slipped or has no date stands apart.

    A deal whose category is omitted is in none of the ranges.
    """

    as_of: AnyDay
    confidence_percent: Confidence
    months: tuple[ForecastMonth, ...] = ()
    totals: tuple[ForecastRange, ...] = ()
    """All months together: the expected values add up, the ranges do not, since highs and lows even out."""
    slipped: tuple[ForecastRange, ...] = ()
    undated: tuple[ForecastRange, ...] = ()
    categories: tuple[CategoryFigures, ...] = ()
    """From the surest to what is omitted, by currency."""

    @classmethod
    def of(
        cls,
        opportunities: Sequence[OpenOpportunities],
        won: Sequence[WonOpportunities],
        *,
        as_of: date,
        confidence_percent: Confidence = DEFAULT_CONFIDENCE,
    ) -> "PipelineForecast":
        """From rows of one view of the store; ``as_of`` is today in the tenant's time zone."""
        z = _deviations(confidence_percent)
        counted = [row for row in opportunities if row.category is not ForecastCategory.OMITTED]
        ahead = [row for row in counted if row.month is not None and not row.slipped]
        return cls(
            as_of=as_of,
            confidence_percent=confidence_percent,
            months=_by_month(ahead, won, z),
            totals=_by_currency(ahead, z),
            slipped=_by_currency([row for row in counted if row.slipped], z),
            undated=_by_currency([row for row in counted if row.month is None], z),
            categories=tuple(_by_category(opportunities, won)),
        )


_SUREST_FIRST = (
    ForecastCategory.CLOSED,
    ForecastCategory.COMMIT,
    ForecastCategory.BEST_CASE,
    ForecastCategory.PIPELINE,
    ForecastCategory.OMITTED,
)


def _by_category(
    opportunities: Sequence[OpenOpportunities], won: Sequence[WonOpportunities]
) -> Iterator[CategoryFigures]:
    alike: dict[tuple[ForecastCategory, str], list[OpenOpportunities]] = {}
    for row in opportunities:
        alike.setdefault((row.category, row.currency), []).append(row)
    closed = {row.currency: row for row in won}
    for category in _SUREST_FIRST:
        for currency in sorted({currency for _, currency in alike} | closed.keys()):
            if category is ForecastCategory.CLOSED and (month := closed.get(currency)) is not None:
                yield CategoryFigures(
                    category=category,
                    currency=currency,
                    count=month.count,
                    total_minor=month.total_minor,
                    weighted_minor=month.total_minor,
                )
            elif rows := alike.get((category, currency)):
                yield CategoryFigures(
                    category=category,
                    currency=currency,
                    count=sum(row.count for row in rows),
                    unpriced_count=sum(row.count - row.priced_count for row in rows),
                    total_minor=sum(row.total_minor for row in rows),
                    weighted_minor=_weighted(rows),
                )


def _by_month(
    opportunities: Sequence[OpenOpportunities], won: Sequence[WonOpportunities], z: Decimal
) -> tuple[ForecastMonth, ...]:
    brought = {(row.month, row.currency): row for row in won}
    ahead: dict[tuple[date, str], list[OpenOpportunities]] = {key: [] for key in brought}
    for row in opportunities:
        if row.month is not None:
            ahead.setdefault((row.month, row.currency), []).append(row)
    months = []
    for month, currency in sorted(ahead):
        closed = brought.get((month, currency))
        won_figures = {"won_count": closed.count, "won_minor": closed.total_minor} if closed else {}
        figures = _figures(ahead[month, currency], z)
        months.append(ForecastMonth(month=month, currency=currency, **figures, **won_figures))
    return tuple(months)


def _by_currency(opportunities: Sequence[OpenOpportunities], z: Decimal) -> tuple[ForecastRange, ...]:
    currencies = sorted({row.currency for row in opportunities})
    return tuple(
        ForecastRange(currency=currency, **_figures([row for row in opportunities if row.currency == currency], z))
        for currency in currencies
    )


def _figures(opportunities: Sequence[OpenOpportunities], z: Decimal) -> dict[str, Any]:
    total = sum(row.total_minor for row in opportunities)
    expected = _weighted(opportunities)
    margin = _margin(opportunities, z)
    return {
        "count": sum(row.count for row in opportunities),
        "unpriced_count": sum(row.count - row.priced_count for row in opportunities),
        "total_minor": total,
        "worst_minor": max(0, expected - margin),
        "expected_minor": expected,
        "best_minor": min(total, expected + margin),
    }


def _weighted(opportunities: Sequence[OpenOpportunities]) -> int:
    return rounded_ratio(sum(row.total_minor * row.probability_basis_points for row in opportunities), BASIS_POINTS)


def _margin(opportunities: Iterable[OpenOpportunities], z: Decimal) -> int:
    """The variance is summed as an exact integer, in (minor units x basis points)²; one root is drawn at the end."""
    variance = sum(
        row.squared * row.probability_basis_points * (BASIS_POINTS - row.probability_basis_points)
        for row in opportunities
    )
    return int((z * Decimal(variance).sqrt() / BASIS_POINTS).to_integral_value(ROUND_HALF_EVEN))


def _deviations(confidence_percent: int) -> Decimal:
    """How many standard deviations either side hold that share of a normal distribution."""
    return Decimal(str(round(NormalDist().inv_cdf(0.5 + confidence_percent / 200), 4)))
