"""The forecast and its accuracy, one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from crm_adapters.storage.analytics.board import closed_in, opportunities_of, opportunity, opportunity_value
from crm_adapters.storage.analytics.movement import year_and_month
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.pipelines import pipeline_stages
from crm_adapters.storage.kernel.exact_sums import exact_sum, exact_sum_of_squares
from crm_core.pipelines import (
    TEMPLATE_CATEGORIES,
    Confidence,
    FiguresFilter,
    ForecastCategory,
    Months,
    OpenOpportunities,
    Outcome,
    PipelineForecast,
    Rate,
    WonOpportunities,
    month_after,
    month_of,
)
from crm_operations.providers import AccuracyMonth, ForecastAccuracy

_value = opportunity.expected_revenue_minor
_expected_in = year_and_month[opportunity.expected_close_date.name]
_closed_in = year_and_month[opportunity.actual_close_date.name]

OPPORTUNITIES_AND_STAGES = opportunities.outerjoin(
    pipeline_stages,
    and_(
        pipeline_stages.c.tenant_id == opportunity.tenant_id,
        pipeline_stages.c.pipeline_id == opportunity.pipeline_id,
        pipeline_stages.c.name == opportunity.stage,
    ),
)
CATEGORY = func.coalesce(
    opportunity.forecast_override_category,
    pipeline_stages.c.forecast_category,
    case(
        *((opportunity.stage == str(stage), category.value) for stage, category in TEMPLATE_CATEGORIES.items()),
        else_=ForecastCategory.PIPELINE.value,
    ),
)
"""Of an open deal: what a person said, else its stage, else what is usual for a stage of that name."""


def forecast(
    connection: Connection, tenant_id: str, filters: FiguresFilter, as_of: date, confidence_percent: Confidence
) -> PipelineForecast:
    """One statement for the open deals, one for what this month has brought."""
    return PipelineForecast.of(
        _open_opportunities(connection, tenant_id, filters, as_of),
        _won_opportunities(connection, tenant_id, filters, month_of(as_of)),
        as_of=as_of,
        confidence_percent=confidence_percent,
    )


def forecast_accuracy(
    connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months
) -> list[ForecastAccuracy]:
    keys = (opportunity.currency_code, *_closed_in, *_expected_in)
    foreseen = case((opportunity.expected_close_date.is_not(None), _value))
    won_as_foreseen = case((foreseen.is_not(None), opportunity_value))
    sums = (
        func.count(),
        exact_sum(opportunity_value),
        func.count(foreseen),
        exact_sum(foreseen),
        exact_sum(won_as_foreseen),
    )
    query = (
        select(*keys, *sums)
        .where(
            *opportunities_of(tenant_id, filters),
            opportunity.outcome == Outcome.WON.value,
            closed_in(months.first, months.end),
        )
        .group_by(*keys)
    )
    by_currency: dict[str, list[Any]] = {}
    for currency, closed_year, closed_month, year, month, *row in connection.execute(query):
        group = (_month(closed_year, closed_month), _month(year, month), *(int(cell or 0) for cell in row))
        by_currency.setdefault(currency, []).append(group)
    return [_accuracy(currency, by_currency[currency], months) for currency in sorted(by_currency)]


def _open_opportunities(
    connection: Connection, tenant_id: str, filters: FiguresFilter, as_of: date
) -> list[OpenOpportunities]:
    slipped = case((opportunity.expected_close_date < as_of, 1), else_=0)
    query = (
        select(
            opportunity.currency_code,
            *_expected_in,
            slipped.label("slipped"),
            CATEGORY.label("category"),
            opportunity.probability_basis_points,
            func.count(),
            func.count(_value),
            exact_sum(_value),
            exact_sum_of_squares(_value),
        )
        .select_from(OPPORTUNITIES_AND_STAGES)
        .where(*opportunities_of(tenant_id, filters), opportunity.outcome == Outcome.OPEN.value)
        .group_by(opportunity.currency_code, *_expected_in, "slipped", "category", opportunity.probability_basis_points)
    )
    return [_open_row(*row) for row in connection.execute(query)]


def _open_row(
    currency: str,
    year: Any,
    month: Any,
    slipped: int,
    category: str,
    probability: int,
    count: int,
    priced: int,
    total: int,
    squared: int,
) -> OpenOpportunities:
    return OpenOpportunities.model_construct(
        currency=currency,
        month=_month(year, month),
        slipped=bool(slipped),
        category=ForecastCategory(category),
        probability_basis_points=probability,
        count=int(count),
        priced_count=int(priced),
        total_minor=total,
        squared=squared,
    )


def _won_opportunities(
    connection: Connection, tenant_id: str, filters: FiguresFilter, month: date
) -> list[WonOpportunities]:
    query = (
        select(opportunity.currency_code, func.count(), exact_sum(opportunity_value))
        .where(
            *opportunities_of(tenant_id, filters),
            opportunity.outcome == Outcome.WON.value,
            closed_in(month, month_after(month)),
        )
        .group_by(opportunity.currency_code)
    )
    return [
        WonOpportunities(currency=currency, month=month, count=int(count), total_minor=total)
        for currency, count, total in connection.execute(query)
    ]


def _accuracy(currency: str, groups: Sequence[Sequence[Any]], months: Months) -> ForecastAccuracy:
    expected: dict[date, tuple[int, int]] = {}
    won: dict[date, tuple[int, int]] = {}
    in_time = {"earlier": 0, "on_time": 0, "later": 0}
    never = expected_total = won_total = 0
    for closed, due, count, value, foreseen, expected_value, won_value in groups:
        won[closed] = _plus(won.get(closed), count, value)
        never += count - foreseen
        if due is None:
            continue
        expected[due] = _plus(expected.get(due), foreseen, expected_value)
        in_time["on_time" if closed == due else "later" if closed > due else "earlier"] += foreseen
        expected_total += expected_value
        won_total += won_value
    return ForecastAccuracy(
        currency=currency,
        months=tuple(_accuracy_month(month, expected.get(month), won.get(month)) for month in months.each),
        bias=(expected_total - won_total) / won_total if won_total else None,
        mape=_mean_error(months, expected, won),
        on_time=Rate.of(in_time["on_time"], sum(in_time.values())),
        earlier=in_time["earlier"],
        later=in_time["later"],
        never_foreseen=never,
    )


def _mean_error(
    months: Months, expected: Mapping[date, tuple[int, int]], won: Mapping[date, tuple[int, int]]
) -> float | None:
    """Over the months that won anything: a percentage of a month without a sale means nothing."""
    errors = [
        abs(expected.get(month, (0, 0))[1] - won[month][1]) / won[month][1]
        for month in months.each
        if won.get(month, (0, 0))[1]
    ]
    return sum(errors) / len(errors) if errors else None


def _accuracy_month(month: date, expected: tuple[int, int] | None, won: tuple[int, int] | None) -> AccuracyMonth:
    expected_count, expected_minor = expected or (0, 0)
    won_count, won_minor = won or (0, 0)
    return AccuracyMonth(
        month=month,
        expected_count=expected_count,
        expected_minor=expected_minor,
        won_count=won_count,
        won_minor=won_minor,
    )


def _plus(sums: tuple[int, int] | None, count: int, minor: int) -> tuple[int, int]:
    before_count, before_minor = sums or (0, 0)
    return before_count + count, before_minor + minor


def _month(year: Any, month: Any) -> date | None:
    return None if year is None else date(int(year), int(month), 1)
