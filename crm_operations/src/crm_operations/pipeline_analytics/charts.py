"""The report's charts; one currency each, since amounts of two cannot share an axis."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from crm_core.pipelines import MonthTrend, Outcome, PipelineForecast, StageFigures
from crm_operations.pipeline_analytics.columns import in_words
from crm_operations.pipeline_analytics.report import Chart, ChartKind, Series
from crm_operations.providers import SalesPerformance, SourcePerformance

MOST_CURRENCIES = 3
"""Charts are drawn for the currencies with the most deals; the tables hold them all."""
MOST_PEOPLE = 12


def stage_charts(rows: Sequence[StageFigures]) -> tuple[Chart, ...]:
    """Open stages only: what was won over the years would dwarf what is under way."""
    still_open = [row for row in rows if row.outcome is Outcome.OPEN]
    names = list(dict.fromkeys((row.pipeline_id, row.stage) for row in still_open))
    labels = tuple({(row.pipeline_id, row.stage): row.display_name for row in still_open}[name] for name in names)
    charts = []
    for currency in _leading((row.currency, row.count) for row in still_open if row.currency):
        figures = {(row.pipeline_id, row.stage): row for row in still_open if row.currency == currency}
        found = [figures.get(name) for name in names]
        series = (
            Series(title="Value", values=tuple(row.total_minor if row else 0 for row in found)),
            Series(title="Weighted", values=tuple(row.weighted_minor if row else 0 for row in found)),
        )
        title = f"Open deals by stage, {currency}"
        charts.append(_chart(f"stages-{currency}", title, ChartKind.RANKING, labels, series, currency))
    return tuple(charts)


def trend_charts(trend: Sequence[MonthTrend]) -> tuple[Chart, ...]:
    months = tuple(month.month for month in trend)
    counts = (
        Series(title="Opened", values=tuple(month.opened for month in trend)),
        Series(title="Won", values=tuple(month.won for month in trend)),
        Series(title="Lost", values=tuple(month.lost for month in trend)),
    )
    charts = [_chart("trend", "Deals opened, won and lost", ChartKind.BARS, months, counts, None)]
    amounts = [(amount.currency, amount.won_minor) for month in trend for amount in month.amounts if amount.won_minor]
    for currency in _leading((currency, 1) for currency, _ in amounts):
        won = [{amount.currency: amount.won_minor for amount in month.amounts}.get(currency, 0) for month in trend]
        series = (Series(title="Won", values=tuple(won)),)
        charts.append(_chart(f"won-{currency}", f"Won value, {currency}", ChartKind.BARS, months, series, currency))
    return tuple(charts)


def forecast_charts(forecast: PipelineForecast) -> tuple[Chart, ...]:
    charts = []
    for currency in _leading((month.currency, month.count) for month in forecast.months if month.total_minor):
        months = [month for month in forecast.months if month.currency == currency]
        series = (
            Series(
                title="Expected",
                values=tuple(month.expected_minor for month in months),
                lows=tuple(month.worst_minor for month in months),
                highs=tuple(month.best_minor for month in months),
            ),
        )
        labels = tuple(month.month for month in months)
        title = f"Expected by month, low to high, {currency}"
        charts.append(_chart(f"forecast-{currency}", title, ChartKind.RANGE, labels, series, currency))
    return tuple(charts)


def people_charts(people: Sequence[SalesPerformance]) -> tuple[Chart, ...]:
    won = [
        (figures.currency, figures.won_minor, person.user_id)
        for person in people
        for figures in person.opportunities.currencies
        if figures.won_minor
    ]
    charts = []
    for currency in _leading((code, 1) for code, _, _ in won):
        ranking = sorted((minor, user) for code, minor, user in won if code == currency)[::-1][:MOST_PEOPLE]
        series = (Series(title="Won", values=tuple(minor for minor, _ in ranking)),)
        labels = tuple(user for _, user in ranking)
        charts.append(
            _chart(f"people-{currency}", f"Won by person, {currency}", ChartKind.RANKING, labels, series, currency)
        )
    return tuple(charts)


def source_chart(sources: Sequence[SourcePerformance]) -> tuple[Chart, ...]:
    labels = tuple(in_words(source.source) for source in sources)
    series = (
        Series(title="Leads", values=tuple(source.leads for source in sources)),
        Series(title="Converted", values=tuple(source.conversion.numerator for source in sources)),
    )
    return (_chart("sources", "Leads and conversions by source", ChartKind.RANKING, labels, series, None),)


def _leading(counts: Iterable[tuple[str, int]]) -> list[str]:
    """The currencies with the most, in order; a tie goes by the alphabet."""
    totals: Counter[str] = Counter()
    for currency, count in counts:
        totals[currency] += count
    return sorted(totals, key=lambda currency: (-totals[currency], currency))[:MOST_CURRENCIES]


def _chart(
    name: str,
    title: str,
    kind: ChartKind,
    labels: tuple[str | date, ...],
    series: tuple[Series, ...],
    currency: str | None,
) -> Chart:
    return Chart(name=name.lower(), title=title, kind=kind, labels=labels, series=series, currency=currency)
