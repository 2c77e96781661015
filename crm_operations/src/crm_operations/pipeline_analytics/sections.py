"""The report's sections: which figures stand together, under which words."""

from collections.abc import Sequence
from datetime import timedelta

from crm_core.money import Money
from crm_core.pipelines import CurrencyFigures, ForecastRange, PipelineSummary, Rate, StageFigures
from crm_operations.pipeline_analytics.charts import (
    forecast_charts,
    people_charts,
    source_chart,
    stage_charts,
    trend_charts,
)
from crm_operations.pipeline_analytics.report import Cell, Column, ColumnKind, Section, Table
from crm_operations.providers import AnalyticsReport, ForecastAccuracy, LeadFunnel, SourcePerformance

_CURRENCY = Column(name="currency", title="Currency", kind=ColumnKind.CURRENCY)


def stages(report: AnalyticsReport) -> Section:
    rows = report.metrics.stages
    return Section(
        name="stages",
        title="Pipeline by stage",
        note="Weighted is value times the probability of each deal. Won deals count with what they brought.",
        charts=stage_charts(rows),
        tables=(
            Table(
                name="stages",
                title="Deals by stage",
                columns=(
                    *_pipeline_column(rows),
                    _text("stage", "Stage"),
                    _count("deals", "Deals"),
                    _CURRENCY,
                    _money("value", "Value"),
                    _money("weighted", "Weighted"),
                    _count("unpriced", "No value yet"),
                ),
                rows=tuple(_stage_row(row, with_pipeline=bool(_pipeline_column(rows))) for row in rows),
                empty="There is no pipeline yet.",
            ),
        ),
    )


def flow(report: AnalyticsReport) -> Section:
    """Conversion beside velocity: they are told stage by stage, in the same order."""
    stays = {(speed.pipeline_id, speed.stage): speed for speed in report.velocity}
    rows = tuple(
        (
            rate.display_name,
            rate.entered,
            rate.moved_on,
            rate.lost,
            rate.rate,
            _duration(stays[rate.pipeline_id, rate.stage].average_seconds),
        )
        for rate in report.conversion.stages
        if (rate.pipeline_id, rate.stage) in stays
    )
    columns = (
        _text("stage", "Stage"),
        _count("entered", "Entered"),
        _count("moved_on", "Moved on"),
        _count("lost", "Lost"),
        _rate("conversion", "Conversion"),
        Column(name="average_stay", title="Average stay", kind=ColumnKind.DURATION),
    )
    return Section(
        name="flow",
        title="Conversion and velocity",
        note="Of all stays in a stage, the part that led on to a later one; a deal that came back counts again.",
        tables=(Table(name="flow", title="From stage to stage", columns=columns, rows=rows),),
    )


def trend(report: AnalyticsReport) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for month in report.trend:
        amounts: Sequence[tuple[str | None, Money | None]] = [
            (amount.currency, Money(minor=amount.won_minor, currency=amount.currency)) for amount in month.amounts
        ] or [(None, None)]
        first, *others = amounts
        rows.append((month.month, month.opened, month.won, month.lost, *first))
        rows += [(month.month, None, None, None, *other) for other in others]
    columns = (
        Column(name="month", title="Month", kind=ColumnKind.MONTH),
        _count("opened", "Opened"),
        _count("won", "Won"),
        _count("lost", "Lost"),
        _CURRENCY,
        _money("won_value", "Won value"),
    )
    return Section(
        name="trend",
        title="Month by month",
        charts=trend_charts(report.trend),
        tables=(Table(name="trend", title="Opened, won and lost", columns=columns, rows=tuple(rows)),),
    )


def forecast(report: AnalyticsReport) -> Section:
    outlook = report.forecast
    ranges = (
        _CURRENCY,
        _count("deals", "Open deals"),
        _money("low", "Low"),
        _money("expected", "Expected"),
        _money("high", "High"),
        _money("everything", "If all are won"),
        _count("unpriced", "No value yet"),
    )
    ahead = Table(
        name="forecast",
        title="By expected close",
        columns=(
            Column(name="month", title="Month", kind=ColumnKind.MONTH),
            *ranges,
            _money("won", "Won so far"),
        ),
        rows=tuple(
            (month.month, *_range_cells(month), Money(minor=month.won_minor, currency=month.currency))
            for month in outlook.months
        ),
        empty="No open deal has an expected close ahead of it.",
    )
    apart = Table(
        name="forecast_apart",
        title="In no month",
        columns=(_text("why", "Why"), *ranges),
        rows=tuple(
            (why, *_range_cells(figures))
            for why, group in (("Expected close is past", outlook.slipped), ("No expected close", outlook.undated))
            for figures in group
        ),
        empty="Every open deal has an expected close ahead of it.",
    )
    return Section(
        name="forecast",
        title="Forecast",
        note=(
            f"Low to high holds the outcome in about {outlook.confidence_percent} of 100 cases, if each deal is won or "
            "lost by its own probability, independently of the others. Few or very unequal deals make it a rough "
            "guide."
        ),
        charts=forecast_charts(outlook),
        tables=(ahead, apart),
    )


def accuracy(report: AnalyticsReport) -> Section:
    months = Table(
        name="accuracy",
        title="Expected and won",
        columns=(
            Column(name="month", title="Month", kind=ColumnKind.MONTH),
            _count("expected_deals", "Expected deals"),
            _CURRENCY,
            _money("expected", "Expected value"),
            _count("won_deals", "Won deals"),
            _money("won", "Won value"),
        ),
        rows=tuple(
            (
                month.month,
                month.expected_count,
                row.currency,
                Money(minor=month.expected_minor, currency=row.currency),
                month.won_count,
                Money(minor=month.won_minor, currency=row.currency),
            )
            for row in report.accuracy
            for month in row.months
        ),
        empty="No deal was won in these months.",
    )
    verdicts = " ".join(_verdict(row) for row in report.accuracy)
    note = "Won deals only, as they were last expected; what was lost or is still open is not in it."
    return Section(name="accuracy", title="Forecast accuracy", note=f"{note} {verdicts}".strip(), tables=(months,))


def people(report: AnalyticsReport) -> Section:
    rows = tuple(
        (person.user_id, *_deal_cells(figures)) for person in report.people for figures in person.deals.currencies
    )
    return Section(
        name="people",
        title="By person",
        note="Open deals are today's; won and lost are of the months of this report.",
        charts=people_charts(report.people),
        tables=(
            Table(
                name="people",
                title="Deals by person",
                columns=(
                    _text("person", "Person"),
                    _CURRENCY,
                    _count("open", "Open"),
                    _money("open_value", "Open value"),
                    _money("weighted", "Weighted"),
                    _count("won", "Won"),
                    _money("won_value", "Won value"),
                    _count("lost", "Lost"),
                    _rate("win_rate", "Win rate"),
                ),
                rows=rows,
                empty="Nobody has a deal yet.",
            ),
        ),
    )


def sources(report: AnalyticsReport) -> Section:
    return Section(
        name="sources",
        title="By lead source",
        note="Leads captured in the months of this report, and the deals that came of them.",
        charts=source_chart(report.sources),
        tables=(
            Table(
                name="sources",
                title="Leads by source",
                columns=(
                    _text("source", "Source"),
                    _count("leads", "Leads"),
                    _count("converted", "Converted"),
                    _count("disqualified", "Disqualified"),
                    _rate("conversion", "Conversion"),
                    _CURRENCY,
                    _money("open_value", "Open value"),
                    _money("won_value", "Won value"),
                ),
                rows=tuple(row for source in report.sources for row in _source_rows(source)),
                empty="No lead was captured in these months.",
            ),
            _funnel(report.metrics.leads),
        ),
    )


def events(report: AnalyticsReport) -> Section:
    table = Table(
        name="events",
        title="Events by name",
        columns=(_text("event", "Event"), _count("count", "Count")),
        rows=tuple((event.name, event.count) for event in report.events),
        empty="No event was tracked in these months.",
    )
    return Section(name="events", title="Tracked events", tables=(table,))


def _stage_row(row: StageFigures, *, with_pipeline: bool) -> tuple[Cell, ...]:
    value = weighted = None
    if row.currency is not None:
        value = Money(minor=row.total_minor, currency=row.currency)
        weighted = Money(minor=row.weighted_minor, currency=row.currency)
    cells = (row.display_name, row.count, row.currency, value, weighted, row.unpriced_count)
    return (row.pipeline, *cells) if with_pipeline else cells


def _range_cells(figures: ForecastRange) -> tuple[Cell, ...]:
    amounts = (figures.worst_minor, figures.expected_minor, figures.best_minor, figures.total_minor)
    money = (Money(minor=minor, currency=figures.currency) for minor in amounts)
    return (figures.currency, figures.count, *money, figures.unpriced_count)


def _deal_cells(figures: CurrencyFigures) -> tuple[Cell, ...]:
    def money(minor: int) -> Money:
        return Money(minor=minor, currency=figures.currency)

    return (
        figures.currency,
        figures.open_count,
        money(figures.open_minor),
        money(figures.weighted_minor),
        figures.won_count,
        money(figures.won_minor),
        figures.lost_count,
        Rate.of(figures.won_count, figures.won_count + figures.lost_count),
    )


def _source_rows(source: SourcePerformance) -> list[tuple[Cell, ...]]:
    """The leads stand in the first row only, so that a column can be added up."""
    leads: tuple[Cell, ...] = (
        source.leads,
        source.conversion.numerator,
        source.disqualified,
        source.conversion,
    )
    name = _in_words(source.source)
    rows: list[tuple[Cell, ...]] = []
    for amounts in _source_amounts(source.deals):
        rows.append((name, *(leads if not rows else (None,) * len(leads)), *amounts))
    return rows


def _source_amounts(deals: PipelineSummary) -> Sequence[tuple[Cell, ...]]:
    return [
        (
            figures.currency,
            Money(minor=figures.open_minor, currency=figures.currency),
            Money(minor=figures.won_minor, currency=figures.currency),
        )
        for figures in deals.currencies
    ] or [(None, None, None)]


def _funnel(leads: LeadFunnel) -> Table:
    return Table(
        name="leads",
        title="Leads by status, today",
        columns=(_text("status", "Status"), _count("leads", "Leads")),
        rows=tuple((_in_words(row.status), row.count) for row in leads.by_status) if leads.total else (),
        empty="No lead was captured yet.",
    )


def _verdict(row: ForecastAccuracy) -> str:
    if row.bias is None or row.mape is None:
        return f"{row.currency}: nothing to compare."
    tendency = "too much" if row.bias > 0 else "too little"
    return (
        f"{row.currency}: {abs(row.bias):.0%} {tendency} expected over all, months off by {row.mape:.0%} on average; "
        f"{row.on_time.numerator} of {row.on_time.denominator} deals were won in the month expected."
    )


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _pipeline_column(rows: Sequence[StageFigures]) -> tuple[Column, ...]:
    """Only where there is more than one to tell apart."""
    return (_text("pipeline", "Pipeline"),) if len({row.pipeline_id for row in rows}) > 1 else ()


def _in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _text(name: str, title: str) -> Column:
    return Column(name=name, title=title)


def _count(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.COUNT)


def _money(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.MONEY)


def _rate(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.RATE)
